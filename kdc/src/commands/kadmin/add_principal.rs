//! `add_principal`: a new principal.

use kerbside_kdc_core::admin::{CreatePrincipal, NewKey};

use super::console::{Console, Failed, Mode, Performed};
use super::principal_options::{self, KeySource, attributes_usage};
use crate::AdminRequest;
use crate::commands::streams::err;

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
    let options = principal_options::read(console, arguments, USAGE)?;
    if options.changes.unlock.is_some() {
        return Err(Failed::Usage(None, USAGE));
    }
    let principal = console.principal("add_principal", &options.name)?;
    options.warn(console);
    if options.changes.policy.is_none() && console.mode != Mode::Arguments {
        err!(console.streams, "No policy specified for {principal}; defaulting to no policy\n");
    }
    let key = match options.key {
        KeySource::Asked => NewKey::Password(console.new_password("add_principal", &principal)?),
        KeySource::Password(password) => NewKey::Password(password),
        KeySource::Random => NewKey::Random,
        KeySource::None => NewKey::None,
    };
    let create = CreatePrincipal {
        key_salts: options.key_salts,
        changes: options.changes,
        ..CreatePrincipal::new(principal.clone(), key)
    };
    console.ask(&AdminRequest::CreatePrincipal(create)).map_err(|denied| {
        Failed::Said(format!("add_principal: {denied} while creating \"{principal}\"."))
    })?;
    console.tell(&format!("Principal \"{principal}\" created."));
    Ok(())
}
