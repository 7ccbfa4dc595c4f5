//! The client's end of a connection.

use kerbside_crypto::Entropy;

use super::credential::{GssCredential, GssProcedure, Service};
use super::{BodyError, HIGHEST_SEQUENCE, protect, unprotect};
use crate::client::Credential;
use crate::gss::{
    AuthenticatorClock, AwaitsReply, ContextFlags, Initiated, InitiatorError, InitiatorOptions,
    SecurityContext, initiate,
};
use crate::kadm5::procedure::Procedure;
use crate::kadm5::rpc::{
    AcceptStat, AuthStat, CallHeader, NULL_PROCEDURE, OpaqueAuth, Reply, ReplyBody, Verdict,
    assemble_call,
};
use crate::kadm5::xdr::{Reader, Writer, XdrError};
use crate::time::Timestamp;

/// Why a connection is of no use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectionError {
    /// No token could be made, or the server's is not good.
    #[error(transparent)]
    Context(#[from] InitiatorError),
    /// The reply is malformed.
    #[error("the server's reply is {0}")]
    Malformed(#[from] XdrError),
    /// It answers another call.
    #[error("the server answers call {theirs}, not {ours}")]
    WrongCall {
        /// The call that was made.
        ours: u32,
        /// The call that was answered.
        theirs: u32,
    },
    /// The server does not take the credential.
    #[error("the server denies the call: {0}")]
    Denied(AuthStat),
    /// The server speaks another version of RPC.
    #[error("the server speaks another version of RPC")]
    RpcMismatch,
    /// The server takes the credential and not the call.
    #[error("the server cannot perform the call: {0}")]
    NotPerformed(AcceptStat),
    /// The server refused the token (a GSS major status).
    #[error("the server refused the context: major status {0:#x}")]
    TokenRefused(u32),
    /// The verifier is not the server's.
    #[error("the server's proof is wrong")]
    BadProof,
    /// The results cannot be opened.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// Too many calls were made in one context.
    #[error("the context has come to its last call")]
    UsedUp,
}

/// A connection whose first call is under way.
#[derive(Debug)]
pub struct Connecting {
    xid: u32,
    service: Service,
    awaits: AwaitsReply,
}

/// An authenticated connection.
#[derive(Debug)]
pub struct Connection {
    context: SecurityContext,
    handle: Vec<u8>,
    service: Service,
    xid: u32,
    sequence: u32,
}

impl Connecting {
    /// The first call, for the service of `credential`.
    ///
    /// # Errors
    /// When no token can be made.
    pub fn start(
        credential: &Credential,
        service: Service,
        clock: &mut AuthenticatorClock,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<(Self, Vec<u8>), ConnectionError> {
        // MIT's client asks for these; a context of either service has both protections.
        let flags = ContextFlags::MUTUAL
            | ContextFlags::REPLAY
            | ContextFlags::CONFIDENTIALITY
            | ContextFlags::INTEGRITY;
        let options = InitiatorOptions { flags, ..InitiatorOptions::default() };
        let (token, awaits) = match initiate(credential, &options, clock, now, entropy)? {
            Initiated::AwaitsReply { token, awaits } => (token, awaits),
            Initiated::Established { .. } => {
                return Err(InitiatorError::MutualFailed("no answer is awaited").into());
            }
        };
        let mut number = [0; 4];
        entropy.fill(&mut number);
        let xid = u32::from_be_bytes(number);
        let gss =
            GssCredential { procedure: GssProcedure::INIT, sequence: 0, service, handle: &[] };
        let header = CallHeader::kadm5(xid, NULL_PROCEDURE);
        let head = header.with_credential(OpaqueAuth::gss(&gss.to_body()));
        let mut body = Writer::new();
        body.opaque(&token);
        let message = assemble_call(head, OpaqueAuth::NONE, body.as_bytes());
        Ok((Self { xid, service, awaits }, message))
    }

    /// What the first call asks for.
    pub fn awaits(&self) -> &AwaitsReply {
        &self.awaits
    }

    /// Reads the server's answer (RFC 2203 §5.2.3.1).
    ///
    /// # Errors
    /// When the server refuses, or does not prove itself.
    pub fn finish(self, message: &[u8]) -> Result<Connection, ConnectionError> {
        let (verifier, results) = accepted(message, self.xid)?;
        let mut reader = Reader::new(results);
        let handle = reader.opaque()?.to_vec();
        let (major, _minor) = (reader.u32()?, reader.u32()?);
        let window = reader.u32()?;
        let token = reader.opaque()?;
        // GSS_S_COMPLETE: the mechanism is done after one token.
        if major != 0 {
            return Err(ConnectionError::TokenRefused(major));
        }
        let mut context = self.awaits.finish(token)?;
        let proof = context.verify_mic(&window.to_be_bytes(), verifier.body);
        proof.map_err(|_| ConnectionError::BadProof)?;
        Ok(Connection { context, handle, service: self.service, xid: self.xid, sequence: 0 })
    }
}

impl Connection {
    /// What both ends agreed on.
    pub fn context(&self) -> &SecurityContext {
        &self.context
    }

    /// The next call, of `procedure` with these arguments.
    ///
    /// # Errors
    /// When the context is used up.
    pub fn call(
        &mut self,
        procedure: Procedure,
        arguments: &[u8],
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<u8>, ConnectionError> {
        self.message(GssProcedure::DATA, procedure.0, arguments, entropy)
    }

    /// The last call: the server forgets the context.
    ///
    /// # Errors
    /// When the context is used up.
    pub fn destroy(&mut self, entropy: &mut dyn Entropy) -> Result<Vec<u8>, ConnectionError> {
        self.message(GssProcedure::DESTROY, NULL_PROCEDURE, &[], entropy)
    }

    fn message(
        &mut self,
        what: GssProcedure,
        procedure: u32,
        arguments: &[u8],
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<u8>, ConnectionError> {
        if self.sequence >= HIGHEST_SEQUENCE {
            return Err(ConnectionError::UsedUp);
        }
        self.sequence += 1;
        self.xid = self.xid.wrapping_add(1);
        let gss = GssCredential {
            procedure: what,
            sequence: self.sequence,
            service: self.service,
            handle: &self.handle,
        };
        let header = CallHeader::kadm5(self.xid, procedure);
        let head = header.with_credential(OpaqueAuth::gss(&gss.to_body()));
        let mic = self.context.mic(&head);
        let body = protect(&mut self.context, self.service, self.sequence, arguments, entropy);
        Ok(assemble_call(head, OpaqueAuth::gss(&mic), &body))
    }

    /// The results that the reply to the last call holds.
    ///
    /// # Errors
    /// When the server denies the call, or the reply is not its own.
    pub fn results(&mut self, message: &[u8]) -> Result<Vec<u8>, ConnectionError> {
        let (verifier, body) = accepted(message, self.xid)?;
        let proof = self.context.verify_mic(&self.sequence.to_be_bytes(), verifier.body);
        proof.map_err(|_| ConnectionError::BadProof)?;
        Ok(unprotect(&mut self.context, self.service, self.sequence, body)?)
    }
}

/// The verifier and the results of an accepted and performed call.
fn accepted(message: &[u8], xid: u32) -> Result<(OpaqueAuth<'_>, &[u8]), ConnectionError> {
    let reply = Reply::parse(message)?;
    if reply.xid != xid {
        return Err(ConnectionError::WrongCall { ours: xid, theirs: reply.xid });
    }
    match reply.body {
        ReplyBody::Accepted { verifier, status: AcceptStat::SUCCESS, results } => {
            Ok((verifier, results))
        }
        ReplyBody::Accepted { status, .. } => Err(ConnectionError::NotPerformed(status)),
        ReplyBody::Denied(Verdict::AuthError(stat)) => Err(ConnectionError::Denied(stat)),
        ReplyBody::Denied(_) => Err(ConnectionError::RpcMismatch),
    }
}

#[cfg(test)]
impl Connection {
    /// A proven call of another program or version.
    pub(in crate::kadm5) fn message_of(
        &mut self,
        program: u32,
        version: u32,
        entropy: &mut dyn Entropy,
    ) -> Vec<u8> {
        self.sequence += 1;
        let gss = GssCredential {
            procedure: GssProcedure::DATA,
            sequence: self.sequence,
            service: self.service,
            handle: &self.handle,
        };
        let header = CallHeader { program, version, ..CallHeader::kadm5(self.xid, 1) };
        let head = header.with_credential(OpaqueAuth::gss(&gss.to_body()));
        let mic = self.context.mic(&head);
        let body = protect(&mut self.context, self.service, self.sequence, &[], entropy);
        assemble_call(head, OpaqueAuth::gss(&mic), &body)
    }
}
