//! Kerberos names as Kafka's KerberosName takes them apart: `service[/host]@REALM`.

use std::sync::Arc;

use super::NameRefusal;

/// The parts of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KerberosName<'n> {
    /// The first component; the whole name where there is no realm.
    pub(super) service: &'n str,
    pub(super) host: Option<&'n str>,
    pub(super) realm: Option<&'n str>,
}

impl<'n> KerberosName<'n> {
    /// A name that is not of the form is taken as it is, unless it has an `@`.
    pub(super) fn parse(full: &'n str) -> Result<Self, NameRefusal> {
        let Some((name, realm)) = full.split_once('@') else {
            return Ok(KerberosName { service: full, host: None, realm: None });
        };
        let (service, host) = match name.split_once('/') {
            Some((service, host)) => (service, Some(host)),
            None => (name, None),
        };
        let plain = |part: &str| !part.contains(['/', '@']);
        match plain(host.unwrap_or_default()) && plain(realm) {
            true => Ok(KerberosName { service, host, realm: Some(realm) }),
            false => Err(NameRefusal::Malformed(Arc::from(full))),
        }
    }
}
