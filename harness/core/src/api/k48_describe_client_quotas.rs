//! DescribeClientQuotas (API key 48), versions 0 and 1 (KIP-546, KIP-612).
//!
//! Departures: entities come in order; Kafka's order is that of its maps.

use kerbside_kafka_wire::k48_describe_client_quotas::{
    ComponentData, DescribeClientQuotasRequest, DescribeClientQuotasResponse, EntityData,
    EntryData, ValueData,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::authorizer::Operation;
use crate::quotas::{Component, Entity, Match, Matching, Part, QuotaKey, Strictness};

const EXACTLY: i8 = 0;
const DEFAULT: i8 = 1;
const ANYTHING: i8 = 2;

pub(super) struct DescribeClientQuotas;

impl Api for DescribeClientQuotas {
    type Request = DescribeClientQuotasRequest;
    type Response = DescribeClientQuotasResponse;

    fn answer(
        request: DescribeClientQuotasRequest,
        call: &mut Call<'_>,
    ) -> Answer<DescribeClientQuotasResponse> {
        if !call.allows_on_cluster(Operation::DESCRIBE_CONFIGS) {
            let error = ErrorCode::CLUSTER_AUTHORIZATION_FAILED;
            return Answer::Now(DescribeClientQuotas::refuse(&request, error, call.version));
        }
        Answer::Now(match read(&request) {
            Ok(matching) => {
                let found = call.cluster().quotas().matching(&matching);
                DescribeClientQuotasResponse {
                    error_message: Some(StrBytes::default()),
                    entries: Some(found.into_iter().map(entry).collect()),
                    ..DescribeClientQuotasResponse::default()
                }
            }
            Err((error_code, text)) => DescribeClientQuotasResponse {
                error_code,
                error_message: Some(StrBytes::from(text)),
                entries: None,
                ..DescribeClientQuotasResponse::default()
            },
        })
    }

    fn refuse(
        _: &DescribeClientQuotasRequest,
        error_code: ErrorCode,
        _: i16,
    ) -> DescribeClientQuotasResponse {
        DescribeClientQuotasResponse {
            error_code,
            error_message: None,
            entries: None,
            ..DescribeClientQuotasResponse::default()
        }
    }
}

fn read(request: &DescribeClientQuotasRequest) -> Result<Matching, (ErrorCode, String)> {
    let invalid = |text: String| Err((ErrorCode::INVALID_REQUEST, text));
    let mut components: Vec<Component> = Vec::new();
    for wanted in &request.components {
        let component = component(wanted)?;
        if components.iter().any(|it| it.kind == component.kind) {
            let kind = component.kind;
            return invalid(format!(
                "Entity type {kind} cannot appear more than once in the filter."
            ));
        }
        components.push(component);
    }
    if components.len() > 1 && components.iter().any(|it| it.kind == "ip") {
        return invalid(
            "Invalid entity filter component combination. IP filter component should not be used \
             with user or clientId filter component."
                .to_owned(),
        );
    }
    let strictness = if request.strict { Strictness::Strict } else { Strictness::Loose };
    Ok(Matching { components, strictness })
}

fn component(wanted: &ComponentData) -> Result<Component, (ErrorCode, String)> {
    let invalid = |text: String| Err((ErrorCode::INVALID_REQUEST, text));
    let kind = match wanted.entity_type.as_str() {
        "" => return invalid("Invalid empty entity type.".to_owned()),
        "user" => "user",
        "client-id" => "client-id",
        "ip" => "ip",
        other => {
            let text = format!("Unsupported entity type {other}");
            return Err((ErrorCode::UNSUPPORTED_VERSION, text));
        }
    };
    let wanted = match (wanted.match_type, &wanted.r#match) {
        (EXACTLY, None) => {
            return invalid(
                "Request specified MATCH_TYPE_EXACT, but set match string to null.".to_owned(),
            );
        }
        (DEFAULT, Some(_)) => {
            return invalid(
                "Request specified MATCH_TYPE_DEFAULT, but also specified a match string."
                    .to_owned(),
            );
        }
        (ANYTHING, Some(_)) => {
            return invalid(
                "Request specified MATCH_TYPE_SPECIFIED, but also specified a match string."
                    .to_owned(),
            );
        }
        (EXACTLY, Some(name)) => Match::Exactly(Part::of(Some(name))),
        (DEFAULT, None) => Match::Exactly(Part::Default),
        (ANYTHING, None) => Match::Anything,
        (other, _) => return invalid(format!("Unknown match type {other}")),
    };
    Ok(Component { kind, wanted })
}

fn entry((entity, quotas): (Entity, Vec<(QuotaKey, f64)>)) -> EntryData {
    let part = |(kind, part): (&'static str, &Part)| EntityData {
        entity_type: StrBytes::from_static(kind),
        entity_name: part.name().map(StrBytes::from),
        ..EntityData::default()
    };
    let value = |(key, value): (QuotaKey, f64)| ValueData {
        key: StrBytes::from_static(key.name()),
        value,
        ..ValueData::default()
    };
    EntryData {
        entity: entity.parts().map(part).collect(),
        values: quotas.into_iter().map(value).collect(),
        ..EntryData::default()
    }
}
