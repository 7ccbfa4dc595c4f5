//! Whom a quota is for: a user, a client id, both, or an address; by name, or all that have no
//! quota of their own.

use std::fmt;
use std::sync::Arc;

/// A user, client id or address of an entity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// This one.
    Named(Arc<str>),
    /// All that have no quota of their own.
    Default,
}

/// Whom a quota is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entity {
    /// `client-id`
    pub client: Option<Part>,
    /// `user`
    pub user: Option<Part>,
    /// `ip`
    pub ip: Option<Part>,
}

impl Part {
    /// From the wire: null is the default.
    pub(crate) fn of(name: Option<&str>) -> Self {
        name.map_or(Part::Default, |name| Part::Named(Arc::from(name)))
    }

    /// Its name; `None` is the default.
    pub fn name(&self) -> Option<&str> {
        match self {
            Part::Named(name) => Some(name),
            Part::Default => None,
        }
    }
}

impl Entity {
    /// A user, whatever its clients.
    pub fn user(name: &str) -> Self {
        Entity { user: Some(Part::of(Some(name))), ..Entity::default() }
    }

    /// A client id, whoever uses it.
    pub fn client(id: &str) -> Self {
        Entity { client: Some(Part::of(Some(id))), ..Entity::default() }
    }

    /// Its parts by their names, in the order in which Kafka lists them.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&'static str, &Part)> {
        let parts = [("client-id", &self.client), ("user", &self.user), ("ip", &self.ip)];
        parts.into_iter().filter_map(|(kind, part)| Some((kind, part.as_ref()?)))
    }

    /// The part of a kind; `None` when there is no such kind.
    pub(crate) fn part_mut(&mut self, kind: &str) -> Option<&mut Option<Part>> {
        match kind {
            "client-id" => Some(&mut self.client),
            "user" => Some(&mut self.user),
            "ip" => Some(&mut self.ip),
            _ => None,
        }
    }

    /// Whether its use is counted for each user.
    pub(super) fn by_user(&self) -> bool {
        self.user.is_some()
    }

    /// Whether its use is counted for each client id.
    pub(super) fn by_client(&self) -> bool {
        self.client.is_some()
    }
}

/// As Kafka's `ClientQuotaEntity` prints itself.
impl fmt::Display for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part =
            |(kind, part): (&str, &Part)| format!("{kind}={}", part.name().unwrap_or("null"));
        let parts: Vec<String> = self.parts().map(part).collect();
        write!(f, "ClientQuotaEntity(entries={{{}}})", parts.join(", "))
    }
}
