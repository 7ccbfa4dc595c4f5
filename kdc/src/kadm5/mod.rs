//! The database's requests and replies as the kadm5 protocol carries them, both ways.
//!
//! The server reads with [`incoming_request`] and writes with [`outgoing_response`]; the client
//! writes with [`outgoing_request`] and reads with [`incoming_response`].
//!
//! What the protocol has and the database does not: attributes and lives in policies (MIT carries
//! them and uses them nowhere), tagged data set by a client, and `-x` arguments of a database.

pub(crate) mod incoming_request;
pub(crate) mod incoming_response;
pub(crate) mod outgoing_request;
pub(crate) mod outgoing_response;
mod salts;
#[cfg(test)]
mod tests;

use std::time::Duration;

use kerbside_krb5::time::Timestamp;

/// Seconds since 1970 as kadm5 has them; 0 is never.
fn to_seconds(at: Option<Timestamp>) -> u32 {
    let seconds = at.map_or(0, Timestamp::seconds).clamp(0, u32::MAX.into());
    u32::try_from(seconds).unwrap_or_default()
}

fn from_seconds(seconds: u32) -> Option<Timestamp> {
    (seconds != 0).then(|| Timestamp::from_seconds(seconds.into()))
}

fn to_life(life: Duration) -> i32 {
    i32::try_from(life.as_secs()).unwrap_or(i32::MAX)
}

/// A negative life is none.
fn from_life(life: i32) -> Duration {
    Duration::from_secs(u64::try_from(life).unwrap_or_default())
}
