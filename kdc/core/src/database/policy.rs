//! A password policy: for now the part of it that the KDC itself obeys, lockout.
//!
//! Leaves out the interval after which failures are forgotten, and what only a change of a password
//! asks for (lengths, classes, history).

use std::time::Duration;

use kerbside_krb5::time::Timestamp;

use super::AccountState;

/// A named policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The name.
    pub name: String,
    /// Failures in a row that lock the account; zero never locks.
    pub max_failures: u32,
    /// How long a lockout lasts; zero lasts until an administrator unlocks.
    pub lockout_duration: Duration,
}

impl Policy {
    /// Whether the account is locked at `now`.
    pub fn locks(&self, account: &AccountState, now: Timestamp) -> bool {
        if self.max_failures == 0 || account.failures < self.max_failures {
            return false;
        }
        let Some(failed) = account.last_failure else {
            return false;
        };
        self.lockout_duration.is_zero() || now < after(failed, self.lockout_duration)
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
            name: "three".into(),
            max_failures: 3,
            lockout_duration: Duration::from_secs(300),
        };
        let at = Timestamp::from_seconds(1_000);
        let account =
            |failures| AccountState { failures, last_failure: Some(at), last_success: None };
        assert!(!policy.locks(&account(2), at));
        assert!(policy.locks(&account(3), at.plus_seconds(299)));
        assert!(!policy.locks(&account(3), at.plus_seconds(300)));
    }
}
