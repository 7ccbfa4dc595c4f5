//! `[libdefaults]`, with the values MIT krb5 1.20 has where the file says nothing.

use super::realm::others;
use crate::formats::boolean::parse_boolean;
use crate::formats::duration::parse_duration;
use crate::formats::enctype_list::{EnctypeList, WeakCrypto};
use crate::formats::profile::{ConfError, ConfFault, Profile, Relation};

/// `dns_canonicalize_hostname`: whether a service's host is looked up before it is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum HostnameCanonicalization {
    /// It is.
    #[default]
    Always,
    /// It is not.
    Never,
    /// When the KDC does not know the name as it is.
    Fallback,
}

/// The relations of `[libdefaults]`. Times are in seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibDefaults {
    /// `default_realm`.
    pub default_realm: Option<String>,
    /// `clockskew`, 300.
    pub clockskew: i32,
    /// `kdc_timesync`, on: whether the KDC's clock is followed.
    pub kdc_timesync: bool,
    /// `ticket_lifetime`, a day.
    pub ticket_lifetime: i32,
    /// `renew_lifetime`, 0: not renewable.
    pub renew_lifetime: i32,
    /// `forwardable`, off.
    pub forwardable: bool,
    /// `proxiable`, off.
    pub proxiable: bool,
    /// `noaddresses`, on: tickets are for any address.
    pub noaddresses: bool,
    /// `canonicalize`, off: whether the KDC may change the client's name.
    pub canonicalize: bool,
    /// `dns_lookup_kdc`, on.
    pub dns_lookup_kdc: bool,
    /// `dns_lookup_realm`, off.
    pub dns_lookup_realm: bool,
    /// `dns_uri_lookup`, on.
    pub dns_uri_lookup: bool,
    /// `dns_canonicalize_hostname`.
    pub dns_canonicalize_hostname: HostnameCanonicalization,
    /// `rdns`, on.
    pub rdns: bool,
    /// `qualify_shortname`: the domain added to a host's name without one; the resolver's first
    /// search domain when it is not set, none when it is empty.
    pub qualify_shortname: Option<String>,
    /// `udp_preference_limit`, 1465: longer requests go by TCP first.
    pub udp_preference_limit: i32,
    /// `default_ccache_name`, with its tokens.
    pub default_ccache_name: Option<String>,
    /// `default_keytab_name`, with its tokens.
    pub default_keytab_name: Option<String>,
    /// `default_client_keytab_name`, with its tokens.
    pub default_client_keytab_name: Option<String>,
    /// `allow_weak_crypto`, off.
    pub allow_weak_crypto: WeakCrypto,
    /// `permitted_enctypes`.
    pub permitted_enctypes: Option<EnctypeList>,
    /// `default_tkt_enctypes`: what a client asks for in the AS exchange.
    pub default_tkt_enctypes: Option<EnctypeList>,
    /// `default_tgs_enctypes`: what a client asks for in the TGS exchange.
    pub default_tgs_enctypes: Option<EnctypeList>,
    /// The other relations, in file order.
    pub other: Vec<(String, String)>,
}

const KNOWN: [&str; 23] = [
    "default_realm",
    "clockskew",
    "kdc_timesync",
    "ticket_lifetime",
    "renew_lifetime",
    "forwardable",
    "proxiable",
    "noaddresses",
    "canonicalize",
    "dns_lookup_kdc",
    "dns_lookup_realm",
    "dns_uri_lookup",
    "dns_canonicalize_hostname",
    "rdns",
    "qualify_shortname",
    "udp_preference_limit",
    "default_ccache_name",
    "default_keytab_name",
    "default_client_keytab_name",
    "allow_weak_crypto",
    "permitted_enctypes",
    "default_tkt_enctypes",
    "default_tgs_enctypes",
];

const BOOLEAN: &str = "boolean, as true or false";

impl LibDefaults {
    pub(super) fn read(profile: &Profile) -> Result<Self, ConfError> {
        let at = Reader { profile };
        let weak = match at.boolean("allow_weak_crypto", false)? {
            true => WeakCrypto::Allowed,
            false => WeakCrypto::Refused,
        };
        Ok(Self {
            default_realm: at.text("default_realm"),
            clockskew: at.duration("clockskew", 300)?,
            kdc_timesync: at.integer("kdc_timesync", 1)? != 0,
            ticket_lifetime: at.duration("ticket_lifetime", 86_400)?,
            renew_lifetime: at.duration("renew_lifetime", 0)?,
            forwardable: at.boolean("forwardable", false)?,
            proxiable: at.boolean("proxiable", false)?,
            noaddresses: at.boolean("noaddresses", true)?,
            canonicalize: at.boolean("canonicalize", false)?,
            dns_lookup_kdc: at.boolean("dns_lookup_kdc", true)?,
            dns_lookup_realm: at.boolean("dns_lookup_realm", false)?,
            dns_uri_lookup: at.boolean("dns_uri_lookup", true)?,
            dns_canonicalize_hostname: at.hostname_canonicalization()?,
            rdns: at.boolean("rdns", true)?,
            qualify_shortname: at.text("qualify_shortname"),
            udp_preference_limit: at.integer("udp_preference_limit", 1_465)?,
            default_ccache_name: at.text("default_ccache_name"),
            default_keytab_name: at.text("default_keytab_name"),
            default_client_keytab_name: at.text("default_client_keytab_name"),
            allow_weak_crypto: weak,
            permitted_enctypes: at.enctypes("permitted_enctypes", weak)?,
            default_tkt_enctypes: at.enctypes("default_tkt_enctypes", weak)?,
            default_tgs_enctypes: at.enctypes("default_tgs_enctypes", weak)?,
            other: others(profile, &["libdefaults"], &KNOWN),
        })
    }
}

struct Reader<'a> {
    profile: &'a Profile,
}

impl Reader<'_> {
    fn relation(&self, name: &str) -> Option<&Relation> {
        self.profile.relation(&["libdefaults", name])
    }

    fn text(&self, name: &str) -> Option<String> {
        self.relation(name).map(|relation| relation.value().to_owned())
    }

    /// The value of `name` as `parse` reads it, which wants what `expected` says.
    fn parsed<T>(
        &self,
        name: &str,
        expected: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, ConfError> {
        let Some(relation) = self.relation(name) else {
            return Ok(None);
        };
        let value = relation.value();
        parse(value).map(Some).ok_or_else(|| {
            let fault =
                ConfFault::Value { name: name.to_owned(), value: value.to_owned(), expected };
            ConfError::of(relation, fault)
        })
    }

    fn boolean(&self, name: &str, default: bool) -> Result<bool, ConfError> {
        Ok(self.parsed(name, BOOLEAN, parse_boolean)?.unwrap_or(default))
    }

    fn integer(&self, name: &str, default: i32) -> Result<i32, ConfError> {
        let parse = |value: &str| value.trim_start().parse().ok();
        Ok(self.parsed(name, "number", parse)?.unwrap_or(default))
    }

    fn duration(&self, name: &str, default: i32) -> Result<i32, ConfError> {
        let expected = "duration, as 3600, 10h, 1d 2h 3m 4s or 1:30";
        Ok(self.parsed(name, expected, parse_duration)?.unwrap_or(default))
    }

    fn hostname_canonicalization(&self) -> Result<HostnameCanonicalization, ConfError> {
        let expected = "boolean or fallback";
        let parse = |value: &str| match parse_boolean(value) {
            Some(true) => Some(HostnameCanonicalization::Always),
            Some(false) => Some(HostnameCanonicalization::Never),
            None if value.eq_ignore_ascii_case("fallback") => {
                Some(HostnameCanonicalization::Fallback)
            }
            None => None,
        };
        Ok(self.parsed("dns_canonicalize_hostname", expected, parse)?.unwrap_or_default())
    }

    fn enctypes(&self, name: &str, weak: WeakCrypto) -> Result<Option<EnctypeList>, ConfError> {
        self.parsed(name, "list in which an enctype is left, as aes or DEFAULT -rc4", |value| {
            Some(EnctypeList::parse(value, weak)).filter(|list| !list.enctypes.is_empty())
        })
    }
}
