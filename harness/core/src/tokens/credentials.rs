//! Tokens as SCRAM credentials: the token's id is the user, the base64 text of its HMAC the
//! password (KIP-48).

use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use kerbside_krb5::time::Timestamp;
use sha2::Sha256;

use super::DelegationToken;
use crate::cluster::Cluster;
use crate::sasl::scram::{ScramCredential, ScramMechanism, TokenCredential, TokenCredentials};

/// The fewest that Kafka allows, and what it takes for tokens.
const ITERATIONS: u32 = 4_096;

impl TokenCredentials for Cluster {
    fn token(
        &self,
        id: &str,
        mechanism: ScramMechanism,
        now: Timestamp,
    ) -> Option<TokenCredential> {
        let now_ms = now.as_micros().div_euclid(1_000);
        let found = self.delegation_tokens().find(id, now_ms);
        // Without the lock: the hashing takes a while.
        let token = found?;
        let credential = credential(&token, mechanism)?;
        let expires = Timestamp::from_micros(token.expires_ms.saturating_mul(1_000));
        Some(TokenCredential { owner: token.owner, credential, expires })
    }
}

/// Made at each login: a store that kept it would pay for tokens that nobody uses.
fn credential(token: &DelegationToken, mechanism: ScramMechanism) -> Option<ScramCredential> {
    let password = token.hmac.to_base64();
    ScramCredential::of_password(mechanism, &password, &salt(token), ITERATIONS)
}

/// Kafka draws one. This one is as hard to guess, and the same each time.
fn salt(token: &DelegationToken) -> Arc<[u8]> {
    match Hmac::<Sha256>::new_from_slice(token.hmac.octets()) {
        Ok(mac) => Arc::from(&mac.chain_update(b"salt").finalize().into_bytes()[..]),
        Err(_) => Arc::from(token.id.as_bytes()),
    }
}
