//! A sitting with every tool, and a bed: no password and no key is in anything that they print,
//! log, trace or explain.
//!
//! Left out is what prints keys because it was asked to: `klist -K`, `ktutil`'s `list -k`, dumps.
//! What `kadmin` reads from a pipe it shows, as MIT's does: here it asks for passwords.

use std::path::Path;

use acceptance::process::{Finished, Program};
use acceptance::realm::{MASTER_PASSWORD, Make, NAME, Realm};
use acceptance::secrets::Secrets;
use kerbside::Testbed;

const ADMIN: &str = "Adm1n-of-all!";
const ALICE: &str = "Al1ce-and-hers!";
const NEW: &str = "Al1ce-and-new!";
const NEWER: &str = "Al1ce-and-newer!";
const WRONG: &str = "Wr0ng-altogether!";
const SHORT: &str = "Sh0rt!!!";

/// A realm, and all that was said in it.
struct Sitting {
    realm: Realm,
    said: Vec<(String, Vec<u8>)>,
    runs: usize,
}

impl Sitting {
    /// Runs a tool with `input`, traced, whatever becomes of it.
    fn run(&mut self, words: &[&str], input: &str) -> Finished {
        self.runs += 1;
        let trace = self.realm.path(&format!("trace{}", self.runs));
        let program = self.realm.program(Make::Ours, words[0]).args(&words[1..]);
        let finished = program.env("KRB5_TRACE", &trace).input(input).run();
        let name = words.join(" ");
        self.said.push((format!("{name} (stdout)"), finished.stdout.clone()));
        self.said.push((format!("{name} (stderr)"), finished.stderr.clone()));
        self.file(&format!("{name} (trace)"), &trace);
        finished
    }

    #[track_caller]
    fn well(&mut self, words: &[&str], input: &str) {
        let _ = self.run(words, input).well();
    }

    #[track_caller]
    fn fails(&mut self, words: &[&str], input: &str) {
        let finished = self.run(words, input);
        assert!(!finished.err().is_empty() || finished.code() != Some(0), "{finished}");
    }

    /// Keeps what a file has, if there is one.
    fn file(&mut self, name: &str, path: &Path) {
        if let Ok(octets) = std::fs::read(path) {
            self.said.push((name.to_owned(), octets));
        }
    }
}

fn twice(password: &str) -> String {
    format!("{password}\n{password}\n")
}

/// What administrators do, at the database and from afar.
fn administer(sitting: &mut Sitting) {
    let create = ["kdb5_util", "create", "-s", "-r", NAME];
    sitting.well(&create, &twice(MASTER_PASSWORD));
    sitting.well(&["kadmin.local", "-q", "addprinc admin/admin"], &twice(ADMIN));
    sitting.well(&["kadmin.local", "-q", "addprinc alice"], &twice(ALICE));
    sitting.well(&["kadmin.local", "addpol", "-minlength", "10", "-history", "3", "strict"], "");
    sitting.well(&["kadmin.local", "modprinc", "-policy", "strict", "alice"], "");
    sitting.well(&["kadmin.local", "addprinc", "-randkey", "host/a"], "");
    sitting.fails(&["kadmin.local", "addprinc", "-pw", WRONG, "-nonsense", "bob"], "");
    sitting.fails(&["kadmin.local", "addprinc", "-pw", WRONG, "alice"], "");
    sitting.fails(&["kadmin.local", "cpw", "-pw", SHORT, "alice"], "");
    sitting.fails(&["kadmin.local", "-q", "cpw alice"], &format!("{WRONG}\n{ALICE}\n"));
    sitting.fails(&["kdb5_util", "-P", WRONG, "list_mkeys"], "");
    sitting.well(&["kdb5_util", "list_mkeys"], "");
    sitting.well(&["kadmin.local", "getprinc", "alice"], "");
}

/// What people do with their passwords and tickets.
fn use_tickets(sitting: &mut Sitting) {
    sitting.well(&["kinit", "alice"], &format!("{ALICE}\n"));
    sitting.fails(&["kinit", "alice"], &format!("{WRONG}\n"));
    sitting.well(&["kinit", "alice"], &format!("{ALICE}\n"));
    sitting.well(&["kvno", "host/a"], "");
    sitting.well(&["klist", "-e", "-f", "-a"], "");
    sitting.fails(&["kpasswd", "alice"], &format!("{ALICE}\n{}", twice(SHORT)));
    sitting.well(&["kpasswd", "alice"], &format!("{ALICE}\n{}", twice(NEW)));
    sitting.fails(&["kpasswd", "alice"], &format!("{NEW}\n{}", twice(ALICE)));
    let admin = ["kadmin", "-p", "admin/admin"];
    let from_afar = |words: &[&'static str]| [&admin[..], words].concat();
    sitting.fails(&from_afar(&["-w", WRONG, "listprincs"]), "");
    sitting.well(&from_afar(&["-w", ADMIN, "-q", "listprincs"]), "");
    sitting.well(&from_afar(&["-q", "getprinc alice"]), &format!("{ADMIN}\n"));
    sitting.well(&from_afar(&["-w", ADMIN, "cpw", "-pw", NEWER, "alice"]), "");
    sitting.fails(&from_afar(&["-w", ADMIN, "cpw", "-pw", SHORT, "alice"]), "");
    sitting.well(&from_afar(&["-w", ADMIN, "ktadd", "-k", "host.keytab", "host/a"]), "");
    sitting.well(&["klist", "-k", "-e", "-t", "host.keytab"], "");
    sitting.well(&["kinit", "-k", "-t", "host.keytab", "-c", "host.cc", "host/a"], "");
    sitting.well(&["k5srvutil", "-f", "host.keytab", "list"], "");
    sitting.well(&["ktutil"], "rkt host.keytab\nlist -e -t\nquit\n");
}

/// Every secret that there was.
fn secrets(sitting: &mut Sitting) -> Secrets {
    let mut secrets = Secrets::default();
    for password in [MASTER_PASSWORD, ADMIN, ALICE, NEW, NEWER, WRONG, SHORT] {
        secrets.password(password);
    }
    let folder = sitting.realm.folder().to_owned();
    let principals = ["K/M", "admin/admin", "alice", "host/a", "kadmin/admin", "kadmin/changepw"];
    let tgs = format!("krbtgt/{NAME}");
    for principal in principals.into_iter().chain([tgs.as_str()]) {
        let words = ["kadmin.local", "ktadd", "-k", "all.keytab", "-norandkey", principal];
        sitting.well(&words, "");
    }
    secrets.keytab(&folder.join("all.keytab"));
    secrets.keytab(&folder.join("host.keytab"));
    secrets.keytab(&folder.join("stash"));
    secrets.cache(&folder.join("cc"));
    secrets.cache(&folder.join("host.cc"));
    secrets
}

#[test]
fn a_sitting_with_every_tool_shows_no_secret() {
    let mut sitting = Sitting { realm: Realm::files(), said: Vec::new(), runs: 0 };
    administer(&mut sitting);
    let krb5kdc = sitting.realm.krb5kdc(Make::Ours);
    let kadmind = sitting.realm.kadmind(Make::Ours);
    use_tickets(&mut sitting);
    for (name, daemon) in [("krb5kdc", krb5kdc), ("kadmind", kadmind)] {
        daemon.terminate();
        let finished = daemon.finish().well();
        sitting.said.push((name.to_owned(), [finished.stdout, finished.stderr].concat()));
    }
    let secrets = secrets(&mut sitting);
    for log in ["kdc.log", "kadmin.log"] {
        let path = sitting.realm.path(log);
        assert!(path.is_file(), "there is no {log}");
        sitting.file(log, &path);
    }
    sitting.well(&["kdestroy"], "");
    assert!(secrets.count() > 20, "{}", secrets.count());
    let traces = sitting.said.iter().filter(|(name, _)| name.ends_with("(trace)"));
    assert!(traces.count() > 5, "nothing was traced");
    for (source, said) in &sitting.said {
        secrets.not_in(source, said);
    }
}

#[test]
fn the_journal_of_a_bed_shows_no_secret() {
    let builder = Testbed::builder().user("alice", ALICE).user("root", ADMIN);
    let builder = builder.topic("orders", 1).kadmind_with_acl("root *\n");
    let bed = builder.start_blocking().expect("a bed starts");
    let (alice, admin) = (bed.client("alice"), bed.client("root"));
    let mut said: Vec<Vec<u8>> = Vec::new();
    let mut run = |program: Program, input: &str| {
        let finished = program.input(input).run();
        said.push([finished.stdout, finished.stderr].concat());
    };
    run(Program::new("kinit").user(&alice).arg("alice"), &format!("{ALICE}\n"));
    run(Program::new("kinit").user(&alice).arg("alice"), &format!("{WRONG}\n"));
    run(Program::new("kpasswd").user(&alice).arg("alice"), &format!("{ALICE}\n{}", twice(NEW)));
    let words = ["-p", "root", "-w", ADMIN, "-q"];
    let kadmin = || Program::new("kadmin").user(&admin).args(words);
    run(kadmin().arg("addprinc -randkey host/a"), "");
    run(kadmin().arg("getprinc host/a"), "");
    let mut secrets = Secrets::default();
    for password in [ALICE, ADMIN, NEW, WRONG] {
        secrets.password(password);
    }
    for client in [&alice, &admin] {
        secrets.keytab(&client.keytab());
    }
    secrets.cache(&alice.ccache());
    let said = said.concat();
    assert!(String::from_utf8_lossy(&said).contains("Principal: host/a@"), "kadmin did nothing");
    secrets.not_in("a tool", &said);
    let journal = bed.journal();
    assert!(journal.records().len() > 10, "{}", journal.to_jsonl());
    secrets.not_in("the journal", journal.to_jsonl().as_bytes());
    secrets.not_in("the journal as Rust prints it", format!("{:#?}", journal.records()).as_bytes());
    let explained = bed.explain();
    secrets.not_in("the explanation", explained.to_string().as_bytes());
    secrets.not_in("the explanation as Rust prints it", format!("{explained:#?}").as_bytes());
    secrets.not_in("the stories", format!("{:#?}", journal.joined()).as_bytes());
    secrets.not_in("a user as Rust prints it", format!("{alice:?}{alice:#?}").as_bytes());
    secrets.not_in("the bed as Rust prints it", format!("{bed:?}").as_bytes());
}
