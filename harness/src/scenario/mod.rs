//! Famous failures, each reproduced on a bed of its own, met by our client and explained.
//!
//! A [`Family`] has members: one way each in which the failure comes about. A member is arranged
//! (the bed is broken on purpose), then acted (our client does what a user's client would), and the
//! outcome is told: what the client saw, and what [`explain`](crate::evidence::explain) makes of
//! the journal, which knows nothing of the arrangement.
//!
//! Leaves out: failures that need other clients or another engine.

mod clock_skew;
mod unknown_server;

use std::future::Future;
use std::pin::Pin;

use crate::evidence::{Code, Explanation};
use crate::party::BedError;
use crate::testbed::{Builder, OwnClientError, Testbed};

/// A family of failures.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// Its name on the command line.
    pub name: &'static str,
    /// What users meet.
    pub title: &'static str,
    /// The ways in which it comes about.
    pub members: &'static [Member],
}

/// One way in which a failure comes about.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Its name within the family.
    pub name: &'static str,
    /// What is wrong.
    pub title: &'static str,
    /// What an explanation must find.
    pub cause: Code,
    /// The bed.
    arrange: fn(Builder) -> Builder,
    /// What our client does, and what it fails with.
    act: for<'a> fn(&'a Testbed) -> Act<'a>,
}

type Act<'a> = Pin<Box<dyn Future<Output = Result<(), OwnClientError>> + 'a>>;

/// The families, in the order in which they are listed.
pub const FAMILIES: [&Family; 2] = [&clock_skew::FAMILY, &unknown_server::FAMILY];

/// The family of that name.
pub fn find(name: &str) -> Option<&'static Family> {
    FAMILIES.into_iter().find(|family| family.name == name)
}

/// What came of a member.
#[derive(Debug)]
pub struct Report {
    /// The member.
    pub member: Member,
    /// What our client saw; `None` when, against the plan, it saw no failure.
    pub client_saw: Option<String>,
    /// What the journal says.
    pub explanation: Explanation,
    /// The bed, still broken, for whoever wants to look for himself.
    pub bed: Testbed,
}

impl Report {
    /// Whether the failure was met and its cause found.
    pub fn is_as_planned(&self) -> bool {
        let found = |cause: &crate::evidence::Cause| cause.symptoms.contains(&self.member.cause);
        self.client_saw.is_some() && self.explanation.causes.iter().any(found)
    }
}

/// The user of every scenario's bed.
pub const USER: &str = "alice";
/// The password of [`USER`].
pub const PASSWORD: &str = "secret";
/// The topic of every scenario's bed.
pub const TOPIC: &str = "orders";

impl Member {
    /// Reproduces the failure on a bed made from `builder`, which is a fresh one as a rule.
    ///
    /// # Errors
    /// When the bed does not start. A failure that does not happen is no error here:
    /// [`Report::is_as_planned`] tells.
    pub async fn run(&self, builder: Builder) -> Result<Report, BedError> {
        let builder = (self.arrange)(builder.user(USER, PASSWORD).topic(TOPIC, 1));
        let bed = builder.start().await?;
        let client_saw = match (self.act)(&bed).await {
            Ok(()) => None,
            Err(OwnClientError::Bed(error)) => return Err(error),
            Err(seen) => Some(seen.to_string()),
        };
        let explanation = bed.explain();
        Ok(Report { member: *self, client_saw, explanation, bed })
    }
}

/// The bed as it is.
fn untouched(builder: Builder) -> Builder {
    builder
}

#[cfg(test)]
mod tests;
