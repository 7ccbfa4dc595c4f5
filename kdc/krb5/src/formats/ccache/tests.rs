//! Credential caches: golden files of MIT, properties, damage.

use super::*;
use crate::wire::{
    AddressType, AuthorizationDataEntry, AuthorizationDataType, EncryptionKey, HostAddress,
    KerberosTime, NameType, PrincipalName, TicketFlags,
};
use proptest::prelude::*;

/// Written by MIT krb5 1.20.1 (fixtures/ccache/make.sh).
macro_rules! golden {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(
            concat!("../../../../../fixtures/ccache/", $name, ".ccache")
        ))),*]
    };
}

const GOLDENS: &[(&str, &[u8])] = golden![
    "addresses",
    "initial-service",
    "service",
    "tgt",
    "time-offset",
    "user-to-user",
    "v1",
    "v2",
    "v3",
];

fn bytes(name: &str) -> &'static [u8] {
    GOLDENS.iter().find(|(n, _)| *n == name).unwrap().1
}

fn golden(name: &str) -> CredentialCache {
    CredentialCache::from_bytes(bytes(name), name).unwrap()
}

fn principal(text: &str) -> Principal {
    Principal::parse(text, &"EXAMPLE.TEST".into()).unwrap()
}

#[test]
fn version_4_is_written_as_mit_writes_it() {
    for (name, bytes) in GOLDENS.iter().filter(|(_, bytes)| bytes.starts_with(&[5, 4])) {
        assert_eq!(golden(name).to_bytes().unwrap(), *bytes, "{name}");
    }
}

#[test]
fn every_version_holds_the_same_kinds_of_credentials() {
    for name in ["v1", "v2", "v3", "service"] {
        let cache = golden(name);
        assert!(cache.default_principal.same(&principal("alice")), "{name}");
        let servers: Vec<_> = cache.tickets().map(|c| c.server.to_string()).collect();
        let expected = ["krbtgt/EXAMPLE.TEST@EXAMPLE.TEST", "kafka/localhost@EXAMPLE.TEST"];
        assert_eq!(servers, expected, "{name}");
        for credential in cache.tickets() {
            assert_eq!(credential.key.to_key().unwrap().enctype().0, 18, "{name}");
            let ticket = credential.decode_ticket().unwrap();
            assert!(ticket.sname.same_components(&credential.server.name), "{name}");
            assert!(credential.flags.contains(TicketFlags::FORWARDABLE | TicketFlags::PRE_AUTHENT));
        }
        assert_eq!(
            cache.config("pa_type", Some(&principal("krbtgt/EXAMPLE.TEST"))),
            Some(&b"2"[..])
        );
    }
}

#[test]
fn the_times_of_a_ticket_are_those_kinit_asked_for() {
    let cache = golden("service");
    let times = cache.ticket_for(&principal("krbtgt/EXAMPLE.TEST")).unwrap().times;
    assert_eq!(times.endtime.0 - times.starttime.0, 86_400);
    assert_eq!(times.renew_till.0 - times.starttime.0, 2 * 86_400);
    assert_eq!(golden("tgt").tickets().next().unwrap().times.renew_till.0, 0);
}

#[test]
fn a_clock_two_minutes_behind_is_noted_in_the_header() {
    let offset = golden("time-offset").time_offset;
    assert_eq!(offset, Some(TimeOffset { seconds: 120, microseconds: 0 }));
    assert_eq!(golden("v3").time_offset, None);
}

#[test]
fn addresses_and_second_tickets_are_read() {
    let cache = golden("addresses");
    let addresses = &cache.tickets().next().unwrap().addresses;
    let kinds: Vec<_> = addresses.iter().map(|a| (a.addr_type, a.address.len())).collect();
    assert_eq!(kinds, [(AddressType::IPV4, 4), (AddressType::IPV6, 16)]);
    let cache = golden("user-to-user");
    let credential = cache.ticket_for(&principal("alice")).unwrap();
    assert_eq!(credential.is_skey, 8);
    let tgt = cache.ticket_for(&principal("krbtgt/EXAMPLE.TEST")).unwrap();
    assert_eq!(credential.second_ticket, tgt.ticket);
}

#[test]
fn configuration_is_written_as_mit_writes_it() {
    let mut cache = golden("tgt");
    let krbtgt = principal("krbtgt/EXAMPLE.TEST");
    let tgt = cache.credentials.iter().position(|c| !c.is_config()).unwrap();
    let ticket = cache.credentials.remove(tgt);
    let values: Vec<_> = ["fast_avail", "pa_type"]
        .map(|key| (key, cache.config(key, Some(&krbtgt)).unwrap().to_vec()))
        .into();
    for (key, value) in &values {
        assert!(cache.remove_config(key, Some(&krbtgt)));
        cache.set_config(key, Some(&krbtgt), value);
    }
    cache.credentials.insert(tgt, ticket);
    assert_eq!(cache.to_bytes().unwrap(), bytes("tgt"));
    let keys: Vec<_> = cache.credentials.iter().filter_map(|c| c.config_key()).collect();
    let about = krbtgt.to_string();
    assert!(keys.iter().all(|(_, about_this)| *about_this.unwrap() == about.as_str()));
}

#[test]
fn removed_credentials_are_not_found() {
    let mut cache = golden("service");
    let kafka = principal("kafka/localhost");
    let credential = cache.credentials.iter_mut().find(|c| c.server.same(&kafka)).unwrap();
    credential.times.endtime = KerberosTime(0);
    assert!(credential.is_removed());
    assert!(cache.ticket_for(&kafka).is_none());
}

#[test]
fn appended_credentials_are_read() {
    let cache = golden("tgt");
    let service = golden("service").ticket_for(&principal("kafka/localhost")).unwrap().clone();
    let grown = [bytes("tgt"), &service.to_bytes().unwrap()].concat();
    let again = CredentialCache::from_bytes(&grown, "f").unwrap();
    assert_eq!(again.credentials.len(), cache.credentials.len() + 1);
    assert_eq!(again.credentials.last(), Some(&service));
}

#[test]
fn unknown_header_fields_are_kept() {
    let mut cache = golden("time-offset");
    cache.other_header_fields.push((7, b"later".to_vec()));
    let again = CredentialCache::from_bytes(&cache.to_bytes().unwrap(), "f").unwrap();
    assert_eq!(again, cache);
}

#[test]
fn broken_files_are_refused_with_place_and_remedy() {
    let tgt = bytes("tgt");
    let after = |count: usize, octets: &[u8]| [&tgt[..count], octets].concat();
    let broken: &[(Vec<u8>, &str)] = &[
        (vec![], "offset 0: the file is empty"),
        (
            b"alice".to_vec(),
            "offset 0: it starts with octet 0x61, a credential cache starts with 0x05",
        ),
        (vec![5, 9], "offset 1: it is of version 9, versions 1 to 4 are known"),
        (vec![5], "offset 1: the version needs 1 octets where 0 are left"),
        (after(2, &[0xff, 0xff]), "offset 4: the header needs 65535 octets where 0 are left"),
        (
            after(4, &[0, 1, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0]),
            "offset 4: the header's time offset has 4 octets, it has 8",
        ),
        (
            after(16, &[0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff]),
            "offset 24: the default principal needs 4 octets where 0 are left",
        ),
        (
            after(24, &[0xff, 0xff, 0xff, 0xff]),
            "offset 28: the default principal needs 4294967295 octets where 0 are left",
        ),
        (
            tgt[..tgt.len() - 2].to_vec(),
            "offset 966: the second ticket needs 4 octets where 2 are left",
        ),
    ];
    for (bytes, fault) in broken {
        let error = CredentialCache::from_bytes(bytes, "/tmp/krb5cc_7").unwrap_err();
        let remedy = error.fault.remedy();
        assert_eq!(error.to_string(), format!("credential cache /tmp/krb5cc_7, {fault}; {remedy}"));
    }
}

prop_compose! {
    fn octets()(octets in prop::collection::vec(any::<u8>(), 0..12)) -> Vec<u8> { octets }
}

prop_compose! {
    fn principals()(
        name_type in any::<i32>(),
        components in prop::collection::vec(octets(), 0..4),
        realm in octets(),
    ) -> Principal {
        Principal::new(PrincipalName::new(NameType(name_type), components), realm)
    }
}

prop_compose! {
    fn credentials()(
        (client, server) in (principals(), principals()),
        (keytype, keyvalue) in (any::<i16>(), octets()),
        times in any::<[u32; 4]>(),
        (is_skey, flags) in (any::<u8>(), any::<u32>()),
        addresses in prop::collection::vec((any::<i16>(), octets()), 0..3),
        authdata in prop::collection::vec((any::<i16>(), octets()), 0..3),
        (ticket, second_ticket) in (octets(), octets()),
    ) -> Credential {
        let [authtime, starttime, endtime, renew_till] =
            times.map(|seconds| KerberosTime(i64::from(seconds)));
        Credential {
            client,
            server,
            key: EncryptionKey { keytype: keytype.into(), keyvalue: keyvalue.into() },
            times: Times { authtime, starttime, endtime, renew_till },
            is_skey,
            flags: TicketFlags(flags),
            addresses: addresses.into_iter().map(|(number, octets)| HostAddress {
                addr_type: AddressType(number.into()),
                address: octets.into(),
            }).collect(),
            authdata: authdata.into_iter().map(|(number, octets)| AuthorizationDataEntry {
                ad_type: AuthorizationDataType(number.into()),
                ad_data: octets.into(),
            }).collect(),
            ticket,
            second_ticket,
        }
    }
}

proptest! {
    #[test]
    fn written_caches_read_back(
        default_principal in principals(),
        offset in any::<Option<(i32, i32)>>(),
        credentials in prop::collection::vec(credentials(), 0..4),
    ) {
        let cache = CredentialCache {
            time_offset: offset.map(|(seconds, microseconds)| TimeOffset { seconds, microseconds }),
            credentials,
            ..CredentialCache::new(default_principal)
        };
        let bytes = cache.to_bytes().unwrap();
        prop_assert_eq!(&CredentialCache::from_bytes(&bytes, "f").unwrap(), &cache);
    }

    #[test]
    fn any_bytes_are_read_or_refused(
        version in 0u8..6,
        body in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let bytes = [&[5, version], body.as_slice()].concat();
        CredentialCache::from_bytes(&bytes, "f").ok();
    }

    #[test]
    fn changed_golden_files_are_read_or_refused(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        octet in any::<u8>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let (_, golden) = which.get(GOLDENS);
        let mut bytes = golden.to_vec();
        *at.get_mut(&mut bytes) = octet;
        if let Ok(cache) = CredentialCache::from_bytes(&bytes, "f") {
            let written = cache.to_bytes().unwrap();
            prop_assert_eq!(CredentialCache::from_bytes(&written, "f").unwrap(), cache);
        }
        bytes.truncate(cut.index(bytes.len()));
        CredentialCache::from_bytes(&bytes, "f").ok();
    }
}
