//! ExpireDelegationToken (API key 40), versions 0 to 2 (KIP-48).
//!
//! Departures: any node answers, as Kafka's brokers forward to the controller.

use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k40_expire_delegation_token::{
    ExpireDelegationTokenRequest, ExpireDelegationTokenResponse,
};

use super::{Answer, Api, Call};
use crate::event::TokenAct;
use crate::tokens::{Expiry, TokenRefusal};

pub(super) struct ExpireDelegationToken;

impl Api for ExpireDelegationToken {
    type Request = ExpireDelegationTokenRequest;
    type Response = ExpireDelegationTokenResponse;

    fn answer(
        request: ExpireDelegationTokenRequest,
        call: &mut Call<'_>,
    ) -> Answer<ExpireDelegationTokenResponse> {
        let (error_code, expiry_timestamp_ms) = match expire(&request, call) {
            Ok(ends) => (ErrorCode::NONE, ends),
            // The broker itself refuses with -1, the controller without a time.
            Err(refusal @ TokenRefusal::NotAllowed) => (refusal.code(), -1),
            Err(refusal) => (refusal.code(), 0),
        };
        let response =
            ExpireDelegationTokenResponse { error_code, expiry_timestamp_ms, ..Default::default() };
        Answer::Now(response)
    }

    fn refuse(
        _: &ExpireDelegationTokenRequest,
        error_code: ErrorCode,
        _: i16,
    ) -> ExpireDelegationTokenResponse {
        ExpireDelegationTokenResponse { error_code, ..ExpireDelegationTokenResponse::default() }
    }
}

/// When the token ends: now, if it is gone.
fn expire(
    request: &ExpireDelegationTokenRequest,
    call: &mut Call<'_>,
) -> Result<i64, TokenRefusal> {
    call.check_token_channel()?;
    let (period, now) = (request.expiry_time_period_ms, call.now.wall_millis());
    let mut tokens = call.cluster().delegation_tokens();
    let expiry = tokens.expire(&request.hmac, call.principal, period, now)?;
    drop(tokens);
    match expiry {
        Expiry::Removed(token) => {
            call.report_token(TokenAct::Removed, &token);
            Ok(now)
        }
        Expiry::Moved(token) => {
            call.report_token(TokenAct::Moved, &token);
            Ok(token.expires_ms)
        }
    }
}
