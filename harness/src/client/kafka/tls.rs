//! TLS of the client: whom it trusts, what it shows, whether it looks at host names.

use std::io;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::client::HostNames;

/// The TLS settings of a client.
#[derive(Clone)]
pub struct ClientTls {
    config: Arc<ClientConfig>,
}

/// TLS settings of a client that cannot work.
#[derive(Debug, thiserror::Error)]
pub enum ClientTlsError {
    /// Broken PEM.
    #[error("{what} cannot be read: {source}")]
    Pem {
        /// Which.
        what: &'static str,
        /// What is wrong.
        source: rustls::pki_types::pem::Error,
    },
    /// Keys and certificates that do not fit.
    #[error("the client's key or certificates cannot be used: {0}")]
    Unusable(#[from] Error),
    /// There is nobody to trust.
    #[error("the CA's certificates cannot be used: {0}")]
    Trust(#[from] rustls::server::VerifierBuilderError),
}

impl ClientTls {
    /// Trusts the CAs of `ca_pem`; shows the certificate of `shown` (chain and key in PEM) where a
    /// broker asks for one.
    ///
    /// # Errors
    /// [`ClientTlsError`]
    pub fn new(
        ca_pem: &str,
        shown: Option<(&str, &str)>,
        host_names: HostNames,
    ) -> Result<Self, ClientTlsError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut roots = rustls::RootCertStore::empty();
        for root in certificates(ca_pem, "the CA's certificate")? {
            roots.add(root)?;
        }
        let roots = Arc::new(roots);
        let strict = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider));
        let verifier = Verifier { strict: strict.build()?, host_names };
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier));
        let config = match shown {
            None => builder.with_no_client_auth(),
            Some((chain, key)) => {
                let chain = certificates(chain, "the client's certificate")?;
                let failed = |source| ClientTlsError::Pem { what: "the client's key", source };
                let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).map_err(failed)?;
                builder.with_client_auth_cert(chain, key)?
            }
        };
        Ok(Self { config: Arc::new(config) })
    }

    pub(super) async fn connect(
        &self,
        host: &str,
        stream: TcpStream,
    ) -> io::Result<TlsStream<TcpStream>> {
        let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
        TlsConnector::from(Arc::clone(&self.config)).connect(name, stream).await
    }
}

impl std::fmt::Debug for ClientTls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientTls").finish_non_exhaustive()
    }
}

fn certificates(
    pem: &str,
    what: &'static str,
) -> Result<Vec<CertificateDer<'static>>, ClientTlsError> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    read.map_err(|source| ClientTlsError::Pem { what, source })
}

/// rustls's own verifier, which may be told to pass a wrong host name over.
#[derive(Debug)]
struct Verifier {
    strict: Arc<WebPkiServerVerifier>,
    host_names: HostNames,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let strict = self.strict.verify_server_cert(certificate, intermediates, name, ocsp, now);
        match strict {
            // It is the last thing that is looked at: all else is good.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if self.host_names == HostNames::NotVerified => Ok(ServerCertVerified::assertion()),
            strict => strict,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.strict.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.strict.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.strict.supported_verify_schemes()
    }
}
