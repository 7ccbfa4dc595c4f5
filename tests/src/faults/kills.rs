//! kill -9 of `krb5kdc`, `kadmind` and `kadmin.local` with writers running: all that was
//! acknowledged is there afterwards, nothing is there by half, and the next process opens the
//! database.
//!
//! The counters of logins are no acknowledged changes: what a kill does to them is not looked at.

use std::time::Duration;

use super::chance::Chance;
use super::ledger::{Change, Ledger};
use super::sight::Sight;
use super::writer::{Writer, introduce};
use crate::process::Running;
use crate::realm::{Make, Realm};

/// The changes of a writer that may be killed.
const CHANGES: usize = 6;

/// The longest moment between what is waited for and the kill.
const MOMENT: Duration = Duration::from_millis(8);

/// What many kills showed.
#[derive(Clone, Copy, Debug)]
pub struct Survived {
    /// Processes that were killed.
    pub kills: usize,
    /// Changes that were acknowledged, all of which are there.
    pub acknowledged: usize,
}

/// A realm with its daemons, and what they have acknowledged.
struct Room {
    realm: Realm,
    krb5kdc: Option<Running>,
    kadmind: Option<Running>,
    ledger: Ledger,
    chance: Chance,
}

/// Kills `rounds` processes at the moments of `seed`.
///
/// # Panics
/// When something that was acknowledged is lost, something is there by half, or a process does not
/// open the database after a kill.
#[must_use]
pub fn survive(rounds: usize, seed: u64) -> Survived {
    let mut room = Room::new(seed);
    for round in 0..rounds {
        match round % 4 {
            0 => room.kill_a_writer(),
            1 => room.kill_a_command(),
            2 => room.kill_kadmind(),
            _ => room.kill_krb5kdc(),
        }
    }
    // Whatever is left of those that were killed: every record can be read.
    let dump = room.realm.program(Make::Ours, "kdb5_util").args(["dump", "whole.dump"]);
    let _ = dump.run().well();
    Survived { kills: rounds, acknowledged: room.ledger.acknowledged() }
}

impl Room {
    fn new(seed: u64) -> Self {
        let realm = Realm::files();
        realm.create(Make::Ours);
        realm.administer(Make::Ours, &["addprinc", "-pw", "adminpw", "admin/admin"]);
        let krb5kdc = Some(realm.krb5kdc(Make::Ours));
        let kadmind = Some(realm.kadmind(Make::Ours));
        introduce(&realm);
        let ledger = Ledger::new(&realm.path("acknowledged.log"));
        Self { realm, krb5kdc, kadmind, ledger, chance: Chance::new(seed) }
    }

    /// A kadmin.local with a script is killed between its first change and its last.
    fn kill_a_writer(&mut self) {
        let plan = self.plan("local", CHANGES);
        let writer = Writer::local(&self.realm, plan);
        writer.has_done(self.chance.below(CHANGES));
        self.chance.moment(MOMENT);
        writer.kill();
        let (plan, done) = writer.end();
        self.settle(&[(&plan, done)]);
    }

    /// A kadmin.local with one change as its arguments is killed: done is what ended with 0.
    fn kill_a_command(&mut self) {
        let plan = self.plan("command", 1);
        let running = self.realm.program(Make::Ours, "kadmin.local").args(plan[0].words()).start();
        self.chance.moment(3 * MOMENT);
        running.kill();
        let done = usize::from(running.finish().code() == Some(0));
        self.settle(&[(&plan, done)]);
    }

    /// kadmind is killed while it changes principals, beside a kadmin.local that goes on.
    fn kill_kadmind(&mut self) {
        let beside = self.plan("beside", CHANGES / 2);
        let beside = Writer::local(&self.realm, beside);
        let plan = self.plan("remote", CHANGES);
        let writer = Writer::remote(&self.realm, plan);
        writer.has_done(self.chance.below(CHANGES));
        self.chance.moment(MOMENT);
        kill(self.kadmind.take());
        let (plan, done) = writer.end();
        let beside = beside.whole();
        self.kadmind = Some(self.realm.kadmind(Make::Ours));
        self.settle(&[(&plan, done), (&beside, beside.len())]);
    }

    /// krb5kdc is killed while it gives tickets, beside a kadmin.local that goes on; another one
    /// gives tickets to those whose keys were changed.
    fn kill_krb5kdc(&mut self) {
        let plan = self.plan("beside", CHANGES / 2);
        let writer = Writer::local(&self.realm, plan);
        let clients = [(); 2].map(|()| self.client("admin/admin", "adminpw"));
        writer.has_done(1);
        self.chance.moment(MOMENT);
        kill(self.krb5kdc.take());
        drop(clients);
        let plan = writer.whole();
        self.krb5kdc = Some(self.realm.krb5kdc(Make::Ours));
        self.settle(&[(&plan, plan.len())]);
        let accounts: Vec<_> = self.ledger.accounts().iter().collect();
        if !accounts.is_empty() {
            let (name, account) = self.chance.of(&accounts);
            let _ = self.client(name, &account.password).finish().well();
        }
    }

    fn client(&self, name: &str, password: &str) -> Running {
        let kinit = self.realm.program(Make::Ours, "kinit").arg("-c").arg("MEMORY:");
        kinit.arg(name).input(format!("{password}\n")).start()
    }

    fn plan(&mut self, writer: &str, count: usize) -> Vec<Change> {
        self.ledger.plan(writer, count, &mut self.chance)
    }

    /// Writes down what was acknowledged and compares it with the database.
    ///
    /// A writer that was killed between its commit and the end of its transaction has made a change
    /// that is seen when the next writer takes the lock from it (LMDB's robust mutex): somebody
    /// writes first, which shows as well that nobody is locked out.
    fn settle(&mut self, told: &[(&Vec<Change>, usize)]) {
        let next = self.plan("next", 1);
        let kadmin = self.realm.program(Make::Ours, "kadmin.local");
        let _ = kadmin.args(next[0].words()).run().well();
        let _nothing = self.ledger.write(&next, 1);
        let mut cut = Vec::new();
        for (plan, done) in told {
            cut.push(self.ledger.write(plan, *done));
        }
        let known = self.ledger.accounts().keys();
        let mut names: Vec<String> = known.cloned().collect();
        names.extend(cut.iter().filter_map(|rest| rest.first()).map(|change| change.name.clone()));
        names.sort_unstable();
        names.dedup();
        let seen = Sight::of(&self.realm, &names);
        self.ledger.compare(&seen, &cut);
    }
}

fn kill(daemon: Option<Running>) {
    let daemon = daemon.expect("a daemon that runs");
    daemon.kill();
    let finished = daemon.finish();
    assert_eq!(finished.ended_by(), Some(9), "it had ended before: {finished}");
}
