//! KerberosFlags (RFC 4120 §5.2.8): ticket flags, KDC options and AP options.
//!
//! Sent as 32 bits; received at any length of at least 0 bits, of which the first 32 are kept.

use rasn::types::{BitString, Constraints, Identifier, Tag};
use rasn::{AsnType, Decode, Decoder, Encode, Encoder};

macro_rules! flags {
    ($(#[$meta:meta])* $name:ident { $($(#[$fmeta:meta])* $flag:ident = $bit:expr,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
        pub struct $name(pub u32);

        impl $name {
            $($(#[$fmeta])* pub const $flag: Self = Self(1 << (31 - $bit));)*

            /// No flag.
            pub const EMPTY: Self = Self(0);

            /// Whether every flag of `flags` is set.
            pub const fn contains(self, flags: Self) -> bool {
                self.0 & flags.0 == flags.0
            }

            /// Whether any flag of `flags` is set.
            pub const fn intersects(self, flags: Self) -> bool {
                self.0 & flags.0 != 0
            }

            /// These flags and `flags`.
            #[must_use]
            pub const fn with(self, flags: Self) -> Self {
                Self(self.0 | flags.0)
            }

            /// These flags without `flags`.
            #[must_use]
            pub const fn without(self, flags: Self) -> Self {
                Self(self.0 & !flags.0)
            }
        }

        impl std::ops::BitOr for $name {
            type Output = Self;
            fn bitor(self, other: Self) -> Self {
                self.with(other)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut left = self.0;
                let mut names = Vec::new();
                $(if left & Self::$flag.0 != 0 {
                    names.push(stringify!($flag).to_owned());
                    left &= !Self::$flag.0;
                })*
                if left != 0 {
                    names.push(format!("{left:#010x}"));
                }
                f.write_str(&names.join("|"))
            }
        }

        impl AsnType for $name {
            const TAG: Tag = Tag::BIT_STRING;
        }

        impl Decode for $name {
            fn decode_with_tag_and_constraints<D: Decoder>(
                decoder: &mut D,
                tag: Tag,
                _: &Constraints,
            ) -> Result<Self, D::Error> {
                let bits = decoder.decode_bit_string(tag, &Constraints::default())?;
                Ok(Self(first_32(&bits)))
            }
        }

        impl Encode for $name {
            fn encode_with_tag_and_constraints<'b, E: Encoder<'b>>(
                &self,
                encoder: &mut E,
                tag: Tag,
                _: &Constraints,
                identifier: Identifier,
            ) -> Result<(), E::Error> {
                let bits = BitString::from_slice(&self.0.to_be_bytes());
                encoder
                    .encode_bit_string(tag, &Constraints::default(), &bits, identifier)
                    .map(drop)
            }
        }
    };
}

fn first_32(bits: &BitString) -> u32 {
    bits.iter()
        .by_vals()
        .take(32)
        .enumerate()
        .fold(
            0,
            |word, (at, set)| {
                if set { word | 1 << (31 - at) } else { word }
            },
        )
}

flags! {
    /// TicketFlags (RFC 4120 §2, §5.3; OK-AS-DELEGATE, ANONYMOUS RFC 8062, ENC-PA-REP RFC 6806 §11).
    TicketFlags {
        /// FORWARDABLE (§2.6).
        FORWARDABLE = 1,
        /// FORWARDED (§2.6).
        FORWARDED = 2,
        /// PROXIABLE (§2.5).
        PROXIABLE = 3,
        /// PROXY (§2.5).
        PROXY = 4,
        /// MAY-POSTDATE (§2.4).
        MAY_POSTDATE = 5,
        /// POSTDATED (§2.4).
        POSTDATED = 6,
        /// INVALID (§2.2).
        INVALID = 7,
        /// RENEWABLE (§2.3).
        RENEWABLE = 8,
        /// INITIAL (§2.1).
        INITIAL = 9,
        /// PRE-AUTHENT (§2.1).
        PRE_AUTHENT = 10,
        /// HW-AUTHENT (§2.1).
        HW_AUTHENT = 11,
        /// TRANSITED-POLICY-CHECKED (§2.7).
        TRANSITED_POLICY_CHECKED = 12,
        /// OK-AS-DELEGATE (§2.8).
        OK_AS_DELEGATE = 13,
        /// ENC-PA-REP (RFC 6806 §11).
        ENC_PA_REP = 15,
        /// ANONYMOUS (RFC 8062 §3).
        ANONYMOUS = 16,
    }
}

flags! {
    /// KDCOptions (RFC 4120 §5.4.1; CANONICALIZE RFC 6806, REQUEST-ANONYMOUS RFC 8062).
    KdcOptions {
        /// FORWARDABLE.
        FORWARDABLE = 1,
        /// FORWARDED.
        FORWARDED = 2,
        /// PROXIABLE.
        PROXIABLE = 3,
        /// PROXY.
        PROXY = 4,
        /// ALLOW-POSTDATE.
        ALLOW_POSTDATE = 5,
        /// POSTDATED.
        POSTDATED = 6,
        /// RENEWABLE.
        RENEWABLE = 8,
        /// CNAME-IN-ADDL-TKT (MS-SFU).
        CNAME_IN_ADDL_TKT = 14,
        /// CANONICALIZE (RFC 6806 §6).
        CANONICALIZE = 15,
        /// REQUEST-ANONYMOUS (RFC 8062).
        REQUEST_ANONYMOUS = 16,
        /// DISABLE-TRANSITED-CHECK.
        DISABLE_TRANSITED_CHECK = 26,
        /// RENEWABLE-OK.
        RENEWABLE_OK = 27,
        /// ENC-TKT-IN-SKEY.
        ENC_TKT_IN_SKEY = 28,
        /// RENEW.
        RENEW = 30,
        /// VALIDATE.
        VALIDATE = 31,
    }
}

flags! {
    /// APOptions (RFC 4120 §5.5.1).
    ApOptions {
        /// USE-SESSION-KEY.
        USE_SESSION_KEY = 1,
        /// MUTUAL-REQUIRED.
        MUTUAL_REQUIRED = 2,
    }
}
