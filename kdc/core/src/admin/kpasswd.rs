//! Who may change whose password by RFC 3244, and what is told about it in MIT's words.
//!
//! The rules are those of MIT's server: one's own password needs a ticket got with the present one
//! and the policy's leave, another's the list's. Times are told in UTC, where MIT's server tells
//! them in its own zone.

use std::sync::Arc;

use kerbside_krb5::kpasswd::{Outcome, ResultCode, Wish};
use kerbside_krb5::time::{Civil, Timestamp};

use super::{
    Acl, AdminRequest, AdminService, Authority, Caller, Denial, Initial, OldKeys, Password,
    RemoteCaller,
};

const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `wish` as a request, and who makes it.
///
/// # Errors
/// What the client is told when it may not ask at all.
pub fn password_request(wish: &Wish, acl: &Arc<Acl>) -> Result<(Caller, AdminRequest), Denial> {
    let own = wish.target.same(&wish.client);
    if own && !wish.initial {
        return Err(Denial::RequiresInitial);
    }
    let remote = RemoteCaller {
        // The service that is good for oneself only; for others the list decides.
        service: if own { AdminService::ChangePassword } else { AdminService::Admin },
        initial: if wish.initial { Initial::Yes } else { Initial::No },
        acl: Arc::clone(acl),
    };
    let principal = wish.client.clone();
    let caller = Caller { principal, authority: Authority::Remote(Box::new(remote)) };
    let request = AdminRequest::ChangePassword {
        principal: wish.target.clone(),
        password: Password(wish.password.to_vec()),
        key_salts: None,
        old_keys: OldKeys::Discard,
    };
    Ok((caller, request))
}

/// What somebody who changes a password is told when the database fails.
pub const DATABASE_FAILED: &str = "The database failed. Please contact your system administrator.";

/// What the client is told of `denial`.
pub fn password_denial(denial: &Denial) -> Outcome {
    let soft = |text: String| Outcome::new(ResultCode::SOFT_ERROR, text);
    match denial {
        Denial::RequiresChangePassword | Denial::Insufficient => {
            Outcome::new(ResultCode::ACCESS_DENIED, "Unauthorized request")
        }
        Denial::RequiresInitial => {
            Outcome::new(ResultCode::INITIAL_FLAG_NEEDED, "Ticket must be derived from a password")
        }
        Denial::PasswordTooShort { min_length } => soft(format!(
            "New password is too short.\n\
             Please choose a password which is at least {min_length} characters long."
        )),
        Denial::TooFewClasses { min_classes } => soft(format!(
            "New password does not have enough character classes.\n\
             The character classes are:\n\
             \t- lower-case letters,\n\
             \t- upper-case letters,\n\
             \t- digits,\n\
             \t- punctuation, and\n\
             \t- all other characters (e.g., control characters).\n\
             Please choose a password with at least {min_classes} character classes."
        )),
        Denial::PasswordInDictionary | Denial::PasswordIsName => soft(
            "New password was found in a dictionary of possible passwords and\n\
             therefore may be easily guessed. Please choose another password.\n\
             See the kpasswd man page for help in choosing a good password."
                .to_owned(),
        ),
        Denial::PasswordReused { .. } => {
            soft("New password was used previously. Please choose a different password.".to_owned())
        }
        Denial::PasswordTooSoon { until } => soft(format!(
            "Password cannot be changed because it was changed too recently.\n\
             Please wait until {} before you change it.\n\
             If you need to change your password before then, contact your system\n\
             security administrator.",
            at(*until)
        )),
        // Which file, and how, is for the log.
        Denial::Database(_) => Outcome::new(ResultCode::HARD_ERROR, DATABASE_FAILED),
        // There is no policy whose words could be told.
        Denial::EmptyPassword(_) => {
            soft("Password is too short\n\nPassword not changed.".to_owned())
        }
        _ => Outcome::new(ResultCode::HARD_ERROR, not_changed(denial)),
    }
}

fn not_changed(denial: &Denial) -> String {
    format!("{denial}\n\nPassword not changed.")
}

/// C's ctime: `Sun Nov 22 05:47:01 2026`.
fn at(time: Timestamp) -> String {
    let Civil { year, month, day, hour, minute, second } = Civil::from_seconds(time.seconds());
    // 1970-01-01 was a Thursday.
    let weekday = usize::try_from(time.seconds().div_euclid(86_400).rem_euclid(7));
    let weekday = DAYS.get(weekday.unwrap_or_default()).copied().unwrap_or_default();
    let month = MONTHS.get(month.saturating_sub(1) as usize).copied().unwrap_or_default();
    format!("{weekday} {month} {day:2} {hour:02}:{minute:02}:{second:02} {year}")
}

#[cfg(test)]
mod tests {
    use kerbside_krb5::kpasswd::Version;
    use kerbside_krb5::principal::Principal;

    use super::*;

    fn wish(target: &str, initial: bool) -> Wish {
        let principal = |text| Principal::parse(text, &"R".into()).unwrap();
        Wish {
            client: principal("alice"),
            target: principal(target),
            version: Version::SET,
            initial,
            password: b"new".to_vec().into(),
        }
    }

    #[test]
    fn ones_own_password_needs_an_initial_ticket() {
        let acl = Arc::new(Acl::default());
        let (caller, _) = password_request(&wish("alice", true), &acl).unwrap();
        let Authority::Remote(remote) = caller.authority else { panic!("not remote") };
        assert_eq!(remote.service, AdminService::ChangePassword);
        let denial = password_request(&wish("alice", false), &acl).unwrap_err();
        assert_eq!(password_denial(&denial).code, ResultCode::INITIAL_FLAG_NEEDED);
    }

    #[test]
    fn another_ones_password_is_the_lists_affair() {
        let acl = Arc::new(Acl::default());
        let (caller, _) = password_request(&wish("bob", false), &acl).unwrap();
        let Authority::Remote(remote) = caller.authority else { panic!("not remote") };
        assert_eq!((remote.service, remote.initial), (AdminService::Admin, Initial::No));
    }

    #[test]
    fn a_password_changed_too_recently_is_told_until_when() {
        let until = Timestamp::from_seconds(1_795_326_421);
        let told = password_denial(&Denial::PasswordTooSoon { until });
        let text = String::from_utf8(told.text).unwrap();
        assert!(text.contains("Please wait until Sun Nov 22 05:47:01 2026 before"), "{text}");
    }
}
