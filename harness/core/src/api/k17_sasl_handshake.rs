//! SaslHandshake (API key 17), versions 0 and 1, where it is a request like any other: after
//! authentication, or on a listener without SASL. It is answered ILLEGAL_SASL_STATE and an empty
//! list. During authentication `connection/authentication.rs` takes it.
//!
//! Departures: none known.

use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k17_sasl_handshake::{SaslHandshakeRequest, SaslHandshakeResponse};

use super::{Answer, Api, Call};

pub(crate) struct SaslHandshake;

impl Api for SaslHandshake {
    type Request = SaslHandshakeRequest;
    type Response = SaslHandshakeResponse;

    fn answer(request: SaslHandshakeRequest, call: &mut Call<'_>) -> Answer<SaslHandshakeResponse> {
        Answer::Now(SaslHandshake::refuse(&request, ErrorCode::ILLEGAL_SASL_STATE, call.version))
    }

    fn refuse(_: &SaslHandshakeRequest, error_code: ErrorCode, _: i16) -> SaslHandshakeResponse {
        SaslHandshakeResponse { error_code, ..SaslHandshakeResponse::default() }
    }
}
