//! What a test makes of requests to the brokers on purpose, and a record of what was asked.
//!
//! ```
//! use std::time::Duration;
//!
//! use kerbside::Testbed;
//! use kerbside::control::wire::k03_metadata::MetadataResponse;
//! use kerbside::control::wire::{ApiKey, ErrorCode};
//! use kerbside::control::{Action, Rule};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let bed = Testbed::builder().user("alice", "secret").topic("orders", 1).start().await?;
//! let control = bed.control()?;
//! // The second Produce of alice fails, every Fetch comes late, orders are hidden.
//! let error = Action::Error(ErrorCode::NOT_LEADER_OR_FOLLOWER);
//! control.add(Rule::new(error).key(ApiKey::PRODUCE).principal("User:alice").nth(2));
//! control.add(Rule::new(Action::Delay(Duration::from_millis(200))).key(ApiKey::FETCH));
//! control.add(Rule::change_response(|metadata: &mut MetadataResponse| {
//!     metadata.topics.retain(|topic| topic.name.as_deref() != Some("orders"));
//! }));
//! control.record(1_000);
//! // ... clients run ...
//! assert!(control.asked().iter().all(|asked| asked.key != ApiKey::DELETE_TOPICS));
//! # Ok(())
//! # }
//! ```

pub use kerbside_broker_core::control::{Action, Asked, ChangeError, Control, Rule, RuleId};
pub use kerbside_kafka_wire as wire;
