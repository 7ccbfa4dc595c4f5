//! Records what Apache Kafka 4.4.0 answers to each row of its table of operations, and what its
//! authorizer is asked: `tests/goldens/authorization`. Words name APIs by key; without one, all.

use std::collections::BTreeMap;
use std::io::Write as _;

use acceptance::authorization::book;
use acceptance::authorization::cases::{Api, Cases};
use acceptance::authorization::kafka::{NODE, RealKafka};
use acceptance::authorization::lab::{Lab, State};
use acceptance::authorization::message::Catalogue;
use anyhow::{Context as _, Result, ensure};

fn main() -> Result<()> {
    let wanted: Vec<i16> =
        std::env::args().skip(1).map(|word| word.parse()).collect::<Result<_, _>>()?;
    let (catalogue, cases) = (Catalogue::read()?, Cases::read()?);
    let mut kafka = RealKafka::start()?;
    let mut lab = Lab::new(&mut kafka, &catalogue, &cases, NODE)?;
    let mut failures = Vec::new();
    let wanted = |api: &Api| wanted.is_empty() || wanted.contains(&api.key);
    for api in cases.apis.iter().filter(|api| api.out.is_none() && wanted(api)) {
        match answers(&mut lab, api) {
            Ok(answers) => {
                book::write(api, &answers)?;
                writeln!(std::io::stdout(), "{}", book::file(api).display())?;
            }
            Err(error) => failures.push(format!("{}: {error:#}", api.name)),
        }
    }
    ensure!(failures.is_empty(), "not recorded:\n{}", failures.join("\n"));
    Ok(())
}

fn answers(lab: &mut Lab<'_>, api: &Api) -> Result<book::Answers> {
    let mut answers = book::Answers::new();
    for (index, row) in api.rows.iter().enumerate() {
        let mut states = BTreeMap::new();
        for state in State::ALL {
            let lines = lab.ask(api, index, state);
            states.insert(state, lines.with_context(|| format!("{}, {state}", book::title(row)))?);
        }
        answers.push(states);
    }
    Ok(answers)
}
