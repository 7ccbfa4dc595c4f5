//! Why an administrative request is denied, with the texts and the numbers of MIT krb5 1.20.
//!
//! The texts are what follows `add_principal: ` and the like in what kadmin prints; the numbers are
//! those of its error table `ovk`, which go over the wire. Two denials may share a number: the text
//! of a remote kadmin is then the table's. Denials without a number of MIT's have texts of our own.

use kerbside_crypto::CryptoError;
use kerbside_krb5::principal::Principal as Name;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::Realm;

use crate::database::WorldError;

/// The number of the first error of MIT's table `ovk`.
const KADM5_BASE: u32 = 43_787_520;

/// The system's number of an invalid argument, which kadm5 passes on.
const EINVAL: u32 = 22;

/// Errors of MIT's table `kdb5`, whose first is -1780008448: numbers go over the wire as 32 bits.
const KDB_BASE: u32 = 0x95e7_3a00;
const KDB_NOENTRY: u32 = KDB_BASE + 5;
const KDB_ALIAS_UNSUPPORTED: u32 = KDB_BASE + 46;

/// A denial.
#[derive(Debug, thiserror::Error)]
pub enum Denial {
    /// The caller may not read it.
    #[error("Operation requires ``get'' privilege")]
    RequiresGet,
    /// The caller may not create it.
    #[error("Operation requires ``add'' privilege")]
    RequiresAdd,
    /// The caller may not change it.
    #[error("Operation requires ``modify'' privilege")]
    RequiresModify,
    /// The caller may not delete it.
    #[error("Operation requires ``delete'' privilege")]
    RequiresDelete,
    /// The caller lacks several rights, or one without a text of its own.
    #[error("Insufficient authorization for operation")]
    Insufficient,
    /// The caller may not list names.
    #[error("Operation requires ``list'' privilege")]
    RequiresList,
    /// The caller may not change the password or the keys.
    #[error("Operation requires ``change-password'' privilege")]
    RequiresChangePassword,
    /// The caller may not set keys of its own.
    #[error("Operation requires ``set-key'' privilege")]
    RequiresSetKey,
    /// The caller may not read keys.
    #[error("Operation requires ``extract-keys'' privilege")]
    RequiresExtract,
    /// The caller's ticket came by way of another.
    #[error("Operation requires initial ticket")]
    RequiresInitial,
    /// The principal exists already.
    #[error("Principal or policy already exists")]
    Exists(Name),
    /// The policy exists already.
    #[error("Principal or policy already exists")]
    PolicyExists(String),
    /// The principal does not exist.
    #[error("Principal does not exist")]
    Unknown(Name),
    /// The policy does not exist.
    #[error("Policy does not exist")]
    UnknownPolicy(String),
    /// What is asked for contradicts itself.
    #[error("Invalid field mask for operation")]
    BadMask,
    /// Not one to five classes.
    #[error("Invalid number of character classes")]
    BadClasses,
    /// A least length of zero.
    #[error("Invalid password length")]
    BadLength,
    /// A policy's name is empty or has other octets than printable ASCII.
    #[error("Illegal policy name")]
    BadPolicyName,
    /// A history of zero.
    #[error("Invalid password history count")]
    BadHistory,
    /// A password would have to be kept for longer than it is good.
    #[error("Password minimum life is greater than password maximum life")]
    BadMinimumLife,
    /// The password has too few characters.
    #[error("Password is too short")]
    PasswordTooShort {
        /// What the policy asks for.
        min_length: u32,
    },
    /// The password is empty.
    #[error("Empty passwords are not allowed")]
    EmptyPassword(Name),
    /// The password has characters of too few classes.
    #[error("Password does not contain enough character classes")]
    TooFewClasses {
        /// What the policy asks for.
        min_classes: u32,
    },
    /// The password is a word of the dictionary.
    #[error("Password is in the password dictionary")]
    PasswordInDictionary,
    /// The password is the realm's name or a component of the principal's.
    #[error("Password may not match principal name")]
    PasswordIsName,
    /// The password is, or was, the principal's.
    #[error("Cannot reuse password")]
    PasswordReused {
        /// How many passwords the policy remembers.
        history: u32,
    },
    /// The password has not been kept for long enough.
    #[error("Current password's minimum life has not expired")]
    PasswordTooSoon {
        /// When it may be changed.
        until: Timestamp,
    },
    /// The principal is one that the database needs as it is.
    #[error("Cannot change protected principal")]
    Protected(Name),
    /// Failures can be forgotten and not be set.
    #[error("Illegal configuration parameter for local KADM5 client")]
    BadFailureCount,
    /// Two keys of one enctype and one kind of salt.
    #[error("Multiple values for single or folded enctype")]
    DuplicateEnctypes,
    /// Key-salts that no one knows, or that the policy does not allow.
    #[error("Invalid key/salt tuples")]
    BadKeySalts,
    /// Keys of several versions, or of one that is there already.
    #[error("Invalid multiple or duplicate kvnos in setkey operation")]
    BadKeyVersion,
    /// The keys are locked down, and the caller came over the network.
    #[error("Principal keys are locked down")]
    KeysLockedDown(Name),
    /// An alias means a principal of another realm.
    #[error("Alias target must be within the same realm")]
    AliasOfAnotherRealm,
    /// The principal to be renamed does not exist.
    #[error("No such entry in the database")]
    NoSuchEntry(Name),
    /// What is to be renamed is another name of a principal.
    #[error("Operation unsupported on alias principal name")]
    IsAlias(Name),
    /// There are no keys to set.
    #[error("Invalid argument")]
    InvalidArgument,
    /// There is no key of that version.
    #[error("{principal} has no key of version {kvno}")]
    NoSuchVersion {
        /// Whose.
        principal: Name,
        /// The version.
        kvno: u32,
    },
    /// The realm is not served here.
    #[error("the realm {0} is not served here")]
    RealmNotServed(Realm),
    /// The operation does not exist here.
    #[error("Operation not supported")]
    NotSupported,
    /// A key of that enctype cannot be made.
    #[error("a key cannot be made: {0}")]
    Key(#[from] CryptoError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] WorldError),
}

impl Denial {
    /// MIT's number of the denial, which a remote caller is told.
    pub fn kadm5_code(&self) -> u32 {
        let index = match self {
            Self::InvalidArgument => return EINVAL,
            Self::NoSuchEntry(_) => return KDB_NOENTRY,
            Self::IsAlias(_) => return KDB_ALIAS_UNSUPPORTED,
            // KADM5_FAILURE, for what MIT has no number of its own for.
            Self::NoSuchVersion { .. }
            | Self::RealmNotServed(_)
            | Self::NotSupported
            | Self::Key(_)
            | Self::Database(_) => 0,
            Self::RequiresGet => 1,
            Self::RequiresAdd => 2,
            Self::RequiresModify => 3,
            Self::RequiresDelete => 4,
            Self::Insufficient => 5,
            Self::Exists(_) | Self::PolicyExists(_) => 7,
            Self::Unknown(_) => 12,
            Self::UnknownPolicy(_) => 13,
            Self::BadMask => 14,
            Self::BadClasses => 15,
            Self::BadLength => 16,
            Self::BadPolicyName => 17,
            Self::BadHistory => 20,
            Self::BadMinimumLife => 21,
            Self::PasswordTooShort { .. } | Self::EmptyPassword(_) => 22,
            Self::TooFewClasses { .. } => 23,
            Self::PasswordInDictionary | Self::PasswordIsName => 24,
            Self::PasswordReused { .. } => 25,
            Self::PasswordTooSoon { .. } => 26,
            Self::Protected(_) => 30,
            Self::BadFailureCount => 43,
            Self::RequiresList => 44,
            Self::RequiresChangePassword => 45,
            Self::RequiresSetKey => 50,
            Self::DuplicateEnctypes => 51,
            Self::BadKeySalts => 58,
            Self::BadKeyVersion => 59,
            Self::RequiresExtract => 60,
            Self::KeysLockedDown(_) => 61,
            Self::RequiresInitial => 62,
            Self::AliasOfAnotherRealm => 63,
        };
        KADM5_BASE + index
    }
}

#[cfg(test)]
mod tests {
    use kerbside_krb5::kadm5::Code;

    use super::*;

    fn name() -> Name {
        Name::parse("alice", &"R".into()).unwrap()
    }

    #[test]
    fn texts_are_those_of_mits_table_at_their_numbers() {
        for denial in [
            Denial::RequiresGet,
            Denial::RequiresAdd,
            Denial::RequiresModify,
            Denial::RequiresDelete,
            Denial::Insufficient,
            Denial::RequiresList,
            Denial::RequiresChangePassword,
            Denial::RequiresSetKey,
            Denial::RequiresExtract,
            Denial::RequiresInitial,
            Denial::Exists(name()),
            Denial::PolicyExists("p".into()),
            Denial::Unknown(name()),
            Denial::UnknownPolicy("p".into()),
            Denial::BadMask,
            Denial::BadClasses,
            Denial::BadLength,
            Denial::BadPolicyName,
            Denial::BadHistory,
            Denial::BadMinimumLife,
            Denial::PasswordTooShort { min_length: 8 },
            Denial::TooFewClasses { min_classes: 2 },
            Denial::PasswordInDictionary,
            Denial::PasswordReused { history: 3 },
            Denial::PasswordTooSoon { until: Timestamp::from_seconds(0) },
            Denial::Protected(name()),
            Denial::BadFailureCount,
            Denial::DuplicateEnctypes,
            Denial::BadKeySalts,
            Denial::BadKeyVersion,
            Denial::KeysLockedDown(name()),
            Denial::AliasOfAnotherRealm,
        ] {
            assert_eq!(Code(denial.kadm5_code()).text(), denial.to_string(), "{denial:?}");
        }
    }

    #[test]
    fn two_rules_of_quality_share_a_number_and_not_the_text() {
        for (denial, table) in [
            (Denial::EmptyPassword(name()), "Password is too short"),
            (Denial::PasswordIsName, "Password is in the password dictionary"),
        ] {
            assert_eq!(Code(denial.kadm5_code()).text(), table);
            assert_ne!(denial.to_string(), table);
        }
    }
}
