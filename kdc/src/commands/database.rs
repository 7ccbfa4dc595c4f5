//! The database that kdc.conf names, opened as every program that works on it opens it.

use std::path::PathBuf;
use std::sync::Arc;

use kerbside_crypto::Enctype;
use kerbside_kdc_core::database::{Dictionary, RealmSettings};
use kerbside_krb5::formats::kdc_conf::{KdcConf, KdcRealm};
use kerbside_krb5::formats::profile::ConfError;
use kerbside_krb5::wire::Realm;

use super::environment::Environment;
use super::kadmin::{AdminSession, Denied, MasterKey, SessionOpener, SessionOptions, kadmin};
use super::streams::Streams;
use super::{load_kdc, realm_settings};
use crate::admin::Admin;
use crate::store::master_key::MasterKeySource;
use crate::store::{DurableStore, StoreError, end_on_bus_errors};

/// Why a database is not open.
#[derive(Debug, thiserror::Error)]
pub(super) enum OpenFailure {
    /// The configuration cannot be read.
    #[error(transparent)]
    Configuration(#[from] ConfError),
    /// Nothing names a realm.
    #[error(
        "Configuration file does not specify default realm: set default_realm in [libdefaults] of \
         {files}, or give -r REALM"
    )]
    NoDefaultRealm { files: String },
    /// The master key has another name.
    #[error("the master key {0:?} is not supported: K/M is its name here")]
    MasterKeyName(String),
    /// The master password is not to be had.
    #[error("Cannot read password")]
    NoPassword,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A realm by its configuration.
pub(super) struct Configured {
    pub(super) conf: KdcConf,
    pub(super) realm: KdcRealm,
    pub(super) settings: RealmSettings,
    /// What a log should say about the configuration.
    pub(super) notices: Vec<String>,
}

/// The realm `name`, or the default one.
pub(super) fn configured(
    name: Option<&str>,
    environment: &Environment,
) -> Result<Configured, OpenFailure> {
    let conf = load_kdc(environment)?;
    let name = match name.or_else(|| conf.default_realm()) {
        Some(name) => name.to_owned(),
        None => {
            let files = environment.krb5_config.join(":");
            return Err(OpenFailure::NoDefaultRealm { files });
        }
    };
    let realm = conf.realm(&name)?;
    let mut settings = realm_settings(&conf, &realm, environment)?;
    let (dictionary, notice) = dictionary(&realm, environment);
    settings.dictionary = dictionary;
    let mut notices = vec![notice];
    let list = &realm.supported_enctypes;
    let unimplemented = list.pairs.iter().filter(|(enctype, _)| !enctype.is_supported());
    let words = unimplemented.map(|(enctype, _)| enctype.to_string());
    let words: Vec<String> = words.chain(list.unknown.iter().cloned()).collect();
    if !words.is_empty() {
        let words = words.join(" ");
        notices.push(format!("supported_enctypes of realm {name}: {words} passed over"));
    }
    Ok(Configured { conf, realm, settings, notices })
}

/// The words of `dict_file`, and MIT's line about them.
fn dictionary(realm: &KdcRealm, environment: &Environment) -> (Dictionary, String) {
    let Some(file) = &realm.dict_file else {
        let line = "No dictionary file specified, continuing without one.";
        return (Dictionary::default(), line.to_owned());
    };
    match std::fs::read(environment.path(file)) {
        Ok(words) => {
            let words = Dictionary::parse(&words);
            let line = format!("dictionary file {file}: {} words", words.len());
            (words, line)
        }
        Err(_) => {
            let line =
                format!("WARNING!  Cannot find dictionary file {file}, continuing without one.");
            (Dictionary::default(), line)
        }
    }
}

impl Configured {
    /// Opens the database, with the master key of the stash or with a password that is asked for.
    pub(super) fn open(
        &self,
        from: MasterKey,
        environment: &Environment,
        streams: &mut Streams<'_>,
    ) -> Result<DurableStore, OpenFailure> {
        let name = &self.realm.master_key_name;
        if name != "K/M" {
            return Err(OpenFailure::MasterKeyName(name.clone()));
        }
        let source = match from {
            MasterKey::Stashed => {
                MasterKeySource::Stash(environment.path(&self.realm.key_stash_file))
            }
            MasterKey::Typed => {
                let asked = streams.secret("Enter KDC database master key");
                let password = asked.ok().flatten().ok_or(OpenFailure::NoPassword)?;
                MasterKeySource::Password { password, enctype: self.realm.master_key_type }
            }
        };
        end_on_bus_errors(&self.name(environment));
        let store = DurableStore::open(&self.name(environment), &source)?;
        store.configure(self.settings.clone());
        Ok(store)
    }

    /// The path that the names of the database's files begin with.
    pub(super) fn name(&self, environment: &Environment) -> PathBuf {
        environment.path(&self.realm.database_name)
    }
}

/// The enctype of a master key, as `-k` names it.
pub(super) fn master_enctype(name: &str) -> Result<Enctype, String> {
    let supported = Enctype::from_name(name).filter(|enctype| enctype.is_supported());
    supported.ok_or_else(|| format!("{name} is no supported enctype: take aes256-cts"))
}

/// Opens the database for `kadmin.local`.
#[derive(Default)]
struct LocalOpener(Option<Admin>);

impl SessionOpener for LocalOpener {
    fn default_realm(&mut self, environment: &Environment) -> Result<Realm, Denied> {
        let conf = load_kdc(environment).map_err(denied)?;
        let files = || environment.krb5_config.join(":");
        let realm = conf.default_realm();
        realm.map(Realm::from).ok_or_else(|| denied(OpenFailure::NoDefaultRealm { files: files() }))
    }

    fn open<'s>(
        &'s mut self,
        options: &SessionOptions,
        environment: &Environment,
        streams: &mut Streams<'_>,
    ) -> Result<Box<dyn AdminSession + 's>, Denied> {
        let realm = options.realm.to_string();
        let mut configured = configured(Some(&realm), environment).map_err(denied)?;
        if let Some(path) = &options.database {
            configured.realm.database_name = path.clone();
        }
        let store = configured.open(options.master_key, environment, streams).map_err(denied)?;
        let admin = Admin::of_store(store.into(), Arc::clone(&environment.clock));
        Ok(Box::new(self.0.insert(admin)))
    }
}

fn denied(failure: impl std::fmt::Display) -> Denied {
    Denied::Other(failure.to_string())
}

/// `kadmin.local`: kadmin on the database itself; gives its exit code.
pub fn kadmin_local(
    arguments: &[std::ffi::OsString],
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> u8 {
    kadmin("kadmin.local", arguments, &mut LocalOpener::default(), environment, streams)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_master_key_of_another_name_is_an_error() {
        let directory = tempfile::tempdir().unwrap();
        let text = "[realms]\n R = {\n  master_key_name = M/K\n }\n";
        std::fs::write(directory.path().join("kdc.conf"), text).unwrap();
        let mut environment = Environment::new(directory.path());
        environment.kdc_profile = "kdc.conf".to_owned();
        environment.krb5_config = vec!["krb5.conf".to_owned()];
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut stdin = &b""[..];
        let mut streams = Streams::new(&mut stdin, &mut out, &mut err);
        let arguments = ["-r", "R", "listprincs"].map(std::ffi::OsString::from);
        assert_eq!(kadmin_local(&arguments, &environment, &mut streams), 1);
        let said = String::from_utf8(err).unwrap();
        assert!(said.contains("master key \"M/K\" is not supported: K/M"), "{said}");
    }
}
