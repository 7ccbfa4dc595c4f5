//! What a rule does with a request.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use kerbside_kafka_wire::headers::ResponseHeader;
use kerbside_kafka_wire::{ApiKey, DecodeError, EncodeError, ErrorCode, Message, decode_response};

/// What is done with a request.
#[derive(Clone)]
pub enum Action {
    /// It is answered with this code wherever the API's response has one, as Kafka answers a
    /// request that failed as a whole. The broker does not see it.
    Error(ErrorCode),
    /// It is taken up after so long, by the monotonic line. Later requests of the connection wait
    /// behind it.
    Delay(Duration),
    /// It is not answered, and the broker does not see it. The connection goes on.
    Drop,
    /// The connection is closed without an answer, and the broker does not see it.
    Close,
    /// It is answered with this throttle time, and the connection's next request is taken up only
    /// when that is over (KIP-219).
    Throttle(Duration),
    /// It is passed on changed: see [`Rule::change_request`](super::Rule::change_request).
    ChangeRequest(Rewrite),
    /// Its answer is changed: see [`Rule::change_response`](super::Rule::change_response).
    ChangeResponse(Rewrite),
}

/// A change of a message's body in a given version.
#[derive(Clone)]
pub struct Rewrite(Arc<Body>);

type Body = dyn Fn(Bytes, i16) -> Result<Bytes, ChangeError> + Send + Sync;

/// A change of the next response of a connection, header and all.
pub(crate) type Change = Box<dyn FnOnce(Bytes) -> Result<Bytes, ChangeError> + Send>;

/// Why a message could not be changed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ChangeError {
    /// It could not be read.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// What was made of it does not exist in its version.
    #[error(transparent)]
    Encode(#[from] EncodeError),
}

impl Action {
    /// Changes requests of the type `M`; a rule with this action should be for its API alone.
    pub fn change_request<M: Message + 'static>(
        change: impl Fn(&mut M) + Send + Sync + 'static,
    ) -> Self {
        Action::ChangeRequest(Rewrite::of(change))
    }

    /// Changes responses of the type `M`; a rule with this action should be for its API alone.
    pub fn change_response<M: Message + 'static>(
        change: impl Fn(&mut M) + Send + Sync + 'static,
    ) -> Self {
        Action::ChangeResponse(Rewrite::of(change))
    }

    /// Its name, for people.
    pub fn name(&self) -> &'static str {
        match self {
            Action::Error(_) => "error",
            Action::Delay(_) => "delay",
            Action::Drop => "drop",
            Action::Close => "close",
            Action::Throttle(_) => "throttle",
            Action::ChangeRequest(_) => "change-request",
            Action::ChangeResponse(_) => "change-response",
        }
    }
}

impl Rewrite {
    fn of<M: Message + 'static>(change: impl Fn(&mut M) + Send + Sync + 'static) -> Self {
        Rewrite(Arc::new(move |mut body, version| {
            let mut message = M::decode(&mut body, version)?;
            change(&mut message);
            Ok(message.to_bytes(version)?)
        }))
    }

    /// The changed body.
    pub(crate) fn body(&self, body: Bytes, version: i16) -> Result<Bytes, ChangeError> {
        (self.0)(body, version)
    }

    /// The change of a response with its header.
    pub(crate) fn response(self, key: ApiKey, version: i16) -> Change {
        Box::new(move |frame| behind_header(frame, key, version, |body| self.body(body, version)))
    }
}

/// Puts a throttle time into a response, where its API has one in this version.
pub(crate) fn throttled(key: ApiKey, version: i16, by: Duration) -> Change {
    let millis = i32::try_from(by.as_millis()).unwrap_or(i32::MAX);
    Box::new(move |frame| {
        behind_header(frame, key, version, |body| {
            let (mut response, _) = decode_response(key, version, body.clone())?;
            let Some(place) = response.throttle_time_ms_mut() else {
                return Ok(body);
            };
            *place = millis;
            let mut out = BytesMut::new();
            response.encode(&mut out, version)?;
            Ok(out.freeze())
        })
    })
}

fn behind_header(
    frame: Bytes,
    key: ApiKey,
    version: i16,
    change: impl FnOnce(Bytes) -> Result<Bytes, ChangeError>,
) -> Result<Bytes, ChangeError> {
    let mut body = frame.clone();
    ResponseHeader::decode(&mut body, key.response_header_version(version).unwrap_or(0))?;
    let header = frame.slice(..frame.len() - body.len());
    Ok([header, change(body)?].concat().into())
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Action::Error(code) => f.debug_tuple("Error").field(code).finish(),
            Action::Delay(by) => f.debug_tuple("Delay").field(by).finish(),
            Action::Throttle(by) => f.debug_tuple("Throttle").field(by).finish(),
            other => f.write_str(other.name()),
        }
    }
}
