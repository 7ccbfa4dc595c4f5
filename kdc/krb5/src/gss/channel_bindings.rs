//! Channel bindings and their hash (RFC 4121 §4.1.1.2, RFC 2743 §1.1.6).

use md5::{Digest, Md5};

/// What ties a context to the channel below it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ChannelBindings {
    /// The type of the initiator's address, 0 when unspecified.
    pub initiator_address_type: u32,
    /// The initiator's address.
    pub initiator_address: Vec<u8>,
    /// The type of the acceptor's address, 0 when unspecified.
    pub acceptor_address_type: u32,
    /// The acceptor's address.
    pub acceptor_address: Vec<u8>,
    /// Application data, such as `tls-server-end-point:` and a hash (RFC 5929).
    pub application_data: Vec<u8>,
}

impl ChannelBindings {
    /// Bindings that hold application data alone.
    pub fn of_application_data(data: impl Into<Vec<u8>>) -> Self {
        Self { application_data: data.into(), ..Self::default() }
    }

    /// The 16 octets of the Bnd field: MD5 over all fields, integers and lengths little-endian.
    pub fn hash(&self) -> [u8; 16] {
        let mut digest = Md5::new();
        let mut field = |kind: Option<u32>, octets: &[u8]| {
            if let Some(kind) = kind {
                digest.update(kind.to_le_bytes());
            }
            digest.update((octets.len() as u32).to_le_bytes());
            digest.update(octets);
        };
        field(Some(self.initiator_address_type), &self.initiator_address);
        field(Some(self.acceptor_address_type), &self.acceptor_address);
        field(None, &self.application_data);
        digest.finalize().into()
    }
}
