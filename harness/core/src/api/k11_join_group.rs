//! JoinGroup (API key 11), versions 0 to 9.
//!
//! Known member ids from version 4 (KIP-394), static members from 5 (KIP-345), skipped
//! assignments from 9 (KIP-814). Version 0 takes the session timeout for the rebalance timeout.
//!
//! Departures: a consumer group (KIP-848) that has members is not joined: as with Kafka's
//! `group.consumer.migration.policy=disabled`.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use kerbside_kafka_wire::k11_join_group::{
    JoinGroupRequest, JoinGroupResponse, JoinGroupResponseMember,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call, Wait};
use crate::authorizer::{Operation, ResourceType};
use crate::groups::{Join, JoinAnswer, JoinedMember, MemberIdRule, Protocol};
use crate::now::Monotonic;
use crate::promise::{Awaited, promise};

pub(super) struct JoinGroup;

impl Api for JoinGroup {
    type Request = JoinGroupRequest;
    type Response = JoinGroupResponse;

    fn answer(request: JoinGroupRequest, call: &mut Call<'_>) -> Answer<JoinGroupResponse> {
        if !call.allows(Operation::READ, ResourceType::GROUP, &request.group_id) {
            return Answer::Now(JoinGroup::refuse(
                &request,
                ErrorCode::GROUP_AUTHORIZATION_FAILED,
                call.version,
            ));
        }
        if let Err(error) = call.check_coordinator(&request.group_id) {
            return Answer::Now(refused(&request, error));
        }
        let (promise, awaited) = promise(Arc::clone(call.bell));
        let join = join(&request, call);
        let cluster = call.cluster();
        let now = call.now.monotonic;
        call.with_groups(|groups| {
            let mut entropy = cluster.entropy();
            groups.join(join, promise, now, &mut **entropy);
        });
        Answer::Later(Box::new(Joining { awaited, version: call.version }))
    }

    fn refuse(_: &JoinGroupRequest, error_code: ErrorCode, version: i16) -> JoinGroupResponse {
        JoinGroupResponse {
            error_code,
            // Null is a word of version 7 and later.
            protocol_name: (version < 7).then(StrBytes::default),
            ..JoinGroupResponse::default()
        }
    }
}

fn refused(request: &JoinGroupRequest, error_code: ErrorCode) -> JoinGroupResponse {
    JoinGroupResponse {
        error_code,
        member_id: request.member_id.clone(),
        protocol_name: Some(StrBytes::default()),
        ..JoinGroupResponse::default()
    }
}

fn join(request: &JoinGroupRequest, call: &Call<'_>) -> Join {
    let millis = |wire: i32| Duration::from_millis(u64::try_from(wire).unwrap_or(0));
    let session_timeout = millis(request.session_timeout_ms);
    let protocols = request.protocols.iter().map(|it| Protocol {
        name: Arc::from(it.name.as_str()),
        metadata: Bytes::copy_from_slice(&it.metadata),
    });
    Join {
        group_id: Arc::from(request.group_id.as_str()),
        member_id: Arc::from(request.member_id.as_str()),
        instance_id: request.group_instance_id.as_deref().map(Arc::from),
        client_id: Arc::clone(call.client_id),
        client_host: call.client_host(),
        session_timeout,
        rebalance_timeout: match request.rebalance_timeout_ms {
            ..0 => session_timeout,
            timeout => millis(timeout),
        },
        protocol_type: Arc::from(request.protocol_type.as_str()),
        protocols: protocols.collect(),
        rule: if call.version >= 4 { MemberIdRule::JoinAgain } else { MemberIdRule::AtOnce },
        understands_skip_assignment: call.version >= 9,
    }
}

/// A join that waits for the end of the rebalance.
struct Joining {
    awaited: Awaited<JoinAnswer>,
    version: i16,
}

impl Wait<JoinGroupResponse> for Joining {
    fn poll(&mut self, _: &mut Call<'_>) -> Option<JoinGroupResponse> {
        self.awaited.take().map(|answer| response(answer, self.version))
    }

    /// The coordinator keeps the time.
    fn deadline(&self) -> Option<Monotonic> {
        None
    }
}

fn response(answer: JoinAnswer, version: i16) -> JoinGroupResponse {
    let text = |text: Arc<str>| StrBytes::from(&*text);
    let member = |it: JoinedMember| JoinGroupResponseMember {
        member_id: text(it.member_id),
        group_instance_id: it.instance_id.map(text),
        metadata: it.metadata,
        ..JoinGroupResponseMember::default()
    };
    let protocol_name = answer.protocol_name.map(text);
    JoinGroupResponse {
        error_code: answer.error,
        generation_id: answer.generation,
        protocol_type: answer.protocol_type.map(text),
        // Null is a word of version 7 and later.
        protocol_name: if version >= 7 {
            protocol_name
        } else {
            Some(protocol_name.unwrap_or_default())
        },
        leader: text(answer.leader),
        skip_assignment: answer.skip_assignment,
        member_id: text(answer.member_id),
        members: answer.members.into_iter().map(member).collect(),
        ..JoinGroupResponse::default()
    }
}
