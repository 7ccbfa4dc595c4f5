//! The bed's own clients: Kerberos and Kafka, on the bed's client clock, watched by its journal.

use std::sync::Arc;

use kerbside_krb5::time::Timestamp;

use super::Testbed;
use crate::client::kafka::{
    ClientEvent, ClientObserver, ConnectOptions, Gssapi, KafkaClient, KafkaError,
};
use crate::client::kerberos::{KerberosClient, KerberosError, KerberosOptions};
use crate::evidence::Journal;
use crate::party::BedError;

/// Why a client of the bed's own failed.
#[derive(Debug, thiserror::Error)]
pub enum OwnClientError {
    /// Its login failed.
    #[error(transparent)]
    Kerberos(#[from] KerberosError),
    /// Its connection failed.
    #[error(transparent)]
    Kafka(#[from] KafkaError),
    /// The bed failed.
    #[error(transparent)]
    Bed(#[from] BedError),
}

impl Testbed {
    /// A Kerberos client on the bed's client clock, not logged in yet. It does not follow the KDC's
    /// clock: skew is an error, as it is for Java.
    pub fn kerberos(&self) -> KerberosClient {
        let options = KerberosOptions::new(self.kdc.addresses()[0]);
        KerberosClient::new(options.clock(self.client_clock.clone()))
    }

    /// A Kerberos client that is logged in as `user`, with the user's present key.
    ///
    /// # Errors
    /// What the KDC said.
    pub async fn login(&self, user: &str) -> Result<KerberosClient, OwnClientError> {
        let keytab = self.kdc.keytab(&[user.to_owned()]).await?;
        let client = self.kerberos();
        let principal = format!("{user}@{}", self.realm());
        client.login_with_keytab(&principal, &keytab).await?;
        Ok(client)
    }

    /// A Kafka client that is logged in and connected as `user`.
    ///
    /// # Errors
    /// What the KDC or the broker said.
    pub async fn connect(&self, user: &str) -> Result<KafkaClient, OwnClientError> {
        let kerberos = self.login(user).await?;
        let options = self.connect_options(Gssapi::new(kerberos));
        Ok(KafkaClient::connect(options).await?)
    }

    /// How the bed's own Kafka client connects: to the bed's brokers, watched by the journal.
    pub fn connect_options(&self, gssapi: Gssapi) -> ConnectOptions {
        let gssapi = Gssapi { service_name: self.service_name.clone(), ..gssapi };
        let principal = gssapi.kerberos.principal();
        let options = ConnectOptions::secured(self.bootstrap(), gssapi);
        match principal {
            Some(principal) => {
                let journal = Arc::clone(&self.journal);
                options.observer(Arc::new(Watched { journal, principal }))
            }
            None => options,
        }
    }
}

/// Hands what a client does to the journal.
struct Watched {
    journal: Arc<Journal>,
    principal: kerbside_krb5::principal::Principal,
}

impl ClientObserver for Watched {
    fn observe(&self, at: Timestamp, event: ClientEvent<'_>) {
        match event {
            ClientEvent::TicketWanted { broker, service } => {
                self.journal.client_asks(&self.principal, at, service, &broker.to_string());
            }
            ClientEvent::Failed { error, .. } => {
                self.journal.client_failed(&self.principal, at, &error.to_string());
            }
            ClientEvent::Connecting { .. } | ClientEvent::Authenticated { .. } => {}
        }
    }
}
