//! The access control list of the administration server (MIT's `kadm5.acl`), as it decides.
//!
//! The first entry whose client and target match decides, and no other one is asked.

use kerbside_krb5::formats::kadm5_acl::{AclEntry, AclFile, NamePattern, Restrictions, Rights};
use kerbside_krb5::principal::Principal as Name;
use kerbside_krb5::wire::KerberosString;

/// A list; the empty one allows nobody anything but what the rules about oneself allow.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Acl {
    entries: Vec<AclEntry>,
}

impl Acl {
    /// The list of a file.
    pub fn new(file: AclFile) -> Self {
        Self { entries: file.entries }
    }

    /// The restrictions under which `client` has `right` on `target`, which is absent for what
    /// concerns no principal; `None` when it has not.
    pub fn grants(
        &self,
        right: Rights,
        client: &Name,
        target: Option<&Name>,
    ) -> Option<&Restrictions> {
        let entry = self.entries.iter().find(|entry| matches(entry, client, target))?;
        entry.rights.contains(right).then_some(&entry.restrictions)
    }
}

/// As in MIT, nine components of the client that match `*` can be referred to.
const MAX_REFERENCES: usize = 9;

fn matches(entry: &AclEntry, client: &Name, target: Option<&Name>) -> bool {
    let mut references: Vec<&KerberosString> = Vec::new();
    if let NamePattern::Like(pattern) = &entry.client {
        let refer = |pattern: &KerberosString, component| {
            let wildcard = pattern.as_bytes() == b"*";
            if wildcard && references.len() < MAX_REFERENCES {
                references.push(component);
            }
            wildcard || pattern == component
        };
        if !same_shape(pattern, client, refer) {
            return false;
        }
    }
    match (&entry.target, target) {
        (NamePattern::Any, _) => true,
        (NamePattern::Like(_), None) => false,
        (NamePattern::Like(pattern), Some(target)) => {
            same_shape(pattern, target, |pattern, component| match pattern.as_bytes() {
                b"*" => true,
                [b'*', digit @ b'1'..=b'9'] => {
                    references.get(usize::from(digit - b'1')).is_some_and(|it| *it == component)
                }
                plain => plain == component.as_bytes(),
            })
        }
    }
}

/// Whether `name` has as many components as `pattern`, all of which match; of the realm, `*` means
/// any, and is not referred to.
fn same_shape<'n>(
    pattern: &Name,
    name: &'n Name,
    mut matches: impl FnMut(&KerberosString, &'n KerberosString) -> bool,
) -> bool {
    let (patterns, components) = (&pattern.name.name_string, &name.name.name_string);
    patterns.len() == components.len()
        && (pattern.realm.as_bytes() == b"*" || pattern.realm == name.realm)
        && patterns.iter().zip(components).all(|(pattern, component)| matches(pattern, component))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::parse(text, &"R".into()).unwrap()
    }

    fn acl(text: &str) -> Acl {
        Acl::new(AclFile::parse(text, &"R".into()).unwrap())
    }

    fn allows(acl: &Acl, right: Rights, client: &str, target: Option<&str>) -> bool {
        let target = target.map(name);
        acl.grants(right, &name(client), target.as_ref()).is_some()
    }

    #[test]
    fn clients_and_targets_match_by_component() {
        for (line, client, target, expected) in [
            ("* m", "alice", Some("bob"), true),
            ("*/admin m", "alice/admin", Some("bob"), true),
            ("*/admin m", "alice", Some("bob"), false),
            ("*/admin m", "alice/admin@OTHER", Some("bob"), false),
            ("*/admin@* m", "alice/admin@OTHER", Some("bob"), true),
            ("alice@R m", "alice", Some("bob"), true),
            ("al* m", "alice", Some("bob"), false),
            ("alice m bob", "alice", Some("bob"), true),
            ("alice m bob", "alice", Some("carol"), false),
            ("alice m */host", "alice", Some("x/host"), true),
            ("alice m *@OTHER", "alice", Some("bob"), false),
            ("alice m bob", "alice", None, false),
            ("alice m *", "alice", None, true),
            ("alice m */*", "alice", Some("bob"), false),
        ] {
            assert_eq!(allows(&acl(line), Rights::MODIFY, client, target), expected, "{line}");
        }
    }

    #[test]
    fn back_references_mean_the_components_that_wildcards_met() {
        for (line, client, target, expected) in [
            ("*/admin m *1", "alice/admin", "alice", true),
            ("*/admin m *1", "alice/admin", "bob", false),
            ("*/admin m *1/*", "alice/admin", "alice/host", true),
            ("*/* m *2/*1", "alice/admin", "admin/alice", true),
            ("*/* m *2/*1", "alice/admin", "alice/admin", false),
            ("*/admin m *2", "alice/admin", "alice", false),
            ("*/admin@* m *1@R", "alice/admin@OTHER", "alice", true),
            // `*` for any client meets no component.
            ("* m *1", "alice", "alice", false),
            ("*@R m *1", "alice", "alice", true),
            ("*/*/*/*/*/*/*/*/*/* m *9", "a/b/c/d/e/f/g/h/i/j", "i", true),
        ] {
            let allowed = allows(&acl(line), Rights::MODIFY, client, Some(target));
            assert_eq!(allowed, expected, "{line} {client} {target}");
        }
    }

    #[test]
    fn the_first_entry_that_matches_decides() {
        let list = acl("alice i bob\nalice m\n*/admin *\n");
        assert!(!allows(&list, Rights::MODIFY, "alice", Some("bob")));
        assert!(allows(&list, Rights::INQUIRE, "alice", Some("bob")));
        assert!(allows(&list, Rights::MODIFY, "alice", Some("carol")));
        assert!(!allows(&list, Rights::INQUIRE, "alice", Some("carol")));
        assert!(!allows(&list, Rights::EXTRACT, "x/admin", Some("carol")));
        assert!(!allows(&Acl::default(), Rights::INQUIRE, "alice", Some("alice")));
    }
}
