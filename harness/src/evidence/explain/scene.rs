//! How the bed is set up, as far as the records have told: realms, brokers, keytabs, principals.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::Realm;

use crate::evidence::{Fact, Listening, Party, Record};

/// What is known when a record is reached.
#[derive(Debug, Default)]
pub(super) struct Scene {
    pub(super) realms: Vec<Realm>,
    pub(super) nodes: BTreeMap<i32, Node>,
    pub(super) bootstraps: Vec<(Arc<str>, u16)>,
    /// By the text of a principal, what is known of it at the KDC.
    principals: HashMap<String, Known>,
    /// Additions to the database, in order.
    additions: Vec<Change>,
}

/// One broker.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) listenings: Vec<Listening>,
    pub(super) keytab: Arc<[Principal]>,
    /// The records that told it.
    pub(super) records: Vec<u64>,
}

/// An administrator's change.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) record: u64,
    pub(super) caller: String,
    pub(super) operation: &'static str,
    pub(super) target: Arc<str>,
    pub(super) when: String,
    elapsed: Duration,
}

/// An addition so long after a removal may still be the second half of a renaming.
const SOON: Duration = Duration::from_secs(60);

/// An addition so many records before a removal may be the first half of one.
const ADJACENT: u64 = 3;

#[derive(Clone, Debug)]
enum Known {
    Exists,
    Gone(Change),
}

impl Scene {
    /// Takes note of a record.
    pub(super) fn take(&mut self, record: &Record) {
        match (&record.fact, &record.party) {
            (Fact::RealmServed { realm }, _) if !self.realms.contains(realm) => {
                self.realms.push(realm.clone());
            }
            (Fact::Bootstrap { host, port }, _) => self.bootstraps.push((host.clone(), *port)),
            (Fact::Listening(listening), Party::Broker(node)) if listening.protocol.has_sasl() => {
                let node = self.node(*node, record);
                if !node.listenings.contains(listening) {
                    node.listenings.push(listening.clone());
                }
            }
            (Fact::Keytab { principals }, Party::Broker(node)) => {
                self.node(*node, record).keytab = Arc::clone(principals);
            }
            (Fact::Administered { caller, operation, target }, _) => {
                let change = Change {
                    record: record.number,
                    caller: caller.to_string(),
                    operation,
                    target: Arc::clone(target),
                    when: record.at.map(|at| at.to_string()).unwrap_or_default(),
                    elapsed: record.elapsed,
                };
                self.administered(change);
            }
            (Fact::Answered(answered), _) => {
                if let Some(issued) = &answered.issued {
                    self.principals.insert(issued.server.to_string(), Known::Exists);
                    self.principals.insert(issued.client.to_string(), Known::Exists);
                }
            }
            _ => {}
        }
    }

    fn node(&mut self, node: i32, record: &Record) -> &mut Node {
        let node = self.nodes.entry(node).or_default();
        node.records.push(record.number);
        node
    }

    fn administered(&mut self, change: Change) {
        // A renamed principal is noted as `old to new`.
        let mut names = change.target.split(" to ");
        let (target, renamed) = (names.next().unwrap_or_default().to_owned(), names.next());
        let gone = change.operation.contains("delete") || change.operation.contains("rename");
        if let Some(renamed) = renamed {
            self.principals.insert(renamed.to_owned(), Known::Exists);
        }
        if change.operation.contains("add") || change.operation.contains("create") {
            self.additions.push(change.clone());
        }
        let known = if gone { Known::Gone(change) } else { Known::Exists };
        self.principals.insert(target, known);
    }

    /// Whether the KDC was seen to have the principal.
    pub(super) fn exists(&self, principal: &Principal) -> bool {
        matches!(self.principals.get(&principal.to_string()), Some(Known::Exists))
    }

    /// How the principal left the database.
    pub(super) fn gone(&self, principal: &Principal) -> Option<&Change> {
        match self.principals.get(&principal.to_string()) {
            Some(Known::Gone(change)) => Some(change),
            _ => None,
        }
    }

    /// A principal of the same service, and in no keytab, that was added soon after the removal of
    /// another or right before it.
    pub(super) fn replacement(&self, removal: &Change) -> Option<&Change> {
        let held: Vec<String> = self.held().iter().map(ToString::to_string).collect();
        let service = |change: &Change| change.target.split('/').next().map(str::to_owned);
        self.additions.iter().rev().find(|addition| {
            let soon_after = addition.record > removal.record
                && addition.elapsed.saturating_sub(removal.elapsed) <= SOON;
            let right_before =
                addition.record < removal.record && removal.record - addition.record <= ADJACENT;
            (soon_after || right_before)
                && addition.target.contains('/')
                && service(addition) == service(removal)
                && addition.target != removal.target
                && !held.iter().any(|held| **held == *addition.target)
        })
    }

    /// The brokers whose keytab has the principal.
    pub(super) fn holders(&self, principal: &Principal) -> Vec<i32> {
        let holds = |node: &Node| node.keytab.iter().any(|held| held.same(principal));
        self.nodes.iter().filter(|(_, node)| holds(node)).map(|(id, _)| *id).collect()
    }

    /// The principals of all brokers' keytabs, each once.
    pub(super) fn held(&self) -> Vec<&Principal> {
        let mut held: Vec<&Principal> = Vec::new();
        for principal in self.nodes.values().flat_map(|node| node.keytab.iter()) {
            if !held.iter().any(|known| known.same(principal)) {
                held.push(principal);
            }
        }
        held
    }

    /// Whether a realm is served; unknown realms are taken for served when none is known.
    pub(super) fn serves(&self, realm: &Realm) -> bool {
        self.realms.is_empty() || self.realms.contains(realm)
    }

    /// The listeners that advertise `host`, with their brokers.
    pub(super) fn advertising<'s>(
        &'s self,
        host: &'s str,
    ) -> impl Iterator<Item = (i32, &'s Listening)> {
        self.listenings().filter(move |(_, it)| it.advertised_host.eq_ignore_ascii_case(host))
    }

    /// All listeners, with their brokers.
    pub(super) fn listenings(&self) -> impl Iterator<Item = (i32, &Listening)> {
        self.nodes.iter().flat_map(|(id, node)| node.listenings.iter().map(|it| (*id, it)))
    }

    /// The records that tell of brokers and keytabs.
    pub(super) fn setup_records(&self) -> impl Iterator<Item = u64> {
        self.nodes.values().flat_map(|node| node.records.iter().copied())
    }
}
