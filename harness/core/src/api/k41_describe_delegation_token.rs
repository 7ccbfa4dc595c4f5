//! DescribeDelegationToken (API key 41), versions 0 to 3 (KIP-48, KIP-373).
//!
//! Own tokens, and those that one may renew, are always visible; others need Describe on the
//! token or DescribeTokens on its owner. An empty list of owners finds nothing, no list everything.
//!
//! Departures: tokens come in the order in which they were made; Kafka has none.

use std::collections::BTreeSet;

use bytes::Bytes;
use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k41_describe_delegation_token::{
    DescribeDelegationTokenRequest, DescribeDelegationTokenResponse, DescribedDelegationToken,
    DescribedDelegationTokenRenewer,
};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::tokens::{DelegationToken, TokenRefusal};

pub(super) struct DescribeDelegationToken;

impl Api for DescribeDelegationToken {
    type Request = DescribeDelegationTokenRequest;
    type Response = DescribeDelegationTokenResponse;

    fn answer(
        request: DescribeDelegationTokenRequest,
        call: &mut Call<'_>,
    ) -> Answer<DescribeDelegationTokenResponse> {
        let (error_code, tokens) = match describe(&request, call) {
            Ok(tokens) => {
                let tokens = tokens.iter().map(|token| described(token, call.version));
                (ErrorCode::NONE, tokens.collect())
            }
            Err(refusal) => (refusal.code(), Vec::new()),
        };
        let response = DescribeDelegationTokenResponse { error_code, tokens, ..Default::default() };
        Answer::Now(response)
    }

    fn refuse(
        _: &DescribeDelegationTokenRequest,
        error_code: ErrorCode,
        _: i16,
    ) -> DescribeDelegationTokenResponse {
        DescribeDelegationTokenResponse { error_code, ..DescribeDelegationTokenResponse::default() }
    }
}

fn describe(
    request: &DescribeDelegationTokenRequest,
    call: &mut Call<'_>,
) -> Result<Vec<DelegationToken>, TokenRefusal> {
    call.check_token_channel()?;
    let tokens = {
        let mut store = call.cluster().delegation_tokens();
        if !store.is_enabled() {
            return Err(TokenRefusal::Disabled);
        }
        store.list(call.now.wall_millis())
    };
    let owners = request.owners.as_ref().map(|owners| {
        owners.iter().map(|it| (it.principal_type.as_str(), it.principal_name.as_str())).collect()
    });
    let owners: Option<BTreeSet<(&str, &str)>> = owners;
    let mut tokens = tokens;
    tokens.retain(|token| {
        let wanted = owners
            .as_ref()
            .is_none_or(|owners| owners.contains(&(token.owner.kind(), token.owner.name())));
        wanted && may_see(token, call)
    });
    Ok(tokens)
}

fn may_see(token: &DelegationToken, call: &mut Call<'_>) -> bool {
    token.is_of(call.principal)
        || call.allows(Operation::DESCRIBE, ResourceType::DELEGATION_TOKEN, &token.id)
        || call.allows(Operation::DESCRIBE_TOKENS, ResourceType::USER, &token.owner.to_string())
}

fn described(token: &DelegationToken, version: i16) -> DescribedDelegationToken {
    let renewers = token.renewers.iter().map(|it| DescribedDelegationTokenRenewer {
        principal_type: it.kind().into(),
        principal_name: it.name().into(),
        ..DescribedDelegationTokenRenewer::default()
    });
    let mut described = DescribedDelegationToken {
        principal_type: token.owner.kind().into(),
        principal_name: token.owner.name().into(),
        issue_timestamp: token.issued_ms,
        expiry_timestamp: token.expires_ms,
        max_timestamp: token.max_ms,
        token_id: (&*token.id).into(),
        hmac: Bytes::copy_from_slice(token.hmac.octets()),
        renewers: renewers.collect(),
        ..DescribedDelegationToken::default()
    };
    if version >= 3 {
        described.token_requester_principal_type = token.requester.kind().into();
        described.token_requester_principal_name = token.requester.name().into();
    }
    described
}
