//! The life of a token, by Kafka's rules.

use kerbside_crypto::SeededEntropy;
use kerbside_kafka_wire::Uuid;
use kerbside_krb5::time::Timestamp;

use super::*;
use crate::cluster::Cluster;
use crate::sasl::scram::{ScramCredential, ScramMechanism, TokenCredentials};
use crate::settings::ClusterSettings;

const NOW: i64 = 1_795_326_421_000;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

fn store() -> DelegationTokens {
    let secret_key = SecretKey::new("secret");
    DelegationTokens::new(TokenSettings { secret_key, ..TokenSettings::default() })
}

fn user(name: &str) -> KafkaPrincipal {
    KafkaPrincipal::user(name)
}

fn wanted(id: u8) -> NewToken {
    NewToken {
        id: Uuid([id; 16]),
        owner: user("alice"),
        requester: user("alice"),
        renewers: vec![user("bob")],
        max_lifetime_ms: -1,
    }
}

fn made(store: &mut DelegationTokens) -> DelegationToken {
    store.create(wanted(1), NOW).expect("a token")
}

/// By `openssl dgst -sha512 -hmac secret` (OpenSSL 3.0.19) over the id.
#[test]
fn the_hmac_is_that_of_the_id_under_the_secret_key() {
    let token = made(&mut store());
    assert_eq!(&*token.id, "AQEBAQEBAQEBAQEBAQEBAQ");
    assert_eq!(token.hmac.to_base64(), include_str!("hmac.txt").trim_end());
}

#[test]
fn a_token_lives_a_day_and_can_be_renewed_for_a_week() {
    let mut store = store();
    let token = made(&mut store);
    assert_eq!((token.expires_ms, token.max_ms), (NOW + DAY, NOW + 7 * DAY));
    let hmac = token.hmac.octets();
    for (at, period, expires) in [
        (NOW + HOUR, -1, NOW + HOUR + DAY),
        (NOW + HOUR, 0, NOW + HOUR + DAY),
        (NOW + HOUR, HOUR, NOW + 2 * HOUR),
        (NOW + HOUR, 30 * DAY, NOW + HOUR + DAY),
        (NOW + 2 * HOUR - 1, i64::MAX, NOW + 2 * HOUR - 1 + DAY),
    ] {
        let renewed = store.renew(hmac, &user("bob"), period, at).expect("renewed");
        assert_eq!(renewed.expires_ms, expires, "{period}");
    }
    let mut at = NOW + DAY;
    while at < NOW + 7 * DAY {
        let renewed = store.renew(hmac, &user("alice"), -1, at).expect("renewed");
        assert!(renewed.expires_ms <= NOW + 7 * DAY);
        at += DAY;
    }
    let late = store.renew(hmac, &user("alice"), -1, NOW + 7 * DAY + 1);
    assert_eq!(late.map(drop), Err(TokenRefusal::NotFound), "the hourly check removed it");
}

#[test]
fn a_shorter_maximum_bounds_expiry_too() {
    let short = NewToken { max_lifetime_ms: HOUR, ..wanted(1) };
    let token = store().create(short, NOW).expect("a token");
    assert_eq!((token.expires_ms, token.max_ms), (NOW + HOUR, NOW + HOUR));
    let long = NewToken { max_lifetime_ms: i64::MAX, ..wanted(2) };
    let token = store().create(long, NOW).expect("a token");
    assert_eq!(token.max_ms, NOW + 7 * DAY);
}

#[test]
fn only_owner_and_renewers_change_a_life() {
    let mut store = store();
    let hmac = made(&mut store).hmac;
    let carol = user("carol");
    let renewed = store.renew(hmac.octets(), &carol, -1, NOW).map(drop);
    assert_eq!(renewed, Err(TokenRefusal::OwnerMismatch));
    let ended = store.expire(hmac.octets(), &carol, -1, NOW).map(drop);
    assert_eq!(ended, Err(TokenRefusal::OwnerMismatch));
    let stranger = KafkaPrincipal::new("Group", "alice");
    let renewed = store.renew(hmac.octets(), &stranger, -1, NOW).map(drop);
    assert_eq!(renewed, Err(TokenRefusal::OwnerMismatch));
    assert!(store.renew(hmac.octets(), &user("bob"), -1, NOW).is_ok());
    assert!(store.expire(hmac.octets(), &user("bob"), -1, NOW).is_ok());
}

#[test]
fn an_expired_token_is_refused_until_the_check_and_unknown_after_it() {
    let mut store = store();
    let token = made(&mut store);
    let hmac = token.hmac.octets();
    store.expire(hmac, &user("alice"), 10_000, NOW).expect("moved");
    let just_over = NOW + 10_001;
    let renewed = store.renew(hmac, &user("alice"), -1, just_over).map(drop);
    assert_eq!(renewed, Err(TokenRefusal::Expired));
    let moved = store.expire(hmac, &user("alice"), 5, just_over).map(drop);
    assert_eq!(moved, Err(TokenRefusal::Expired));
    assert_eq!(store.list(just_over).len(), 1);
    assert!(store.find(&token.id, just_over).is_some());
    assert!(store.find(&token.id, NOW + HOUR).is_none());
    let renewed = store.renew(hmac, &user("alice"), -1, NOW + HOUR).map(drop);
    assert_eq!(renewed, Err(TokenRefusal::NotFound));
}

#[test]
fn an_expired_token_can_still_be_ended_at_once() {
    let mut store = store();
    let token = made(&mut store);
    store.expire(token.hmac.octets(), &user("alice"), 0, NOW).expect("moved");
    let ended = store.expire(token.hmac.octets(), &user("alice"), -1, NOW + 1);
    assert!(matches!(ended, Ok(Expiry::Removed(_))), "{ended:?}");
    assert!(store.list(NOW + 1).is_empty());
}

#[test]
fn a_new_secret_key_makes_the_hmacs_that_users_hold_unknown() {
    let mut store = store();
    let old = made(&mut store);
    store.set_secret_key(SecretKey::new("other"));
    let renewed = store.renew(old.hmac.octets(), &user("alice"), -1, NOW).map(drop);
    assert_eq!(renewed, Err(TokenRefusal::NotFound));
    let new = store.find(&old.id, NOW).expect("the token stays");
    assert_ne!(new.hmac, old.hmac);
    assert!(store.renew(new.hmac.octets(), &user("alice"), -1, NOW).is_ok());
}

#[test]
fn without_a_secret_key_nothing_works() {
    let mut store = store();
    let token = made(&mut store);
    assert_eq!(SecretKey::new(""), None);
    store.set_secret_key(SecretKey::new(""));
    let hmac = token.hmac.octets();
    let refused = [
        store.create(wanted(2), NOW).map(drop),
        store.renew(hmac, &user("alice"), -1, NOW).map(drop),
        store.expire(hmac, &user("alice"), -1, NOW).map(drop),
    ];
    assert_eq!(refused, [Err(TokenRefusal::Disabled); 3]);
    assert!(store.find(&token.id, NOW).is_none());
}

#[test]
fn a_renewer_that_is_no_user_is_refused() {
    let renewers = vec![user("bob"), KafkaPrincipal::new("Group", "admins")];
    let made = store().create(NewToken { renewers, ..wanted(1) }, NOW).map(drop);
    assert_eq!(made, Err(TokenRefusal::PrincipalType));
}

#[test]
fn a_full_store_refuses_until_a_token_ends() {
    let secret_key = SecretKey::new("secret");
    let settings = TokenSettings { secret_key, capacity: 2_000, ..TokenSettings::default() };
    let mut store = DelegationTokens::new(settings);
    let made: Vec<_> = (0..).map_while(|id| store.create(wanted(id), NOW).ok()).collect();
    assert_eq!(made.len(), 2);
    assert_eq!(store.create(wanted(9), NOW).map(drop), Err(TokenRefusal::Full));
    store.expire(made[0].hmac.octets(), &user("alice"), -1, NOW).expect("removed");
    assert!(store.create(wanted(9), NOW).is_ok());
    assert_eq!(store.create(wanted(10), NOW).map(drop), Err(TokenRefusal::Full));
    assert!(store.create(wanted(10), NOW + 2 * DAY).is_ok(), "the check made room");
}

#[test]
fn secrets_are_not_shown() {
    let mut store = store();
    made(&mut store);
    let settings = TokenSettings { secret_key: SecretKey::new("geheim"), ..Default::default() };
    let shown = format!("{store:?} {settings:?}");
    assert!(shown.contains("TokenHmac(..)") && !shown.contains("geheim"), "{shown}");
}

#[test]
fn a_token_is_a_scram_credential_whose_password_is_the_hmac() {
    let secret_key = SecretKey::new("secret");
    let delegation_tokens = TokenSettings { secret_key, ..TokenSettings::default() };
    let settings = ClusterSettings { delegation_tokens, ..ClusterSettings::default() };
    let cluster = Cluster::new(settings, Box::new(SeededEntropy::new(1)));
    let token = cluster.delegation_tokens().create(wanted(1), NOW).expect("a token");
    let now = Timestamp::from_micros(NOW * 1_000);
    for mechanism in ScramMechanism::ALL {
        let found = cluster.token(&token.id, mechanism, now).expect("a credential");
        assert_eq!(found.owner, user("alice"));
        assert_eq!(found.expires, Timestamp::from_micros((NOW + DAY) * 1_000));
        let (password, salt) = (token.hmac.to_base64(), &found.credential.salt);
        let made = ScramCredential::of_password(mechanism, &password, salt, 4_096);
        assert_eq!(Some(found.credential.clone()), made);
        assert_eq!(cluster.token(&token.id, mechanism, now).map(|it| it.credential), made);
    }
    assert!(cluster.token("nobody", ScramMechanism::SHA_256, now).is_none());
    assert!(cluster.token(&token.id, ScramMechanism(0), now).is_none());
    cluster.delegation_tokens().set_secret_key(SecretKey::new("other"));
    let found = cluster.token(&token.id, ScramMechanism::SHA_256, now).expect("a credential");
    let (old, salt) = (token.hmac.to_base64(), &found.credential.salt);
    let made = ScramCredential::of_password(ScramMechanism::SHA_256, &old, salt, 4_096);
    assert_ne!(Some(found.credential.clone()), made, "the old HMAC is no password any more");
}
