//! `k5srvutil` of either make, at kadmind of either make: a service's keys changed in its own name,
//! and its old ones taken out of its keytab.

use acceptance::realm::{Make, Realm};

/// The key versions that the keytab holds.
fn versions(realm: &Realm) -> Vec<String> {
    let listed = realm.program(Make::Mit, "klist").args(["-k", "krb5.keytab"]).run().well().out();
    let line = |line: &str| line.split_whitespace().next().map(str::to_owned);
    let mut versions: Vec<String> = listed.lines().skip(3).filter_map(line).collect();
    versions.dedup();
    versions
}

#[track_caller]
fn check(tool: Make, daemons: Make) {
    let realm = Realm::files();
    realm.create(daemons);
    realm.administer(daemons, &["addprinc", "-randkey", "kafka/broker"]);
    realm.administer(daemons, &["ktadd", "-k", "krb5.keytab", "kafka/broker"]);
    // Whoever changes its keys proves itself by them.
    realm.write("kadm5.acl", "kafka/broker@EXAMPLE.COM ci\n");
    let _kdc = realm.krb5kdc(daemons);
    let _kadmind = realm.kadmind(daemons);
    let run = |words: &[&str]| {
        let words = [&["-f", "krb5.keytab"], words].concat();
        // MIT's is a script that looks for MIT's programs on the PATH.
        realm.program(tool, "k5srvutil").args(words).run().well()
    };
    assert!(run(&["list"]).out().contains("kafka/broker@EXAMPLE.COM"));
    let changed = run(&["change"]);
    assert!(changed.out().contains("with kvno 3, encryption type"), "{changed}");
    assert_eq!(versions(&realm), ["2", "3"]);
    let tidied = run(&["delold"]);
    assert!(tidied.out().contains("removed from keytab"), "{tidied}");
    assert_eq!(versions(&realm), ["3"]);
    let words = ["-k", "-t", "krb5.keytab", "kafka/broker"];
    let _ = realm.program(tool, "kinit").args(words).run().well();
}

#[test]
fn our_k5srvutil_changes_keys_at_mits_kadmind() {
    check(Make::Ours, Make::Mit);
}

#[test]
fn our_k5srvutil_changes_keys_at_our_kadmind() {
    check(Make::Ours, Make::Ours);
}

#[test]
fn mits_k5srvutil_changes_keys_at_our_kadmind() {
    check(Make::Mit, Make::Ours);
}
