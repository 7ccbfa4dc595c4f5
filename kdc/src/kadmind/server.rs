//! One call: who makes it, what is asked, what the database says, and how it is told.

use std::net::SocketAddr;

use kerbside_kdc_core::admin::{AdminService, ApplyError, Caller, Initial, RemoteCaller};
use kerbside_krb5::gss::Acceptor;
use kerbside_krb5::kadm5::rpc::{AcceptStat, AuthFlavor, AuthStat, NULL_PROCEDURE};
use kerbside_krb5::kadm5::rpcsec_gss::{Arrived, IncomingCall, Peer, ServerConnection, Trouble};
use kerbside_krb5::kadm5::xdr::Writer;
use kerbside_krb5::kadm5::{ApiVersion, Code, Request, Response};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::TicketFlags;

use super::acceptance::{Doorkeeper, acceptor};
use super::event::{CallOutcome, Called, KadmindEvent, Unauthenticated};
use super::operation;
use crate::admin::{Admin, AdminError};
use crate::entropy::OsEntropy;
use crate::kadm5::{incoming_request, outgoing_response};
use crate::kpasswd::AclSource;
use crate::observer::Event;

/// What all connections share.
pub(crate) struct Server {
    admin: Admin,
    acl: AclSource,
    acceptor: Acceptor,
}

/// What a connection keeps between its messages.
pub(super) struct Conversation {
    pub(super) from: SocketAddr,
    pub(super) connection: ServerConnection,
    entropy: OsEntropy,
}

impl Conversation {
    pub(super) fn new(from: SocketAddr) -> Self {
        Self { from, connection: ServerConnection::new(), entropy: OsEntropy::new() }
    }
}

/// An operation's answer, or the code and the reason of its refusal.
type Outcome = Result<Response, (Code, String)>;

impl Server {
    /// A server that has requests performed by `admin`, as `acl` allows.
    pub(crate) fn new(admin: Admin, acl: AclSource) -> Self {
        Self { admin, acl, acceptor: acceptor() }
    }

    /// The answer to a message; none when it is not to be answered.
    pub(super) fn answer(&self, message: &[u8], with: &mut Conversation) -> Option<Vec<u8>> {
        let now = self.admin.now();
        let mut doorkeeper = Doorkeeper { acceptor: &self.acceptor, admin: &self.admin, now };
        match with.connection.receive(message, &mut doorkeeper, &mut with.entropy) {
            Arrived::Reply { message, trouble } => {
                if let Some(trouble) = trouble {
                    self.tell_trouble(now, with.from, &trouble);
                }
                Some(message)
            }
            Arrived::Call(call) => Some(self.call(now, &call, with)),
            Arrived::Dropped(_) => None,
        }
    }

    fn call(&self, now: Timestamp, call: &IncomingCall, with: &mut Conversation) -> Vec<u8> {
        let (pending, procedure) = (&call.pending, call.procedure);
        let Some(service) = self.service(&call.peer.service) else {
            // The ticket is good and for somebody else (MIT's check_rpcsec_auth).
            let why = Unauthenticated::Service(&call.peer.service);
            self.unauthenticated(now, with.from, why);
            return with.connection.reject(pending, AuthStat::TOO_WEAK);
        };
        if procedure.0 == NULL_PROCEDURE {
            return with.connection.succeed(pending, &[], &mut with.entropy);
        }
        let (version, request) = match Request::read(procedure, &call.arguments) {
            None => return with.connection.fail(pending, AcceptStat::PROCEDURE_UNAVAILABLE),
            Some(Err(_)) => return with.connection.fail(pending, AcceptStat::GARBAGE_ARGUMENTS),
            Some(Ok(read)) => read,
        };
        let mut results = Writer::new();
        let written = match version.check() {
            // MIT leaves the version out of this answer, and logs nothing.
            Err(code) => {
                Response::write(procedure, ApiVersion(0), &Err(code), &mut results);
                results
            }
            Ok(()) => {
                let outcome = self.perform(&request, &call.peer, service);
                self.tell(now, with.from, call, &request, version, &outcome);
                let outcome = outcome.map_err(|(code, _)| code);
                Response::write(procedure, version, &outcome, &mut results);
                results
            }
        };
        with.connection.succeed(pending, written.as_bytes(), &mut with.entropy)
    }

    /// What a client with a ticket for `service` may come for: two components, the first `kadmin`,
    /// of a realm that is served, and not the key of histories.
    fn service(&self, service: &Principal) -> Option<AdminService> {
        if !self.admin.realms().contains(&service.realm) {
            return None;
        }
        match service.name.name_string.as_slice() {
            [kadmin, second] if *kadmin == *"kadmin" => match second.as_bytes() {
                b"history" => None,
                b"changepw" => Some(AdminService::ChangePassword),
                _ => Some(AdminService::Admin),
            },
            _ => None,
        }
    }

    fn perform(&self, request: &Request, peer: &Peer, service: AdminService) -> Outcome {
        let asked = incoming_request::read(request, &peer.service.realm);
        let asked = match asked.map_err(|code| (code, code.text()))? {
            Some(asked) => asked,
            None => return Ok(Response::Done),
        };
        let initial = match peer.flags.contains(TicketFlags::INITIAL) {
            true => Initial::Yes,
            false => Initial::No,
        };
        let remote = RemoteCaller { service, initial, acl: (self.acl)() };
        let caller = Caller::remote(peer.client.clone(), remote);
        match self.admin.perform_as(&caller, &asked) {
            Ok(reply) => Ok(outgoing_response::write(request, reply)),
            Err(AdminError::Failed { source: ApplyError::Denied(denial), .. }) => {
                Err((Code(denial.kadm5_code()), denial.to_string()))
            }
            Err(error) => Err((operation::failure(&error), error.to_string())),
        }
    }

    fn tell(
        &self,
        at: Timestamp,
        from: SocketAddr,
        call: &IncomingCall,
        request: &Request,
        version: ApiVersion,
        outcome: &Outcome,
    ) {
        let target = operation::target(request, &call.peer);
        let called = Called {
            at,
            from,
            client: &call.peer.client,
            service: &call.peer.service,
            operation: operation::name(call.procedure),
            target: &target,
            outcome: match outcome {
                Ok(_) => CallOutcome::Done,
                Err((code, _)) if operation::is_unauthorized(*code) => CallOutcome::Unauthorized,
                Err((_, reason)) => CallOutcome::Failed(reason),
            },
            opened: (*request == Request::Init).then_some(version),
        };
        self.admin.observe(Event::Kadmind(KadmindEvent::Called(called)));
    }

    fn tell_trouble(&self, at: Timestamp, from: SocketAddr, trouble: &Trouble) {
        let gss = Unauthenticated::Flavor(AuthFlavor::RPCSEC_GSS);
        let why = match trouble {
            Trouble::TokenRefused(refused) => Unauthenticated::Token(refused),
            Trouble::Flavor(flavor) => Unauthenticated::Flavor(*flavor),
            Trouble::Credential(_) | Trouble::NoContext => gss,
            Trouble::BadMic(procedure, peer) => Unauthenticated::Forged {
                operation: operation::name(*procedure),
                client: &peer.client,
                service: &peer.service,
            },
            // The client is who it says, and the reply says what is wrong with its call.
            Trouble::Body(..) | Trouble::Program(..) | Trouble::RpcVersion(_) => return,
        };
        self.unauthenticated(at, from, why);
    }

    fn unauthenticated(&self, at: Timestamp, from: SocketAddr, why: Unauthenticated<'_>) {
        let event = KadmindEvent::Unauthenticated { at, from, why };
        self.admin.observe(Event::Kadmind(event));
    }
}
