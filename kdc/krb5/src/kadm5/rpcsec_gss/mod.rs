//! RPCSEC_GSS version 1 (RFC 2203) with the Kerberos mechanism, QOP 0, both ends.
//!
//! A context is established by one call (the mechanism needs no second); each further call proves
//! its head by a MIC and carries its arguments in a token. Leaves out the service without
//! protection, other mechanisms, and channel bindings (RFC 5403).

mod client;
mod credential;
mod server;
mod window;

pub use client::{Connecting, Connection, ConnectionError};
pub use credential::{GssCredential, GssProcedure, Service};
pub use server::{
    Accepts, Arrived, Dropped, IncomingCall, Peer, Pending, ServerConnection, Trouble,
};
pub use window::{SequenceWindow, Verdict as WindowVerdict};

use crate::gss::{Protection, SecurityContext};
use crate::kadm5::xdr::{Reader, Writer, XdrError};
use kerbside_crypto::Entropy;

/// The highest sequence number (RFC 2203 §5.3.3.1); a client begins a new context before it.
pub const HIGHEST_SEQUENCE: u32 = 0x8000_0000;

/// Why arguments or results could not be taken out of their protection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// The octets are no body of the service.
    #[error(transparent)]
    Xdr(#[from] XdrError),
    /// The token or the MIC is not the peer's.
    #[error("the protection of the body is broken")]
    BadIntegrity,
    /// It was made for another call (RFC 2203 §5.3.2.2).
    #[error("the body has the sequence number of another call")]
    WrongSequence,
}

/// `data` under the protection of `service` (RFC 2203 §5.3.2.2, §5.3.2.3).
fn protect(
    context: &mut SecurityContext,
    service: Service,
    sequence: u32,
    data: &[u8],
    entropy: &mut dyn Entropy,
) -> Vec<u8> {
    let mut inner = Writer::new();
    inner.u32(sequence);
    inner.raw(data);
    let mut body = Writer::new();
    match service {
        Service::INTEGRITY => {
            body.opaque(inner.as_bytes());
            body.opaque(&context.mic(inner.as_bytes()));
        }
        // Nothing else than these two is ever agreed on; the stronger one cannot be wrong.
        _ => {
            let token = context.wrap(inner.as_bytes(), Protection::Confidentiality, entropy);
            body.opaque(&token);
        }
    }
    body.into_bytes()
}

/// Takes the data out of what [`protect`] made.
pub(super) fn unprotect(
    context: &mut SecurityContext,
    service: Service,
    sequence: u32,
    body: &[u8],
) -> Result<Vec<u8>, BodyError> {
    let mut reader = Reader::new(body);
    let mut inner = match service {
        Service::INTEGRITY => {
            let data = reader.opaque()?;
            let mic = reader.opaque()?;
            context.verify_mic(data, mic).map_err(|_| BodyError::BadIntegrity)?;
            data.to_vec()
        }
        _ => {
            let opened = context.unwrap(reader.opaque()?).map_err(|_| BodyError::BadIntegrity)?;
            if opened.protection != Protection::Confidentiality {
                return Err(BodyError::BadIntegrity);
            }
            opened.message
        }
    };
    reader.end()?;
    if Reader::new(&inner).u32()? != sequence {
        return Err(BodyError::WrongSequence);
    }
    inner.drain(..4);
    Ok(inner)
}
