//! Caches of the types DIR and MEMORY, and the locks of FILE.

use super::super::*;
use super::{Ran, Room};

impl Room {
    /// The same with another default cache.
    fn with_cache(mut self, name: &str) -> Self {
        self.environment.ccache = Some(name.to_owned());
        self
    }

    fn with_directory() -> Self {
        let room = Self::new();
        let name = format!("DIR:{}", room.path("caches"));
        room.kdc.admin().add_principal("bob", "bobpw").unwrap();
        room.with_cache(&name)
    }

    fn kinit_bob(&self) {
        let ran = self.run(kinit, &["bob"], "bobpw\n");
        assert_eq!(ran, Ran::new(0, "Password for bob@EXAMPLE.COM: \n", ""));
    }
}

#[test]
fn a_directory_keeps_the_tickets_of_several_principals() {
    let room = Room::with_directory();
    room.kinit_alice(&[]);
    room.kinit_bob();
    let listed = room.run(klist, &["-l"], "").out;
    let lines: Vec<&str> = listed.lines().collect();
    let [_, _, first, second] = lines.as_slice() else { panic!("{listed}") };
    // The one that was got last is primary.
    assert!(first.starts_with("bob@EXAMPLE.COM                DIR::DIR/caches/tkt0"), "{listed}");
    assert_eq!(*second, "alice@EXAMPLE.COM              DIR::DIR/caches/tkt");
    let shown = room.run(klist, &["-A"], "").out;
    assert_eq!(shown.matches("Ticket cache: DIR::").count(), 2);
    assert!(shown.contains("EXAMPLE.COM\n\nTicket cache"), "{shown}");
}

#[test]
fn kswitch_makes_another_cache_the_primary_one() {
    let room = Room::with_directory();
    room.kinit_alice(&[]);
    room.kinit_bob();
    assert_eq!(room.run(kswitch, &["-p", "alice"], ""), Ran::quiet());
    assert!(room.run(klist, &[], "").out.contains("Default principal: alice@EXAMPLE.COM\n"));
    let name = format!("DIR::{}", room.path("caches/tkt"));
    assert_eq!(room.run(kswitch, &["-c", &name], ""), Ran::quiet());
    let said = "kswitch: Matching credential not found while searching for ccache for carol\n";
    assert_eq!(room.run(kswitch, &["-p", "carol"], ""), Ran::new(1, "", said));
    let said = room.run(kswitch, &[], "").err;
    assert!(said.starts_with("One of -c or -p must be specified\nUsage: kswitch "), "{said}");
}

#[test]
fn kdestroy_takes_one_cache_of_a_directory_or_all() {
    let room = Room::with_directory();
    room.kinit_alice(&[]);
    room.kinit_bob();
    assert_eq!(room.run(kdestroy, &["-p", "alice"], ""), Ran::quiet());
    assert!(!room.run(klist, &["-l"], "").out.contains("alice"));
    assert_eq!(room.run(kdestroy, &["-A"], ""), Ran::quiet());
    assert_eq!(room.run(klist, &["-s"], ""), Ran::new(1, "", ""));
}

/// The sentences are those of MIT krb5 1.20.1.
#[test]
fn names_that_mean_no_cache_are_told_apart() {
    let room = Room::new();
    let doing = "while resolving ccache\n";
    for (name, said) in [
        ("BOGUS:x", format!("klist: Unknown credential cache type {doing}")),
        ("KEYRING:x", format!("klist: Unknown credential cache type {doing}")),
        (
            "DIR:none/none",
            format!("klist: Credential cache directory DIR/none/none does not exist {doing}"),
        ),
        (
            "DIR:krb5.conf",
            format!(
                "klist: Credential cache directory DIR/krb5.conf exists but is not a directory \
                 {doing}"
            ),
        ),
        (
            "DIR::x/foo",
            format!(
                "klist: Subsidiary cache path x/foo filename does not begin with \"tkt\" {doing}"
            ),
        ),
        ("MEMORY:x", "klist: No credentials cache found\n".to_owned()),
        ("FILE:none", "klist: No credentials cache found (filename: none)\n".to_owned()),
    ] {
        assert_eq!(room.run(klist, &["-c", name], ""), Ran::new(1, "", &said), "{name}");
    }
}

#[test]
fn a_cache_in_memory_lives_with_its_environment() {
    let room = Room::new().with_cache("MEMORY:x");
    room.kinit_alice(&[]);
    let ran = room.run(kvno, &["kafka/broker"], "");
    assert_eq!(ran, Ran::new(0, "kafka/broker@EXAMPLE.COM: kvno = 1\n", ""));
    assert!(room.run(klist, &[], "").out.starts_with("Ticket cache: MEMORY:x\n"));
    assert_eq!(room.run(kdestroy, &[], ""), Ran::quiet());
    assert_eq!(room.run(klist, &["-s"], ""), Ran::new(1, "", ""));
}

#[test]
fn two_writers_at_once_lose_no_ticket() {
    let room = Room::new();
    for n in 0..12 {
        room.kdc.admin().add_service(&format!("s{n}/h")).unwrap();
    }
    room.kinit_alice(&[]);
    std::thread::scope(|scope| {
        for half in 0..2 {
            let room = &room;
            scope.spawn(move || {
                for n in (0..12).filter(|n| n % 2 == half) {
                    let ran = room.run(kvno, &["-q", &format!("s{n}/h")], "");
                    assert_eq!(ran, Ran::quiet());
                }
            });
        }
    });
    let shown = room.run(klist, &[], "").out;
    assert_eq!(shown.lines().filter(|line| line.contains("  s")).count(), 12, "{shown}");
}
