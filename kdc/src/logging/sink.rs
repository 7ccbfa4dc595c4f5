//! Where lines of a log go.

use std::fmt::Arguments;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};

use kerbside_krb5::formats::kdc_conf::LogTarget;

use super::{LogError, Severity};
use crate::commands::Environment;

/// One target, open.
pub(super) enum Sink {
    File { path: PathBuf, file: File },
    Stderr,
    System { facility: u8, severity: Option<u8> },
}

const SYSTEM_SOCKET: &str = "/dev/log";

impl Sink {
    pub(super) fn open(target: &LogTarget, environment: &Environment) -> Result<Self, LogError> {
        let mut append = OpenOptions::new();
        append.append(true).create(true).mode(0o600);
        let file = |options: &OpenOptions, path: &str| {
            let path = environment.path(path);
            match options.open(&path) {
                Ok(file) => Ok(Self::File { path, file }),
                Err(source) => Err(LogError { path, source }),
            }
        };
        match target {
            LogTarget::AppendTo(path) => file(&append, path),
            LogTarget::Overwrite(path) => {
                let mut anew = OpenOptions::new();
                file(anew.write(true).create(true).truncate(true).mode(0o600), path)
            }
            LogTarget::Device(path) => file(OpenOptions::new().append(true), path),
            LogTarget::Console => file(OpenOptions::new().append(true), "/dev/console"),
            LogTarget::Stderr => Ok(Self::Stderr),
            LogTarget::Syslog { severity, facility } => Ok(Self::System {
                facility: facility.as_deref().and_then(facility_number).unwrap_or(AUTH),
                severity: severity.as_deref().and_then(severity_number),
            }),
        }
    }

    pub(super) fn write(
        &mut self,
        severity: Severity,
        line: &str,
        program: &str,
        text: &Arguments<'_>,
    ) {
        // A log that cannot be written has nowhere to say so.
        let _lost = match self {
            Self::File { file, .. } => file.write_all(line.as_bytes()),
            Self::Stderr => io::stderr().write_all(line.as_bytes()),
            Self::System { facility, severity: of_target } => {
                let severity = of_target.unwrap_or_else(|| severity.number());
                to_system(*facility * 8 + severity, program, text)
            }
        };
    }

    pub(super) fn reopen(&mut self) -> Result<(), LogError> {
        let Self::File { path, file } = self else {
            return Ok(());
        };
        *file = append_to(path).map_err(|source| LogError { path: path.clone(), source })?;
        Ok(())
    }
}

fn append_to(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).create(true).mode(0o600).open(path)
}

fn to_system(priority: u8, program: &str, text: &Arguments<'_>) -> io::Result<()> {
    let message = format!("<{priority}>{program}[{}]: {text}", std::process::id());
    UnixDatagram::unbound()?.send_to(message.as_bytes(), SYSTEM_SOCKET).map(drop)
}

const AUTH: u8 = 4;

/// The numbers of syslog.h.
const FACILITIES: [(&str, u8); 19] = [
    ("KERN", 0),
    ("USER", 1),
    ("MAIL", 2),
    ("DAEMON", 3),
    ("AUTH", AUTH),
    ("LPR", 6),
    ("NEWS", 7),
    ("UUCP", 8),
    ("CRON", 9),
    ("AUTHPRIV", 10),
    ("FTP", 11),
    ("LOCAL0", 16),
    ("LOCAL1", 17),
    ("LOCAL2", 18),
    ("LOCAL3", 19),
    ("LOCAL4", 20),
    ("LOCAL5", 21),
    ("LOCAL6", 22),
    ("LOCAL7", 23),
];

const SEVERITIES: [(&str, u8); 9] = [
    ("EMERG", 0),
    ("ALERT", 1),
    ("CRIT", 2),
    ("ERR", 3),
    ("ERROR", 3),
    ("WARNING", 4),
    ("NOTICE", 5),
    ("INFO", 6),
    ("DEBUG", 7),
];

fn facility_number(name: &str) -> Option<u8> {
    number(&FACILITIES, name)
}

fn severity_number(name: &str) -> Option<u8> {
    number(&SEVERITIES, name)
}

fn number(table: &[(&str, u8)], name: &str) -> Option<u8> {
    table.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, number)| *number)
}
