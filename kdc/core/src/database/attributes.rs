//! The attributes of a principal, with MIT's names and numbers.
//!
//! The numbers are those of MIT's `getprinc -terse` and of its dump files. Bits without a name here
//! are kept.

/// A set of attributes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Attributes(pub u32);

macro_rules! attributes {
    ($($(#[$meta:meta])* $name:ident = $bit:expr,)*) => {
        impl Attributes {
            $($(#[$meta])* pub const $name: Self = Self($bit);)*

            /// Every named attribute with its name, in the order in which MIT prints them.
            pub const NAMED: &'static [(Self, &'static str)] =
                &[$((Self::$name, stringify!($name)),)*];
        }
    };
}

attributes! {
    /// No postdated tickets.
    DISALLOW_POSTDATED = 0x1,
    /// No forwardable tickets.
    DISALLOW_FORWARDABLE = 0x2,
    /// No tickets for this service by way of a TGT.
    DISALLOW_TGT_BASED = 0x4,
    /// No renewable tickets.
    DISALLOW_RENEWABLE = 0x8,
    /// No proxiable tickets.
    DISALLOW_PROXIABLE = 0x10,
    /// No user-to-user tickets.
    DISALLOW_DUP_SKEY = 0x20,
    /// No tickets at all, neither from nor for this principal.
    DISALLOW_ALL_TIX = 0x40,
    /// Preauthentication is required.
    REQUIRES_PRE_AUTH = 0x80,
    /// Preauthentication with hardware is required.
    REQUIRES_HW_AUTH = 0x100,
    /// The password must be changed first.
    REQUIRES_PWCHANGE = 0x200,
    /// No service tickets for this principal.
    DISALLOW_SVR = 0x1000,
    /// This is the password-changing service.
    PWCHANGE_SERVICE = 0x2000,
    /// A relic of DES.
    SUPPORT_DESMD5 = 0x4000,
    /// The principal has just been made.
    NEW_PRINC = 0x8000,
    /// Tickets for this service carry OK-AS-DELEGATE.
    OK_AS_DELEGATE = 0x10_0000,
    /// The service may obtain forwardable tickets by S4U2Self.
    OK_TO_AUTH_AS_DELEGATE = 0x20_0000,
    /// No authorization data for this service.
    NO_AUTH_DATA_REQUIRED = 0x40_0000,
    /// The keys are neither given out nor is the principal deleted by kadmind.
    LOCKDOWN_KEYS = 0x80_0000,
}

impl Attributes {
    /// No attribute.
    pub const EMPTY: Self = Self(0);

    /// Whether every attribute of `other` is set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// These and `other`.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These without `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The names of the attributes that are set, as MIT prints them.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMED.iter().filter(move |(flag, _)| self.contains(*flag)).map(|(_, name)| *name)
    }
}

impl std::ops::BitOr for Attributes {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        self.with(other)
    }
}

impl std::fmt::Debug for Attributes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let named = Self::NAMED.iter().fold(0, |bits, (flag, _)| bits | flag.0);
        f.write_str(&self.names().collect::<Vec<_>>().join(" "))?;
        if self.0 & !named != 0 {
            write!(f, " {:#x}", self.0 & !named)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terse_number_130_is_what_mit_printed_for_it() {
        // MIT krb5 1.20.1: addprinc +requires_preauth -allow_forwardable, then getprinc -terse.
        let names: Vec<_> = Attributes(130).names().collect();
        assert_eq!(names, ["DISALLOW_FORWARDABLE", "REQUIRES_PRE_AUTH"]);
    }
}
