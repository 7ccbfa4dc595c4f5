//! Does what a running bed is asked for.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use kerbside::client::Client;
use kerbside::{BedError, Shift, Testbed, WallClock};

use super::{acls, kadmin};
use crate::arguments::Party;
use crate::control::{
    Answer, ClockReading, Explained, Movement, NodeAction, Request, Status, Streams, Surroundings,
};

/// Whoever has the bed.
#[derive(Debug)]
pub(crate) struct Steward {
    bed: Testbed,
    began: Instant,
}

impl Steward {
    pub(crate) fn new(bed: Testbed) -> Self {
        Self { bed, began: Instant::now() }
    }

    /// Does what `request` asks for.
    pub(crate) async fn answer(&self, request: Request) -> Answer {
        match request {
            Request::Status => Answer::of(self.status().await),
            Request::Env { user, listener, mechanism } => {
                let client = self.client(user.as_deref());
                let client = client.and_then(|it| self.on(it, listener, mechanism));
                Answer::of(client.map(|client| client.env_lines()))
            }
            Request::Clock { party, movement } => Answer::of(self.clocks(party, movement)),
            Request::Acls { action } => Answer::of(acls::answer(&self.bed, action).await),
            Request::Node { action } => Answer::of(self.node(action).await),
            Request::Explain => Answer::of(self.explain()),
            // The one who listens keeps these for itself.
            Request::Kadmin { .. } => Answer::Error("kadmin is a dialogue".to_owned()),
            Request::Down => Answer::Error("the bed ends".to_owned()),
        }
    }

    /// Runs `kadmin` beside everything else.
    pub(crate) fn kadmin(
        &self,
        arguments: Vec<String>,
        surroundings: Surroundings,
        streams: Streams,
    ) {
        kadmin::start(&self.bed, arguments, surroundings, streams);
    }

    /// Where everything is.
    pub(crate) async fn status(&self) -> Result<Status, BedError> {
        let kdc = self.bed.kdc().addresses().first().map(ToString::to_string);
        let mut listeners = BTreeMap::new();
        for (name, protocol) in self.bed.engine().listeners().into_iter().skip(1) {
            let nodes = self.bed.engine().nodes_on(&name);
            let addresses: Vec<String> = nodes.iter().map(|node| node.advertised()).collect();
            listeners.insert(name, format!("{protocol} {}", addresses.join(",")));
        }
        Ok(Status {
            listeners,
            pid: std::process::id(),
            realm: self.bed.realm().to_owned(),
            kdc: kdc.unwrap_or_default(),
            bootstrap: self.bed.bootstrap(),
            users: self.bed.users().to_vec(),
            topics: self.bed.topics().await?,
            dir: self.bed.folder().display().to_string(),
            uptime_seconds: self.began.elapsed().as_secs_f64(),
        })
    }

    /// The same user's clients on another listener, or with another mechanism.
    fn on(
        &self,
        client: Client,
        listener: Option<String>,
        mechanism: Option<String>,
    ) -> Result<Client, String> {
        let listener = listener.unwrap_or_else(|| client.listener.clone());
        let found = self.bed.client_on(&client.user, &listener);
        let client = found.map_err(|error| error.to_string())?;
        let Some(wanted) = mechanism else {
            return Ok(client);
        };
        let wanted: kerbside::client::SaslMechanism = wanted
            .parse()
            .map_err(|error: kerbside::client::UnknownMechanism| error.to_string())?;
        let offered = self.bed.engine().mechanisms(&listener);
        match offered.iter().any(|it| it == wanted.name()) {
            true => Ok(client.with_mechanism(wanted)),
            false => Err(format!(
                "the listener {listener} does not offer {wanted}, but {offered:?}: start the bed \
                 with --mechanism"
            )),
        }
    }

    fn client(&self, user: Option<&str>) -> Result<Client, String> {
        let users = self.bed.users();
        let name = match (user, users) {
            (Some(name), _) => name,
            (None, [only]) => only.as_str(),
            (None, []) => {
                return Err("this bed has no users: start it with --user alice:secret".to_owned());
            }
            (None, many) => return Err(format!("say which user: --user {}", many.join(" or "))),
        };
        self.bed.find_client(name).ok_or_else(|| {
            let known = match users {
                [] => "none; start it with --user alice:secret".to_owned(),
                users => users.join(", "),
            };
            format!("this bed has no user {name:?}: its users are {known}")
        })
    }

    fn clocks(
        &self,
        party: Option<Party>,
        movement: Option<Movement>,
    ) -> Result<Vec<ClockReading>, BedError> {
        let clocks = self.bed.clocks();
        let all = || -> Result<Vec<(String, WallClock)>, BedError> {
            let nodes = self.bed.engine().nodes();
            let broker = |node: i32| Ok((format!("broker:{node}"), clocks.broker(node)?));
            nodes.iter().map(|node| broker(node.node)).collect()
        };
        let chosen = match party {
            Some(Party::Kdc) => vec![("kdc".to_owned(), clocks.kdc()?)],
            Some(Party::Client) => vec![("client".to_owned(), clocks.client())],
            Some(Party::Broker(node)) => vec![(format!("broker:{node}"), clocks.broker(node)?)],
            Some(Party::Brokers) => all()?,
            None => {
                let mut chosen = vec![("kdc".to_owned(), clocks.kdc()?)];
                chosen.extend(all()?);
                chosen.push(("client".to_owned(), clocks.client()));
                chosen
            }
        };
        if let Some(movement) = movement {
            chosen.iter().for_each(|(_, clock)| move_clock(clock, movement));
        }
        Ok(chosen.into_iter().map(|(party, clock)| read(party, &clock)).collect())
    }

    async fn node(&self, action: NodeAction) -> Result<(), BedError> {
        let nodes = self.bed.nodes();
        match action {
            NodeAction::Stop { node } => nodes.stop(node).await,
            NodeAction::Start { node } => nodes.start(node).await,
            NodeAction::Lead { node, topic, partition } => {
                nodes.move_leader(&topic, partition, node).await
            }
        }
    }

    fn explain(&self) -> Result<Explained, serde_json::Error> {
        let explanation = self.bed.explain();
        Ok(Explained {
            text: explanation.to_string(),
            explanation: serde_json::to_value(&explanation)?,
        })
    }
}

fn move_clock(clock: &WallClock, movement: Movement) {
    match movement {
        Movement::Offset(micros) => clock.offset(shift(micros)),
        Movement::Advance(micros) => clock.shift(shift(micros)),
        Movement::Set(instant) => {
            let now = clock.now();
            clock.set(now.plus_micros(instant.saturating_sub(now.as_micros())));
        }
        Movement::Freeze => clock.freeze(),
        Movement::Resume => clock.resume(),
    }
}

fn shift(micros: i64) -> Shift {
    let distance = Duration::from_micros(micros.unsigned_abs());
    if micros < 0 { Shift::back(distance) } else { Shift::ahead(distance) }
}

fn read(party: String, clock: &WallClock) -> ClockReading {
    let (shown, machine) = (clock.now(), WallClock::new().now());
    // To the millisecond: the two clocks are read one after the other.
    let millis = shown.micros_since(machine).saturating_add(500).div_euclid(1_000);
    let ahead_seconds = millis as f64 / 1_000.0;
    ClockReading { party, time: shown.to_string(), ahead_seconds }
}
