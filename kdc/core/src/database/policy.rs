//! A password policy: what a new password must be, and when failures lock an account.

use std::time::Duration;

use kerbside_krb5::time::Timestamp;

use super::{AccountState, Attributes, TaggedData};

/// A named policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The name.
    pub name: String,
    /// How long a password must be kept before its owner may change it.
    pub min_password_life: Duration,
    /// How long a password is good; zero is for ever.
    pub max_password_life: Duration,
    /// The least number of characters of a password; 1 asks for nothing.
    pub min_length: u32,
    /// The least number of character classes of a password; 1 asks for nothing.
    pub min_classes: u32,
    /// How many passwords are remembered, the present one among them; 1 remembers none but it.
    pub history: u32,
    /// Failures in a row that lock the account; zero never locks.
    pub max_failures: u32,
    /// How long a lockout lasts; zero lasts until an administrator unlocks.
    pub lockout_duration: Duration,
    /// After how long without a failure the failures are forgotten; zero never.
    pub failure_count_interval: Duration,
    /// Which key-salts a principal may have, as MIT writes them; any when absent.
    pub allowed_key_salts: Option<String>,
    /// Attributes: carried, as MIT does not use them.
    pub attributes: Attributes,
    /// The longest life of a ticket: carried, as MIT does not use it.
    pub max_life: Duration,
    /// The longest renewable life of a ticket: carried, as MIT does not use it.
    pub max_renewable_life: Duration,
    /// What other programs keep with the record: carried, never read.
    pub tagged_data: Vec<TaggedData>,
}

impl Policy {
    /// A policy that asks for nothing.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            min_password_life: Duration::ZERO,
            max_password_life: Duration::ZERO,
            min_length: 1,
            min_classes: 1,
            history: 1,
            max_failures: 0,
            lockout_duration: Duration::ZERO,
            failure_count_interval: Duration::ZERO,
            allowed_key_salts: None,
            attributes: Attributes::EMPTY,
            max_life: Duration::ZERO,
            max_renewable_life: Duration::ZERO,
            tagged_data: Vec::new(),
        }
    }

    /// Whether the account is locked at `now`.
    pub fn locks(&self, account: &AccountState, now: Timestamp) -> bool {
        if self.max_failures == 0 || account.failures < self.max_failures {
            return false;
        }
        // Whole seconds, as MIT counts.
        let unlocked = |failed: Timestamp| after(failed, self.lockout_duration).seconds();
        self.lockout_duration.is_zero()
            || account.last_failure.is_some_and(|failed| now.seconds() < unlocked(failed))
    }
}

fn after(instant: Timestamp, duration: Duration) -> Timestamp {
    instant.plus_seconds(i64::try_from(duration.as_secs()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_failure_locks_for_the_duration() {
        let policy = Policy {
            max_failures: 3,
            lockout_duration: Duration::from_secs(300),
            ..Policy::new("three")
        };
        let at = Timestamp::from_seconds(1_000);
        let account =
            |failures| AccountState { failures, last_failure: Some(at), last_success: None };
        assert!(!policy.locks(&account(2), at));
        assert!(policy.locks(&account(3), at.plus_seconds(299)));
        assert!(!policy.locks(&account(3), at.plus_seconds(300)));
    }
}
