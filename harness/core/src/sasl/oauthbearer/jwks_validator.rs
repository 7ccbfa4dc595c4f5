//! Tokens that are signed with a key of a JWK Set, as Kafka's BrokerJwtValidator takes them
//! (KIP-768): `exp`, `iat` and a subject are required, audience and issuer are compared when the
//! settings say with what. Signatures are checked by whoever implements [`SignatureCheck`].

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use kerbside_krb5::time::Timestamp;

use super::claims::{Claim, Claims};
use super::jwk::{Jwk, PublicKey};
use super::jws::{Algorithm, CompactJws};
use super::{TokenRejection, TokenVerifier, Verified};

/// Checks signatures. Code that does so is bound to a machine's entropy, and lives in a shell.
pub trait SignatureCheck: Send + Sync {
    /// Whether `signature` is that of `signed` under the key. In ECDSA it is r and s (RFC 7518
    /// §3.4).
    fn holds(&self, algorithm: Algorithm, key: &PublicKey, signed: &[u8], signature: &[u8])
    -> bool;
}

/// What is expected of tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JwksSettings {
    /// `sasl.oauthbearer.expected.audience`: a token is for one of these. `None` is
    /// `sasl.oauthbearer.allow.unverified.audience`.
    pub audience: Option<BTreeSet<String>>,
    /// `sasl.oauthbearer.expected.issuer`. `None` is `sasl.oauthbearer.allow.unverified.issuer`.
    pub issuer: Option<String>,
    /// `sasl.oauthbearer.clock.skew.seconds`
    pub clock_skew: Duration,
    /// `sasl.oauthbearer.scope.claim.name`
    pub scope_claim: String,
    /// `sasl.oauthbearer.sub.claim.name`
    pub subject_claim: String,
}

impl Default for JwksSettings {
    fn default() -> Self {
        JwksSettings {
            audience: None,
            issuer: None,
            clock_skew: Duration::from_secs(30),
            scope_claim: "scope".to_owned(),
            subject_claim: "sub".to_owned(),
        }
    }
}

/// The validator, with its keys.
pub struct JwksValidator {
    settings: JwksSettings,
    keys: RwLock<Arc<[Jwk]>>,
    signatures: Arc<dyn SignatureCheck>,
}

impl JwksValidator {
    /// A validator that believes these keys.
    pub fn new(
        settings: JwksSettings,
        keys: Vec<Jwk>,
        signatures: Arc<dyn SignatureCheck>,
    ) -> Self {
        JwksValidator { settings, keys: RwLock::new(keys.into()), signatures }
    }

    /// Believes other keys from now on, as brokers do that have fetched another JWK Set.
    pub fn replace_keys(&self, keys: Vec<Jwk>) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys.into();
    }

    fn check(&self, token: &str, now: Timestamp) -> Result<Verified, String> {
        let malformed =
            || "Malformed JWT provided; expected three sections (header, payload, and signature)";
        let token = CompactJws::parse(token.trim()).ok_or_else(malformed)?;
        if token.signature.is_empty() {
            return Err(malformed().to_owned());
        }
        let invalid = |why: String| format!("Could not validate the access token: {why}");
        self.check_signature(&token).map_err(invalid)?;
        let claims = &token.claims;
        let (expires, issued) = self.check_times(claims, now).map_err(invalid)?;
        self.check_parties(claims).map_err(invalid)?;
        let principal = self.subject(claims)?;
        let scopes = self.scopes(claims)?;
        Ok(Verified {
            principal: Arc::from(principal),
            expires: Timestamp::from_seconds(expires),
            issued: Some(Timestamp::from_seconds(issued)),
            scopes,
            claims: token.claims,
        })
    }

    fn check_signature(&self, token: &CompactJws<'_>) -> Result<(), String> {
        let name = token.header_text("alg").ok_or("the header names no algorithm")?;
        let algorithm = Algorithm::of_name(name)
            .ok_or_else(|| format!("the algorithm {name:?} is not one that is taken"))?;
        let id = token.header_text("kid");
        let keys = Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner));
        let key = keys.iter().find(|key| key.is_for(algorithm, name, id));
        let key = key.ok_or_else(|| {
            let which = id.map_or("without an id".to_owned(), |id| format!("with the id {id:?}"));
            format!("no key of the JWK Set is for {name} {which}")
        })?;
        let signed = token.signed.as_bytes();
        match self.signatures.holds(algorithm, &key.key, signed, &token.signature) {
            true => Ok(()),
            false => Err("JWT rejected due to invalid signature".to_owned()),
        }
    }

    /// `exp` and `iat`, in whole seconds.
    fn check_times(&self, claims: &Claims, now: Timestamp) -> Result<(i64, i64), String> {
        let seconds = |name: &str| Ok::<_, String>(claims.number(name)?.map(|it| it as i64));
        let expires = seconds("exp")?.ok_or("No Expiration Time (exp) claim present.")?;
        let issued = seconds("iat")?.ok_or("No Issued At (iat) claim present.")?;
        let skew = i64::try_from(self.settings.clock_skew.as_secs()).unwrap_or(i64::MAX);
        let now = now.seconds();
        if now.saturating_sub(skew) >= expires {
            return Err(format!(
                "The JWT is no longer valid - the evaluation time {now} is on or after the \
                 Expiration Time (exp={expires}) claim value"
            ));
        }
        if expires < issued {
            return Err(format!(
                "The Expiration Time (exp={expires}) claim value cannot be before the Issued At \
                 (iat={issued}) claim value."
            ));
        }
        if let Some(begins) = seconds("nbf")? {
            if expires < begins {
                return Err(format!(
                    "The Expiration Time (exp={expires}) claim value cannot be before the Not \
                     Before (nbf={begins}) claim value."
                ));
            }
            if now.saturating_add(skew) < begins {
                return Err(format!(
                    "The JWT is not yet valid as the evaluation time {now} is before the Not \
                     Before (nbf={begins}) claim time"
                ));
            }
        }
        Ok((expires, issued))
    }

    fn check_parties(&self, claims: &Claims) -> Result<(), String> {
        if let Some(expected) = &self.settings.audience {
            let found = match claims.get("aud") {
                None => return Err("No Audience (aud) claim present.".to_owned()),
                Some(Claim::Text(one)) => std::slice::from_ref(one),
                Some(Claim::List(all)) => all,
                Some(Claim::Number(_)) => &[],
            };
            if !found.iter().any(|it| expected.contains(it)) {
                return Err(format!(
                    "Audience (aud) claim {found:?} doesn't contain an acceptable identifier. \
                     Expected one of {expected:?} as an aud value."
                ));
            }
        }
        if let Some(expected) = &self.settings.issuer {
            let found = claims.text("iss")?.ok_or("No Issuer (iss) claim present.")?;
            if found != expected {
                return Err(format!(
                    "Issuer (iss) claim value ({found}) doesn't match expected value of {expected}"
                ));
            }
        }
        Ok(())
    }

    fn subject<'c>(&self, claims: &'c Claims) -> Result<&'c str, String> {
        let name = &self.settings.subject_claim;
        let unreadable = |_| format!("Could not extract the '{name}' claim from the access token");
        let subject = claims.text(name).map_err(unreadable)?;
        valid_text(name, subject)
    }

    /// A text is one scope, blanks and all; a scope may not come twice.
    fn scopes(&self, claims: &Claims) -> Result<BTreeSet<String>, String> {
        let name = &self.settings.scope_claim;
        let found = match claims.get(name) {
            Some(Claim::Text(one)) => std::slice::from_ref(one),
            Some(Claim::List(all)) => all,
            Some(Claim::Number(_)) | None => &[],
        };
        let mut scopes = BTreeSet::new();
        for scope in found {
            let scope = valid_text(name, Some(scope))?;
            if !scopes.insert(scope.to_owned()) {
                return Err(format!(
                    "{name} value must not contain duplicates - {scope} already present"
                ));
            }
        }
        Ok(scopes)
    }
}

impl TokenVerifier for JwksValidator {
    fn verify(&self, token: &str, now: Timestamp) -> Result<Verified, TokenRejection> {
        self.check(token, now).map_err(TokenRejection::invalid)
    }
}

/// `ClaimValidationUtils.validateString`
fn valid_text<'c>(name: &str, value: Option<&'c str>) -> Result<&'c str, String> {
    let value = value.ok_or_else(|| format!("{name} value must be non-null"))?;
    if value.is_empty() {
        return Err(format!("{name} value must be non-empty"));
    }
    match value.trim() {
        "" => Err(format!("{name} value must not contain only whitespace")),
        trimmed => Ok(trimmed),
    }
}
