//! The commands on databases in memory, beside what MIT krb5 1.20.1's kdb5_util printed.
//!
//! The dumps are those of `fixtures/dump`.

mod dumps;
mod durable;
mod master_keys;
mod memory_files;
mod realms;
mod tables;

use std::ffi::OsString;
use std::sync::Arc;

use kerbside_krb5::time::Timestamp;

use super::*;
use crate::clock::Clock;
use memory_files::MemoryFiles;

/// 2026-11-22 05:46:59 UTC.
const NOW: i64 = 1_795_326_419;

struct Standing;

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(NOW)
    }
}

/// A folder with the configuration of EXAMPLE.COM, and the databases in memory.
struct Room {
    directory: tempfile::TempDir,
    files: Box<dyn DatabaseFiles>,
    environment: Environment,
}

/// What a command did.
#[derive(Debug, PartialEq, Eq)]
struct Ran {
    out: String,
    err: String,
    code: u8,
}

impl Room {
    fn new() -> Self {
        Self::on(Box::new(MemoryFiles::default()))
    }

    fn on(files: Box<dyn DatabaseFiles>) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name).display().to_string();
        let conf = format!(
            "[libdefaults]\n default_realm = EXAMPLE.COM\n[realms]\n EXAMPLE.COM = {{\n\
             database_name = {}\n key_stash_file = {}\n max_renewable_life = 7d\n }}\n",
            path("principal"),
            path("stash"),
        );
        std::fs::write(directory.path().join("kdc.conf"), conf).unwrap();
        let mut environment = Environment::new(directory.path());
        environment.kdc_profile = path("kdc.conf");
        environment.krb5_config = Vec::new();
        environment.clock = Arc::new(Standing);
        Self { directory, files, environment }
    }

    /// With the realm of the dumps loaded, and its stash.
    fn loaded() -> Self {
        Self::loaded_on(Box::new(MemoryFiles::default()))
    }

    fn loaded_on(files: Box<dyn DatabaseFiles>) -> Self {
        let room = Self::on(files);
        room.write("current", CURRENT);
        room.write("stash", STASH);
        assert_eq!(room.run("load current", ""), Ran::quiet());
        room
    }

    fn run(&self, arguments: &str, input: &str) -> Ran {
        let words: Vec<&str> = arguments.split_whitespace().collect();
        self.run_words(&words, input)
    }

    fn run_words(&self, words: &[&str], input: &str) -> Ran {
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        let (mut stdin, mut out, mut err) = (input.as_bytes(), Vec::new(), Vec::new());
        let mut streams = Streams::new(&mut stdin, &mut out, &mut err);
        let code = kdb5_util_on(&*self.files, &words, &self.environment, &mut streams);
        let directory = self.directory.path().display().to_string();
        let text = |octets| String::from_utf8(octets).unwrap().replace(&directory, "DIR");
        Ran { out: text(out), err: text(err), code }
    }

    fn write(&self, name: &str, octets: impl AsRef<[u8]>) {
        std::fs::write(self.directory.path().join(name), octets).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.directory.path().join(name)).unwrap()
    }

    fn has(&self, name: &str) -> bool {
        self.directory.path().join(name).exists()
    }
}

const CURRENT: &[u8] = include_bytes!("../../../../../fixtures/dump/current.dump");
const STASH: &[u8] = include_bytes!("../../../../../fixtures/dump/stash-1");

impl Ran {
    fn quiet() -> Self {
        Self::of(0, "", "")
    }

    fn of(code: u8, out: &str, err: &str) -> Self {
        Self { out: out.to_owned(), err: err.to_owned(), code }
    }
}
