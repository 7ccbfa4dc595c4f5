//! The options that `addprinc` and `modprinc` share.

use std::time::Duration;

use kerbside_kdc_core::admin::{Password, PolicyChange, PrincipalChanges, Unlock};
use kerbside_kdc_core::database::KeySalt;

use super::console::{Console, Failed};
use super::{attributes, dates, key_salts, numbers};

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
    /// The first argument of `-x`.
    pub(super) database_argument: Option<String>,
    /// Whether there is both a `-policy` and a `-clearpolicy`.
    pub(super) policies: Policies,
}

/// Whether what is said of the policy makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Policies {
    Clear,
    Contradictory,
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
        key_salts: None,
        database_argument: None,
        policies: Policies::Clear,
    };
    let mut left = options.iter();
    while let Some(option) = left.next() {
        match option.as_str() {
            "-randkey" if read.key != KeySource::None => read.key = KeySource::Random,
            "-randkey" => {}
            "-nokey" => read.key = KeySource::None,
            "-unlock" => read.changes.unlock = Some(Unlock),
            "-clearpolicy" => read.policy(PolicyChange::Clear),
            "-pw" | "-e" | "-policy" | "-kvno" | "-expire" | "-pwexpire" | "-maxlife"
            | "-maxrenewlife" | "-x" => {
                let value = left.next().ok_or_else(wrong)?;
                read.value(console, option, value, usage)?;
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
        let date = || {
            let environment = console.environment;
            let date = dates::parse(value, environment.clock.now(), &environment.zone);
            date.ok_or_else(|| Failed::Usage(Some(no_date(value)), usage))
        };
        let interval = || interval(console, value, usage);
        match option {
            // Of several, that which needs the least counts.
            "-pw" if matches!(self.key, KeySource::Random | KeySource::None) => {}
            "-pw" => self.key = KeySource::Password(value.into()),
            "-e" => self.key_salts = key_salts::parse(value),
            "-policy" => self.policy(PolicyChange::Set(value.to_owned())),
            "-expire" => self.changes.expires = Some(date()?),
            "-pwexpire" => self.changes.password_expires = Some(date()?),
            "-maxlife" => self.changes.max_life = Some(interval()?),
            "-maxrenewlife" => self.changes.max_renewable_life = Some(interval()?),
            "-x" => {
                self.database_argument.get_or_insert_with(|| value.to_owned());
            }
            _ => self.changes.kvno = Some(numbers::leading(value).try_into().unwrap_or_default()),
        }
        Ok(())
    }

    fn policy(&mut self, change: PolicyChange) {
        let other = match (&self.changes.policy, &change) {
            (Some(PolicyChange::Clear), PolicyChange::Set(_))
            | (Some(PolicyChange::Set(_)), PolicyChange::Clear) => Policies::Contradictory,
            _ => self.policies,
        };
        self.policies = other;
        self.changes.policy = Some(change);
    }

    /// What no database here can do, in the words of MIT's.
    pub(super) fn unsupported(&self) -> Option<String> {
        if let Some(argument) = &self.database_argument {
            return Some(format!("Unsupported argument \"{argument}\" for this database"));
        }
        (self.policies == Policies::Contradictory)
            .then(|| "Invalid field mask for operation".to_owned())
    }

    /// Warns of a policy that does not exist, which may be given to a principal all the same.
    pub(super) fn warn(&self, console: &mut Console<'_, '_>) {
        if let Some(PolicyChange::Set(policy)) = &self.changes.policy
            && !console.has_policy(policy)
        {
            console.warn(&format!("WARNING: policy \"{policy}\" does not exist"));
        }
    }
}

/// An interval of an option, or the line that says why it is none, and `usage`.
pub(super) fn interval(
    console: &Console<'_, '_>,
    value: &str,
    usage: &'static str,
) -> Result<Duration, Failed> {
    let environment = console.environment;
    let line = match dates::interval(value, environment.clock.now(), &environment.zone) {
        Ok(seconds) => match u64::try_from(seconds) {
            Ok(seconds) => return Ok(Duration::from_secs(seconds)),
            Err(_) => no_date(value),
        },
        Err(dates::NoInterval::Malformed) => no_date(value),
        Err(dates::NoInterval::Past) => {
            format!("Interval specification \"{value}\" is in the past.")
        }
    };
    Err(Failed::Usage(Some(line), usage))
}

fn no_date(value: &str) -> String {
    format!("Invalid date specification \"{value}\".")
}
