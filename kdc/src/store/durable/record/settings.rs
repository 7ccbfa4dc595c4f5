//! The record of a realm that is served: its settings.

use kerbside_crypto::Enctype;
use kerbside_kdc_core::database::{Attributes, Dictionary, ETexts, KeySalt, RealmSettings, Salt};

use super::{Malformed, Reader, Writer};

/// The content of the record, with the realm's place in the order in which they were made.
pub(crate) fn write(order: u32, settings: &RealmSettings) -> Vec<u8> {
    // Every field by name: a new one does not get lost.
    let RealmSettings {
        realm,
        max_life,
        max_renewable_life,
        permitted_enctypes,
        key_salts,
        clock_skew,
        default_attributes,
        e_texts,
        datagram_limit,
        // A process reads the file of words that its configuration names, and the time there.
        dictionary: _,
        default_expiration: _,
        master_key_type,
        disable_last_success,
        disable_lockout,
    } = settings;
    let mut out = Writer::default();
    out.u32(order);
    out.octets(realm.as_bytes());
    out.duration(*max_life);
    out.duration(*max_renewable_life);
    out.count(permitted_enctypes.len());
    for enctype in permitted_enctypes {
        out.i32(enctype.0);
    }
    out.count(key_salts.len());
    for KeySalt { enctype, salt } in key_salts {
        out.i32(enctype.0);
        out.octets(salt.name().as_bytes());
    }
    out.u32(*clock_skew);
    out.u32(default_attributes.0);
    let ETexts { as_unknown_server, tgs_unknown_server, tgs_unknown_realm } = e_texts;
    for text in [as_unknown_server, tgs_unknown_server, tgs_unknown_realm] {
        out.octets(text.as_bytes());
    }
    out.count(*datagram_limit);
    out.i32(master_key_type.0);
    out.flag(*disable_last_success);
    out.flag(*disable_lockout);
    out.0
}

/// The realm's place and its settings.
pub(crate) fn read(content: &[u8]) -> Result<(u32, RealmSettings), Malformed> {
    let mut from = Reader::new(content);
    let order = from.u32()?;
    let settings = RealmSettings {
        realm: from.string()?,
        max_life: from.duration()?,
        max_renewable_life: from.duration()?,
        permitted_enctypes: from.list(|from| Ok(Enctype(from.i32()?)))?,
        key_salts: from.list(|from| {
            let (enctype, salt) = (Enctype(from.i32()?), from.text()?);
            Ok(KeySalt { enctype, salt: Salt::from_name(&salt).ok_or(Malformed)? })
        })?,
        clock_skew: from.u32()?,
        default_attributes: Attributes(from.u32()?),
        e_texts: ETexts {
            as_unknown_server: from.text()?.into(),
            tgs_unknown_server: from.text()?.into(),
            tgs_unknown_realm: from.text()?.into(),
        },
        datagram_limit: usize::try_from(from.u32()?).map_err(|_| Malformed)?,
        dictionary: Dictionary::default(),
        default_expiration: None,
        master_key_type: Enctype(from.i32()?),
        disable_last_success: from.flag()?,
        disable_lockout: from.flag()?,
    };
    from.finish()?;
    Ok((order, settings))
}
