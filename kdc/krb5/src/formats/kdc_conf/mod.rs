//! kdc.conf by its meaning (MIT `kdc_conf.rst`): `[kdcdefaults]`, `[realms]`, `[dbdefaults]`,
//! `[dbmodules]` and `[logging]`.
//!
//! The file stands before krb5.conf in one [`Profile`], as MIT merges them: what kdc.conf says has
//! precedence. Defaults are those of MIT krb5 1.20 as Debian builds it. Relations that are known to
//! MIT but to nothing here are kept ([`KdcConf::without_effect`]), those that nobody knows are
//! listed ([`KdcConf::unknown`]); neither is an error.
//!
//! Left out: `[otp]`, and incremental propagation (`iprop_*`), which are among the relations
//! without effect.

mod flags;
mod key_salts;
mod listen;
mod logging;
mod names;
mod reader;
mod realm;
#[cfg(test)]
mod tests;

pub use flags::{PrincipalFlags, UnknownFlag};
pub use key_salts::{KeySaltList, SaltType};
pub use listen::{ListenError, ListenOn, parse_listen};
pub use logging::{LogTarget, Logging};
pub use names::Remark;
pub use realm::KdcRealm;

use crate::formats::profile::{ConfError, Profile};

/// The file's place unless `KRB5_KDC_PROFILE` names another.
pub const DEFAULT_PATH: &str = "/etc/krb5kdc/kdc.conf";

/// A kdc.conf, with the krb5.conf behind it.
///
/// ```
/// use kerbside_krb5::formats::kdc_conf::KdcConf;
/// use kerbside_krb5::formats::profile::{NoFiles, Profile};
///
/// let text = "[realms]\n R = {\n  max_life = 10h\n  kdc_listen = 127.0.0.1:1088\n }\n";
/// let conf = KdcConf::new(Profile::parse(text.as_bytes(), "kdc.conf", &NoFiles)?);
/// let realm = conf.realm("R")?;
/// assert_eq!((realm.max_life, realm.key_stash_file.as_str()), (36_000, "/etc/krb5kdc/.k5.R"));
/// # Ok::<(), kerbside_krb5::formats::profile::ConfError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct KdcConf {
    profile: Profile,
}

impl KdcConf {
    /// Takes `profile`, kdc.conf first.
    pub fn new(profile: Profile) -> Self {
        Self { profile }
    }

    /// The relations as they were written.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// `default_realm` of `[libdefaults]`.
    pub fn default_realm(&self) -> Option<&str> {
        self.profile.value(&["libdefaults", "default_realm"])
    }

    /// What holds for `realm`, by its subsection, `[kdcdefaults]` and the defaults.
    ///
    /// # Errors
    /// A value that does not mean what its name asks for, with its place.
    pub fn realm(&self, realm: &str) -> Result<KdcRealm, ConfError> {
        KdcRealm::read(&self.profile, realm)
    }

    /// `[logging]`.
    pub fn logging(&self) -> Logging {
        Logging::read(&self.profile)
    }

    /// The relations that MIT knows and that change nothing here.
    pub fn without_effect(&self) -> Vec<Remark> {
        names::without_effect(&self.profile)
    }

    /// The relations that nobody knows: slips, most of the time.
    pub fn unknown(&self) -> Vec<Remark> {
        names::unknown(&self.profile)
    }
}
