//! What a command did here, held against what was recorded.

use std::fmt;

use super::normal::Normal;
use super::stage::Ran;
use super::transcript::Recorded;

/// Where one command differs from its recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    line: String,
    differences: Vec<Difference>,
}

/// A stream, and the lines that differ in it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Difference {
    what: &'static str,
    recorded: Vec<String>,
    here: Vec<String>,
}

impl Verdict {
    /// Compares. A trace is compared where one was recorded.
    #[must_use]
    pub fn of(recorded: &Recorded, ran: &Ran, normal: &Normal) -> Self {
        let code = |code: Option<i32>| vec![format!("{code:?}")];
        let trace = recorded.trace.as_deref();
        let streams = [
            ("stdout", normal.lines(&recorded.out), normal.lines(&ran.out)),
            ("stderr", normal.lines(&recorded.err), normal.lines(&ran.err)),
            ("exit status", code(recorded.code), code(ran.code)),
            (
                "trace",
                normal.trace(trace.unwrap_or_default()),
                normal.trace(trace.map_or(&[][..], |_| &ran.trace)),
            ),
        ];
        let differing = streams.into_iter().filter(|(_, recorded, here)| recorded != here);
        let differences =
            differing.map(|(what, recorded, here)| Difference { what, recorded, here });
        Self { line: recorded.line.clone(), differences: differences.collect() }
    }

    /// The command line, as the transcript has it.
    #[must_use]
    pub fn line(&self) -> &str {
        &self.line
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.differences.is_empty()
    }

    /// Whether nothing differs but the trace.
    #[must_use]
    pub fn is_equal_but_for_the_trace(&self) -> bool {
        self.differences.iter().all(|difference| difference.what == "trace")
    }
}

/// The lines that differ, as `diff` shows them.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "$ {}", self.line)?;
        for Difference { what, recorded, here } in &self.differences {
            let same = recorded.iter().zip(here).take_while(|(one, other)| one == other).count();
            write!(f, "\n  {what}, from line {}:", same + 1)?;
            for line in recorded.iter().skip(same) {
                write!(f, "\n    MIT's  |{line}")?;
            }
            for line in here.iter().skip(same) {
                write!(f, "\n    here   |{line}")?;
            }
        }
        Ok(())
    }
}

/// The verdicts of a sitting.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    equal: usize,
    differing: Vec<Verdict>,
}

impl Tally {
    /// Takes one in.
    pub fn add(&mut self, verdict: Verdict) {
        if verdict.is_equal() {
            self.equal += 1;
        } else {
            self.differing.push(verdict);
        }
    }

    /// Takes in those of another sitting.
    pub fn merge(&mut self, other: Self) {
        self.equal += other.equal;
        self.differing.extend(other.differing);
    }

    /// How many commands are alike, and how many there are.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (self.equal, self.equal + self.differing.len())
    }

    /// The commands that differ.
    #[must_use]
    pub fn differing(&self) -> &[Verdict] {
        &self.differing
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (equal, all) = self.counts();
        write!(f, "{equal} of {all} commands as recorded")?;
        self.differing.iter().try_for_each(|verdict| write!(f, "\n{verdict}"))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn what_differs_is_shown_from_its_first_line_on() {
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let recorded = Recorded {
            line: "klist".to_owned(),
            out: lines("one\ntwo"),
            code: Some(0),
            ..Recorded::default()
        };
        let same = Ran { out: lines("one\ntwo"), code: Some(0), ..Ran::default() };
        let normal = Normal::new(Path::new("/x"));
        assert!(Verdict::of(&recorded, &same, &normal).is_equal());
        let other = Ran { out: lines("one\nthree"), ..same };
        let verdict = Verdict::of(&recorded, &other, &normal);
        let shown = "$ klist\n  stdout, from line 2:\n    MIT's  |two\n    here   |three";
        assert_eq!(verdict.to_string(), shown);
        let mut tally = Tally::default();
        tally.add(verdict);
        assert_eq!(tally.counts(), (0, 1));
    }
}
