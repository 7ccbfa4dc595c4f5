//! Requests about delegation tokens, through connections of several users.

use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use kerbside_kafka_wire::ErrorCode as E;
use kerbside_kafka_wire::k17_sasl_handshake::{SaslHandshakeRequest, SaslHandshakeResponse};
use kerbside_kafka_wire::k36_sasl_authenticate::{
    SaslAuthenticateRequest, SaslAuthenticateResponse,
};
use kerbside_kafka_wire::k38_create_delegation_token::*;
use kerbside_kafka_wire::k39_renew_delegation_token::*;
use kerbside_kafka_wire::k40_expire_delegation_token::*;
use kerbside_kafka_wire::k41_describe_delegation_token::*;

use crate::authorizer::{Authorization, Authorizer, Because, DenyAll, Question};
use crate::event::{EventKind, TokenAct};
use crate::principal::KafkaPrincipal;
use crate::settings::ClusterSettings;
use crate::testing::{Client, Plan, START, World};
use crate::tokens::{SecretKey, TokenSettings};

const NOW: i64 = START.as_micros() / 1_000;
const DAY: i64 = 24 * 3_600_000;

fn world(secret: &str, authorizer: Arc<dyn Authorizer>) -> World {
    let secret_key = SecretKey::new(secret);
    let delegation_tokens = TokenSettings { secret_key, ..TokenSettings::default() };
    let cluster = ClusterSettings { delegation_tokens, ..ClusterSettings::default() };
    World::with(Plan { cluster, authorizer, ..Plan::default() })
}

/// A world where nobody may do anything that an authorizer is asked about.
fn strict() -> World {
    world("secret", Arc::new(DenyAll))
}

fn login(world: &World, word: &str) -> Client {
    let mut client = world.sasl_client();
    let wanted = SaslHandshakeRequest { mechanism: "TELL-ME".into() };
    let _: SaslHandshakeResponse = client.call(1, &wanted);
    let auth_bytes = Bytes::copy_from_slice(word.as_bytes());
    let token = SaslAuthenticateRequest { auth_bytes, ..Default::default() };
    let answer: SaslAuthenticateResponse = client.call(2, &token);
    assert_eq!(answer.error_code, E::NONE);
    client
}

fn creation() -> CreateDelegationTokenRequest {
    let bob = CreatableRenewers {
        principal_type: "User".into(),
        principal_name: "bob".into(),
        ..Default::default()
    };
    CreateDelegationTokenRequest {
        renewers: vec![bob],
        max_lifetime_ms: -1,
        ..CreateDelegationTokenRequest::default()
    }
}

fn creation_for(owner: &str) -> CreateDelegationTokenRequest {
    CreateDelegationTokenRequest {
        owner_principal_type: Some("User".into()),
        owner_principal_name: Some(owner.into()),
        ..creation()
    }
}

fn create(client: &mut Client) -> CreateDelegationTokenResponse {
    let made: CreateDelegationTokenResponse = client.call(3, &creation());
    assert_eq!(made.error_code, E::NONE);
    made
}

fn renewal(hmac: &Bytes) -> RenewDelegationTokenRequest {
    RenewDelegationTokenRequest { hmac: hmac.clone(), renew_period_ms: -1, ..Default::default() }
}

fn end(hmac: &Bytes, period: i64) -> ExpireDelegationTokenRequest {
    let expiry_time_period_ms = period;
    ExpireDelegationTokenRequest { hmac: hmac.clone(), expiry_time_period_ms, ..Default::default() }
}

fn description(owners: Option<&[&str]>) -> DescribeDelegationTokenRequest {
    let owner = |name: &&str| DescribeDelegationTokenOwner {
        principal_type: "User".into(),
        principal_name: (*name).into(),
        ..Default::default()
    };
    let owners = owners.map(|owners| owners.iter().map(owner).collect());
    DescribeDelegationTokenRequest { owners, ..Default::default() }
}

/// The ids that a description finds.
fn found(client: &mut Client, owners: Option<&[&str]>) -> Vec<String> {
    let told: DescribeDelegationTokenResponse = client.call(3, &description(owners));
    assert_eq!(told.error_code, E::NONE);
    told.tokens.iter().map(|it| it.token_id.to_string()).collect()
}

#[test]
fn a_token_is_made_renewed_described_and_ended_in_every_version() {
    for version in 1..=3 {
        let world = strict();
        let (mut alice, mut bob) = (login(&world, "user:alice"), login(&world, "user:bob"));
        let made: CreateDelegationTokenResponse = alice.call(version, &creation());
        assert_eq!(made.error_code, E::NONE);
        assert_eq!((made.principal_type.as_str(), made.principal_name.as_str()), ("User", "alice"));
        if version == 3 {
            assert_eq!(made.token_requester_principal_name.as_str(), "alice");
        }
        let times = (made.issue_timestamp_ms, made.expiry_timestamp_ms, made.max_timestamp_ms);
        assert_eq!(times, (NOW, NOW + DAY, NOW + 7 * DAY));
        assert_eq!(made.hmac.len(), 64);

        bob.advance(Duration::from_secs(60));
        let renewed: RenewDelegationTokenResponse = bob.call(version.min(2), &renewal(&made.hmac));
        assert_eq!(renewed.error_code, E::NONE);
        assert_eq!(renewed.expiry_timestamp_ms, NOW + 60_000 + DAY);

        let told: DescribeDelegationTokenResponse = alice.call(version, &description(None));
        let token = &told.tokens[0];
        assert_eq!(token.token_id, made.token_id);
        assert_eq!(token.hmac, made.hmac);
        assert_eq!(token.expiry_timestamp, NOW + 60_000 + DAY);
        assert_eq!(token.renewers[0].principal_name.as_str(), "bob");

        let moved: ExpireDelegationTokenResponse =
            alice.call(version.min(2), &end(&made.hmac, 5_000));
        assert_eq!((moved.error_code, moved.expiry_timestamp_ms), (E::NONE, NOW + 5_000));
        let ended: ExpireDelegationTokenResponse = alice.call(version.min(2), &end(&made.hmac, -1));
        assert_eq!((ended.error_code, ended.expiry_timestamp_ms), (E::NONE, NOW));
        assert!(found(&mut alice, None).is_empty());
        let again: RenewDelegationTokenResponse = alice.call(2, &renewal(&made.hmac));
        assert_eq!(
            (again.error_code, again.expiry_timestamp_ms),
            (E::DELEGATION_TOKEN_NOT_FOUND, 0)
        );
    }
}

/// All four requests, with the code of each.
fn codes(client: &mut Client) -> [E; 4] {
    let hmac = Bytes::from_static(&[7; 64]);
    let created: CreateDelegationTokenResponse = client.call(3, &creation());
    let renewed: RenewDelegationTokenResponse = client.call(2, &renewal(&hmac));
    let ended: ExpireDelegationTokenResponse = client.call(2, &end(&hmac, -1));
    let told: DescribeDelegationTokenResponse = client.call(3, &description(None));
    [created.error_code, renewed.error_code, ended.error_code, told.error_code]
}

#[test]
fn no_token_without_authentication_or_through_a_token() {
    let world = strict();
    assert_eq!(codes(&mut world.plain_client()), [E::DELEGATION_TOKEN_REQUEST_NOT_ALLOWED; 4]);
    let mut by_token = login(&world, "token:alice");
    assert_eq!(codes(&mut by_token), [E::DELEGATION_TOKEN_REQUEST_NOT_ALLOWED; 4]);
    let refused: CreateDelegationTokenResponse = by_token.call(3, &creation());
    assert_eq!((refused.issue_timestamp_ms, refused.max_timestamp_ms), (-1, -1));
    assert_eq!(refused.principal_name.as_str(), "alice");
}

#[test]
fn without_a_secret_key_the_feature_is_off() {
    let world = world("", Arc::new(DenyAll));
    let mut alice = login(&world, "user:alice");
    assert_eq!(codes(&mut alice), [E::DELEGATION_TOKEN_AUTH_DISABLED; 4]);
}

#[test]
fn an_unknown_hmac_finds_no_token_whatever_its_length() {
    let mut alice = login(&strict(), "user:alice");
    for hmac in [&[][..], &[1; 63], &[1; 64], &[1; 65]] {
        let refused: RenewDelegationTokenResponse =
            alice.call(2, &renewal(&Bytes::copy_from_slice(hmac)));
        assert_eq!(refused.error_code, E::DELEGATION_TOKEN_NOT_FOUND);
    }
}

#[test]
fn others_may_neither_renew_nor_end_a_token() {
    let world = strict();
    let made = create(&mut login(&world, "user:alice"));
    let mut carol = login(&world, "user:carol");
    let renewed: RenewDelegationTokenResponse = carol.call(2, &renewal(&made.hmac));
    assert_eq!(renewed.error_code, E::DELEGATION_TOKEN_OWNER_MISMATCH);
    let ended: ExpireDelegationTokenResponse = carol.call(2, &end(&made.hmac, -1));
    assert_eq!(ended.error_code, E::DELEGATION_TOKEN_OWNER_MISMATCH);
}

#[test]
fn an_expired_token_cannot_be_renewed() {
    let world = strict();
    let mut alice = login(&world, "user:alice");
    let made = create(&mut alice);
    let _: ExpireDelegationTokenResponse = alice.call(2, &end(&made.hmac, 12_000));
    alice.advance(Duration::from_millis(12_001));
    let refused: RenewDelegationTokenResponse = alice.call(2, &renewal(&made.hmac));
    assert_eq!(refused.error_code, E::DELEGATION_TOKEN_EXPIRED);
}

#[test]
fn a_renewer_must_be_a_user() {
    let mut alice = login(&strict(), "user:alice");
    let mut request = creation();
    request.renewers[0].principal_type = "Group".into();
    let refused: CreateDelegationTokenResponse = alice.call(3, &request);
    assert_eq!(refused.error_code, E::INVALID_PRINCIPAL_TYPE);
    assert_eq!(refused.expiry_timestamp_ms, -1);
}

/// Lets a principal do what is listed as `Operation:Type:name`.
struct Only(HashSet<&'static str>);

impl Authorizer for Only {
    fn authorize(&self, question: &Question<'_>) -> Authorization {
        let Question { operation, resource, name, .. } = question;
        let allowed = self.0.contains(&*format!("{operation}:{resource}:{name}"));
        Authorization { allowed, because: Because::DenyAll }
    }

    fn authorize_any(
        &self,
        _: &KafkaPrincipal,
        _: IpAddr,
        _: crate::authorizer::Operation,
        _: crate::authorizer::ResourceType,
    ) -> Authorization {
        Authorization { allowed: false, because: Because::DenyAll }
    }
}

#[test]
fn a_token_for_another_owner_needs_create_tokens_on_the_user() {
    let world = world("secret", Arc::new(Only(["CreateTokens:User:User:alice"].into())));
    let mut admin = login(&world, "user:admin");
    let made: CreateDelegationTokenResponse = admin.call(3, &creation_for("alice"));
    assert_eq!(made.error_code, E::NONE);
    assert_eq!(made.principal_name.as_str(), "alice");
    assert_eq!(made.token_requester_principal_name.as_str(), "admin");
    let refused: CreateDelegationTokenResponse = admin.call(3, &creation_for("carol"));
    assert_eq!(refused.error_code, E::DELEGATION_TOKEN_AUTHORIZATION_FAILED);
    assert_eq!((refused.principal_name.as_str(), refused.issue_timestamp_ms), ("carol", -1));
    let own: CreateDelegationTokenResponse = admin.call(3, &creation_for("admin"));
    assert_eq!(own.error_code, E::NONE);
    assert!(found(&mut login(&world, "user:alice"), None).contains(&made.token_id.to_string()));
}

#[test]
fn a_description_filters_by_owner_and_by_what_may_be_seen() {
    let world = world("secret", Arc::new(Only(["DescribeTokens:User:User:alice"].into())));
    let of = |user: &str| create(&mut login(&world, user)).token_id.to_string();
    let (alices, carols) = (of("user:alice"), of("user:carol"));
    let mut bob = login(&world, "user:bob");
    assert_eq!(found(&mut bob, None), [alices.clone(), carols.clone()], "a renewer of both");
    assert_eq!(found(&mut bob, Some(&["carol"])), std::slice::from_ref(&carols));
    assert_eq!(found(&mut bob, Some(&["carol", "alice"])).len(), 2);
    assert!(found(&mut bob, Some(&[])).is_empty());
    assert!(found(&mut bob, Some(&["nobody"])).is_empty());
    let mut dave = login(&world, "user:dave");
    assert_eq!(found(&mut dave, None), std::slice::from_ref(&alices), "by the right on the user");
    assert_eq!(found(&mut login(&world, "user:alice"), None), [alices]);
}

#[test]
fn describe_on_the_token_shows_it() {
    let asked = world("secret", Arc::new(DenyAll));
    let made = create(&mut login(&asked, "user:alice"));
    let mut dave = login(&asked, "user:dave");
    assert!(found(&mut dave, None).is_empty());
    let questions = dave.events().into_iter().filter_map(|event| match event.kind {
        EventKind::Authorization { operation, resource, name, .. } => {
            Some(format!("{operation} {resource} {name}"))
        }
        _ => None,
    });
    let expected = [
        format!("Describe DelegationToken {}", made.token_id.as_str()),
        "DescribeTokens User User:alice".to_owned(),
    ];
    assert_eq!(questions.collect::<Vec<_>>(), expected);
}

#[test]
fn the_life_of_a_token_is_told_in_events() {
    let world = strict();
    let mut alice = login(&world, "user:alice");
    let made = create(&mut alice);
    let _: RenewDelegationTokenResponse = alice.call(2, &renewal(&made.hmac));
    let _: ExpireDelegationTokenResponse = alice.call(2, &end(&made.hmac, 5));
    let _: ExpireDelegationTokenResponse = alice.call(2, &end(&made.hmac, -1));
    let acts = alice.events().into_iter().filter_map(|event| match event.kind {
        EventKind::DelegationToken { act, id, by, .. } => {
            assert_eq!(*id, *made.token_id);
            assert_eq!(by.to_string(), "User:alice");
            Some(act)
        }
        _ => None,
    });
    let expected = [TokenAct::Created, TokenAct::Renewed, TokenAct::Moved, TokenAct::Removed];
    assert_eq!(acts.collect::<Vec<_>>(), expected);
}

#[test]
fn a_refusal_out_of_place_names_nobody() {
    let mut client = strict().sasl_client();
    let wanted = SaslHandshakeRequest { mechanism: "TELL-ME".into() };
    let _: SaslHandshakeResponse = client.call(1, &wanted);
    client.send_request(3, &creation());
    client.advance(Duration::from_millis(100));
    let answer: CreateDelegationTokenResponse = client.response(3);
    assert_eq!(answer.error_code, E::ILLEGAL_SASL_STATE);
    assert_eq!(answer.principal_name.as_str(), "ANONYMOUS");
}
