//! What `{:?}` prints of everything that holds a key or a password: never the key, never the
//! password, neither as text nor in hexadecimal, as a list of numbers, or in base64.
//!
//! Each value is made with a marker in it. Types that no other crate can make are tried where they
//! are made, if they hold octets of their own; those that hold the types below print what these do.

#![cfg(feature = "store")]

use std::fmt::Debug;
use std::sync::Arc;

use kerbside_crypto::{Enctype, Key};
use kerbside_kdc::store::master_key::{MasterKeySource, MasterKeys};
use kerbside_kdc_core::admin::{
    AdminReply, AdminRequest, CreatePrincipal, NewKey, OldKeys, Password,
};
use kerbside_kdc_core::database::{
    AccountState, Attributes, Change, OldPassword, Principal, PrincipalKey, Salt, StoredKey,
    StringAttributes, TaggedData,
};
use kerbside_kdc_core::dump::Keyring;
use kerbside_krb5::client::ClientSecret;
use kerbside_krb5::formats::ccache;
use kerbside_krb5::formats::dump::{DumpKey, DumpPrincipal, Typed};
use kerbside_krb5::formats::keytab::{Keytab, KeytabEntry, KeytabFile};
use kerbside_krb5::gss::{AcceptorKeys, Protection, SequenceStatus, Unwrapped};
use kerbside_krb5::kadm5::record::{RecordReader, mark};
use kerbside_krb5::kadm5::xdr::Reader;
use kerbside_krb5::kadm5::{Request, Response, Secret, TlData, TlType, WireKey};
use kerbside_krb5::kpasswd::ChangePasswdData;
use kerbside_krb5::principal::Principal as Name;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{
    AddressType, Der, EncKrbPrivPart, EncryptionKey, HostAddress, Realm, TicketFlags,
};
use zeroize::Zeroizing;

/// The octets of every key and every password here, which are a text, too.
const MARKER: &[u8; 32] = b"Marker~7Qx!Marker~8Ry!Marker~9S!";

/// The forms in which the marker would be known.
fn forms() -> Vec<String> {
    let start = &MARKER[..6];
    let each = |form: fn(&u8) -> String, between: &str| {
        start.iter().map(form).collect::<Vec<_>>().join(between)
    };
    let hex = each(|octet| format!("{octet:02x}"), "");
    vec![
        String::from_utf8_lossy(start).into_owned(),
        hex.to_uppercase(),
        hex,
        each(u8::to_string, ", "),
        each(|octet| format!("{octet:x}"), ", "),
        // `Marker` in base64, at each of its three places.
        "TWFya2Vy".to_owned(),
        "1hcmtlc".to_owned(),
        "NYXJrZX".to_owned(),
    ]
}

#[track_caller]
fn hidden(value: &dyn Debug) {
    for printed in [format!("{value:?}"), format!("{value:#?}")] {
        // A list on several lines is a list.
        let joined: String = printed.split_whitespace().collect::<Vec<_>>().join(" ");
        for form in forms() {
            assert!(!joined.contains(&form), "{form} in {printed}");
        }
    }
}

fn key() -> Key {
    Key::new(Enctype::AES256_SHA1, MARKER).unwrap()
}

fn encryption_key() -> EncryptionKey {
    EncryptionKey { keytype: 18, keyvalue: MARKER.to_vec().into() }
}

/// Of an enctype that is not implemented.
fn carried() -> EncryptionKey {
    EncryptionKey { keytype: 16, keyvalue: MARKER[..24].to_vec().into() }
}

fn name() -> Name {
    Name::parse("alice", &Realm::from("EXAMPLE.COM")).unwrap()
}

fn principal_key(key: impl Into<StoredKey>) -> PrincipalKey {
    PrincipalKey { kvno: 1, salt: Salt::Normal, key: key.into() }
}

fn principal() -> Principal {
    Principal {
        name: name().name,
        realm: name().realm,
        keys: vec![principal_key(key()), principal_key(carried())],
        attributes: Attributes::EMPTY,
        expires: None,
        password_expires: None,
        max_life: None,
        max_renewable_life: std::time::Duration::ZERO,
        last_password_change: None,
        modified_at: Timestamp::from_seconds(0),
        modified_by: "root/admin@EXAMPLE.COM".to_owned(),
        policy: None,
        strings: StringAttributes::new(),
        password_history: vec![OldPassword { keys: vec![principal_key(key())] }],
        master_kvno: 1,
        tagged_data: vec![TaggedData { kind: 9, octets: MARKER.to_vec() }],
    }
}

fn typed() -> Typed {
    Typed { kind: 18, octets: MARKER.to_vec() }
}

#[test]
fn the_forms_are_those_that_debug_would_print() {
    let octets = format!("{:?}", MARKER.to_vec());
    assert!(forms().iter().any(|form| octets.contains(form)), "{octets}");
    let text = format!("{:?}", String::from_utf8_lossy(MARKER));
    assert!(forms().iter().any(|form| text.contains(form)), "{text}");
}

#[test]
fn keys_are_not_printed() {
    hidden(&key());
    hidden(&encryption_key());
    hidden(&carried());
    hidden(&principal_key(key()));
    hidden(&principal_key(carried()));
    hidden(&ClientSecret::Keys(vec![key()]));
    hidden(&AcceptorKeys::new([(&name(), 1, &encryption_key())]));
}

#[test]
fn what_the_database_keeps_is_not_printed() {
    hidden(&principal());
    hidden(&Change::PutPrincipal(Arc::new(principal())));
    let enctype = Enctype::AES256_SHA1;
    hidden(&MasterKeys::from_password("EXAMPLE.COM".into(), enctype, MARKER).unwrap());
    hidden(&MasterKeySource::Key(key()));
    let password = Zeroizing::new(MARKER.to_vec());
    hidden(&MasterKeySource::Password { password, enctype });
    hidden(&Keyring::from_iter([(1, key())]));
    hidden(&DumpPrincipal {
        tagged: vec![typed()],
        keys: vec![DumpKey { kvno: 1, key: typed(), salt: None }],
        ..DumpPrincipal::new("alice@EXAMPLE.COM")
    });
}

#[test]
fn what_an_administrator_asks_is_not_printed() {
    hidden(&ClientSecret::password(*MARKER));
    let password = || Password(MARKER.to_vec());
    hidden(&password());
    let create = CreatePrincipal::new(name(), NewKey::Password(password()));
    hidden(&AdminRequest::CreatePrincipal(create));
    hidden(&AdminRequest::ChangePassword {
        principal: name(),
        password: password(),
        key_salts: None,
        old_keys: OldKeys::Discard,
    });
    let keys = || vec![principal_key(key())];
    let (principal_name, old_keys) = (name(), OldKeys::Keep);
    hidden(&AdminRequest::SetKeys { principal: principal_name, keys: keys(), old_keys });
    hidden(&AdminReply::Keys(keys()));
    hidden(&AdminReply::Principal(Arc::new(principal()), AccountState::default()));
}

#[test]
fn private_messages_are_not_printed() {
    let newpasswd = MARKER.to_vec().into();
    let data = ChangePasswdData { newpasswd, targname: None, targrealm: None };
    let address = HostAddress { addr_type: AddressType::IPV4, address: vec![127, 0, 0, 1].into() };
    hidden(&EncKrbPrivPart {
        user_data: data.to_der().into(),
        timestamp: None,
        usec: None,
        seq_number: Some(1),
        s_address: address,
        r_address: None,
    });
    hidden(&data);
    hidden(&Unwrapped {
        message: MARKER.to_vec(),
        protection: Protection::Integrity,
        sequence: SequenceStatus::InOrder,
    });
}

#[test]
fn calls_of_kadmin_and_their_replies_are_not_printed() {
    hidden(&Secret::from(MARKER.to_vec()));
    hidden(&Request::ChangePassword {
        principal: "alice".to_owned(),
        password: Some(Secret::from(MARKER.to_vec())),
        new_keys: None,
    });
    hidden(&Response::NewKeys(vec![encryption_key()]));
    let key = WireKey { kvno: 1, key: encryption_key(), salt_type: 0, salt: Vec::new() };
    hidden(&Response::Keys(vec![key]));
    hidden(&TlData { tl_type: TlType(9), octets: MARKER.to_vec() });
    hidden(&Reader::new(MARKER));
    let mut records = RecordReader::new(1_000);
    records.push(&mark(MARKER)[..30]);
    hidden(&records);
}

#[test]
fn keytabs_and_caches_are_not_printed() {
    let entry = KeytabEntry {
        principal: name(),
        timestamp: Timestamp::from_seconds(1),
        kvno: 1,
        key: encryption_key(),
    };
    let keytab = Keytab { entries: vec![entry] };
    hidden(&keytab);
    // What is left of a removed entry behind the end of the table.
    let octets = [&keytab.to_bytes().unwrap()[..], &[0; 4], MARKER].concat();
    hidden(&KeytabFile::from_bytes(&octets, "krb5.keytab").unwrap());
    let mut cache = ccache::CredentialCache::new(name());
    cache.credentials.push(ccache::Credential {
        client: name(),
        server: name(),
        key: encryption_key(),
        times: ccache::Times::default(),
        is_skey: 0,
        flags: TicketFlags::EMPTY,
        addresses: Vec::new(),
        authdata: Vec::new(),
        ticket: Vec::new(),
        second_ticket: Vec::new(),
    });
    hidden(&cache);
}
