//! `--user name:password`.

use std::str::FromStr;

/// A user of the bed. Without a password the key is random.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct User {
    /// The name, without realm.
    pub(crate) name: String,
    /// The password; it may hold colons.
    pub(crate) password: Option<String>,
}

/// The password is not shown.
impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User").field("name", &self.name).finish_non_exhaustive()
    }
}

impl FromStr for User {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, password) = match text.split_once(':') {
            Some((name, password)) => (name, Some(password)),
            None => (text, None),
        };
        if name.is_empty() {
            return Err("the name is missing: write it as alice:secret, or alice for a random key"
                .to_owned());
        }
        if password.is_some_and(str::is_empty) {
            return Err(format!(
                "the password is missing: write it as {name}:secret, or {name} for a random key"
            ));
        }
        if name.contains('@') {
            return Err("users are named without their realm: write alice:secret".to_owned());
        }
        Ok(Self { name: name.to_owned(), password: password.map(str::to_owned) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_may_hold_colons() {
        let user: User = "alice:a:b".parse().expect("a user");
        assert_eq!((user.name.as_str(), user.password.as_deref()), ("alice", Some("a:b")));
    }

    #[test]
    fn a_name_alone_has_no_password() {
        let user: User = "alice".parse().expect("a user");
        assert_eq!(user.password, None);
    }

    #[test]
    fn empty_parts_are_refused() {
        for text in ["", ":", ":secret", "alice:", "alice@REALM:secret"] {
            assert!(text.parse::<User>().is_err(), "{text:?}");
        }
    }
}
