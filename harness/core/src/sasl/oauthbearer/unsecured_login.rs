//! Makes tokens without a signature, as Kafka's OAuthBearerUnsecuredLoginCallbackHandler does for
//! its clients by the options of a JAAS configuration.

use std::collections::BTreeMap;

use kerbside_krb5::time::Timestamp;
use serde_json::{Map, Value, json};

use super::TokenRejection;
use super::jws::CompactJws;
use super::unsecured_validator::Unsecured;

/// A source of tokens, with its options.
#[derive(Clone, Debug, PartialEq)]
pub struct UnsecuredLogin {
    principal_claim: String,
    scope_claim: String,
    lifetime_seconds: i64,
    claims: Map<String, Value>,
    extensions: BTreeMap<String, String>,
}

/// A token, and the SASL extensions that go with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsecuredToken {
    /// The token.
    pub token: String,
    /// The extensions.
    pub extensions: BTreeMap<String, String>,
}

/// Why options make no token. Texts in Kafka's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// There are no options: such a login is for brokers that make no connections.
    #[error("Token not provided, this login cannot be used to establish client connections")]
    NoToken,
    /// There are options for extensions alone.
    #[error("Extensions provided in login context without a token")]
    ExtensionsAlone,
    /// A claim that the source makes itself.
    #[error("Cannot explicitly set the '{0}' claim")]
    Reserved(String),
    /// No number.
    #[error("For input string: \"{0}\"")]
    Number(String),
    /// An extension's name or value has a character that none may have.
    #[error("Extension name or value is invalid: {0}")]
    Extension(String),
    /// The claims make no good token: most often the principal's is missing.
    #[error("{0}")]
    Token(String),
}

impl UnsecuredLogin {
    /// A source of tokens for a user, an hour long.
    pub fn of_user(name: &str) -> Self {
        UnsecuredLogin {
            principal_claim: "sub".to_owned(),
            scope_claim: "scope".to_owned(),
            lifetime_seconds: 3_600,
            claims: Map::from_iter([("sub".to_owned(), json!(name))]),
            extensions: BTreeMap::new(),
        }
    }

    /// The source of a JAAS configuration's options; those of other handlers are passed over.
    ///
    /// # Errors
    /// [`LoginError`]
    pub fn of_options(options: &BTreeMap<String, String>) -> Result<Self, LoginError> {
        if options.is_empty() {
            return Err(LoginError::NoToken);
        }
        let extension = "unsecuredLoginExtension_";
        if options.keys().all(|name| name.starts_with(extension)) {
            return Err(LoginError::ExtensionsAlone);
        }
        let option = |name: &str| options.get(&format!("unsecuredLogin{name}"));
        let named = |name: &str, default: &str| {
            let value = option(name).map(|it| it.trim()).filter(|it| !it.is_empty());
            value.unwrap_or(default).to_owned()
        };
        let lifetime = option("LifetimeSeconds").map_or("3600", String::as_str);
        let lifetime_seconds =
            lifetime.parse().map_err(|_| LoginError::Number(lifetime.to_owned()))?;
        let mut extensions = BTreeMap::new();
        for (name, value) in options {
            if let Some(name) = name.strip_prefix(extension) {
                extensions.insert(extension_name(name, value)?, value.clone());
            }
        }
        Ok(UnsecuredLogin {
            principal_claim: named("PrincipalClaimName", "sub"),
            scope_claim: named("ScopeClaimName", "scope"),
            lifetime_seconds,
            claims: claims(options)?,
            extensions,
        })
    }

    /// A token that begins at `now`.
    ///
    /// # Errors
    /// [`LoginError::Token`]
    pub fn token(&self, now: Timestamp) -> Result<UnsecuredToken, LoginError> {
        let seconds = now.as_micros().div_euclid(1_000) as f64 / 1_000.0;
        let mut claims = self.claims.clone();
        claims.insert("exp".to_owned(), json!(seconds + self.lifetime_seconds as f64));
        claims.insert("iat".to_owned(), json!(seconds));
        let claims = Value::Object(claims).to_string();
        let token = CompactJws::compose(r#"{"alg":"none"}"#, &claims, |_| Vec::new());
        match Unsecured::parse(&token, &self.principal_claim, &self.scope_claim) {
            Ok(_) => Ok(UnsecuredToken { token, extensions: self.extensions.clone() }),
            Err(TokenRejection::Status { reason, .. }) => Err(LoginError::Token(reason)),
            Err(TokenRejection::Unexpected(why)) => Err(LoginError::Token(why.to_owned())),
        }
    }
}

fn claims(options: &BTreeMap<String, String>) -> Result<Map<String, Value>, LoginError> {
    let mut claims = Map::new();
    for (option, value) in options {
        let Some(rest) = option.strip_prefix("unsecuredLogin") else {
            continue;
        };
        let (name, claim) = if let Some(name) = rest.strip_prefix("StringClaim_") {
            (name, Value::String(value.clone()))
        } else if let Some(name) = rest.strip_prefix("NumberClaim_") {
            let number = value.parse::<f64>().ok().and_then(serde_json::Number::from_f64);
            let number = number.ok_or_else(|| LoginError::Number(value.clone()))?;
            (name, Value::Number(number))
        } else if let Some(name) = rest.strip_prefix("ListClaim_") {
            (name, json!(list(value)))
        } else {
            continue;
        };
        if ["iat", "exp"].contains(&name) {
            return Err(LoginError::Reserved(name.to_owned()));
        }
        claims.insert(name.to_owned(), claim);
    }
    Ok(claims)
}

/// A list's first character separates its elements. Of empty elements at its end one is kept, as
/// `String.split` has it.
fn list(value: &str) -> Vec<&str> {
    let mut letters = value.chars();
    let (Some(delimiter), rest) = (letters.next(), letters.as_str()) else {
        return Vec::new();
    };
    if rest.is_empty() {
        return Vec::new();
    }
    let mut elements: Vec<&str> = rest.split(delimiter).collect();
    while elements.len() > 1 && elements.last() == Some(&"") {
        elements.pop();
    }
    if rest.ends_with(delimiter) {
        elements.push("");
    }
    elements
}

fn extension_name(name: &str, value: &str) -> Result<String, LoginError> {
    let letters = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic());
    let plain = |c: char| c.is_ascii_graphic() || " \t\r\n".contains(c);
    let fine = letters && name != "auth" && !value.is_empty() && value.chars().all(plain);
    match fine {
        true => Ok(name.to_owned()),
        false => Err(LoginError::Extension(name.to_owned())),
    }
}
