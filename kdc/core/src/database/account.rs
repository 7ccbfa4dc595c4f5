//! What each login changes: failures in a row, last success and last failure.
//!
//! It lies beside the principals, so that a login neither makes a new generation of the database
//! nor takes part in a snapshot's pointer copy with more than one clone.

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

impl AccountState {
    /// After a failure at `at`.
    #[must_use]
    pub fn failed(self, at: Timestamp) -> Self {
        Self { failures: self.failures.saturating_add(1), last_failure: Some(at), ..self }
    }

    /// After a success at `at`.
    #[must_use]
    pub fn succeeded(self, at: Timestamp) -> Self {
        Self { failures: 0, last_success: Some(at), ..self }
    }
}
