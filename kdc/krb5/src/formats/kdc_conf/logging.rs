//! `[logging]`: where the daemons write what they do.
//!
//! `FILE:path` adds to a file and `FILE=path` makes it anew; `STDERR`, `CONSOLE`, `DEVICE=path` and
//! `SYSLOG[:severity[:facility]]`.

use crate::formats::boolean::parse_boolean;
use crate::formats::profile::Profile;

/// One place that lines go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogTarget {
    /// A file, at whose end lines are added.
    AppendTo(String),
    /// A file that is made anew.
    Overwrite(String),
    /// Standard error.
    Stderr,
    /// The console of the machine.
    Console,
    /// A device.
    Device(String),
    /// The system's log, with severity and facility as they were written.
    Syslog {
        /// `ERR` and its like.
        severity: Option<String>,
        /// `AUTH` and its like.
        facility: Option<String>,
    },
}

/// The section.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Logging {
    /// `kdc`, else `default`.
    pub kdc: Vec<LogTarget>,
    /// `admin_server`, else `default`.
    pub admin_server: Vec<LogTarget>,
    /// `debug`: whether debugging lines are written.
    pub debug: bool,
    /// Values that name no place, as they were written.
    pub unknown: Vec<String>,
}

impl Logging {
    pub(super) fn read(profile: &Profile) -> Self {
        let mut unknown = Vec::new();
        let mut targets = |name: &str| -> Vec<LogTarget> {
            let values = match profile.values(&["logging", name]) {
                own if own.is_empty() => profile.values(&["logging", "default"]),
                own => own,
            };
            let read = |value: &str| {
                let target = LogTarget::parse(value);
                if target.is_none() && !unknown.iter().any(|known| known == value) {
                    unknown.push(value.to_owned());
                }
                target
            };
            values.into_iter().filter_map(read).collect()
        };
        let (kdc, admin_server) = (targets("kdc"), targets("admin_server"));
        let debug = profile.value(&["logging", "debug"]).and_then(parse_boolean);
        Self { kdc, admin_server, debug: debug.unwrap_or(false), unknown }
    }
}

impl LogTarget {
    /// Reads one value.
    pub fn parse(value: &str) -> Option<Self> {
        let value = value.trim();
        let keyword = |word: &str| {
            let head = value.get(..word.len())?;
            head.eq_ignore_ascii_case(word).then(|| value.get(word.len()..).unwrap_or_default())
        };
        if let Some(rest) = keyword("FILE") {
            return match rest.split_at_checked(1)? {
                (_, "") => None,
                (":", path) => Some(Self::AppendTo(path.to_owned())),
                ("=", path) => Some(Self::Overwrite(path.to_owned())),
                _ => None,
            };
        }
        if let Some(rest) = keyword("DEVICE") {
            let path = rest.strip_prefix('=')?;
            return (!path.is_empty()).then(|| Self::Device(path.to_owned()));
        }
        if let Some(rest) = keyword("SYSLOG") {
            let mut words = match rest.strip_prefix(':') {
                Some(words) => words.split(':'),
                None if rest.is_empty() => "".split(':'),
                None => return None,
            };
            let mut word = || words.next().filter(|word| !word.is_empty()).map(str::to_owned);
            return Some(Self::Syslog { severity: word(), facility: word() });
        }
        match () {
            () if value.eq_ignore_ascii_case("STDERR") => Some(Self::Stderr),
            () if value.eq_ignore_ascii_case("CONSOLE") => Some(Self::Console),
            () => None,
        }
    }
}
