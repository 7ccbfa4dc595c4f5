//! Failures made by hand, met by clients that nobody here wrote, and explained from the journal.
//!
//! The explanation is told nothing of what was done to the bed.

use std::time::Duration;

use acceptance::kcat::{consume, kcat, kcat_with_ticket, produce};
use acceptance::process::Program;
use acceptance::records::Record;
use kerbside::client::Client;
use kerbside::evidence::{Cause, Code, Family, Party};
use kerbside::{BlockingTestbed, Shift, Testbed};
use kerbside_kdc_core::admin::{AdminRequest, CreatePrincipal, NewKey};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::Realm;

const SIX_MINUTES: Duration = Duration::from_secs(360);

/// A bed whose `alice` has a ticket-granting ticket.
fn bed_with_ticket() -> (BlockingTestbed, Client) {
    let builder = Testbed::builder().user("alice", "secret").topic("orders", 1);
    let bed = builder.start_blocking().expect("a bed starts");
    let alice = bed.client("alice");
    let _ = Program::new("kinit").user(&alice).arg("alice").input("secret\n").run().well();
    (bed, alice)
}

/// Lets kcat ask for the brokers, which fails with `text`.
#[track_caller]
fn fails(kcat: Program, text: &str) {
    kcat.args(["-L", "-m", "2"]).run().failed_with(text);
}

/// A user who was told an address in place of a name.
fn by_address(client: &Client, port: u16) -> Client {
    Client { bootstrap: format!("127.0.0.1:{port}"), ..client.clone() }
}

fn name(bed: &Testbed, text: &str) -> Principal {
    Principal::parse(text, &Realm::from(bed.realm())).expect("a principal's name")
}

/// Renames the broker's principal, as the KDC sees it.
fn rename_the_service(bed: &BlockingTestbed) {
    let request = AdminRequest::DeletePrincipal { principal: name(bed, "kafka/localhost") };
    bed.wait(bed.admin(request)).expect("the principal is deleted");
    let new = CreatePrincipal::new(name(bed, "kafka/broker-1.internal"), NewKey::Random);
    bed.wait(bed.admin(AdminRequest::CreatePrincipal(new))).expect("the principal is added");
}

/// The only cause of a bed's trouble.
#[track_caller]
fn only_cause(bed: &Testbed, family: Family, code: Code) -> Cause {
    let explained = bed.explain();
    let [cause] = explained.causes.as_slice() else { panic!("not one cause:\n{explained}") };
    assert_eq!((cause.family, cause.code), (family, code), "{explained}");
    cause.clone()
}

/// The KDC's clock is the one that is off, by this many seconds, give or take two.
#[track_caller]
fn assert_kdc_is_off(cause: &Cause, seconds: i64) {
    assert_eq!(cause.culprit(), Some(&Party::Kdc), "{cause}");
    let offset = cause.offset_seconds().expect("a certain cause has an offset");
    assert!((seconds - 2..=seconds + 2).contains(&offset), "{offset} s, not {seconds} s:\n{cause}");
}

#[test]
fn a_renamed_service_principal_is_named_with_who_removed_it() {
    let (bed, alice) = bed_with_ticket();
    rename_the_service(&bed);
    fails(kcat(&alice), "Server kafka/localhost@KERBSIDE.TEST not found in Kerberos database");
    let cause = only_cause(&bed, Family::UnknownServer, Code::SpnMissing);
    assert!(cause.statement.contains("kafka/localhost@KERBSIDE.TEST"), "{cause}");
    assert!(cause.statement.contains("kafka/broker-1.internal@KERBSIDE.TEST"), "{cause}");
    assert!(cause.statement.contains("it looks like a renaming"), "{cause}");
    assert!(cause.remedy.contains("addprinc"), "{cause}");
}

#[test]
fn an_address_in_place_of_a_name_is_named() {
    let (bed, alice) = bed_with_ticket();
    let port = bed.engine().nodes()[0].port;
    fails(
        kcat_with_ticket(&by_address(&alice, port)),
        "Server kafka/127.0.0.1@KERBSIDE.TEST not found in Kerberos database",
    );
    let cause = only_cause(&bed, Family::UnknownServer, Code::BootstrapByIp);
    assert!(cause.statement.contains("127.0.0.1"), "{cause}");
    assert!(cause.remedy.contains(&format!("localhost:{port}")), "{cause}");
}

#[test]
fn a_kdc_that_went_ahead_after_the_login_is_named_with_its_offset() {
    let (bed, alice) = bed_with_ticket();
    bed.clocks().kdc().unwrap().advance(SIX_MINUTES);
    let service = ["-S", "kafka", "localhost"];
    let asked = Program::new("kvno").user(&alice).args(service).run();
    asked.failed_with("kvno: Clock skew too great while getting credentials for kafka/localhost");
    fails(kcat_with_ticket(&alice), "(Clock skew too great)");
    let cause = only_cause(&bed, Family::ClockSkew, Code::TgsAuthenticatorSkew);
    assert_kdc_is_off(&cause, 360);
}

#[test]
fn a_kdc_that_went_back_after_the_login_is_named_with_its_offset() {
    let (bed, alice) = bed_with_ticket();
    bed.clocks().kdc().unwrap().shift(Shift::back(SIX_MINUTES));
    fails(kcat_with_ticket(&alice), "(Ticket not yet valid)");
    let cause = only_cause(&bed, Family::ClockSkew, Code::TgsTicketNotYetValid);
    assert_kdc_is_off(&cause, -360);
}

#[test]
fn a_kdc_ahead_that_mits_library_follows_is_named_and_not_the_broker() {
    // kcat takes a ticket of its own with the keytab. The library believes the KDC's clock, so it
    // is
    // the broker that refuses, and its clock is right.
    let builder = Testbed::builder().user("alice", "secret").topic("orders", 1);
    let bed = builder.start_blocking().expect("a bed starts");
    bed.clocks().kdc().unwrap().advance(SIX_MINUTES);
    fails(kcat(&bed.client("alice")), "Authentication failed during authentication");
    let cause = only_cause(&bed, Family::ClockSkew, Code::BrokerAuthenticatorSkew);
    assert_kdc_is_off(&cause, 360);
}

#[test]
fn two_causes_at_once_are_both_named() {
    let (bed, alice) = bed_with_ticket();
    let port = bed.engine().nodes()[0].port;
    fails(
        kcat_with_ticket(&by_address(&alice, port)),
        "Server kafka/127.0.0.1@KERBSIDE.TEST not found in Kerberos database",
    );
    bed.clocks().kdc().unwrap().advance(SIX_MINUTES);
    fails(kcat_with_ticket(&alice), "(Clock skew too great)");
    let explained = bed.explain();
    let codes: Vec<Code> = explained.causes.iter().map(|cause| cause.code).collect();
    assert_eq!(codes, [Code::BootstrapByIp, Code::TgsAuthenticatorSkew], "{explained}");
    assert_kdc_is_off(&explained.causes[1], 360);
}

#[test]
fn a_bed_in_which_all_goes_well_has_no_cause_to_name() {
    let (bed, alice) = bed_with_ticket();
    let octets = |text: &str| Some(text.as_bytes().to_vec());
    let (key, value) = (octets("key"), octets("value"));
    let sent = [Record { partition: 0, key, value, headers: Vec::new() }];
    produce(kcat(&alice), "orders", &sent);
    assert_eq!(consume(kcat_with_ticket(&alice), "orders"), sent);
    let explained = bed.explain();
    assert!(explained.causes.is_empty(), "{explained}");
    assert_eq!(explained.to_string(), "Nothing failed, and nobody was refused.\n");
}
