//! SyncGroup (API key 14), versions 0 to 5. The protocol is checked from version 5 (KIP-559).
//!
//! Departures: none known.

use std::sync::Arc;

use bytes::Bytes;
use kerbside_kafka_wire::k14_sync_group::{SyncGroupRequest, SyncGroupResponse};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call, Wait};
use crate::authorizer::{Operation, ResourceType};
use crate::groups::{Sync, SyncAnswer};
use crate::now::Monotonic;
use crate::promise::{Awaited, promise};

pub(super) struct SyncGroup;

impl Api for SyncGroup {
    type Request = SyncGroupRequest;
    type Response = SyncGroupResponse;

    fn answer(request: SyncGroupRequest, call: &mut Call<'_>) -> Answer<SyncGroupResponse> {
        if !call.allows(Operation::READ, ResourceType::GROUP, &request.group_id) {
            let error = ErrorCode::GROUP_AUTHORIZATION_FAILED;
            return Answer::Now(SyncGroup::refuse(&request, error, call.version));
        }
        if let Err(error) = call.check_coordinator(&request.group_id) {
            return Answer::Now(SyncGroup::refuse(&request, error, call.version));
        }
        let assignments = request
            .assignments
            .iter()
            .map(|it| (Arc::from(it.member_id.as_str()), Bytes::copy_from_slice(&it.assignment)));
        let sync = Sync {
            group_id: Arc::from(request.group_id.as_str()),
            generation: request.generation_id,
            member_id: Arc::from(request.member_id.as_str()),
            instance_id: request.group_instance_id.as_deref().map(Arc::from),
            protocol_type: request.protocol_type.as_deref().map(Arc::from),
            protocol_name: request.protocol_name.as_deref().map(Arc::from),
            assignments: assignments.collect(),
        };
        let (promise, awaited) = promise(Arc::clone(call.bell));
        let now = call.now.monotonic;
        call.with_groups(|groups| groups.sync(sync, promise, now));
        Answer::Later(Box::new(Syncing { awaited }))
    }

    fn refuse(_: &SyncGroupRequest, error_code: ErrorCode, _: i16) -> SyncGroupResponse {
        SyncGroupResponse { error_code, ..SyncGroupResponse::default() }
    }
}

/// A sync that waits for the leader's.
struct Syncing {
    awaited: Awaited<SyncAnswer>,
}

impl Wait<SyncGroupResponse> for Syncing {
    fn poll(&mut self, _: &mut Call<'_>) -> Option<SyncGroupResponse> {
        let answer = self.awaited.take()?;
        Some(SyncGroupResponse {
            error_code: answer.error,
            protocol_type: answer.protocol_type.as_deref().map(StrBytes::from),
            protocol_name: answer.protocol_name.as_deref().map(StrBytes::from),
            assignment: answer.assignment,
            ..SyncGroupResponse::default()
        })
    }

    /// The coordinator keeps the time.
    fn deadline(&self) -> Option<Monotonic> {
        None
    }
}
