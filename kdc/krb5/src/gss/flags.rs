//! The context flags of GSS-API as the authenticator carries them (RFC 4121 §4.1.1.1).

use std::fmt;

/// What the initiator asks of the context. Unknown bits are kept.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ContextFlags(pub u32);

impl ContextFlags {
    /// GSS_C_DELEG_FLAG: a KRB-CRED follows the flags.
    pub const DELEGATE: Self = Self(1);
    /// GSS_C_MUTUAL_FLAG: the acceptor proves itself by an AP-REP.
    pub const MUTUAL: Self = Self(2);
    /// GSS_C_REPLAY_FLAG: replayed messages are reported.
    pub const REPLAY: Self = Self(4);
    /// GSS_C_SEQUENCE_FLAG: messages out of order are reported.
    pub const SEQUENCE: Self = Self(8);
    /// GSS_C_CONF_FLAG: confidentiality is available.
    pub const CONFIDENTIALITY: Self = Self(16);
    /// GSS_C_INTEG_FLAG: integrity is available.
    pub const INTEGRITY: Self = Self(32);

    /// Whether all of `flags` are set.
    pub const fn contains(self, flags: Self) -> bool {
        self.0 & flags.0 == flags.0
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

impl std::ops::BitOr for ContextFlags {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        self.with(other)
    }
}

impl fmt::Debug for ContextFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NAMES: [&str; 6] = ["DELEG", "MUTUAL", "REPLAY", "SEQUENCE", "CONF", "INTEG"];
        let mut shown: Vec<String> = NAMES
            .iter()
            .enumerate()
            .filter(|(bit, _)| self.0 >> bit & 1 == 1)
            .map(|(_, name)| (*name).to_owned())
            .collect();
        if self.0 >> NAMES.len() != 0 {
            shown.push(format!("{:#x}", self.0 & !0x3f));
        }
        f.write_str(&shown.join("|"))
    }
}
