//! Readers that go away early.

use std::process::Stdio;

use crate::place::{Place, finish};

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let place = Place::new();
    place.up(&["--user", "alice:secret"]);
    let bed = place.bed().display().to_string();
    for arguments in [
        &["status", "--dir", &bed][..],
        &["env", "--dir", &bed],
        &["explain", "--dir", &bed, "--json"],
        &["completions", "bash"],
        &["scenario", "list"],
        &["demo"],
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = place.command();
        command.args(arguments).stdout(Stdio::from(writer));
        let ran = finish(command, "");
        assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""), "{arguments:?}");
    }
}
