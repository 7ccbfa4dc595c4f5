//! What the Kerberos configuration of a machine says that nothing here heeds.
//!
//! krb5.conf and kdc.conf are read as the programs read them. Keys that nobody knows are slips,
//! most of the time; others are MIT's alone, and some words of lists stand for nothing that is
//! implemented. None of them is fatal to a program.

use kerbside_krb5::formats::enctype_list::{EnctypeList, WeakCrypto};
use kerbside_krb5::formats::kdc_conf::{KdcConf, Remark};
use kerbside_krb5::formats::krb5_conf::Krb5Conf;

use super::configuration::load_kdc;
use super::environment::Environment;

/// What was found, each finding as a line.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Findings {
    /// Files and values that cannot be read.
    pub unreadable: Vec<String>,
    /// Keys that nobody knows.
    pub unknown: Vec<String>,
    /// Keys that MIT heeds, and nothing here.
    pub without_effect: Vec<String>,
    /// Words of lists that stand for nothing that is implemented.
    pub passed_over: Vec<String>,
}

/// Examines the configuration of `environment`.
pub fn examine(environment: &Environment) -> Findings {
    let mut found = Findings::default();
    let conf = match load_kdc(environment) {
        Ok(conf) => conf,
        Err(error) => {
            found.unreadable.push(error.to_string());
            return found;
        }
    };
    look_at_files(environment, &conf, &mut found);
    if let Err(error) = Krb5Conf::from_profile(conf.profile().clone()) {
        found.unreadable.push(error.to_string());
    }
    found.unknown.extend(listed(conf.unknown()));
    found.without_effect = listed(conf.without_effect());
    look_at_realms(&conf, &mut found);
    look_at_enctypes(&conf, &mut found);
    let logging = conf.logging().unknown;
    found.passed_over.extend(logging.iter().map(|word| format!("[logging]: {word}")));
    found
}

/// Sections that MIT's files have.
const SECTIONS: [&str; 13] = [
    "appdefaults",
    "capaths",
    "dbdefaults",
    "dbmodules",
    "domain_realm",
    "kadmin",
    "kdcdefaults",
    "libdefaults",
    "logging",
    "login",
    "otp",
    "plugins",
    "realms",
];

/// Files that are not there, sections that nobody knows, and a default realm that nothing names.
fn look_at_files(environment: &Environment, conf: &KdcConf, found: &mut Findings) {
    let paths = environment.krb5_config.iter().map(String::as_str);
    for path in paths.chain(environment.kdc_profile.split(':')) {
        if !environment.path(path).exists() {
            found.passed_over.push(format!("{path}: it does not exist"));
        }
    }
    for section in conf.profile().subsection_names(&[]) {
        if !SECTIONS.contains(&section) {
            found.unknown.push(format!("[{section}]"));
        }
    }
    match conf.default_realm() {
        None => found.passed_over.push("[libdefaults] default_realm: nothing names one".to_owned()),
        Some(realm) if !conf.profile().has_section(&["realms", realm]) => {
            found.passed_over.push(format!("[libdefaults] default_realm: [realms] has no {realm}"));
        }
        Some(_) => {}
    }
}

fn look_at_realms(conf: &KdcConf, found: &mut Findings) {
    for name in conf.profile().subsection_names(&["realms"]) {
        match conf.realm(name) {
            Err(error) => found.unreadable.push(error.to_string()),
            Ok(realm) => {
                let list = &realm.supported_enctypes;
                let unimplemented =
                    list.pairs.iter().filter(|(enctype, _)| !enctype.is_supported());
                let words = unimplemented.map(|(enctype, _)| enctype.to_string());
                let words = words.chain(list.unknown.iter().cloned());
                let told = words.map(|word| format!("[realms] {name} supported_enctypes: {word}"));
                found.passed_over.extend(told);
            }
        }
    }
}

fn look_at_enctypes(conf: &KdcConf, found: &mut Findings) {
    for key in ["permitted_enctypes", "default_tkt_enctypes", "default_tgs_enctypes"] {
        let Some(value) = conf.profile().value(&["libdefaults", key]) else {
            continue;
        };
        let list = EnctypeList::parse(value, WeakCrypto::Allowed);
        let unimplemented = list.enctypes.iter().filter(|enctype| !enctype.is_supported());
        let words = unimplemented.map(ToString::to_string).chain(list.unknown.iter().cloned());
        found.passed_over.extend(words.map(|word| format!("[libdefaults] {key}: {word}")));
    }
}

fn listed(remarks: Vec<Remark>) -> Vec<String> {
    let line = |remark: Remark| match remark.place {
        Some(place) => format!("{} ({place})", remark.relation),
        None => remark.relation,
    };
    remarks.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_apart_from_what_is_mits_alone() {
        let directory = tempfile::tempdir().unwrap();
        let text = "[libdefaults]\n default_realm = R\n permitted_enctypes = aes256-cts des3\n\
                    [realms]\n R = {\n  max_lief = 1h\n  iprop_enable = true\n  \
                    supported_enctypes = aes256-cts:normal camellia256-cts:normal x\n }\n";
        std::fs::write(directory.path().join("kdc.conf"), text).unwrap();
        let mut environment = Environment::new(directory.path());
        environment.kdc_profile = "kdc.conf".to_owned();
        environment.krb5_config = vec!["krb5.conf".to_owned()];
        assert_eq!(
            examine(&environment),
            Findings {
                unreadable: vec![],
                unknown: vec!["[realms] R max_lief (kdc.conf, line 6)".to_owned()],
                without_effect: vec!["[realms] R iprop_enable (kdc.conf, line 7)".to_owned()],
                passed_over: vec![
                    "krb5.conf: it does not exist".to_owned(),
                    "[realms] R supported_enctypes: camellia256-cts-cmac".to_owned(),
                    "[realms] R supported_enctypes: x".to_owned(),
                    "[libdefaults] permitted_enctypes: des3-cbc-sha1".to_owned(),
                ],
            }
        );
    }

    #[test]
    fn sections_realms_and_files_that_are_not_there_are_told() {
        let directory = tempfile::tempdir().unwrap();
        let text = "[libdefaults]\n default_realm = R\n[relams]\n R = {\n  kdc = a\n }\n";
        std::fs::write(directory.path().join("krb5.conf"), text).unwrap();
        let mut environment = Environment::new(directory.path());
        environment.krb5_config = vec!["krb5.conf".to_owned()];
        environment.kdc_profile = "none/kdc.conf".to_owned();
        let found = examine(&environment);
        assert_eq!(found.unknown, ["[relams]"]);
        assert_eq!(
            found.passed_over,
            ["none/kdc.conf: it does not exist", "[libdefaults] default_realm: [realms] has no R",]
        );
    }

    #[test]
    fn a_value_that_cannot_be_read_is_told() {
        let directory = tempfile::tempdir().unwrap();
        let text = "[realms]\n R = {\n  max_life = soon\n }\n";
        std::fs::write(directory.path().join("kdc.conf"), text).unwrap();
        let mut environment = Environment::new(directory.path());
        environment.kdc_profile = "kdc.conf".to_owned();
        let found = examine(&environment);
        assert!(found.unreadable[0].contains("max_life"), "{found:?}");
    }
}
