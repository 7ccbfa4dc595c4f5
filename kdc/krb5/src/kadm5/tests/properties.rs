//! Requests and responses of any content survive the wire; octets of any content are refused or
//! read, and never more.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use super::specimen::Ends;
use crate::kadm5::record::RecordReader;
use crate::kadm5::rpc::Reply;
use crate::kadm5::rpcsec_gss::{Arrived, Service};
use crate::kadm5::xdr::Writer;
use crate::kadm5::*;
use crate::wire::EncryptionKey;

fn octets() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..40)
}

fn name() -> impl Strategy<Value = String> {
    "[a-zé/@]{0,12}"
}

fn key() -> impl Strategy<Value = EncryptionKey> {
    (any::<i32>(), octets())
        .prop_map(|(keytype, octets)| EncryptionKey { keytype, keyvalue: octets.into() })
}

fn wire_key() -> impl Strategy<Value = WireKey> {
    (any::<u32>(), key(), any::<i16>(), octets()).prop_map(|(kvno, key, salt_type, salt)| WireKey {
        kvno,
        key,
        salt_type,
        salt,
    })
}

fn tuples() -> impl Strategy<Value = Vec<KeySaltTuple>> {
    let tuple = any::<(i32, i32)>();
    vec(tuple.prop_map(|(enctype, salt_type)| KeySaltTuple { enctype, salt_type }), 0..4)
}

fn new_keys() -> impl Strategy<Value = NewKeys> {
    (any::<bool>(), tuples()).prop_map(|(keep_old, key_salts)| NewKeys { keep_old, key_salts })
}

fn tl_data() -> impl Strategy<Value = Vec<TlData>> {
    let datum = (any::<i16>(), octets())
        .prop_map(|(number, octets)| TlData { tl_type: TlType(number), octets });
    vec(datum, 0..3)
}

fn shape() -> impl Strategy<Value = KeyShape> {
    (any::<u16>(), any::<i16>(), of(any::<i16>())).prop_map(|(kvno, enctype, salt_type)| KeyShape {
        kvno,
        enctype,
        salt_type,
    })
}

fn entry() -> impl Strategy<Value = PrincipalEntry> {
    let words = any::<[u32; 10]>();
    let names = (name(), of(name()), of(name()));
    (names, words, any::<(i32, i32)>(), tl_data(), vec(shape(), 0..4)).prop_map(
        |((principal, modified_by, policy), words, lives, tl_data, keys)| PrincipalEntry {
            principal,
            expires: words[0],
            last_password_change: words[1],
            password_expires: words[2],
            max_life: lives.0,
            modified_by,
            modified_at: words[3],
            attributes: words[4],
            kvno: words[5],
            master_kvno: words[6],
            policy,
            aux_attributes: words[7],
            max_renewable_life: lives.1,
            last_success: words[8],
            last_failed: words[9],
            failures: words[0],
            tl_data,
            keys,
        },
    )
}

/// What every version of the API carries.
fn policy() -> impl Strategy<Value = PolicyEntry> {
    (of(name()), any::<[u32; 8]>(), any::<[i32; 4]>(), of(name()), tl_data()).prop_map(
        |(policy, words, lives, allowed_key_salts, tl_data)| PolicyEntry {
            policy,
            min_life: words[0],
            max_life: words[1],
            min_length: words[2],
            min_classes: words[3],
            history: words[4],
            references: words[5],
            max_failures: words[6],
            failure_interval: lives[0],
            lockout_duration: lives[1],
            attributes: words[7],
            ticket_life: lives[2],
            renewable_life: lives[3],
            allowed_key_salts,
            tl_data,
        },
    )
}

fn secret() -> impl Strategy<Value = Option<Secret>> {
    of(vec(1u8.., 0..20).prop_map(Secret::from))
}

fn request() -> impl Strategy<Value = Request> {
    let mask = || any::<u32>().prop_map(PrincipalMask);
    let policy_mask = || any::<u32>().prop_map(PolicyMask);
    let keys = || vec(key(), 0..3);
    prop_oneof![
        Just(Request::Init),
        Just(Request::GetPrivileges),
        (entry(), mask(), of(tuples()), secret()).prop_map(|(entry, mask, key_salts, password)| {
            Request::CreatePrincipal { entry, mask, key_salts, password }
        }),
        name().prop_map(|principal| Request::DeletePrincipal { principal }),
        (entry(), mask()).prop_map(|(entry, mask)| Request::ModifyPrincipal { entry, mask }),
        (name(), name()).prop_map(|(from, to)| Request::RenamePrincipal { from, to }),
        (name(), mask()).prop_map(|(principal, mask)| Request::GetPrincipal { principal, mask }),
        of(name()).prop_map(|pattern| Request::GetPrincipals { pattern }),
        (name(), of(new_keys()), secret()).prop_map(|(principal, new_keys, password)| {
            Request::ChangePassword { principal, new_keys, password }
        }),
        (name(), of(new_keys()))
            .prop_map(|(principal, new_keys)| Request::RandomizeKeys { principal, new_keys }),
        (policy(), policy_mask()).prop_map(|(entry, mask)| Request::CreatePolicy { entry, mask }),
        of(name()).prop_map(|name| Request::DeletePolicy { name }),
        (policy(), policy_mask()).prop_map(|(entry, mask)| Request::ModifyPolicy { entry, mask }),
        of(name()).prop_map(|name| Request::GetPolicy { name }),
        of(name()).prop_map(|pattern| Request::GetPolicies { pattern }),
        (name(), keys()).prop_map(|(principal, keys)| Request::SetKeys { principal, keys }),
        (name(), new_keys(), keys()).prop_map(|(principal, new_keys, keys)| Request::SetKeys3 {
            principal,
            new_keys,
            keys
        }),
        (name(), any::<bool>(), vec(wire_key(), 0..3)).prop_map(|(principal, keep_old, keys)| {
            Request::SetKeys4 { principal, keep_old, keys }
        }),
        (name(), any::<i32>())
            .prop_map(|(principal, keep_kvno)| Request::PurgeKeys { principal, keep_kvno }),
        name().prop_map(|principal| Request::GetStrings { principal }),
        (name(), of(name()), of(name())).prop_map(|(principal, key, value)| Request::SetString {
            principal,
            key,
            value
        }),
        (name(), any::<u32>())
            .prop_map(|(principal, kvno)| Request::ExtractKeys { principal, kvno }),
        (name(), name()).prop_map(|(alias, target)| Request::CreateAlias { alias, target }),
    ]
}

fn response() -> impl Strategy<Value = (Procedure, Response)> {
    prop_oneof![
        Just((Procedure::SET_STRING, Response::Done)),
        entry().prop_map(|one| (Procedure::GET_PRINCIPAL, Response::Principal(Box::new(one)))),
        vec(name(), 0..5).prop_map(|names| (Procedure::GET_POLS, Response::Names(names))),
        vec(key(), 0..5).prop_map(|keys| (Procedure::CHRAND_PRINCIPAL, Response::NewKeys(keys))),
        policy().prop_map(|one| (Procedure::GET_POLICY, Response::Policy(Box::new(one)))),
        any::<u32>()
            .prop_map(|bits| (Procedure::GET_PRIVS, Response::Privileges(Privileges(bits)))),
        vec((name(), name()), 0..4)
            .prop_map(|strings| (Procedure::GET_STRINGS, Response::Strings(strings))),
        vec(wire_key(), 0..4).prop_map(|keys| (Procedure::EXTRACT_KEYS, Response::Keys(keys))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_request_is_read_as_it_was_written(request in request()) {
        let mut writer = Writer::new();
        request.write(ApiVersion::V4, &mut writer);
        let read = Request::read(request.procedure(), writer.as_bytes()).unwrap();
        prop_assert_eq!(read, Ok((ApiVersion::V4, request.clone())));
        for cut in 0..writer.as_bytes().len() {
            let read = Request::read(request.procedure(), &writer.as_bytes()[..cut]).unwrap();
            prop_assert!(read.is_err());
        }
    }

    #[test]
    fn old_versions_leave_out_what_they_do_not_know(policy in policy()) {
        for (version, words) in [(ApiVersion::V2, 0), (ApiVersion::V3, 3)] {
            let request = Request::CreatePolicy { entry: policy.clone(), mask: PolicyMask::NONE };
            let mut writer = Writer::new();
            request.write(version, &mut writer);
            let mut name = Writer::new();
            name.text(policy.policy.as_deref());
            let rest = writer.as_bytes().len() - name.as_bytes().len();
            prop_assert_eq!(rest, 4 * (1 + 6 + words + 1));
            prop_assert!(Request::read(request.procedure(), writer.as_bytes()).unwrap().is_ok());
        }
    }

    #[test]
    fn a_response_is_read_as_it_was_written((procedure, response) in response()) {
        let mut writer = Writer::new();
        let outcome = Ok(response);
        Response::write(procedure, ApiVersion::V4, &outcome, &mut writer);
        let read = Response::read(procedure, ApiVersion::V4, writer.as_bytes());
        prop_assert_eq!(read, Ok(outcome));
    }

    #[test]
    fn arguments_of_any_octets_are_judged(
        procedure in 0u32..30,
        octets in vec(prop_oneof![0u8..3, any::<u8>()], 0..200),
    ) {
        let arguments = [&[0x12, 0x34, 0x57, 4], &octets[..]].concat();
        if let Some(Ok((version, request))) = Request::read(Procedure(procedure), &arguments) {
            let mut writer = Writer::new();
            request.write(version, &mut writer);
            let again = Request::read(request.procedure(), writer.as_bytes()).unwrap();
            prop_assert_eq!(again, Ok((version, request)));
        }
        let results = [&[0; 8], &octets[..]].concat();
        let _judged = Response::read(Procedure(procedure), ApiVersion::V4, &results);
        let _judged = Reply::parse(&octets);
    }

    #[test]
    fn messages_of_any_octets_are_judged(octets in vec(any::<u8>(), 0..200)) {
        let (mut ends, mut client) = Ends::met(Service::PRIVACY);
        prop_assert!(!matches!(ends.receive(&octets), Arrived::Call(_)));
        let mut header = vec![0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 8, 0x40, 0, 0, 0, 2];
        header.extend_from_slice(&octets);
        prop_assert!(!matches!(ends.receive(&header), Arrived::Call(_)));
        let arguments = client.call(Procedure::INIT, &octets, &mut ends.entropy).unwrap();
        let message = ends.call(&arguments);
        prop_assert_eq!(message.arguments, octets);
    }

    #[test]
    fn streams_of_any_octets_are_judged(octets in vec(any::<u8>(), 0..300), step in 1usize..50) {
        let mut reader = RecordReader::new(1000);
        for chunk in octets.chunks(step) {
            reader.push(chunk);
            while let Ok(Some(record)) = reader.next_record() {
                prop_assert!(record.len() <= 1000);
            }
        }
    }
}
