//! `sasl.kerberos.principal.to.local.rules`: the rules of a listener, in order, as Kafka's
//! KerberosShortNamer applies them.

use std::fmt;
use std::sync::Arc;

use super::kerberos_name::KerberosName;
use super::kerberos_rule::{KerberosRule, RuleError};
use super::{KafkaPrincipal, NameRefusal};

/// The rules of a listener.
#[derive(Clone, Debug)]
pub struct PrincipalRules {
    default_realm: Arc<str>,
    rules: Arc<[KerberosRule]>,
}

/// A list of rules that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("rule {number} of sasl.kerberos.principal.to.local.rules: {why}")]
pub struct RulesError {
    /// Which of them, from 1.
    pub number: usize,
    /// What is wrong with it.
    pub why: RuleError,
}

impl PrincipalRules {
    /// The rule `DEFAULT` with its realm.
    pub fn for_realm(default_realm: &str) -> Self {
        let rules = Arc::from([KerberosRule::Default]);
        PrincipalRules { default_realm: Arc::from(default_realm), rules }
    }

    /// Rules with commas between them, as the setting has them; a rule cannot hold a comma.
    ///
    /// ```
    /// use kerbside_broker_core::principal::PrincipalRules;
    ///
    /// let rules = "RULE:[2:$1](kafka)s/.*/broker/,RULE:[1:$1@$0](.*@OTHER.TEST)s/@.*//,DEFAULT";
    /// let rules = PrincipalRules::parse("EXAMPLE.TEST", rules)?;
    /// let principal = rules.apply("kafka/localhost@EXAMPLE.TEST")?;
    /// assert_eq!(principal.to_string(), "User:broker");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`RulesError`], which names the rule and what is wrong with it.
    pub fn parse(default_realm: &str, rules: &str) -> Result<Self, RulesError> {
        // An empty list is an empty list of rules in Kafka too: nothing has a short name.
        let each = match rules.trim() {
            "" => Vec::new(),
            rules => rules.split(',').map(str::trim).collect(),
        };
        let parse = |(index, rule): (usize, &str)| {
            KerberosRule::parse(rule).map_err(|why| RulesError { number: index + 1, why })
        };
        let rules: Result<Vec<_>, _> = each.into_iter().enumerate().map(parse).collect();
        Ok(PrincipalRules { default_realm: Arc::from(default_realm), rules: rules?.into() })
    }

    /// The principal of an authenticated Kerberos name.
    ///
    /// # Errors
    /// [`NameRefusal`]
    pub fn apply(&self, authenticated: &str) -> Result<KafkaPrincipal, NameRefusal> {
        self.short_name(authenticated).map(|name| KafkaPrincipal::user(&name))
    }

    fn short_name(&self, full: &str) -> Result<String, NameRefusal> {
        let name = KerberosName::parse(full)?;
        let parameters = match (name.host, name.realm) {
            (None, None) => return Ok(name.service.to_owned()),
            (None, Some(realm)) => vec![realm, name.service],
            (Some(host), realm) => vec![realm.unwrap_or_default(), name.service, host],
        };
        for rule in &*self.rules {
            if let Some(short) = rule.apply(&parameters, &self.default_realm)? {
                return Ok(short);
            }
        }
        let (name, rules) = (Arc::from(full), Arc::from(self.to_string()));
        Err(NameRefusal::NoMatchingRule { name, rules })
    }
}

/// The rules with `, ` between them, as Kafka's messages have them.
impl fmt::Display for PrincipalRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, rule) in self.rules.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{rule}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
