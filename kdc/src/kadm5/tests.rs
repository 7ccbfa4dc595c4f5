//! What the client writes is what the server reads; and the masks that no server takes.

use std::time::Duration;

use kerbside_crypto::Enctype;
use kerbside_kdc_core::admin::{
    AdminReply, AdminRequest, CreatePrincipal, Expiry, NewKey, OldKeys, Password, PolicyChange,
    PolicyChanges, PrincipalChanges, Privileges, Unlock,
};
use kerbside_kdc_core::database::{Attributes, KeySalt, Policy, PrincipalKey, Salt, StoredKey};
use kerbside_krb5::kadm5::{
    Code, KeySaltTuple, NewKeys, PolicyEntry, PolicyMask, PrincipalEntry, PrincipalMask, Request,
    TlData, TlType,
};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{EncryptionKey, Realm};

use super::incoming_response::NamesOf;
use super::{incoming_request, incoming_response, outgoing_request, outgoing_response};

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn realm() -> Realm {
    "R".into()
}

fn name(text: &str) -> Principal {
    Principal::parse(text, &realm()).unwrap()
}

fn key(kvno: u32, salt: Salt) -> PrincipalKey {
    let key = EncryptionKey { keytype: 18, keyvalue: vec![7; 32].into() };
    PrincipalKey { kvno, salt, key: StoredKey::from(key) }
}

fn there(request: &AdminRequest, present: Attributes) -> AdminRequest {
    let wire = outgoing_request::write(request, present, NOW);
    incoming_request::read(&wire, &realm()).unwrap().unwrap()
}

fn key_salts() -> Vec<KeySalt> {
    let (normal, special) = (Salt::Normal, Salt::Special(Vec::new()));
    vec![
        KeySalt { enctype: Enctype(18), salt: normal },
        KeySalt { enctype: Enctype(17), salt: special },
    ]
}

#[test]
fn a_request_arrives_as_it_was_made() {
    let policy = PolicyChanges {
        min_length: Some(8),
        max_password_life: Some(Duration::from_secs(86_400)),
        lockout_duration: Some(Duration::from_secs(300)),
        allowed_key_salts: Some(Some("aes256-cts:normal".into())),
        ..PolicyChanges::default()
    };
    let password = || Password(b"secret".to_vec());
    let (bob, strong) = (|| name("bob"), || "strong".to_owned());
    for request in [
        AdminRequest::CreatePrincipal(CreatePrincipal::new(bob(), NewKey::Random)),
        AdminRequest::CreatePrincipal(CreatePrincipal::new(bob(), NewKey::None)),
        AdminRequest::CreatePrincipal(CreatePrincipal {
            key_salts: Some(key_salts()),
            changes: PrincipalChanges {
                expires: Some(Expiry::At(NOW)),
                password_expires: Some(Expiry::Never),
                max_life: Some(Duration::from_secs(3_600)),
                policy: Some(PolicyChange::Set(strong())),
                ..PrincipalChanges::default()
            },
            ..CreatePrincipal::new(bob(), NewKey::Password(password()))
        }),
        AdminRequest::DeletePrincipal { principal: bob() },
        AdminRequest::ModifyPrincipal {
            principal: bob(),
            changes: PrincipalChanges {
                kvno: Some(3),
                max_renewable_life: Some(Duration::ZERO),
                policy: Some(PolicyChange::Clear),
                unlock: Some(Unlock),
                ..PrincipalChanges::default()
            },
        },
        AdminRequest::ChangePassword {
            principal: bob(),
            password: password(),
            key_salts: None,
            old_keys: OldKeys::Discard,
        },
        AdminRequest::ChangePassword {
            principal: bob(),
            password: password(),
            key_salts: None,
            old_keys: OldKeys::Keep,
        },
        AdminRequest::RandomizeKeys {
            principal: bob(),
            key_salts: Some(key_salts()),
            old_keys: OldKeys::Discard,
        },
        AdminRequest::GetPrincipal { principal: name("a/b@S") },
        AdminRequest::ListPrincipals { pattern: None },
        AdminRequest::GetKeys { principal: bob(), kvno: None },
        AdminRequest::GetKeys { principal: bob(), kvno: Some(2) },
        AdminRequest::RenamePrincipal { from: bob(), to: name("robert") },
        AdminRequest::CreateAlias { alias: bob(), target: name("robert") },
        AdminRequest::SetKeys {
            principal: bob(),
            keys: vec![key(4, Salt::Normal), key(4, Salt::Special(b"pepper".to_vec()))],
            old_keys: OldKeys::Keep,
        },
        AdminRequest::PurgeKeys { principal: bob(), keep_from: None },
        AdminRequest::PurgeKeys { principal: bob(), keep_from: Some(5) },
        AdminRequest::GetStrings { principal: bob() },
        AdminRequest::SetString { principal: bob(), key: "k".into(), value: None },
        AdminRequest::CreatePolicy { name: strong(), changes: policy.clone() },
        AdminRequest::ModifyPolicy { name: strong(), changes: policy },
        AdminRequest::DeletePolicy { name: strong() },
        AdminRequest::GetPolicy { name: strong() },
        AdminRequest::ListPolicies { pattern: Some("s*".into()) },
        AdminRequest::GetPrivileges,
    ] {
        assert_eq!(there(&request, Attributes::EMPTY), request);
    }
}

#[test]
fn attributes_travel_as_they_shall_be() {
    let changes = PrincipalChanges {
        set: Attributes::REQUIRES_PRE_AUTH,
        clear: Attributes::DISALLOW_SVR,
        ..PrincipalChanges::default()
    };
    let request = AdminRequest::ModifyPrincipal { principal: name("bob"), changes };
    let present = Attributes::DISALLOW_SVR | Attributes::LOCKDOWN_KEYS;
    let AdminRequest::ModifyPrincipal { changes, .. } = there(&request, present) else {
        panic!("another request");
    };
    let wanted = Attributes::REQUIRES_PRE_AUTH | Attributes::LOCKDOWN_KEYS;
    assert_eq!((changes.set, changes.clear), (wanted, Attributes(!wanted.0)));
}

#[test]
fn fields_that_are_the_servers_are_refused() {
    let entry = || PrincipalEntry { principal: "bob".into(), ..PrincipalEntry::default() };
    let modify = |mask| Request::ModifyPrincipal { entry: entry(), mask };
    let create =
        |mask| Request::CreatePrincipal { entry: entry(), mask, key_salts: None, password: None };
    for request in [
        modify(PrincipalMask::PRINCIPAL),
        modify(PrincipalMask::KEY_DATA),
        modify(PrincipalMask::MOD_NAME),
        modify(PrincipalMask::LAST_SUCCESS),
        modify(PrincipalMask::POLICY),
        modify(PrincipalMask::POLICY | PrincipalMask::POLICY_CLEAR),
        modify(PrincipalMask(0x4000_0000)),
        create(PrincipalMask::NONE),
        create(PrincipalMask::PRINCIPAL | PrincipalMask::MKVNO),
        create(PrincipalMask::PRINCIPAL | PrincipalMask::FAIL_AUTH_COUNT),
        create(PrincipalMask::PRINCIPAL | PrincipalMask::LOAD),
        Request::CreatePolicy { entry: PolicyEntry::default(), mask: PolicyMask::NONE },
        Request::ModifyPolicy { entry: PolicyEntry::default(), mask: PolicyMask::POLICY },
        Request::ModifyPolicy { entry: PolicyEntry::default(), mask: PolicyMask(1 << 30) },
    ] {
        assert_eq!(incoming_request::read(&request, &realm()), Err(Code::BAD_MASK), "{request:?}");
    }
}

#[test]
fn what_means_nothing_has_its_code() {
    let tagged = |number| PrincipalEntry {
        principal: "bob".into(),
        tl_data: vec![TlData { tl_type: TlType(number), octets: vec![1] }],
        ..PrincipalEntry::default()
    };
    let modify =
        |number| Request::ModifyPrincipal { entry: tagged(number), mask: PrincipalMask::TL_DATA };
    let failures = PrincipalEntry { principal: "bob".into(), failures: 1, ..Default::default() };
    let tuple = KeySaltTuple { enctype: 17, salt_type: 0 };
    let keys = vec![EncryptionKey { keytype: 18, keyvalue: vec![1; 32].into() }];
    let set = |key_salts| Request::SetKeys3 {
        principal: "bob".into(),
        new_keys: NewKeys { keep_old: false, key_salts },
        keys: keys.clone(),
    };
    for (request, code) in [
        (modify(3), Code::BAD_TL_TYPE),
        (modify(0x7fff), Code::INVALID_ARGUMENT),
        (
            Request::ModifyPrincipal { entry: failures, mask: PrincipalMask::FAIL_AUTH_COUNT },
            Code::BAD_SERVER_PARAMS,
        ),
        (Request::DeletePrincipal { principal: String::new() }, Code::BAD_PRINCIPAL),
        (set(vec![tuple]), Code::SETKEY3_ETYPE_MISMATCH),
        (set(vec![tuple, tuple]), Code::SETKEY3_ETYPE_MISMATCH),
        (Request::GetPolicy { name: None }, Code::INVALID_ARGUMENT),
        (
            Request::RandomizeKeys {
                principal: "bob".into(),
                new_keys: Some(NewKeys {
                    keep_old: true,
                    key_salts: vec![KeySaltTuple { enctype: 18, salt_type: 9 }],
                }),
            },
            Code::BAD_KEYSALTS,
        ),
    ] {
        assert_eq!(incoming_request::read(&request, &realm()), Err(code), "{request:?}");
    }
}

#[test]
fn a_reply_arrives_as_it_was_made() {
    let policy = Policy { min_length: 8, max_failures: 3, ..Policy::new("strong") };
    let strings = vec![("a".to_owned(), "b".to_owned())];
    let extract = Request::ExtractKeys { principal: "bob".into(), kvno: 0 };
    for (reply, names) in [
        (AdminReply::Done, NamesOf::Principals),
        (AdminReply::Principals(vec![name("a"), name("b/c")]), NamesOf::Principals),
        (AdminReply::Policies(vec!["strong".into()]), NamesOf::Policies),
        (AdminReply::Strings(strings), NamesOf::Principals),
        (AdminReply::Policy(policy.into()), NamesOf::Principals),
        (AdminReply::Privileges(Privileges::ALL), NamesOf::Principals),
        (AdminReply::Keys(vec![key(3, Salt::NoRealm)]), NamesOf::Principals),
    ] {
        let response = outgoing_response::write(&extract, reply.clone());
        assert_eq!(incoming_response::read(response, &realm(), names), Ok(reply));
    }
}
