//! HostAddress and HostAddresses (RFC 4120 §5.2.5, §7.5.3).

use rasn::types::OctetString;
use rasn::{AsnType, Decode, Decoder, Encode, Encoder};

use super::der::int32_newtype;

int32_newtype! {
    /// Address type (RFC 4120 §7.5.3).
    AddressType {
        /// IPv4.
        IPV4 = 2,
        /// Directional.
        DIRECTIONAL = 3,
        /// NetBIOS.
        NETBIOS = 20,
        /// IPv6.
        IPV6 = 24,
    }
}

/// One address of a host.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
pub struct HostAddress {
    /// addr-type.
    #[rasn(tag(explicit(0)))]
    pub addr_type: AddressType,
    /// address, in network byte order.
    #[rasn(tag(explicit(1)))]
    pub address: OctetString,
}
