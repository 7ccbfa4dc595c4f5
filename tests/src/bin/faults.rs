//! Kills, crowds, a full disk, spoiled files, cut dumps, stashes that do not fit, and
//! strangers: what `acceptance::faults` has, at length.
//!
//! `--rounds N` is the number of kills (1,000 unless given), `--seed N` gives the moments and
//! places of an earlier run again; words name the parts to run, all of them unless given.

use std::io::Write as _;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use acceptance::faults::{crowd, damage, dumps, full_disk, kills, stashes, strangers};
use anyhow::{Context as _, Result, ensure};

/// A part by its name. It panics with what it saw when something is wrong.
type Part = (&'static str, fn(&Asked) -> String);

const PARTS: [Part; 8] = [
    ("crowd", |asked| {
        crowd::write_at_once(100, asked.seed);
        "five writers at once, nothing lost".to_owned()
    }),
    ("disk", |asked| {
        full_disk::fill(asked.seed);
        "a full disk was said, nothing lost".to_owned()
    }),
    ("files", |asked| {
        let rounds = asked.rounds.min(200);
        damage::spoil_closed_files(rounds, asked.seed);
        format!("{rounds} spoiled files, all refused clearly or read")
    }),
    ("open-files", |asked| {
        let rounds = asked.rounds.min(30);
        damage::cut_open_files(rounds, asked.seed);
        damage::cut_behind_its_back();
        format!("{rounds} files cut below a KDC that served")
    }),
    ("dumps", |asked| {
        let rounds = asked.rounds.min(50);
        dumps::cut(rounds, asked.seed);
        format!("{rounds} cut dumps, nothing loaded")
    }),
    ("stashes", |_| {
        stashes::refuse();
        "stashes that do not fit were named".to_owned()
    }),
    ("strangers", |asked| {
        let slowest = strangers::withstand(10_000, asked.seed).slowest;
        format!("an honest kadmin took {slowest:?} at most")
    }),
    ("kills", |asked| {
        let survived = kills::survive(asked.rounds, asked.seed);
        let (kills, acknowledged) = (survived.kills, survived.acknowledged);
        format!("{kills} processes killed, {acknowledged} acknowledged changes, none lost")
    }),
];

struct Asked {
    rounds: usize,
    seed: u64,
    parts: Vec<String>,
}

fn main() -> Result<()> {
    let asked = asked()?;
    say(&format!("seed {}", asked.seed))?;
    for (name, run) in PARTS {
        if asked.parts.is_empty() || asked.parts.iter().any(|part| part == name) {
            let begun = Instant::now();
            let held = run(&asked);
            say(&format!("{name}: {held} ({:.1} s)", begun.elapsed().as_secs_f64()))?;
        }
    }
    Ok(())
}

fn asked() -> Result<Asked> {
    let clock = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let mut asked = Asked { rounds: 1_000, seed: clock, parts: Vec::new() };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || words.next().with_context(|| format!("{word} takes a number"));
        match word.as_str() {
            "--rounds" => asked.rounds = number()?.parse()?,
            "--seed" => asked.seed = number()?.parse()?,
            part => {
                let known = PARTS.map(|(name, _)| name);
                ensure!(
                    known.contains(&part),
                    "usage: faults [--rounds N] [--seed N] [{}]...",
                    known.join("|")
                );
                asked.parts.push(word);
            }
        }
    }
    Ok(asked)
}

fn say(line: &str) -> Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
