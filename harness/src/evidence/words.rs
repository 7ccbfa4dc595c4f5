//! Stable names of reasons and checks, as the journal's JSON and the explanations use them.

use std::fmt::Debug;

use kerbside_broker_core::refusal::{MechanismRefusal, Refusal};
use kerbside_kdc_core::exchange::{Check, Reason};
use kerbside_krb5::gss::sasl::ServerRefusal;

/// `tgs-server-unknown`.
pub(super) fn of_reason(reason: Reason) -> String {
    kebab(&reason)
}

/// `ticket-decrypts`.
pub(super) fn of_check(check: Check) -> String {
    kebab(&check)
}

/// `skew`, `session-expired`: the acceptor's own word where the acceptor refused.
pub(super) fn of_refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Mechanism(MechanismRefusal::Gssapi(ServerRefusal::Context(refused))) => {
            refused.reason.word().to_owned()
        }
        Refusal::Mechanism(MechanismRefusal::Gssapi(refusal)) => kebab(refusal),
        Refusal::Mechanism(refusal) => kebab(refusal),
        refusal => kebab(refusal),
    }
}

/// The name of an enum's variant with hyphens, without its fields.
pub(super) fn kebab(value: &dyn Debug) -> String {
    let mut word = String::new();
    for letter in format!("{value:?}").chars().take_while(char::is_ascii_alphanumeric) {
        if letter.is_ascii_uppercase() && !word.is_empty() {
            word.push('-');
        }
        word.push(letter.to_ascii_lowercase());
    }
    word
}
