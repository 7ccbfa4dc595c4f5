//! Delegation tokens (KIP-48, KIP-373): shared secrets that stand for a user, made and ended by
//! requests, used to log in by SCRAM.
//!
//! The rules are those of DelegationTokenControlManager and DelegationTokenManager of Kafka 4.4.
//! A token whose time is over stays until the next check, an hour apart by default: until then it
//! is listed, and a login by it succeeds with a session that is over. Checks happen when the
//! store is asked, by the clock of the node that asks. Departure: the store is bounded.

mod credentials;
mod settings;
mod token;

use std::sync::Arc;
use std::time::Duration;

use kerbside_kafka_wire::{ErrorCode, Uuid};

pub use settings::{SecretKey, TokenSettings};
pub use token::{DelegationToken, TokenHmac};

use crate::principal::KafkaPrincipal;

/// The tokens of a cluster.
#[derive(Debug)]
pub struct DelegationTokens {
    settings: TokenSettings,
    /// In the order in which they were made.
    tokens: Vec<DelegationToken>,
    octets: usize,
    checked_ms: Option<i64>,
}

/// What a token is made from.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Its id.
    pub id: Uuid,
    /// Whom it stands for.
    pub owner: KafkaPrincipal,
    /// Who asks for it.
    pub requester: KafkaPrincipal,
    /// Who may renew it besides the owner.
    pub renewers: Vec<KafkaPrincipal>,
    /// How long it may live at most, in milliseconds; not above 0 is the setting's.
    pub max_lifetime_ms: i64,
}

/// Why a request about a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefusal {
    /// There is no secret key.
    #[error("Delegation Token feature is not enabled.")]
    Disabled,
    /// The channel has not authenticated, or by a token.
    #[error(
        "Delegation Token requests are not allowed on PLAINTEXT/1-way SSL channels and on \
         delegation token authenticated channels."
    )]
    NotAllowed,
    /// The requester may not make tokens for that owner.
    #[error("Delegation Token authorization failed.")]
    NotAuthorized,
    /// A renewer is no user.
    #[error("Supplied principalType is not supported.")]
    PrincipalType,
    /// No token has this HMAC.
    #[error("Delegation Token is not found on server.")]
    NotFound,
    /// Its time is over.
    #[error("Delegation Token is expired.")]
    Expired,
    /// Only owner and renewers may renew and expire it.
    #[error("Specified Principal is not valid Owner/Renewer.")]
    OwnerMismatch,
    /// There are so many tokens that the store is full. Not Kafka's.
    #[error("The store of delegation tokens is full.")]
    Full,
}

impl TokenRefusal {
    /// The code that a client gets.
    pub fn code(self) -> ErrorCode {
        match self {
            TokenRefusal::Disabled => ErrorCode::DELEGATION_TOKEN_AUTH_DISABLED,
            TokenRefusal::NotAllowed => ErrorCode::DELEGATION_TOKEN_REQUEST_NOT_ALLOWED,
            TokenRefusal::NotAuthorized => ErrorCode::DELEGATION_TOKEN_AUTHORIZATION_FAILED,
            TokenRefusal::PrincipalType => ErrorCode::INVALID_PRINCIPAL_TYPE,
            TokenRefusal::NotFound => ErrorCode::DELEGATION_TOKEN_NOT_FOUND,
            TokenRefusal::Expired => ErrorCode::DELEGATION_TOKEN_EXPIRED,
            TokenRefusal::OwnerMismatch => ErrorCode::DELEGATION_TOKEN_OWNER_MISMATCH,
            TokenRefusal::Full => ErrorCode::POLICY_VIOLATION,
        }
    }
}

/// What an expiry did.
#[derive(Clone, Debug)]
pub enum Expiry {
    /// The token ends then.
    Moved(DelegationToken),
    /// The token is gone.
    Removed(DelegationToken),
}

impl DelegationTokens {
    /// No tokens yet.
    pub fn new(settings: TokenSettings) -> Self {
        DelegationTokens { settings, tokens: Vec::new(), octets: 0, checked_ms: None }
    }

    /// Whether there is a secret key.
    pub fn is_enabled(&self) -> bool {
        self.settings.secret_key.is_some()
    }

    /// Makes a token.
    ///
    /// # Errors
    /// [`TokenRefusal`]
    pub fn create(
        &mut self,
        wanted: NewToken,
        now_ms: i64,
    ) -> Result<DelegationToken, TokenRefusal> {
        let key = self.settings.secret_key.clone().ok_or(TokenRefusal::Disabled)?;
        if wanted.renewers.iter().any(|it| it.kind() != KafkaPrincipal::USER) {
            return Err(TokenRefusal::PrincipalType);
        }
        let life = shorter(self.settings.max_lifetime, wanted.max_lifetime_ms);
        let max_ms = now_ms.saturating_add(life);
        let id: Arc<str> = Arc::from(wanted.id.to_string());
        let token = DelegationToken {
            hmac: TokenHmac::of(&id, &key),
            id,
            owner: wanted.owner,
            requester: wanted.requester,
            renewers: Arc::from(wanted.renewers),
            issued_ms: now_ms,
            expires_ms: max_ms.min(now_ms.saturating_add(millis(self.settings.expiry_time))),
            max_ms,
        };
        self.check(now_ms);
        let octets = self.octets.saturating_add(token.octets());
        if octets > self.settings.capacity {
            return Err(TokenRefusal::Full);
        }
        self.octets = octets;
        self.tokens.push(token.clone());
        Ok(token)
    }

    /// Lets a token live on from now for `period_ms`, or for the setting's time when that is
    /// shorter or `period_ms` is not above 0; never beyond its maximum.
    ///
    /// # Errors
    /// [`TokenRefusal`]
    pub fn renew(
        &mut self,
        hmac: &[u8],
        by: &KafkaPrincipal,
        period_ms: i64,
        now_ms: i64,
    ) -> Result<DelegationToken, TokenRefusal> {
        let life = shorter(self.settings.expiry_time, period_ms);
        let at = self.of_hmac(hmac, now_ms)?;
        let token = self.tokens.get_mut(at).ok_or(TokenRefusal::NotFound)?;
        if token.has_expired(now_ms) {
            return Err(TokenRefusal::Expired);
        }
        if !token.is_of(by) {
            return Err(TokenRefusal::OwnerMismatch);
        }
        token.expires_ms = token.max_ms.min(now_ms.saturating_add(life));
        Ok(token.clone())
    }

    /// Ends a token at once when `period_ms` is negative, in `period_ms` otherwise. A token whose
    /// time is over can be ended at once, not moved.
    ///
    /// # Errors
    /// [`TokenRefusal`]
    pub fn expire(
        &mut self,
        hmac: &[u8],
        by: &KafkaPrincipal,
        period_ms: i64,
        now_ms: i64,
    ) -> Result<Expiry, TokenRefusal> {
        let at = self.of_hmac(hmac, now_ms)?;
        let token = self.tokens.get_mut(at).ok_or(TokenRefusal::NotFound)?;
        if !token.is_of(by) {
            return Err(TokenRefusal::OwnerMismatch);
        }
        if period_ms < 0 {
            let removed = self.tokens.remove(at);
            self.octets = self.octets.saturating_sub(removed.octets());
            return Ok(Expiry::Removed(removed));
        }
        if token.has_expired(now_ms) {
            return Err(TokenRefusal::Expired);
        }
        token.expires_ms = token.max_ms.min(now_ms.saturating_add(period_ms));
        Ok(Expiry::Moved(token.clone()))
    }

    /// The token of an id, expired or not.
    pub fn find(&mut self, id: &str, now_ms: i64) -> Option<DelegationToken> {
        self.check(now_ms);
        let mut tokens = self.tokens.iter().filter(|_| self.settings.secret_key.is_some());
        tokens.find(|token| *token.id == *id).cloned()
    }

    /// All tokens, in the order in which they were made.
    pub fn list(&mut self, now_ms: i64) -> Vec<DelegationToken> {
        self.check(now_ms);
        self.tokens.clone()
    }

    /// Takes another secret key, as brokers do that are restarted with one: every token gets the
    /// HMAC of the new key, and the one that its users hold is unknown from now on.
    pub fn set_secret_key(&mut self, key: Option<SecretKey>) {
        if let Some(key) = &key {
            for token in &mut self.tokens {
                token.hmac = TokenHmac::of(&token.id, key);
            }
        }
        self.settings.secret_key = key;
    }

    /// Where the token of an HMAC is.
    fn of_hmac(&mut self, hmac: &[u8], now_ms: i64) -> Result<usize, TokenRefusal> {
        if !self.is_enabled() {
            return Err(TokenRefusal::Disabled);
        }
        self.check(now_ms);
        let hmac = TokenHmac::from_octets(hmac).ok_or(TokenRefusal::NotFound)?;
        let found = self.tokens.iter().position(|token| token.hmac == hmac);
        found.ok_or(TokenRefusal::NotFound)
    }

    /// Removes what has expired, when it is time to look.
    fn check(&mut self, now_ms: i64) {
        let interval = millis(self.settings.expiry_check_interval);
        // A clock that was set back begins another interval.
        let last = self.checked_ms.filter(|last| *last <= now_ms);
        let Some(last) = last else {
            self.checked_ms = Some(now_ms);
            return;
        };
        if now_ms.saturating_sub(last) < interval {
            return;
        }
        self.checked_ms = Some(now_ms);
        self.tokens.retain(|token| !token.has_expired(now_ms));
        self.octets = self.tokens.iter().map(DelegationToken::octets).sum();
    }
}

/// The setting, or what was asked for when that is a time and shorter.
fn shorter(setting: Duration, asked_ms: i64) -> i64 {
    match asked_ms {
        ..=0 => millis(setting),
        asked => millis(setting).min(asked),
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
