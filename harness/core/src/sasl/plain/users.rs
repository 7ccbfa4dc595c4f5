//! A table of users and passwords, as PlainLoginModule's options `user_NAME="PASSWORD"` are.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use subtle::ConstantTimeEq;

use super::jaas::{self, JaasError};
use super::{PasswordVerdict, PasswordVerifier};

/// Users and their passwords, which may change while a broker runs.
#[derive(Default)]
pub struct PlainUsers {
    passwords: RwLock<BTreeMap<Arc<str>, Arc<str>>>,
}

impl PlainUsers {
    /// The users of a JAAS entry: what `listener.name.X.plain.sasl.jaas.config` holds.
    ///
    /// ```
    /// use kerbside_broker_core::sasl::plain::PlainUsers;
    ///
    /// let users = PlainUsers::from_jaas(
    ///     r#"org.apache.kafka.common.security.plain.PlainLoginModule required
    ///         username="broker" password="broker-secret"
    ///         user_broker="broker-secret" user_alice="alice-secret";"#,
    /// )?;
    /// # Ok::<(), kerbside_broker_core::sasl::plain::JaasError>(())
    /// ```
    ///
    /// # Errors
    /// [`JaasError`], with Kafka's texts.
    pub fn from_jaas(config: &str) -> Result<Self, JaasError> {
        let users = PlainUsers::default();
        for (option, value) in jaas::options(config)? {
            if let Some(user) = option.strip_prefix("user_") {
                users.put(user, &value);
            }
        }
        Ok(users)
    }

    /// Adds a user, or changes the password.
    pub fn put(&self, user: &str, password: &str) {
        let mut passwords = self.passwords.write().unwrap_or_else(PoisonError::into_inner);
        passwords.insert(Arc::from(user), Arc::from(password));
    }

    /// Takes a user out.
    pub fn remove(&self, user: &str) {
        self.passwords.write().unwrap_or_else(PoisonError::into_inner).remove(user);
    }
}

impl PasswordVerifier for PlainUsers {
    fn verify(&self, user: &str, password: &str) -> PasswordVerdict {
        let passwords = self.passwords.read().unwrap_or_else(PoisonError::into_inner);
        let Some(expected) = passwords.get(user) else {
            return PasswordVerdict::Wrong;
        };
        match bool::from(expected.as_bytes().ct_eq(password.as_bytes())) {
            true => PasswordVerdict::Right,
            false => PasswordVerdict::Wrong,
        }
    }
}

/// Passwords stay out of logs.
impl fmt::Debug for PlainUsers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let passwords = self.passwords.read().unwrap_or_else(PoisonError::into_inner);
        f.debug_set().entries(passwords.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_counts_from_the_moment_it_is_put() {
        let users = PlainUsers::default();
        assert_eq!(users.verify("alice", "secret"), PasswordVerdict::Wrong);
        users.put("alice", "secret");
        assert_eq!(users.verify("alice", "secret"), PasswordVerdict::Right);
        users.put("alice", "other");
        assert_eq!(users.verify("alice", "secret"), PasswordVerdict::Wrong);
        users.remove("alice");
        assert_eq!(users.verify("alice", "other"), PasswordVerdict::Wrong);
        assert_eq!(format!("{users:?}"), "{}");
    }

    #[test]
    fn the_users_of_a_jaas_entry_are_its_options() {
        let users = PlainUsers::from_jaas(
            "Module required username=\"x\" user_alice=\"a \\\"b\\\"\" user_bob=b;",
        )
        .expect("an entry");
        assert_eq!(users.verify("alice", "a \"b\""), PasswordVerdict::Right);
        assert_eq!(users.verify("bob", "b"), PasswordVerdict::Right);
        assert_eq!(users.verify("x", ""), PasswordVerdict::Wrong);
    }
}
