//! Preauthentication: one row of `MECHANISMS` per mechanism, one file for each.
//!
//! A mechanism turns the KDC's challenge (the METHOD-DATA of KDC_ERR_PREAUTH_REQUIRED) into the
//! element that answers it. Mechanisms of several rounds (RFC 9588, RFC 6560) have no row yet.

mod enc_timestamp;

use kerbside_crypto::{Entropy, Key};

use super::etype_info;
use super::notes::Notes;
use crate::time::Timestamp;
use crate::wire::{PaData, PaDataType};

/// What a mechanism answers with.
pub(super) struct Challenge<'a> {
    /// The client's key, of the enctype that the KDC named first.
    pub(super) key: &'a Key,
    /// The time to claim.
    pub(super) now: Timestamp,
}

/// One mechanism.
pub(super) struct Mechanism {
    /// The element by which the KDC offers it.
    pub(super) offered_as: PaDataType,
    /// Makes the answer.
    pub(super) respond: fn(&Challenge<'_>, &mut Notes, &mut dyn Entropy) -> PaData,
}

/// The mechanisms, the preferred first.
pub(super) const MECHANISMS: &[Mechanism] = &[enc_timestamp::MECHANISM];

/// The first mechanism that the KDC offers in `methods`.
pub(super) fn choose(methods: &[PaData]) -> Option<&'static Mechanism> {
    MECHANISMS.iter().find(|mechanism| etype_info::find(methods, mechanism.offered_as).is_some())
}

/// The cookie that goes back to the KDC as it came (RFC 6113 §5.2).
pub(super) fn cookie(methods: &[PaData]) -> Option<PaData> {
    methods.iter().find(|data| data.padata_type == PaDataType::FX_COOKIE).cloned()
}
