//! Realms from nothing, and principals one after the other.

use anyhow::{Result, ensure};

use super::{Spent, spent};
use crate::realm::files::{FilesRealm, Make, Place};
use crate::realm::{BROKER, PASSWORD, SERVICE, USER};

/// The database, a user and two services, keytabs of these, the KDC, and the user's ticket.
pub(super) fn from_nothing(place: &Place, make: Make) -> Result<Spent> {
    let realm = place.realm(make)?;
    let spent = spent(|| {
        realm.create()?;
        realm.add_user()?;
        for service in [SERVICE, BROKER] {
            realm.administer(&format!("addprinc -randkey {service}"))?;
        }
        for service in [SERVICE, BROKER] {
            realm.administer(&format!("ktadd {service}"))?;
        }
        let kdc = realm.serve()?;
        realm.run_with("kinit", &[USER], format!("{PASSWORD}\n").as_bytes())?;
        Ok(kdc)
    })?;
    let written = [realm.path("keytab"), realm.path("cc")];
    ensure!(written.iter().all(|path| path.exists()), "there is no keytab or no ticket");
    Ok(spent)
}

/// `count` principals in one session of kadmin.local that reads its requests from a pipe.
pub(super) fn piped(place: &Place, make: Make, count: usize) -> Result<Spent> {
    let realm = place.realm(make)?;
    realm.create()?;
    let requests: String = (0..count).map(|number| addprinc(number) + "\n").collect();
    let spent = spent(|| realm.run_with("kadmin.local", &[], requests.as_bytes()))?;
    realm.check_principal(&name(count.saturating_sub(1)))?;
    Ok(spent)
}

/// `count` principals, each by a kadmin.local of its own.
pub(super) fn single(place: &Place, make: Make, count: usize) -> Result<Spent> {
    let realm = place.realm(make)?;
    realm.create()?;
    let spent = spent(|| (0..count).try_for_each(|number| realm.administer(&addprinc(number))))?;
    realm.check_principal(&name(count.saturating_sub(1)))?;
    Ok(spent)
}

/// A realm with the user that logs in.
pub(super) fn small(place: &Place, make: Make) -> Result<FilesRealm> {
    let realm = place.realm(make)?;
    realm.create()?;
    realm.add_user()?;
    Ok(realm)
}

fn addprinc(number: usize) -> String {
    format!("addprinc -randkey {}", name(number))
}

fn name(number: usize) -> String {
    format!("service{number}/bench.example.org")
}
