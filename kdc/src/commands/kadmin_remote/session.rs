//! Requests of kadmin as calls of the protocol. Most are one call; to modify a principal its
//! attributes are asked for first, and the version of new keys is asked for afterwards, as MIT's
//! kadmin does.

use kerbside_kdc_core::admin::PrincipalChanges;
use kerbside_kdc_core::database::Attributes;
use kerbside_krb5::gss::{AuthenticatorClock, AwaitsReply};
use kerbside_krb5::kadm5::client::{Client, ClientError, Session, Step};
use kerbside_krb5::kadm5::{Code, Request, Response};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::Realm;

use super::connection::Link;
use super::memory_cache::MemoryCache;
use super::opener::{other, refused};
use super::ticket::Held;
use crate::commands::environment::Environment;
use crate::commands::kadmin::{AdminSession, Denied};
use crate::entropy::OsEntropy;
use crate::kadm5::incoming_response::{self, NamesOf};
use crate::kadm5::outgoing_request;
use crate::{AdminReply, AdminRequest};

/// A session with kadmind.
pub(super) struct RemoteSession {
    link: Link,
    session: Session,
    realm: Realm,
    environment: Environment,
    entropy: OsEntropy,
    /// Its end is that of the session.
    _cache: Option<MemoryCache>,
}

impl RemoteSession {
    /// Authenticates on `link` with `ticket`, and agrees on a version.
    pub(super) fn open(
        mut link: Link,
        held: Held,
        realm: Realm,
        environment: &Environment,
    ) -> Result<Self, Denied> {
        let mut entropy = OsEntropy::new();
        let (mut clock, now) = (AuthenticatorClock::default(), environment.clock.now());
        let Held { ticket, cache } = held;
        let started = Client::start(&ticket, &mut clock, now, &mut entropy);
        let (mut client, mut message) = started.map_err(|error| denied(&error))?;
        let stamp = client.awaits().map_or(now, AwaitsReply::stamp);
        if let (Some(cache), Some(awaits)) = (&cache, client.awaits()) {
            cache.present(&ticket, awaits);
        }
        let mut told = false;
        loop {
            let reply = link.ask(&message)?;
            match client.receive(&reply, &mut entropy).map_err(|error| denied(&error))? {
                Step::Send(next, text) => (client, message) = (next, text),
                Step::Ready(session) => {
                    let environment = environment.clone();
                    return Ok(Self { link, session, realm, environment, entropy, _cache: cache });
                }
            }
            if let (Some(cache), Some(agreed), false) = (&cache, client.context(), told) {
                cache.answered(stamp, agreed);
                told = true;
            }
        }
    }

    fn call(&mut self, request: &Request) -> Result<Response, Denied> {
        let message = self.session.ask(request, &mut self.entropy);
        let reply = self.link.ask(&message.map_err(|error| denied(&error))?)?;
        self.session.answer(&reply).map_err(|error| denied(&error))
    }

    /// One request, as one call.
    fn ask(&mut self, request: &AdminRequest, present: Attributes) -> Result<AdminReply, Denied> {
        let now = self.environment.clock.now();
        let response = self.call(&outgoing_request::write(request, present, now))?;
        let names = match request {
            AdminRequest::ListPolicies { .. } => NamesOf::Policies,
            _ => NamesOf::Principals,
        };
        incoming_response::read(response, &self.realm, names).map_err(other)
    }

    fn modify(
        &mut self,
        principal: &Principal,
        changes: &PrincipalChanges,
    ) -> Result<AdminReply, Denied> {
        let wanted = AdminRequest::GetPrincipal { principal: principal.clone() };
        let present = match self.ask(&wanted, Attributes::EMPTY)? {
            AdminReply::Principal(found, _) => found.attributes,
            _ => return Err(refused(Code::FAILURE)),
        };
        let request = AdminRequest::ModifyPrincipal {
            principal: principal.clone(),
            changes: changes.clone(),
        };
        self.ask(&request, present)
    }

    /// String attributes have a call of their own.
    fn set_strings(
        &mut self,
        principal: &Principal,
        changes: &PrincipalChanges,
    ) -> Result<(), Denied> {
        for (key, value) in &changes.strings {
            let (principal, key, value) = (principal.clone(), key.clone(), value.clone());
            self.ask(&AdminRequest::SetString { principal, key, value }, Attributes::EMPTY)?;
        }
        Ok(())
    }

    /// The keys that were made come without their version.
    fn versioned(
        &mut self,
        principal: &Principal,
        reply: AdminReply,
    ) -> Result<AdminReply, Denied> {
        let AdminReply::Keys(mut keys) = reply else {
            return Ok(reply);
        };
        let wanted = AdminRequest::GetPrincipal { principal: principal.clone() };
        if !keys.is_empty()
            && let Ok(AdminReply::Principal(found, _)) = self.ask(&wanted, Attributes::EMPTY)
        {
            let kvno = found.current_kvno().unwrap_or_default();
            keys.iter_mut().for_each(|key| key.kvno = kvno);
        }
        Ok(AdminReply::Keys(keys))
    }
}

impl AdminSession for RemoteSession {
    fn default_realm(&mut self) -> Result<Realm, Denied> {
        Ok(self.realm.clone())
    }

    /// The server knows who asks.
    fn perform(&mut self, _: &Principal, request: &AdminRequest) -> Result<AdminReply, Denied> {
        match request {
            AdminRequest::ModifyPrincipal { principal, changes } => {
                let nothing_else = PrincipalChanges {
                    strings: changes.strings.clone(),
                    ..PrincipalChanges::default()
                };
                if *changes != nothing_else || changes.strings.is_empty() {
                    self.modify(principal, changes)?;
                }
                self.set_strings(principal, changes)?;
                Ok(AdminReply::Done)
            }
            AdminRequest::CreatePrincipal(create) => {
                let reply = self.ask(request, Attributes::EMPTY)?;
                self.set_strings(&create.principal, &create.changes)?;
                Ok(reply)
            }
            AdminRequest::RandomizeKeys { principal, .. } => {
                let reply = self.ask(request, Attributes::EMPTY)?;
                self.versioned(principal, reply)
            }
            simple => self.ask(simple, Attributes::EMPTY),
        }
    }
}

impl Drop for RemoteSession {
    fn drop(&mut self) {
        // A server that has gone needs not be told that we go.
        if let Ok(message) = self.session.end(&mut self.entropy) {
            let _gone = self.link.send(&message);
        }
    }
}

fn denied(error: &ClientError) -> Denied {
    refused(error.code())
}
