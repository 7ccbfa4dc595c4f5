//! How the subject of a client's certificate becomes a principal
//! (`ssl.principal.mapping.rules`, KIP-371).

use crate::principal::{KafkaPrincipal, NameRefusal};

/// The rules of a listener with TLS. The default is `DEFAULT`: the name as it is.
#[derive(Clone, Debug, Default)]
pub struct SslPrincipalRules {}

impl SslPrincipalRules {
    /// The principal of a subject, written as Java's `X500Principal.getName` writes it.
    pub fn apply(&self, subject: &str) -> Result<KafkaPrincipal, NameRefusal> {
        Ok(KafkaPrincipal::user(subject))
    }
}
