//! krb5.conf and kdc.conf from the file system, and the names that depend on them.

use std::io::ErrorKind;

use kerbside_crypto::Enctype;
use kerbside_krb5::formats::enctype_list::EnctypeList;
use kerbside_krb5::formats::kdc_conf::KdcConf;
use kerbside_krb5::formats::krb5_conf::Krb5Conf;
use kerbside_krb5::formats::profile::{ConfError, ConfFault, Profile, Source, SourceError};
use kerbside_krb5::principal::{Principal, PrincipalError};
use kerbside_krb5::wire::Realm;

use super::environment::Environment;

/// The file system as a source of configuration files.
struct Files<'a>(&'a Environment);

impl Source for Files<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        std::fs::read(self.0.path(path)).map_err(|error| source_error(&error))
    }

    fn list(&self, path: &str) -> Result<Vec<String>, SourceError> {
        let failed = |error: std::io::Error| source_error(&error);
        let entries = std::fs::read_dir(self.0.path(path)).map_err(failed)?;
        let mut names = Vec::new();
        for entry in entries {
            // A name that is no UTF-8 text is none that includedir reads.
            names.extend(entry.map_err(failed)?.file_name().into_string());
        }
        Ok(names)
    }
}

fn source_error(error: &std::io::Error) -> SourceError {
    match error.kind() {
        ErrorKind::NotFound => SourceError::NotFound,
        _ => SourceError::Failed(error.to_string()),
    }
}

/// The configuration of `environment`; without any file, as in MIT, an empty one.
pub(super) fn load(environment: &Environment) -> Result<Krb5Conf, ConfError> {
    let paths: Vec<&str> = environment.krb5_config.iter().map(String::as_str).collect();
    let profile = match Profile::load(&paths, &Files(environment)) {
        Err(ConfError { fault: ConfFault::NoFile, .. }) => Profile::default(),
        loaded => loaded?,
    };
    Krb5Conf::from_profile(profile)
}

/// The configuration of a server in `environment`: kdc.conf, then krb5.conf. Without any file, as
/// in MIT, an empty one.
///
/// # Errors
/// A file that cannot be read, with its place.
pub fn load_kdc(environment: &Environment) -> Result<KdcConf, ConfError> {
    let files = environment.kdc_profile.split(':').filter(|path| !path.is_empty());
    let krb5 = environment.krb5_config.iter().map(String::as_str);
    let paths: Vec<&str> = files.chain(krb5).collect();
    let profile = match Profile::load(&paths, &Files(environment)) {
        Err(ConfError { fault: ConfFault::NoFile, .. }) => Profile::default(),
        loaded => loaded?,
    };
    Ok(KdcConf::new(profile))
}

/// Why a text names no principal.
#[derive(Debug, thiserror::Error)]
pub(super) enum NameError {
    /// It is malformed. The first words are MIT's.
    #[error("Malformed representation of principal: {0};")]
    Malformed(#[from] PrincipalError),
    /// It needs the default realm, which is not set.
    #[error(
        "Configuration file does not specify default realm: set default_realm in [libdefaults] \
         of {files}, or write NAME@REALM;"
    )]
    NoDefaultRealm { files: String },
}

/// Parses `text`, in the default realm when it has none.
pub(super) fn principal(
    text: &str,
    conf: &Krb5Conf,
    environment: &Environment,
) -> Result<Principal, NameError> {
    match &conf.libdefaults.default_realm {
        Some(realm) => Ok(Principal::parse(text, &Realm::from(realm.as_str()))?),
        None => {
            // A realm that no text can name shows whether the text has its own.
            let nowhere = Realm::from("");
            let parsed = Principal::parse(text, &nowhere)?;
            if parsed.realm == nowhere {
                let files = environment.krb5_config.join(":");
                return Err(NameError::NoDefaultRealm { files });
            }
            Ok(parsed)
        }
    }
}

/// The enctypes to ask for: those of `wanted`, else of permitted_enctypes, that are implemented.
pub(super) fn enctypes(conf: &Krb5Conf, wanted: Option<&EnctypeList>) -> Vec<Enctype> {
    let permitted = conf.permitted_enctypes().enctypes;
    let wanted = wanted.map_or_else(|| permitted.clone(), |list| list.enctypes.clone());
    let usable = |enctype: &Enctype| enctype.is_supported() && permitted.contains(enctype);
    wanted.into_iter().filter(usable).collect()
}
