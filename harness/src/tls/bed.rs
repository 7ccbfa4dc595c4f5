//! TLS of a bed: what its brokers show and ask for, and the files of its users.

use std::path::Path;

use kerbside_broker::tls::{ClientAuth, KeyStore, TlsSettings, TlsVersion, TrustStore};

use super::{
    CertificateAuthority, CertificateRequest, Identity, KeyUsage, STORE_PASSWORD, Validity,
};
use crate::client::Client;
use crate::party::BedError;

/// The TLS settings of a bed's brokers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BedTls {
    /// `ssl.client.auth`; clients are asked by default, and need not answer.
    pub client_auth: ClientAuth,
    /// `ssl.enabled.protocols`
    pub versions: Vec<TlsVersion>,
    /// `ssl.principal.mapping.rules`
    pub principal_mapping_rules: String,
    /// What the brokers show.
    pub broker_certificate: BrokerCertificate,
}

/// What a bed's brokers show: a good certificate, or one that is wrong on purpose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum BrokerCertificate {
    /// For `localhost`, 127.0.0.1, ::1 and the advertised host.
    #[default]
    Good,
    /// For this host alone: clients that verify host names refuse it.
    OtherHost(String),
    /// With no subjectAltName, as when whoever signs it leaves the extension out, and `CN=broker`:
    /// nothing names the host.
    NoNames,
    /// With an extended key usage for this side of a connection alone.
    UsageOnly(KeyUsage),
    /// Expired with the year 2001.
    Expired,
}

impl Default for BedTls {
    fn default() -> Self {
        Self {
            client_auth: ClientAuth::Requested,
            versions: vec![TlsVersion::Tls12, TlsVersion::Tls13],
            principal_mapping_rules: "DEFAULT".to_owned(),
            broker_certificate: BrokerCertificate::default(),
        }
    }
}

impl BedTls {
    /// The brokers' settings, with a fresh certificate for brokers advertised as `host`.
    pub(crate) fn settings(
        &self,
        authority: &CertificateAuthority,
        host: &str,
    ) -> Result<TlsSettings, BedError> {
        let identity = self.broker_certificate.issue(authority, host)?;
        let engine = |error| BedError::Engine(Box::new(error));
        let keys = KeyStore::from_pem(identity.chain_pem(), identity.key_pem()).map_err(engine)?;
        let trust = TrustStore::from_pem(authority.ca_pem()).map_err(engine)?;
        let settings = TlsSettings::new(keys).client_auth(self.client_auth, trust);
        Ok(settings.versions(self.versions.iter().copied()))
    }
}

impl BrokerCertificate {
    fn issue(
        &self,
        authority: &CertificateAuthority,
        advertised: &str,
    ) -> Result<Identity, BedError> {
        let mut hosts = vec!["localhost", "127.0.0.1", "::1"];
        if !hosts.contains(&advertised) {
            hosts.push(advertised);
        }
        let good = CertificateRequest::broker(hosts);
        let request = match self {
            Self::Good => good,
            Self::OtherHost(host) => CertificateRequest::broker([host.as_str()]),
            Self::NoNames => {
                let common_name = "broker".to_owned();
                CertificateRequest { common_name, hosts: Vec::new(), ..good }
            }
            Self::UsageOnly(usage) => good.usage(*usage),
            Self::Expired => good.validity(Validity::Expired),
        };
        Ok(authority.issue(&request)?)
    }
}

/// Writes a user's certificate, key and trust store in every form.
pub(crate) fn write_user_files(
    authority: &CertificateAuthority,
    client: &Client,
    write: impl Fn(&Path, &[u8]) -> Result<(), BedError>,
) -> Result<(), BedError> {
    let identity = authority.issue(&CertificateRequest::user(&client.user))?;
    let encrypted = identity.encrypted_key_pem(STORE_PASSWORD)?;
    write(&client.ca_pem(), authority.ca_pem().as_bytes())?;
    write(&client.certificate_pem(), identity.chain_pem().as_bytes())?;
    write(&client.key_pem(), identity.key_pem().as_bytes())?;
    let store = format!("{encrypted}{}", identity.chain_pem());
    write(&client.key_store_pem(), store.as_bytes())?;
    write(&client.key_store_pkcs12(), &identity.pkcs12(STORE_PASSWORD)?)?;
    write(&client.trust_store_pkcs12(), &authority.trust_store_pkcs12()?)
}
