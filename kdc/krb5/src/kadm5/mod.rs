//! The administration protocol of MIT krb5 (kadm5), both ends, without IO.
//!
//! From the wire up: [`record`] (record marking, RFC 5531 §11), [`rpc`] (calls and replies of
//! RFC 5531), [`rpcsec_gss`] (RFC 2203 over this crate's [`gss`](crate::gss) contexts), and the
//! procedures of program 2112 as [`Request`] and [`Response`] in API versions 2 to 4.
//!
//! The types here say what the wire says: masks, numbers and texts. What a procedure means, and
//! who may ask for it, is for those who hold a database. Leaves out AUTH_GSSAPI (flavor 300001,
//! which is refused), incremental propagation (program 100423), and procedure 17, which MIT has
//! removed.

mod api_version;
pub mod client;
mod code;
mod keys;
mod mask;
mod policy_entry;
mod principal_entry;
mod procedure;
pub mod record;
mod request;
mod response;
pub mod rpc;
pub mod rpcsec_gss;
mod secret;
#[cfg(test)]
mod tests;
mod tl_data;
pub mod xdr;

pub use api_version::ApiVersion;
pub use code::Code;
pub use keys::{KeySaltTuple, KeyShape, WireKey};
pub use mask::{PolicyMask, PrincipalMask, Privileges};
pub use policy_entry::PolicyEntry;
pub use principal_entry::PrincipalEntry;
pub use procedure::Procedure;
pub use request::{NewKeys, Request};
pub use response::Response;
pub use secret::Secret;
pub use tl_data::{TlData, TlType};

/// KADM, the program.
pub const PROGRAM: u32 = 2112;
/// KADMVERS, its version.
pub const PROGRAM_VERSION: u32 = 2;
/// The port of the service.
pub const PORT: u16 = 749;
