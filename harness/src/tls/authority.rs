//! The CA of a bed and its intermediate, which signs everything else.

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};

use super::certificate::{CertificateRequest, Identity};
use super::{CertificateError, STORE_PASSWORD, pkcs12};

/// A CA: trusted by brokers and clients of a bed, and by nobody else.
pub struct CertificateAuthority {
    intermediate: Issuer<'static, KeyPair>,
    root_pem: String,
    root_der: Vec<u8>,
    intermediate_pem: String,
    intermediate_der: Vec<u8>,
}

impl CertificateAuthority {
    /// A CA of its own, with fresh keys.
    ///
    /// # Errors
    /// [`CertificateError`]
    pub fn new(name: &str) -> Result<Self, CertificateError> {
        let failed = |source| CertificateError::Signing { subject: name.to_owned(), source };
        let key = KeyPair::generate().map_err(failed)?;
        let params = authority(&format!("{name} CA"), BasicConstraints::Constrained(1));
        let root = params.self_signed(&key).map_err(failed)?;
        let issuer = Issuer::new(params, key);
        let key = KeyPair::generate().map_err(failed)?;
        let params =
            authority(&format!("{name} intermediate CA"), BasicConstraints::Constrained(0));
        let intermediate = params.signed_by(&key, &issuer).map_err(failed)?;
        Ok(Self {
            intermediate: Issuer::new(params, key),
            root_pem: root.pem(),
            root_der: root.der().to_vec(),
            intermediate_pem: intermediate.pem(),
            intermediate_der: intermediate.der().to_vec(),
        })
    }

    /// Signs a certificate with a fresh key.
    ///
    /// # Errors
    /// [`CertificateError`], when a host name cannot stand in a certificate.
    pub fn issue(&self, request: &CertificateRequest) -> Result<Identity, CertificateError> {
        let subject = request.common_name.clone();
        let failed = |source| CertificateError::Signing { subject: subject.clone(), source };
        let key = KeyPair::generate().map_err(failed)?;
        let params = request.params().map_err(failed)?;
        let certificate = params.signed_by(&key, &self.intermediate).map_err(failed)?;
        Ok(Identity {
            subject: request.common_name.clone(),
            chain_pem: format!("{}{}", certificate.pem(), self.intermediate_pem),
            chain_der: vec![
                certificate.der().to_vec(),
                self.intermediate_der.clone(),
                self.root_der.clone(),
            ],
            key_pem: key.serialize_pem(),
            key_der: key.serialize_der(),
        })
    }

    /// The root certificate, which clients and brokers trust.
    pub fn ca_pem(&self) -> &str {
        &self.root_pem
    }

    /// The intermediate's certificate, which those who show a certificate show too.
    pub fn intermediate_pem(&self) -> &str {
        &self.intermediate_pem
    }

    /// A trust store with the root certificate, under [`STORE_PASSWORD`].
    ///
    /// # Errors
    /// [`CertificateError`]
    pub fn trust_store_pkcs12(&self) -> Result<Vec<u8>, CertificateError> {
        pkcs12::trust_store(&self.root_der, STORE_PASSWORD)
    }
}

fn authority(name: &str, depth: BasicConstraints) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(depth);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = date_time_ymd(2000, 1, 1);
    params.not_after = date_time_ymd(2099, 12, 31);
    params
}

impl std::fmt::Debug for CertificateAuthority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CertificateAuthority").finish_non_exhaustive()
    }
}
