//! Configuration entries: credentials for `krb5_ccache_conf_data/KEY[/PRINCIPAL]@X-CACHECONF:`,
//! whose ticket is the value.

use super::{Credential, CredentialCache, Times};
use crate::principal::Principal;
use crate::wire::{EncryptionKey, KerberosString, NameType, PrincipalName, TicketFlags};

const REALM: &str = "X-CACHECONF:";
/// What MIT makes of the realm of an entry which it removes in place.
const REMOVED_REALM: &str = "X-RMED-CONF:";
const SERVICE: &str = "krb5_ccache_conf_data";

impl Credential {
    /// Whether this is a configuration entry and no ticket.
    pub fn is_config(&self) -> bool {
        let realm = &self.server.realm;
        (*realm == REALM || *realm == REMOVED_REALM)
            && self.server.name.name_string.first().is_some_and(|first| *first == SERVICE)
    }

    /// The key of a configuration entry and the principal it is about.
    pub fn config_key(&self) -> Option<(&KerberosString, Option<&KerberosString>)> {
        match self.server.name.name_string.as_slice() {
            [_, key] if self.is_config() => Some((key, None)),
            [_, key, principal] if self.is_config() => Some((key, Some(principal))),
            _ => None,
        }
    }
}

impl CredentialCache {
    /// The value of configuration `key`, about `principal` when it is about one.
    ///
    /// Keys in use: `fast_avail` and `pa_type` about a ticket-granting service,
    /// `proxy_impersonator`, `refresh_time`, `pa_config_data`.
    pub fn config(&self, key: &str, principal: Option<&Principal>) -> Option<&[u8]> {
        let server = server(key, principal);
        self.credentials
            .iter()
            .filter(|credential| !credential.is_removed())
            .find(|credential| credential.server.same(&server))
            .map(|credential| credential.ticket.as_slice())
    }

    /// Sets configuration `key`, about `principal` when it is about one.
    pub fn set_config(&mut self, key: &str, principal: Option<&Principal>, value: &[u8]) {
        self.remove_config(key, principal);
        self.credentials.push(Credential {
            client: self.default_principal.clone(),
            server: server(key, principal),
            key: EncryptionKey { keytype: 0, keyvalue: Vec::new().into() },
            times: Times::default(),
            is_skey: 0,
            flags: TicketFlags::EMPTY,
            addresses: Vec::new(),
            authdata: Vec::new(),
            ticket: value.to_vec(),
            second_ticket: Vec::new(),
        });
    }

    /// Removes configuration `key`, and says whether it was set.
    pub fn remove_config(&mut self, key: &str, principal: Option<&Principal>) -> bool {
        let server = server(key, principal);
        let before = self.credentials.len();
        self.credentials.retain(|credential| !credential.server.same(&server));
        self.credentials.len() != before
    }
}

fn server(key: &str, principal: Option<&Principal>) -> Principal {
    let principal = principal.map(Principal::to_string);
    let components = [SERVICE.to_owned(), key.to_owned()].into_iter().chain(principal);
    Principal::new(PrincipalName::new(NameType::PRINCIPAL, components), REALM)
}
