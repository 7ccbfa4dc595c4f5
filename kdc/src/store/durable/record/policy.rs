//! The record of a policy.

use kerbside_kdc_core::database::{Attributes, Policy, TaggedData};

use super::{Malformed, Reader, Writer};

pub(crate) fn write(policy: &Policy) -> Vec<u8> {
    // Every field by name: a new one does not get lost.
    let Policy {
        name,
        min_password_life,
        max_password_life,
        min_length,
        min_classes,
        history,
        max_failures,
        lockout_duration,
        failure_count_interval,
        allowed_key_salts,
        attributes,
        max_life,
        max_renewable_life,
        tagged_data,
    } = policy;
    let mut out = Writer::default();
    out.octets(name.as_bytes());
    for number in [min_length, min_classes, history, max_failures, &attributes.0] {
        out.u32(*number);
    }
    for duration in [
        min_password_life,
        max_password_life,
        lockout_duration,
        failure_count_interval,
        max_life,
        max_renewable_life,
    ] {
        out.duration(*duration);
    }
    out.option(allowed_key_salts.as_deref(), |out, text| out.octets(text.as_bytes()));
    write_tagged(&mut out, tagged_data);
    out.0
}

pub(crate) fn read(content: &[u8]) -> Result<Policy, Malformed> {
    let mut from = Reader::new(content);
    let policy = Policy {
        name: from.text()?,
        min_length: from.u32()?,
        min_classes: from.u32()?,
        history: from.u32()?,
        max_failures: from.u32()?,
        attributes: Attributes(from.u32()?),
        min_password_life: from.duration()?,
        max_password_life: from.duration()?,
        lockout_duration: from.duration()?,
        failure_count_interval: from.duration()?,
        max_life: from.duration()?,
        max_renewable_life: from.duration()?,
        allowed_key_salts: from.option(Reader::text)?,
        tagged_data: read_tagged(&mut from)?,
    };
    from.finish()?;
    Ok(policy)
}

pub(super) fn write_tagged(out: &mut Writer, tagged: &[TaggedData]) {
    out.count(tagged.len());
    for TaggedData { kind, octets } in tagged {
        out.i16(*kind);
        out.octets(octets);
    }
}

pub(super) fn read_tagged(from: &mut Reader<'_>) -> Result<Vec<TaggedData>, Malformed> {
    from.list(|from| Ok(TaggedData { kind: from.i16()?, octets: from.octets()?.to_vec() }))
}
