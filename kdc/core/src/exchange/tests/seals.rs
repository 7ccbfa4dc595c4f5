//! Sealing: the datagram limit, and decisions changed before they are sealed.

use kerbside_crypto::Enctype;
use kerbside_krb5::wire::{AsRep, Der, ErrorCode, KrbError, usage};

use super::super::{Decision, Effect, seal};
use super::{AsAsk, Bed, NOW, name};

const KRBTGT: &str = "krbtgt/EXAMPLE.COM";

fn issue(bed: &mut Bed) -> Decision {
    let mut ask = AsAsk::new("alice", KRBTGT);
    ask.padata.push(bed.pa_timestamp("alice", NOW));
    bed.decide(&ask.bytes())
}

fn sealed(bed: &mut Bed, decision: Decision, limit: Option<usize>) -> (Vec<u8>, Vec<Effect>) {
    let mut reply = b"left over".to_vec();
    let effects = seal(decision, limit, &mut bed.entropy, &mut reply);
    (reply, effects)
}

#[test]
fn a_reply_beyond_the_limit_is_response_too_big_and_not_issued() {
    let mut bed = Bed::new();
    let decision = issue(&mut bed);
    let (whole, _) = sealed(&mut bed, decision, None);
    let decision = issue(&mut bed);
    let (reply, effects) = sealed(&mut bed, decision, Some(whole.len()));
    assert_eq!((reply.len(), effects.len()), (whole.len(), 1), "the limit itself fits");
    let decision = issue(&mut bed);
    let (reply, effects) = sealed(&mut bed, decision, Some(whole.len() - 1));
    let error = KrbError::from_der(&reply).unwrap();
    assert_eq!(error.error_code, ErrorCode::KRB_ERR_RESPONSE_TOO_BIG);
    assert_eq!(effects, []);
}

#[test]
fn padding_makes_a_ticket_as_large_as_wanted() {
    let mut bed = Bed::new();
    let mut decision = issue(&mut bed);
    decision.pad_authorization_data(8_000);
    let (reply, _) = sealed(&mut bed, decision, Some(4_096));
    assert_eq!(KrbError::from_der(&reply).unwrap().error_code.0, 52);
}

#[test]
fn an_issue_can_be_turned_into_an_error() {
    let mut bed = Bed::new();
    let decision = issue(&mut bed)
        .into_error(ErrorCode::KDC_ERR_S_PRINCIPAL_UNKNOWN, Some("UNKNOWN_SERVER".into()));
    assert_eq!(decision.reason, None, "the KDC itself had nothing against it");
    let (reply, effects) = sealed(&mut bed, decision, None);
    let error = KrbError::from_der(&reply).unwrap();
    assert_eq!((error.error_code.0, error.e_text), (7, Some("UNKNOWN_SERVER".into())));
    assert_eq!((error.cname, error.sname), (Some(name("alice").name), name(KRBTGT).name));
    assert_eq!(effects, []);
}

#[test]
fn labels_names_and_nonces_can_lie() {
    let mut bed = Bed::new();
    let mut decision = issue(&mut bed);
    let issue = decision.issue_mut().unwrap();
    issue.reply.nonce = 1;
    issue.ticket_sname = name("kafka/elsewhere").name;
    issue.ticket_seal.kvno = Some(77);
    issue.ticket_seal.etype = Enctype::RC4;
    let (reply, _) = sealed(&mut bed, decision, None);
    let rep = AsRep::from_der(&reply).unwrap().0;
    assert_eq!(rep.ticket.sname, name("kafka/elsewhere").name);
    assert_eq!((rep.ticket.enc_part.kvno, rep.ticket.enc_part.etype), (Some(77), 23));
    let plain = rep.enc_part.open(&bed.key("alice"), usage::AS_REP).unwrap();
    let part = kerbside_krb5::wire::EncKdcRepPart::from_either(&plain).unwrap();
    assert_eq!(part.nonce, 1);
}
