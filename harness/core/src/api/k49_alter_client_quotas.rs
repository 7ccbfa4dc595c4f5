//! AlterClientQuotas (API key 49), versions 0 and 1 (KIP-546, KIP-612).
//!
//! Departures: addresses are not resolved; a name of a host other than `localhost` is refused.

use kerbside_kafka_wire::k49_alter_client_quotas::{
    AlterClientQuotasRequest, AlterClientQuotasResponse, OpData, RequestEntityData,
    RequestEntryData, ResponseEntityData, ResponseEntryData,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call, error_text};
use crate::authorizer::Operation;
use crate::quotas::{Edit, Entity, EntityEdit, Intent, Part};

pub(super) struct AlterClientQuotas;

impl Api for AlterClientQuotas {
    type Request = AlterClientQuotasRequest;
    type Response = AlterClientQuotasResponse;

    fn answer(
        request: AlterClientQuotasRequest,
        call: &mut Call<'_>,
    ) -> Answer<AlterClientQuotasResponse> {
        if !call.allows_on_cluster(Operation::ALTER_CONFIGS) {
            let error = ErrorCode::CLUSTER_AUTHORIZATION_FAILED;
            return Answer::Now(AlterClientQuotas::refuse(&request, error, call.version));
        }
        let intent = if request.validate_only { Intent::Check } else { Intent::Change };
        let (mut entries, mut edits) = (Vec::new(), Vec::new());
        for entry in &request.entries {
            match read(entry) {
                Ok(edit) => edits.push(edit),
                Err(text) => entries.push(refused(entry, ErrorCode::INVALID_REQUEST, Some(text))),
            }
        }
        for (entity, outcome) in call.cluster().quotas().edit(&edits, intent) {
            let (error_code, error_message) = match outcome {
                Ok(()) => (ErrorCode::NONE, None),
                Err(refusal) => (ErrorCode::INVALID_REQUEST, Some(StrBytes::from(refusal.0))),
            };
            let entity = entity.parts().map(part).collect();
            entries.push(ResponseEntryData {
                error_code,
                error_message,
                entity,
                ..ResponseEntryData::default()
            });
        }
        if intent == Intent::Change {
            call.cluster().metadata_changed();
        }
        Answer::Now(AlterClientQuotasResponse { entries, ..AlterClientQuotasResponse::default() })
    }

    fn refuse(
        request: &AlterClientQuotasRequest,
        error: ErrorCode,
        _: i16,
    ) -> AlterClientQuotasResponse {
        let text = error_text::general(error);
        let entry = |it: &RequestEntryData| refused(it, error, text.clone());
        let entries = request.entries.iter().map(entry).collect();
        AlterClientQuotasResponse { entries, ..AlterClientQuotasResponse::default() }
    }
}

fn read(entry: &RequestEntryData) -> Result<EntityEdit, StrBytes> {
    let mut entity = Entity::default();
    for part in &entry.entity {
        let kind = part.entity_type.as_str();
        let place = entity
            .part_mut(kind)
            .ok_or_else(|| StrBytes::from(format!("Unhandled client quota entity type: {kind}")))?;
        *place = Some(Part::of(part.entity_name.as_deref()));
    }
    let edit = |it: &OpData| Edit {
        key: it.key.as_str().to_owned(),
        value: (!it.remove).then_some(it.value),
    };
    Ok(EntityEdit { entity, edits: entry.ops.iter().map(edit).collect() })
}

fn part((kind, part): (&'static str, &Part)) -> ResponseEntityData {
    ResponseEntityData {
        entity_type: StrBytes::from_static(kind),
        entity_name: part.name().map(StrBytes::from),
        ..ResponseEntityData::default()
    }
}

fn refused(
    entry: &RequestEntryData,
    error_code: ErrorCode,
    error_message: Option<StrBytes>,
) -> ResponseEntryData {
    let part = |it: &RequestEntityData| ResponseEntityData {
        entity_type: it.entity_type.clone(),
        entity_name: it.entity_name.clone(),
        ..ResponseEntityData::default()
    };
    ResponseEntryData {
        error_code,
        error_message,
        entity: entry.entity.iter().map(part).collect(),
        ..ResponseEntryData::default()
    }
}
