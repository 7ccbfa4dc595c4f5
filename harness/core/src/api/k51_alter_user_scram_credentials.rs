//! AlterUserScramCredentials (API key 51), version 0 (KIP-554), with the checks of Kafka's
//! ScramControlManager.
//!
//! A request that names a user twice is refused for that user, even when the two mechanisms
//! differ. Departures: results come in the order of the names; any node answers, there is no
//! controller to forward to.

use std::collections::{BTreeMap, BTreeSet};

use kerbside_kafka_wire::k51_alter_user_scram_credentials::{
    AlterUserScramCredentialsRequest, AlterUserScramCredentialsResponse,
    AlterUserScramCredentialsResult, ScramCredentialDeletion, ScramCredentialUpsertion,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::authorizer::Operation;
use crate::sasl::scram::{
    MAX_ITERATIONS, MIN_ITERATIONS, ScramCredential, ScramMechanism, ScramStore,
};

pub(super) struct AlterUserScramCredentials;

impl Api for AlterUserScramCredentials {
    type Request = AlterUserScramCredentialsRequest;
    type Response = AlterUserScramCredentialsResponse;

    fn answer(
        request: AlterUserScramCredentialsRequest,
        call: &mut Call<'_>,
    ) -> Answer<AlterUserScramCredentialsResponse> {
        if let Err(text) = call.check_on_cluster(Operation::ALTER) {
            let error = ErrorCode::CLUSTER_AUTHORIZATION_FAILED;
            return Answer::Now(refused(&request, error, &text));
        }
        let scram = call.cluster().scram();
        let most = call.cluster().settings().max_scram_users;
        let outcomes = check(&request, scram).into_iter().map(|(user, change)| {
            let outcome = change.and_then(|change| change.apply(&user, scram, most));
            result(user, outcome)
        });
        Answer::Now(AlterUserScramCredentialsResponse {
            results: outcomes.collect(),
            ..AlterUserScramCredentialsResponse::default()
        })
    }

    fn refuse(
        request: &AlterUserScramCredentialsRequest,
        error: ErrorCode,
        _: i16,
    ) -> AlterUserScramCredentialsResponse {
        refused(request, error, "")
    }
}

/// The same error for each user that the request names.
fn refused(
    request: &AlterUserScramCredentialsRequest,
    error_code: ErrorCode,
    text: &str,
) -> AlterUserScramCredentialsResponse {
    let deleted = request.deletions.iter().map(|it| &it.name);
    let users: BTreeSet<_> = deleted.chain(request.upsertions.iter().map(|it| &it.name)).collect();
    let results = users.into_iter().map(|user| AlterUserScramCredentialsResult {
        user: user.clone(),
        error_code,
        error_message: Some(StrBytes::from(text)),
        ..AlterUserScramCredentialsResult::default()
    });
    AlterUserScramCredentialsResponse {
        results: results.collect(),
        ..AlterUserScramCredentialsResponse::default()
    }
}

/// What is to be done for a user.
enum Change {
    Delete(ScramMechanism),
    Put(ScramMechanism, ScramCredential),
}

/// Why nothing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum ChangeRefusal {
    #[error("A user credential cannot be altered twice in the same request")]
    Twice,
    #[error("Username must not be empty")]
    NoName,
    #[error("Unknown SCRAM mechanism")]
    UnknownMechanism,
    #[error("Attempt to delete a user credential that does not exist")]
    Missing,
    #[error("Too few iterations")]
    TooFew,
    #[error("Too many iterations")]
    TooMany,
    #[error("Empty key")]
    EmptyPassword,
    /// Not Kafka's.
    #[error("There are as many users as are kept: delete some")]
    TooManyUsers,
}

impl ChangeRefusal {
    fn code(self) -> ErrorCode {
        match self {
            ChangeRefusal::Twice => ErrorCode::DUPLICATE_RESOURCE,
            ChangeRefusal::UnknownMechanism => ErrorCode::UNSUPPORTED_SASL_MECHANISM,
            ChangeRefusal::Missing => ErrorCode::RESOURCE_NOT_FOUND,
            ChangeRefusal::NoName | ChangeRefusal::TooFew | ChangeRefusal::TooMany => {
                ErrorCode::UNACCEPTABLE_CREDENTIAL
            }
            ChangeRefusal::TooManyUsers => ErrorCode::POLICY_VIOLATION,
            // Java's own refusal of such a key, which Kafka has no code for.
            ChangeRefusal::EmptyPassword => ErrorCode::UNKNOWN_SERVER_ERROR,
        }
    }
}

/// Each user's change, or why there is none. Nothing is changed before all are checked.
fn check(
    request: &AlterUserScramCredentialsRequest,
    scram: &ScramStore,
) -> BTreeMap<StrBytes, Result<Change, ChangeRefusal>> {
    let deletions = request.deletions.iter().map(|it| (&it.name, delete(it, scram)));
    let upsertions = request.upsertions.iter().map(|it| (&it.name, put(it)));
    let mut changes = BTreeMap::new();
    for (user, change) in deletions.chain(upsertions) {
        // A refusal stays; a second change refuses the first one too.
        let change = match changes.get(user) {
            None => change,
            Some(Err(_)) => continue,
            Some(Ok(_)) => Err(ChangeRefusal::Twice),
        };
        changes.insert(user.clone(), change);
    }
    changes
}

fn known(name: &str, mechanism: i8) -> Result<ScramMechanism, ChangeRefusal> {
    let mechanism = ScramMechanism(mechanism);
    match (name.is_empty(), mechanism.name()) {
        (true, _) => Err(ChangeRefusal::NoName),
        (false, None) => Err(ChangeRefusal::UnknownMechanism),
        (false, Some(_)) => Ok(mechanism),
    }
}

fn delete(wanted: &ScramCredentialDeletion, scram: &ScramStore) -> Result<Change, ChangeRefusal> {
    let mechanism = known(&wanted.name, wanted.mechanism)?;
    let there = scram.iterations(&wanted.name).iter().any(|(it, _)| *it == mechanism);
    match there {
        true => Ok(Change::Delete(mechanism)),
        false => Err(ChangeRefusal::Missing),
    }
}

fn put(wanted: &ScramCredentialUpsertion) -> Result<Change, ChangeRefusal> {
    let mechanism = known(&wanted.name, wanted.mechanism)?;
    if wanted.iterations < MIN_ITERATIONS {
        return Err(ChangeRefusal::TooFew);
    }
    if wanted.iterations > MAX_ITERATIONS {
        return Err(ChangeRefusal::TooMany);
    }
    if wanted.salted_password.is_empty() {
        return Err(ChangeRefusal::EmptyPassword);
    }
    let (salted, salt) = (&wanted.salted_password, &wanted.salt);
    let iterations = wanted.iterations.unsigned_abs();
    ScramCredential::of_salted_password(mechanism, salted, salt, iterations)
        .map(|credential| Change::Put(mechanism, credential))
        .ok_or(ChangeRefusal::UnknownMechanism)
}

impl Change {
    fn apply(self, user: &str, scram: &ScramStore, most: usize) -> Result<(), ChangeRefusal> {
        match self {
            Change::Put(mechanism, credential) => {
                match scram.put_within(most, user, mechanism, credential) {
                    true => Ok(()),
                    false => Err(ChangeRefusal::TooManyUsers),
                }
            }
            // Another request may have been quicker.
            Change::Delete(mechanism) => {
                scram.remove(user, mechanism).map(drop).ok_or(ChangeRefusal::Missing)
            }
        }
    }
}

fn result(user: StrBytes, outcome: Result<(), ChangeRefusal>) -> AlterUserScramCredentialsResult {
    let refused = outcome.err();
    AlterUserScramCredentialsResult {
        user,
        error_code: refused.map_or(ErrorCode::NONE, ChangeRefusal::code),
        error_message: refused.map(|why| StrBytes::from(why.to_string())),
        ..AlterUserScramCredentialsResult::default()
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::authorizer::DenyAll;
    use crate::sasl::scram::ScramCredentials;
    use crate::settings::ClusterSettings;
    use crate::testing::{Plan, World};
    use std::sync::Arc;

    fn put(name: &str, mechanism: i8, iterations: i32) -> ScramCredentialUpsertion {
        ScramCredentialUpsertion {
            name: name.into(),
            mechanism,
            iterations,
            salt: Bytes::from_static(b"salt"),
            salted_password: Bytes::from_static(&[7; 64]),
            ..ScramCredentialUpsertion::default()
        }
    }

    fn delete(name: &str, mechanism: i8) -> ScramCredentialDeletion {
        ScramCredentialDeletion { name: name.into(), mechanism, ..Default::default() }
    }

    fn alter(
        world: &World,
        deletions: Vec<ScramCredentialDeletion>,
        upsertions: Vec<ScramCredentialUpsertion>,
    ) -> Vec<(String, i16, String)> {
        let request =
            AlterUserScramCredentialsRequest { deletions, upsertions, ..Default::default() };
        let response: AlterUserScramCredentialsResponse = world.plain_client().call(0, &request);
        let results = response.results.into_iter();
        let shown = results.map(|it| {
            let message = it.error_message.unwrap_or_default().to_string();
            (it.user.to_string(), it.error_code.0, message)
        });
        shown.collect()
    }

    fn one(user: &str, code: i16, message: &str) -> Vec<(String, i16, String)> {
        vec![(user.to_owned(), code, message.to_owned())]
    }

    #[test]
    fn a_credential_is_put_replaced_and_deleted() {
        let world = World::new();
        let store = world.node.cluster.scram();
        for iterations in [4096, 16_384] {
            let done = alter(&world, vec![], vec![put("alice", 2, iterations)]);
            assert_eq!(done, one("alice", 0, ""));
            assert_eq!(store.iterations("alice"), [(ScramMechanism::SHA_512, iterations)]);
        }
        let expected =
            ScramCredential::of_salted_password(ScramMechanism::SHA_512, &[7; 64], b"salt", 16_384);
        assert_eq!(store.credential("alice", ScramMechanism::SHA_512), expected);
        assert_eq!(alter(&world, vec![delete("alice", 2)], vec![]), one("alice", 0, ""));
        assert!(store.users().is_empty());
    }

    #[test]
    fn refusals_are_those_of_the_controller() {
        let world = World::new();
        let ask = |upsertion| alter(&world, vec![], vec![upsertion]);
        assert_eq!(ask(put("a", 1, 4095)), one("a", 93, "Too few iterations"));
        assert_eq!(ask(put("a", 1, 16_385)), one("a", 93, "Too many iterations"));
        assert_eq!(ask(put("a", 0, 4096)), one("a", 33, "Unknown SCRAM mechanism"));
        assert_eq!(ask(put("a", 3, 4096)), one("a", 33, "Unknown SCRAM mechanism"));
        assert_eq!(ask(put("", 1, 4096)), one("", 93, "Username must not be empty"));
        let text = "Attempt to delete a user credential that does not exist";
        assert_eq!(alter(&world, vec![delete("a", 1)], vec![]), one("a", 91, text));
        let text = "A user credential cannot be altered twice in the same request";
        let twice = alter(&world, vec![], vec![put("a", 1, 4096), put("a", 2, 4096)]);
        assert_eq!(twice, one("a", 92, text));
        assert!(world.node.cluster.scram().users().is_empty());
    }

    #[test]
    fn the_number_of_users_is_bounded() {
        let cluster = ClusterSettings { max_scram_users: 2, ..ClusterSettings::default() };
        let world = World::with(Plan { cluster, ..Plan::default() });
        let ask = |name, mechanism| alter(&world, vec![], vec![put(name, mechanism, 4096)]);
        assert_eq!(ask("a", 1), one("a", 0, ""));
        assert_eq!(ask("b", 1), one("b", 0, ""));
        let text = "There are as many users as are kept: delete some";
        assert_eq!(ask("c", 1), one("c", 44, text));
        assert_eq!(ask("b", 2), one("b", 0, ""));
        assert_eq!(alter(&world, vec![delete("a", 1)], vec![]), one("a", 0, ""));
        assert_eq!(ask("c", 1), one("c", 0, ""));
    }

    #[test]
    fn without_alter_on_the_cluster_nothing_changes() {
        let plan = Plan { authorizer: Arc::new(DenyAll), ..Plan::default() };
        let world = World::with(plan);
        let denied = alter(&world, vec![delete("b", 1)], vec![put("a", 1, 4096), put("b", 1, 1)]);
        assert_eq!(
            denied.iter().map(|it| (&*it.0, it.1)).collect::<Vec<_>>(),
            [("a", 31), ("b", 31)]
        );
        assert!(world.node.cluster.scram().users().is_empty());
    }
}
