//! One delegation token (KIP-48), with the requester of KIP-373.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha512;

use super::SecretKey;
use crate::principal::KafkaPrincipal;

/// A token. Times are milliseconds since the epoch.
#[derive(Clone, Debug)]
pub struct DelegationToken {
    /// Its id, the user name of a SCRAM login.
    pub id: Arc<str>,
    /// Whom it stands for.
    pub owner: KafkaPrincipal,
    /// Who asked for it.
    pub requester: KafkaPrincipal,
    /// Who may renew and expire it besides the owner.
    pub renewers: Arc<[KafkaPrincipal]>,
    /// When it was made.
    pub issued_ms: i64,
    /// When it ends unless it is renewed.
    pub expires_ms: i64,
    /// When it ends at the latest.
    pub max_ms: i64,
    /// Its secret.
    pub hmac: TokenHmac,
}

impl DelegationToken {
    /// Whether the principal is the owner or a renewer.
    pub fn is_of(&self, principal: &KafkaPrincipal) -> bool {
        self.owner == *principal || self.renewers.contains(principal)
    }

    /// Whether its time is over.
    pub fn has_expired(&self, now_ms: i64) -> bool {
        self.max_ms < now_ms || self.expires_ms < now_ms
    }

    /// About how much memory it takes.
    pub(super) fn octets(&self) -> usize {
        let principals = [&self.owner, &self.requester].into_iter().chain(self.renewers.iter());
        let names = principals.map(|it| 64 + it.kind().len() + it.name().len());
        names.fold(512, usize::saturating_add)
    }
}

/// HMAC-SHA-512 of a token's id under the secret key. Its base64 text is the password of a SCRAM
/// login. It is not shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHmac([u8; 64]);

impl TokenHmac {
    pub(super) fn of(id: &str, key: &SecretKey) -> Self {
        // A key of any length will do (RFC 2104 §2).
        match Hmac::<Sha512>::new_from_slice(key.octets()) {
            Ok(mac) => TokenHmac(mac.chain_update(id).finalize().into_bytes().into()),
            Err(_) => TokenHmac([0; 64]),
        }
    }

    /// What a request names; `None` when it is no HMAC by its length.
    pub fn from_octets(octets: &[u8]) -> Option<Self> {
        octets.try_into().ok().map(TokenHmac)
    }

    /// The octets.
    pub fn octets(&self) -> &[u8] {
        &self.0
    }

    /// The text that clients carry.
    pub fn to_base64(self) -> String {
        STANDARD.encode(self.0)
    }
}

impl fmt::Debug for TokenHmac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHmac(..)")
    }
}
