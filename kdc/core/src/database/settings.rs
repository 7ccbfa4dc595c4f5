//! The settings of a realm, and the defaults of a test bed.
//!
//! They differ from MIT's built-in defaults in two places, both named at their field: tickets may
//! be renewed for seven days, and new principals require preauthentication.

use std::borrow::Cow;
use std::time::Duration;

use kerbside_crypto::Enctype;
use kerbside_crypto::registry::{DEFAULT_ENCTYPES, DEFAULT_PERMITTED};
use kerbside_krb5::formats::kdc_conf::{KeySaltList, SaltType};
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::Realm;

use super::{Attributes, Dictionary, Salt};

/// The settings of one realm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RealmSettings {
    /// The realm.
    pub realm: Realm,
    /// The longest life of a ticket: 24 hours.
    pub max_life: Duration,
    /// The longest renewable life of a ticket: 7 days. MIT's own default is 0, which would make
    /// every renewal scenario begin with configuration; 7 days is what its manual's example has.
    pub max_renewable_life: Duration,
    /// Enctypes allowed for session keys, tickets and preauthentication (`permitted_enctypes`).
    pub permitted_enctypes: Vec<Enctype>,
    /// The keys that a new principal gets (`supported_enctypes`).
    pub key_salts: Vec<KeySalt>,
    /// How far a client's clock may be off, in seconds: 300.
    pub clock_skew: u32,
    /// The attributes of a new principal (`default_principal_flags`): REQUIRES_PRE_AUTH. MIT's own
    /// default is none; what people run requires preauthentication.
    pub default_attributes: Attributes,
    /// When a new principal expires, unless it is said (`default_principal_expiration`): never.
    pub default_expiration: Option<Timestamp>,
    /// The texts that differ between KDCs.
    pub e_texts: ETexts,
    /// The words that no password under a policy may be (`dict_file`): none.
    pub dictionary: Dictionary,
    /// The enctype of the master key, and of the key of histories (`master_key_type`):
    /// aes256-cts-hmac-sha1-96.
    pub master_key_type: Enctype,
    /// The largest reply that fits a datagram: 4096 octets.
    pub datagram_limit: usize,
    /// The time of the last success is not kept (MIT's `disable_last_success`).
    pub disable_last_success: bool,
    /// Failures are neither counted nor do they lock (MIT's `disable_lockout`).
    pub disable_lockout: bool,
}

/// An enctype and a salt: one key of a new principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySalt {
    /// The enctype.
    pub enctype: Enctype,
    /// The salt.
    pub salt: Salt,
}

/// The e-text of an unknown server, for each exchange.
///
/// MIT's are the default. Others say `UNKNOWN_SERVER`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ETexts {
    /// An AS request for a service that does not exist.
    pub as_unknown_server: Cow<'static, str>,
    /// A TGS request for a service that does not exist.
    pub tgs_unknown_server: Cow<'static, str>,
    /// A TGS request for the TGT of a realm that is not trusted.
    pub tgs_unknown_realm: Cow<'static, str>,
}

impl ETexts {
    /// MIT krb5 1.20's texts.
    pub const MIT: Self = Self {
        as_unknown_server: Cow::Borrowed("SERVER_NOT_FOUND"),
        tgs_unknown_server: Cow::Borrowed("LOOKING_UP_SERVER"),
        tgs_unknown_realm: Cow::Borrowed("UNKNOWN_SERVER"),
    };
}

impl KeySalt {
    /// Whether enctype and kind of salt are the same, whatever the octets of a special salt.
    pub fn is_like(&self, other: &Self) -> bool {
        self.enctype == other.enctype && self.salt.number() == other.salt.number()
    }

    /// The key-salts of a policy's list (`aes256-cts:normal,aes128-cts`), which has commas alone
    /// between them.
    pub fn parse_list(list: &str) -> Vec<Self> {
        Self::of_list(&KeySaltList::parse_by_commas(list))
    }

    /// The key-salts of a list that was read. Kinds of salt that nobody has any more are left out.
    pub fn of_list(list: &KeySaltList) -> Vec<Self> {
        let known = |(enctype, kind): &(Enctype, SaltType)| {
            Some(Self { enctype: *enctype, salt: Salt::of_type(*kind)? })
        };
        list.pairs.iter().filter_map(known).collect()
    }
}

impl RealmSettings {
    /// The defaults of a test bed for `realm`.
    pub fn new(realm: impl Into<Realm>) -> Self {
        let key_salt = |enctype| KeySalt { enctype, salt: Salt::Normal };
        Self {
            realm: realm.into(),
            max_life: Duration::from_secs(24 * 3_600),
            max_renewable_life: Duration::from_secs(7 * 24 * 3_600),
            permitted_enctypes: DEFAULT_PERMITTED.to_vec(),
            key_salts: DEFAULT_ENCTYPES.map(key_salt).to_vec(),
            clock_skew: 300,
            default_attributes: Attributes::REQUIRES_PRE_AUTH,
            default_expiration: None,
            e_texts: ETexts::MIT,
            dictionary: Dictionary::default(),
            master_key_type: Enctype::AES256_SHA1,
            datagram_limit: 4_096,
            disable_last_success: false,
            disable_lockout: false,
        }
    }

    /// Whether `enctype` is permitted and implemented.
    pub fn permits(&self, enctype: Enctype) -> bool {
        self.permitted_enctypes.contains(&enctype) && enctype.is_supported()
    }
}
