//! The four octets about security layers, and what may follow them (RFC 4752 §3.1, §3.3).

use std::fmt;

/// One security layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SecurityLayer {
    /// Traffic as it is.
    None,
    /// Every message in a Wrap token with a checksum.
    Integrity,
    /// Every message in an encrypted Wrap token.
    Confidentiality,
}

impl SecurityLayer {
    /// The layer's bit.
    pub const fn bit(self) -> u8 {
        match self {
            Self::None => 1,
            Self::Integrity => 2,
            Self::Confidentiality => 4,
        }
    }

    /// The layer of exactly one bit.
    pub const fn from_bit(bit: u8) -> Option<Self> {
        match bit {
            1 => Some(Self::None),
            2 => Some(Self::Integrity),
            4 => Some(Self::Confidentiality),
            _ => None,
        }
    }
}

/// A set of security layers as one octet; unknown bits are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SecurityLayers(pub u8);

impl SecurityLayers {
    /// Authentication only: what Kafka offers.
    pub const NONE: Self = Self(SecurityLayer::None.bit());
    /// Confidentiality only: what a client that wants none must refuse.
    pub const CONFIDENTIALITY: Self = Self(SecurityLayer::Confidentiality.bit());

    /// Whether `layer` is among them.
    pub const fn contains(self, layer: SecurityLayer) -> bool {
        self.0 & layer.bit() != 0
    }
}

impl fmt::Display for SecurityLayers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = [(1, "none"), (2, "integrity"), (4, "confidentiality")];
        let named = names.iter().filter(|(bit, _)| self.0 & bit != 0).map(|(_, name)| *name);
        write!(f, "{:#04x} ({})", self.0, named.collect::<Vec<_>>().join(", "))
    }
}

/// What the server offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The layers.
    pub layers: SecurityLayers,
    /// The largest wrapped message that the server takes; 24 bits.
    pub max_message: u32,
}

impl Default for Offer {
    /// Authentication only, with the JDK's 65,536.
    fn default() -> Self {
        Self { layers: SecurityLayers::NONE, max_message: 65_536 }
    }
}

impl Offer {
    /// The four octets.
    pub fn to_octets(self) -> [u8; 4] {
        first_and_size(self.layers.0, self.max_message)
    }

    /// Reads the four octets.
    pub fn parse(octets: &[u8]) -> Option<Self> {
        let [layers, high, middle, low] = *octets else {
            return None;
        };
        let max_message = u32::from_be_bytes([0, high, middle, low]);
        Some(Self { layers: SecurityLayers(layers), max_message })
    }
}

/// What the client chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The first octet: one bit of the offer, or a fault.
    pub layer: SecurityLayers,
    /// The largest wrapped message that the client takes. RFC 4752 §3.1 wants 0 where the layer is
    /// none; python-gssapi's users send the server's number back.
    pub max_message: u32,
    /// The identity that the client wants to act as; empty means its own.
    pub authzid: Vec<u8>,
}

impl Choice {
    /// The octets, wrapped afterwards.
    pub fn to_octets(&self) -> Vec<u8> {
        let mut octets = first_and_size(self.layer.0, self.max_message).to_vec();
        octets.extend_from_slice(&self.authzid);
        octets
    }

    /// Reads four octets and the identity behind them.
    pub fn parse(octets: &[u8]) -> Option<Self> {
        let (first, authzid) = octets.split_first_chunk::<4>()?;
        let [layer, high, middle, low] = *first;
        let max_message = u32::from_be_bytes([0, high, middle, low]);
        Some(Self { layer: SecurityLayers(layer), max_message, authzid: authzid.to_vec() })
    }
}

fn first_and_size(first: u8, size: u32) -> [u8; 4] {
    let [_, high, middle, low] = size.min(0x00ff_ffff).to_be_bytes();
    [first, high, middle, low]
}
