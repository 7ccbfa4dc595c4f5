//! What each login changes: failures in a row, last success and last failure.
//!
//! It lies beside the principals, so that a login neither makes a new generation of the database
//! nor takes part in a snapshot's pointer copy with more than one clone. What a login changes is
//! decided with the realm's settings and the client's policy at hand, and is a value that a store
//! applies.

use std::time::Duration;

use kerbside_krb5::time::Timestamp;

/// The state of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct AccountState {
    /// Failed preauthentications since the last success.
    pub failures: u32,
    /// The last failed preauthentication.
    pub last_failure: Option<Timestamp>,
    /// The last ticket that was issued after preauthentication.
    pub last_success: Option<Timestamp>,
}

/// What happened to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountEvent {
    /// A preauthentication failed.
    Failed {
        /// When.
        at: Timestamp,
        /// After how long without a failure earlier ones are forgotten; zero never.
        forget_after: Duration,
    },
    /// A ticket was issued to a client that had to preauthenticate.
    Succeeded {
        /// When.
        at: Timestamp,
        /// What it leaves behind.
        traces: Traces,
    },
}

/// What a success leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Traces {
    /// Failures are forgotten, and the time is kept.
    All,
    /// Failures are forgotten, and the time is not kept (`disable_last_success`).
    FailuresForgotten,
    /// The time is kept; failures are not counted anyway (`disable_lockout`).
    TimeKept,
}

impl AccountState {
    /// After `event`.
    #[must_use]
    pub fn after(self, event: AccountEvent) -> Self {
        match event {
            AccountEvent::Failed { at, forget_after } => self.failed(at, forget_after),
            AccountEvent::Succeeded { at, traces: Traces::All } => {
                Self { failures: 0, last_success: Some(at), ..self }
            }
            AccountEvent::Succeeded { traces: Traces::FailuresForgotten, .. } => {
                Self { failures: 0, ..self }
            }
            AccountEvent::Succeeded { at, traces: Traces::TimeKept } => {
                Self { last_success: Some(at), ..self }
            }
        }
    }

    /// MIT counts in whole seconds, and the last second of the interval still counts.
    fn failed(self, at: Timestamp, forget_after: Duration) -> Self {
        let interval = i64::try_from(forget_after.as_secs()).unwrap_or(i64::MAX);
        let forgotten = interval != 0
            && self
                .last_failure
                .is_none_or(|last| at.seconds() > last.seconds().saturating_add(interval));
        let before = if forgotten { 0 } else { self.failures };
        Self { failures: before.saturating_add(1), last_failure: Some(at), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp::from_seconds(1_000);

    #[test]
    fn failures_are_forgotten_after_the_interval() {
        for (seconds, interval, failures) in
            [(0, 0, 3), (86_400, 0, 3), (60, 60, 3), (61, 60, 1), (59, 60, 3)]
        {
            let before = AccountState { failures: 2, last_failure: Some(AT), last_success: None };
            let at = AT.plus_seconds(seconds);
            let forget_after = Duration::from_secs(interval);
            let after = before.after(AccountEvent::Failed { at, forget_after });
            assert_eq!((after.failures, after.last_failure), (failures, Some(at)), "{seconds}");
        }
    }

    #[test]
    fn a_success_leaves_what_the_realm_keeps() {
        for (traces, failures, last_success) in [
            (Traces::All, 0, Some(AT)),
            (Traces::FailuresForgotten, 0, None),
            (Traces::TimeKept, 2, Some(AT)),
        ] {
            let before = AccountState { failures: 2, ..AccountState::default() };
            let after = before.after(AccountEvent::Succeeded { at: AT, traces });
            assert_eq!((after.failures, after.last_success), (failures, last_success));
        }
    }
}
