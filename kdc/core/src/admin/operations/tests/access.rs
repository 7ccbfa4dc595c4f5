//! What callers over the network may do: each row agrees with what kadmind of MIT krb5 1.20.1
//! answered a client with that single right (the sessions for `kadmin/changepw`, aliases and keys
//! brought along with what its source says, which no client of 1.20 can ask for).

use std::sync::Arc;

use kerbside_krb5::formats::kadm5_acl::AclFile;

use super::super::super::{Acl, AdminService, Authority, Initial, PolicyChanges, RemoteCaller};
use super::*;

const GET: u32 = 1;
const ADD: u32 = 2;
const MODIFY: u32 = 3;
const DELETE: u32 = 4;
const INSUFFICIENT: u32 = 5;
const UNKNOWN: u32 = 12;
const LIST: u32 = 44;
const CHANGE_PASSWORD: u32 = 45;
const SET_KEY: u32 = 50;
const EXTRACT: u32 = 60;
const INITIAL: u32 = 62;

/// What oneself may do without any right.
#[derive(Clone, Copy, PartialEq)]
enum Oneself {
    /// Nothing.
    No,
    /// This, in a session for `kadmin/admin`.
    Admin,
    /// This, in either session.
    Both,
    /// This, in either session with a ticket that the password got.
    Keys,
}

struct Row {
    operation: &'static str,
    request: fn(Name) -> AdminRequest,
    /// The right that it needs.
    right: char,
    /// The denial without it.
    code: u32,
    oneself: Oneself,
}

const ROWS: &[Row] = &[
    Row {
        operation: "addprinc",
        request: |_| AdminRequest::CreatePrincipal(CreatePrincipal::new(name("new"), NewKey::None)),
        right: 'a',
        code: ADD,
        oneself: Oneself::No,
    },
    Row {
        operation: "delprinc",
        request: |principal| AdminRequest::DeletePrincipal { principal },
        right: 'd',
        code: DELETE,
        oneself: Oneself::No,
    },
    Row {
        operation: "modprinc",
        request: |principal| AdminRequest::ModifyPrincipal {
            principal,
            changes: PrincipalChanges::default(),
        },
        right: 'm',
        code: MODIFY,
        oneself: Oneself::No,
    },
    Row {
        operation: "cpw",
        request: |principal| AdminRequest::ChangePassword {
            principal,
            password: "new".into(),
            key_salts: None,
            old_keys: OldKeys::Discard,
        },
        right: 'c',
        code: CHANGE_PASSWORD,
        oneself: Oneself::Keys,
    },
    Row {
        operation: "cpw -randkey",
        request: |principal| AdminRequest::RandomizeKeys {
            principal,
            key_salts: None,
            old_keys: OldKeys::Discard,
        },
        right: 'c',
        code: CHANGE_PASSWORD,
        oneself: Oneself::Keys,
    },
    Row {
        operation: "setkey",
        request: |principal| AdminRequest::SetKeys {
            principal,
            keys: vec![key(0, Enctype::AES256_SHA1, Salt::Normal)],
            old_keys: OldKeys::Discard,
        },
        right: 's',
        code: SET_KEY,
        oneself: Oneself::No,
    },
    Row {
        operation: "ktadd -norandkey",
        request: |principal| AdminRequest::GetKeys { principal, kvno: None },
        right: 'e',
        code: EXTRACT,
        oneself: Oneself::No,
    },
    Row {
        operation: "purgekeys",
        request: |principal| AdminRequest::PurgeKeys { principal, keep_from: None },
        right: 'm',
        code: MODIFY,
        oneself: Oneself::Admin,
    },
    Row {
        operation: "getprinc",
        request: |principal| AdminRequest::GetPrincipal { principal },
        right: 'i',
        code: GET,
        oneself: Oneself::Both,
    },
    Row {
        operation: "getstrs",
        request: |principal| AdminRequest::GetStrings { principal },
        right: 'i',
        code: GET,
        oneself: Oneself::Admin,
    },
    Row {
        operation: "setstr",
        request: |principal| {
            let (key, value) = ("k".into(), Some("v".into()));
            AdminRequest::SetString { principal, key, value }
        },
        right: 'm',
        code: MODIFY,
        oneself: Oneself::No,
    },
    Row {
        operation: "listprincs",
        request: |_| AdminRequest::ListPrincipals { pattern: None },
        right: 'l',
        code: LIST,
        oneself: Oneself::No,
    },
    Row {
        operation: "addpol",
        request: |_| AdminRequest::CreatePolicy {
            name: "new".into(),
            changes: PolicyChanges::default(),
        },
        right: 'a',
        code: ADD,
        oneself: Oneself::No,
    },
    Row {
        operation: "modpol",
        request: |_| AdminRequest::ModifyPolicy {
            name: "some".into(),
            changes: PolicyChanges::default(),
        },
        right: 'm',
        code: MODIFY,
        oneself: Oneself::No,
    },
    Row {
        operation: "delpol",
        request: |_| AdminRequest::DeletePolicy { name: "some".into() },
        right: 'd',
        code: DELETE,
        oneself: Oneself::No,
    },
    Row {
        operation: "getpol",
        request: |_| AdminRequest::GetPolicy { name: "some".into() },
        right: 'i',
        code: GET,
        oneself: Oneself::No,
    },
    Row {
        operation: "listpols",
        request: |_| AdminRequest::ListPolicies { pattern: None },
        right: 'l',
        code: LIST,
        oneself: Oneself::No,
    },
];

fn key(kvno: u32, enctype: Enctype, salt: Salt) -> PrincipalKey {
    let key = kerbside_crypto::Key::random(enctype, &mut SeededEntropy::new(7)).unwrap();
    PrincipalKey { kvno, salt, key: key.into() }
}

pub(super) fn remote(acl: &str) -> Caller {
    session(acl, AdminService::Admin, Initial::Yes)
}

fn session(acl: &str, service: AdminService, initial: Initial) -> Caller {
    let acl = Acl::new(AclFile::parse(acl, &"EXAMPLE.COM".into()).unwrap());
    let remote = RemoteCaller { service, initial, acl: Arc::new(acl) };
    Caller { principal: name("caller"), authority: Authority::Remote(Box::new(remote)) }
}

fn bed() -> Bed {
    let mut bed = Bed::new();
    bed.create("caller", NewKey::Random);
    bed.create("target", NewKey::Random);
    let changes = PolicyChanges::default();
    bed.ask(AdminRequest::CreatePolicy { name: "some".into(), changes }).unwrap();
    bed
}

/// 0, or the place of the denial in MIT's table.
fn outcome(bed: &mut Bed, caller: &Caller, request: AdminRequest) -> u32 {
    let denied = bed.ask_as(caller, request).err();
    denied.map_or(0, |denial| denial.kadm5_code() - 43_787_520)
}

fn expected(row: &Row, rights: &str, whom: &str, service: AdminService, initial: Initial) -> u32 {
    let by_right = service == AdminService::Admin
        && (rights.contains(row.right) || (rights.contains('*') && row.right != 'e'));
    let oneself = whom == "caller";
    if oneself && row.oneself == Oneself::Keys {
        return if initial == Initial::Yes { 0 } else { INITIAL };
    }
    let own = match row.oneself {
        Oneself::Both => true,
        Oneself::Admin => service == AdminService::Admin,
        Oneself::No | Oneself::Keys => false,
    };
    if by_right || (oneself && own) { 0 } else { row.code }
}

#[test]
fn every_operation_needs_its_right_and_no_other() {
    let rights = ["", "a", "d", "m", "c", "i", "e", "l", "s", "p", "*", "*e"];
    for row in ROWS {
        for (rights, whom) in rights.iter().flat_map(|r| [(*r, "caller"), (*r, "target")]) {
            for (service, initial) in [
                (AdminService::Admin, Initial::Yes),
                (AdminService::Admin, Initial::No),
                (AdminService::ChangePassword, Initial::Yes),
                (AdminService::ChangePassword, Initial::No),
            ] {
                let acl = match rights {
                    "" => String::new(),
                    rights => format!("caller {rights}"),
                };
                let caller = session(&acl, service, initial);
                assert_eq!(
                    outcome(&mut bed(), &caller, (row.request)(name(whom))),
                    expected(row, rights, whom, service, initial),
                    "{} of {whom} by {rights:?} {service:?} {initial:?}",
                    row.operation,
                );
            }
        }
    }
}

#[test]
fn renaming_and_aliases_need_two_rights() {
    let rename = || AdminRequest::RenamePrincipal { from: name("target"), to: name("new") };
    let alias = || AdminRequest::CreateAlias { alias: name("new"), target: name("target") };
    for (acl, renamed, aliased) in [
        ("caller *", 0, 0),
        ("caller a", INSUFFICIENT, INSUFFICIENT),
        ("caller d", INSUFFICIENT, INSUFFICIENT),
        ("caller ad", 0, INSUFFICIENT),
        ("caller am", INSUFFICIENT, 0),
        ("caller d target\ncaller a new", 0, INSUFFICIENT),
        ("caller m target\ncaller a new", INSUFFICIENT, 0),
        ("caller a target\ncaller d new", INSUFFICIENT, INSUFFICIENT),
        // The new name would escape the restrictions.
        ("caller adm * +requires_preauth", INSUFFICIENT, INSUFFICIENT),
    ] {
        assert_eq!(outcome(&mut bed(), &remote(acl), rename()), renamed, "rename by {acl}");
        assert_eq!(outcome(&mut bed(), &remote(acl), alias()), aliased, "alias by {acl}");
    }
    let changepw = session("caller *", AdminService::ChangePassword, Initial::Yes);
    assert_eq!(outcome(&mut bed(), &changepw, rename()), INSUFFICIENT);
    assert_eq!(outcome(&mut bed(), &changepw, alias()), INSUFFICIENT);
}

fn request(operation: &str, whom: &str) -> AdminRequest {
    let row = ROWS.iter().find(|row| row.operation == operation).unwrap();
    (row.request)(name(whom))
}

#[test]
fn locked_down_principals_are_kept_from_the_network_and_not_from_the_database() {
    let modify = |set, clear| AdminRequest::ModifyPrincipal {
        principal: name("locked"),
        changes: PrincipalChanges { set, clear, ..Default::default() },
    };
    let rename = AdminRequest::RenamePrincipal { from: name("locked"), to: name("new") };
    let lockdown = Attributes::LOCKDOWN_KEYS;
    for (request, code) in [
        (request("cpw", "locked"), CHANGE_PASSWORD),
        (request("cpw -randkey", "locked"), 0),
        (request("setkey", "locked"), SET_KEY),
        (request("ktadd -norandkey", "locked"), EXTRACT),
        (request("modprinc", "locked"), 0),
        (modify(Attributes::REQUIRES_PRE_AUTH, Attributes::EMPTY), 0),
        (modify(Attributes::EMPTY, lockdown), MODIFY),
        (request("delprinc", "locked"), DELETE),
        (rename, DELETE),
        (request("purgekeys", "locked"), 0),
    ] {
        let mut bed = bed();
        let mut create = CreatePrincipal::new(name("locked"), NewKey::Random);
        create.changes.set = lockdown;
        bed.ask(AdminRequest::CreatePrincipal(create)).unwrap();
        assert_eq!(outcome(&mut bed, &remote("caller *e"), request.clone()), code, "{request:?}");
        if code != 0 {
            bed.ask(request).unwrap();
        }
    }
}

#[test]
fn new_keys_of_a_locked_down_principal_are_not_told() {
    let mut bed = bed();
    let krbtgt = "krbtgt/EXAMPLE.COM";
    let randomize = || request("cpw -randkey", krbtgt);
    let told = bed.ask_as(&remote("caller *"), randomize()).unwrap();
    assert_eq!(told, AdminReply::Keys(Vec::new()));
    assert_eq!(bed.get(krbtgt).0.current_kvno(), Some(2));
    assert_eq!(bed.keys(randomize()).len(), 2);
}

#[test]
fn who_may_not_know_is_not_told_that_a_principal_is_missing() {
    for (operation, rights, code) in [
        ("cpw", "", UNKNOWN),
        ("cpw -randkey", "", CHANGE_PASSWORD),
        ("cpw -randkey", "*", UNKNOWN),
        ("delprinc", "m", DELETE),
        ("delprinc", "d", UNKNOWN),
        ("getprinc", "m", GET),
        ("getprinc", "i", UNKNOWN),
        ("setkey", "", UNKNOWN),
        ("ktadd -norandkey", "", EXTRACT),
    ] {
        let acl = if rights.is_empty() { String::new() } else { format!("caller {rights}") };
        let code_met = outcome(&mut bed(), &remote(&acl), request(operation, "nosuch"));
        assert_eq!(code_met, code, "{operation} by {rights:?}");
    }
}

#[test]
fn ones_own_policy_may_be_read_in_either_session() {
    for service in [AdminService::Admin, AdminService::ChangePassword] {
        let mut bed = bed();
        let caller = session("", service, Initial::No);
        let get = || AdminRequest::GetPolicy { name: "some".into() };
        assert_eq!(outcome(&mut bed, &caller, get()), GET);
        let changes = PrincipalChanges {
            policy: Some(PolicyChange::Set("some".into())),
            ..Default::default()
        };
        bed.ask(AdminRequest::ModifyPrincipal { principal: name("caller"), changes }).unwrap();
        assert_eq!(outcome(&mut bed, &caller, get()), 0);
    }
}

#[test]
fn ones_own_password_has_to_be_kept_for_the_least_life() {
    let changes =
        PolicyChanges { min_password_life: Some(Duration::from_secs(3_600)), ..Default::default() };
    for (later, attribute, by, code) in [
        (3_599, Attributes::EMPTY, "caller *", 26),
        (3_600, Attributes::EMPTY, "caller *", 0),
        (0, Attributes::REQUIRES_PWCHANGE, "", 0),
        (3_599, Attributes::EMPTY, "", 26),
    ] {
        for operation in ["cpw", "cpw -randkey"] {
            let mut bed = bed();
            let (name_of, changes) = ("slow".to_owned(), changes.clone());
            bed.ask(AdminRequest::CreatePolicy { name: name_of.clone(), changes }).unwrap();
            let changes = PrincipalChanges {
                set: attribute,
                policy: Some(PolicyChange::Set(name_of)),
                ..Default::default()
            };
            for principal in ["caller", "target"] {
                let (principal, changes) = (name(principal), changes.clone());
                bed.ask(AdminRequest::ModifyPrincipal { principal, changes }).unwrap();
            }
            bed.now = NOW.plus_seconds(later);
            let caller = remote(by);
            assert_eq!(outcome(&mut bed, &caller, request(operation, "caller")), code, "{later}");
            // Administrators need not wait.
            let admin = remote("caller c");
            assert_eq!(outcome(&mut bed, &admin, request(operation, "target")), 0);
        }
    }
}

#[test]
fn who_is_not_of_the_realm_is_not_oneself() {
    let mut bed = bed();
    let mut caller = remote("");
    caller.principal = Name::parse("target@OTHER", &"OTHER".into()).unwrap();
    assert_eq!(outcome(&mut bed, &caller, request("getprinc", "target")), GET);
}
