//! One realm of `[realms]`.

use crate::formats::profile::Profile;

/// What a client knows about a realm.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RealmConf {
    /// `kdc`: hosts with ports, in the order they are tried.
    pub kdc: Vec<String>,
    /// `admin_server`.
    pub admin_server: Vec<String>,
    /// `kpasswd_server`; without it the admin server at port 464.
    pub kpasswd_server: Vec<String>,
    /// `primary_kdc`, or `master_kdc` by its name before release 1.19.
    pub primary_kdc: Vec<String>,
    /// `default_domain`.
    pub default_domain: Option<String>,
    /// `auth_to_local`: the rules, in their order.
    pub auth_to_local: Vec<String>,
    /// `auth_to_local_names`: local names of principals.
    pub auth_to_local_names: Vec<(String, String)>,
    /// The other relations, in file order.
    pub other: Vec<(String, String)>,
}

const KNOWN: [&str; 7] = [
    "kdc",
    "admin_server",
    "kpasswd_server",
    "primary_kdc",
    "master_kdc",
    "default_domain",
    "auth_to_local",
];

impl RealmConf {
    pub(super) fn read(profile: &Profile, realm: &str) -> Self {
        let values = |name| -> Vec<String> {
            let values = profile.values(&["realms", realm, name]);
            values.into_iter().map(str::to_owned).collect()
        };
        let primary_kdc = match values("primary_kdc") {
            primary if !primary.is_empty() => primary,
            _ => values("master_kdc"),
        };
        let names = ["realms", realm, "auth_to_local_names"];
        let auth_to_local_names = profile.relation_names(&names).into_iter().filter_map(|name| {
            let [realms, realm, section] = names;
            let local = profile.value(&[realms, realm, section, name])?;
            Some((name.to_owned(), local.to_owned()))
        });
        Self {
            kdc: values("kdc"),
            admin_server: values("admin_server"),
            kpasswd_server: values("kpasswd_server"),
            primary_kdc,
            default_domain: values("default_domain").into_iter().next(),
            auth_to_local: values("auth_to_local"),
            auth_to_local_names: auth_to_local_names.collect(),
            other: others(profile, &["realms", realm], &KNOWN),
        }
    }
}

/// The relations of the section at `path` whose names are not in `known`.
pub(super) fn others(profile: &Profile, path: &[&str], known: &[&str]) -> Vec<(String, String)> {
    let names = profile.relation_names(path).into_iter().filter(|name| !known.contains(name));
    names
        .flat_map(|name| {
            let values = profile.values(&[path, &[name]].concat());
            values.into_iter().map(|value| (name.to_owned(), value.to_owned())).collect::<Vec<_>>()
        })
        .collect()
}
