//! The dump of a realm of MIT krb5 1.20.1, loaded and dumped again.

use kerbside_crypto::{Enctype, Key, SeededEntropy, string_to_key};
use kerbside_krb5::formats::dump::tagged::{KadmData, TlType};
use kerbside_krb5::formats::dump::{DumpKey, DumpPolicy, DumpPrincipal, DumpReader, DumpRecord};
use kerbside_krb5::formats::dump::{Typed, tagged};

use super::*;
use crate::database::{Policy, PrincipalKey, Salt, unseal_key};

const CURRENT: &[u8] = include_bytes!("../../../../fixtures/dump/current.dump");
const TWO: &[u8] = include_bytes!("../../../../fixtures/dump/two-master-keys.dump");

/// A dump, its keys, and what is loaded of it.
struct Realm {
    records: Vec<DumpPrincipal>,
    policies: Vec<DumpPolicy>,
    master: Keyring,
    history: Vec<PrincipalKey>,
}

fn master_key(password: &str) -> Key {
    string_to_key(Enctype::AES256_SHA1, password.as_bytes(), b"EXAMPLE.COMKM", None).unwrap()
}

fn realm(dump: &[u8], password: &str) -> Realm {
    let mut reader = DumpReader::new("dump");
    let (mut records, mut policies) = (Vec::new(), Vec::new());
    for line in dump.split_inclusive(|octet| *octet == b'\n') {
        match reader.line(line).unwrap() {
            Some(DumpRecord::Principal(principal)) => records.push(principal),
            Some(DumpRecord::Policy(policy)) => policies.push(policy),
            None => {}
        }
    }
    let by_name = |name: &[u8]| records.iter().find(|record| record.name == name).unwrap();
    let master = Keyring::open(by_name(b"K/M@EXAMPLE.COM"), &[master_key(password)]).unwrap();
    let loader = Loader { master: &master, history: &[] };
    let history = loader.load(by_name(b"kadmin/history@EXAMPLE.COM")).unwrap().principal.keys;
    Realm { master, history, records, policies }
}

impl Realm {
    fn load(&self, name: &str) -> Loaded {
        let name = format!("{name}@EXAMPLE.COM").into_bytes();
        let record = self.records.iter().find(|record| record.name == name).unwrap();
        Loader { master: &self.master, history: &self.history }.load(record).unwrap()
    }

    /// A line with its keys in the clear, since sealing makes them anew each time, and its
    /// earlier passwords from the oldest on.
    fn opened(&self, record: &DumpPrincipal) -> DumpPrincipal {
        let mut record = record.clone();
        let master = record.tagged(TlType::MKVNO).and_then(tagged::read_u16).unwrap_or(1);
        let under = self.master.of_version(master.into()).unwrap().clone();
        record.keys.iter_mut().for_each(|key| open_in_place(key, &under));
        for tagged in &mut record.tagged {
            if tagged.kind == TlType::KADM_DATA.0 {
                let mut kadm = KadmData::read(&tagged.octets).unwrap();
                let under = self.history.first().unwrap().usable().unwrap();
                let keys = kadm.old_keys.iter_mut().flat_map(|old| &mut old.0);
                keys.for_each(|key| open_in_place(key, under));
                kadm.old_keys = kadm.oldest_first().cloned().collect();
                kadm.next = 0;
                tagged.octets = kadm.write().unwrap();
            }
        }
        record
    }
}

fn open_in_place(key: &mut DumpKey, under: &Key) {
    let Typed { kind, octets } = &key.key;
    let clear = unseal_key(under, Enctype((*kind).into()), octets).unwrap();
    key.key.octets = clear.keyvalue.to_vec();
}

#[test]
fn what_is_dumped_again_is_what_mit_wrote_but_for_the_seals() {
    let mut entropy = SeededEntropy::new(1);
    for realm in [realm(CURRENT, "masterpw"), realm(TWO, "second")] {
        let policies: Vec<Policy> =
            realm.policies.iter().map(|policy| load_policy(policy).unwrap()).collect();
        for (policy, record) in policies.iter().zip(&realm.policies) {
            assert_eq!(&dump_policy(policy), record);
        }
        let loader = Loader { master: &realm.master, history: &realm.history };
        let dumper = Dumper { master: &realm.master, history: &realm.history };
        for record in &realm.records {
            let Loaded { principal, account } = loader.load(record).unwrap();
            let policy = policies.iter().find(|p| Some(&p.name) == principal.policy.as_ref());
            let again = dumper.dump(&principal, &account, policy, &mut entropy).unwrap();
            let name = String::from_utf8_lossy(&record.name);
            assert_eq!(realm.opened(&again), realm.opened(record), "{name}");
            assert_eq!(loader.load(&again).unwrap(), Loaded { principal, account });
        }
    }
}

#[test]
fn keys_are_those_of_the_passwords() {
    let realm = realm(CURRENT, "masterpw");
    let alice = realm.load("alice").principal;
    let key = |password: &[u8], salt: &[u8], enctype| {
        string_to_key(enctype, password, salt, None).unwrap()
    };
    let expected = key(b"alicepw", b"EXAMPLE.COMalice", Enctype::AES256_SHA1);
    assert_eq!(alice.keys[0].usable(), Some(&expected));
    // A renamed principal keeps the salt of its first name.
    let renamed = &realm.load("ren2").principal.keys[0];
    assert_eq!(renamed.salt, Salt::Special(b"EXAMPLE.COMren1".to_vec()));
    let expected = key(b"renpw", b"EXAMPLE.COMren1", Enctype::AES256_SHA1);
    assert_eq!(renamed.usable(), Some(&expected));
    let history = realm.load("historian").principal.password_history;
    let old: Vec<_> = ["Historic2", "Historic3"]
        .map(|password| key(password.as_bytes(), b"EXAMPLE.COMhistorian", Enctype::AES256_SHA1))
        .to_vec();
    let kept: Vec<_> = history.iter().map(|old| old.keys[0].usable().unwrap().clone()).collect();
    assert_eq!(kept, old);
}

#[test]
fn earlier_passwords_under_a_lost_history_key_are_carried() {
    let realm = realm(CURRENT, "masterpw");
    let name = b"historian@EXAMPLE.COM";
    let record = realm.records.iter().find(|record| record.name == name).unwrap();
    let loaded = Loader { master: &realm.master, history: &[] }.load(record).unwrap();
    assert!(loaded.principal.password_history.is_empty());
    let dumper = Dumper { master: &realm.master, history: &realm.history };
    let Loaded { principal, account } = loaded;
    let again = dumper.dump(&principal, &account, None, &mut SeededEntropy::new(1)).unwrap();
    assert_eq!(again.tagged, record.tagged);
}

#[test]
fn keys_of_other_enctypes_are_carried() {
    let many = realm(CURRENT, "masterpw").load("many").principal;
    let camellia = &many.keys[2];
    assert_eq!((camellia.enctype(), &camellia.salt), (Enctype(26), &Salt::OnlyRealm));
    assert_eq!(camellia.usable().is_some(), Enctype(26).is_supported());
    assert_eq!(many.keys[4].salt, Salt::NoRealm);
}

#[test]
fn the_state_of_accounts_and_the_policies_come_along() {
    let realm = realm(CURRENT, "masterpw");
    let Loaded { principal, account } = realm.load("locked");
    assert_eq!((account.failures, principal.policy.as_deref()), (2, Some("locking")));
    assert!(account.last_failure.is_some() && account.last_success.is_none());
    assert!(realm.load("full").account.last_success.is_some());
    let unlocked = realm.load("unlocked").principal;
    assert_eq!(unlocked.tagged_data[0].kind, TlType::LAST_ADMIN_UNLOCK.0);
    let alice = realm.load("alice").principal;
    assert_eq!(alice.strings.get("session_enctypes").unwrap(), "aes256-cts");
    assert_eq!(alice.modified_by, "root/admin@EXAMPLE.COM");
}

#[test]
fn an_older_master_key_opens_the_newest() {
    let by_newest = realm(TWO, "second");
    let by_oldest = realm(TWO, "masterpw");
    assert_eq!(by_newest.master, by_oldest.master);
    assert!([1, 2].iter().all(|kvno| by_oldest.master.of_version(*kvno).is_some()));
    assert_eq!(by_oldest.master.oldest_version(), 1);
    assert_eq!(by_oldest.load("alice").principal.master_kvno, 2);
    assert_eq!(by_oldest.load("locked").principal.master_kvno, 1);
}

#[test]
fn another_master_key_is_refused() {
    let realm = realm(CURRENT, "masterpw");
    let master = realm.records.iter().find(|record| record.name.starts_with(b"K/M")).unwrap();
    let wrong = master_key("wrong");
    assert_eq!(Keyring::open(master, std::slice::from_ref(&wrong)), Err(LoadFault::MasterKey));
    let wrong = Keyring::from_iter([(1, wrong)]);
    let loader = Loader { master: &wrong, history: &[] };
    let fault = loader.load(&realm.records[1]).unwrap_err();
    assert!(
        matches!(&fault, LoadFault::Key { principal, kvno: 1, master: 1 }
        if principal == "alice@EXAMPLE.COM"),
        "{fault}"
    );
}
