//! What a database shows: its principals, asked of `kadmin.local`.

use std::collections::BTreeMap;

use super::ledger::{Account, Accounts};
use crate::realm::{Make, NAME, Realm};

/// The principals that are no services of the realm itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight(BTreeMap<String, Shown>);

/// What is shown of a principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shown {
    kvno: u32,
    life: u32,
}

impl Sight {
    /// Asks for every principal that is listed. `also` are names that may be there.
    ///
    /// # Panics
    /// When the database cannot be opened or a record not be read.
    #[must_use]
    #[track_caller]
    pub fn of<'a>(realm: &Realm, also: impl IntoIterator<Item = &'a String>) -> Self {
        let mut script = "listprincs\n".to_owned();
        for name in also {
            script += &format!("getprinc -terse {name}\n");
        }
        let told = realm.program(Make::Ours, "kadmin.local").input(script).run().well();
        let shown: BTreeMap<String, Shown> = told.out().lines().filter_map(terse).collect();
        let suffix = format!("@{NAME}");
        let out = told.out();
        let listed = out.lines().filter(|line| !line.contains([' ', '"']));
        let mut listed: Vec<&str> = listed.filter_map(|line| line.strip_suffix(&suffix)).collect();
        listed.retain(|name| !name.contains('/'));
        listed.sort_unstable();
        let found: Vec<&str> = shown.keys().map(String::as_str).collect();
        assert_eq!(found, listed, "listprincs and getprinc do not agree: {told}");
        Self(shown)
    }

    /// Leaves `name` out, which no ledger knows.
    pub fn forget(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// Whether `name` is there as `account` has it, or not there when there is none.
    #[must_use]
    pub fn shows(&self, name: &str, account: Option<&Account>) -> bool {
        let expected = account.map(|account| Shown { kvno: account.kvno, life: account.life });
        self.0.get(name) == expected.as_ref()
    }

    /// What is there otherwise than in `accounts`.
    #[must_use]
    pub fn differences(&self, accounts: &Accounts) -> Vec<String> {
        let names = self.0.keys().chain(accounts.keys());
        let mut names: Vec<&String> = names.collect();
        names.sort_unstable();
        names.dedup();
        let different = names.into_iter().filter(|name| !self.shows(name, accounts.get(*name)));
        different
            .map(|name| {
                format!("{name}: {:?} instead of {:?}", self.0.get(name), accounts.get(name))
            })
            .collect()
    }
}

/// The name, the key's version and the longest life of a line of `getprinc -terse`.
fn terse(line: &str) -> Option<(String, Shown)> {
    let fields: Vec<&str> = line.split('\t').collect();
    let name = fields.first()?.strip_prefix('"')?.strip_suffix('"')?;
    let name = name.strip_suffix(&format!("@{NAME}"))?;
    let number = |at: usize| fields.get(at)?.parse().ok();
    Some((name.to_owned(), Shown { kvno: number(8)?, life: number(4)? }))
}
