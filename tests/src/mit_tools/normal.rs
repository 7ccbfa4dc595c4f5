//! What no two runs have in common, taken out: times, random keys, sizes that depend on random
//! numbers, ports, processes and folders. The steps of FAST are left out of traces.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

/// Takes out what differs from run to run.
#[derive(Clone, Debug)]
pub struct Normal {
    folder: String,
}

/// What is looked for, and what stands in its place.
const RULES: &[(&str, &str)] = &[
    // klist's and kadmin's times.
    (r"\d\d/\d\d/\d\d \d\d:\d\d:\d\d", "TIME"),
    (r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (UTC )?\d{4}", "TIME"),
    // MIT's kpasswd and kadmin tell their name as they were called.
    (r"^/\S*/(kpasswd|kadmin|kadmin\.local): ", "$1: "),
    // Times of dumps.
    (r"\t2\t(\d+)\t[0-9a-f]{8}", "\t2\t$1\tTIME"),
    (r"\t(1|1792)\t4\t[0-9a-f]{8}\b", "\t$1\t4\tTIME"),
    // Keys of dumps, behind their lengths; those of the history stand in one text.
    (r"\t(46|62)\t([0-9a-f]{4})[0-9a-f]{88,120}", "\t$1\t${2}KEY"),
    (r"0000003e2000[0-9a-f]{120}", "0000003e2000KEY"),
    (r"0000002e1000[0-9a-f]{88}", "0000002e1000KEY"),
    // Keys, and MIT's hashes of keys.
    (r"\(0x[0-9a-f]+\)", "(KEY)"),
    (r"((?:aes|camellia)\d+-\w+|des3-cbc-sha1|rc4-hmac)/[0-9A-F]{4}", "$1/HASH"),
    // Traces.
    (r"\(\d+ bytes\)", "(N bytes)"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:PORT"),
    (r"MEMORY:\w{7}\b", "MEMORY:NAME"),
    (r"\(for \d+\.\d+\): plain [0-9A-F]+, encrypted [0-9A-F]+", "(for T): plain P, encrypted E"),
    // FAST.
    (r"PA-FX-FAST \(136\), ", ""),
    (r"AP-REP, time \d+\.\d+, subkey (\S+), seqnum \d+", "AP-REP, time T, subkey $1, seqnum N"),
    // An authenticator's number is random, or 0.
    (r"seqnum [1-9]\d*, subkey", "seqnum N, subkey"),
    // Times as seconds: of `-terse`, and of dumps.
    (r"([\s=]|^)1[789]\d{8}\b", "${1}TIME"),
];

static REGEXES: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let compiled = RULES.iter().map(|(pattern, into)| {
        (Regex::new(pattern).expect("the rules are regular expressions"), *into)
    });
    compiled.collect()
});

/// Lines of a trace that tell about FAST, or about the machine's plug-ins.
const LEFT_OUT: &[&str] = &[
    "Error loading plugin module pkinit",
    "FAST armor",
    "FAST negotiation",
    "FAST reply key",
    "Using FAST due to",
    "Encoding request body and padata into FAST request",
    "Decoding FAST response",
];

impl Normal {
    /// For what ran in `folder`.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.display().to_string() }
    }

    /// A line without what differs.
    #[must_use]
    pub fn line(&self, line: &str) -> String {
        let line = line.replace(&self.folder, "DIR").replace("DIR/", "");
        REGEXES.iter().fold(line, |line, (regex, into)| regex.replace_all(&line, *into).into())
    }

    /// The lines of a stream without what differs.
    #[must_use]
    pub fn lines(&self, lines: &[String]) -> Vec<String> {
        lines.iter().map(|line| self.line(line)).collect()
    }

    /// The lines of a trace without what differs and without the steps of FAST.
    #[must_use]
    pub fn trace(&self, lines: &[String]) -> Vec<String> {
        let mut kept = Vec::new();
        let mut armoring = false;
        for line in lines {
            // From the ticket that armours to the key that comes of it, everything is FAST's.
            armoring |= line.starts_with("FAST armor ccache");
            // Without FAST at the KDC it comes to nothing.
            armoring &= !line.starts_with("Sending unauthenticated request");
            let of_fast =
                LEFT_OUT.iter().any(|start| line.starts_with(start)) || line.contains("fast_avail");
            if !armoring && !of_fast {
                kept.push(self.line(line));
            }
            armoring &= !line.starts_with("FAST armor key");
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_at_other_times_with_other_keys_are_alike() {
        let normal = Normal::new(Path::new("/tmp/stage"));
        for (recorded, ran) in [
            ("11/22/26 05:47:01  x", "01/01/30 00:00:00  x"),
            ("Last: Sun Nov 22 05:47:01 UTC 2026", "Last: Tue Jan 01 00:00:00 UTC 2030"),
            ("FILE:DIR/cc", "FILE:/tmp/stage/cc"),
            ("key is: aes256-cts/9BFA", "key is: aes256-cts/0000"),
            ("to dgram 127.0.0.1:18788", "to dgram 127.0.0.1:40001"),
            ("Moving ccache MEMORY:MY8AXD9 to FILE:DIR/cc", "Moving ccache MEMORY:aaaaaaa to cc"),
        ] {
            let same = normal.line(recorded) == normal.line(ran).replace("to cc", "to FILE:cc");
            assert!(same, "{} and {}", normal.line(recorded), normal.line(ran));
        }
        assert_ne!(normal.line("kvno = 5"), normal.line("kvno = 6"));
    }

    #[test]
    fn the_steps_of_fast_are_left_out() {
        let trace = [
            "Setting initial creds service to kadmin/changepw",
            "FAST armor ccache: FILE:DIR/cc",
            "Creating authenticator for bob -> krbtgt",
            "FAST armor key: aes256-cts/C97D",
            "Sending unauthenticated request",
            "Received answer (7 bytes) from x",
        ]
        .map(str::to_owned);
        let kept = Normal::new(Path::new("/x")).trace(&trace);
        assert_eq!(kept, [&trace[0][..], &trace[4], "Received answer (N bytes) from x"]);
    }
}
