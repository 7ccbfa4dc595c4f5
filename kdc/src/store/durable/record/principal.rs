//! The record of a principal: its keys sealed under a version of the master key.

use kerbside_crypto::{Enctype, Entropy, Key};
use kerbside_kdc_core::database::{
    Attributes, OldPassword, Principal, PrincipalKey, Salt, StoredKey, StringAttributes, seal_key,
    unseal_key,
};

use super::policy::{read_tagged, write_tagged};
use super::{Fault, Malformed, Reader, Writer, name};
use crate::store::master_key::SealedVersion;

/// A key whose octets are still sealed.
pub(crate) struct SealedKey<'a> {
    kvno: u32,
    salt: Salt,
    enctype: Enctype,
    octets: &'a [u8],
}

/// A principal's record with its keys still sealed.
pub(crate) struct Sealed<'a> {
    /// Everything but keys and history, which are empty here.
    pub(crate) principal: Principal,
    keys: Vec<SealedKey<'a>>,
    history: Vec<Vec<SealedKey<'a>>>,
}

/// The content of the record of `principal`, sealed under `master` of version `kvno`.
pub(crate) fn write(
    principal: &Principal,
    (kvno, master): (u32, &Key),
    entropy: &mut dyn Entropy,
) -> Vec<u8> {
    // Every field by name: a new one does not get lost.
    let Principal {
        name: own_name,
        realm,
        keys,
        attributes,
        expires,
        password_expires,
        max_life,
        max_renewable_life,
        last_password_change,
        modified_at,
        modified_by,
        policy,
        strings,
        password_history,
        master_kvno: _,
        tagged_data,
    } = principal;
    let mut out = Writer::default();
    out.u32(kvno);
    out.octets(realm.as_bytes());
    name::write(&mut out, own_name);
    out.u32(attributes.0);
    for instant in [expires, password_expires, last_password_change] {
        out.option(*instant, Writer::instant);
    }
    out.option(*max_life, Writer::duration);
    out.duration(*max_renewable_life);
    out.instant(*modified_at);
    out.octets(modified_by.as_bytes());
    out.option(policy.as_deref(), |out, policy| out.octets(policy.as_bytes()));
    out.count(strings.len());
    for (key, value) in strings.iter() {
        out.octets(key.as_bytes());
        out.octets(value.as_bytes());
    }
    write_tagged(&mut out, tagged_data);
    write_keys(&mut out, keys, master, entropy);
    out.count(password_history.len());
    for OldPassword { keys } in password_history {
        write_keys(&mut out, keys, master, entropy);
    }
    out.0
}

fn write_keys(out: &mut Writer, keys: &[PrincipalKey], master: &Key, entropy: &mut dyn Entropy) {
    out.count(keys.len());
    for stored in keys {
        let key = stored.to_encryption_key();
        out.u32(stored.kvno);
        out.i32(stored.salt.number());
        match &stored.salt {
            Salt::Special(octets) => out.octets(octets),
            Salt::Normal | Salt::NoRealm | Salt::OnlyRealm => out.octets(&[]),
        }
        out.i32(key.keytype);
        out.octets(&seal_key(master, &key, entropy));
    }
}

/// Reads a record without unsealing its keys.
pub(crate) fn read(content: &[u8]) -> Result<Sealed<'_>, Malformed> {
    let mut from = Reader::new(content);
    let (master_kvno, realm, own_name) = (from.u32()?, from.string()?, name::read(&mut from)?);
    let principal = Principal {
        master_kvno,
        realm,
        name: own_name,
        attributes: Attributes(from.u32()?),
        expires: from.option(Reader::instant)?,
        password_expires: from.option(Reader::instant)?,
        last_password_change: from.option(Reader::instant)?,
        max_life: from.option(Reader::duration)?,
        max_renewable_life: from.duration()?,
        modified_at: from.instant()?,
        modified_by: from.text()?,
        policy: from.option(Reader::text)?,
        strings: read_strings(&mut from)?,
        tagged_data: read_tagged(&mut from)?,
        keys: Vec::new(),
        password_history: Vec::new(),
    };
    let (keys, history) = (read_keys(&mut from)?, from.list(read_keys)?);
    from.finish()?;
    Ok(Sealed { principal, keys, history })
}

fn read_strings(from: &mut Reader<'_>) -> Result<StringAttributes, Malformed> {
    Ok(from.list(|from| Ok((from.text()?, from.text()?)))?.into_iter().collect())
}

fn read_keys<'a>(from: &mut Reader<'a>) -> Result<Vec<SealedKey<'a>>, Malformed> {
    let mut keys = Vec::new();
    for _ in 0..from.u32()? {
        let kvno = from.u32()?;
        let (kind, special) = (from.i32()?, from.octets()?);
        let salt = match kind {
            0 => Salt::Normal,
            2 => Salt::NoRealm,
            3 => Salt::OnlyRealm,
            4 => Salt::Special(special.to_vec()),
            _ => return Err(Malformed),
        };
        keys.push(SealedKey { kvno, salt, enctype: Enctype(from.i32()?), octets: from.octets()? });
    }
    Ok(keys)
}

impl<'a> Sealed<'a> {
    /// The principal, its keys opened with `master`.
    pub(crate) fn open(self, master: &Key) -> Result<Principal, Fault> {
        let mut principal = self.principal;
        principal.keys = open_keys(self.keys, master)?;
        let history = self.history.into_iter();
        principal.password_history = history
            .map(|keys| Ok(OldPassword { keys: open_keys(keys, master)? }))
            .collect::<Result<_, Fault>>()?;
        Ok(principal)
    }

    /// The sealed keys, as `K/M` has them.
    pub(crate) fn versions(&self) -> Vec<SealedVersion<'a>> {
        let version = |key: &SealedKey<'a>| SealedVersion {
            kvno: key.kvno,
            enctype: key.enctype,
            octets: key.octets,
        };
        self.keys.iter().map(version).collect()
    }
}

fn open_keys(keys: Vec<SealedKey<'_>>, master: &Key) -> Result<Vec<PrincipalKey>, Fault> {
    let open = |key: SealedKey<'_>| {
        let opened = unseal_key(master, key.enctype, key.octets).ok_or(Fault::Seal)?;
        Ok(PrincipalKey { kvno: key.kvno, salt: key.salt, key: StoredKey::from(opened) })
    };
    keys.into_iter().map(open).collect()
}
