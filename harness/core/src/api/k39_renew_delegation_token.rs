//! RenewDelegationToken (API key 39), versions 0 to 2 (KIP-48).
//!
//! Departures: any node answers, as Kafka's brokers forward to the controller.

use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k39_renew_delegation_token::{
    RenewDelegationTokenRequest, RenewDelegationTokenResponse,
};

use super::{Answer, Api, Call};
use crate::event::TokenAct;
use crate::tokens::{DelegationToken, TokenRefusal};

pub(super) struct RenewDelegationToken;

impl Api for RenewDelegationToken {
    type Request = RenewDelegationTokenRequest;
    type Response = RenewDelegationTokenResponse;

    fn answer(
        request: RenewDelegationTokenRequest,
        call: &mut Call<'_>,
    ) -> Answer<RenewDelegationTokenResponse> {
        let (error_code, expiry_timestamp_ms) = match renew(&request, call) {
            Ok(token) => (ErrorCode::NONE, token.expires_ms),
            // The broker itself refuses with -1, the controller without a time.
            Err(refusal @ TokenRefusal::NotAllowed) => (refusal.code(), -1),
            Err(refusal) => (refusal.code(), 0),
        };
        let response =
            RenewDelegationTokenResponse { error_code, expiry_timestamp_ms, ..Default::default() };
        Answer::Now(response)
    }

    fn refuse(
        _: &RenewDelegationTokenRequest,
        error_code: ErrorCode,
        _: i16,
    ) -> RenewDelegationTokenResponse {
        RenewDelegationTokenResponse { error_code, ..RenewDelegationTokenResponse::default() }
    }
}

fn renew(
    request: &RenewDelegationTokenRequest,
    call: &mut Call<'_>,
) -> Result<DelegationToken, TokenRefusal> {
    call.check_token_channel()?;
    let (period, now) = (request.renew_period_ms, call.now.wall_millis());
    let mut tokens = call.cluster().delegation_tokens();
    let token = tokens.renew(&request.hmac, call.principal, period, now)?;
    drop(tokens);
    call.report_token(TokenAct::Renewed, &token);
    Ok(token)
}
