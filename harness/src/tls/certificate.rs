//! What a certificate shall say, and a certificate with its key.

use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyUsagePurpose,
    date_time_ymd,
};

use super::{CertificateError, encrypted_key, pkcs12};

/// What a certificate shall say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateRequest {
    /// `CN` of the subject: a host, or a user's name.
    pub common_name: String,
    /// `OU` of the subject.
    pub organizational_unit: Option<String>,
    /// Host names and addresses of the extension subjectAltName; without any there is none.
    pub hosts: Vec<String>,
    /// The extended key usage.
    pub usage: KeyUsage,
    /// When it is good.
    pub validity: Validity,
}

/// Which side of a connection a certificate is for (RFC 5280 §4.2.1.12).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyUsage {
    /// Servers and clients.
    #[default]
    Both,
    /// Servers alone.
    Server,
    /// Clients alone.
    Client,
}

/// When a certificate is good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Validity {
    /// From 2000 to 2099.
    #[default]
    Good,
    /// It ended with the year 2001.
    Expired,
}

impl CertificateRequest {
    /// For a broker that is reached by these names and addresses.
    pub fn broker<H: Into<String>>(hosts: impl IntoIterator<Item = H>) -> Self {
        let hosts: Vec<String> = hosts.into_iter().map(Into::into).collect();
        let common_name = hosts.first().cloned().unwrap_or_else(|| "broker".to_owned());
        Self { hosts, ..Self::named(common_name) }
    }

    /// For a user: `CN=alice`.
    pub fn user(name: &str) -> Self {
        Self::named(name.to_owned())
    }

    fn named(common_name: String) -> Self {
        Self {
            common_name,
            organizational_unit: None,
            hosts: Vec::new(),
            usage: KeyUsage::default(),
            validity: Validity::default(),
        }
    }

    /// For this side of a connection alone.
    #[must_use]
    pub fn usage(mut self, usage: KeyUsage) -> Self {
        self.usage = usage;
        self
    }

    /// Good at this time.
    #[must_use]
    pub fn validity(mut self, validity: Validity) -> Self {
        self.validity = validity;
        self
    }

    pub(super) fn params(&self) -> Result<CertificateParams, rcgen::Error> {
        let mut params = CertificateParams::new(self.hosts.clone())?;
        params.distinguished_name = DistinguishedName::new();
        if let Some(unit) = &self.organizational_unit {
            params.distinguished_name.push(DnType::OrganizationalUnitName, unit.as_str());
        }
        params.distinguished_name.push(DnType::CommonName, self.common_name.as_str());
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = match self.usage {
            KeyUsage::Both => {
                vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth]
            }
            KeyUsage::Server => vec![ExtendedKeyUsagePurpose::ServerAuth],
            KeyUsage::Client => vec![ExtendedKeyUsagePurpose::ClientAuth],
        };
        params.not_before = date_time_ymd(2000, 1, 1);
        params.not_after = match self.validity {
            Validity::Good => date_time_ymd(2099, 12, 31),
            Validity::Expired => date_time_ymd(2001, 12, 31),
        };
        params.use_authority_key_identifier_extension = true;
        Ok(params)
    }
}

/// A certificate with its key and the certificates above it.
pub struct Identity {
    pub(super) subject: String,
    pub(super) chain_pem: String,
    pub(super) chain_der: Vec<Vec<u8>>,
    pub(super) key_pem: String,
    pub(super) key_der: Vec<u8>,
}

impl Identity {
    /// The certificate and the intermediate's, in PEM.
    pub fn chain_pem(&self) -> &str {
        &self.chain_pem
    }

    /// The private key, PKCS#8 in PEM.
    pub fn key_pem(&self) -> &str {
        &self.key_pem
    }

    /// The private key encrypted with a password, PKCS#8 in PEM: by PBE-SHA1-3DES, since the JDK
    /// reads PBES2 from version 19 on only.
    ///
    /// # Errors
    /// [`CertificateError`]
    pub fn encrypted_key_pem(&self, password: &str) -> Result<String, CertificateError> {
        encrypted_key::pem(&self.key_der, password)
    }

    /// Key and chain up to the root in a PKCS12 store.
    ///
    /// # Errors
    /// [`CertificateError`]
    pub fn pkcs12(&self, password: &str) -> Result<Vec<u8>, CertificateError> {
        pkcs12::key_store(&self.subject, &self.key_der, &self.chain_der, password)
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity").field("subject", &self.subject).finish_non_exhaustive()
    }
}
