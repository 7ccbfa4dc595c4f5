//! Which fields of an entry count, and what a caller may do (MIT's admin.h).

macro_rules! mask {
    ($(#[$outer:meta])* $mask:ident { $($(#[$meta:meta])* $name:ident = $bit:expr,)* }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
        pub struct $mask(pub u32);

        impl $mask {
            $($(#[$meta])* pub const $name: Self = Self($bit);)*

            /// No field.
            pub const NONE: Self = Self(0);
            /// Every field that has a name.
            pub const ALL: Self = Self($($bit |)* 0);

            /// Whether every bit of `other` is set.
            pub const fn contains(self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }

            /// Whether any bit of `other` is set.
            pub const fn intersects(self, other: Self) -> bool {
                self.0 & other.0 != 0
            }
        }

        impl std::ops::BitOr for $mask {
            type Output = Self;
            fn bitor(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }
        }

        impl std::ops::BitOrAssign for $mask {
            fn bitor_assign(&mut self, other: Self) {
                self.0 |= other.0;
            }
        }
    };
}

mask! {
    /// The fields of a principal entry.
    PrincipalMask {
        /// The name.
        PRINCIPAL = 0x1,
        /// When it expires.
        EXPIRES = 0x2,
        /// When its password expires.
        PASSWORD_EXPIRES = 0x4,
        /// When the password was last changed.
        LAST_PASSWORD_CHANGE = 0x8,
        /// The attributes.
        ATTRIBUTES = 0x10,
        /// The longest life of tickets.
        MAX_LIFE = 0x20,
        /// When it was last modified.
        MOD_TIME = 0x40,
        /// Who modified it.
        MOD_NAME = 0x80,
        /// The version of its keys.
        KVNO = 0x100,
        /// The version of the master key.
        MKVNO = 0x200,
        /// Further attributes, such as that it has a policy.
        AUX_ATTRIBUTES = 0x400,
        /// The policy.
        POLICY = 0x800,
        /// No policy.
        POLICY_CLEAR = 0x1000,
        /// The longest renewable life.
        MAX_RENEWABLE_LIFE = 0x2000,
        /// The last login.
        LAST_SUCCESS = 0x4000,
        /// The last failed login.
        LAST_FAILED = 0x8000,
        /// Failed logins since.
        FAIL_AUTH_COUNT = 0x1_0000,
        /// The keys.
        KEY_DATA = 0x2_0000,
        /// Tagged data.
        TL_DATA = 0x4_0000,
        /// The record as it is, from a dump.
        LOAD = 0x20_0000,
    }
}

impl PrincipalMask {
    /// What clients usually ask for: all but keys, tagged data and LOAD.
    pub const NORMAL: Self = Self(0x41_ffff);
}

mask! {
    /// The fields of a policy entry.
    PolicyMask {
        /// The name, by the principals' bit.
        POLICY = 0x800,
        /// The longest life of a password.
        MAX_LIFE = 0x4000,
        /// The shortest.
        MIN_LIFE = 0x8000,
        /// The fewest octets.
        MIN_LENGTH = 0x1_0000,
        /// The fewest classes of characters.
        MIN_CLASSES = 0x2_0000,
        /// How many passwords are remembered.
        HISTORY = 0x4_0000,
        /// How many principals have it.
        REFERENCES = 0x8_0000,
        /// Failures that lock.
        MAX_FAILURES = 0x10_0000,
        /// After which failures are forgotten.
        FAILURE_INTERVAL = 0x20_0000,
        /// How long a lockout lasts.
        LOCKOUT_DURATION = 0x40_0000,
        /// Attributes of its principals.
        ATTRIBUTES = 0x80_0000,
        /// The longest life of their tickets.
        TICKET_LIFE = 0x100_0000,
        /// The longest renewable life of their tickets.
        RENEWABLE_LIFE = 0x200_0000,
        /// The key-salts that they may have.
        ALLOWED_KEY_SALTS = 0x400_0000,
        /// Tagged data.
        TL_DATA = 0x800_0000,
    }
}

mask! {
    /// What GET_PRIVS tells.
    Privileges {
        /// To look.
        INQUIRE = 1,
        /// To add.
        ADD = 2,
        /// To modify.
        MODIFY = 4,
        /// To delete.
        DELETE = 8,
    }
}
