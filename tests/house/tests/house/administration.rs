//! What docs/ADMIN.md says is so: each option of a program's table, each request, each key that
//! kdc.conf and krb5.conf are looked through for, and each variable has its row; those that are
//! refused or change nothing say so; each test that is named exists.
//!
//! The tables are read out of the sources: rows of options (`row('x', Kind::..)`), words between
//! quotes, and the lists of names.

use std::collections::BTreeSet;

use house::files;

const COMMANDS: &str = "kdc/src/commands";

/// The source at `path`, before its own tests.
fn source(path: &str) -> String {
    let file = files::all().into_iter().find(|file| file.path == path);
    let file = file.unwrap_or_else(|| panic!("{path} is not there"));
    // A declaration of a module of tests may stand at the top.
    file.text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned()
}

fn command(name: &str) -> String {
    source(&format!("{COMMANDS}/{name}"))
}

/// A row of a table: its cells. `\|` is no edge.
type Row = Vec<String>;

/// The document.
struct Document(String);

impl Document {
    fn read() -> Self {
        Self(source("docs/ADMIN.md"))
    }

    /// What stands below the heading `title`, up to the next one of its level or above.
    fn section(&self, title: &str) -> &str {
        let is_it = |line: &&str| line.trim_start_matches('#').trim() == title;
        let heading = self.0.lines().filter(|line| line.starts_with('#')).find(is_it);
        let heading = heading.unwrap_or_else(|| panic!("docs/ADMIN.md has no section {title}"));
        let rest = self.0.split_once(&format!("{heading}\n")).map_or("", |(_, rest)| rest);
        let level = heading.chars().take_while(|c| *c == '#').count();
        let ends = (1..=level).filter_map(|n| rest.find(&format!("\n{} ", "#".repeat(n)))).min();
        rest.get(..ends.unwrap_or(rest.len())).unwrap_or(rest)
    }

    fn rows(&self, title: &str) -> Vec<Row> {
        let cells = |line: &str| {
            let line = line.replace(r"\|", "\0");
            let inner = line.strip_prefix('|')?.strip_suffix('|')?.to_owned();
            Some(inner.split('|').map(|cell| cell.trim().replace('\0', "|")).collect())
        };
        self.section(title).lines().filter_map(cells).collect()
    }
}

/// What stands between backquotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The first words of what is quoted in the first cell: `-r REALM` is `-r`.
fn heads(row: &Row) -> BTreeSet<String> {
    let words = quoted(&row[0]).filter_map(|text| text.split([' ', '=']).next());
    words.map(str::to_owned).collect()
}

/// What stands between `before` and `after`, wherever that is.
fn between<'a>(text: &'a str, before: &'a str, after: char) -> impl Iterator<Item = &'a str> {
    text.split(before).skip(1).filter_map(move |rest| Some(rest.split_once(after)?.0))
}

/// The literals of `text`.
fn literals(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

/// An option of a table, and whether it is refused.
fn options(source: &str) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    let plain = source.split("row('").skip(1).map(|rest| (rest, true));
    let with_names = source.split("long(").skip(1).map(|rest| (rest, false));
    for (rest, is_plain) in plain.chain(with_names) {
        let Some((call, _)) = rest.split_once(')').filter(|(call, _)| call.contains("Kind::"))
        else {
            continue;
        };
        let refused = call.contains("Kind::Unsupported");
        let letter = match is_plain {
            true => call.chars().next(),
            false => call.strip_prefix('\'').and_then(|rest| rest.chars().next()),
        };
        if let Some(letter) = letter.filter(char::is_ascii_alphabetic) {
            found.push((format!("-{letter}"), refused));
        }
        if let Some(name) = literals(call).next().filter(|_| !is_plain) {
            found.push((format!("--{name}"), refused));
        }
    }
    found
}

#[test]
fn each_option_of_a_program_has_a_row_that_says_whether_it_is_refused() {
    let document = Document::read();
    for (section, file) in [
        ("krb5kdc", "krb5kdc.rs"),
        ("kadmin and kadmin.local", "kadmin/startup.rs"),
        ("kinit", "kinit.rs"),
        ("klist", "klist.rs"),
        ("kdestroy", "kdestroy.rs"),
        ("kvno", "kvno.rs"),
        ("kswitch", "kswitch.rs"),
    ] {
        let rows = document.rows(section);
        let table = options(&command(file));
        assert!(table.len() > 1, "{file} has no table");
        for (option, refused) in &table {
            let row = rows.iter().find(|row| heads(row).contains(option));
            let row = row.unwrap_or_else(|| panic!("{section}: {option} has no row"));
            let says = row[1..].join(" ").contains("refused");
            assert_eq!(says, *refused, "{section}: {option} is told wrongly: {row:?}");
        }
        for option in rows.iter().flat_map(heads).filter(|head| head.starts_with('-')) {
            let known = table.iter().any(|(known, _)| *known == option);
            assert!(known, "{section}: {option} is no option");
        }
    }
}

#[test]
fn each_word_of_a_program_has_a_row() {
    let document = Document::read();
    let is_option = |word: &&str| {
        word.len() > 1
            && word.starts_with('-')
            && word.trim_start_matches('-').chars().all(|c| c.is_ascii_alphanumeric())
    };
    for (section, file) in
        [("kadmind", "kadmind/command_line.rs"), ("kdb5_util", "kdb5_util/command_line.rs")]
    {
        let written: BTreeSet<String> = document.rows(section).iter().flat_map(heads).collect();
        let source = command(file);
        let missing: Vec<_> =
            literals(&source).filter(is_option).filter(|it| !written.contains(*it)).collect();
        assert!(missing.is_empty(), "{section} has no rows for {missing:?}");
    }
    let util = command("kdb5_util/mod.rs");
    let commands = util.split("(\"").skip(1).filter_map(|rest| rest.split_once("\", "));
    let commands: Vec<&str> =
        commands.filter(|(_, run)| run.contains("::run)")).map(|(name, _)| name).collect();
    assert!(commands.len() > 10, "{commands:?}");
    for name in commands {
        let rows = document.rows("kdb5_util");
        let row = rows.iter().find(|row| heads(row).contains(name));
        let row = row.unwrap_or_else(|| panic!("kdb5_util: {name} has no row"));
        for (option, _) in options(&command(&format!("kdb5_util/{name}.rs"))) {
            // MIT's own way to ask for the usage.
            let told = option == "-h" || row.join(" ").contains(&option);
            assert!(told, "kdb5_util {name}: {option} is not told");
        }
    }
}

#[test]
fn each_request_of_kadmin_and_ktutil_has_a_row() {
    let document = Document::read();
    for (section, file) in [("Requests", "kadmin/requests.rs"), ("ktutil", "ktutil/requests.rs")] {
        let source = command(file);
        let lists = between(&source, "&[\"", ']').map(|list| format!("\"{list}"));
        let names: BTreeSet<String> =
            lists.flat_map(|list| literals(&list).map(str::to_owned).collect::<Vec<_>>()).collect();
        assert!(names.len() > 10, "{file}: {names:?}");
        let rows = document.rows(section);
        let written: BTreeSet<String> = rows
            .iter()
            .flat_map(|row| quoted(&row[0]).chain(quoted(&row[1])).collect::<Vec<_>>())
            .map(str::to_owned)
            .collect();
        let missing: Vec<_> = names.difference(&written).collect();
        assert!(missing.is_empty(), "{section} has no rows for {missing:?}");
    }
}

/// The names of the list called `list`.
fn names_in(source: &str, list: &str) -> BTreeSet<String> {
    let declared = format!("const {list}: ");
    let (_, rest) = source.split_once(&declared).unwrap_or_else(|| panic!("no list {list}"));
    let (body, _) = rest.split_once("];").expect("a list ends");
    literals(body).map(str::to_owned).collect()
}

#[test]
fn each_key_of_the_configuration_has_a_row_that_says_whether_it_counts() {
    let document = Document::read();
    let names = source("kdc/krb5/src/formats/kdc_conf/names.rs");
    for (section, known, without) in [
        ("[libdefaults]", "LIBDEFAULTS", "LIBDEFAULTS_OF_MIT"),
        ("[kdcdefaults]", "DEFAULTS", "DEFAULTS_OF_MIT"),
        ("[realms]", "REALM", "REALM_OF_MIT"),
        ("[dbmodules] and [dbdefaults]", "MODULE", "MODULE_OF_MIT"),
        ("[logging]", "LOGGING", "LOGGING_OF_MIT"),
    ] {
        let rows = document.rows(section);
        for (list, counts) in [(known, true), (without, false)] {
            for key in names_in(&names, list) {
                let row = rows.iter().find(|row| heads(row).contains(&key));
                let row = row.unwrap_or_else(|| panic!("{section}: {key} has no row"));
                let says = !row[1..].join(" ").contains("no effect");
                assert_eq!(says, counts, "{section}: {key} is told wrongly: {row:?}");
            }
        }
    }
    let libdefaults = source("kdc/krb5/src/formats/krb5_conf/libdefaults.rs");
    let rows = document.rows("[libdefaults]");
    for key in names_in(&libdefaults, "KNOWN") {
        assert!(rows.iter().any(|row| heads(row).contains(&key)), "[libdefaults]: {key}");
    }
}

#[test]
fn each_variable_and_each_shim_is_told() {
    let document = Document::read();
    let environment = command("environment.rs");
    let variables: BTreeSet<&str> = between(&environment, "variable(\"", '"').collect();
    assert!(variables.contains("KRB5_CONFIG"));
    let section = document.section("Environment");
    for variable in variables {
        assert!(section.contains(&format!("`{variable}`")), "{variable} is not told");
    }
    let shims = source("harness/cli/src/shims/mod.rs");
    let daemons = between(&shims, "daemon(\"", '"');
    let programs: Vec<&str> = between(&shims, "shim(\"", '"').chain(daemons).collect();
    assert!(programs.len() > 10, "{programs:?}");
    for program in programs {
        let told = document.section("Programs").contains(&format!("`{program}`"));
        assert!(told, "{program} is not told");
    }
}

/// The functions behind `#[test]`, with other attributes between.
fn tests() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in files::rust() {
        let mut marked = false;
        for line in file.text.lines().map(str::trim_start) {
            if line.starts_with("#[") || line.starts_with("//") {
                marked |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
                continue;
            }
            let name = line.split_once("fn ").and_then(|(_, rest)| rest.split_once('('));
            found.extend(name.filter(|_| marked).map(|(name, _)| name.to_owned()));
            marked = false;
        }
    }
    found
}

#[test]
fn each_test_that_the_document_names_exists() {
    let document = Document::read();
    let tests = tests();
    // A name of so many words is a test's.
    let is_test = |name: &&str| {
        name.matches('_').count() > 4
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    let named: Vec<&str> = quoted(&document.0).filter(is_test).collect();
    assert!(!named.is_empty());
    let missing: Vec<_> = named.into_iter().filter(|name| !tests.contains(*name)).collect();
    assert!(missing.is_empty(), "docs/ADMIN.md names tests that are not there: {missing:?}");
}
