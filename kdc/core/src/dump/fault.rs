//! Why a line of a dump is no record.

/// What is wrong with a line that could be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadFault {
    /// The name is malformed, or no text.
    #[error("Malformed representation of principal while parsing name {0}")]
    Name(String),
    /// The name or the key-salts of a policy are no text.
    #[error("the policy {0:?} has a field that is no UTF-8 text")]
    Policy(String),
    /// A key is not sealed under the master key of its version.
    #[error(
        "cannot decrypt key version {kvno} of {principal} with master key version {master}: \
         it was sealed under another master key"
    )]
    Key {
        /// Whose key.
        principal: String,
        /// The key's version.
        kvno: u16,
        /// The version of the master key.
        master: u32,
    },
    /// Tagged data that is known is malformed.
    #[error("tagged data of type {kind} of {principal} is malformed")]
    Tagged {
        /// Whose data.
        principal: String,
        /// Its type.
        kind: i16,
    },
    /// The key given is no master key of the realm.
    #[error("Unable to decrypt latest master key with the provided master key")]
    MasterKey,
}
