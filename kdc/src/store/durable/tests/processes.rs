//! Several processes on one database: the test program runs itself again as a child.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdout, Command, Stdio};

use kerbside_kdc_core::exchange::Effect;

use super::*;

const ROLE: &str = "KERBSIDE_TEST_ROLE";
const DATABASE: &str = "KERBSIDE_TEST_DATABASE";
const ROUNDS: usize = 50;

/// Runs this test program again, as the child below. What it says comes line by line.
fn child(role: &str, database: &Path) -> (Child, BufReader<ChildStdout>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture", "store::durable::tests::processes::a_child_does_its_part"])
        .env(ROLE, role)
        .env(DATABASE, database)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    (child, output)
}

/// The names that a child acknowledged: whole lines, the last of which may be cut by its death.
fn acknowledged(lines: &str) -> impl Iterator<Item = &str> {
    lines.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')?.strip_prefix("made "))
}

fn read_line(output: &mut BufReader<ChildStdout>, lines: &mut String) {
    while !lines.split_inclusive('\n').next_back().is_some_and(|line| line.starts_with("made ")) {
        assert_ne!(output.read_line(lines).unwrap(), 0, "the child ended: {lines}");
    }
}

/// What the child does, when this program runs as one.
#[test]
fn a_child_does_its_part() {
    let (Ok(role), Ok(database)) = (std::env::var(ROLE), std::env::var(DATABASE)) else { return };
    let path = PathBuf::from(database);
    let (role, id) = role.split_once(' ').unwrap();
    let say = |line: String| std::io::stdout().write_all(line.as_bytes()).unwrap();
    match role {
        "write" => {
            let store = DurableStore::open(&path, &source("masterpw")).unwrap();
            for n in 0.. {
                let own = format!("w{id}-{n}");
                put(&store, put_principal(&own));
                say(format!("\nmade {own}\n"));
            }
        }
        "write-100" => {
            let store = DurableStore::open_with_map(&path, &source("masterpw"), 1 << 16).unwrap();
            for n in 0..100 {
                put(&store, put_principal(&format!("w{id}-{n}")));
            }
        }
        "create" => {
            drop(make(&path));
        }
        "read" => {
            let store = DurableStore::open(&path, &source("masterpw")).unwrap();
            let _world = store.world().unwrap();
            say("\nmade nothing\n".to_owned());
            std::thread::park();
        }
        "fail" => {
            let store = DurableStore::open(&path, &source("masterpw")).unwrap();
            for _ in 0..50 {
                store.apply(&[failure()]).unwrap();
            }
        }
        other => panic!("{other}"),
    }
}

fn failure() -> Effect {
    let (realm, client) = (realm(), name("alice"));
    Effect::PreauthFailed { realm, client, at: NOW, forget_after: Duration::ZERO }
}

#[test]
fn two_processes_write_at_once_and_a_third_sees_all_of_it() {
    let bed = Bed::new();
    let before = bed.store.world().unwrap().generation();
    let children = ["write-100 1", "write-100 2"].map(|role| child(role, &bed.name));
    for n in 0..50 {
        bed.put(put_principal(&format!("w0-{n}")));
    }
    for (mut child, mut output) in children {
        let mut said = String::new();
        output.read_to_string(&mut said).unwrap();
        assert!(child.wait().unwrap().success(), "{said}");
    }
    let world = bed.store.world().unwrap();
    assert_eq!(world.generation(), Generation(before.0 + 250));
    assert_eq!(world.principals(&realm()).unwrap().len(), FOUNDED + 250);
    drop(world);
    assert_eq!(bed.store.verify().unwrap(), FOUNDED + 250);
}

#[test]
fn counters_of_several_processes_add_up_at_once() {
    let bed = Bed::new();
    bed.put(put_principal("alice"));
    let (mut other, _output) = child("fail 1", &bed.name);
    for _ in 0..50 {
        bed.store.apply(&[failure()]).unwrap();
    }
    assert!(other.wait().unwrap().success());
    let account = bed.store.world().unwrap().account(&realm(), &name("alice")).unwrap();
    assert_eq!(account.failures, 100);
}

#[test]
fn a_killed_writer_loses_nothing_that_it_acknowledged() {
    let bed = Bed::new();
    let mut made: BTreeSet<String> = BTreeSet::new();
    for round in 0..ROUNDS {
        let (mut writer, mut output) = child(&format!("write {round}"), &bed.name);
        let mut lines = String::new();
        read_line(&mut output, &mut lines);
        // This process writes, too, while the other one is killed.
        bed.put(put_principal(&format!("own{round}")));
        writer.kill().unwrap();
        writer.wait().unwrap();
        output.read_to_string(&mut lines).unwrap();
        made.extend(acknowledged(&lines).map(str::to_owned));
        made.insert(format!("own{round}"));
        for own in &made {
            assert!(bed.find(&name(own)).is_some(), "{own} is lost in round {round}");
        }
    }
    let counted = bed.store.verify().unwrap();
    assert!(
        counted >= made.len() + FOUNDED && made.len() >= 2 * ROUNDS,
        "{counted} {}",
        made.len()
    );
}

#[test]
fn readers_that_were_killed_leave_no_slot_taken() {
    let Bed { _folder, name: path, store } = Bed::new();
    for round in 0..ROUNDS {
        let (mut reader, mut output) = child(&format!("read {round}"), &path);
        read_line(&mut output, &mut String::new());
        reader.kill().unwrap();
        reader.wait().unwrap();
    }
    // Each one that opened the database freed the slot of the one before.
    assert!(store.0.files.principals.clear_stale_readers().unwrap() <= 1);
}

#[test]
fn a_killed_creation_leaves_a_whole_database_or_none() {
    let folder = tempfile::tempdir().unwrap();
    let (mut none, mut whole) = (0, 0);
    for round in 0..ROUNDS {
        let path = folder.path().join(format!("principal{round}"));
        let (mut creator, output) = child(&format!("create {round}"), &path);
        // From its first file on, and a little later from round to round.
        let begun = || {
            std::fs::read_dir(folder.path()).unwrap().any(|entry| {
                let entry = entry.unwrap().file_name().into_string().unwrap();
                entry.starts_with(&format!("principal{round}."))
            })
        };
        while !begun() {
            std::thread::yield_now();
        }
        for _ in 0..round * 8 {
            begun();
        }
        creator.kill().unwrap();
        creator.wait().unwrap();
        drop(output);
        match DurableStore::open(&path, &source("masterpw")) {
            Ok(store) => {
                assert_eq!(store.verify().unwrap(), FOUNDED);
                whole += 1;
            }
            Err(StoreError::Missing(_)) => none += 1,
            Err(error) => panic!("{error}"),
        }
    }
    assert!(none > 0 && none + whole == ROUNDS, "{none} {whole}");
}
