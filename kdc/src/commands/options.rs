//! Command lines by a table of options, in the manner of getopt: clusters (`-ket FILE`), values
//! beside or after their option, `--` and long names.

use std::ffi::OsString;

use super::failure::{Failure, Outcome};

/// What an option is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It stands alone.
    Flag,
    /// A value follows.
    Value,
    /// It is known, stands alone, and is not supported.
    UnsupportedFlag(&'static str),
    /// It is known, has a value, and is not supported.
    UnsupportedValue(&'static str),
}

/// One row of a command's table.
pub(super) struct OptionRow {
    pub(super) letter: char,
    pub(super) long: &'static str,
    pub(super) kind: Kind,
}

/// A row for an option with a letter only.
pub(super) const fn row(letter: char, kind: Kind) -> OptionRow {
    OptionRow { letter, long: "", kind }
}

/// A row for an option with a letter and a long name.
pub(super) const fn long(letter: char, long: &'static str, kind: Kind) -> OptionRow {
    OptionRow { letter, long, kind }
}

/// Where options may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operands {
    /// Operands and options in any order.
    Mixed,
    /// Everything from the first operand on is operands.
    AtTheEnd,
}

/// A command line, read.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct CommandLine {
    given: Vec<(char, String)>,
    pub(super) operands: Vec<String>,
}

/// A value or an operand may be a password: the letters are shown.
impl std::fmt::Debug for CommandLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let letters: String = self.given.iter().map(|(letter, _)| letter).collect();
        write!(f, "CommandLine(-{letters}, {} operands)", self.operands.len())
    }
}

impl CommandLine {
    /// Whether the option is there.
    pub(super) fn has(&self, letter: char) -> bool {
        self.given.iter().any(|(given, _)| *given == letter)
    }

    /// The value of the option; the last one counts.
    pub(super) fn value(&self, letter: char) -> Option<&str> {
        let of_letter = self.given.iter().rev().find(|(given, _)| *given == letter);
        of_letter.map(|(_, value)| value.as_str())
    }

    /// Every value of the option, in order.
    pub(super) fn values(&self, letter: char) -> impl Iterator<Item = &str> {
        let of_letter = self.given.iter().filter(move |(given, _)| *given == letter);
        of_letter.map(|(_, value)| value.as_str())
    }

    /// Of two options that exclude each other, the one that came last.
    pub(super) fn last_of(&self, one: char, other: char) -> Option<char> {
        let letters = self.given.iter().rev().map(|(letter, _)| *letter);
        letters.into_iter().find(|letter| *letter == one || *letter == other)
    }
}

/// Reads `arguments` by `table`.
pub(super) fn parse(
    program: &str,
    table: &[OptionRow],
    operands: Operands,
    arguments: &[OsString],
) -> Outcome<CommandLine> {
    let mut reader = Reader {
        program,
        table,
        left: texts(program, arguments)?.into_iter(),
        line: CommandLine::default(),
    };
    // As getopt: where no option has a long name, the second dash is a letter like others.
    let has_long_names = table.iter().any(|row| !row.long.is_empty());
    while let Some(argument) = reader.left.next() {
        if argument == "--" {
            break;
        } else if let Some(name) = argument.strip_prefix("--").filter(|_| has_long_names) {
            reader.long(name)?;
        } else if let Some(cluster) = argument.strip_prefix('-').filter(|rest| !rest.is_empty()) {
            reader.cluster(cluster)?;
        } else {
            reader.line.operands.push(argument);
            if operands == Operands::AtTheEnd {
                break;
            }
        }
    }
    let Reader { left, mut line, .. } = reader;
    line.operands.extend(left);
    Ok(line)
}

fn texts(program: &str, arguments: &[OsString]) -> Outcome<Vec<String>> {
    let text = |argument: &OsString| {
        argument.to_str().map(str::to_owned).ok_or_else(|| {
            Failure::usage(format!("{program}: the argument {argument:?} is no UTF-8 text"))
        })
    };
    arguments.iter().map(text).collect()
}

struct Reader<'a> {
    program: &'a str,
    table: &'a [OptionRow],
    left: std::vec::IntoIter<String>,
    line: CommandLine,
}

impl Reader<'_> {
    fn cluster(&mut self, cluster: &str) -> Outcome<()> {
        let program = self.program;
        let mut letters = cluster.chars();
        while let Some(letter) = letters.next() {
            let row = self.table.iter().find(|row| row.letter == letter);
            let row = row.ok_or_else(|| {
                Failure::usage(format!("{program}: invalid option -- '{letter}'"))
            })?;
            if self.take(row, &format!("-{letter}"))? {
                continue;
            }
            let rest = letters.as_str();
            let value = match rest {
                "" => self.left.next(),
                rest => Some(rest.to_owned()),
            };
            let value = value.ok_or_else(|| {
                Failure::usage(format!("{program}: option requires an argument -- '{letter}'"))
            })?;
            self.line.given.push((letter, value));
            break;
        }
        Ok(())
    }

    fn long(&mut self, text: &str) -> Outcome<()> {
        let program = self.program;
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text, None),
        };
        let row = self.table.iter().find(|row| row.long == name && !name.is_empty());
        let row = row
            .ok_or_else(|| Failure::usage(format!("{program}: unrecognized option '--{name}'")))?;
        if self.take(row, &format!("--{name}"))? {
            return match value {
                Some(_) => Err(Failure::usage(format!(
                    "{program}: option '--{name}' doesn't allow an argument"
                ))),
                None => Ok(()),
            };
        }
        let value = value.or_else(|| self.left.next()).ok_or_else(|| {
            Failure::usage(format!("{program}: option '--{name}' requires an argument"))
        })?;
        self.line.given.push((row.letter, value));
        Ok(())
    }

    /// Takes an option that stands alone and says so; one with a value is the caller's.
    fn take(&mut self, row: &OptionRow, written: &str) -> Outcome<bool> {
        match row.kind {
            Kind::Flag => {
                self.line.given.push((row.letter, String::new()));
                Ok(true)
            }
            Kind::Value => Ok(false),
            Kind::UnsupportedFlag(what) | Kind::UnsupportedValue(what) => Err(Failure::Error(
                format!("{written} ({what}) is not supported yet: leave it out"),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[OptionRow] = &[
        row('k', Kind::Flag),
        long('e', "enctypes", Kind::Flag),
        long('t', "table", Kind::Value),
        row('s', Kind::UnsupportedValue("start time")),
    ];

    fn read(arguments: &[&str], operands: Operands) -> Outcome<CommandLine> {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        parse("x", TABLE, operands, &arguments)
    }

    #[test]
    fn options_cluster_and_mix_with_operands() {
        for arguments in [
            &["-ket", "f", "a", "b"][..],
            &["a", "-k", "-e", "-tf", "b"],
            &["a", "-k", "--enctypes", "--table=f", "--", "b"],
            &["-ke", "--table", "f", "a", "b"],
        ] {
            let line = read(arguments, Operands::Mixed).unwrap();
            assert!(line.has('k') && line.has('e'), "{arguments:?}");
            assert_eq!(line.value('t'), Some("f"));
            assert_eq!(line.operands, ["a", "b"]);
        }
    }

    #[test]
    fn options_after_the_first_operand_are_its_own() {
        let line = read(&["-k", "add", "-t", "x"], Operands::AtTheEnd).unwrap();
        assert_eq!(line.operands, ["add", "-t", "x"]);
    }

    #[test]
    fn wrong_options_are_named() {
        for (arguments, line) in [
            (&["-z"][..], "x: invalid option -- 'z'"),
            (&["-kt"], "x: option requires an argument -- 't'"),
            (&["--zz"], "x: unrecognized option '--zz'"),
            (&["--table"], "x: option '--table' requires an argument"),
            (&["--enctypes=1"], "x: option '--enctypes' doesn't allow an argument"),
        ] {
            assert_eq!(read(arguments, Operands::Mixed), Err(Failure::usage(line)));
        }
        assert_eq!(
            read(&["-s", "1"], Operands::Mixed),
            Err(Failure::Error("-s (start time) is not supported yet: leave it out".to_owned()))
        );
    }
}
