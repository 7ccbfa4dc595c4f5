//! The access control list of the administration server, as it decides.

/// A list; the empty one allows nobody anything but what the rules about oneself allow.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Acl {}
