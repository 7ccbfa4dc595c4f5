//! What was acknowledged, kept outside of the database: a line in a log for each change, and the
//! principals as all of these changes leave them.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use super::chance::Chance;
use super::sight::Sight;
use crate::realm::NAME;

/// What is compared of a principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The key's version.
    pub kvno: u32,
    /// The longest life of its tickets, in seconds.
    pub life: u32,
    /// Its password, which [`Sight`] does not see.
    pub password: String,
}

/// Principals by their names without the realm.
pub type Accounts = BTreeMap<String, Account>;

/// A change of one principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whose.
    pub name: String,
    /// What.
    pub kind: Kind,
}

/// What a change does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `addprinc -pw`, with a longest life.
    Add(String, u32),
    /// `cpw -pw`.
    ChangePassword(String),
    /// `modprinc -maxlife`.
    Modify(u32),
    /// `delprinc`.
    Delete,
}

impl Change {
    /// The words of kadmin's request.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let words: Vec<String> = match &self.kind {
            Kind::Add(password, life) => {
                ["addprinc", "-pw", password, "-maxlife", &format!("{life}s")]
                    .map(str::to_owned)
                    .to_vec()
            }
            Kind::ChangePassword(password) => ["cpw", "-pw", password].map(str::to_owned).to_vec(),
            Kind::Modify(life) => {
                ["modprinc", "-maxlife", &format!("{life}s")].map(str::to_owned).to_vec()
            }
            Kind::Delete => ["delprinc", "-force"].map(str::to_owned).to_vec(),
        };
        words.into_iter().chain([self.name.clone()]).collect()
    }

    /// The line by which kadmin says that it was done.
    #[must_use]
    pub fn acknowledgement(&self) -> String {
        let name = &self.name;
        match self.kind {
            Kind::Add(..) => format!("Principal \"{name}@{NAME}\" created."),
            Kind::ChangePassword(_) => format!("Password for \"{name}@{NAME}\" changed."),
            Kind::Modify(_) => format!("Principal \"{name}@{NAME}\" modified."),
            Kind::Delete => format!("Principal \"{name}@{NAME}\" deleted."),
        }
    }

    fn apply(&self, accounts: &mut Accounts) {
        let name = self.name.clone();
        match &self.kind {
            Kind::Add(password, life) => {
                let account = Account { kvno: 1, life: *life, password: password.clone() };
                accounts.insert(name, account);
            }
            Kind::ChangePassword(password) => {
                let account = accounts.get_mut(&name).expect("a principal that is there");
                account.kvno += 1;
                account.password.clone_from(password);
            }
            Kind::Modify(life) => {
                accounts.get_mut(&name).expect("a principal that is there").life = *life;
            }
            Kind::Delete => drop(accounts.remove(&name)),
        }
    }
}

/// How a writer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It did all that it was told to.
    Whole,
    /// It was cut short: of the first change that was not acknowledged nobody knows.
    Cut,
}

/// The acknowledged changes.
#[derive(Debug)]
pub struct Ledger {
    accounts: Accounts,
    log: File,
    acknowledged: usize,
    passwords: usize,
}

/// So many principals does one writer change.
const POOL: usize = 10;

impl Ledger {
    /// An empty ledger whose lines are written to `log`.
    ///
    /// # Panics
    /// When the log cannot be written.
    #[must_use]
    pub fn new(log: &Path) -> Self {
        let log = OpenOptions::new().append(true).create(true).open(log).expect("a log");
        Self { accounts: Accounts::new(), log, acknowledged: 0, passwords: 0 }
    }

    /// How many changes were acknowledged.
    #[must_use]
    pub fn acknowledged(&self) -> usize {
        self.acknowledged
    }

    /// The principals as the acknowledged changes leave them.
    #[must_use]
    pub fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// `count` changes that are possible one after the other, of principals called `writer` and a
    /// number.
    pub fn plan(&mut self, writer: &str, count: usize, chance: &mut Chance) -> Vec<Change> {
        let mut accounts = self.accounts.clone();
        let mut plan = Vec::new();
        for _ in 0..count {
            let name = format!("{writer}{}", chance.below(POOL));
            let life = u32::try_from(60 * (1 + chance.below(600))).expect("a short life");
            self.passwords += 1;
            let password = format!("{name}-pw-{}", self.passwords);
            let kind = match (accounts.contains_key(&name), chance.below(6)) {
                (false, _) => Kind::Add(password, life),
                (true, 0) => Kind::Delete,
                (true, 1 | 2) => Kind::Modify(life),
                (true, _) => Kind::ChangePassword(password),
            };
            let change = Change { name, kind };
            change.apply(&mut accounts);
            plan.push(change);
        }
        plan
    }

    /// Writes down that the first `count` of `plan` were acknowledged; what is left of it comes
    /// back.
    ///
    /// # Panics
    /// When the log cannot be written.
    pub fn write<'p>(&mut self, plan: &'p [Change], count: usize) -> &'p [Change] {
        let (done, rest) = plan.split_at(count);
        for change in done {
            writeln!(self.log, "{}", change.words().join(" ")).expect("a line of the log");
            change.apply(&mut self.accounts);
        }
        self.acknowledged += count;
        rest
    }

    /// Compares what the database has with what was acknowledged. `cut` are the changes of writers
    /// that were cut short: of each the first may have happened, as a whole.
    ///
    /// # Panics
    /// When something that was acknowledged is lost, or something is there that nobody did.
    pub fn compare(&mut self, seen: &Sight, cut: &[&[Change]]) {
        for rest in cut {
            let Some(next) = rest.first() else { continue };
            let mut after = self.accounts.clone();
            next.apply(&mut after);
            if !seen.shows(&next.name, self.accounts.get(&next.name)) {
                // It happened, though nobody was told.
                self.accounts = after;
            }
        }
        let different = seen.differences(&self.accounts);
        assert!(
            different.is_empty(),
            "after {} acknowledged changes:\n  {}",
            self.acknowledged,
            different.join("\n  ")
        );
    }
}
