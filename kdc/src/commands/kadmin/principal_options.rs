//! The options that `addprinc` and `modprinc` share.

use std::time::Duration;

use kerbside_kdc_core::admin::{Password, PolicyChange, PrincipalChanges, Unlock};
use kerbside_kdc_core::database::KeySalt;

use super::console::{Console, Failed};
use super::{attributes, dates, key_salts};
use crate::commands::streams::err;

/// The end of both usage texts.
macro_rules! attributes_usage {
    () => {
        "\tattributes are:
\t\tallow_postdated allow_forwardable allow_tgs_req allow_renewable
\t\tallow_proxiable allow_dup_skey allow_tix requires_preauth
\t\trequires_hwauth needchange allow_svr password_changing_service
\t\tok_as_delegate ok_to_auth_as_delegate no_auth_data_required
\t\tlockdown_keys

where,
\t[-x db_princ_args]* - any number of database specific arguments.
\t\t\tLook at each database documentation for supported arguments
"
    };
}
pub(super) use attributes_usage;

/// Where the keys of `addprinc` come from, by its options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum KeySource {
    /// Nothing was said: a password is asked for.
    Asked,
    Password(Password),
    Random,
    None,
}

/// The options, read.
pub(super) struct PrincipalOptions {
    pub(super) name: String,
    pub(super) changes: PrincipalChanges,
    pub(super) key: KeySource,
    pub(super) key_salts: Option<Vec<KeySalt>>,
}

/// Reads the arguments of a request whose last one is a name. A wrong one shows `usage`.
pub(super) fn read(
    console: &Console<'_, '_>,
    arguments: &[String],
    usage: &'static str,
) -> Result<PrincipalOptions, Failed> {
    let wrong = || Failed::Usage(None, usage);
    let (name, options) = arguments.split_last().ok_or_else(wrong)?;
    let mut read = PrincipalOptions {
        name: name.clone(),
        changes: PrincipalChanges::default(),
        key: KeySource::Asked,
        key_salts: console.key_salts.clone(),
    };
    let mut left = options.iter();
    while let Some(option) = left.next() {
        match option.as_str() {
            "-randkey" => read.key = KeySource::Random,
            "-nokey" => read.key = KeySource::None,
            "-unlock" => read.changes.unlock = Some(Unlock),
            "-clearpolicy" => read.changes.policy = Some(PolicyChange::Clear),
            "-pw" | "-e" | "-policy" | "-kvno" | "-expire" | "-pwexpire" | "-maxlife"
            | "-maxrenewlife" => {
                let value = left.next().ok_or_else(wrong)?;
                read.value(console, option, value, usage)?;
            }
            "-x" => {
                let line = "-x: the database takes no arguments: leave it out".to_owned();
                return Err(Failed::Usage(Some(line), usage));
            }
            word => attributes::change(word, &mut read.changes).ok_or_else(wrong)?,
        }
    }
    Ok(read)
}

impl PrincipalOptions {
    fn value(
        &mut self,
        console: &Console<'_, '_>,
        option: &str,
        value: &str,
        usage: &'static str,
    ) -> Result<(), Failed> {
        let environment = console.environment;
        let (now, zone) = (environment.clock.now(), &environment.zone);
        let no_date = || {
            let line = format!("Invalid date specification \"{value}\".");
            Failed::Usage(Some(line), usage)
        };
        let date = || dates::parse(value, now, zone).ok_or_else(no_date);
        let interval = || -> Result<Duration, Failed> {
            let seconds = dates::interval(value, now, zone).ok_or_else(no_date)?;
            u64::try_from(seconds).map(Duration::from_secs).map_err(|_| no_date())
        };
        let changes = &mut self.changes;
        match option {
            "-pw" => self.key = KeySource::Password(value.into()),
            "-e" => self.key_salts = key_salts::parse(value),
            "-policy" => changes.policy = Some(PolicyChange::Set(value.to_owned())),
            "-expire" => changes.expires = Some(date()?),
            "-pwexpire" => changes.password_expires = Some(date()?),
            "-maxlife" => changes.max_life = Some(interval()?),
            "-maxrenewlife" => changes.max_renewable_life = Some(interval()?),
            _ => {
                let kvno = value.parse().map_err(|_| {
                    let line = format!("Invalid key version number \"{value}\".");
                    Failed::Usage(Some(line), usage)
                })?;
                changes.kvno = Some(kvno);
            }
        }
        Ok(())
    }

    /// Warns of a policy that does not exist: none does.
    pub(super) fn warn(&self, console: &mut Console<'_, '_>) {
        if let Some(PolicyChange::Set(policy)) = &self.changes.policy {
            err!(console.streams, "WARNING: policy \"{policy}\" does not exist\n");
        }
    }
}
