//! Exchanges, with the client's end computed here.

use kerbside_crypto::SeededEntropy;

use super::*;
use crate::principal::KafkaPrincipal;
use crate::sasl::Mechanism;
use crate::sasl::scram::{
    ScramCredentials, ScramMechanism, ScramStore, TokenCredential, TokenCredentials,
};
use crate::testing::{START, ScramClient};

/// One token, `id`, of alice, whose HMAC is `hmac`.
struct OneToken;

impl TokenCredentials for OneToken {
    fn token(
        &self,
        id: &str,
        mechanism: ScramMechanism,
        now: Timestamp,
    ) -> Option<TokenCredential> {
        let credential = ScramCredential::of_password(mechanism, "hmac", b"salt", 4096)?;
        let owner = KafkaPrincipal::user("alice");
        (id == "id").then(|| TokenCredential { owner, credential, expires: now.plus_seconds(60) })
    }
}

/// Knows everybody, by the password that is the name.
struct Everybody;

impl ScramCredentials for Everybody {
    fn credential(&self, user: &str, mechanism: ScramMechanism) -> Option<ScramCredential> {
        ScramCredential::of_password(mechanism, user, b"salt", 4096)
    }
}

fn scram(mechanism: ScramMechanism) -> Scram {
    let users = ScramStore::default();
    for (user, iterations) in [("alice", 4096), ("a,b=c", 4096), ("weak", 4095)] {
        let credential = ScramCredential::of_password(mechanism, "secret", b"salt", iterations);
        users.put(user, mechanism, credential.expect("a known mechanism"));
    }
    Scram::new(mechanism, Arc::new(users)).with_tokens(Arc::new(OneToken))
}

fn step(exchange: &mut dyn Exchange, message: &str) -> Result<Step, MechanismRefusal> {
    exchange.step(message.as_bytes(), START, &mut SeededEntropy::new(1))
}

/// Runs an exchange; the name and end of what was proved.
fn proved(
    mechanism: ScramMechanism,
    name: &str,
    password: &str,
    extensions: &str,
) -> Result<Proof, MechanismRefusal> {
    proved_by(&scram(mechanism), mechanism, name, password, extensions)
}

fn proved_by(
    scram: &Scram,
    mechanism: ScramMechanism,
    name: &str,
    password: &str,
    extensions: &str,
) -> Result<Proof, MechanismRefusal> {
    let mut exchange = scram.start();
    let client = ScramClient::new(mechanism, name, password, extensions);
    let Step::Continue(server_first) = step(&mut *exchange, &client.first())? else {
        panic!("a challenge");
    };
    let (last, signature) = client.last(std::str::from_utf8(&server_first).expect("text"));
    match step(&mut *exchange, &last)? {
        Step::Done { token, proof } => {
            assert_eq!(token.as_deref(), Some(signature.as_bytes()));
            Ok(proof)
        }
        other => panic!("{other:?}"),
    }
}

fn refusal(name: &str, password: &str, extensions: &str) -> String {
    proved(ScramMechanism::SHA_256, name, password, extensions).expect_err("refused").to_string()
}

#[test]
fn the_example_of_rfc_7677_is_met() {
    // RFC 7677 §3: user "user", password "pencil".
    let salt = [
        0x5b, 0x6d, 0x99, 0x68, 0x9d, 0x12, 0x35, 0x8e, 0xec, 0xa0, 0x4b, 0x14, 0x12, 0x36, 0xfa,
        0x81,
    ];
    let mechanism = ScramMechanism::SHA_256;
    let users = ScramStore::default();
    let credential = ScramCredential::of_password(mechanism, "pencil", &salt, 4096);
    users.put("user", mechanism, credential.expect("a known mechanism"));
    let mut exchange = ScramExchange::new(Scram::new(mechanism, Arc::new(users)));
    let first = exchange
        .first("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", START)
        .expect("a challenge");
    assert_eq!(
        first,
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
    );
    let (last, _) = exchange
        .last(
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
             p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        )
        .expect("a proof");
    assert_eq!(last, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
}

#[test]
fn both_mechanisms_prove_a_name() {
    for mechanism in ScramMechanism::ALL {
        for (name, user) in [("alice", "alice"), ("a=2Cb=3Dc", "a,b=c")] {
            let proof = proved(mechanism, name, "secret", "").expect("a proof");
            assert_eq!(proof.name, ProvedName::Plain(Arc::from(user)));
            assert_eq!(proof.expires, None);
        }
    }
}

#[test]
fn credentials_may_come_from_a_store_of_ones_own() {
    let mechanism = ScramMechanism::SHA_256;
    let scram = Scram::new(mechanism, Arc::new(Everybody));
    let proof = proved_by(&scram, mechanism, "zoe", "zoe", "").expect("proved");
    assert_eq!(&**proof.name.as_text(), "zoe");
    assert!(proved_by(&scram, mechanism, "zoe", "other", "").is_err());
}

#[test]
fn a_token_proves_its_owner_until_it_ends() {
    let proof = proved(ScramMechanism::SHA_512, "id", "hmac", ",tokenauth=true").expect("a proof");
    assert_eq!(proof.name, ProvedName::TokenOwner(Arc::from("alice")));
    assert_eq!(proof.expires, Some(START.plus_seconds(60)));
}

#[test]
fn refusals_have_kafkas_texts_for_the_log() {
    let text = "Token Authentication failed: Invalid tokenId : alice";
    assert_eq!(refusal("alice", "secret", ",tokenauth=true"), text);
    assert_eq!(refusal("id", "wrong", ",tokenauth=true"), "Invalid client credentials");
    assert_eq!(refusal("id", "hmac", ""), "Authentication failed: Invalid user credentials");
    assert_eq!(refusal("bob", "secret", ""), "Authentication failed: Invalid user credentials");
    assert_eq!(refusal("alice", "wrong", ""), "Invalid client credentials");
    let text = "Iterations 4095 is less than the minimum 4096 for SCRAM-SHA-256";
    assert_eq!(refusal("weak", "secret", ""), text);
}

#[test]
fn only_another_authorization_id_is_told_to_the_client() {
    let mut exchange = scram(ScramMechanism::SHA_256).start();
    let told = step(&mut *exchange, "n,a=bob,n=alice,r=abc").expect_err("refused");
    assert!(matches!(told, MechanismRefusal::Told(_)), "{told:?}");
    assert!(told.to_string().contains("an authorization id that is different from username"));
    let mut exchange = scram(ScramMechanism::SHA_256).start();
    assert!(step(&mut *exchange, "n,a=alice,n=alice,r=abc").is_ok());
    let mut exchange = scram(ScramMechanism::SHA_256).start();
    let untold = step(&mut *exchange, "garbage").expect_err("refused");
    assert!(matches!(untold, MechanismRefusal::Untold(_)), "{untold:?}");
    assert_eq!(untold.to_string(), "Invalid SCRAM client first message format: garbage");
}

#[test]
fn a_final_message_that_does_not_fit_is_refused() {
    let challenged = || {
        let mut exchange = scram(ScramMechanism::SHA_256).start();
        let Ok(Step::Continue(first)) = step(&mut *exchange, "n,,n=alice,r=abc") else {
            panic!("a challenge");
        };
        let first = String::from_utf8(first).expect("text");
        let nonce = first.split(',').next().expect("a nonce").to_owned();
        (exchange, nonce)
    };
    let (mut exchange, _) = challenged();
    let refused = step(&mut *exchange, "c=biws,r=abc,p=AAAA").expect_err("refused");
    assert_eq!(refused.to_string(), "Invalid client nonce in the final client message.");
    let (mut exchange, nonce) = challenged();
    let refused = step(&mut *exchange, &format!("c=biws,{nonce},p=AAAA")).expect_err("refused");
    assert!(matches!(refused, MechanismRefusal::Unexpected(_)), "{refused:?}");
    let (mut exchange, _) = challenged();
    let refused = step(&mut *exchange, "garbage").expect_err("refused");
    assert_eq!(refused.to_string(), "Invalid SCRAM client final message format: garbage");
}

#[test]
fn how_the_nonce_is_checked_is_a_habit() {
    let mechanism = ScramMechanism::SHA_512;
    for (check, fits) in
        [(NonceCheck::Equal, false), (NonceCheck::EndsWith, true), (NonceCheck::Unchecked, true)]
    {
        let mut exchange = scram(mechanism).with_nonce_check(check).start();
        // What librdkafka did before 2.6.1.
        let client = ScramClient::new(mechanism, "alice", "secret", "");
        let client = client.before_nonce("fyko+d2lbbFgONRv9qkxdawL");
        let Ok(Step::Continue(first)) = step(&mut *exchange, &client.first()) else {
            panic!("a challenge");
        };
        let (last, _) = client.last(std::str::from_utf8(&first).expect("text"));
        assert_eq!(step(&mut *exchange, &last).is_ok(), fits, "{check:?}");
    }
}

#[test]
fn nonces_are_26_characters_and_differ() {
    let mut entropy = SeededEntropy::new(1);
    let (one, other) = (nonce(&mut entropy), nonce(&mut entropy));
    assert!(one.len() == 26 && one.bytes().all(|c| c.is_ascii_alphanumeric()), "{one}");
    assert_ne!(one, other);
}
