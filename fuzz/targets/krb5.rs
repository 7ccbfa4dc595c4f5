//! Kerberos: messages, keytabs, credential caches, context tokens, names, krb5.conf and kadm5.
//!
//! The first octet selects what the rest is read as; `run.sh` knows the numbers. Whatever can be
//! read is written and read again, and must be the same. What a reader refuses is fine.
#![no_main]

use std::fmt::Debug;

use kerbside_krb5::formats::ccache::CredentialCache;
use kerbside_krb5::formats::keytab::{Keytab, KeytabFile};
use kerbside_krb5::formats::krb5_conf::Krb5Conf;
use kerbside_krb5::formats::profile::{Profile, Source, SourceError};
use kerbside_krb5::gss::framing::unframe;
use kerbside_krb5::kadm5::record::RecordReader;
use kerbside_krb5::kadm5::rpc::{Call, Reply};
use kerbside_krb5::kadm5::xdr::Writer;
use kerbside_krb5::kadm5::{ApiVersion, Procedure, Request, Response};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::{self, Der, Realm};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((selector, bytes)) = data.split_first() else {
        return;
    };
    match selector % 7 {
        0 => messages(bytes),
        1 => keytab(bytes),
        2 => credential_cache(bytes),
        3 => token(bytes),
        4 => name(bytes),
        5 => configuration(bytes),
        _ => administration(bytes),
    }
});

/// A stream of calls: records, heads, and what follows a head as arguments and results.
fn administration(bytes: &[u8]) {
    let mut records = RecordReader::new(1 << 16);
    records.push(bytes);
    while let Ok(Some(record)) = records.next_record() {
        let _ = Reply::parse(&record);
        let Ok(call) = Call::parse(&record) else { continue };
        let procedure = Procedure(call.header.procedure);
        let _ = Response::read(procedure, ApiVersion::V4, call.body);
        if let Some(Ok((version, request))) = Request::read(procedure, call.body) {
            let mut written = Writer::new();
            request.write(version, &mut written);
            let again = Request::read(request.procedure(), written.as_bytes());
            assert_eq!(again, Some(Ok((version, request))));
        }
    }
}

fn messages(bytes: &[u8]) {
    again::<wire::AsReq>(bytes);
    again::<wire::AsRep>(bytes);
    again::<wire::TgsReq>(bytes);
    again::<wire::TgsRep>(bytes);
    again::<wire::ApReq>(bytes);
    again::<wire::ApRep>(bytes);
    again::<wire::Authenticator>(bytes);
    again::<wire::EncApRepPart>(bytes);
    again::<wire::EncAsRepPart>(bytes);
    again::<wire::EncTgsRepPart>(bytes);
    again::<wire::EncTicketPart>(bytes);
    again::<wire::Ticket>(bytes);
    again::<wire::KrbError>(bytes);
    again::<wire::KrbPriv>(bytes);
    again::<wire::KrbSafe>(bytes);
    again::<wire::KrbCred>(bytes);
    again::<wire::EncKrbPrivPart>(bytes);
    again::<wire::EncKrbCredPart>(bytes);
    again::<wire::EtypeInfo2>(bytes);
    again::<wire::MethodData>(bytes);
    again::<wire::PaEncTsEnc>(bytes);
    again::<wire::AuthorizationData>(bytes);
}

/// What was read and written must be read as the same value.
fn again<T: Der + Debug + PartialEq>(bytes: &[u8]) {
    if let Ok(value) = T::from_der(bytes) {
        let written = value.to_der();
        assert_eq!(
            T::from_der(&written).as_ref(),
            Ok(&value),
            "written as {written:02x?}"
        );
    }
}

fn keytab(bytes: &[u8]) {
    if let Ok(file) = KeytabFile::from_bytes(bytes, "fuzz") {
        let written = KeytabFile::from_bytes(&file.to_bytes(), "fuzz").expect("our own keytab");
        assert!(written.entries().eq(file.entries()));
    }
    if let Ok(keytab) = Keytab::from_bytes(bytes, "fuzz")
        && let Ok(written) = keytab.to_bytes()
    {
        let again = Keytab::from_bytes(&written, "fuzz").expect("our own keytab");
        assert_eq!(again, keytab);
    }
}

fn credential_cache(bytes: &[u8]) {
    if let Ok(cache) = CredentialCache::from_bytes(bytes, "fuzz") {
        for credential in cache.tickets() {
            let _ = credential.decode_ticket();
            let _ = credential.config_key();
        }
        if let Ok(written) = cache.to_bytes() {
            CredentialCache::from_bytes(&written, "fuzz").expect("our own cache");
        }
    }
}

fn token(bytes: &[u8]) {
    if let Ok(framed) = unframe(bytes) {
        messages(framed.body);
    }
}

fn name(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let realm = Realm::from("EXAMPLE.TEST");
    if let Ok(principal) = Principal::parse(text, &realm) {
        let again = Principal::parse(&principal.to_string(), &realm).expect("our own escaping");
        assert_eq!(again, principal);
    }
}

fn configuration(bytes: &[u8]) {
    if let Ok(profile) = Profile::parse(bytes, "fuzz", &Itself(bytes)) {
        let _ = profile.value(&["libdefaults", "default_realm"]);
        if let Ok(conf) = Krb5Conf::from_profile(profile) {
            let _ = conf.realm_of_host("node1.example.test");
        }
    }
}

/// Every file that the text includes is the text itself: no nesting may be without an end.
struct Itself<'a>(&'a [u8]);

impl Source for Itself<'_> {
    fn read(&self, _: &str) -> Result<Vec<u8>, SourceError> {
        Ok(self.0.to_vec())
    }

    fn list(&self, _: &str) -> Result<Vec<String>, SourceError> {
        Ok(vec!["one.conf".to_owned(), "two.conf".to_owned()])
    }
}
