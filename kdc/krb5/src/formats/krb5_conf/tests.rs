//! The typed view of krb5.conf, beside what libkrb5 itself read.

use super::*;
use crate::formats::enctype_list::WeakCrypto;
use crate::formats::profile::NoFiles;

fn read(text: &str) -> Result<Krb5Conf, ConfError> {
    Krb5Conf::from_profile(Profile::parse(text.as_bytes(), "krb5.conf", &NoFiles)?)
}

#[test]
fn an_empty_file_has_the_values_of_mit() {
    let LibDefaults { clockskew, ticket_lifetime, renew_lifetime, .. } =
        read("").unwrap().libdefaults;
    assert_eq!((clockskew, ticket_lifetime, renew_lifetime), (300, 86_400, 0));
    let defaults = read("").unwrap().libdefaults;
    assert!(defaults.rdns && defaults.dns_lookup_kdc && defaults.noaddresses);
    assert!(defaults.kdc_timesync && !defaults.forwardable && !defaults.canonicalize);
    assert_eq!(defaults.dns_canonicalize_hostname, HostnameCanonicalization::Always);
    assert_eq!(read("").unwrap().permitted_enctypes(), EnctypeList::mit_default());
}

#[test]
fn relations_have_their_meaning() {
    let conf = read(
        "[libdefaults]\n default_realm = R\n clockskew = 5m\n ticket_lifetime = 10h\n \
         renew_lifetime = 7d\n forwardable = yes\n rdns = off\n kdc_timesync = 0\n \
         dns_canonicalize_hostname = fallback\n udp_preference_limit = 1\n \
         default_ccache_name = FILE:/tmp/cc_%{uid}\n allow_weak_crypto = true\n \
         permitted_enctypes = aes256-cts des-cbc-crc\n qualify_shortname = \"\"\n \
         spake_preauth_groups = edwards25519\n",
    )
    .unwrap();
    let defaults = &conf.libdefaults;
    assert_eq!(defaults.default_realm.as_deref(), Some("R"));
    assert_eq!((defaults.clockskew, defaults.ticket_lifetime), (300, 36_000));
    assert_eq!(defaults.renew_lifetime, 604_800);
    assert!(defaults.forwardable && !defaults.rdns && !defaults.kdc_timesync);
    assert_eq!(defaults.dns_canonicalize_hostname, HostnameCanonicalization::Fallback);
    assert_eq!(defaults.udp_preference_limit, 1);
    assert_eq!(defaults.qualify_shortname.as_deref(), Some(""));
    assert_eq!(defaults.allow_weak_crypto, WeakCrypto::Allowed);
    let permitted: Vec<_> = conf.permitted_enctypes().enctypes.iter().map(|e| e.0).collect();
    assert_eq!(permitted, [18, 1]);
    let other = [("spake_preauth_groups".to_owned(), "edwards25519".to_owned())];
    assert_eq!(defaults.other, other);
}

#[test]
fn realms_have_their_servers_and_rules() {
    let conf = read(
        "[realms]\n R = {\n kdc = a:88\n kdc = b\n admin_server = a\n master_kdc = a\n \
         auth_to_local = RULE:[1:$1]\n auth_to_local = DEFAULT\n \
         auth_to_local_names = {\n admin = root\n }\n pkinit_anchors = FILE:/x\n }\n",
    )
    .unwrap();
    let realm = conf.realm("R").unwrap();
    assert_eq!(realm.kdc, ["a:88", "b"]);
    assert_eq!(realm.primary_kdc, ["a"]);
    assert_eq!(realm.auth_to_local, ["RULE:[1:$1]", "DEFAULT"]);
    assert_eq!(realm.auth_to_local_names, [("admin".to_owned(), "root".to_owned())]);
    assert_eq!(realm.other, [("pkinit_anchors".to_owned(), "FILE:/x".to_owned())]);
    assert!(conf.realm("S").is_none());
}

#[test]
fn hosts_are_in_the_realm_of_their_nearest_domain() {
    let conf = read(
        "[domain_realm]\n special.example.test = HOST\n .example.test = DOMAIN\n \
         example.test = APEX\n test = TOP\n .sub.example.test = SUB\n refer.test = \"\"\n",
    )
    .unwrap();
    for (host, realm) in [
        ("special.example.test", Some("HOST")),
        ("Special.Example.TEST.", Some("HOST")),
        ("kafka.example.test", Some("DOMAIN")),
        ("example.test", Some("APEX")),
        ("a.sub.example.test", Some("SUB")),
        ("sub.example.test", Some("DOMAIN")),
        ("elsewhere.test", Some("TOP")),
        ("refer.test", Some("")),
        ("localhost", None),
        ("", None),
        ("..", None),
    ] {
        assert_eq!(conf.realm_of_host(host), realm, "{host}");
    }
}

#[test]
fn values_without_meaning_are_refused_with_place_and_remedy() {
    for (relation, expected) in [
        ("ticket_lifetime = 1week", "duration, as 3600, 10h, 1d 2h 3m 4s or 1:30"),
        ("forwardable = maybe", "boolean, as true or false"),
        ("dns_canonicalize_hostname = never", "boolean or fallback"),
        ("udp_preference_limit = 1k", "number"),
        ("permitted_enctypes = aes512", "list in which an enctype is left, as aes or DEFAULT -rc4"),
    ] {
        let error = read(&format!("[libdefaults]\n\n {relation}\n")).unwrap_err();
        let (name, value) = relation.split_once(" = ").unwrap();
        let remedy = error.fault.remedy();
        let text = format!("krb5.conf, line 3: {name} = {value:?} is no {expected}; {remedy}");
        assert_eq!(error.to_string(), text);
    }
}
