//! KerberosFlags (RFC 4120 §5.2.8): ticket flags, KDC options and AP options.
//!
//! Sent as 32 bits; received at any length from 0 bits up, of which the first 32 are kept: RFC 4120
//! asks for at least 32, while peers that drop trailing zeros send fewer.

use std::borrow::Cow;

use rasn::types::{Constraints, Identifier, Tag};
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
                let octets: Cow<'_, [u8]> =
                    decoder.decode_octet_string(tag, &Constraints::default())?;
                first_32(&octets).map(Self).ok_or_else(|| {
                    rasn::de::Error::custom("a malformed BIT STRING", rasn::Codec::Der)
                })
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
                let [a, b, c, d] = self.0.to_be_bytes();
                let octets = [0, a, b, c, d];
                encoder
                    .encode_octet_string(tag, &Constraints::default(), &octets, identifier)
                    .map(drop)
            }
        }
    };
}

/// The first 32 bits of a BIT STRING's contents, absent ones clear. The first octet counts the
/// unused bits of the last one (X.690 §8.6.2), whatever these are set to.
fn first_32(contents: &[u8]) -> Option<u32> {
    let (&unused, octets) = contents.split_first()?;
    if unused > 7 || (unused > 0 && octets.is_empty()) {
        return None;
    }
    let mut word = [0; 4];
    for (to, from) in word.iter_mut().zip(octets) {
        *to = *from;
    }
    if let Some(last) = octets.len().checked_sub(1).and_then(|at| word.get_mut(at)) {
        *last &= 0xff << unused;
    }
    Some(u32::from_be_bytes(word))
}

flags! {
    /// TicketFlags (RFC 4120 §2, §5.3; OK-AS-DELEGATE, ANONYMOUS RFC 8062, ENC-PA-REP RFC 6806
    /// §11).
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
