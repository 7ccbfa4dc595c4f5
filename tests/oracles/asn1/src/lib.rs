//! A second decoder of Kerberos messages: `kerberos_asn1`, for tests only.
//!
//! It is licensed AGPL-3.0, so no published crate may depend on it, nor on this one. It panics on
//! some inputs and writes some integers wrongly: [`reread`] catches the first and hands out the
//! second for comparison.

use std::panic::{UnwindSafe, catch_unwind};

pub use kerberos_asn1 as oracle;
pub use red_asn1::Asn1Object;

/// What the oracle makes of one encoding.
#[derive(Debug)]
pub struct Reread<T> {
    /// The value it read.
    pub value: T,
    /// Its own encoding of that value.
    pub encoding: Vec<u8>,
}

/// Has the oracle decode all of `bytes` and encode the result again.
///
/// # Errors
/// What the oracle said, or that it panicked or left octets over.
pub fn reread<T: Asn1Object + UnwindSafe>(bytes: &[u8]) -> Result<Reread<T>, String> {
    let octets = bytes.to_vec();
    let outcome = catch_unwind(move || {
        let (rest, value) = T::parse(&octets).map_err(|error| format!("{error:?}"))?;
        if !rest.is_empty() {
            return Err(format!("{} octets left over", rest.len()));
        }
        let encoding = value.build();
        Ok(Reread { value, encoding })
    });
    outcome.unwrap_or_else(|_| Err("the oracle panicked".to_owned()))
}

#[cfg(test)]
mod tests;
