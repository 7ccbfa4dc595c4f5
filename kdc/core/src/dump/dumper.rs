//! A principal and the state of its account become a line of a dump.

use std::time::Duration;

use kerbside_crypto::{Entropy, Key};
use kerbside_krb5::formats::dump::tagged::{
    KadmData, OldKeys, TlType, write_mod_princ, write_strings,
};
use kerbside_krb5::formats::dump::{DumpKey, DumpPrincipal, Typed};
use kerbside_krb5::principal::Principal as Name;
use kerbside_krb5::time::Timestamp;

use super::{Keyring, LoadFault};
use crate::database::{AccountState, Policy, Principal, PrincipalKey, Salt, TaggedData, seal_key};

/// The version that MIT gives the first history key.
const FIRST_HISTORY_KVNO: u32 = 2;

/// Makes lines of principals.
#[derive(Clone, Copy, Debug)]
pub struct Dumper<'a> {
    /// What the keys are sealed under: each principal's under the one whose version it has.
    pub master: &'a Keyring,
    /// The keys of `kadmin/history`, the current one first.
    pub history: &'a [PrincipalKey],
}

impl Dumper<'_> {
    /// The line of a principal. `policy` is the one that it has, when it exists.
    ///
    /// # Errors
    /// [`LoadFault::Key`] when there is no master key of the principal's version, or a number is
    /// too large for the format.
    pub fn dump(
        &self,
        principal: &Principal,
        account: &AccountState,
        policy: Option<&Policy>,
        entropy: &mut dyn Entropy,
    ) -> Result<DumpPrincipal, LoadFault> {
        let name = name(principal);
        let fault = |kvno: u32| LoadFault::Key {
            principal: name.to_string(),
            kvno: u16::try_from(kvno).unwrap_or(u16::MAX),
            master: principal.master_kvno,
        };
        let under = self.master.of_version(principal.master_kvno).ok_or_else(|| fault(0))?;
        let mut record = DumpPrincipal::new(name.to_string());
        record.attributes = principal.attributes.0;
        record.max_life = principal.max_life.map_or(0, seconds);
        record.max_renewable_life = seconds(principal.max_renewable_life);
        record.expires = instant(principal.expires);
        record.password_expires = instant(principal.password_expires);
        record.last_success = instant(account.last_success);
        record.last_failure = instant(account.last_failure);
        record.failures = account.failures;
        for key in &principal.keys {
            let sealed = sealed(key, under, &name, entropy).ok_or_else(|| fault(key.kvno))?;
            record.keys.push(sealed);
        }
        record.tagged = self.tagged(principal, policy, entropy).ok_or_else(|| fault(0))?;
        Ok(record)
    }

    /// The tagged data in the order that MIT has: what was added last comes first.
    fn tagged(
        &self,
        principal: &Principal,
        policy: Option<&Policy>,
        entropy: &mut dyn Entropy,
    ) -> Option<Vec<Typed>> {
        let mut tagged = Vec::new();
        if !principal.strings.is_empty() {
            let strings = principal.strings.iter();
            let strings = strings.map(|(name, value)| (name.as_bytes(), value.as_bytes()));
            tagged.push(TlType::STRING_ATTRS.with(write_strings(strings)));
        }
        let mod_princ = || {
            let by = principal.modified_by.as_bytes();
            TlType::MOD_PRINC.with(write_mod_princ(instant(Some(principal.modified_at)), by))
        };
        let carried = |TaggedData { kind, octets }: &TaggedData| Typed::new(*kind, octets.clone());
        let (list, others): (Vec<_>, Vec<_>) = principal
            .tagged_data
            .iter()
            .filter(|tagged| tagged.kind != TlType::KADM_DATA.0)
            .map(carried)
            .partition(|tagged| tagged.kind == TlType::ACTKVNO.0);
        tagged.extend(others);
        let kvno = u16::try_from(principal.master_kvno).ok()?.to_le_bytes();
        if !list.is_empty() {
            // The master key's own record: nothing of the administration's is in it.
            tagged.push(TlType::MKVNO.with(kvno));
            tagged.extend(list);
            tagged.push(mod_princ());
            return Some(tagged);
        }
        if !is_administered(principal) {
            // MIT notes the version of the first master key with the administration's data alone.
            if principal.master_kvno != self.master.oldest_version() {
                tagged.push(TlType::MKVNO.with(kvno));
            }
            tagged.push(mod_princ());
            return Some(tagged);
        }
        let changed = instant(principal.last_password_change);
        tagged.push(TlType::KADM_DATA.with(self.kadm(principal, policy, entropy)?));
        tagged.push(mod_princ());
        tagged.push(TlType::MKVNO.with(kvno));
        tagged.push(TlType::LAST_PWD_CHANGE.with(changed.to_le_bytes()));
        Some(tagged)
    }

    fn kadm(
        &self,
        principal: &Principal,
        policy: Option<&Policy>,
        entropy: &mut dyn Entropy,
    ) -> Option<Vec<u8>> {
        let current = self.history.iter().max_by_key(|key| key.kvno);
        // MIT notes the version of the history key where it seals a history.
        let kvno = match (principal.password_history.is_empty(), current) {
            (false, Some(key)) => key.kvno,
            _ => FIRST_HISTORY_KVNO,
        };
        let own = principal.policy.as_ref().map(|policy| policy.clone().into_bytes());
        let mut kadm = KadmData::new(own, kvno);
        if let (true, Some(carried)) = (principal.password_history.is_empty(), carried(principal)) {
            let KadmData { next, history_kvno, old_keys, .. } = carried;
            return KadmData { next, history_kvno, old_keys, ..kadm }.write();
        }
        let name = name(principal);
        if let Some(under) = current.and_then(PrincipalKey::usable) {
            for old in &principal.password_history {
                let keys = old.keys.iter().map(|key| sealed(key, under, &name, entropy));
                kadm.old_keys.push(OldKeys(keys.collect::<Option<_>>()?));
            }
        }
        // The oldest stands first, so that the ring goes on behind the last, or is full.
        let length = u32::try_from(kadm.old_keys.len()).ok()?;
        let room = policy.map_or(0, |policy| policy.history.saturating_sub(1));
        kadm.next = if length < room { length } else { 0 };
        kadm.write()
    }
}

/// Earlier passwords that the realm's history key did not open.
fn carried(principal: &Principal) -> Option<KadmData> {
    let mut tagged = principal.tagged_data.iter();
    let found = tagged.find(|tagged| tagged.kind == TlType::KADM_DATA.0)?;
    KadmData::read(&found.octets)
}

/// Whether the administration has data in the record: MIT makes the ticket-granting service
/// without.
fn is_administered(principal: &Principal) -> bool {
    principal.last_password_change.is_some()
        || principal.policy.is_some()
        || !principal.password_history.is_empty()
}

fn sealed(
    key: &PrincipalKey,
    under: &Key,
    name: &Name,
    entropy: &mut dyn Entropy,
) -> Option<DumpKey> {
    let octets = seal_key(under, &key.to_encryption_key(), entropy);
    let salt = match &key.salt {
        Salt::Normal => None,
        salt => Some(Typed::new(
            i16::try_from(salt.number()).ok()?,
            salt.octets(&name.name, &name.realm),
        )),
    };
    Some(DumpKey {
        kvno: u16::try_from(key.kvno).ok()?,
        key: Typed::new(i16::try_from(key.enctype().0).ok()?, octets),
        salt,
    })
}

fn name(principal: &Principal) -> Name {
    Name { name: principal.name.clone(), realm: principal.realm.clone() }
}

/// Seconds since the epoch; 0 for no instant, the last one that fits for a later one.
fn instant(instant: Option<Timestamp>) -> u32 {
    let seconds = instant.map_or(0, Timestamp::seconds);
    u32::try_from(seconds.max(0)).unwrap_or(u32::MAX)
}

pub(super) fn seconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_secs()).unwrap_or(u32::MAX)
}
