//! A line for a shell that mends something or looks closer: a verb of the `kerbside` command.

use std::fmt;

/// A call of `kerbside`. Displays as a line to paste, in quotes where the shell wants them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    verb: &'static str,
    words: Vec<String>,
    directory: Option<String>,
}

impl Command {
    /// `kerbside VERB`, whose further words follow.
    pub fn new(verb: &'static str) -> Self {
        Self { verb, words: Vec::new(), directory: None }
    }

    /// One word more.
    #[must_use]
    pub fn word(mut self, word: impl Into<String>) -> Self {
        self.words.push(word.into());
        self
    }

    /// An option with its value.
    #[must_use]
    pub fn option(self, name: &str, value: impl Into<String>) -> Self {
        self.word(name).word(value)
    }

    /// For the bed of this directory, in place of the person's default one.
    #[must_use]
    pub fn at(self, directory: &str) -> Self {
        Self { directory: Some(directory.to_owned()), ..self }
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "kerbside {}", self.verb)?;
        if let Some(directory) = &self.directory {
            write!(f, " --dir {}", shell_word(directory))?;
        }
        self.words.iter().try_for_each(|word| write!(f, " {}", shell_word(word)))
    }
}

/// `text` as one word of a shell, in quotes where it needs them.
pub fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+,@:=".contains(c);
    match !text.is_empty() && text.chars().all(plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_would_read_them_otherwise() {
        assert_eq!(shell_word("/tmp/bed-1"), "/tmp/bed-1");
        assert_eq!(shell_word("/tmp/it's a bed"), r"'/tmp/it'\''s a bed'");
        assert_eq!(shell_word("$(x)"), "'$(x)'");
        let command = Command::new("acls").word("add").option("--resource", "topic:*");
        assert_eq!(command.to_string(), "kerbside acls add --resource 'topic:*'");
        let there = command.at("/tmp/a bed").to_string();
        assert_eq!(there, "kerbside acls --dir '/tmp/a bed' add --resource 'topic:*'");
    }
}
