//! From a decision to the bytes of the reply (RFC 4120 §3.1.3, §3.3.3, §5.4.2, §5.9.1).

use std::borrow::Cow;

use kerbside_crypto::Entropy;
use kerbside_krb5::gss::ticket_id;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::{
    AsRep, Der, EncAsRepPart, EncKdcRepPart, EncTgsRepPart, EncryptedData, ErrorCode, KdcRep,
    KerberosString, KrbError, TgsRep, Ticket,
};

use super::{Decision, Effect, Exchange, Issue, Issued, Outcome, Refusal, SealedPart};

const AS_REP_TYPE: i32 = 11;
const TGS_REP_TYPE: i32 = 13;
const KRB_ERROR_TYPE: i32 = 30;

/// Encrypts and encodes the answer into `reply`, which is emptied first and stays empty when
/// nothing is to be answered.
///
/// When the reply would be longer than `limit`, it is KRB_ERR_RESPONSE_TOO_BIG instead (RFC 4120
/// §7.2.1), and the ticket counts as not issued.
pub fn seal(
    decision: Decision,
    limit: Option<usize>,
    entropy: &mut dyn Entropy,
    reply: &mut Vec<u8>,
) -> Vec<Effect> {
    reply.clear();
    let Decision { facts, outcome, mut effects, .. } = decision;
    let fits = |bytes: &[u8]| limit.is_none_or(|limit| bytes.len() <= limit);
    match outcome {
        Outcome::Silence => {}
        Outcome::Refuse(refusal) => *reply = encode_error(*refusal),
        Outcome::Issue(issue) => {
            let (bytes, issued) = encode_issue(*issue, facts.arrival.now, entropy);
            *reply = bytes;
            if fits(reply) {
                effects.push(Effect::Issued(Box::new(issued)));
            }
        }
    }
    if !fits(reply) {
        *reply = encode_error(Refusal {
            code: ErrorCode::KRB_ERR_RESPONSE_TOO_BIG,
            e_text: Some(Cow::Borrowed("RESPONSE_TOO_BIG")),
            ..Refusal::about(&facts)
        });
    }
    effects
}

fn encode_issue(
    issue: Issue,
    at: kerbside_krb5::time::Timestamp,
    entropy: &mut dyn Entropy,
) -> (Vec<u8>, Issued) {
    let flags = issue.ticket.flags;
    let enc_part = encrypt(&issue.ticket_seal, &issue.ticket.to_der(), entropy);
    let ticket = Ticket {
        tkt_vno: 5,
        realm: issue.ticket_realm.clone(),
        sname: issue.ticket_sname.clone(),
        enc_part,
    };
    let issued = Issued {
        exchange: issue.exchange,
        client: Principal { name: issue.ticket.cname, realm: issue.ticket.crealm },
        server: Principal { name: issue.ticket_sname, realm: issue.ticket_realm },
        ticket_id: ticket_id(&ticket),
        flags,
        at,
        noted: issue.noted,
    };
    let plain = encode_reply_part(issue.exchange, issue.reply);
    let rep = KdcRep {
        pvno: 5,
        msg_type: if issue.exchange == Exchange::As { AS_REP_TYPE } else { TGS_REP_TYPE },
        padata: (!issue.padata.is_empty()).then_some(issue.padata),
        crealm: issue.crealm,
        cname: issue.cname,
        ticket,
        enc_part: encrypt(&issue.reply_seal, &plain, entropy),
    };
    let bytes = match issue.exchange {
        Exchange::As => AsRep(rep).to_der(),
        Exchange::Tgs | Exchange::Unknown => TgsRep(rep).to_der(),
    };
    (bytes, issued)
}

/// The AS says 25 and the TGS 26 (RFC 4120 §5.4.2).
fn encode_reply_part(exchange: Exchange, part: EncKdcRepPart) -> Vec<u8> {
    match exchange {
        Exchange::As => EncAsRepPart(part).to_der(),
        Exchange::Tgs | Exchange::Unknown => EncTgsRepPart(part).to_der(),
    }
}

fn encrypt(seal: &SealedPart, plain: &[u8], entropy: &mut dyn Entropy) -> EncryptedData {
    EncryptedData {
        etype: seal.etype.0,
        kvno: seal.kvno,
        cipher: seal.key.encrypt(seal.usage, plain, entropy).into(),
    }
}

fn encode_error(refusal: Refusal) -> Vec<u8> {
    let e_text = refusal.e_text.map(|text| match text {
        Cow::Borrowed(text) => KerberosString::from(text),
        Cow::Owned(text) => KerberosString::from(text),
    });
    KrbError {
        pvno: 5,
        msg_type: KRB_ERROR_TYPE,
        ctime: None,
        cusec: None,
        stime: refusal.at.into(),
        susec: i32::try_from(refusal.at.subsec_micros()).unwrap_or(0),
        error_code: refusal.code,
        crealm: refusal.crealm,
        cname: refusal.cname,
        realm: refusal.realm,
        sname: refusal.sname,
        e_text,
        e_data: refusal.e_data.map(Into::into),
    }
    .to_der()
}
