//! Handshakes that MIT's library and the JDK recorded: our acceptor takes their requests at their
//! time, our initiator their answers, and both read their messages.

use std::sync::Arc;

use kerbside_crypto::{Key, KeyUsage};

use crate::formats::keytab::Keytab;
use crate::gss::context::Agreed;
use crate::gss::framing::unframe;
use crate::gss::*;
use crate::principal::Principal;
use crate::time::Timestamp;
use crate::wire::{ApReq, Authenticator, Der, EncTicketPart};

macro_rules! fixture {
    ($name:literal) => {
        concat!("../../../../../fixtures/gss/", $name)
    };
}

const KEYTAB: &[u8] = include_bytes!(fixture!("service.keytab"));

const HANDSHAKES: [(&str, &str); 10] = [
    ("mit mutual kafka", include_str!(fixture!("mit-mutual-kafka.txt"))),
    ("mit mutual sha2", include_str!(fixture!("mit-mutual-sha2.txt"))),
    ("mit one-way kafka", include_str!(fixture!("mit-one-way-kafka.txt"))),
    ("mit one-way sha2", include_str!(fixture!("mit-one-way-sha2.txt"))),
    ("jdk mutual kafka", include_str!(fixture!("jdk-mutual-kafka.txt"))),
    ("jdk mutual sha2", include_str!(fixture!("jdk-mutual-sha2.txt"))),
    ("jdk mutual-subkey kafka", include_str!(fixture!("jdk-mutual-subkey-kafka.txt"))),
    ("jdk mutual-subkey sha2", include_str!(fixture!("jdk-mutual-subkey-sha2.txt"))),
    ("jdk one-way kafka", include_str!(fixture!("jdk-one-way-kafka.txt"))),
    ("jdk one-way sha2", include_str!(fixture!("jdk-one-way-sha2.txt"))),
];

/// The lines of a file.
struct Recording(&'static str);

impl Recording {
    fn value(&self, name: &str) -> Option<&'static str> {
        let lines = self.0.lines().filter_map(|line| line.split_once(" = "));
        lines.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    fn octets(&self, name: &str) -> Option<Vec<u8>> {
        let hex = self.value(name)?;
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok()).collect()
    }

    fn time(&self) -> Timestamp {
        Timestamp::from_seconds(self.value("time").unwrap().parse().unwrap())
    }

    /// The contexts of both ends.
    fn contexts(&self) -> (SecurityContext, SecurityContext) {
        contexts(KEYTAB, &self.octets("ap-req").unwrap(), self.octets("ap-rep").as_deref())
    }
}

/// The contexts of both ends, initiator first, from recorded tokens and the service's keytab.
pub(crate) fn contexts(
    keytab: &[u8],
    request: &[u8],
    reply: Option<&[u8]>,
) -> (SecurityContext, SecurityContext) {
    let (session, authenticator) = opened(keytab, request);
    let subkey = authenticator.subkey.map(|key| key.to_key().unwrap());
    let base = subkey.unwrap_or_else(|| session.clone());
    let sequence = authenticator.seq_number.unwrap() as u32;
    let stamp = authenticator.ctime.with_usec(Some(authenticator.cusec));
    let flags = ContextFlags::default();
    let awaits = AwaitsReply::recorded(session, base.clone(), sequence, stamp);
    let initiator = match reply {
        Some(reply) => awaits.finish(reply).unwrap(),
        None => SecurityContext::new(Agreed {
            role: Role::Initiator,
            flags,
            base: base.clone(),
            acceptor_subkey: None,
            send: sequence,
            receive: sequence,
        }),
    };
    let acceptor_subkey = Some(initiator.key().clone()).filter(|key| *key != base);
    let acceptor = SecurityContext::new(Agreed {
        role: Role::Acceptor,
        flags,
        base,
        acceptor_subkey,
        send: 0,
        receive: sequence,
    });
    (initiator, acceptor)
}

/// The session key, and what the initiator put into its request.
fn opened(keytab: &[u8], token: &[u8]) -> (Key, Authenticator) {
    let request = ApReq::from_der(unframe(token).unwrap().body).unwrap();
    let service = Principal::new(request.ticket.sname, request.ticket.realm);
    let keytab = Keytab::from_bytes(keytab, "service.keytab").unwrap();
    let entry = keytab.entries.iter().find(|entry| {
        entry.principal.same(&service) && entry.key.enctype() == request.ticket.enc_part.enctype()
    });
    let key = entry.unwrap().key.to_key().unwrap();
    let plain = request.ticket.enc_part.open(&key, KeyUsage::TICKET).unwrap();
    let session = EncTicketPart::from_der(&plain).unwrap().key.to_key().unwrap();
    let plain =
        session.decrypt(KeyUsage::AP_REQ_AUTHENTICATOR, &request.authenticator.cipher).unwrap();
    (session, Authenticator::from_der(&plain).unwrap())
}

#[test]
fn their_requests_are_accepted_at_their_time_and_not_later() {
    let keytab = Keytab::from_bytes(KEYTAB, "service.keytab").unwrap();
    let acceptor = Acceptor::new(Arc::new((&keytab).into()), AcceptorOptions::default());
    for (name, recording) in HANDSHAKES {
        let recording = Recording(recording);
        let (token, time) = (recording.octets("ap-req").unwrap(), recording.time());
        let accepted = acceptor.decide(&token, time).expect(name);
        assert_eq!(accepted.client().to_string(), "alice@KERBSIDE.TEST", "{name}");
        let mutual = accepted.flags().contains(ContextFlags::MUTUAL);
        assert_eq!(mutual, recording.value("ap-rep").is_some(), "{name}");
        let replayed = acceptor.decide(&token, time).unwrap_err();
        assert!(matches!(*replayed.reason, Refusal::Replay { .. }), "{name}: {replayed}");
        let late = acceptor.decide(&token, time.plus_seconds(302)).unwrap_err();
        assert!(matches!(*late.reason, Refusal::Skew { .. }), "{name}: {late}");
    }
}

#[test]
fn their_messages_are_read() {
    for (name, recording) in HANDSHAKES {
        let recording = Recording(recording);
        let (mut initiator, mut acceptor) = recording.contexts();
        for (context, sender) in [(&mut acceptor, "initiator"), (&mut initiator, "acceptor")] {
            let message = format!("from the {sender}").into_bytes();
            let token = |what| recording.octets(&format!("{sender}-{what}")).unwrap();
            let sealed = context.unwrap(&token("wrap-sealed")).expect(name);
            assert_eq!(sealed.message, message, "{name}");
            assert_eq!(sealed.protection, Protection::Confidentiality, "{name}");
            assert_eq!(sealed.sequence, SequenceStatus::InOrder, "{name}");
            let signed = context.unwrap(&token("wrap")).expect(name);
            assert_eq!(signed.message, message, "{name}");
            assert_eq!(signed.protection, Protection::Integrity, "{name}");
            let order = context.verify_mic(&message, &token("mic"));
            assert_eq!(order, Ok(SequenceStatus::InOrder), "{name}");
        }
    }
}
