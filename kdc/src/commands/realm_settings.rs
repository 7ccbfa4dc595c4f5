//! The settings of a realm from what kdc.conf says about it.

use std::time::Duration;

use kerbside_crypto::Enctype;
use kerbside_kdc_core::database::{Attributes, KeySalt, RealmSettings};
use kerbside_krb5::formats::kdc_conf::{KdcConf, KdcRealm};
use kerbside_krb5::formats::krb5_conf::Krb5Conf;
use kerbside_krb5::formats::profile::{ConfError, ConfFault};
use kerbside_krb5::time::Timestamp;

use super::environment::Environment;
use super::times;

/// The settings of `realm`, with the enctypes and the clock skew of `conf`, as they hold in
/// `environment`: in its zone are the times of the files.
///
/// The dictionary of `dict_file` is not read here. Keys of enctypes that are not implemented are
/// left out of what new principals get: the daemons say so in their log.
///
/// # Errors
/// A value of `[libdefaults]`, or a time, that cannot be read, with its place.
pub fn realm_settings(
    conf: &KdcConf,
    realm: &KdcRealm,
    environment: &Environment,
) -> Result<RealmSettings, ConfError> {
    let libdefaults = Krb5Conf::from_profile(conf.profile().clone())?;
    let supported = |enctype: &Enctype| enctype.is_supported();
    let key_salts = KeySalt::of_list(&realm.supported_enctypes).into_iter();
    let permitted = libdefaults.permitted_enctypes().enctypes;
    let mut settings = RealmSettings::new(realm.name.as_str());
    settings.max_life = seconds(realm.max_life);
    settings.max_renewable_life = seconds(realm.max_renewable_life);
    settings.permitted_enctypes = permitted.into_iter().filter(supported).collect();
    settings.key_salts = key_salts.filter(|one| supported(&one.enctype)).collect();
    settings.clock_skew = libdefaults.libdefaults.clockskew.unsigned_abs();
    settings.default_attributes = Attributes(realm.default_principal_flags.applied_to(0));
    settings.default_expiration = default_expiration(conf, realm, environment)?;
    settings.datagram_limit = realm.max_datagram_reply;
    settings.master_key_type = realm.master_key_type;
    settings.disable_last_success = realm.disable_last_success;
    settings.disable_lockout = realm.disable_lockout;
    Ok(settings)
}

/// `default_principal_expiration`, which is a time in digits as MIT's library reads it.
fn default_expiration(
    conf: &KdcConf,
    realm: &KdcRealm,
    environment: &Environment,
) -> Result<Option<Timestamp>, ConfError> {
    let name = "default_principal_expiration";
    let Some(relation) = conf.profile().relation(&["realms", &realm.name, name]) else {
        return Ok(None);
    };
    let value = relation.value();
    let time = times::parse(value, environment.clock.now(), &environment.zone);
    time.map(Some).ok_or_else(|| {
        let (name, value) = (name.to_owned(), value.to_owned());
        let expected = "time in digits, as 20300131103015";
        ConfError::of(relation, ConfFault::Value { name, value, expected })
    })
}

fn seconds(seconds: i32) -> Duration {
    Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kerbside_kdc_core::database::Salt;
    use kerbside_krb5::formats::profile::{NoFiles, Profile};

    fn settings(text: &str) -> Result<RealmSettings, ConfError> {
        let conf = KdcConf::new(Profile::parse(text.as_bytes(), "kdc.conf", &NoFiles).unwrap());
        realm_settings(&conf, &conf.realm("R").unwrap(), &Environment::new("/"))
    }

    #[test]
    fn what_the_files_say_is_what_holds() {
        let text = "[libdefaults]\n clockskew = 60\n permitted_enctypes = aes256-cts des3\n\
                    [kdcdefaults]\n kdc_max_dgram_reply_size = 1500\n\
                    [realms]\n R = {\n  max_life = 10h\n  max_renewable_life = 7d\n\
                    supported_enctypes = aes256-cts:norealm des3:normal\n\
                    default_principal_expiration = 20300131103015\n\
                    default_principal_flags = +preauth, -forwardable\n }\n";
        let settings = settings(text).unwrap();
        assert_eq!(settings.max_life, Duration::from_secs(36_000));
        assert_eq!(settings.max_renewable_life, Duration::from_secs(604_800));
        assert_eq!(settings.permitted_enctypes, [Enctype::AES256_SHA1]);
        let key_salt = KeySalt { enctype: Enctype::AES256_SHA1, salt: Salt::NoRealm };
        assert_eq!(settings.key_salts, [key_salt]);
        assert_eq!((settings.clock_skew, settings.datagram_limit), (60, 1_500));
        assert_eq!(
            settings.default_attributes,
            Attributes::REQUIRES_PRE_AUTH | Attributes::DISALLOW_FORWARDABLE
        );
        let expiration = settings.default_expiration.map(Timestamp::seconds);
        assert_eq!(expiration, Some(1_896_085_815));
    }

    #[test]
    fn an_expiration_that_is_no_time_is_refused_with_its_place() {
        let wrong = settings("[realms]\n R = {\n  default_principal_expiration = soon\n }\n");
        let told = wrong.unwrap_err().to_string();
        assert!(told.contains("kdc.conf") && told.contains("20300131103015"), "{told}");
    }
}
