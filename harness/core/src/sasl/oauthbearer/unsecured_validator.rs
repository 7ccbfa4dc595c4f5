//! Tokens without a signature (RFC 7515 §A.5), as Kafka's
//! OAuthBearerUnsecuredValidatorCallbackHandler takes them: its default, for tests only. `nbf` is
//! not looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use kerbside_krb5::time::Timestamp;

use super::claims::{Claim, Claims, wrong_type};
use super::{TokenRejection, TokenVerifier, Verified, base64url};

/// The validator with its options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsecuredValidator {
    /// `unsecuredValidatorPrincipalClaimName`
    pub principal_claim: String,
    /// `unsecuredValidatorScopeClaimName`
    pub scope_claim: String,
    /// `unsecuredValidatorRequiredScope`: what a token must be good for.
    pub required_scope: Vec<String>,
    /// `unsecuredValidatorAllowableClockSkewMs`
    pub clock_skew: Duration,
}

impl Default for UnsecuredValidator {
    fn default() -> Self {
        UnsecuredValidator {
            principal_claim: "sub".to_owned(),
            scope_claim: "scope".to_owned(),
            required_scope: Vec::new(),
            clock_skew: Duration::ZERO,
        }
    }
}

/// An option that cannot be used. The texts are Kafka's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OptionError {
    /// A scope with a character that none may have.
    #[error("Invalid scope value: {0}")]
    Scope(String),
    /// No number of milliseconds.
    #[error("For input string: \"{0}\"")]
    Number(String),
    /// A negative number.
    #[error("Allowable clock skew millis must not be negative: {0}")]
    Negative(String),
}

impl UnsecuredValidator {
    /// The validator of a JAAS configuration's options; those of other handlers are passed over.
    ///
    /// # Errors
    /// [`OptionError`]
    pub fn of_options(options: &BTreeMap<String, String>) -> Result<Self, OptionError> {
        let option = |name: &str| {
            let value = options.get(&format!("unsecuredValidator{name}"));
            value.map(|value| value.trim()).filter(|value| !value.is_empty())
        };
        let named = |name, default: &str| option(name).unwrap_or(default).to_owned();
        let mut required_scope = Vec::new();
        for scope in option("RequiredScope").unwrap_or_default().split_whitespace() {
            if !is_scope(scope) {
                return Err(OptionError::Scope(scope.to_owned()));
            }
            required_scope.push(scope.to_owned());
        }
        let skew = option("AllowableClockSkewMs").unwrap_or("0");
        let millis: i32 = skew.parse().map_err(|_| OptionError::Number(skew.to_owned()))?;
        let millis = u64::try_from(millis).map_err(|_| OptionError::Negative(skew.to_owned()))?;
        Ok(UnsecuredValidator {
            principal_claim: named("PrincipalClaimName", "sub"),
            scope_claim: named("ScopeClaimName", "scope"),
            required_scope,
            clock_skew: Duration::from_millis(millis),
        })
    }

    /// OAuthBearerValidationUtils, in the order in which the handler calls it.
    fn check(&self, token: &Unsecured, now: Timestamp) -> Result<(), TokenRejection> {
        let now_ms = now.as_micros().div_euclid(1_000);
        let skew_ms = i64::try_from(self.clock_skew.as_millis()).unwrap_or(i64::MAX);
        if let Some(issued) = token.issued
            && issued * 1_000.0 > now_ms.saturating_add(skew_ms) as f64
        {
            return Err(TokenRejection::invalid(format!(
                "The Issued At value ({issued:.6} seconds) was after the indicated time ({now_ms} \
                 ms) plus allowable clock skew ({skew_ms} ms)"
            )));
        }
        let expires = token.expires;
        if now_ms.saturating_sub(skew_ms) as f64 >= expires * 1_000.0 {
            return Err(TokenRejection::invalid(format!(
                "The indicated time ({now_ms} ms) minus allowable clock skew ({skew_ms} ms) was \
                 on or after the Expiration Time value ({expires:.6} seconds)"
            )));
        }
        if let Some(issued) = token.issued
            && expires <= issued
        {
            return Err(TokenRejection::invalid(format!(
                "The Expiration Time time ({expires:.6} seconds) was not after the Issued At time \
                 ({issued:.6} seconds)"
            )));
        }
        let has = |scope: &&String| token.scopes.contains(*scope);
        match self.required_scope.iter().find(|scope| !has(scope)) {
            None => Ok(()),
            Some(missing) => {
                let required = listed(&self.required_scope);
                let provided = listed(&token.scopes);
                let reason = format!(
                    "The provided scope ({provided}) was missing a required scope ({missing}).  \
                     All required scope elements: {required}"
                );
                Err(TokenRejection::insufficient_scope(&required, reason))
            }
        }
    }
}

impl TokenVerifier for UnsecuredValidator {
    fn verify(&self, token: &str, now: Timestamp) -> Result<Verified, TokenRejection> {
        let token = Unsecured::parse(token, &self.principal_claim, &self.scope_claim)?;
        self.check(&token, now)?;
        Ok(Verified {
            principal: Arc::from(token.principal),
            expires: instant(token.expires),
            issued: token.issued.map(instant),
            scopes: token.scopes,
            claims: token.claims,
        })
    }
}

/// A token in the form of OAuthBearerUnsecuredJws. Times are seconds since the epoch.
pub(super) struct Unsecured {
    pub(super) principal: String,
    pub(super) expires: f64,
    pub(super) issued: Option<f64>,
    pub(super) scopes: BTreeSet<String>,
    pub(super) claims: Claims,
}

impl Unsecured {
    pub(super) fn parse(
        token: &str,
        principal_claim: &str,
        scope_claim: &str,
    ) -> Result<Self, TokenRejection> {
        if token.contains("..") {
            let why = "Malformed compact serialization contains '..'";
            return Err(TokenRejection::invalid(why));
        }
        let parts: Vec<&str> = token.split('.').collect();
        let [header, payload, signature] = parts[..] else {
            return Err(TokenRejection::invalid(
                "Unsecured JWS compact serializations must have 3 dot-separated \
                 Base64URL-encoded values",
            ));
        };
        let (header, claims) = (members(header)?, members(payload)?);
        let algorithm = match header.get("alg") {
            None => {
                let why = "JWS header must have an Algorithm value";
                return Err(TokenRejection::Unexpected(why));
            }
            Some(Claim::Text(algorithm)) => algorithm.as_str(),
            Some(Claim::Number(_) | Claim::List(_)) => "",
        };
        if algorithm != "none" {
            let why = "Unsecured JWS must have 'none' for an algorithm";
            return Err(TokenRejection::invalid(why));
        }
        if !signature.is_empty() {
            let why = "Unsecured JWS must not contain a digital signature";
            return Err(TokenRejection::invalid(why));
        }
        let scopes = scopes(&claims, scope_claim).map_err(TokenRejection::invalid)?;
        let expires = claims.number("exp").map_err(TokenRejection::invalid)?;
        let no_end = || TokenRejection::invalid("No expiration time in JWT");
        let expires = expires.ok_or_else(no_end)?;
        let principal = claims.text(principal_claim).map_err(TokenRejection::invalid)?;
        let principal = principal.filter(|name| !name.trim().is_empty()).ok_or_else(|| {
            let why = format!("No principal name in JWT claim: {principal_claim}");
            TokenRejection::invalid(why)
        })?;
        let principal = principal.to_owned();
        let issued = claims.number("iat").map_err(TokenRejection::invalid)?;
        Ok(Unsecured { principal, expires, issued, scopes, claims })
    }
}

fn members(part: &str) -> Result<Claims, TokenRejection> {
    let octets = base64url::decode(part)
        .ok_or_else(|| TokenRejection::invalid("malformed Base64 URL encoded value"))?;
    Claims::parse(&octets).ok_or_else(|| TokenRejection::invalid("malformed JSON"))
}

/// A text is one scope, blanks and all.
fn scopes(claims: &Claims, name: &str) -> Result<BTreeSet<String>, String> {
    let scopes = match claims.get(name) {
        None => &[][..],
        Some(Claim::Text(scope)) => std::slice::from_ref(scope),
        Some(Claim::List(scopes)) => scopes,
        Some(other @ Claim::Number(_)) => return Err(wrong_type(name, "List", other)),
    };
    let scopes = scopes.iter().map(|scope| scope.trim()).filter(|scope| !scope.is_empty());
    Ok(scopes.map(str::to_owned).collect())
}

/// RFC 6749 §3.3: printable ASCII without blank, quote and backslash.
fn is_scope(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_graphic() && c != '"' && c != '\\')
}

/// A collection as Java prints it.
fn listed<'a>(items: impl IntoIterator<Item = &'a String>) -> String {
    let items: Vec<&str> = items.into_iter().map(String::as_str).collect();
    format!("[{}]", items.join(", "))
}

/// Rounded to milliseconds, as `Math.round` does; out of range is the last instant there is.
pub(super) fn instant(seconds: f64) -> Timestamp {
    let millis = (seconds * 1_000.0 + 0.5).floor() as i64;
    Timestamp::from_micros(millis.saturating_mul(1_000))
}
