//! From the bytes of a request to those of its response, for any API.

use bytes::Bytes;
use kerbside_kafka_wire::headers::ResponseHeader;
use kerbside_kafka_wire::{Allowance, ApiKey, DecodeError, ErrorCode, Message, Versions};

use super::throttle::Volume;
use super::{Answer, Api, Call, Wait};
use crate::connection::Outbox;
use crate::memory::Claim;
use crate::now::Monotonic;
use crate::refusal::Refusal;

/// A row of the table of APIs.
pub(crate) struct Entry {
    pub(crate) key: ApiKey,
    pub(crate) supported: Versions,
    pub(crate) run: fn(Frame, &mut Call<'_>, &mut Outbox) -> Result<Ran, Refusal>,
    /// Writes the response that says that the request failed as a whole.
    pub(crate) refuse: fn(Frame, ErrorCode, &mut Outbox) -> Result<(), DecodeError>,
}

/// A request without its header.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) key: ApiKey,
    pub(crate) version: i16,
    pub(crate) correlation_id: i32,
    pub(crate) body: Bytes,
}

/// What became of a request.
pub(crate) enum Ran {
    /// It is answered, or wants no answer.
    Done,
    /// It waits.
    Parked(Box<dyn Parked>),
}

/// A request that waits, whatever its API.
pub(crate) trait Parked: Send {
    /// Whether it is answered now.
    fn poll(&mut self, call: &mut Call<'_>, outbox: &mut Outbox) -> bool;
    fn deadline(&self) -> Option<Monotonic>;
    fn key(&self) -> ApiKey;
    fn version(&self) -> i16;
}

impl Entry {
    /// The row of an API that is supported from version `min` to `max`.
    pub(crate) const fn new<A: Api>(min: i16, max: i16) -> Self {
        let key = match A::Request::API_KEY {
            Some(key) => key,
            None => panic!("only a request can be an API"),
        };
        Entry { key, supported: Versions::new(min, max), run: run::<A>, refuse: refuse::<A> }
    }
}

/// What is said of one element of a request: the structure of it in the answer, its octets, and an
/// event of the authorizer's decision. Where an element can bring more, its API counts that.
pub(super) const ANSWER_PER_ELEMENT: usize = 512;

fn run<A: Api>(frame: Frame, call: &mut Call<'_>, outbox: &mut Outbox) -> Result<Ran, Refusal> {
    let Frame { key, version, correlation_id, mut body } = frame;
    let asked = body.len();
    let room = call.memory.room();
    let mut allowance = Allowance::new(room).per_element(ANSWER_PER_ELEMENT);
    let request = A::Request::decode_within(&mut body, version, &mut allowance)
        .map_err(|error| Refusal::BadBody { key, version, error })?;
    drop(body);
    if !call.memory.grow(room - allowance.left()) {
        return Err(Refusal::MemorySpent);
    }
    let answer = A::answer(request, call);
    if call.memory.was_refused() {
        return Err(Refusal::MemorySpent);
    }
    match answer {
        Answer::Now(response) => charged::<A>(response, asked, correlation_id, call, outbox),
        Answer::Later(wait) => {
            // The octets that came in are held as long as the request waits.
            if !call.memory.grow(asked) {
                return Err(Refusal::MemorySpent);
            }
            let _memory = call.memory.split();
            let mut parked = Waiting::<A> { wait, asked, key, version, correlation_id, _memory };
            if !parked.poll(call, outbox) {
                return Ok(Ran::Parked(Box::new(parked)));
            }
        }
        Answer::Never => outbox.hold(call.charge_unanswered(Volume { asked, answered: 0 })),
        Answer::Close(refusal) => return Err(refusal),
    }
    Ok(Ran::Done)
}

/// Writes a response that counts for the client's quotas.
fn charged<A: Api>(
    mut response: A::Response,
    asked: usize,
    correlation_id: i32,
    call: &Call<'_>,
    outbox: &mut Outbox,
) {
    let answered = A::octets(&response);
    outbox.hold(call.charge(&mut response, Volume { asked, answered }));
    write(outbox, call.key, call.version, correlation_id, &response);
}

fn refuse<A: Api>(frame: Frame, code: ErrorCode, outbox: &mut Outbox) -> Result<(), DecodeError> {
    let Frame { key, version, correlation_id, mut body } = frame;
    let request = A::Request::decode(&mut body, version)?;
    write(outbox, key, version, correlation_id, &A::refuse(&request, code, version));
    Ok(())
}

/// Writes a response with its header.
pub(crate) fn write<R: Message>(
    outbox: &mut Outbox,
    key: ApiKey,
    version: i16,
    correlation_id: i32,
    response: &R,
) {
    let written = outbox.frame(|out, aside| {
        let header_version = key.response_header_version(version).unwrap_or(0);
        ResponseHeader { correlation_id, ..ResponseHeader::default() }
            .encode(out, header_version)?;
        response.encode_aside(out, aside, version)
    });
    // Each response is built for the version it is written in, and texts and lists are bounded by
    // what a request can hold; a test writes every response in every version.
    debug_assert!(written.is_ok(), "{written:?}");
    if let Err(error) = written {
        outbox.fail(Refusal::Unwritable(error.into()));
    }
}

struct Waiting<A: Api> {
    wait: Box<dyn Wait<A::Response>>,
    /// Octets of the request.
    asked: usize,
    key: ApiKey,
    version: i16,
    correlation_id: i32,
    /// Held for as long as the request waits.
    _memory: Claim,
}

impl<A: Api> Parked for Waiting<A> {
    fn poll(&mut self, call: &mut Call<'_>, outbox: &mut Outbox) -> bool {
        let Some(response) = self.wait.poll(call) else {
            return false;
        };
        if call.memory.was_refused() {
            outbox.fail(Refusal::MemorySpent);
            return true;
        }
        charged::<A>(response, self.asked, self.correlation_id, call, outbox);
        true
    }

    fn deadline(&self) -> Option<Monotonic> {
        self.wait.deadline()
    }

    fn key(&self) -> ApiKey {
        self.key
    }

    fn version(&self) -> i16 {
        self.version
    }
}
