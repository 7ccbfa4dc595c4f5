//! kdc.conf by its meaning, beside what MIT krb5 1.20 makes of the same lines.

use super::*;
use crate::formats::profile::NoFiles;
use kerbside_crypto::Enctype;

fn conf(text: &str) -> KdcConf {
    KdcConf::new(Profile::parse(text.as_bytes(), "kdc.conf", &NoFiles).unwrap())
}

fn on(host: Option<&str>, port: u16) -> ListenOn {
    ListenOn { host: host.map(str::to_owned), port }
}

#[test]
fn a_realm_without_a_word_has_mits_defaults() {
    let realm = conf("").realm("R").unwrap();
    assert_eq!(realm.database_name, "/var/lib/krb5kdc/principal");
    assert_eq!(realm.kdc_listen, [on(None, 88)]);
    assert_eq!(realm.kadmind_listen, [on(None, 749)]);
    assert_eq!(realm.kpasswd_listen, [on(None, 464)]);
    assert_eq!((realm.max_life, realm.max_renewable_life), (86_400, 0));
    assert_eq!(realm.supported_enctypes, KeySaltList::mit_default());
    assert_eq!(realm.default_principal_flags, PrincipalFlags::default());
}

#[test]
fn the_realm_goes_before_kdcdefaults() {
    let text = "[kdcdefaults]\n kdc_ports = 750,88\n kdc_tcp_listen = 127.0.0.1:1088\n\
                [realms]\n R = {\n  kdc_ports = 1750\n  kdc_tcp_ports = \"\"\n }\n";
    let realm = conf(text).realm("R").unwrap();
    assert_eq!(realm.kdc_listen, [on(None, 1_750)]);
    // The older name in the realm goes before the newer one in [kdcdefaults], as in MIT.
    assert_eq!(realm.kdc_tcp_listen, []);
    let other = conf(text).realm("S").unwrap();
    assert_eq!(other.kdc_listen, [on(None, 750), on(None, 88)]);
}

#[test]
fn the_database_has_its_name_from_the_module() {
    let text = "[realms]\n R = {\n  database_module = m\n  database_name = /old\n }\n\
                [dbmodules]\n m = {\n  database_name = /new\n  disable_lockout = true\n }\n";
    let realm = conf(text).realm("R").unwrap();
    assert_eq!((realm.database_name.as_str(), realm.disable_lockout), ("/new", true));
    assert_eq!(conf(text).realm("S").unwrap().database_name, "/var/lib/krb5kdc/principal");
}

#[test]
fn lists_of_places_to_listen() {
    for (list, places) in [
        ("88", vec![on(None, 88)]),
        ("127.0.0.1", vec![on(Some("127.0.0.1"), 7)]),
        (
            "127.0.0.1:88;[::1]:89, ::1",
            vec![on(Some("127.0.0.1"), 88), on(Some("::1"), 89), on(Some("::1"), 7)],
        ),
        ("localhost:1 [::1]", vec![on(Some("localhost"), 1), on(Some("::1"), 7)]),
        ("", vec![]),
    ] {
        assert_eq!(parse_listen(list, 7).unwrap(), places, "{list}");
    }
    for wrong in ["70000", "127.0.0.1:x", "[::1", "[x]:1", "a:b:c", ":88"] {
        assert_eq!(parse_listen(wrong, 7).unwrap_err().entry, wrong);
    }
}

#[test]
fn flags_set_and_clear() {
    let flags = PrincipalFlags::parse("+preauth, -forwardable +needchange -Dup-Skey").unwrap();
    assert_eq!(flags, PrincipalFlags { set: 0x80 | 0x200 | 0x2 | 0x20, clear: 0 });
    let flags = PrincipalFlags::parse("-preauth forwardable").unwrap();
    assert_eq!(flags, PrincipalFlags { set: 0, clear: 0x82 });
    assert_eq!(flags.applied_to(0x83), 1);
    assert_eq!(PrincipalFlags::parse("+nonsense"), Err(UnknownFlag("+nonsense".into())));
}

#[test]
fn key_salts_pass_over_what_they_do_not_know() {
    let list = KeySaltList::parse("aes256-cts:normal des-cbc-crc:afs3 aes128-cts,bogus");
    assert_eq!(
        list.pairs,
        [(Enctype::AES256_SHA1, SaltType::NORMAL), (Enctype::AES128_SHA1, SaltType::NORMAL),]
    );
    assert_eq!(list.unknown, ["des-cbc-crc:afs3", "bogus"]);
}

#[test]
fn log_targets() {
    let logging = conf(
        "[logging]\n kdc = FILE:/a\n kdc = STDERR\n default = SYSLOG:INFO:DAEMON\n\
         debug = true\n admin_server = nowhere\n",
    )
    .logging();
    assert_eq!(logging.kdc, [LogTarget::AppendTo("/a".into()), LogTarget::Stderr]);
    assert!(logging.admin_server.is_empty() && logging.debug);
    assert_eq!(logging.unknown, ["nowhere"]);
    assert_eq!(LogTarget::parse("file=/b"), Some(LogTarget::Overwrite("/b".into())));
    assert_eq!(
        LogTarget::parse("SYSLOG:INFO:DAEMON"),
        Some(LogTarget::Syslog { severity: Some("INFO".into()), facility: Some("DAEMON".into()) })
    );
}

#[test]
fn relations_without_effect_and_unknown_ones_are_listed_apart() {
    let conf = conf(
        "[realms]\n R = {\n  max_lief = 1h\n  iprop_enable = true\n }\n[libdefaults]\n \
         default_realm = R\n default_relam = S\n rdns = false\n R = {\n  rdns = true\n }\n",
    );
    let names = |remarks: Vec<Remark>| -> Vec<String> {
        remarks.into_iter().map(|remark| remark.relation).collect()
    };
    assert_eq!(names(conf.unknown()), ["[libdefaults] default_relam", "[realms] R max_lief"]);
    assert_eq!(conf.unknown()[1].place.as_deref(), Some("kdc.conf, line 3"));
    assert_eq!(names(conf.without_effect()), ["[libdefaults] rdns", "[realms] R iprop_enable"]);
}

#[test]
fn a_wrong_value_is_named_with_its_place() {
    let wrong = conf("[realms]\n R = {\n  max_life = soon\n }\n").realm("R").unwrap_err();
    let text = wrong.to_string();
    assert!(text.contains("max_life") && text.contains("soon") && text.contains('3'), "{text}");
}
