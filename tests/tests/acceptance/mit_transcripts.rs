//! The whole sitting of `tests/goldens/mit-tools` replayed in its order, on databases in files and
//! with daemons in processes of their own: MIT's programs, ours, and MIT's clients with our
//! daemons.
//!
//! A command line is changed where it names a port, or an input that was not recorded; all else
//! has to be as it was. What differs is listed with its reason, and must go on differing.

mod kdc_log;
mod known;
mod sitting;

use std::io::Write as _;

use acceptance::mit_tools::{Programs, Recorded, Stage, Tally, Transcript, Verdict};
use acceptance::process::Running;
use acceptance::realm::{Make, Realm, shims};

use known::{CLIENTS, HOST, Known};
use sitting::{ARGUMENTS, REALM, Step};

/// A realm in which the sitting is played.
struct Room {
    realm: Realm,
    host: Make,
    /// Where the administrator's commands on the KDC's host run.
    on_the_host: Stage,
    /// Where clients' commands run.
    at_a_client: Stage,
    daemons: Vec<Running>,
}

/// How a sitting went.
struct Played {
    clients: Make,
    tally: Tally,
    /// The transcript and the line of each command that differs.
    differing: Vec<(&'static str, Verdict)>,
    /// What the KDC logged.
    log: String,
}

#[test]
fn our_programs_print_what_mits_printed() {
    let played = play(Make::Ours, Make::Ours);
    judge("ours", &played, &[HOST, CLIENTS], 409);
}

#[test]
fn mits_clients_meet_our_daemons_as_they_met_mits() {
    let played = play(Make::Ours, Make::Mit);
    judge("MIT's clients with our daemons", &played, &[HOST], 417);
}

#[test]
fn the_sitting_is_that_of_the_recording() {
    let played = play(Make::Mit, Make::Mit);
    judge("MIT's", &played, &[], 429);
}

/// Plays the sitting with the daemons and the administration of one make, and the clients of
/// another.
#[track_caller]
fn play(host: Make, clients: Make) -> Played {
    let mut played = Played::new(clients);
    for steps in [REALM, ARGUMENTS] {
        let mut room = Room::new(host, clients);
        for step in steps {
            room.step(step, &mut played);
        }
        played.log += &std::fs::read_to_string(room.realm.path("kdc.log")).unwrap_or_default();
    }
    played
}

/// Holds what differs against `known`, and shows the count, which has to be `expected`.
#[track_caller]
fn judge(whose: &str, played: &Played, known: &[&[Known]], expected: usize) {
    let known = || known.iter().copied().flatten();
    let (equal, all) = played.tally.counts();
    let count = format!("{whose}: {equal} of {all} commands as recorded");
    let _shown = writeln!(std::io::stderr(), "{count}");
    let is = |known: &Known, transcript: &str, line: &str| {
        known.transcript == transcript && line.starts_with(known.line)
    };
    let mut surprises: Vec<String> = Vec::new();
    for (transcript, verdict) in &played.differing {
        if !known().any(|known| is(known, transcript, verdict.line())) {
            surprises.push(format!("{transcript}: {verdict}"));
        }
    }
    for known in known() {
        if !played.differing.iter().any(|(name, verdict)| is(known, name, verdict.line())) {
            let Known { transcript, line, reason } = known;
            surprises.push(format!("{transcript}: {line} is as recorded ({reason})"));
        }
    }
    for line in kdc_log::missing(&played.log, played.clients) {
        surprises.push(format!("the KDC did not log: {line}"));
    }
    assert!(surprises.is_empty(), "{count}\n{}", surprises.join("\n"));
    assert_eq!(equal, expected, "{count}");
    assert!(equal * 100 >= all * 95, "{count}");
}

impl Played {
    fn new(clients: Make) -> Self {
        Self { clients, tally: Tally::default(), differing: Vec::new(), log: String::new() }
    }
}

impl Room {
    fn new(host: Make, clients: Make) -> Self {
        let realm = Realm::with(&["max_renewable_life = 7d"]);
        let stage = |make| {
            let programs = match make {
                Make::Mit => Programs::Installed,
                Make::Ours => Programs::Folder(shims().to_owned()),
            };
            Stage::of(&realm, programs)
        };
        let (on_the_host, at_a_client) = (stage(host), stage(clients));
        Self { realm, host, on_the_host, at_a_client, daemons: Vec::new() }
    }

    #[track_caller]
    fn step(&mut self, step: &Step, played: &mut Played) {
        match step {
            Step::All(name) => self.replay(name, 0, usize::MAX, played),
            Step::Part(name, from, to) => self.replay(name, *from, *to, played),
            Step::Unrecorded(words, input) => {
                self.stage(words[0]).prepare(words[0], &words[1..], input);
            }
            Step::Refused(words) => {
                let ended = self.stage(words[0]).program(words[0]).args(&words[1..]).run();
                assert_ne!(ended.code(), Some(0), "{ended}");
            }
            Step::Serve => {
                self.daemons = vec![self.realm.krb5kdc(self.host), self.realm.kadmind(self.host)];
            }
            Step::StopKdc => {
                let kdc = self.daemons.remove(0);
                kdc.terminate();
                let _ended = kdc.finish().well();
            }
            Step::Timesync(on) => self.timesync(*on),
        }
    }

    /// The stage on which a program runs.
    fn stage(&self, program: &str) -> &Stage {
        match program {
            "kadmin.local" | "kdb5_util" | "krb5kdc" | "kadmind" => &self.on_the_host,
            _ => &self.at_a_client,
        }
    }

    #[track_caller]
    fn replay(&self, name: &'static str, from: usize, to: usize, played: &mut Played) {
        let commands = Transcript::read(name).commands.into_iter();
        for mut recorded in commands.take(to).skip(from) {
            self.adapt(&mut recorded);
            let stage = self.stage(&recorded.program);
            let verdict = Verdict::of(&recorded, &stage.run(&recorded), &stage.normal());
            if !verdict.is_equal() {
                played.differing.push((name, verdict.clone()));
            }
            played.tally.add(verdict);
        }
    }

    /// The command with this realm's ports, and with the input that the recording does not show.
    fn adapt(&self, recorded: &mut Recorded) {
        for word in &mut recorded.arguments {
            // The port of the recording.
            if word == "127.0.0.1:18789" {
                *word = format!("127.0.0.1:{}", self.realm.kadmin);
            }
        }
        if recorded.program == "kinit" && recorded.faketime.is_some() {
            recorded.input = "bobpw\n".to_owned();
        }
        if recorded.arguments.first().is_some_and(|word| word == "<") {
            // The transcript echoes the lines of the script.
            recorded.arguments.clear();
            recorded.input = "addprinc -pw x s1\nnosuchcmd\naddprinc -pw x s1\n".to_owned();
        }
    }

    #[track_caller]
    fn timesync(&self, on: u8) {
        let text = std::fs::read_to_string(self.realm.path("krb5.conf")).expect("krb5.conf");
        let rest = text.replace(" kdc_timesync = 0\n", "");
        let line = format!("[libdefaults]\n kdc_timesync = {on}\n");
        self.realm.write("krb5.conf", rest.replacen("[libdefaults]\n", &line, 1));
    }
}
