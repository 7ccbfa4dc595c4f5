//! One entry of a JAAS configuration: `MODULE FLAG name="value" ...;`, with the errors of Kafka's
//! JaasConfig.
//!
//! Left out: comments, several modules in one text, and octal escapes.

use std::iter::Peekable;
use std::str::Chars;

/// Why an entry cannot be read. The texts are Kafka's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JaasError {
    /// It is empty.
    #[error("Login module not specified in JAAS config")]
    NoModule,
    /// It ends after the module.
    #[error("Login module control flag not specified in JAAS config")]
    NoFlag,
    /// What stands after the module is no flag.
    #[error("Invalid login module control flag '{0}' in JAAS config")]
    Flag(String),
    /// An option without `=` and a value.
    #[error("Value not specified for key '{0}' in JAAS config")]
    NoValue(String),
    /// No `;` at the end.
    #[error("JAAS config entry not terminated by semi-colon")]
    NotTerminated,
}

/// The options of an entry, in its order.
pub(super) fn options(config: &str) -> Result<Vec<(String, String)>, JaasError> {
    let mut tokens = Tokens(config.chars().peekable());
    tokens.next().ok_or(JaasError::NoModule)?;
    match tokens.next() {
        None => return Err(JaasError::NoFlag),
        Some(Token::Word(flag)) => {
            let known = ["REQUIRED", "REQUISITE", "SUFFICIENT", "OPTIONAL"];
            if !known.contains(&flag.to_uppercase().as_str()) {
                return Err(JaasError::Flag(flag));
            }
        }
        Some(Token::Sign(sign)) => return Err(JaasError::Flag(sign.to_string())),
    }
    let mut options = Vec::new();
    loop {
        let key = match tokens.next() {
            None => return Err(JaasError::NotTerminated),
            Some(Token::Sign(';')) => return Ok(options),
            Some(Token::Sign(sign)) => return Err(JaasError::NoValue(sign.to_string())),
            Some(Token::Word(key)) => key,
        };
        match (tokens.next(), tokens.next()) {
            (Some(Token::Sign('=')), Some(Token::Word(value))) => options.push((key, value)),
            _ => return Err(JaasError::NoValue(key)),
        }
    }
}

enum Token {
    Word(String),
    Sign(char),
}

struct Tokens<'c>(Peekable<Chars<'c>>);

impl Tokens<'_> {
    fn next(&mut self) -> Option<Token> {
        while self.0.next_if(|c| c.is_whitespace()).is_some() {}
        match self.0.next()? {
            sign @ ('=' | ';') => Some(Token::Sign(sign)),
            quote @ ('"' | '\'') => Some(Token::Word(self.quoted(quote))),
            first => {
                let mut word = String::from(first);
                let inside = |c: &char| !c.is_whitespace() && !"=;\"'".contains(*c);
                while let Some(c) = self.0.next_if(inside) {
                    word.push(c);
                }
                Some(Token::Word(word))
            }
        }
    }

    fn quoted(&mut self, quote: char) -> String {
        let mut word = String::new();
        while let Some(c) = self.0.next() {
            match c {
                '\\' => word.push(match self.0.next() {
                    Some('n') => '\n',
                    Some('t') => '\t',
                    Some('r') => '\r',
                    Some(other) => other,
                    None => break,
                }),
                c if c == quote => break,
                c => word.push(c),
            }
        }
        word
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_kafkas() {
        for (config, text) in [
            ("", "Login module not specified in JAAS config"),
            ("Module", "Login module control flag not specified in JAAS config"),
            ("Module maybe;", "Invalid login module control flag 'maybe' in JAAS config"),
            ("Module required a;", "Value not specified for key 'a' in JAAS config"),
            ("Module required a=;", "Value not specified for key 'a' in JAAS config"),
            ("Module required a=b", "JAAS config entry not terminated by semi-colon"),
        ] {
            assert_eq!(options(config).map_err(|it| it.to_string()), Err(text.to_owned()));
        }
    }
}
