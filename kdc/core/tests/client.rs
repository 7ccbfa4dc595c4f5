//! The client's exchanges against the KDC's decisions, message by message, without IO.

use std::time::Duration;

use kerbside_crypto::{Enctype, SeededEntropy};
use kerbside_kdc_core::admin::{
    AdminRequest, Caller, CreatePrincipal, NewKey, OldKeys, PrincipalChanges, apply, create_realm,
};
use kerbside_kdc_core::database::{Attributes, MemoryStore, RealmSettings, World};
use kerbside_kdc_core::exchange::{Arrival, Transport, decide, seal};
use kerbside_krb5::client::{
    AsExchange, AsRequest, ClientFailure, ClientSecret, Credential, Issued, Step, TgsExchange,
    TgsRequest, TgsSubkey, Timesync,
};
use kerbside_krb5::gss::AuthenticatorClock;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{KdcOptions, TicketFlags};

const NOW: Timestamp = Timestamp::new(1_795_326_421, 5);

fn name(text: &str) -> Principal {
    Principal::parse(text, &"EXAMPLE.COM".into()).expect(text)
}

struct Bed {
    store: MemoryStore,
    kdc: SeededEntropy,
    client: SeededEntropy,
    kdc_now: Timestamp,
    now: Timestamp,
    clock: AuthenticatorClock,
}

impl Bed {
    fn new() -> Self {
        let mut kdc = SeededEntropy::new(1);
        let store = MemoryStore::new();
        let changes =
            create_realm(RealmSettings::new("EXAMPLE.COM"), NOW, &mut kdc).expect("a realm");
        store.commit(store.world().generation(), changes).expect("nobody else writes");
        let mut bed = Self {
            store,
            kdc,
            client: SeededEntropy::new(2),
            kdc_now: NOW,
            now: NOW,
            clock: AuthenticatorClock::default(),
        };
        for (principal, key) in
            [("alice", NewKey::Password("secret".into())), ("kafka/localhost", NewKey::Random)]
        {
            let create = CreatePrincipal::new(name(principal), key);
            bed.administer(AdminRequest::CreatePrincipal(create));
        }
        bed
    }

    fn administer(&mut self, request: AdminRequest) {
        let caller = Caller::local(name("root/admin"));
        apply(&self.store, &request, &caller, NOW, &mut self.kdc).expect("allowed");
    }

    fn modify(&mut self, principal: &str, changes: PrincipalChanges) {
        let principal = name(principal);
        self.administer(AdminRequest::ModifyPrincipal { principal, changes });
    }

    fn kdc(&mut self, request: &[u8]) -> Vec<u8> {
        let from = ([127, 0, 0, 1], 4_000).into();
        let arrival = Arrival { now: self.kdc_now, from, transport: Transport::Tcp };
        let world = self.store.world();
        let decision = decide(request, &arrival, &world, &mut self.kdc).expect("a database");
        let mut reply = Vec::new();
        let effects = seal(decision, None, &mut self.kdc, &mut reply);
        self.store.apply(&effects);
        reply
    }

    fn login(&mut self, request: AsRequest) -> Result<Issued, ClientFailure> {
        let (mut exchange, mut message) = AsExchange::start(request, self.now, &mut self.client)?;
        for _ in 0..8 {
            let answer = self.kdc(&message);
            match exchange.receive(&answer, self.now, &mut self.client)? {
                Step::Send { message: next, .. } => message = next,
                Step::Done(issued) => return Ok(*issued),
            }
        }
        panic!("the exchange does not end");
    }

    fn alice(&mut self) -> Issued {
        self.login(AsRequest::new(name("alice"), ClientSecret::password("secret")))
            .expect("a ticket")
    }

    fn ticket(&mut self, request: TgsRequest) -> Result<Issued, ClientFailure> {
        let (mut exchange, message) =
            TgsExchange::start(request, &mut self.clock, self.now, &mut self.client)?;
        let answer = self.kdc(&message);
        match exchange.receive(&answer, self.now)? {
            Step::Done(issued) => Ok(*issued),
            Step::Send { .. } => panic!("nothing is left to be sent"),
        }
    }

    fn service_ticket(&mut self, tgt: Credential) -> Result<Issued, ClientFailure> {
        self.ticket(TgsRequest::new(tgt, name("kafka/localhost")))
    }
}

fn refused(failure: ClientFailure) -> (i32, String) {
    let code = failure.code().map(|code| code.0).unwrap_or_default();
    (code, failure.e_text().unwrap_or_default())
}

#[test]
fn a_password_gives_a_login_and_a_service_ticket() {
    let mut bed = Bed::new();
    let tgt = bed.alice();
    assert_eq!(tgt.credential.server, name("krbtgt/EXAMPLE.COM"));
    for subkey in [TgsSubkey::Fresh, TgsSubkey::None] {
        let mut request = TgsRequest::new(tgt.credential.clone(), name("kafka/localhost"));
        request.subkey = subkey;
        let issued = bed.ticket(request).expect("a ticket");
        assert_eq!(issued.credential.server, name("kafka/localhost"));
        assert_eq!(issued.credential.client, name("alice"));
    }
}

#[test]
fn every_enctype_that_is_implemented_serves_a_login() {
    for enctype in kerbside_crypto::registry::ENCTYPES.iter().map(|profile| profile.enctype) {
        let mut bed = Bed::new();
        let settings = bed.store.world().settings(&"EXAMPLE.COM".into());
        let settings = settings.expect("a database").expect("a realm");
        let mut key_salt = settings.key_salts[0].clone();
        key_salt.enctype = enctype;
        for principal in ["krbtgt/EXAMPLE.COM", "kafka/localhost"] {
            bed.administer(AdminRequest::RandomizeKeys {
                principal: name(principal),
                key_salts: Some(vec![key_salt.clone()]),
                old_keys: OldKeys::Discard,
            });
        }
        bed.administer(AdminRequest::ChangePassword {
            principal: name("alice"),
            password: "secret".into(),
            key_salts: Some(vec![key_salt]),
            old_keys: OldKeys::Discard,
        });
        let tgt = bed.alice();
        assert_eq!((tgt.reply_enctype, tgt.credential.key.enctype()), (enctype, enctype));
        bed.service_ticket(tgt.credential).expect("a ticket");
    }
}

#[test]
fn the_client_hears_why_it_is_refused() {
    let mut bed = Bed::new();
    let wrong = AsRequest::new(name("alice"), ClientSecret::password("wrong"));
    let failure = bed.login(wrong).expect_err("a wrong password");
    assert_eq!(refused(failure), (24, "PREAUTH_FAILED".into()));
    let tgt = bed.alice().credential;
    let nosuch = TgsRequest::new(tgt, name("kafka/127.0.0.1"));
    let failure = bed.ticket(nosuch).expect_err("no such service");
    assert_eq!(refused(failure), (7, "LOOKING_UP_SERVER".into()));
}

#[test]
fn a_client_six_minutes_ahead_is_refused_unless_it_follows_the_kdcs_clock() {
    let mut bed = Bed::new();
    bed.now = NOW.plus_seconds(360);
    let request = AsRequest::new(name("alice"), ClientSecret::password("secret"));
    let failure = bed.login(request.clone()).expect_err("a wrong clock");
    assert_eq!(refused(failure), (37, "PREAUTH_FAILED".into()));
    let follows = AsRequest { timesync: Timesync::On, ..request };
    assert_eq!(bed.login(follows).expect("a ticket").offset.0.signum(), -1);
}

#[test]
fn a_kdc_that_fell_behind_finds_the_ticket_not_yet_valid() {
    let mut bed = Bed::new();
    let tgt = bed.alice().credential;
    bed.kdc_now = NOW.plus_seconds(-360);
    let failure = bed.service_ticket(tgt).expect_err("a wrong clock");
    assert_eq!(refused(failure), (33, "PROCESS_TGS".into()));
}

#[test]
fn a_renewable_ticket_is_renewed_and_a_forwardable_one_forwarded() {
    let mut bed = Bed::new();
    let mut request = AsRequest::new(name("alice"), ClientSecret::password("secret"));
    request.options.flags = KdcOptions::FORWARDABLE;
    request.options.lifetime = 3_600;
    request.options.renewable_for = Some(86_400);
    let tgt = bed.login(request).expect("a ticket").credential;
    (bed.now, bed.kdc_now) = (NOW.plus_seconds(1_800), NOW.plus_seconds(1_800));
    let renewed = bed.ticket(TgsRequest::renewal(tgt.clone())).expect("a ticket").credential;
    assert_eq!(renewed.endtime.seconds(), tgt.endtime.seconds() + 1_800);
    let forwarded = bed.ticket(TgsRequest::forwarding(tgt)).expect("a ticket").credential;
    assert!(forwarded.flags.contains(TicketFlags::FORWARDED));
}

#[test]
fn without_preauthentication_one_message_is_enough() {
    let mut bed = Bed::new();
    let changes = PrincipalChanges { clear: Attributes::REQUIRES_PRE_AUTH, ..Default::default() };
    bed.modify("alice", changes);
    let tgt = bed.alice().credential;
    assert!(!tgt.flags.contains(TicketFlags::PRE_AUTHENT));
    // The service asks for what this ticket cannot show.
    let failure = bed.service_ticket(tgt).expect_err("a ticket without preauthentication");
    assert_eq!(failure.code().map(|code| code.0), Some(60));
}

#[test]
fn a_short_life_is_the_principals() {
    let mut bed = Bed::new();
    let max_life = Some(Duration::from_secs(6));
    bed.modify("alice", PrincipalChanges { max_life, ..Default::default() });
    let tgt = bed.alice().credential;
    assert_eq!(tgt.endtime.seconds(), NOW.seconds() + 6);
    assert_eq!(tgt.key.enctype(), Enctype::AES256_SHA1);
}
