//! A writer: kadmin or kadmin.local with a script of changes, and how many of them it said to have
//! done.

use super::ledger::Change;
use crate::process::{Program, Running};
use crate::realm::{Make, Realm};

/// A writer at work.
#[derive(Debug)]
pub struct Writer {
    running: Running,
    plan: Vec<Change>,
}

impl Writer {
    /// `kadmin.local` with the changes of `plan`.
    #[must_use]
    #[track_caller]
    pub fn local(realm: &Realm, plan: Vec<Change>) -> Self {
        Self::start(realm.program(Make::Ours, "kadmin.local"), plan)
    }

    /// `kadmin` with the ticket of [`introduce`].
    #[must_use]
    #[track_caller]
    pub fn remote(realm: &Realm, plan: Vec<Change>) -> Self {
        let kadmin = realm.program(Make::Ours, "kadmin");
        Self::start(kadmin.args(["-p", "admin/admin", "-c"]).arg(realm.path("admin.cc")), plan)
    }

    fn start(program: Program, plan: Vec<Change>) -> Self {
        let script: String = plan.iter().map(|change| change.words().join(" ") + "\n").collect();
        Self { running: program.input(script).start(), plan }
    }

    /// Waits until it has said that `count` changes are done.
    #[track_caller]
    pub fn has_done(&self, count: usize) {
        let what = format!("{count} changes");
        self.running.wait_for(&what, |out, _| acknowledged(&self.plan, out) >= count);
    }

    /// Kills it.
    pub fn kill(&self) {
        self.running.kill();
    }

    /// Its plan, and how many of its changes were acknowledged, at its end.
    ///
    /// # Panics
    /// When it does not end.
    #[must_use]
    #[track_caller]
    pub fn end(self) -> (Vec<Change>, usize) {
        let finished = self.running.finish();
        let done = acknowledged(&self.plan, &finished.out());
        assert!(!finished.err().contains("panicked"), "{finished}");
        (self.plan, done)
    }

    /// Its plan, all of which was acknowledged.
    ///
    /// # Panics
    /// When that is not so.
    #[must_use]
    #[track_caller]
    pub fn whole(self) -> Vec<Change> {
        let finished = self.running.finish().well();
        let done = acknowledged(&self.plan, &finished.out());
        assert_eq!(done, self.plan.len(), "{finished}");
        self.plan
    }
}

/// A ticket for `kadmin/admin` in `admin.cc`, by which [`Writer::remote`] comes.
///
/// # Panics
/// When it is refused.
#[track_caller]
pub fn introduce(realm: &Realm) {
    let kinit = realm.program(Make::Ours, "kinit").arg("-c").arg(realm.path("admin.cc"));
    let kinit = kinit.args(["-S", "kadmin/admin", "admin/admin"]).input("adminpw\n");
    let _ = kinit.run().well();
}

/// How many of `plan` are acknowledged in `out`: whole lines, in their order.
fn acknowledged(plan: &[Change], out: &str) -> usize {
    let mut lines = out.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
    let told = |change: &&Change| {
        let expected = change.acknowledgement();
        lines.any(|line| line == expected)
    };
    plan.iter().take_while(told).count()
}
