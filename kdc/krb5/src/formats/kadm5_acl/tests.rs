//! Lists that MIT's kadmind takes and refuses; of the errors, the lines were seen with 1.20.1.

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[-+*#a-zA-Z0-9@/, \\\\\n]{0,60}") {
        let _ = parse(&text);
    }
}

fn parse(text: &str) -> Result<AclFile, AclError> {
    AclFile::parse(text, &"R".into())
}

fn entry(line: &str) -> AclEntry {
    parse(line).unwrap().entries.pop().unwrap()
}

fn like(text: &str) -> NamePattern {
    NamePattern::Like(Principal::parse(text, &"R".into()).unwrap())
}

#[test]
fn comments_and_empty_lines_say_nothing() {
    let text = "# first\n\n*/admin@R *\n# a comment \\\nthat goes on\nalice i\n";
    let clients: Vec<_> =
        parse(text).unwrap().entries.into_iter().map(|entry| entry.client).collect();
    assert_eq!(clients, [like("*/admin"), like("alice")]);
}

#[test]
fn a_line_goes_on_after_a_backslash() {
    let joined = entry("alice \\\n  ci \\\n bob");
    assert_eq!(joined, entry("alice ci bob"));
    assert_eq!(joined.target, like("bob"));
}

#[test]
fn letters_give_and_capitals_take_away() {
    for (letters, expected) in [
        ("admcilsp", Rights::ALL.0),
        ("*", Rights::ALL.0),
        ("x", Rights::ALL.0),
        ("*e", Rights::ALL.0 | Rights::EXTRACT.0),
        ("*D", Rights::ALL.0 & !Rights::DELETE.0),
        ("D*", Rights::ALL.0),
        ("aA", 0),
        ("ci", Rights::CHANGE_PASSWORD.0 | Rights::INQUIRE.0),
    ] {
        assert_eq!(entry(&format!("alice {letters}")).rights.0, expected, "{letters}");
    }
}

#[test]
fn fields_are_separated_by_blanks_and_commas() {
    assert_eq!(entry("\t alice,i\t,bob ,"), entry("alice i bob"));
    assert_eq!(entry("alice i"), entry("alice i *"));
}

#[test]
fn restrictions_are_read() {
    let read = entry(
        "alice a * +requires_preauth -allow_tix -postdateable +forwardable -policy strict \
         -maxlife 8h -maxrenewlife 7d -expire 30d -pwexpire 1h",
    );
    let expected = Restrictions {
        require: 0x80 | 0x40 | 0x1,
        forbid: 0x2,
        policy: Some(RestrictedPolicy::Is("strict".into())),
        expires: Some(Duration::from_secs(30 * 86_400)),
        password_expires: Some(Duration::from_secs(3_600)),
        max_life: Some(Duration::from_secs(8 * 3_600)),
        max_renewable_life: Some(Duration::from_secs(7 * 86_400)),
    };
    assert_eq!(read.restrictions, expected);
    let cleared = entry("alice a * -policy strict -clearpolicy").restrictions.policy;
    assert_eq!(cleared, Some(RestrictedPolicy::Clear));
    assert!(entry("alice a *").restrictions.is_empty());
}

#[test]
fn a_malformed_line_is_named() {
    for (text, error, fault) in [
        (
            "alice i\nbob izz\n",
            "syntax error at line 2 <bob izz...>",
            Some("Unrecognized ACL operation 'z' in bob izz"),
        ),
        ("alice\n", "syntax error at line 1 <alice...>", None),
        ("alice i\n  \n", "syntax error at line 2 <  ...>", None),
        (
            "# x\nalice \\\n i a/b@R@S\n",
            "syntax error at line 2 <alice  i a...>",
            Some("Cannot parse target principal 'a/b@R@S'"),
        ),
        (
            "a@R@S i",
            "syntax error at line 1 <a@R@S i...>",
            Some("Cannot parse client principal 'a@R@S'"),
        ),
        (
            "alice a * -maxlife",
            "syntax error at line 1 <alice a * ...>",
            Some("invalid restrictions: -maxlife"),
        ),
        (
            "alice a * -maxlife soon",
            "syntax error at line 1 <alice a * ...>",
            Some("invalid restrictions: -maxlife soon"),
        ),
        (
            "alice a * -policy a -policy b",
            "syntax error at line 1 <alice a * ...>",
            Some("invalid restrictions: -policy a -policy b"),
        ),
        (
            "alice a * -frobnicate 1h",
            "syntax error at line 1 <alice a * ...>",
            Some("invalid restrictions: -frobnicate 1h"),
        ),
    ] {
        let refused = parse(text).unwrap_err();
        assert_eq!(refused.to_string(), error, "{text}");
        assert_eq!(refused.fault.map(|fault| fault.to_string()).as_deref(), fault, "{text}");
    }
}
