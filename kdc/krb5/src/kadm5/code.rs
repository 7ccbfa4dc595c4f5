//! The error codes of kadm5, with the texts that people search for.
//!
//! Numbers and texts are those of the error table `ovk` of MIT krb5 1.20 (kadm_err.et); the last
//! one is of release 1.22.

/// A code of a kadm5 result. Codes of other tables pass through: a server may answer any.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Code(pub u32);

/// The number of the table's first code.
const BASE: u32 = 43_787_520;

macro_rules! codes {
    ($($name:ident = $index:expr, $text:expr;)*) => {
        impl Code {
            $(#[doc = concat!("\"", $text, "\"")] pub const $name: Self = Self(BASE + $index);)*

            /// Every code of the table with its text, in order.
            pub const TABLE: &'static [(Self, &'static str)] = &[$((Self::$name, $text),)*];
        }
    };
}

codes! {
    FAILURE = 0, "Operation failed for unspecified reason";
    AUTH_GET = 1, "Operation requires ``get'' privilege";
    AUTH_ADD = 2, "Operation requires ``add'' privilege";
    AUTH_MODIFY = 3, "Operation requires ``modify'' privilege";
    AUTH_DELETE = 4, "Operation requires ``delete'' privilege";
    AUTH_INSUFFICIENT = 5, "Insufficient authorization for operation";
    BAD_DB = 6, "Database inconsistency detected";
    DUP = 7, "Principal or policy already exists";
    RPC_ERROR = 8, "Communication failure with server";
    NO_SRV = 9, "No administration server found for realm";
    BAD_HIST_KEY = 10, "Password history principal key version mismatch";
    NOT_INIT = 11, "Connection to server not initialized";
    UNK_PRINC = 12, "Principal does not exist";
    UNK_POLICY = 13, "Policy does not exist";
    BAD_MASK = 14, "Invalid field mask for operation";
    BAD_CLASS = 15, "Invalid number of character classes";
    BAD_LENGTH = 16, "Invalid password length";
    BAD_POLICY = 17, "Illegal policy name";
    BAD_PRINCIPAL = 18, "Illegal principal name";
    BAD_AUX_ATTR = 19, "Invalid auxiliary attributes";
    BAD_HISTORY = 20, "Invalid password history count";
    BAD_MIN_PASS_LIFE = 21, "Password minimum life is greater than password maximum life";
    PASS_Q_TOOSHORT = 22, "Password is too short";
    PASS_Q_CLASS = 23, "Password does not contain enough character classes";
    PASS_Q_DICT = 24, "Password is in the password dictionary";
    PASS_REUSE = 25, "Cannot reuse password";
    PASS_TOOSOON = 26, "Current password's minimum life has not expired";
    POLICY_REF = 27, "Policy is in use";
    INIT = 28, "Connection to server already initialized";
    BAD_PASSWORD = 29, "Incorrect password";
    PROTECT_PRINCIPAL = 30, "Cannot change protected principal";
    BAD_SERVER_HANDLE = 31, "Programmer error!  Bad Admin server handle";
    BAD_STRUCT_VERSION = 32, "Programmer error!  Bad API structure version";
    OLD_STRUCT_VERSION = 33, "API structure version specified by application is no longer \
        supported (to fix, recompile application against current KADM5 API header files and \
        libraries)";
    NEW_STRUCT_VERSION = 34, "API structure version specified by application is unknown to \
        libraries (to fix, obtain current KADM5 API header files and libraries and recompile \
        application)";
    BAD_API_VERSION = 35, "Programmer error!  Bad API version";
    OLD_LIB_API_VERSION = 36, "API version specified by application is no longer supported by \
        libraries (to fix, update application to adhere to current API version and recompile)";
    OLD_SERVER_API_VERSION = 37, "API version specified by application is no longer supported by \
        server (to fix, update application to adhere to current API version and recompile)";
    NEW_LIB_API_VERSION = 38, "API version specified by application is unknown to libraries \
        (to fix, obtain current KADM5 API header files and libraries and recompile application)";
    NEW_SERVER_API_VERSION = 39, "API version specified by application is unknown to server \
        (to fix, obtain and install newest KADM5 Admin Server)";
    SECURE_PRINC_MISSING = 40, "Database error! Required KADM5 principal missing";
    NO_RENAME_SALT = 41, "The salt type of the specified principal does not support renaming";
    BAD_CLIENT_PARAMS = 42, "Illegal configuration parameter for remote KADM5 client";
    BAD_SERVER_PARAMS = 43, "Illegal configuration parameter for local KADM5 client";
    AUTH_LIST = 44, "Operation requires ``list'' privilege";
    AUTH_CHANGEPW = 45, "Operation requires ``change-password'' privilege";
    GSS_ERROR = 46, "GSS-API (or Kerberos) error";
    BAD_TL_TYPE = 47, "Programmer error!  Illegal tagged data list type";
    MISSING_CONF_PARAMS = 48, "Required parameters in kdc.conf missing";
    BAD_SERVER_NAME = 49, "Bad krb5 admin server hostname";
    AUTH_SETKEY = 50, "Operation requires ``set-key'' privilege";
    SETKEY_DUP_ENCTYPES = 51, "Multiple values for single or folded enctype";
    SETV4KEY_INVAL_ENCTYPE = 52, "Invalid enctype for setv4key";
    SETKEY3_ETYPE_MISMATCH = 53, "Mismatched enctypes for setkey3";
    MISSING_KRB5_CONF_PARAMS = 54, "Missing parameters in krb5.conf required for kadmin client";
    XDR_FAILURE = 55, "XDR encoding error";
    CANT_RESOLVE = 56, "Cannot resolve network address for admin server in requested realm";
    PASS_Q_GENERIC = 57, "Unspecified password quality failure";
    BAD_KEYSALTS = 58, "Invalid key/salt tuples";
    SETKEY_BAD_KVNO = 59, "Invalid multiple or duplicate kvnos in setkey operation";
    AUTH_EXTRACT = 60, "Operation requires ``extract-keys'' privilege";
    PROTECT_KEYS = 61, "Principal keys are locked down";
    AUTH_INITIAL = 62, "Operation requires initial ticket";
    ALIAS_REALM = 63, "Alias target must be within the same realm";
}

impl Code {
    /// It is done.
    pub const OK: Self = Self(0);

    /// ENOMEM and EINVAL of the system, which MIT's server passes on as they are.
    pub const INVALID_ARGUMENT: Self = Self(22);

    /// ENOSPC of the system: the disk of the database is full.
    pub const NO_SPACE: Self = Self(28);

    /// The table's text, or the number where the code is of another table.
    pub fn text(self) -> String {
        match Self::TABLE.iter().find(|(code, _)| *code == self) {
            Some((_, text)) => (*text).to_owned(),
            None if self == Self::INVALID_ARGUMENT => "Invalid argument".to_owned(),
            None if self == Self::NO_SPACE => "No space left on device".to_owned(),
            None => format!("Unknown code {}", self.0),
        }
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Code({}: {})", self.0, self.text())
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_no_gaps() {
        for (at, (code, _)) in (0..).zip(Code::TABLE) {
            assert_eq!(code.0, 0x029c_2500 + at);
        }
        assert_eq!(Code::ALIAS_REALM.0, 43_787_583);
        assert_eq!(Code::UNK_PRINC.text(), "Principal does not exist");
    }
}
