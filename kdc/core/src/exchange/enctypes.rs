//! Which enctypes an answer uses (RFC 4120 §3.1.3, §3.3.3; MIT's choices).

use kerbside_crypto::{Enctype, Key};

use super::Reason;
use crate::database::{Principal, PrincipalKey, RealmSettings, SESSION_ENCTYPES};

/// The session key's enctype: the first that the client offers, that is permitted and that the
/// service can take.
pub(crate) fn session_enctype(
    offered: &[i32],
    server: &Principal,
    settings: &RealmSettings,
) -> Result<Enctype, Reason> {
    offered
        .iter()
        .map(|number| Enctype(*number))
        .find(|enctype| settings.permits(*enctype) && takes(server, *enctype))
        .ok_or(Reason::NoCommonSessionEnctype)
}

/// Whether the service can take a session key of `enctype`: as its `session_enctypes` say, or else
/// when it has a key of that enctype.
fn takes(server: &Principal, enctype: Enctype) -> bool {
    match server.strings.get(SESSION_ENCTYPES) {
        Some(list) => list
            .split([',', ' ', '\t'])
            .filter(|word| !word.is_empty())
            .any(|word| Enctype::from_name(word) == Some(enctype)),
        None => server.current_keys().any(|key| key.enctype() == enctype),
    }
}

/// The client's key: of the first enctype offered that it has a key of (RFC 4120 §3.1.3).
pub(crate) fn client_key<'a>(
    offered: &[i32],
    client: &'a Principal,
    settings: &RealmSettings,
) -> Option<(&'a PrincipalKey, &'a Key)> {
    offered
        .iter()
        .map(|number| Enctype(*number))
        .filter(|enctype| settings.permits(*enctype))
        .find_map(|enctype| client.current_key(enctype))
}

/// The key that a ticket for `server` is encrypted in: its first, whatever the client offers, since
/// the client never reads it.
pub(crate) fn ticket_key<'a>(
    server: &'a Principal,
    settings: &RealmSettings,
) -> Result<(&'a PrincipalKey, &'a Key), Reason> {
    server
        .current_keys()
        .filter(|stored| settings.permits(stored.enctype()))
        .find_map(|stored| stored.usable().map(|key| (stored, key)))
        .ok_or(Reason::NoServerKey)
}
