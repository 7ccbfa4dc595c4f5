//! Calls and replies of ONC RPC version 2 (RFC 5531 §9).
//!
//! Leaves out portmapping and every authentication but what [`rpcsec_gss`](super::rpcsec_gss)
//! brings.

mod auth;
mod call;
mod reply;

pub use auth::{AuthFlavor, AuthStat, OpaqueAuth};
pub use call::{Call, CallHeader};
pub use reply::{AcceptStat, Reply, ReplyBody, Verdict};

pub(super) use call::assemble as assemble_call;
pub(super) use reply::assemble as assemble_reply;

/// The version of RPC.
pub const RPC_VERSION: u32 = 2;

/// The procedure that does nothing, which every program has.
pub const NULL_PROCEDURE: u32 = 0;
