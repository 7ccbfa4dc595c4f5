//! The profile grammar, beside what libkrb5 itself read.

use super::*;
use proptest::prelude::*;

/// Samples, and how MIT krb5 1.20.1 reads them (fixtures/krb5conf/read_by_mit.py).
macro_rules! samples {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../../fixtures/krb5conf/", $name)))),*]
    };
}

const FILES: &[(&str, &str)] = samples![
    "crlf.conf",
    "crlf.read",
    "final-first.conf",
    "final-second.conf",
    "final.read",
    "grammar.conf",
    "grammar.read",
    "include.conf",
    "include.read",
    "included/before.conf",
    "included/within.conf",
    "included/dir/.hidden.conf",
    "included/dir/0-digits",
    "included/dir/a.conf",
    "included/dir/backup.conf~",
    "included/dir/readme.txt",
    "included/dir/under_score",
    "quotes.conf",
    "quotes.read",
    "broken/blank-in-name.conf",
    "broken/extra-brace.conf",
    "broken/header-comment.conf",
    "broken/header-open.conf",
    "broken/include-blank-after.conf",
    "broken/include-missing.conf",
    "broken/includedir-missing.conf",
    "broken/indented-include.conf",
    "broken/missing-brace.conf",
    "broken/no-equals.conf",
    "broken/no-name.conf",
    "broken/section-in-subsection.conf",
];

/// Files by their paths.
struct Files<'a>(&'a [(&'a str, &'a str)]);

impl Source for Files<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        let file = self.0.iter().find(|(name, _)| *name == path);
        file.map(|(_, text)| text.as_bytes().to_vec()).ok_or(SourceError::NotFound)
    }

    fn list(&self, path: &str) -> Result<Vec<String>, SourceError> {
        let within = |name: &str| name.strip_prefix(path)?.strip_prefix('/').map(str::to_owned);
        let names: Vec<_> = self.0.iter().filter_map(|(name, _)| within(name)).collect();
        if names.is_empty() { Err(SourceError::NotFound) } else { Ok(names) }
    }
}

fn load(paths: &[&str]) -> Result<Profile, ConfError> {
    Profile::load(paths, &Files(FILES))
}

fn parse(text: &str) -> Result<Profile, ConfError> {
    Profile::parse(text.as_bytes(), "krb5.conf", &NoFiles)
}

/// A profile in the form of the `*.read` files.
fn dump(profile: &Profile, path: &[&str]) -> String {
    let mut lines = String::new();
    let mut names = profile.relation_names(path);
    names.sort();
    for name in names {
        let path = [path, &[name]].concat();
        for value in profile.values(&path) {
            let value = value.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t");
            let value = value.replace('\u{8}', "\\b");
            lines += &format!("{} = {value}\n", path.join("|"));
        }
    }
    let mut names = profile.subsection_names(path);
    names.sort();
    for name in names {
        let path = [path, &[name]].concat();
        lines += &format!("{} {{}}\n{}", path.join("|"), dump(profile, &path));
    }
    lines
}

#[test]
fn samples_are_read_as_mit_reads_them() {
    let cases: &[(&str, &[&str])] = &[
        ("crlf.read", &["crlf.conf"]),
        ("final.read", &["final-first.conf", "final-second.conf"]),
        ("grammar.read", &["grammar.conf"]),
        ("include.read", &["include.conf"]),
        ("quotes.read", &["quotes.conf"]),
    ];
    for (read, files) in cases {
        let expected = String::from_utf8(Files(FILES).read(read).unwrap()).unwrap();
        assert_eq!(dump(&load(files).unwrap(), &[]), expected, "{read}");
    }
}

#[test]
fn what_mit_refuses_is_refused_with_file_line_and_remedy() {
    let faults = [
        ("blank-in-name", 2, "the name \"x y\" has a blank in it"),
        ("extra-brace", 4, "a } closes no subsection"),
        ("header-comment", 1, "\"[a] # comment\" is no section header"),
        ("header-open", 1, "\"[a\" is no section header"),
        ("include-blank-after", 2, "\"included/before.conf \" was not read: it does not exist"),
        ("include-missing", 2, "\"included/none\" was not read: it does not exist"),
        ("includedir-missing", 1, "\"included/none\" was not read: it does not exist"),
        ("indented-include", 2, "\"include included/before.conf\" is no relation"),
        (
            "missing-brace",
            3,
            "a { is missing after the relation without a value, \"\" stands there",
        ),
        ("no-equals", 2, "\"foo\" is no relation"),
        ("no-name", 2, "\"= x\" is no relation"),
        ("section-in-subsection", 3, "the section \"b\" starts within a subsection"),
    ];
    for (name, line, fault) in faults {
        let file = format!("broken/{name}.conf");
        let error = load(&[&file]).unwrap_err();
        let remedy = error.fault.remedy();
        assert_eq!(error.to_string(), format!("{file}, line {line}: {fault}; {remedy}"));
    }
}

#[test]
fn an_error_in_an_included_file_names_that_file() {
    let files = [("main", "[a]\n\ninclude sub\n"), ("sub", "[a]\nx = 1\nfoo\n")];
    let error = Profile::load(&["main"], &Files(&files)).unwrap_err();
    assert_eq!((error.file.as_str(), error.line), ("sub", 3));
}

#[test]
fn files_that_include_themselves_are_refused() {
    let files = [("main", "include main\ninclude main\n")];
    let error = Profile::load(&["main"], &Files(&files)).unwrap_err();
    assert!(matches!(error.fault, ConfFault::TooManyIncludes { what: "levels", .. }), "{error}");
    let many: String = (0..1_001).map(|_| "include leaf\n").collect();
    let files = [("main", many.as_str()), ("leaf", "")];
    let error = Profile::load(&["main"], &Files(&files)).unwrap_err();
    assert!(matches!(error.fault, ConfFault::TooManyIncludes { what: "files", .. }), "{error}");
}

#[test]
fn subsections_nested_without_end_are_refused() {
    let text = "[a]\n".to_owned() + &"x = {\n".repeat(10_000);
    assert!(matches!(parse(&text).unwrap_err().fault, ConfFault::TooDeep { .. }));
}

#[test]
fn missing_files_are_passed_over_unless_all_are() {
    let profile = load(&["none.conf", "crlf.conf"]).unwrap();
    assert_eq!(profile.value(&["windows", "a"]), Some("1"));
    assert_eq!(load(&["none.conf", "neither.conf"]).unwrap_err().fault, ConfFault::NoFile);
}

#[test]
fn what_follows_a_final_definition_is_ignored() {
    let text = "[a]\nx* = 1\nx = 2\ny = 1\ny* = 2\ny = 3\n\
                s = {\n x = 1\n}*\ns = {\n x = 2\n t = {\n u = 1\n }\n}\nz = 1\n\
                [b]*\nx = 1\n[a]\nw = 1\n[b]\nx = 2\n";
    let profile = parse(text).unwrap();
    assert_eq!(profile.values(&["a", "x"]), ["1"]);
    assert_eq!(profile.values(&["a", "y"]), ["1", "2"]);
    assert_eq!(profile.values(&["a", "s", "x"]), ["1"]);
    assert!(!profile.has_section(&["a", "s", "t"]));
    assert_eq!(profile.values(&["a", "z"]), ["1"]);
    assert_eq!(profile.values(&["a", "w"]), ["1"]);
    assert_eq!(profile.values(&["b", "x"]), ["1"]);
}

#[test]
fn a_final_relation_hides_that_of_a_later_file() {
    let files = [("1", "[a]\nx* = 1\ny = 1\n"), ("2", "[a]\nx = 2\ny = 2\n")];
    let profile = Profile::load(&["1", "2"], &Files(&files)).unwrap();
    assert_eq!(profile.values(&["a", "x"]), ["1"]);
    assert_eq!(profile.values(&["a", "y"]), ["1", "2"]);
}

#[test]
fn module_directives_are_reported() {
    let profile = parse("module /lib/profile.so:argument\n[a]\nx = 1\n").unwrap();
    let [module] = profile.modules() else { panic!("{:?}", profile.modules()) };
    assert_eq!(module.argument, "/lib/profile.so:argument");
    assert_eq!(module.place.line, 1);
}

#[test]
fn a_byte_order_mark_is_refused() {
    assert_eq!(parse("\u{feff}[a]\nx = 1\n").unwrap_err().fault, ConfFault::ByteOrderMark);
}

#[test]
fn names_that_would_not_read_back_are_not_written() {
    for name in ["", "a b", "a=b", "a*", "#a", "}", "[a"] {
        let mut conf = Section::default();
        conf.section("s").set(name, "v");
        assert_eq!(conf.to_text(), Err(UnwritableName::Relation(name.to_owned())));
    }
    let mut conf = Section::default();
    conf.section("a]b");
    assert_eq!(conf.to_text(), Err(UnwritableName::Section("a]b".to_owned())));
    let mut conf = Section::default();
    conf.set("x", "1");
    assert_eq!(conf.to_text(), Err(UnwritableName::NoSection("x".to_owned())));
}

#[test]
fn a_built_file_reads_as_text() {
    let mut conf = Section::default();
    conf.section("libdefaults").set("default_realm", "OLD").set("default_realm", "R");
    let realm = conf.section("realms").section("R");
    realm.add("kdc", "127.0.0.1:88").add("kdc", "[::1]:88").set("note", " blank\nline");
    realm.section("auth_to_local_names").set("admin", "root");
    conf.section("domain_realm").mark_final().set(".example.test", "R");
    let text = r#"[libdefaults]
    default_realm = R

[realms]
    R = {
        kdc = 127.0.0.1:88
        kdc = [::1]:88
        note = " blank\nline"
        auth_to_local_names = {
            admin = root
        }
    }

[domain_realm]*
    .example.test = R
"#;
    assert_eq!(conf.to_text().as_deref(), Ok(text));
}

fn trees(depth: u32) -> BoxedStrategy<Section> {
    let relations = prop::collection::vec(("[a-c.-]{1,2}", any::<String>()), 0..4);
    let inner = if depth == 0 {
        Just(Vec::new()).boxed()
    } else {
        prop::collection::vec(("[a-c{/]{1,2}", trees(depth - 1)), 0..3).boxed()
    };
    (relations, inner)
        .prop_map(|(relations, sections)| {
            let mut section = Section::default();
            for (name, value) in relations {
                section.add(&name, value);
            }
            for (name, inner) in sections {
                *section.section(&name) = inner;
            }
            section
        })
        .boxed()
}

proptest! {
    #[test]
    fn written_sections_read_back(
        sections in prop::collection::vec(("[a-z ]{1,3}", trees(2)), 0..3),
    ) {
        let mut conf = Section::default();
        for (name, section) in sections {
            *conf.section(&name) = section;
        }
        let built = Profile { files: vec![conf.clone()], modules: Vec::new() };
        let text = conf.to_text().unwrap();
        prop_assert_eq!(dump(&parse(&text).unwrap(), &[]), dump(&built, &[]), "{}", text);
    }

    #[test]
    fn any_lines_are_read_or_refused(text in "([\\[\\]{}=*#\"\\\\ a\n]|include |module ){0,60}") {
        parse(&format!("[a]\n{text}")).ok();
        parse(&text).ok();
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        Profile::parse(&bytes, "f", &NoFiles).ok();
    }
}
