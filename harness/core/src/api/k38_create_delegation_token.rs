//! CreateDelegationToken (API key 38), versions 0 to 3 (KIP-48; another owner since 3, KIP-373).
//!
//! Departures: any node answers, as Kafka's brokers forward to the controller.

use bytes::Bytes;
use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k38_create_delegation_token::{
    CreateDelegationTokenRequest, CreateDelegationTokenResponse,
};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::event::TokenAct;
use crate::principal::KafkaPrincipal;
use crate::tokens::{DelegationToken, NewToken, TokenRefusal};

pub(super) struct CreateDelegationToken;

impl Api for CreateDelegationToken {
    type Request = CreateDelegationTokenRequest;
    type Response = CreateDelegationTokenResponse;

    fn answer(
        request: CreateDelegationTokenRequest,
        call: &mut Call<'_>,
    ) -> Answer<CreateDelegationTokenResponse> {
        let requester = call.principal.clone();
        let owner = owner(&request, &requester);
        let response = match create(request, &owner, call) {
            Ok(token) => CreateDelegationTokenResponse {
                issue_timestamp_ms: token.issued_ms,
                expiry_timestamp_ms: token.expires_ms,
                max_timestamp_ms: token.max_ms,
                token_id: (&*token.id).into(),
                hmac: Bytes::copy_from_slice(token.hmac.octets()),
                ..CreateDelegationTokenResponse::default()
            },
            Err(refusal) => refused(refusal),
        };
        Answer::Now(named(response, &owner, &requester, call.version))
    }

    /// Kafka names `User:ANONYMOUS` as owner and requester here.
    fn refuse(
        _: &CreateDelegationTokenRequest,
        error_code: ErrorCode,
        version: i16,
    ) -> CreateDelegationTokenResponse {
        let nobody = KafkaPrincipal::anonymous();
        let response = CreateDelegationTokenResponse { error_code, ..without_times() };
        named(response, &nobody, &nobody, version)
    }
}

/// The owner: the requester, unless the request names one.
fn owner(request: &CreateDelegationTokenRequest, requester: &KafkaPrincipal) -> KafkaPrincipal {
    let name = request.owner_principal_name.as_deref().unwrap_or_default();
    let kind = request.owner_principal_type.as_deref().unwrap_or_default();
    match name {
        "" => KafkaPrincipal::new(requester.kind(), requester.name()),
        name => KafkaPrincipal::new(kind, name),
    }
}

fn create(
    request: CreateDelegationTokenRequest,
    owner: &KafkaPrincipal,
    call: &mut Call<'_>,
) -> Result<DelegationToken, TokenRefusal> {
    call.check_token_channel()?;
    let (create, user) = (Operation::CREATE_TOKENS, ResourceType::USER);
    if owner != call.principal && !call.allows(create, user, &owner.to_string()) {
        return Err(TokenRefusal::NotAuthorized);
    }
    let renewers = request.renewers.iter();
    let renewers = renewers.map(|it| KafkaPrincipal::new(&it.principal_type, &it.principal_name));
    let wanted = NewToken {
        id: call.cluster().random_id(),
        owner: owner.clone(),
        requester: call.principal.clone(),
        renewers: renewers.collect(),
        max_lifetime_ms: request.max_lifetime_ms,
    };
    let token = call.cluster().delegation_tokens().create(wanted, call.now.wall_millis())?;
    call.report_token(TokenAct::Created, &token);
    Ok(token)
}

fn named(
    response: CreateDelegationTokenResponse,
    owner: &KafkaPrincipal,
    requester: &KafkaPrincipal,
    version: i16,
) -> CreateDelegationTokenResponse {
    let mut response = CreateDelegationTokenResponse {
        principal_type: owner.kind().into(),
        principal_name: owner.name().into(),
        ..response
    };
    if version >= 3 {
        response.token_requester_principal_type = requester.kind().into();
        response.token_requester_principal_name = requester.name().into();
    }
    response
}

/// What the controller refuses has no times; what the broker refuses has -1 for each.
fn refused(refusal: TokenRefusal) -> CreateDelegationTokenResponse {
    let error_code = refusal.code();
    match refusal {
        TokenRefusal::NotAllowed | TokenRefusal::NotAuthorized | TokenRefusal::PrincipalType => {
            CreateDelegationTokenResponse { error_code, ..without_times() }
        }
        _ => {
            CreateDelegationTokenResponse { error_code, ..CreateDelegationTokenResponse::default() }
        }
    }
}

fn without_times() -> CreateDelegationTokenResponse {
    CreateDelegationTokenResponse {
        issue_timestamp_ms: -1,
        expiry_timestamp_ms: -1,
        max_timestamp_ms: -1,
        ..CreateDelegationTokenResponse::default()
    }
}
