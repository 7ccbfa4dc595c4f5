//! Does what a running bed is asked for.

use std::time::{Duration, Instant};

use kerbside::client::Client;
use kerbside::{BedError, Shift, Testbed, WallClock};

use super::{Character, acls, kadmin};
use crate::arguments::Party;
use crate::control::{
    Answer, ClockReading, Explained, ListenerStatus, Movement, NodeAction, Request, Status,
    Streams, Surroundings,
};

/// Whoever has the bed.
#[derive(Debug)]
pub(crate) struct Steward {
    bed: Testbed,
    character: Character,
    began: Instant,
}

impl Steward {
    pub(crate) fn new(bed: Testbed, character: Character) -> Self {
        Self { bed, character, began: Instant::now() }
    }

    /// The users that the bed has files for.
    pub(crate) fn users(&self) -> Vec<Client> {
        self.bed.users().iter().filter_map(|user| self.bed.find_client(user)).collect()
    }

    /// Does what `request` asks for.
    pub(crate) async fn answer(&mut self, request: Request) -> Answer {
        match request {
            Request::Status => Answer::of(self.status().await),
            Request::Env { user, listener, mechanism } => {
                let client = self.client(user.as_deref()).await;
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
        let engine = self.bed.engine();
        let listeners = engine.listeners().into_iter().map(|(name, protocol)| ListenerStatus {
            protocol: protocol.name().to_owned(),
            addresses: engine.nodes_on(&name).iter().map(|node| node.advertised()).collect(),
            mechanisms: engine.mechanisms(&name),
            name,
        });
        let character = self.character.clone();
        Ok(Status {
            listeners: listeners.collect(),
            dialect: character.dialect,
            authorizer: character.authorizer,
            super_users: character.super_users,
            allow_everyone_if_no_acl_found: character.allow_everyone_if_no_acl_found,
            users_without_password: character.users_without_password,
            pid: std::process::id(),
            realm: self.bed.realm().to_owned(),
            kdc: kdc.unwrap_or_default(),
            admin_server: self.bed.kdc().admin_server().map(|it| it.to_string()),
            kpasswd_server: self.bed.kdc().kpasswd_server().map(|it| it.to_string()),
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
        if !client.protocol.has_sasl() {
            let protocol = client.protocol;
            let others = self.bed.engine().listeners().into_iter();
            let others: Vec<String> =
                others.filter(|(_, it)| it.has_sasl()).map(|(name, _)| name).collect();
            return Err(format!(
                "the listener {listener} ({protocol}) has no SASL: leave --mechanism out, or \
                 choose a listener that has it ({})",
                others.join(", ")
            ));
        }
        let offered = self.bed.engine().mechanisms(&listener);
        match offered.iter().any(|it| it == wanted.name()) {
            true => Ok(client.with_mechanism(wanted)),
            false => Err(format!(
                "the listener {listener} does not offer {wanted}, but {}: start the bed with \
                 {wanted} in --mechanism",
                offered.join(", ")
            )),
        }
    }

    /// A user's client; whoever was added by kadmin becomes a user of the bed here.
    async fn client(&mut self, user: Option<&str>) -> Result<Client, String> {
        let name = match (user, self.bed.users()) {
            (Some(name), _) => name.to_owned(),
            (None, [only]) => only.clone(),
            (None, []) => {
                return Err("this bed has no users: start it with --user alice:secret".to_owned());
            }
            (None, many) => return Err(format!("say which user: --user {}", many.join(" or "))),
        };
        if let Some(client) = self.bed.find_client(&name) {
            return Ok(client);
        }
        match self.bed.adopt_user(&name).await {
            Ok(()) => return Ok(self.bed.client(&name)),
            // The realm has no such user.
            Err(BedError::Admin(_) | BedError::UserName(_)) => {}
            Err(error) => return Err(error.to_string()),
        }
        let known = match self.bed.users() {
            [] => "none; start it with --user alice:secret".to_owned(),
            users => users.join(", "),
        };
        Err(format!("this bed has no user {name:?}: its users are {known}"))
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
            Some(Party::Broker(node)) => {
                let nodes = self.character.brokers;
                let clock = clocks.broker(node);
                let clock = clock.map_err(|_| BedError::NoSuchNode { node, nodes })?;
                vec![(format!("broker:{node}"), clock)]
            }
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
        let explanation = self.bed.explain().at(&self.bed.folder().display().to_string());
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
