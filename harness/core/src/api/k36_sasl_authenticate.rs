//! SaslAuthenticate (API key 36), versions 0 to 2, where it is a request like any other: after
//! authentication, or on a listener without SASL. It is answered ILLEGAL_SASL_STATE. During
//! authentication `connection/authentication.rs` takes it.
//!
//! Departures: none known.

use kerbside_kafka_wire::k36_sasl_authenticate::{
    SaslAuthenticateRequest, SaslAuthenticateResponse,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};

/// What Kafka says of a token that comes too late.
const TOO_LATE: &str = "SaslAuthenticate request received after successful authentication";

pub(crate) struct SaslAuthenticate;

impl Api for SaslAuthenticate {
    type Request = SaslAuthenticateRequest;
    type Response = SaslAuthenticateResponse;

    fn answer(
        request: SaslAuthenticateRequest,
        call: &mut Call<'_>,
    ) -> Answer<SaslAuthenticateResponse> {
        let mut response =
            SaslAuthenticate::refuse(&request, ErrorCode::ILLEGAL_SASL_STATE, call.version);
        response.error_message = Some(StrBytes::from_static(TOO_LATE));
        Answer::Now(response)
    }

    fn refuse(
        _: &SaslAuthenticateRequest,
        error_code: ErrorCode,
        _: i16,
    ) -> SaslAuthenticateResponse {
        SaslAuthenticateResponse { error_code, ..SaslAuthenticateResponse::default() }
    }
}
