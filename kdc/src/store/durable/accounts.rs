//! What each login changes, in a file that is never synced: visible to other processes at once.

use heed::{RoTxn, RwTxn};
use kerbside_kdc_core::database::AccountState;

use super::error::StoreError;
use super::record::{Malformed, Reader, Writer, unkeyed, unkeyed_content};
use super::volume::{Records, Volume};

/// The state under `key`; the default when there is none, or it is spoiled.
pub(super) fn get(
    volume: &Volume,
    txn: &RoTxn<'_>,
    records: Records,
    key: &[u8],
) -> Result<AccountState, StoreError> {
    let record = records.get(txn, key).map_err(|error| volume.failed(error))?;
    Ok(record.and_then(|record| read(key, record)).unwrap_or_default())
}

/// Replaces the state under `key`.
pub(super) fn put(
    volume: &Volume,
    txn: &mut RwTxn<'_>,
    records: Records,
    key: &[u8],
    state: &AccountState,
) -> Result<(), StoreError> {
    let record = write(key, state);
    records.put(txn, key, &record).map_err(|error| volume.failed(error))
}

/// A counter that cannot be read counts as one that was lost.
pub(super) fn read(key: &[u8], record: &[u8]) -> Option<AccountState> {
    let content = unkeyed_content(key, record).ok()?;
    let read = || -> Result<AccountState, Malformed> {
        let mut from = Reader::new(content);
        Ok(AccountState {
            failures: from.u32()?,
            last_failure: from.option(Reader::instant)?,
            last_success: from.option(Reader::instant)?,
        })
    };
    read().ok()
}

pub(super) fn write(key: &[u8], state: &AccountState) -> Vec<u8> {
    let AccountState { failures, last_failure, last_success } = state;
    let mut out = Writer::default();
    out.u32(*failures);
    out.option(*last_failure, Writer::instant);
    out.option(*last_success, Writer::instant);
    unkeyed(key, &out.0)
}
