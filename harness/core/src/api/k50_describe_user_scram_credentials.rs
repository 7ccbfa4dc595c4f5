//! DescribeUserScramCredentials (API key 50), version 0 (KIP-554).
//!
//! Departures: users come in the order of their names; Kafka's is that of a hash table.

use std::collections::BTreeMap;

use kerbside_kafka_wire::k50_describe_user_scram_credentials::{
    CredentialInfo, DescribeUserScramCredentialsRequest, DescribeUserScramCredentialsResponse,
    DescribeUserScramCredentialsResult,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::authorizer::Operation;
use crate::sasl::scram::ScramStore;

pub(super) struct DescribeUserScramCredentials;

impl Api for DescribeUserScramCredentials {
    type Request = DescribeUserScramCredentialsRequest;
    type Response = DescribeUserScramCredentialsResponse;

    fn answer(
        request: DescribeUserScramCredentialsRequest,
        call: &mut Call<'_>,
    ) -> Answer<DescribeUserScramCredentialsResponse> {
        if !call.allows_on_cluster(Operation::DESCRIBE) {
            let error = ErrorCode::CLUSTER_AUTHORIZATION_FAILED;
            return Answer::Now(Self::refuse(&request, error, call.version));
        }
        let scram = call.cluster().scram();
        let results = wanted(&request, scram)
            .into_iter()
            .map(|(user, times)| match times {
                1 => describe(user, scram),
                _ => refused(user, ErrorCode::DUPLICATE_RESOURCE),
            })
            .collect();
        Answer::Now(DescribeUserScramCredentialsResponse {
            results,
            ..DescribeUserScramCredentialsResponse::default()
        })
    }

    fn refuse(
        request: &DescribeUserScramCredentialsRequest,
        error: ErrorCode,
        _: i16,
    ) -> DescribeUserScramCredentialsResponse {
        let users = request.users.iter().flatten();
        let results = users.map(|_| DescribeUserScramCredentialsResult {
            error_code: error,
            error_message: None,
            ..DescribeUserScramCredentialsResult::default()
        });
        DescribeUserScramCredentialsResponse {
            error_code: error,
            error_message: None,
            results: results.collect(),
            ..DescribeUserScramCredentialsResponse::default()
        }
    }
}

/// The users that are asked for, and how often each; nobody in particular means everybody.
fn wanted(
    request: &DescribeUserScramCredentialsRequest,
    scram: &ScramStore,
) -> BTreeMap<StrBytes, usize> {
    let mut wanted = BTreeMap::new();
    let mut named = request.users.iter().flatten().peekable();
    if named.peek().is_none() {
        wanted.extend(scram.users().iter().map(|user| (StrBytes::from(&**user), 1)));
    }
    for user in named {
        *wanted.entry(user.name.clone()).or_default() += 1;
    }
    wanted
}

fn describe(user: StrBytes, scram: &ScramStore) -> DescribeUserScramCredentialsResult {
    let each = scram.iterations(&user).into_iter();
    let credential_infos: Vec<_> = each
        .map(|(mechanism, iterations)| CredentialInfo {
            mechanism: mechanism.0,
            iterations,
            ..CredentialInfo::default()
        })
        .collect();
    match credential_infos.is_empty() {
        true => refused(user, ErrorCode::RESOURCE_NOT_FOUND),
        false => DescribeUserScramCredentialsResult {
            user,
            credential_infos,
            ..DescribeUserScramCredentialsResult::default()
        },
    }
}

fn refused(user: StrBytes, error_code: ErrorCode) -> DescribeUserScramCredentialsResult {
    let what = match error_code {
        ErrorCode::DUPLICATE_RESOURCE => {
            "Cannot describe SCRAM credentials for the same user twice in a single request"
        }
        _ => "Attempt to describe a user credential that does not exist",
    };
    let error_message = Some(StrBytes::from(format!("{what}: {user}")));
    DescribeUserScramCredentialsResult {
        user,
        error_code,
        error_message,
        ..DescribeUserScramCredentialsResult::default()
    }
}

#[cfg(test)]
mod tests {
    use kerbside_kafka_wire::k50_describe_user_scram_credentials::UserName;

    use super::*;
    use crate::sasl::scram::{ScramCredential, ScramMechanism};
    use crate::testing::World;

    fn ask(world: &World, users: &[&str]) -> Vec<(String, i16, String, usize)> {
        let name = |user: &&str| UserName { name: (*user).into(), ..UserName::default() };
        let users = Some(users.iter().map(name).collect());
        let request = DescribeUserScramCredentialsRequest { users, ..Default::default() };
        let response: DescribeUserScramCredentialsResponse = world.plain_client().call(0, &request);
        let results = response.results.into_iter();
        let shown = results.map(|it| {
            let message = it.error_message.unwrap_or_default().to_string();
            (it.user.to_string(), it.error_code.0, message, it.credential_infos.len())
        });
        shown.collect()
    }

    #[test]
    fn users_are_described_alone_or_all_together() {
        let world = World::new();
        assert_eq!(ask(&world, &[]), []);
        let store = world.node.cluster.scram();
        for (user, mechanism) in [
            ("alice", ScramMechanism::SHA_256),
            ("alice", ScramMechanism::SHA_512),
            ("bob", ScramMechanism::SHA_512),
        ] {
            let credential = ScramCredential::of_password(mechanism, "secret", b"salt", 4096);
            store.put(user, mechanism, credential.expect("a known mechanism"));
        }
        let alice = ("alice".to_owned(), 0, String::new(), 2);
        assert_eq!(ask(&world, &[]), [alice.clone(), ("bob".to_owned(), 0, String::new(), 1)]);
        assert_eq!(ask(&world, &["alice"]), [alice]);
    }

    #[test]
    fn unknown_users_and_repeated_ones_have_kafkas_texts() {
        let world = World::new();
        let text = "Attempt to describe a user credential that does not exist: bob";
        assert_eq!(ask(&world, &["bob"]), [("bob".to_owned(), 91, text.to_owned(), 0)]);
        let text = "Cannot describe SCRAM credentials for the same user twice in a single \
                    request: bob";
        assert_eq!(ask(&world, &["bob", "bob"]), [("bob".to_owned(), 92, text.to_owned(), 0)]);
    }
}
