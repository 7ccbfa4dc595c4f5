//! What `kcat` reads and prints: records framed so that any octet may stand in them.

use kerbside::client::Client;

use crate::process::Program;
use crate::records::Record;

/// Between records and between a key and its value, where kcat reads or prints them: no sample
/// holds it.
const NEXT: &str = "<~next~>";
const KEY: &str = "<~key~>";

/// `kcat` as a user of a bed, configured by the bed's file for KCAT_CONFIG.
#[must_use]
#[track_caller]
pub fn kcat(client: &Client) -> Program {
    Program::new("kcat").user(client)
}

/// `kcat` as a user who has what `kinit` put into his cache, and nothing else: no keytab.
///
/// It comes to [`Client::bootstrap`].
#[must_use]
#[track_caller]
pub fn kcat_with_ticket(client: &Client) -> Program {
    let service = format!("sasl.kerberos.service.name={}", client.service_name);
    let settings = [
        "security.protocol=SASL_PLAINTEXT",
        "sasl.mechanisms=GSSAPI",
        &service,
        // librdkafka would run kinit with a keytab otherwise.
        "sasl.kerberos.kinit.cmd=true",
    ];
    // The library would get a ticket with the keytab by itself otherwise.
    let program = kcat(client).env("KRB5_CLIENT_KTNAME", "FILE:/nonexistent");
    let program = program.env("KCAT_CONFIG", "/dev/null").args(["-b", &client.bootstrap]);
    settings.into_iter().fold(program, |program, setting| program.args(["-X", setting]))
}

/// Sends `records`, which are all of one partition and have the same headers, to a topic.
///
/// # Panics
/// When kcat fails.
#[track_caller]
pub fn produce(kcat: Program, topic: &str, records: &[Record]) {
    let Some(first) = records.first() else { return };
    let mut program = kcat.args(["-P", "-t", topic, "-D", NEXT, "-K", KEY]);
    program = program.arg("-p").arg(first.partition.to_string());
    for (name, value) in &first.headers {
        program = program.arg("-H").arg(format!("{name}={}", String::from_utf8_lossy(value)));
    }
    let octets = |part: &Option<Vec<u8>>| part.clone().expect("kcat is given keys and values");
    let framed: Vec<Vec<u8>> = records
        .iter()
        .map(|record| [octets(&record.key), KEY.into(), octets(&record.value)].concat())
        .collect();
    let _ = program.input(framed.join(NEXT.as_bytes())).run().well();
}

/// All records of a topic, as kcat reads them from the beginning to the end.
///
/// # Panics
/// When kcat fails.
#[must_use]
#[track_caller]
pub fn consume(kcat: Program, topic: &str) -> Vec<Record> {
    let program = kcat.args(["-C", "-q", "-e", "-o", "beginning", "-t", topic]);
    let printed = program.args(["-f", FORMAT]).run().well();
    parse(&printed.stdout).unwrap_or_else(|| panic!("kcat's output is cut off: {printed}"))
}

/// How kcat prints a record for [`parse`]: partition, lengths, key, value, headers.
pub const FORMAT: &str = "%p %K %S\n%k%s%h<~next~>";

/// Reads what kcat printed as [`FORMAT`]; `None` when something is cut off.
#[must_use]
pub fn parse(mut printed: &[u8]) -> Option<Vec<Record>> {
    let mut records = Vec::new();
    while !printed.is_empty() {
        let line;
        (line, printed) = split_at_text(printed, "\n")?;
        let numbers: Result<Vec<i64>, _> =
            std::str::from_utf8(line).ok()?.split(' ').map(str::parse).collect();
        let [partition, key_length, value_length] = numbers.ok()?.try_into().ok()?;
        let (key, value, headers);
        (key, printed) = take(printed, key_length)?;
        (value, printed) = take(printed, value_length)?;
        (headers, printed) = split_at_text(printed, NEXT)?;
        let headers = parse_headers(std::str::from_utf8(headers).ok()?)?;
        records.push(Record { partition: i32::try_from(partition).ok()?, key, value, headers });
    }
    Some(records)
}

/// `length` octets, or null where it is -1.
fn take(printed: &[u8], length: i64) -> Option<(Option<Vec<u8>>, &[u8])> {
    match usize::try_from(length) {
        Ok(length) => {
            let (octets, rest) = printed.split_at_checked(length)?;
            Some((Some(octets.to_vec()), rest))
        }
        Err(_) => Some((None, printed)),
    }
}

fn split_at_text<'a>(octets: &'a [u8], text: &str) -> Option<(&'a [u8], &'a [u8])> {
    let at = octets.windows(text.len()).position(|window| window == text.as_bytes())?;
    Some((&octets[..at], &octets[at + text.len()..]))
}

/// `a=1,b=2`
fn parse_headers(text: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let headers = text.split(',').filter(|header| !header.is_empty());
    headers
        .map(|header| {
            let (name, value) = header.split_once('=')?;
            Some((name.to_owned(), value.as_bytes().to_vec()))
        })
        .collect()
}
