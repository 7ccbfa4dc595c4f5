//! The transcripts of `tests/goldens/mit-tools` replayed: what MIT's tools printed against what
//! the same command lines print here.
//!
//! [`Transcript::read`] gives the commands of a file; a [`Stage`] is a folder with a krb5.conf in
//! which they run, one after the other; [`Verdict::of`] compares what happened, after
//! [`Normal`] has taken times, random keys and paths out of both. Nothing else is forgiven, and a
//! difference that is known stands in the test's own list with its reason.
//!
//! ```no_run
//! use acceptance::mit_tools::{Programs, Stage, Transcript, Verdict};
//!
//! let stage = Stage::new(Programs::Verbs(acceptance::programs::kerbside()));
//! stage.write("krb5.conf", "[libdefaults]\n default_realm = EXAMPLE.COM\n");
//! for recorded in Transcript::read("klist").commands {
//!     let verdict = Verdict::of(&recorded, &stage.run(&recorded), &stage.normal());
//!     assert!(verdict.is_equal(), "{verdict}");
//! }
//! ```
//!
//! A command line that names another folder, a port or a missing input is changed before it runs:
//! the fields of [`Recorded`] are public. Leaves out: lists of files and the KDC's log lines, which
//! are no commands.

mod normal;
mod stage;
mod transcript;
mod verdict;

pub use normal::Normal;
pub use stage::{Programs, Ran, Stage};
pub use transcript::{Recorded, Transcript};
pub use verdict::{Tally, Verdict};
