//! The password server (RFC 3244) on UDP and TCP: `kadmin/changepw` on a port of its own.
//!
//! A request is read and answered by `kerbside-krb5`, judged by `kerbside-kdc-core`; here are its
//! keys, the replay cache and the memory of replies. A datagram that is no request gets no answer,
//! so that two servers cannot be set upon each other; on a connection its sender is told
//! (RFC 3244's codes 1 and 6).
//!
//! Leaves out addresses in tickets.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use kerbside_kdc_core::admin::{
    Acl, AdminReply, AdminRequest, ApplyError, DATABASE_FAILED, password_denial, password_request,
};
use kerbside_kdc_core::exchange::{Arrival, Transport};
use kerbside_krb5::gss::{Acceptor, AcceptorKeys, AcceptorOptions};
use kerbside_krb5::kpasswd::{
    Decision, Malformed, Outcome, Reply, Request, ResultCode, Wish, decide,
};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::{
    AddressType, Der, EncryptionKey, ErrorCode, HostAddress, KrbError, NameType, PrincipalName,
    Realm,
};

use crate::admin::{Admin, AdminError};
use crate::answerer::{Answerer, Route};
use crate::entropy::OsEntropy;
use crate::lookaside::{Epoch, Lookaside};
use crate::observer::Event;

/// The list in force, asked for at each request.
pub type AclSource = Arc<dyn Fn() -> Arc<Acl> + Send + Sync>;

/// A password server for the realms that an [`Admin`] administers.
pub struct PasswordServer {
    admin: Admin,
    acl: AclSource,
    acceptor: Acceptor,
    replies: Mutex<Lookaside>,
}

/// What one loop or connection keeps between requests.
#[derive(Default)]
pub(crate) struct Desk {
    entropy: OsEntropy,
    reply: Vec<u8>,
}

/// Replies outlive changes of the database: the change that they report is one.
const ANY_EPOCH: Epoch = Epoch { generation: 0, clock_moves: 0 };

impl PasswordServer {
    /// A server that changes passwords through `admin`; those of others as `acl` allows.
    pub fn new(admin: Admin, acl: AclSource) -> Self {
        let acceptor = Acceptor::new(Arc::default(), AcceptorOptions::default());
        Self { admin, acl, acceptor, replies: Mutex::default() }
    }

    /// `kadmin/changepw` of each realm.
    fn services(&self) -> Vec<Principal> {
        let service = |realm: Realm| {
            let name = PrincipalName::new(NameType::SRV_INST, ["kadmin", "changepw"]);
            Principal::new(name, realm)
        };
        self.admin.realms().into_iter().map(service).collect()
    }

    /// The acceptor with the keys that the services have now.
    fn acceptor(&self, services: &[Principal]) -> Acceptor {
        let mut keys: Vec<(&Principal, u32, EncryptionKey)> = Vec::new();
        for service in services {
            let request = AdminRequest::GetKeys { principal: service.clone(), kvno: None };
            // Without keys no ticket opens, which is what its sender is told.
            if let Ok(AdminReply::Keys(held)) = self.admin.perform(&request) {
                keys.extend(held.iter().map(|key| (service, key.kvno, key.to_encryption_key())));
            }
        }
        let keys = keys.iter().map(|(service, kvno, key)| (*service, *kvno, key));
        self.acceptor.with_keys(Arc::new(AcceptorKeys::new(keys)))
    }

    fn reply(&self, request: &Request<'_>, route: Route, entropy: &mut OsEntropy) -> Vec<u8> {
        let arrival = self.arrival(route);
        let services = self.services();
        let Some(first) = services.first() else {
            return Vec::new();
        };
        let decision = decide(request, &self.acceptor(&services), first, arrival.now);
        let Decision { wish, answer } = decision;
        let (outcome, error) = match &wish {
            Ok(wish) => self.change(wish),
            Err(refusal) => (refusal.outcome(), Some(refusal.to_string())),
        };
        self.admin.observe(Event::PasswordRequest {
            arrival,
            wish: wish.as_ref().ok(),
            outcome: &outcome,
            error: error.as_deref(),
        });
        answer.seal(&outcome, host_address(route), arrival.now, entropy)
    }

    /// Performs `wish`; the second is what a log says of a failure.
    fn change(&self, wish: &Wish) -> (Outcome, Option<String>) {
        let (caller, request) = match password_request(wish, &(self.acl)()) {
            Ok(allowed) => allowed,
            Err(denial) => return (password_denial(&denial), Some(denial.to_string())),
        };
        match self.admin.perform_as(&caller, &request) {
            Ok(_) => (Outcome::new(ResultCode::SUCCESS, ""), None),
            Err(AdminError::Failed { source: ApplyError::Denied(denial), .. }) => {
                (password_denial(&denial), Some(denial.to_string()))
            }
            Err(AdminError::Locked(locked)) => {
                let text = locked.to_string();
                (Outcome::new(ResultCode::HARD_ERROR, text.as_str()), Some(text))
            }
            Err(other) => {
                (Outcome::new(ResultCode::HARD_ERROR, DATABASE_FAILED), Some(other.to_string()))
            }
        }
    }

    fn arrival(&self, route: Route) -> Arrival {
        Arrival { now: self.admin.now(), from: route.from, transport: route.transport }
    }

    /// What the sender of `fault` is told: an error in nobody's name, since it proved none.
    fn malformed(&self, fault: Malformed, route: Route) -> Option<Vec<u8>> {
        let arrival = self.arrival(route);
        let code = match fault {
            Malformed::UnknownVersion(_) => ResultCode::BAD_VERSION,
            _ => ResultCode::MALFORMED,
        };
        let (outcome, text) = (Outcome::new(code, fault.to_string()), fault.to_string());
        self.admin.observe(Event::PasswordRequest {
            arrival,
            wish: None,
            outcome: &outcome,
            error: Some(&text),
        });
        if route.transport == Transport::Udp {
            return None;
        }
        let service = self.services().into_iter().next()?;
        let error = KrbError {
            pvno: 5,
            msg_type: 30,
            ctime: None,
            cusec: None,
            stime: arrival.now.into(),
            susec: arrival.now.subsec_micros() as i32,
            error_code: match fault {
                Malformed::UnknownVersion(_) => ErrorCode::KDC_ERR_BAD_PVNO,
                _ => ErrorCode::KRB_AP_ERR_MODIFIED,
            },
            crealm: None,
            cname: None,
            realm: service.realm,
            sname: service.name,
            e_text: None,
            e_data: Some(outcome.to_bytes().into()),
        };
        Reply { ap_rep: &[], body: &error.to_der() }.to_bytes()
    }

    fn replies(&self) -> std::sync::MutexGuard<'_, Lookaside> {
        self.replies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Answerer for PasswordServer {
    type Desk = Desk;

    fn answer<'d>(&self, octets: &[u8], route: Route, desk: &'d mut Desk) -> Option<&'d [u8]> {
        desk.reply.clear();
        let request = match Request::read(octets) {
            Ok(request) => request,
            Err(fault) => {
                desk.reply = self.malformed(fault, route)?;
                return Some(&desk.reply);
            }
        };
        let started = Instant::now();
        let key = self.replies().key(octets, route.transport);
        // A client that repeats a datagram whose answer was lost has not asked twice.
        if let Some(reply) = self.replies().find(key, octets, ANY_EPOCH, started) {
            desk.reply.extend_from_slice(reply);
        }
        if !desk.reply.is_empty() {
            let (arrival, octets) = (self.arrival(route), desk.reply.len());
            self.admin.observe(Event::Repeated { arrival, octets });
            return Some(&desk.reply);
        }
        desk.reply = self.reply(&request, route, &mut desk.entropy);
        self.replies().keep(key, octets, &desk.reply, ANY_EPOCH, started);
        Some(&desk.reply).filter(|reply| !reply.is_empty()).map(Vec::as_slice)
    }

    fn too_long<'d>(&self, route: Route, announced: usize, _: &'d mut Desk) -> Option<&'d [u8]> {
        self.admin.observe(Event::TooLong { arrival: self.arrival(route), announced });
        None
    }
}

/// The address that the client sees the reply come from: its library compares (RFC 4120 §3.5.2).
fn host_address(route: Route) -> HostAddress {
    let here = Some(route.to.ip()).filter(|ip| !ip.is_unspecified());
    let here = here.or_else(|| towards(route.from).ok()).unwrap_or(route.from.ip());
    match here.to_canonical() {
        IpAddr::V4(v4) => {
            HostAddress { addr_type: AddressType::IPV4, address: v4.octets().to_vec().into() }
        }
        IpAddr::V6(v6) => {
            HostAddress { addr_type: AddressType::IPV6, address: v6.octets().to_vec().into() }
        }
    }
}

/// The address that this machine uses towards `peer`. Nothing is sent.
fn towards(peer: SocketAddr) -> std::io::Result<IpAddr> {
    let any: SocketAddr = match peer {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(any)?;
    socket.connect(peer)?;
    Ok(socket.local_addr()?.ip())
}
