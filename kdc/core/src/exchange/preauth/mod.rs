//! Preauthentication (RFC 4120 §5.2.7, RFC 6113 §2): the mechanisms and how they are asked.
//!
//! A mechanism is one file and one line of [`MECHANISMS`], whose order is the order of METHOD-DATA.
//! padata that no mechanism knows is ignored (RFC 4120 §3.1.3). Leaves out: FAST, SPAKE, PKINIT,
//! OTP and hardware.

mod enc_timestamp;
mod etype_info2;
mod fx_cookie;
mod req_enc_pa_rep;

use kerbside_crypto::Key;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{Der, MethodData, PaData, PaDataType};

use super::as_exchange::Parties;
use super::decide::{Case, Refused};
use super::{ClientTime, Reason};
use crate::database::{Attributes, Principal, PrincipalKey, RealmSettings};

/// The mechanisms, in the order in which MIT's KDC lists them.
static MECHANISMS: &[&dyn Mechanism] = &[
    &etype_info2::EtypeInfo2Hint,
    &enc_timestamp::EncTimestamp,
    &fx_cookie::FxCookie,
    &req_enc_pa_rep::ReqEncPaRep,
];

/// One kind of padata: what a KDC does about it. Every method may be left at "nothing".
trait Mechanism: Sync {
    /// Its number.
    fn padata_type(&self) -> PaDataType;

    /// Its element of METHOD-DATA, when a client is asked to preauthenticate.
    fn offer(&self, _: &AsRequest<'_>) -> Option<PaData> {
        None
    }

    /// Whether `value` proves the client's identity; `None` when it is not meant to.
    fn verify(&self, _: &AsRequest<'_>, _value: &[u8]) -> Option<Proof> {
        None
    }

    /// Its element of the reply's padata.
    fn reply(&self, _: &AsRequest<'_>) -> Option<PaData> {
        None
    }

    /// Its element of the reply's encrypted-pa-data (RFC 6806 §11).
    fn encrypted_reply(&self, _: &AsRequest<'_>, _reply_key: &Key) -> Option<PaData> {
        None
    }
}

/// What a mechanism found.
struct Proof {
    /// The client's clock, when the proof told it.
    client_time: Option<ClientTime>,
    /// Whether it holds.
    result: Result<(), Reason>,
}

/// The request, as a mechanism sees it.
pub(crate) struct AsRequest<'a> {
    /// The whole AS-REQ as it came.
    bytes: &'a [u8],
    padata: &'a [PaData],
    client: &'a Principal,
    server: &'a Principal,
    settings: &'a RealmSettings,
    /// The client's key that the reply will be encrypted in, when there is one.
    client_key: Option<(&'a PrincipalKey, &'a Key)>,
    now: Timestamp,
}

impl<'a> AsRequest<'a> {
    pub(crate) fn new(
        case: &'a Case<'_>,
        parties: &'a Parties,
        client_key: Option<(&'a PrincipalKey, &'a Key)>,
    ) -> Self {
        Self {
            bytes: case.bytes,
            padata: case.request.padata.as_deref().unwrap_or_default(),
            client: &parties.client,
            server: &parties.server,
            settings: &parties.settings,
            client_key,
            now: case.arrival.now,
        }
    }

    fn has(&self, padata_type: PaDataType) -> bool {
        self.padata.iter().any(|element| element.padata_type == padata_type)
    }
}

/// Whether the client has proved who it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Preauthenticated {
    /// It has.
    Yes,
    /// It has not, and need not.
    NotRequired,
}

/// The end of preauthentication, and what it told of the client's clock.
pub(crate) struct Verdict {
    pub(crate) client_time: Option<ClientTime>,
    pub(crate) result: Result<Preauthenticated, Refused>,
}

/// Verifies what was given, and asks for it where it is required (RFC 4120 §3.1.3).
///
/// One element that holds is enough; wrong ones are refused even where none is required, as MIT
/// does.
pub(crate) fn check(request: &AsRequest<'_>) -> Verdict {
    let mut client_time = None;
    let mut failure = None;
    for (mechanism, element) in given(request) {
        let Some(proof) = mechanism.verify(request, &element.padata_value) else {
            continue;
        };
        client_time = proof.client_time.or(client_time);
        match proof.result {
            Ok(()) => {
                let result = hardware_required(request).map(|()| Preauthenticated::Yes);
                return Verdict { client_time, result };
            }
            Err(reason) => failure = failure.or(Some(reason)),
        }
    }
    let result = match failure {
        Some(reason) => Err(refuse(request, reason)),
        None => required(request).map(|()| Preauthenticated::NotRequired),
    };
    Verdict { client_time, result }
}

/// The reply's padata.
pub(crate) fn reply_padata(request: &AsRequest<'_>) -> Vec<PaData> {
    MECHANISMS.iter().filter_map(|mechanism| mechanism.reply(request)).collect()
}

/// The reply's encrypted-pa-data; `None` when there is none.
pub(crate) fn encrypted_reply_padata(
    request: &AsRequest<'_>,
    reply_key: &Key,
) -> Option<Vec<PaData>> {
    let padata: Vec<_> = MECHANISMS
        .iter()
        .filter_map(|mechanism| mechanism.encrypted_reply(request, reply_key))
        .collect();
    (!padata.is_empty()).then_some(padata)
}

fn given<'a>(
    request: &AsRequest<'a>,
) -> impl Iterator<Item = (&'static dyn Mechanism, &'a PaData)> {
    request.padata.iter().filter_map(|element| {
        let mechanism =
            MECHANISMS.iter().find(|known| known.padata_type() == element.padata_type)?;
        Some((*mechanism, element))
    })
}

fn hardware_required(request: &AsRequest<'_>) -> Result<(), Refused> {
    let attribute = Attributes::REQUIRES_HW_AUTH;
    match request.client.has(attribute) || request.server.has(attribute) {
        true => Err(refuse(request, Reason::HardwarePreauthRequired)),
        false => Ok(()),
    }
}

fn required(request: &AsRequest<'_>) -> Result<(), Refused> {
    hardware_required(request)?;
    let attribute = Attributes::REQUIRES_PRE_AUTH;
    match request.client.has(attribute) || request.server.has(attribute) {
        true => Err(refuse(request, Reason::PreauthRequired)),
        false => Ok(()),
    }
}

/// A refusal, with METHOD-DATA where the client may try again (RFC 4120 §5.9.1).
/// MIT sends METHOD-DATA with 24 too, and none with 37.
fn refuse(request: &AsRequest<'_>, reason: Reason) -> Refused {
    let mut refused = Refused::from(reason);
    if reason != Reason::PreauthSkew {
        let offers: MethodData =
            MECHANISMS.iter().filter_map(|mechanism| mechanism.offer(request)).collect();
        refused.e_data = Some(offers.to_der());
    }
    refused
}
