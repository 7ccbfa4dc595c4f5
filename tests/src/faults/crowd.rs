//! Several writers at once: two kadmin.local with scripts, one that is called for each change, and
//! two kadmin at kadmind. Every change that one of them was told of is there, and all of them end.

use super::chance::Chance;
use super::ledger::{Change, Ledger};
use super::sight::Sight;
use super::writer::{Writer, introduce};
use crate::realm::{Make, Realm};

/// Has five writers make `changes` each.
///
/// # Panics
/// When one of them fails, does not end, or has lost a change.
pub fn write_at_once(changes: usize, seed: u64) {
    let realm = Realm::files();
    realm.create(Make::Ours);
    realm.administer(Make::Ours, &["addprinc", "-pw", "adminpw", "admin/admin"]);
    let _krb5kdc = realm.krb5kdc(Make::Ours);
    let _kadmind = realm.kadmind(Make::Ours);
    introduce(&realm);
    let mut ledger = Ledger::new(&realm.path("acknowledged.log"));
    let mut chance = Chance::new(seed);
    let mut plan = |writer: &str| ledger.plan(writer, changes, &mut chance);
    let plans = [plan("one"), plan("two"), plan("three"), plan("four"), plan("five")];
    let [one, two, three, four, five] = plans;
    let writers = [
        Writer::local(&realm, one),
        Writer::local(&realm, two),
        Writer::remote(&realm, three),
        Writer::remote(&realm, four),
    ];
    for change in &five {
        let words: Vec<String> = change.words();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        realm.administer(Make::Ours, &words);
    }
    let mut done: Vec<Vec<Change>> = writers.into_iter().map(Writer::whole).collect();
    done.push(five);
    for plan in &done {
        let _nothing = ledger.write(plan, plan.len());
    }
    let seen = Sight::of(&realm, ledger.accounts().keys());
    ledger.compare(&seen, &[]);
}
