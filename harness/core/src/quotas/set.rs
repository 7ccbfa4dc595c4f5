//! The quotas that are set: changing, finding and choosing them, with the checks and texts of
//! Kafka's `ClientQuotaControlManager` and `ClientQuotaCache`.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use super::Intent;
use super::entity::{Entity, Part};

/// The most entities that can have quotas.
const MOST_ENTITIES: usize = 10_000;

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuotaKey {
    /// `connection_creation_rate`, of an address.
    ConnectionCreationRate,
    /// `consumer_byte_rate`
    ConsumerByteRate,
    /// `controller_mutation_rate`
    ControllerMutationRate,
    /// `producer_byte_rate`
    ProducerByteRate,
    /// `request_percentage`
    RequestPercentage,
}

impl QuotaKey {
    const ALL: [QuotaKey; 5] = [
        QuotaKey::ConnectionCreationRate,
        QuotaKey::ConsumerByteRate,
        QuotaKey::ControllerMutationRate,
        QuotaKey::ProducerByteRate,
        QuotaKey::RequestPercentage,
    ];

    /// Kafka's name.
    pub fn name(self) -> &'static str {
        match self {
            QuotaKey::ConnectionCreationRate => "connection_creation_rate",
            QuotaKey::ConsumerByteRate => "consumer_byte_rate",
            QuotaKey::ControllerMutationRate => "controller_mutation_rate",
            QuotaKey::ProducerByteRate => "producer_byte_rate",
            QuotaKey::RequestPercentage => "request_percentage",
        }
    }

    fn is_for_addresses(self) -> bool {
        self == QuotaKey::ConnectionCreationRate
    }

    fn may_be_fractional(self) -> bool {
        matches!(self, QuotaKey::ControllerMutationRate | QuotaKey::RequestPercentage)
    }
}

/// A change of one quota; without a value it is taken away.
#[derive(Clone, Debug)]
pub(crate) struct Edit {
    pub(crate) key: String,
    pub(crate) value: Option<f64>,
}

/// The changes of one entity's quotas.
#[derive(Clone, Debug)]
pub(crate) struct EntityEdit {
    pub(crate) entity: Entity,
    pub(crate) edits: Vec<Edit>,
}

/// Why a quota is not set: Kafka's text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct QuotaRefusal(pub String);

/// Which entities are wanted.
#[derive(Clone, Debug)]
pub(crate) struct Matching {
    pub(crate) components: Vec<Component>,
    pub(crate) strictness: Strictness,
}

/// What one part of an entity has to be.
#[derive(Clone, Debug)]
pub(crate) struct Component {
    pub(crate) kind: &'static str,
    pub(crate) wanted: Match,
}

/// What a part has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Match {
    Exactly(Part),
    Anything,
}

/// Whether an entity may have parts that were not asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strictness {
    Strict,
    Loose,
}

/// Quotas by entity.
#[derive(Debug, Default)]
pub(super) struct QuotaSet(BTreeMap<Entity, BTreeMap<QuotaKey, f64>>);

impl QuotaSet {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn has(&self, key: QuotaKey) -> bool {
        self.0.values().any(|quotas| quotas.contains_key(&key))
    }

    /// One outcome for each entity, in the order in which they first come.
    pub(super) fn edit(
        &mut self,
        edits: &[EntityEdit],
        intent: Intent,
    ) -> Vec<(Entity, Result<(), QuotaRefusal>)> {
        let mut outcomes: Vec<(Entity, Result<(), QuotaRefusal>)> = Vec::new();
        let mut places: BTreeMap<&Entity, usize> = BTreeMap::new();
        for EntityEdit { entity, edits } in edits {
            let twice = || Err(QuotaRefusal(format!("Ignoring duplicate entity {entity}")));
            if let Some(place) = places.get(entity) {
                if let Some((_, outcome)) = outcomes.get_mut(*place) {
                    *outcome = twice();
                }
                continue;
            }
            places.insert(entity, outcomes.len());
            let mut keys = BTreeSet::new();
            let outcome = match edits.iter().all(|edit| keys.insert(&edit.key)) {
                true => self.edit_one(entity, edits, intent),
                false => twice(),
            };
            outcomes.push((entity.clone(), outcome));
        }
        outcomes
    }

    fn edit_one(
        &mut self,
        entity: &Entity,
        edits: &[Edit],
        intent: Intent,
    ) -> Result<(), QuotaRefusal> {
        check_entity(entity)?;
        let mut quotas = self.0.get(entity).cloned().unwrap_or_default();
        for edit in edits {
            let key = QuotaKey::ALL.into_iter().find(|key| key.name() == edit.key);
            match (key, edit.value) {
                (Some(key), None) => {
                    quotas.remove(&key);
                }
                // What is not known is not there either.
                (None, None) => {}
                (key, Some(value)) => {
                    let key = check_value(entity, &edit.key, key, value)?;
                    quotas.insert(key, value);
                }
            }
        }
        if intent == Intent::Check {
            return Ok(());
        }
        if quotas.is_empty() {
            self.0.remove(entity);
            return Ok(());
        }
        if self.0.len() >= MOST_ENTITIES && !self.0.contains_key(entity) {
            let text = format!("At most {MOST_ENTITIES} entities can have quotas here.");
            return Err(QuotaRefusal(text));
        }
        self.0.insert(entity.clone(), quotas);
        Ok(())
    }

    pub(super) fn matching(&self, matching: &Matching) -> Vec<(Entity, Vec<(QuotaKey, f64)>)> {
        let fits = |entity: &Entity| {
            let asked = matching.components.len();
            let found = entity.parts().filter(|(kind, part)| {
                matching.components.iter().any(|it| {
                    let good = match &it.wanted {
                        Match::Exactly(wanted) => wanted == *part,
                        Match::Anything => true,
                    };
                    it.kind == *kind && good
                })
            });
            let fitting = found.count() == asked;
            match matching.strictness {
                Strictness::Strict => asked > 0 && fitting && entity.parts().count() == asked,
                Strictness::Loose => fitting,
            }
        };
        let listed = self.0.iter().filter(|(entity, _)| fits(entity));
        let quotas =
            |quotas: &BTreeMap<QuotaKey, f64>| quotas.iter().map(|(k, v)| (*k, *v)).collect();
        listed.map(|(entity, set)| (entity.clone(), quotas(set))).collect()
    }

    /// The rate of connections that is in force for an address.
    pub(super) fn of_address(&self, address: IpAddr) -> Option<f64> {
        let of = |wanted: &dyn Fn(&Part) -> bool| {
            self.0.iter().find_map(|(entity, quotas)| {
                entity.ip.as_ref().filter(|it| wanted(it))?;
                quotas.get(&QuotaKey::ConnectionCreationRate).copied()
            })
        };
        let is_it = |part: &Part| match part.name() {
            Some("localhost") => address.is_loopback(),
            Some(name) => IpAddr::from_str(name) == Ok(address),
            None => false,
        };
        of(&is_it).or_else(|| of(&|part| *part == Part::Default))
    }

    /// The quota that is in force for a user's client: the most special one that there is.
    pub(super) fn in_force(
        &self,
        user: &str,
        client: &str,
        key: QuotaKey,
    ) -> Option<(Entity, f64)> {
        let user = Some(Part::Named(Arc::from(user)));
        let client = Some(Part::Named(Arc::from(client)));
        let all = Some(Part::Default);
        let levels = [
            (&user, &client),
            (&user, &all),
            (&user, &None),
            (&all, &client),
            (&all, &all),
            (&all, &None),
            (&None, &client),
            (&None, &all),
        ];
        levels.into_iter().find_map(|(user, client)| {
            let entity = Entity { user: user.clone(), client: client.clone(), ip: None };
            let limit = *self.0.get(&entity)?.get(&key)?;
            Some((entity, limit))
        })
    }
}

fn check_entity(entity: &Entity) -> Result<(), QuotaRefusal> {
    let refuse = |text: String| Err(QuotaRefusal(text));
    if entity.parts().next().is_none() {
        return refuse("Invalid empty client quota entity".to_owned());
    }
    if let Some((kind, _)) = entity.parts().find(|(_, part)| part.name() == Some("")) {
        return refuse(format!("Empty {kind} not supported"));
    }
    if entity.ip.is_some() && (entity.user.is_some() || entity.client.is_some()) {
        return refuse(
            "Invalid quota entity combination, IP entity shouldnot be combined with User or \
             ClientId"
                .to_owned(),
        );
    }
    match entity.ip.as_ref().and_then(Part::name) {
        // Names of hosts would have to be resolved; there is one that needs not.
        Some(ip) if ip != "localhost" && IpAddr::from_str(ip).is_err() => {
            refuse(format!("{ip} is not a valid IP or resolvable host."))
        }
        _ => Ok(()),
    }
}

fn check_value(
    entity: &Entity,
    name: &str,
    key: Option<QuotaKey>,
    value: f64,
) -> Result<QuotaKey, QuotaRefusal> {
    let fits = |key: &QuotaKey| key.is_for_addresses() == entity.ip.is_some();
    let Some(key) = key.filter(fits) else {
        return Err(QuotaRefusal(format!("Invalid configuration key {name}")));
    };
    if value.is_nan() || value <= 0.0 {
        return Err(QuotaRefusal(format!("Quota {name} must be greater than 0")));
    }
    let most = if key.is_for_addresses() { f64::from(i32::MAX) } else { i64::MAX as f64 };
    if !key.may_be_fractional() && value > most {
        return Err(QuotaRefusal(format!("Proposed value for {name} is too large.")));
    }
    if !key.may_be_fractional() && (value - value.round()).abs() > 1e-6 {
        return Err(QuotaRefusal(format!("{name} cannot be a fractional value.")));
    }
    Ok(key)
}
