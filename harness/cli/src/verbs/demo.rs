//! `kerbside demo`: a realm, a broker and a client in this process, then two famous failures,
//! reproduced and explained. It ends with status 0 only when everything happened as it should.

use std::time::Instant;

use kerbside::client::kafka::{Gssapi, KafkaClient};
use kerbside::scenario::find;
use kerbside::{OwnClientError, Testbed};

use super::scenario::{UNKNOWN_SERVER, indented, reproduce};
use crate::failure::Failure;
use crate::output::Output;

const USER: &str = "alice";
const PASSWORD: &str = "secret";
const TOPIC: &str = "orders";
const RECORDS: [&str; 3] = ["first order", "second order", "third order"];
/// The failures that are shown: family and member.
const FAILURES: [(&str, &str); 2] =
    [("clock-skew", "kdc-ahead-after-login"), ("unknown-server", "principal-missing")];

/// See a realm, a broker and a client work together, and two famous failures explained
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {}

pub(crate) fn run(_: &Arguments, output: &Output) -> Result<u8, Failure> {
    let began = Instant::now();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::system("the runtime of the demonstration"))?;
    runtime.block_on(show(output))?;
    let seconds = began.elapsed().as_secs_f64();
    output.line(format_args!("All of this happened as it should, in {seconds:.2} s."))?;
    Ok(0)
}

async fn show(output: &Output) -> Result<(), Failure> {
    let began = Instant::now();
    let bed = Testbed::builder().user(USER, PASSWORD).topic(TOPIC, 3).start().await?;
    heading(output, "A realm and a broker")?;
    let kdc = bed.kdc().addresses().first().map(ToString::to_string).unwrap_or_default();
    output.line(format_args!("  realm    {}, KDC at {kdc} (UDP and TCP)", bed.realm()))?;
    output.line(format_args!("  broker   {} (SASL_PLAINTEXT, GSSAPI)", bed.bootstrap()))?;
    output.line(format_args!("  ready in {} ms\n", began.elapsed().as_millis()))?;
    let client = authenticate(&bed, output).await?;
    exchange(&client, output).await?;
    is_healthy(&bed)?;
    drop(bed);
    for (family, member) in FAILURES {
        reproduced(family, member, output).await?;
    }
    Ok(())
}

/// Logs the user in by password, and connects with the ticket.
async fn authenticate(bed: &Testbed, output: &Output) -> Result<KafkaClient, Failure> {
    heading(output, "A user authenticates")?;
    let kerberos = bed.kerberos();
    let principal = format!("{USER}@{}", bed.realm());
    let ticket = kerberos
        .login_with_password(&principal, PASSWORD)
        .await
        .map_err(|error| unexpected("the login", error))?;
    output.line(format_args!("  {principal} typed a password and has a ticket for"))?;
    output.line(format_args!("  {}, good until {}", ticket.server, ticket.endtime))?;
    let options = bed.connect_options(Gssapi::new(kerberos.clone()));
    let client =
        KafkaClient::connect(options).await.map_err(|error| unexpected("the connection", error))?;
    for ticket in kerberos.service_tickets() {
        output.line(format_args!("  the broker let {USER} in with one for {}", ticket.server))?;
    }
    output.line("")?;
    Ok(client)
}

/// Writes records and reads them back.
async fn exchange(client: &KafkaClient, output: &Output) -> Result<(), Failure> {
    heading(output, "Records over SASL/GSSAPI")?;
    let places = client
        .produce(TOPIC, RECORDS)
        .await
        .map_err(|error| unexpected("writing records", error))?;
    for (record, place) in RECORDS.iter().zip(&places) {
        let (partition, offset) = (place.partition, place.offset);
        output.line(format_args!("  wrote {record:?} to {TOPIC}-{partition} at {offset}"))?;
    }
    let read = client
        .consume(TOPIC, RECORDS.len())
        .await
        .map_err(|error| unexpected("reading records", error))?;
    let mut values: Vec<&[u8]> = read.iter().map(|record| record.value()).collect();
    let mut expected: Vec<&[u8]> = RECORDS.iter().map(|record| record.as_bytes()).collect();
    values.sort_unstable();
    expected.sort_unstable();
    if values != expected {
        return Err(Failure::Unexpected("other records were read than written".to_owned()));
    }
    output.line(format_args!("  read the same {} records back\n", read.len()))
}

/// Where nothing went wrong, nothing is explained.
fn is_healthy(bed: &Testbed) -> Result<(), Failure> {
    let explanation = bed.explain();
    match explanation.causes.is_empty() {
        true => Ok(()),
        false => Err(Failure::Unexpected(format!("a healthy bed was ill: {explanation}"))),
    }
}

async fn reproduced(family: &str, member: &str, output: &Output) -> Result<(), Failure> {
    let unknown = || Failure::Unexpected(format!("there is no scenario {family}/{member}"));
    let family = find(family).ok_or_else(unknown)?;
    let member = family.members.iter().find(|it| it.name == member).ok_or_else(unknown)?;
    let report = reproduce(member, UNKNOWN_SERVER).await?;
    heading(output, &format!("A famous failure: {}", family.title))?;
    output.line(format_args!("  what is wrong: {}", member.title))?;
    output.line("  what the client sees:")?;
    let seen = report.client_saw.as_deref().unwrap_or("no failure at all");
    output.text(&indented(&indented(seen)))?;
    output.line("  what the evidence says:")?;
    output.text(&indented(&indented(&report.explanation.to_string())))?;
    output.line("")?;
    match report.is_as_planned() {
        true => Ok(()),
        false => {
            let name = member.name;
            Err(Failure::Unexpected(format!("{name} was not met and explained as it should be")))
        }
    }
}

fn heading(output: &Output, text: &str) -> Result<(), Failure> {
    output.line(text)
}

fn unexpected(what: &str, error: impl Into<OwnClientError>) -> Failure {
    Failure::Unexpected(format!("{what} failed: {}", error.into()))
}
