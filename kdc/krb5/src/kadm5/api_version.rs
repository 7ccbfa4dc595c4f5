//! The version of the API that a call speaks (MIT's admin.h).

use super::code::Code;

/// KADM5_API_VERSION_n.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiVersion(pub u32);

impl ApiVersion {
    /// Version 2.
    pub const V2: Self = Self(0x1234_5702);
    /// Version 3, since release 1.8: lockout in policies.
    pub const V3: Self = Self(0x1234_5703);
    /// Version 4, since release 1.11: attributes, lives and key-salts in policies.
    pub const V4: Self = Self(0x1234_5704);

    /// Those that a client tries, one after the other.
    pub const OFFERED: [Self; 3] = [Self::V4, Self::V3, Self::V2];

    const MASK: u32 = 0x1234_5700;

    /// The number as people know it.
    pub const fn number(self) -> u32 {
        self.0 & !Self::MASK
    }

    /// Whether it is served; else the code that says why not.
    pub const fn check(self) -> Result<(), Code> {
        if self.0 & 0xffff_ff00 != Self::MASK {
            Err(Code::BAD_API_VERSION)
        } else if self.0 < Self::V2.0 {
            Err(Code::OLD_SERVER_API_VERSION)
        } else if self.0 > Self::V4.0 {
            Err(Code::NEW_SERVER_API_VERSION)
        } else {
            Ok(())
        }
    }
}

impl std::fmt::Debug for ApiVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ApiVersion({:#x})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_two_to_four_are_served() {
        for (version, answer) in [
            (0x1234_5701, Err(Code::OLD_SERVER_API_VERSION)),
            (0x1234_5702, Ok(())),
            (0x1234_5704, Ok(())),
            (0x1234_5705, Err(Code::NEW_SERVER_API_VERSION)),
            (0x1234_5602, Err(Code::BAD_API_VERSION)),
            (4, Err(Code::BAD_API_VERSION)),
        ] {
            assert_eq!(ApiVersion(version).check(), answer, "{version:#x}");
        }
    }
}
