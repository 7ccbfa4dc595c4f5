//! `ktremove`: keys of a principal out of a keytab. The exit code is 0 whatever happens, as in
//! MIT's.

use kerbside_krb5::formats::keytab::KeytabFile;
use kerbside_krb5::principal::Principal;

use super::console::{Console, Failed, Performed};
use super::{ktadd, numbers};
use crate::commands::keytabs::KeytabNameError;
use crate::commands::streams::out;

const USAGE: &str = "Usage: ktremove [-k[eytab] keytab] [-q] principal [kvno|\"all\"|\"old\"]";

/// Which keys go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Newest,
    All,
    Old,
    Version(u32),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Report {
    Lines,
    Nothing,
}

pub(super) fn perform(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let wrong = || Failed::Tolerated(USAGE.to_owned());
    let mut keytab = None;
    let mut report = Report::Lines;
    let mut left = arguments.iter();
    let (text, which) = loop {
        match left.as_slice() {
            [word, name, ..] if word.starts_with("-k") && keytab.is_none() => {
                keytab = Some(name.as_str());
                left.next();
            }
            [word, ..] if word.starts_with("-k") => return Err(wrong()),
            [word, ..] if word == "-q" => report = Report::Nothing,
            [name] => break (name, Which::Newest),
            [name, all] if all == "all" => break (name, Which::All),
            [name, old] if old == "old" => break (name, Which::Old),
            [name, kvno] => {
                let kvno = u32::try_from(numbers::leading(kvno)).unwrap_or_default();
                break (name, Which::Version(kvno));
            }
            _ => return Err(wrong()),
        }
        left.next();
    };
    let name = console.name;
    let keytab = ktadd::keytab(console, keytab)?;
    let shown = format!("{}:{}", keytab.prefix, keytab.path);
    let failed = |line: String| Failed::Tolerated(format!("{name}: {line}"));
    let principal = Principal::parse(text, &console.realm)
        .map_err(|error| failed(format!("{error} while parsing principal name {text}")))?;
    let mut image = keytab.image().map_err(|error| match error {
        KeytabNameError::NotFound(_) => failed(format!("Keytab {shown} does not exist.")),
        other => failed(format!("{other} while retrieving highest kvno from keytab")),
    })?;
    let removed = remove(&mut image, &principal, which)
        .map_err(|absent| failed(absent.line(text, &shown)))?;
    if removed.is_empty() {
        return Ok(());
    }
    keytab
        .write(&image)
        .map_err(|error| failed(format!("{error} while deleting entry from keytab")))?;
    if report == Report::Lines {
        for kvno in removed {
            out!(
                console.streams,
                "Entry for principal {text} with kvno {kvno} removed from keytab {shown}.\n"
            );
        }
    }
    Ok(())
}

/// Why nothing can go.
enum Absent {
    Entry,
    EntryOf(u32),
    Version,
    Old,
}

impl Absent {
    fn line(&self, principal: &str, keytab: &str) -> String {
        match self {
            Self::Entry => {
                format!("No entry for principal {principal} exists in keytab {keytab}")
            }
            Self::EntryOf(kvno) => format!(
                "No entry for principal {principal} with kvno {kvno} exists in keytab {keytab}"
            ),
            Self::Version => "Key version number for principal in key table is incorrect while \
                              retrieving highest kvno from keytab"
                .to_owned(),
            Self::Old => {
                format!("There is only one entry for principal {principal} in keytab {keytab}")
            }
        }
    }
}

/// Takes the entries out of `image`; gives their versions, in the order of the file.
fn remove(image: &mut KeytabFile, of: &Principal, which: Which) -> Result<Vec<u32>, Absent> {
    let versions: Vec<u32> =
        image.entries().filter(|entry| entry.principal == *of).map(|entry| entry.kvno).collect();
    let Some(newest) = versions.iter().copied().max() else {
        return Err(match which {
            Which::Version(kvno) => Absent::EntryOf(kvno),
            _ => Absent::Entry,
        });
    };
    let goes = |kvno: u32| match which {
        Which::All => true,
        Which::Newest => kvno == newest,
        Which::Old => kvno != newest,
        Which::Version(wanted) => kvno == wanted,
    };
    let removed: Vec<u32> = versions.into_iter().filter(|kvno| goes(*kvno)).collect();
    match which {
        // Version 0 asks MIT's for any, of which none is 0.
        Which::Version(kvno) if removed.is_empty() && kvno != 0 => return Err(Absent::Version),
        Which::Old if removed.is_empty() => return Err(Absent::Old),
        _ => {}
    }
    image.remove(|entry| entry.principal == *of && goes(entry.kvno));
    Ok(removed)
}
