//! `change_password`: new keys from a password or from randomness.

use kerbside_kdc_core::admin::{OldKeys, Password};
use kerbside_kdc_core::database::KeySalt;

use super::console::{Console, Failed, Performed};
use super::key_salts;
use crate::AdminRequest;

const USAGE: &str = "usage: change_password [-randkey] [-keepold] [-e keysaltlist] \
                     [-pw password] principal\n";

#[derive(Default)]
struct Options<'a> {
    password: Option<Password>,
    random: Option<Random>,
    old_keys: OldKeys,
    key_salts: Option<Vec<KeySalt>>,
    name: &'a str,
}

/// The keys come from randomness.
struct Random;

pub(super) fn perform(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let options = read(arguments)?;
    let principal = console.principal("change_password", "principal name", options.name)?;
    let key_salts = options.key_salts.or_else(|| console.key_salts.clone());
    let old_keys = options.old_keys;
    let (request, doing, done) = match (options.password, options.random) {
        (None, Some(Random)) => {
            let request =
                AdminRequest::RandomizeKeys { principal: principal.clone(), key_salts, old_keys };
            (request, "randomizing key", format!("Key for \"{principal}\" randomized."))
        }
        (password, _) => {
            let password = match password {
                Some(password) => password,
                None => console.new_password("change_password", &principal)?,
            };
            let request = AdminRequest::ChangePassword {
                principal: principal.clone(),
                password,
                key_salts,
                old_keys,
            };
            (request, "changing password", format!("Password for \"{principal}\" changed."))
        }
    };
    console.ask(&request).map_err(|denied| {
        let doing = format!("while {doing} for \"{principal}\".");
        Failed::Said(format!("change_password: {denied} {doing}"))
    })?;
    console.tell(&done);
    Ok(())
}

fn read(arguments: &[String]) -> Result<Options<'_>, Failed> {
    let wrong = |what: &str| Failed::Usage(Some(format!("change_password: {what}")), USAGE);
    let mut options = Options::default();
    let mut left = arguments.iter();
    loop {
        let word = left.next().ok_or_else(|| wrong("missing principal name"))?;
        match word.as_str() {
            // The database takes no arguments when keys change; MIT's passes them over too.
            "-x" => drop(left.next().ok_or_else(|| wrong("missing db argument"))?),
            "-pw" => {
                let value = left.next().ok_or_else(|| wrong("missing password arg"))?;
                options.password = Some(value.as_str().into());
            }
            "-e" => {
                let list = left.next().ok_or_else(|| wrong("missing keysaltlist arg"))?;
                options.key_salts = key_salts::parse(list);
            }
            "-randkey" => options.random = Some(Random),
            "-keepold" => options.old_keys = OldKeys::Keep,
            option if option.starts_with('-') => {
                return Err(wrong(&format!("unrecognized option {option}")));
            }
            name => {
                options.name = name;
                break;
            }
        }
    }
    match left.next() {
        Some(_) => Err(wrong("too many arguments")),
        None => Ok(options),
    }
}
