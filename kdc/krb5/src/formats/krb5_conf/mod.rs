//! krb5.conf by its meaning (MIT `krb5_conf.rst`): `[libdefaults]`, `[realms]`, `[domain_realm]`.
//!
//! Values that do not mean what their name asks for are errors with their place: MIT takes the
//! default then and says nothing. Relations that are not known here are kept.
//!
//! Left out: `[capaths]`, `[appdefaults]`, `[plugins]` and `[dbmodules]`, which
//! [`Krb5Conf::profile`] has as they were written.

mod libdefaults;
mod realm;
#[cfg(test)]
mod tests;

use crate::formats::enctype_list::EnctypeList;
use crate::formats::profile::{ConfError, Profile};

pub use libdefaults::{HostnameCanonicalization, LibDefaults};
pub use realm::RealmConf;

/// A krb5.conf.
///
/// ```
/// use kerbside_krb5::formats::krb5_conf::Krb5Conf;
/// use kerbside_krb5::formats::profile::{NoFiles, Profile};
///
/// let text = "[libdefaults]\n  default_realm = R\n[domain_realm]\n  .example.test = R\n";
/// let profile = Profile::parse(text.as_bytes(), "krb5.conf", &NoFiles)?;
/// let conf = Krb5Conf::from_profile(profile)?;
/// assert_eq!(conf.libdefaults.default_realm.as_deref(), Some("R"));
/// assert_eq!(conf.realm_of_host("kafka.example.test"), Some("R"));
/// # Ok::<(), kerbside_krb5::formats::profile::ConfError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Krb5Conf {
    /// `[libdefaults]`.
    pub libdefaults: LibDefaults,
    /// `[realms]`, by name.
    pub realms: Vec<(String, RealmConf)>,
    profile: Profile,
}

impl Krb5Conf {
    /// Gives the relations of `profile` their meaning.
    pub fn from_profile(profile: Profile) -> Result<Self, ConfError> {
        let realms = profile
            .subsection_names(&["realms"])
            .into_iter()
            .map(|name| (name.to_owned(), RealmConf::read(&profile, name)))
            .collect();
        Ok(Self { libdefaults: LibDefaults::read(&profile)?, realms, profile })
    }

    /// The relations as they were written.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// What `[realms]` says about `name`.
    pub fn realm(&self, name: &str) -> Option<&RealmConf> {
        self.realms.iter().find(|(realm, _)| realm == name).map(|(_, conf)| conf)
    }

    /// The realm that `[domain_realm]` gives `host`: by its name, then by `.domain` and `domain`
    /// for each of its parents, the nearest first. The name is taken in lower case and without a
    /// dot at its end.
    ///
    /// An empty realm stands for the referral realm: the client asks the KDC of its own realm.
    pub fn realm_of_host(&self, host: &str) -> Option<&str> {
        let host = host.to_ascii_lowercase();
        let mut suffix = host.strip_suffix('.').unwrap_or(&host);
        loop {
            if let Some(realm) = self.profile.value(&["domain_realm", suffix]) {
                return Some(realm);
            }
            suffix = match suffix.strip_prefix('.') {
                Some(domain) => domain,
                None => suffix.find('.').and_then(|dot| suffix.get(dot..))?,
            };
        }
    }

    /// The enctypes a client may use at all: `permitted_enctypes`.
    pub fn permitted_enctypes(&self) -> EnctypeList {
        self.libdefaults.permitted_enctypes.clone().unwrap_or_else(EnctypeList::mit_default)
    }
}
