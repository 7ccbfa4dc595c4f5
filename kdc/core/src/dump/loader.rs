//! A line of a dump becomes a principal and the state of its account.

use std::time::Duration;

use kerbside_crypto::{Enctype, Key};
use kerbside_krb5::formats::dump::tagged::{
    KadmData, TlType, read_mod_princ, read_strings, read_u16, read_u32,
};
use kerbside_krb5::formats::dump::{DumpKey, DumpPrincipal, Typed};
use kerbside_krb5::principal::Principal as Name;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::Realm;

use super::{Keyring, LoadFault};
use crate::database::{
    AccountState, Attributes, OldPassword, Principal, PrincipalKey, Salt, StoredKey,
    StringAttributes, TaggedData, unseal_key,
};

/// Makes principals of the lines of one dump.
#[derive(Clone, Copy, Debug)]
pub struct Loader<'a> {
    /// What the keys are sealed under.
    pub master: &'a Keyring,
    /// The keys of `kadmin/history`, which seal the keys of earlier passwords.
    pub history: &'a [PrincipalKey],
}

/// What a line holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The principal.
    pub principal: Principal,
    /// The state of its account.
    pub account: AccountState,
}

impl Loader<'_> {
    /// The principal of a line. Earlier passwords under a history key that the realm has not any
    /// more are carried as they are: MIT forgets them at the next change.
    ///
    /// # Errors
    /// [`LoadFault`].
    pub fn load(&self, record: &DumpPrincipal) -> Result<Loaded, LoadFault> {
        let name = parse_name(&record.name)?;
        let fault = |kind: TlType| LoadFault::Tagged { principal: text(record), kind: kind.0 };
        let master_kvno = match record.tagged(TlType::MKVNO) {
            Some(octets) => u32::from(read_u16(octets).ok_or_else(|| fault(TlType::MKVNO))?),
            None => self.master.oldest_version(),
        };
        let (modified_at, modified_by) = match record.tagged(TlType::MOD_PRINC) {
            Some(octets) => read_mod_princ(octets).ok_or_else(|| fault(TlType::MOD_PRINC))?,
            None => (0, &[][..]),
        };
        let kadm = match record.tagged(TlType::KADM_DATA) {
            Some(octets) => KadmData::read(octets).ok_or_else(|| fault(TlType::KADM_DATA))?,
            None => KadmData::default(),
        };
        let last_password_change = match record.tagged(TlType::LAST_PWD_CHANGE) {
            Some(octets) => read_u32(octets).ok_or_else(|| fault(TlType::LAST_PWD_CHANGE))?,
            None => 0,
        };
        let password_history = self.history(&kadm, &name);
        let mut tagged_data = carried(record);
        if password_history.is_empty() && !kadm.old_keys.is_empty() {
            let octets = record.tagged(TlType::KADM_DATA).unwrap_or_default().to_vec();
            tagged_data.push(TaggedData { kind: TlType::KADM_DATA.0, octets });
        }
        let principal = Principal {
            keys: self.keys(record, &name, master_kvno)?,
            attributes: Attributes(record.attributes),
            expires: instant(record.expires),
            password_expires: instant(record.password_expires),
            max_life: (record.max_life != 0).then(|| seconds(record.max_life)),
            max_renewable_life: seconds(record.max_renewable_life),
            last_password_change: instant(last_password_change),
            modified_at: Timestamp::from_seconds(modified_at.into()),
            modified_by: String::from_utf8_lossy(modified_by).into_owned(),
            policy: policy(&kadm).ok_or_else(|| fault(TlType::KADM_DATA))?,
            strings: strings(record).ok_or_else(|| fault(TlType::STRING_ATTRS))?,
            password_history,
            master_kvno,
            tagged_data,
            name: name.name,
            realm: name.realm,
        };
        let account = AccountState {
            failures: record.failures,
            last_failure: instant(record.last_failure),
            last_success: instant(record.last_success),
        };
        Ok(Loaded { principal, account })
    }

    fn keys(
        &self,
        record: &DumpPrincipal,
        name: &Name,
        master: u32,
    ) -> Result<Vec<PrincipalKey>, LoadFault> {
        let under = self.master.of_version(master);
        let key = |sealed: &DumpKey| {
            let opened = under.and_then(|under| open_key(sealed, under, name));
            let (principal, kvno) = (|| text(record), sealed.kvno);
            opened.ok_or_else(|| LoadFault::Key { principal: principal(), kvno, master })
        };
        record.keys.iter().map(key).collect()
    }

    /// The earlier passwords whose keys the history key opens, the oldest first.
    fn history(&self, kadm: &KadmData, name: &Name) -> Vec<OldPassword> {
        let of_version = |key: &&PrincipalKey| key.kvno == kadm.history_kvno;
        let under = || self.history.iter().filter(of_version).filter_map(PrincipalKey::usable);
        let open_one = |sealed: &DumpKey| under().find_map(|under| open_key(sealed, under, name));
        let password = |keys: &[DumpKey]| {
            let keys: Vec<_> = keys.iter().filter_map(open_one).collect();
            (!keys.is_empty()).then_some(OldPassword { keys })
        };
        kadm.oldest_first().filter_map(|old| password(&old.0)).collect()
    }
}

fn open_key(sealed: &DumpKey, under: &Key, name: &Name) -> Option<PrincipalKey> {
    let key = unseal_key(under, Enctype(sealed.key.kind.into()), &sealed.key.octets)?;
    let salt = sealed.salt.as_ref().map_or(Salt::Normal, |salt| read_salt(salt, name));
    Some(PrincipalKey { kvno: sealed.kvno.into(), salt, key: StoredKey::from(key) })
}

/// The salt of a kind; one that is not what its kind makes of the name is kept as octets.
fn read_salt(salt: &Typed, name: &Name) -> Salt {
    let special = || Salt::Special(salt.octets.clone());
    let made = match salt.kind {
        0 if salt.octets.is_empty() => return Salt::Normal,
        0 => Salt::Normal,
        2 => Salt::NoRealm,
        3 => Salt::OnlyRealm,
        _ => return special(),
    };
    if made.octets(&name.name, &name.realm) == salt.octets { made } else { special() }
}

/// The name of a line.
pub(super) fn parse_name(octets: &[u8]) -> Result<Name, LoadFault> {
    let fault = || LoadFault::Name(String::from_utf8_lossy(octets).into_owned());
    let name = std::str::from_utf8(octets).map_err(|_| fault())?;
    let nowhere = Realm::from("");
    let parsed = Name::parse(name, &nowhere).map_err(|_| fault())?;
    if parsed.realm == nowhere { Err(fault()) } else { Ok(parsed) }
}

/// The policy's name, `None` when it is no text.
#[expect(clippy::option_option, reason = "no policy is an answer")]
fn policy(kadm: &KadmData) -> Option<Option<String>> {
    kadm.policy.clone().map(String::from_utf8).transpose().ok()
}

fn strings(record: &DumpPrincipal) -> Option<StringAttributes> {
    let pairs = read_strings(record.tagged(TlType::STRING_ATTRS).unwrap_or_default())?;
    let text = |octets: &[u8]| String::from_utf8(octets.to_vec()).ok();
    pairs.into_iter().map(|(name, value)| Some((text(name)?, text(value)?))).collect()
}

/// The kinds that a principal has fields for.
const KNOWN: [TlType; 5] = [
    TlType::LAST_PWD_CHANGE,
    TlType::MOD_PRINC,
    TlType::KADM_DATA,
    TlType::MKVNO,
    TlType::STRING_ATTRS,
];

fn carried(record: &DumpPrincipal) -> Vec<TaggedData> {
    let other = |tagged: &&Typed| !KNOWN.contains(&TlType(tagged.kind));
    let data = |Typed { kind, octets }: &Typed| TaggedData { kind: *kind, octets: octets.clone() };
    record.tagged.iter().filter(other).map(data).collect()
}

fn instant(seconds: u32) -> Option<Timestamp> {
    (seconds != 0).then(|| Timestamp::from_seconds(seconds.into()))
}

fn seconds(seconds: u32) -> Duration {
    Duration::from_secs(seconds.into())
}

fn text(record: &DumpPrincipal) -> String {
    String::from_utf8_lossy(&record.name).into_owned()
}
