//! `change_password`: new keys from a password or from randomness.

use kerbside_kdc_core::admin::OldKeys;

use super::console::{Console, Failed, Performed};
use super::key_salts;
use crate::AdminRequest;

const USAGE: &str = "usage: change_password [-randkey] [-keepold] [-e keysaltlist] \
                     [-pw password] principal\n";

pub(super) fn perform(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let Some((name, options)) = arguments.split_last() else {
        let line = "change_password: missing principal name".to_owned();
        return Err(Failed::Usage(Some(line), USAGE));
    };
    let mut password = None;
    let mut random = false;
    let mut old_keys = OldKeys::Discard;
    let mut salts = console.key_salts.clone();
    let mut left = options.iter();
    while let Some(option) = left.next() {
        match (option.as_str(), left.as_slice()) {
            ("-randkey", _) => random = true,
            ("-keepold", _) => old_keys = OldKeys::Keep,
            ("-pw", [value, ..]) => {
                password = Some(value.as_str().into());
                left.next();
            }
            ("-e", [value, ..]) => {
                salts = key_salts::parse(value);
                left.next();
            }
            _ => return Err(Failed::Usage(None, USAGE)),
        }
    }
    let principal = console.principal("change_password", name)?;
    let (request, doing, done) = if random {
        let request = AdminRequest::RandomizeKeys {
            principal: principal.clone(),
            key_salts: salts,
            old_keys,
        };
        let done = format!("Key for \"{principal}\" randomized.");
        (request, "randomizing key", done)
    } else {
        let password = match password {
            Some(password) => password,
            None => console.new_password("change_password", &principal)?,
        };
        let request = AdminRequest::ChangePassword {
            principal: principal.clone(),
            password,
            key_salts: salts,
            old_keys,
        };
        let done = format!("Password for \"{principal}\" changed.");
        (request, "changing password", done)
    };
    console.ask(&request).map_err(|denied| {
        let doing = format!("while {doing} for \"{principal}\".");
        Failed::Said(format!("change_password: {denied} {doing}"))
    })?;
    console.tell(&done);
    Ok(())
}
