//! The server's end of a connection: contexts, the proof of each call, and the replies.
//!
//! A message goes into [`ServerConnection::receive`]; what comes out is a reply to send, nothing
//! (RFC 2203 §5.3.3.1 has replayed calls dropped), or a call of the program to perform and answer.
//! The order of the checks is that of RFC 5531 §9 and RFC 2203 §5.3.3: the MIC is checked before a
//! sequence number is believed, so that nobody else can move the window.

use kerbside_crypto::Entropy;

use super::credential::{GssCredential, GssProcedure, Service};
use super::window::{SequenceWindow, Verdict as Window};
use super::{BodyError, HIGHEST_SEQUENCE, protect, unprotect};
use crate::gss::{Acceptance, Refused, SecurityContext};
use crate::kadm5::procedure::Procedure;
use crate::kadm5::rpc::{
    AcceptStat, AuthFlavor, AuthStat, Call, NULL_PROCEDURE, OpaqueAuth, RPC_VERSION, Verdict,
    assemble_reply,
};
use crate::kadm5::xdr::{Reader, Writer, XdrError};
use crate::kadm5::{PROGRAM, PROGRAM_VERSION};
use crate::principal::Principal;
use crate::wire::TicketFlags;

/// The contexts that one connection may hold: a client needs one.
const CONTEXTS: usize = 8;

/// What judges the tokens of initiators.
pub trait Accepts {
    /// Judges `token` at the present time.
    ///
    /// # Errors
    /// Why it is refused.
    fn accept(&mut self, token: &[u8]) -> Result<Acceptance, Refused>;
}

/// Who is at the other end of a context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// The client.
    pub client: Principal,
    /// The service that it has a ticket for.
    pub service: Principal,
    /// The ticket's flags.
    pub flags: TicketFlags,
}

/// What became of a message.
#[derive(Debug)]
pub enum Arrived {
    /// Send this; nothing is to be performed.
    Reply {
        /// The message.
        message: Vec<u8>,
        /// What was wrong, when something was.
        trouble: Option<Trouble>,
    },
    /// A call to perform.
    Call(IncomingCall),
    /// Nothing is answered.
    Dropped(Dropped),
}

/// A call that is refused, for those who log.
#[derive(Debug)]
pub enum Trouble {
    /// The initiator's token was refused.
    TokenRefused(Refused),
    /// An authentication that is not served.
    Flavor(AuthFlavor),
    /// The credential is malformed, or asks for a service that is not served.
    Credential(AuthStat),
    /// There is no such context.
    NoContext,
    /// The MIC over the head is not the client's, whatever was called.
    BadMic(Procedure, Box<Peer>),
    /// The body cannot be opened.
    Body(Box<Peer>, BodyError),
    /// Another program, or another version of it.
    Program(u32, u32),
    /// Another version of RPC.
    RpcVersion(u32),
}

/// Why a message is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// It is no call.
    Malformed(XdrError),
    /// Its sequence number was seen before.
    Repeated(u32),
    /// Its sequence number is below the window.
    Below(u32),
}

/// A call to perform.
pub struct IncomingCall {
    /// Who calls.
    pub peer: Peer,
    /// The procedure.
    pub procedure: Procedure,
    /// Its arguments.
    pub arguments: Vec<u8>,
    /// What the reply needs.
    pub pending: Pending,
}

/// The arguments may hold a password or keys, and are not printed.
impl std::fmt::Debug for IncomingCall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IncomingCall")
            .field("peer", &self.peer)
            .field("procedure", &self.procedure)
            .finish_non_exhaustive()
    }
}

/// A call whose reply is due.
#[derive(Debug)]
pub struct Pending {
    xid: u32,
    sequence: u32,
    service: Service,
    handle: u32,
}

#[derive(Debug)]
struct Context {
    handle: u32,
    security: SecurityContext,
    window: SequenceWindow,
    peer: Peer,
}

/// The contexts of a connection.
#[derive(Debug, Default)]
pub struct ServerConnection {
    contexts: Vec<Context>,
    made: u32,
}

impl ServerConnection {
    /// A connection without contexts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether somebody has been authenticated.
    pub fn is_authenticated(&self) -> bool {
        !self.contexts.is_empty()
    }

    /// Takes a message.
    pub fn receive(
        &mut self,
        message: &[u8],
        acceptor: &mut dyn Accepts,
        entropy: &mut dyn Entropy,
    ) -> Arrived {
        let call = match Call::parse(message) {
            Ok(call) => call,
            Err(error) => return Arrived::Dropped(Dropped::Malformed(error)),
        };
        let deny = |stat, trouble| refuse(&call, Verdict::AuthError(stat), trouble);
        if call.header.rpc_version != RPC_VERSION {
            let trouble = Trouble::RpcVersion(call.header.rpc_version);
            return refuse(&call, Verdict::RpcMismatch, trouble);
        }
        let flavor = call.credential.flavor;
        if flavor != AuthFlavor::RPCSEC_GSS {
            let stat = match flavor {
                AuthFlavor::NONE => AuthStat::TOO_WEAK,
                _ => AuthStat::REJECTED_CREDENTIAL,
            };
            return deny(stat, Trouble::Flavor(flavor));
        }
        let Ok(credential) = GssCredential::parse(call.credential.body) else {
            let stat = AuthStat::BAD_CREDENTIAL;
            return deny(stat, Trouble::Credential(stat));
        };
        match credential.service {
            Service::INTEGRITY | Service::PRIVACY => {}
            Service::NONE => {
                return deny(AuthStat::TOO_WEAK, Trouble::Credential(AuthStat::TOO_WEAK));
            }
            _ => {
                let stat = AuthStat::BAD_CREDENTIAL;
                return deny(stat, Trouble::Credential(stat));
            }
        }
        match credential.procedure {
            GssProcedure::INIT => self.establish(&call, acceptor, entropy),
            GssProcedure::DATA | GssProcedure::DESTROY => self.proven(&call, &credential, entropy),
            // The mechanism is done after one token.
            _ => deny(AuthStat::FAILED, Trouble::Credential(AuthStat::FAILED)),
        }
    }

    /// The first call: the token makes a context (RFC 2203 §5.2.2, §5.2.3).
    fn establish(
        &mut self,
        call: &Call<'_>,
        acceptor: &mut dyn Accepts,
        entropy: &mut dyn Entropy,
    ) -> Arrived {
        let deny = |stat, trouble| refuse(call, Verdict::AuthError(stat), trouble);
        let mut reader = Reader::new(call.body);
        let token = reader.opaque();
        let (Ok(token), NULL_PROCEDURE) = (token, call.header.procedure) else {
            return deny(AuthStat::FAILED, Trouble::Credential(AuthStat::FAILED));
        };
        let accepted = match acceptor.accept(token) {
            Ok(acceptance) => acceptance.seal(entropy),
            Err(refused) => {
                return deny(AuthStat::REJECTED_CREDENTIAL, Trouble::TokenRefused(refused));
            }
        };
        let mut security = accepted.context;
        self.made = self.made.wrapping_add(1);
        let handle = self.made;
        let mut results = Writer::new();
        results.opaque(&handle.to_be_bytes());
        // GSS_S_COMPLETE, no minor status.
        results.u32(0);
        results.u32(0);
        results.u32(SequenceWindow::SIZE);
        results.opaque(&accepted.output.unwrap_or_default());
        let proof = security.mic(&SequenceWindow::SIZE.to_be_bytes());
        let flags = accepted.presented.flags.unwrap_or(TicketFlags::EMPTY);
        let service = accepted.presented.server.unwrap_or_else(|| accepted.client.clone());
        let peer = Peer { client: accepted.client, service, flags };
        if self.contexts.len() >= CONTEXTS {
            self.contexts.remove(0);
        }
        self.contexts.push(Context { handle, security, window: SequenceWindow::default(), peer });
        let verdict = Verdict::Accepted(AcceptStat::SUCCESS);
        let verifier = OpaqueAuth::gss(&proof);
        let message = assemble_reply(call.header.xid, verdict, verifier, results.as_bytes());
        Arrived::Reply { message, trouble: None }
    }

    /// A call within a context.
    fn proven(
        &mut self,
        call: &Call<'_>,
        credential: &GssCredential<'_>,
        entropy: &mut dyn Entropy,
    ) -> Arrived {
        let deny = |stat, trouble| refuse(call, Verdict::AuthError(stat), trouble);
        let at = self.contexts.iter().position(|context| context.is(credential.handle));
        let Some(context) = at.and_then(|at| self.contexts.get_mut(at)) else {
            return deny(AuthStat::CREDENTIAL_PROBLEM, Trouble::NoContext);
        };
        let mic = call.verifier;
        let proven = mic.flavor == AuthFlavor::RPCSEC_GSS
            && context.security.verify_mic(call.covered, mic.body).is_ok();
        if !proven {
            let procedure = Procedure(call.header.procedure);
            let trouble = Trouble::BadMic(procedure, Box::new(context.peer.clone()));
            return deny(AuthStat::CREDENTIAL_PROBLEM, trouble);
        }
        let sequence = credential.sequence;
        if sequence > HIGHEST_SEQUENCE {
            let stat = AuthStat::CONTEXT_PROBLEM;
            return deny(stat, Trouble::Credential(stat));
        }
        match context.window.check(sequence) {
            Window::Fresh => {}
            Window::Repeated => return Arrived::Dropped(Dropped::Repeated(sequence)),
            Window::Below => return Arrived::Dropped(Dropped::Below(sequence)),
        }
        let pending = Pending {
            xid: call.header.xid,
            sequence,
            service: credential.service,
            handle: context.handle,
        };
        if credential.procedure == GssProcedure::DESTROY {
            return self.destroy(call, &pending, entropy);
        }
        let (program, version) = (call.header.program, call.header.version);
        let status = match (program, version) {
            (PROGRAM, PROGRAM_VERSION) => AcceptStat::SUCCESS,
            (PROGRAM, _) => AcceptStat::PROGRAM_MISMATCH,
            _ => AcceptStat::PROGRAM_UNAVAILABLE,
        };
        if status != AcceptStat::SUCCESS {
            let message = self.fail(&pending, status);
            return Arrived::Reply { message, trouble: Some(Trouble::Program(program, version)) };
        }
        let opened = unprotect(&mut context.security, pending.service, sequence, call.body);
        let arguments = match opened {
            Ok(arguments) => arguments,
            Err(error) => {
                let trouble = Some(Trouble::Body(Box::new(context.peer.clone()), error));
                let message = self.fail(&pending, AcceptStat::GARBAGE_ARGUMENTS);
                return Arrived::Reply { message, trouble };
            }
        };
        let procedure = Procedure(call.header.procedure);
        Arrived::Call(IncomingCall { peer: context.peer.clone(), procedure, arguments, pending })
    }

    /// The context ends; the reply is the last that it protects (RFC 2203 §5.4).
    fn destroy(
        &mut self,
        call: &Call<'_>,
        pending: &Pending,
        entropy: &mut dyn Entropy,
    ) -> Arrived {
        if call.header.procedure != NULL_PROCEDURE {
            let stat = AuthStat::FAILED;
            return refuse(call, Verdict::AuthError(stat), Trouble::Credential(stat));
        }
        let message = self.succeed(pending, &[], entropy);
        self.contexts.retain(|context| context.handle != pending.handle);
        Arrived::Reply { message, trouble: None }
    }

    /// The reply to a call that was performed.
    pub fn succeed(
        &mut self,
        pending: &Pending,
        results: &[u8],
        entropy: &mut dyn Entropy,
    ) -> Vec<u8> {
        let Some(context) = self.contexts.iter_mut().find(|one| one.handle == pending.handle)
        else {
            return deny(pending.xid, AuthStat::CONTEXT_PROBLEM);
        };
        let security = &mut context.security;
        let proof = security.mic(&pending.sequence.to_be_bytes());
        let body = protect(security, pending.service, pending.sequence, results, entropy);
        let verdict = Verdict::Accepted(AcceptStat::SUCCESS);
        assemble_reply(pending.xid, verdict, OpaqueAuth::gss(&proof), &body)
    }

    /// The reply to a call that cannot be performed.
    pub fn fail(&mut self, pending: &Pending, status: AcceptStat) -> Vec<u8> {
        let Some(context) = self.contexts.iter_mut().find(|one| one.handle == pending.handle)
        else {
            return deny(pending.xid, AuthStat::CONTEXT_PROBLEM);
        };
        let proof = context.security.mic(&pending.sequence.to_be_bytes());
        assemble_reply(pending.xid, Verdict::Accepted(status), OpaqueAuth::gss(&proof), &[])
    }

    /// The reply to a call that its caller may not make with this ticket.
    pub fn reject(&self, pending: &Pending, stat: AuthStat) -> Vec<u8> {
        deny(pending.xid, stat)
    }
}

impl Context {
    fn is(&self, handle: &[u8]) -> bool {
        handle == self.handle.to_be_bytes()
    }
}

fn deny(xid: u32, stat: AuthStat) -> Vec<u8> {
    assemble_reply(xid, Verdict::AuthError(stat), OpaqueAuth::NONE, &[])
}

fn refuse(call: &Call<'_>, verdict: Verdict, trouble: Trouble) -> Arrived {
    let message = assemble_reply(call.header.xid, verdict, OpaqueAuth::NONE, &[]);
    Arrived::Reply { message, trouble: Some(trouble) }
}
