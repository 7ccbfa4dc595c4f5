//! The names and targets by which MIT's kadmind logs calls, and the codes that say "you may not".

use kerbside_kdc_core::admin::ApplyError;
use kerbside_kdc_core::database::WorldError;
use kerbside_krb5::kadm5::rpcsec_gss::Peer;
use kerbside_krb5::kadm5::{Code, Procedure, Request};

use crate::admin::AdminError;

/// The name of a procedure's operation in the log.
pub(super) fn name(procedure: Procedure) -> &'static str {
    match procedure {
        Procedure::INIT => "kadm5_init",
        Procedure::CREATE_PRINCIPAL | Procedure::CREATE_PRINCIPAL3 => "kadm5_create_principal",
        Procedure::DELETE_PRINCIPAL => "kadm5_delete_principal",
        Procedure::MODIFY_PRINCIPAL => "kadm5_modify_principal",
        Procedure::RENAME_PRINCIPAL => "kadm5_rename_principal",
        Procedure::GET_PRINCIPAL => "kadm5_get_principal",
        Procedure::GET_PRINCS => "kadm5_get_principals",
        Procedure::CHPASS_PRINCIPAL | Procedure::CHPASS_PRINCIPAL3 => "kadm5_chpass_principal",
        Procedure::CHRAND_PRINCIPAL | Procedure::CHRAND_PRINCIPAL3 => "kadm5_randkey_principal",
        Procedure::CREATE_POLICY => "kadm5_create_policy",
        Procedure::DELETE_POLICY => "kadm5_delete_policy",
        Procedure::MODIFY_POLICY => "kadm5_modify_policy",
        Procedure::GET_POLICY => "kadm5_get_policy",
        Procedure::GET_POLS => "kadm5_get_policies",
        Procedure::GET_PRIVS => "kadm5_get_privs",
        Procedure::SETKEY_PRINCIPAL
        | Procedure::SETKEY_PRINCIPAL3
        | Procedure::SETKEY_PRINCIPAL4 => "kadm5_setkey_principal",
        Procedure::PURGEKEYS => "kadm5_purgekeys",
        Procedure::GET_STRINGS => "kadm5_get_strings",
        Procedure::SET_STRING => "kadm5_mod_strings",
        Procedure::EXTRACT_KEYS => "kadm5_get_principal_keys",
        Procedure::CREATE_ALIAS => "kadm5_create_alias",
        _ => "unknown",
    }
}

/// The code for a request that was not denied and yet not done.
pub(super) fn failure(error: &AdminError) -> Code {
    let database = match error {
        AdminError::Database(database) => database,
        AdminError::Failed { source: ApplyError::Failed(database), .. } => database,
        _ => return Code::FAILURE,
    };
    if is_full(database) { Code::NO_SPACE } else { Code::FAILURE }
}

#[cfg(feature = "store")]
fn is_full(database: &WorldError) -> bool {
    use crate::store::StoreError;
    let WorldError::Store(source) = database else {
        return false;
    };
    matches!(source.downcast_ref(), Some(StoreError::NoSpace(_)))
}

#[cfg(not(feature = "store"))]
fn is_full(_: &WorldError) -> bool {
    false
}

/// Whom or what a request concerns, as the log has it. Names were read and are written again, so
/// that none is without its realm.
pub(super) fn target(request: &Request, peer: &Peer) -> String {
    let realm = &peer.service.realm;
    let full = |text: &String| {
        let parsed = kerbside_krb5::principal::Principal::parse(text, realm);
        parsed.map_or_else(|_| text.clone(), |name| name.to_string())
    };
    let or = |text: &Option<String>, otherwise: &str| {
        text.clone().unwrap_or_else(|| otherwise.to_owned())
    };
    match request {
        Request::Init | Request::GetPrivileges => peer.client.to_string(),
        Request::CreatePrincipal { entry, .. } | Request::ModifyPrincipal { entry, .. } => {
            full(&entry.principal)
        }
        Request::RenamePrincipal { from, to } => format!("{} to {}", full(from), full(to)),
        Request::CreateAlias { alias, target } => format!("{} to {}", full(alias), full(target)),
        Request::GetPrincipals { pattern } | Request::GetPolicies { pattern } => or(pattern, "*"),
        Request::CreatePolicy { entry, .. } | Request::ModifyPolicy { entry, .. } => {
            or(&entry.policy, "(null)")
        }
        Request::DeletePolicy { name } | Request::GetPolicy { name } => or(name, "(null)"),
        Request::DeletePrincipal { principal }
        | Request::GetPrincipal { principal, .. }
        | Request::ChangePassword { principal, .. }
        | Request::RandomizeKeys { principal, .. }
        | Request::SetKeys { principal, .. }
        | Request::SetKeys3 { principal, .. }
        | Request::SetKeys4 { principal, .. }
        | Request::PurgeKeys { principal, .. }
        | Request::GetStrings { principal }
        | Request::SetString { principal, .. }
        | Request::ExtractKeys { principal, .. } => full(principal),
    }
}

/// Whether a code says that the caller lacks a right.
pub(super) fn is_unauthorized(code: Code) -> bool {
    const RIGHTS: [Code; 9] = [
        Code::AUTH_GET,
        Code::AUTH_ADD,
        Code::AUTH_MODIFY,
        Code::AUTH_DELETE,
        Code::AUTH_INSUFFICIENT,
        Code::AUTH_LIST,
        Code::AUTH_CHANGEPW,
        Code::AUTH_SETKEY,
        Code::AUTH_EXTRACT,
    ];
    RIGHTS.contains(&code)
}
