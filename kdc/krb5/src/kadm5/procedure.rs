//! The procedures of program 2112, version 2 (MIT's kadm_rpc.h).

/// The number of a procedure.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Procedure(pub u32);

macro_rules! procedures {
    ($($(#[$meta:meta])* $name:ident = $number:expr,)*) => {
        impl Procedure {
            $($(#[$meta])* pub const $name: Self = Self($number);)*

            /// Every procedure that is served, with its name.
            pub const NAMED: &'static [(Self, &'static str)] =
                &[$((Self::$name, stringify!($name)),)*];
        }
    };
}

procedures! {
    /// `addprinc` with the realm's key-salts.
    CREATE_PRINCIPAL = 1,
    /// `delprinc`.
    DELETE_PRINCIPAL = 2,
    /// `modprinc`.
    MODIFY_PRINCIPAL = 3,
    /// `renprinc`.
    RENAME_PRINCIPAL = 4,
    /// `getprinc`.
    GET_PRINCIPAL = 5,
    /// `cpw` with the realm's key-salts.
    CHPASS_PRINCIPAL = 6,
    /// `cpw -randkey` with the realm's key-salts.
    CHRAND_PRINCIPAL = 7,
    /// `addpol`.
    CREATE_POLICY = 8,
    /// `delpol`.
    DELETE_POLICY = 9,
    /// `modpol`.
    MODIFY_POLICY = 10,
    /// `getpol`.
    GET_POLICY = 11,
    /// `getprivs`.
    GET_PRIVS = 12,
    /// The first call of every client.
    INIT = 13,
    /// `listprincs`.
    GET_PRINCS = 14,
    /// `listpols`.
    GET_POLS = 15,
    /// Keys that the client brings.
    SETKEY_PRINCIPAL = 16,
    /// `addprinc -e`.
    CREATE_PRINCIPAL3 = 18,
    /// `cpw -e`, `cpw -keepold`.
    CHPASS_PRINCIPAL3 = 19,
    /// `cpw -randkey -e`, `ktadd`.
    CHRAND_PRINCIPAL3 = 20,
    /// Keys that the client brings, with their salts' types.
    SETKEY_PRINCIPAL3 = 21,
    /// `purgekeys`.
    PURGEKEYS = 22,
    /// `getstrs`.
    GET_STRINGS = 23,
    /// `setstr`, `delstr`.
    SET_STRING = 24,
    /// Keys that the client brings, with their versions and salts.
    SETKEY_PRINCIPAL4 = 25,
    /// `ktadd -norandkey`.
    EXTRACT_KEYS = 26,
    /// `add_alias`, since release 1.22.
    CREATE_ALIAS = 27,
}

impl std::fmt::Debug for Procedure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match Self::NAMED.iter().find(|(known, _)| known == self) {
            Some((_, name)) => f.write_str(name),
            None => write!(f, "procedure {}", self.0),
        }
    }
}
