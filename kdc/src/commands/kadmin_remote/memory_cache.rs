//! The cache in memory that MIT's library makes for a session, as its traces tell of it. Here the
//! ticket is handed on without one.

use kerbside_krb5::client::Credential;
use kerbside_krb5::formats::ccache::CredentialCache;
use kerbside_krb5::gss::{AwaitsReply, SecurityContext};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;

use crate::commands::caches::tell_new;
use crate::commands::environment::Environment;
use crate::commands::first_ticket::not_found;
use crate::commands::trace::trace;

/// Its name in MIT's library.
const NAME: &str = "MEMORY:kadm5_0";

/// Tells of its making, and of its end when it is dropped.
pub(super) struct MemoryCache {
    environment: Environment,
}

impl MemoryCache {
    pub(super) fn new(owner: &Principal, environment: &Environment) -> Self {
        trace!(environment, "Initializing {NAME} with default princ {owner}");
        Self { environment: environment.clone() }
    }

    /// Tells that a ticket is kept.
    pub(super) fn store(&self, cache: &CredentialCache) {
        if self.environment.trace.is_on() {
            tell_new(cache, NAME, &self.environment);
        }
    }

    /// Tells that the ticket is looked up, and of the request that goes with it.
    pub(super) fn present(&self, ticket: &Credential, awaits: &AwaitsReply) {
        let Self { environment } = self;
        let Credential { client, server, key, .. } = ticket;
        trace!(environment, "Getting credentials {client} -> {server} using ccache {NAME}");
        for (what, result) in [
            (
                "krb5_ccache_conf_data/start_realm@X-CACHECONF:".to_owned(),
                not_found("Matching credential not found"),
            ),
            (server.to_string(), "0/Success".to_owned()),
        ] {
            trace!(environment, "Retrieving {client} -> {what} from {NAME} with result: {result}");
        }
        trace!(
            environment,
            "Creating authenticator for {client} -> {server}, seqnum {}, subkey {}, \
             session key {}",
            awaits.sequence(),
            awaits.key().trace_name(),
            key.trace_name()
        );
    }

    /// Tells of the answer to `awaits`.
    pub(super) fn answered(&self, time: Timestamp, agreed: &SecurityContext) {
        trace!(
            self.environment,
            "Read AP-REP, time {}.{}, subkey {}, seqnum {}",
            time.seconds(),
            time.subsec_micros(),
            agreed.key().trace_name(),
            agreed.peer_begins_with()
        );
    }
}

impl Drop for MemoryCache {
    fn drop(&mut self) {
        trace!(self.environment, "Destroying ccache {NAME}");
    }
}
