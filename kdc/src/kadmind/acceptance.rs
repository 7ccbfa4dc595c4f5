//! The judgement of a client's token: by the keys of the service that its ticket names, as the
//! database has them now.

use std::sync::Arc;

use kerbside_kdc_core::admin::{AdminReply, AdminRequest};
use kerbside_krb5::gss::framing::unframe;
use kerbside_krb5::gss::{
    Acceptance, Acceptor, AcceptorKeys, AcceptorOptions, AcceptorSubkey, Refused,
};
use kerbside_krb5::kadm5::rpcsec_gss::Accepts;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{ApReq, Der, EncryptionKey};

use crate::admin::Admin;

/// An acceptor without keys, whose replay cache all connections share.
pub(super) fn acceptor() -> Acceptor {
    // MIT's acceptor asserts a subkey, and its clients are used to it.
    let options = AcceptorOptions { subkey: AcceptorSubkey::Fresh, ..AcceptorOptions::default() };
    Acceptor::new(Arc::new(AcceptorKeys::default()), options)
}

/// Judges tokens at one instant.
pub(super) struct Doorkeeper<'a> {
    pub(super) acceptor: &'a Acceptor,
    pub(super) admin: &'a Admin,
    pub(super) now: Timestamp,
}

impl Accepts for Doorkeeper<'_> {
    fn accept(&mut self, token: &[u8]) -> Result<Acceptance, Refused> {
        let keys = service(token).and_then(|service| self.keys(&service)).unwrap_or_default();
        self.acceptor.with_keys(Arc::new(keys)).decide(token, self.now)
    }
}

impl Doorkeeper<'_> {
    /// A service without a record, or a database that fails, leaves no keys: the refusal says so.
    fn keys(&self, service: &Principal) -> Option<AcceptorKeys> {
        let request = AdminRequest::GetKeys { principal: service.clone(), kvno: None };
        let AdminReply::Keys(keys) = self.admin.perform(&request).ok()? else {
            return None;
        };
        let keys: Vec<(u32, EncryptionKey)> =
            keys.iter().map(|key| (key.kvno, key.to_encryption_key())).collect();
        Some(AcceptorKeys::new(keys.iter().map(|(kvno, key)| (service, *kvno, key))))
    }
}

/// The service that the ticket of a token names.
fn service(token: &[u8]) -> Option<Principal> {
    let request = ApReq::from_der(unframe(token).ok()?.body).ok()?;
    Some(Principal::new(request.ticket.sname, request.ticket.realm))
}
