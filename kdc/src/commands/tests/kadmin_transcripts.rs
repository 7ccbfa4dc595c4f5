//! kadmin.local against what MIT krb5 1.20.1's printed (`tests/goldens/mit-tools`, and
//! `fixtures/kadmin/requests.txt`).
//!
//! One realm in memory plays the sittings in the order in which MIT's played them. The recorded
//! times are replaced by that of the clock, which stands; keys and folders are cut.

use kerbside_crypto::{Enctype, Key};
use kerbside_kdc_core::admin::{create_realm, master_principal};
use kerbside_kdc_core::database::{Attributes, MemoryStore, PrincipalKey, Salt, Store, World};

use super::*;
use crate::OsEntropy;

macro_rules! sittings {
    ($($name:literal),*) => {
        &[$(($name, include_str!(concat!(
            "../../../../tests/goldens/mit-tools/", $name, ".txt"
        )))),*]
    };
}

/// In their order.
const SITTINGS: &[(&str, &str)] = sittings!(
    "kadmin_help",
    "kadmin_usage",
    "kadmin_usage_cmds",
    "addprinc",
    "getprinc",
    "listprincs",
    "modprinc",
    "cpw",
    "delprinc",
    "policy",
    "renprinc",
    "strings",
    "ktadd"
);

/// Played in a realm of its own, until the database is destroyed.
const ARGUMENTS: &[(&str, &str)] = sittings!("kadmin_argmode");

/// Wrong arguments, limits and oddities, in a realm of its own.
const REQUESTS: &[(&str, &str)] =
    &[("requests", include_str!("../../../../fixtures/kadmin/requests.txt"))];

/// Commands that print something else here, with the reason.
const DIFFERING: &[(&str, &str)] = &[
    ("kadmin.local -q \\?", "add_alias is of release 1.22; MIT's buffer puts the heading last"),
    ("kadmin.local -q list_requests", "the same"),
    ("kadmin.local -q lr\\ x", "the same"),
    ("kadmin.local -q listprincs\\ \\[", "a bracket without an end matches nothing"),
    ("kadmin --help", "this one is called kadmin.local"),
    ("kadmin.local add_alias al svc/y", "add_alias is of release 1.22"),
    ("kadmin.local getprinc al", "it is there, by the command before"),
    ("kadmin.local -q add_alias\\ al2\\ svc/y", "add_alias is of release 1.22"),
];

/// One command of a sitting.
#[derive(Debug, Default)]
struct Recorded {
    line: String,
    ran: Ran,
}

/// The commands of a sitting: `$ COMMAND [  <<< INPUT]`, then lines `O|`, `E|` and `rc=`.
fn commands(text: &str) -> Vec<Recorded> {
    let mut commands: Vec<Recorded> = Vec::new();
    for line in text.lines() {
        if let Some(line) = line.strip_prefix("$ ") {
            commands.push(Recorded { line: line.to_owned(), ..Recorded::default() });
        } else if let Some(command) = commands.last_mut() {
            result(line, &mut command.ran);
        }
    }
    commands
}

/// What a line tells; behind an output without an end of line stands the next one.
fn result(line: &str, ran: &mut Ran) {
    let (line, code) = match line.rsplit_once("rc=").map(|(line, code)| (line, code.parse())) {
        Some((line, Ok(code))) => (line, Some(code)),
        _ => (line, None),
    };
    ran.code = code.unwrap_or(ran.code);
    let end = if code.is_some() { "" } else { "\n" };
    if let Some(err) = line.strip_prefix("E|") {
        ran.err.push_str(&format!("{err}{end}"));
    } else if let Some(out) = line.strip_prefix("O|") {
        match out.split_once("E|") {
            Some((out, err)) => {
                ran.out.push_str(out);
                ran.err.push_str(&format!("{err}{end}"));
            }
            None => ran.out.push_str(&format!("{out}{end}")),
        }
    }
}

/// Words as bash quotes them: a backslash before what is special.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let character = match character {
            ' ' => {
                words.push(String::new());
                continue;
            }
            '\\' => characters.next().unwrap(),
            other => other,
        };
        words.last_mut().unwrap().push(character);
    }
    words
}

/// What two runs have in common.
fn normal(text: &str) -> String {
    let mut text = text.replace("DIR/", "").replace("Feb 20 05:46:59", "Feb 20 05:47:01");
    for time in ["05:46:58", "05:46:59", "05:48:30"] {
        text = text.replace(&format!("Nov 22 {time}"), "Nov 22 05:47:01");
        text = text.replace(&format!("11/22/26 {time}"), "11/22/26 05:47:01");
    }
    for second in ["1795326418", "1795326419"] {
        text = text.replace(second, "1795326421");
    }
    // Keys are random.
    let lines = text.split_inclusive('\n').map(|line| match line.split_once("(0x") {
        Some((line, _)) => format!("{line}\n"),
        None => line.to_owned(),
    });
    lines.collect()
}

/// A realm as `kdb5_util create` makes it, whose principals require nothing.
fn room() -> Room {
    let mut entropy = OsEntropy::new();
    let mut settings = RealmSettings::new("EXAMPLE.COM");
    settings.default_attributes = Attributes::EMPTY;
    let now = Timestamp::from_seconds(START - 3);
    let key = Key::random(Enctype::AES256_SHA1, &mut entropy);
    let key = PrincipalKey { kvno: 1, salt: Salt::Normal, key: key.unwrap().into() };
    let mut changes = create_realm(settings.clone(), now, &mut entropy).unwrap();
    changes.push(master_principal(&settings, key, now));
    let store = MemoryStore::new();
    let generation = store.world().generation();
    Store::commit(&store, generation, changes).unwrap();
    let clock = Arc::new(Standing(AtomicI64::new(START)));
    let kdc = Kdc::builder().store(store).clock(Arc::clone(&clock) as Arc<dyn Clock>);
    let kdc = kdc.start_blocking().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let conf = "[libdefaults]\n default_realm = EXAMPLE.COM\n";
    std::fs::write(directory.path().join("krb5.conf"), conf).unwrap();
    let mut environment = Environment::new(directory.path());
    environment.krb5_config = vec!["krb5.conf".to_owned()];
    environment.ccache = Some(format!("FILE:{}/cc", directory.path().display()));
    environment.clock = Arc::clone(&clock) as Arc<dyn Clock>;
    Room { directory, clock, kdc, environment }
}

/// Runs a recorded command; `None` when it is none of those that are judged here.
fn play(room: &Room, line: &str) -> Option<Ran> {
    let (command, input) = line.split_once("   <<< ").unwrap_or((line, ""));
    let mut input = words(input).join(" ").replace("\\n", "\n");
    let mut words = words(command);
    let program = words.remove(0);
    if words.first().is_some_and(|word| word == "<") {
        words.clear();
        input = "addprinc -pw x s1\nnosuchcmd\naddprinc -pw x s1\n".to_owned();
    }
    let directory = room.directory.path().display().to_string();
    let words: Vec<String> = words.iter().map(|word| word.replace("DIR", &directory)).collect();
    let arguments: Vec<&str> = words.iter().map(String::as_str).collect();
    match program.as_str() {
        "kadmin.local" | "kadmin" => {
            let command =
                |arguments: &[OsString], environment: &Environment, streams: &mut Streams<'_>| {
                    let mut session = room.kdc.admin();
                    let mut opener = Opened(&mut session);
                    kadmin("kadmin.local", arguments, &mut opener, environment, streams)
                };
            Some(room.run_with(&command, &arguments, &input))
        }
        "klist" => Some(room.run(klist, &arguments, &input)),
        _ => None,
    }
}

/// Plays the sittings in one realm; gives how many commands were as recorded, and the others.
fn sit(sittings: &[(&str, &str)]) -> (usize, Vec<(String, String)>) {
    let room = room();
    let (mut alike, mut differing) = (0, Vec::new());
    for (name, text) in sittings {
        for Recorded { line, ran } in commands(text) {
            let Some(here) = play(&room, &line) else {
                break;
            };
            let shown = |ran: &Ran| (normal(&ran.out), normal(&ran.err), ran.code);
            if shown(&here) == shown(&ran) {
                alike += 1;
            } else {
                let both =
                    format!("{name}: {line}\nMIT's: {:#?}\nhere: {:#?}", shown(&ran), shown(&here));
                differing.push((line, both));
            }
        }
    }
    (alike, differing)
}

#[test]
fn commands_print_what_mit_printed() {
    let (alike, mut differing) = sit(SITTINGS);
    let (alike_by_arguments, others) = sit(ARGUMENTS);
    differing.extend(others);
    let (alike_beyond, others) = sit(REQUESTS);
    differing.extend(others);
    let alike = alike + alike_by_arguments + alike_beyond;
    let all = alike + differing.len();
    let unexpected: Vec<&str> = differing
        .iter()
        .filter(|(line, _)| !DIFFERING.iter().any(|(known, _)| known == line))
        .map(|(_, both)| both.as_str())
        .collect();
    assert!(unexpected.is_empty(), "{}", unexpected.join("\n"));
    for (known, _) in DIFFERING {
        assert!(differing.iter().any(|(line, _)| line == known), "{known} is as recorded");
    }
    assert_eq!(format!("{alike} of {all} as recorded"), "495 of 503 as recorded");
}
