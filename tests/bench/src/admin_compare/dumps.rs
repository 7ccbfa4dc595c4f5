//! A large dump: made of one that MIT wrote, loaded, and served.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::{Spent, spent};
use crate::realm::REALM;
use crate::realm::files::{FilesRealm, Make, Place};

/// The principal whose line is repeated.
const MODEL: &str = "model";

/// A dump, and how many principals it has beside those of every realm.
pub(super) struct Dump {
    path: PathBuf,
    count: usize,
}

/// A dump of MIT's with `count` principals more than a new realm has. They differ in their names:
/// whoever loads them neither sees nor uses that their keys are the same.
pub(super) fn make(place: &Place, count: usize) -> Result<Dump> {
    let realm = place.realm(Make::Mit)?;
    realm.create()?;
    realm.administer(&format!("addprinc -randkey {MODEL}"))?;
    let written = realm.path("dump");
    realm.run("kdb5_util", &["dump", &written.to_string_lossy()])?;
    let dump = fs::read_to_string(&written)?;
    let model = format!("\t{MODEL}@{REALM}\t");
    let line = dump.lines().find(|line| line.contains(&model)).context("no line of the model")?;
    let mut out = dump.clone();
    for number in 0..count {
        let name = format!("{}@{REALM}", name(number));
        let mut fields: Vec<&str> = line.split('\t').collect();
        let length = name.len().to_string();
        // The type, a constant, the name's length, three more counts, the name.
        for (at, field) in [(2, length.as_str()), (6, name.as_str())] {
            *fields.get_mut(at).context("a line of a dump has more fields")? = field;
        }
        out.push_str(&fields.join("\t"));
        out.push('\n');
    }
    let path = place.path("dump");
    fs::write(&path, out)?;
    Ok(Dump { path, count })
}

/// Loads the dump into a new realm of the same master password.
pub(super) fn load(place: &Place, make: Make, dump: &Dump) -> Result<Spent> {
    let realm = place.realm(make)?;
    realm.create()?;
    let spent = spent(|| load_into(&realm, dump))?;
    realm.check_principal(&name(dump.count.saturating_sub(1)))?;
    Ok(spent)
}

fn name(number: usize) -> String {
    format!("user{number:06}")
}

fn load_into(realm: &FilesRealm, dump: &Dump) -> Result<()> {
    realm.run("kdb5_util", &["load", &dump.path.to_string_lossy()]).map(drop)
}

/// A realm of the dump, with the user that logs in.
pub(super) fn loaded(place: &Place, make: Make, dump: &Dump) -> Result<FilesRealm> {
    let realm = place.realm(make)?;
    realm.create()?;
    load_into(&realm, dump)?;
    realm.add_user()?;
    Ok(realm)
}

/// From the start of krb5kdc until it says that it serves.
pub(super) fn ready(realm: &FilesRealm) -> Result<Spent> {
    spent(|| realm.serve())
}
