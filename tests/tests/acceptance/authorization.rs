//! Each row of Kafka's table of operations, asked of the embedded broker as it was asked of Apache
//! Kafka 4.4.0: the answers and the questions to the authorizer are those of the recordings.
//!
//! An API that is not advertised closes the connection and asks nobody.

use std::collections::BTreeMap;
use std::io::Write as _;

use acceptance::authorization::book::{self, Answers, title};
use acceptance::authorization::cases::{Api, Cases, Row};
use acceptance::authorization::embedded::{EmbeddedKafka, NODE};
use acceptance::authorization::lab::{Lab, State};
use acceptance::authorization::message::Catalogue;
use anyhow::Result;

/// What any broker does with a request that it does not know.
const REFUSED: [&str; 2] = ["asked: nothing", "connection closed"];

/// Where the embedded broker answers otherwise, on purpose: API key, operation, and why. What its
/// authorizer is asked is the same even so.
const DEPARTURES: [(i16, &str, &str); 1] =
    [(3, "Create", "a topic that Metadata makes is there at once")];

#[test]
fn every_row_is_answered_as_apache_kafka_answers_it() -> Result<()> {
    let (catalogue, cases) = (Catalogue::read()?, Cases::read()?);
    let mut kafka = EmbeddedKafka::start()?;
    let mut lab = Lab::new(&mut kafka, &catalogue, &cases, NODE)?;
    let mut differences = Vec::new();
    let (mut asked, mut missing) = (0, Vec::new());
    for api in &cases.apis {
        let recorded = match api.out {
            Some(_) => vec![BTreeMap::new(); api.rows.len()],
            None => book::read(api)?,
        };
        let advertised = EmbeddedKafka::advertises(api);
        if !advertised && !is_refused(&recorded) {
            missing.push(format!("{} ({})", api.name, api.key));
        }
        for (index, (row, recorded)) in api.rows.iter().zip(recorded).enumerate() {
            for state in State::ALL {
                asked += 1;
                let recorded = recorded.get(&state).cloned().unwrap_or_default();
                let refused = REFUSED.map(str::to_owned).to_vec();
                let mut expected = if advertised { recorded } else { refused };
                let answer = match advertised {
                    true => lab.ask(api, index, state),
                    false => lab.ask_unserved(api, state),
                };
                let mut answer = answer.unwrap_or_else(|error| vec![format!("{error:#}")]);
                if is_departure(api, row) {
                    expected.retain(|line| line.starts_with("asked"));
                    answer.retain(|line| line.starts_with("asked"));
                }
                if answer != expected {
                    let start = format!("{} ({}), {}, {state}:", api.name, api.key, title(row));
                    differences.push(start + &difference(&expected, &answer));
                }
            }
        }
    }
    let (count, all) = (differences.len(), differences.join("\n"));
    assert!(count == 0, "{count} of {asked} answers differ; missing {missing:?}:\n{all}");
    // Shown with --nocapture, and when there is nothing left to say.
    writeln!(std::io::stdout(), "{asked} answers; not advertised yet: {missing:?}")?;
    Ok(())
}

fn is_departure(api: &Api, row: &Row) -> bool {
    DEPARTURES.iter().any(|(key, operation, _)| *key == api.key && *operation == row.operation)
}

/// Whether Apache Kafka closes the connection, whoever asks.
fn is_refused(recorded: &Answers) -> bool {
    recorded.iter().flat_map(|states| states.values()).all(|lines| *lines == REFUSED)
}

/// Recorded lines that are missing (`-`) and lines that nobody recorded (`+`).
fn difference(expected: &[String], answer: &[String]) -> String {
    let missing = expected.iter().filter(|line| !answer.contains(line));
    let added = answer.iter().filter(|line| !expected.contains(line));
    let lines = missing.map(|l| format!("\n  - {l}")).chain(added.map(|l| format!("\n  + {l}")));
    lines.collect()
}

#[test]
fn what_apache_kafka_refuses_is_not_advertised() -> Result<()> {
    for api in &Cases::read()?.apis {
        let out = api.out.is_some() || is_refused(&book::read(api)?);
        assert!(!out || !EmbeddedKafka::advertises(api), "{} ({})", api.name, api.key);
    }
    Ok(())
}
