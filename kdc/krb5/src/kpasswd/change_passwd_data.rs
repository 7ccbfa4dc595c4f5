//! ChangePasswdData (RFC 3244 §2).

use rasn::types::OctetString;
use rasn::{AsnType, Decode, Decoder, Encode, Encoder};

use crate::principal::Principal;
use crate::wire::{PrincipalName, Realm};

/// ChangePasswdData ::= SEQUENCE.
#[derive(AsnType, Decode, Encode, Clone, PartialEq, Eq)]
pub struct ChangePasswdData {
    /// newpasswd.
    #[rasn(tag(explicit(0)))]
    pub newpasswd: OctetString,
    /// targname: whose password.
    #[rasn(tag(explicit(1)))]
    pub targname: Option<PrincipalName>,
    /// targrealm.
    #[rasn(tag(explicit(2)))]
    pub targrealm: Option<Realm>,
}

impl ChangePasswdData {
    /// Whose password it is; `client`'s own where nobody is named. A name without a realm is of
    /// the client's.
    pub fn target(&self, client: &Principal) -> Principal {
        match &self.targname {
            None => client.clone(),
            Some(name) => {
                let realm = self.targrealm.as_ref().unwrap_or(&client.realm);
                Principal::new(name.clone(), realm.clone())
            }
        }
    }
}

/// The password is not shown.
impl std::fmt::Debug for ChangePasswdData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChangePasswdData")
            .field("targname", &self.targname)
            .field("targrealm", &self.targrealm)
            .finish_non_exhaustive()
    }
}
