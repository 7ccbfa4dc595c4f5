//! The user's tools replayed from MIT's transcripts (`tests/goldens/mit-tools`): ours and MIT's,
//! each against MIT's daemons and against ours.
//!
//! MIT's own tools against MIT's daemons show that the scenes are those of the recording. What
//! differs otherwise is listed in [`KNOWN`] with its reason, and must go on differing.

mod daemons;
mod scenes;

use acceptance::mit_tools::{Programs, Stage, Tally, Transcript, Verdict};
use acceptance::realm::shims;

use daemons::Daemons;
use scenes::{Before, SCENES, Scene};

/// A command that differs, with how often, and why.
struct Known {
    transcript: &'static str,
    line: &'static str,
    reason: &'static str,
}

/// What our tools print otherwise than MIT's.
const KNOWN: &[Known] = &[
    Known { transcript: "klist", line: "klist -V", reason: "the version is our own" },
    Known { transcript: "kvno", line: "kvno kafka/broker", reason: ENCTYPES },
    Known { transcript: "kvno_unknown_server", line: "kvno nosuch/host", reason: ENCTYPES },
    Known { transcript: "kinit_renew", line: "kinit -R", reason: ENCTYPES },
    Known { transcript: "expired_principal", line: "kvno nosvr", reason: ENCTYPES },
    Known { transcript: "expired_principal", line: "kvno expsvc", reason: ENCTYPES },
    Known { transcript: "clock_skew_notimesync", line: "kvno kafka/broker", reason: ENCTYPES },
    Known { transcript: "kdc_down", line: "kvno kafka/broker2", reason: ENCTYPES },
];

const ENCTYPES: &str = "enctypes that are not implemented here are not asked for";

#[test]
fn mits_tools_print_on_mits_daemons_what_was_recorded() {
    check(&Programs::Installed, Daemons::mit, &[], 70);
}

#[test]
fn our_tools_print_on_mits_daemons_what_mits_printed() {
    check(&Programs::Folder(shims().to_owned()), Daemons::mit, KNOWN, 61);
}

#[test]
fn our_tools_print_on_our_daemons_what_mits_printed() {
    check(&Programs::Folder(shims().to_owned()), Daemons::ours, KNOWN, 61);
}

#[test]
fn our_tools_print_on_a_kdc_of_the_library_what_mits_printed() {
    check(&Programs::Folder(shims().to_owned()), Daemons::library, KNOWN, 61);
}

#[test]
fn mits_tools_print_on_our_daemons_what_was_recorded() {
    check(&Programs::Installed, Daemons::ours, &[], 70);
}

/// Replays every scene, each on daemons of its own, and holds what differs against `known`, and
/// the count of what does not against `expected`.
#[track_caller]
fn check(programs: &Programs, daemons: fn() -> Daemons, known: &[Known], expected: usize) {
    let mut all = Tally::default();
    let mut surprises = Vec::new();
    for scene in SCENES {
        let tally = replay(scene, programs.clone(), daemons());
        for verdict in tally.differing() {
            let listed = known.iter().any(|known| {
                known.transcript == scene.transcript && verdict.line().starts_with(known.line)
            });
            if !listed {
                surprises.push(format!("{}: {verdict}", scene.transcript));
            }
        }
        for known in known.iter().filter(|known| known.transcript == scene.transcript) {
            let differs = tally.differing().iter().any(|v| v.line().starts_with(known.line));
            let Known { line, reason, .. } = known;
            if !differs {
                surprises.push(format!("{line} is as recorded ({reason}): take it off the list"));
            }
        }
        all.merge(tally);
    }
    let (equal, total) = all.counts();
    // The count is part of what the suite shows.
    let _shown = std::io::Write::write_all(
        &mut std::io::stderr(),
        format!("{equal} of {total} commands as recorded\n").as_bytes(),
    );
    assert!(surprises.is_empty(), "{equal} of {total} as recorded\n{}", surprises.join("\n"));
    assert_eq!(equal, expected, "{equal} of {total} as recorded");
}

fn replay(scene: &Scene, programs: Programs, mut daemons: Daemons) -> Tally {
    let stage = Stage::new(programs);
    stage.write("krb5.conf", daemons.krb5_conf(scene.libdefaults));
    for request in scenes::REALM.iter().chain(scene.realm) {
        daemons.administer(&stage, request);
    }
    (scene.files)(&stage);
    let mut tally = Tally::default();
    for (index, mut recorded) in Transcript::read(scene.transcript).commands.into_iter().enumerate()
    {
        for (_, before) in scene.before.iter().filter(|(at, _)| *at == index) {
            match before {
                Before::Kinit(words, input) => stage.prepare("kinit", words, input),
                Before::Administer(request) => daemons.administer(&stage, request),
                Before::Stop => daemons.stop(),
            }
        }
        if scenes::is_anothers(&recorded) {
            continue;
        }
        if recorded.faketime.is_some() && recorded.program == "kinit" {
            // The recording does not say what was typed.
            recorded.input = "bobpw\n".to_owned();
        }
        tally.add(Verdict::of(&recorded, &stage.run(&recorded), &stage.normal()));
    }
    tally
}
