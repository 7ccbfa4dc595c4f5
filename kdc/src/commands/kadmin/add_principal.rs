//! `add_principal`: a new principal.

use kerbside_kdc_core::admin::{CreatePrincipal, NewKey, PolicyChange};
use kerbside_krb5::principal::Principal;

use super::console::{Console, Failed, Performed};
use super::principal_options::{self, KeySource, PrincipalOptions, attributes_usage};
use crate::AdminRequest;

const USAGE: &str = concat!(
    "usage: add_principal [options] principal
\toptions are:
\t\t[-randkey|-nokey] [-x db_princ_args]* [-expire expdate] [-pwexpire pwexpdate] \
[-maxlife maxtixlife]
\t\t[-kvno kvno] [-policy policy] [-clearpolicy]
\t\t[-pw password] [-maxrenewlife maxrenewlife]
\t\t[-e keysaltlist]
\t\t[{+|-}attribute]
",
    attributes_usage!()
);

pub(super) fn perform(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let mut options = principal_options::read(console, arguments, USAGE)?;
    let principal = console.principal("add_principal", "principal", &options.name)?;
    let failed =
        |why| Failed::Said(format!("add_principal: {why} while creating \"{principal}\"."));
    policy(console, &mut options, &principal);
    if let Some(why) = options.unsupported() {
        return Err(failed(why));
    }
    if options.changes.unlock.is_some() {
        return Err(failed("Invalid field mask for operation".to_owned()));
    }
    let key = match options.key {
        KeySource::Asked => NewKey::Password(console.new_password("add_principal", &principal)?),
        KeySource::Password(password) => NewKey::Password(password),
        KeySource::Random => NewKey::Random,
        KeySource::None => NewKey::None,
    };
    // A first version of zero is none that was asked for.
    options.changes.kvno = options.changes.kvno.filter(|kvno| *kvno != 0);
    let create = CreatePrincipal {
        key_salts: options.key_salts.or_else(|| console.key_salts.clone()),
        changes: options.changes,
        ..CreatePrincipal::new(principal.clone(), key)
    };
    let created = console.ask(&AdminRequest::CreatePrincipal(create));
    created.map_err(|denied| failed(denied.to_string()))?;
    console.tell(&format!("Principal \"{principal}\" created."));
    Ok(())
}

/// Where no policy is asked for, the one called `default` is given, if there is one.
fn policy(console: &mut Console<'_, '_>, options: &mut PrincipalOptions, principal: &Principal) {
    const DEFAULT: &str = "default";
    if options.changes.policy.is_some() {
        return options.warn(console);
    }
    let becomes = if console.has_policy(DEFAULT) {
        options.changes.policy = Some(PolicyChange::Set(DEFAULT.to_owned()));
        "assigning \"default\""
    } else {
        "defaulting to no policy"
    };
    console.warn(&format!("No policy specified for {principal}; {becomes}"));
}
