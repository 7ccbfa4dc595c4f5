//! PrincipalName (RFC 4120 §5.2.2, §6.2) and its name types (§7.5.8, RFC 6806 §5, RFC 8062).

use rasn::{AsnType, Decode, Decoder, Encode, Encoder};

use super::KerberosString;
use super::der::int32_newtype;

int32_newtype! {
    /// NameType (RFC 4120 §6.2).
    NameType {
        /// NT-UNKNOWN.
        UNKNOWN = 0,
        /// NT-PRINCIPAL: a user or a service by its own name.
        PRINCIPAL = 1,
        /// NT-SRV-INST: service and instance, as `krbtgt/REALM`.
        SRV_INST = 2,
        /// NT-SRV-HST: service and host.
        SRV_HST = 3,
        /// NT-SRV-XHST: service and host in several components.
        SRV_XHST = 4,
        /// NT-UID.
        UID = 5,
        /// NT-X500-PRINCIPAL.
        X500_PRINCIPAL = 6,
        /// NT-SMTP-NAME.
        SMTP_NAME = 7,
        /// NT-ENTERPRISE (RFC 6806 §5).
        ENTERPRISE = 10,
        /// NT-WELLKNOWN (RFC 6111).
        WELLKNOWN = 11,
    }
}

/// The name of a principal within its realm.
///
/// Comparisons that decide something ignore the name type (RFC 4120 §6.2): see
/// [`PrincipalName::same_components`].
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PrincipalName {
    /// name-type, a hint only.
    #[rasn(tag(explicit(0)))]
    pub name_type: NameType,
    /// name-string, the components.
    #[rasn(tag(explicit(1)))]
    pub name_string: Vec<KerberosString>,
}

impl PrincipalName {
    /// A name of `components` with the given type.
    pub fn new<S: Into<KerberosString>>(
        name_type: NameType,
        components: impl IntoIterator<Item = S>,
    ) -> Self {
        Self { name_type, name_string: components.into_iter().map(Into::into).collect() }
    }

    /// `krbtgt/realm`, the ticket-granting service of `realm` (RFC 4120 §7.3).
    pub fn krbtgt(realm: &KerberosString) -> Self {
        Self::new(NameType::SRV_INST, [KerberosString::from("krbtgt"), realm.clone()])
    }

    /// Whether both names have the same components, whatever their types.
    pub fn same_components(&self, other: &Self) -> bool {
        self.name_string == other.name_string
    }
}
