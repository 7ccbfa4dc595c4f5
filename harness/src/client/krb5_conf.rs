//! krb5.conf for a bed, as MIT, the JDK and gokrb5 all read it.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

/// A krb5.conf.
///
/// Names are never resolved or changed (`rdns`, `dns_*` off): what a client is told is what it asks
/// for. TCP is tried first with a limit of 1, since the JDK takes 0 for unset (JDK-8333772).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Krb5Conf {
    /// The default realm.
    pub realm: String,
    /// Where its KDC listens.
    pub kdc: SocketAddr,
    /// Where its kadmind listens, when it has one.
    pub admin_server: Option<SocketAddr>,
    /// Where passwords are changed, when they are.
    pub kpasswd_server: Option<SocketAddr>,
    /// Hosts that belong to the realm.
    pub hosts: Vec<String>,
    /// The default credential cache.
    pub ccache: Option<PathBuf>,
    /// The keytab from which clients get tickets by themselves.
    pub client_keytab: Option<PathBuf>,
    /// Further lines of `[libdefaults]`, such as `kdc_timesync = 0`.
    pub libdefaults: Vec<(String, String)>,
}

impl fmt::Display for Krb5Conf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let realm = &self.realm;
        writeln!(f, "[libdefaults]")?;
        writeln!(f, "    default_realm = {realm}")?;
        for off in ["dns_lookup_kdc", "dns_lookup_realm", "dns_canonicalize_hostname", "rdns"] {
            writeln!(f, "    {off} = false")?;
        }
        writeln!(f, "    udp_preference_limit = 1")?;
        writeln!(f, "    forwardable = true")?;
        if let Some(ccache) = &self.ccache {
            writeln!(f, "    default_ccache_name = FILE:{}", ccache.display())?;
        }
        if let Some(keytab) = &self.client_keytab {
            writeln!(f, "    default_client_keytab_name = FILE:{}", keytab.display())?;
        }
        for (key, value) in &self.libdefaults {
            writeln!(f, "    {key} = {value}")?;
        }
        writeln!(f, "\n[realms]\n    {realm} = {{\n        kdc = {}", self.kdc)?;
        let servers =
            [("admin_server", self.admin_server), ("kpasswd_server", self.kpasswd_server)];
        for (key, server) in servers {
            if let Some(server) = server {
                writeln!(f, "        {key} = {server}")?;
            }
        }
        writeln!(f, "    }}")?;
        writeln!(f, "\n[domain_realm]")?;
        for host in &self.hosts {
            writeln!(f, "    {host} = {realm}")?;
        }
        Ok(())
    }
}
