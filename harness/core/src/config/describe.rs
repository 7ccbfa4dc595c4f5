//! What is shown of configurations: value, source, synonyms (KIP-226), as Kafka's `ConfigHelper`
//! makes it.

use std::sync::Arc;

use super::loggers::LOGGERS;
use super::metrics_table::METRICS_CONFIGS;
use super::{BROKER_CONFIGS, Configs, GROUP_CONFIGS, ResourceKind, broker_row, without_listener};
use crate::cluster::{ConfigRow, ConfigType, TOPIC_CONFIGS, Topic};

/// Where a value comes from: the numbers of DescribeConfigs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ConfigSource(pub(crate) i8);

impl ConfigSource {
    pub(crate) const TOPIC: ConfigSource = ConfigSource(1);
    const DYNAMIC_BROKER: ConfigSource = ConfigSource(2);
    const DYNAMIC_DEFAULT_BROKER: ConfigSource = ConfigSource(3);
    const STATIC_BROKER: ConfigSource = ConfigSource(4);
    pub(crate) const DEFAULT: ConfigSource = ConfigSource(5);
    const LOGGER: ConfigSource = ConfigSource(6);
    const CLIENT_METRICS: ConfigSource = ConfigSource(7);
    const GROUP: ConfigSource = ConfigSource(8);
}

/// A configuration as it is shown.
#[derive(Clone, Debug)]
pub(crate) struct Described {
    pub(crate) name: Arc<str>,
    /// `None` is null; so are secrets.
    pub(crate) value: Option<Arc<str>>,
    pub(crate) read_only: bool,
    pub(crate) sensitive: bool,
    pub(crate) source: ConfigSource,
    /// The number of its type; 0 is unknown.
    pub(crate) kind: i8,
    pub(crate) synonyms: Vec<Synonym>,
}

/// A place where a value could come from, the first of which counts.
#[derive(Clone, Debug)]
pub(crate) struct Synonym {
    pub(crate) name: Arc<str>,
    pub(crate) value: Option<Arc<str>>,
    pub(crate) source: ConfigSource,
}

impl Described {
    fn new(name: &str, value: Option<Arc<str>>, kind: i8, synonyms: Vec<Synonym>) -> Self {
        let source = synonyms.first().map_or(ConfigSource::DEFAULT, |first| first.source);
        let name = Arc::from(name);
        Described { name, value, read_only: false, sensitive: false, source, kind, synonyms }
    }
}

impl Configs {
    /// The configurations of a topic, as broker `node` sees them.
    pub(crate) fn topic(&self, node: i32, topic: &Topic) -> Vec<Described> {
        let describe = |row: &'static ConfigRow| {
            let mut synonyms = self.broker_synonyms(node, row.broker_name);
            let own = topic.configs.get(row.name).cloned();
            let value = own.clone().or_else(|| {
                let set = synonyms.first().filter(|it| *it.name == *row.broker_name);
                set.and_then(|it| it.value.clone())
            });
            if let Some(own) = own {
                let (name, value) = (Arc::from(row.name), Some(own));
                synonyms.insert(0, Synonym { name, value, source: ConfigSource::TOPIC });
            }
            let value = value.or_else(|| Some(Arc::from(row.default)));
            Described::new(row.name, value, row.kind as i8, synonyms)
        };
        TOPIC_CONFIGS.iter().map(describe).collect()
    }

    /// The configurations of a broker.
    pub(crate) fn broker(&self, node: i32) -> Vec<Described> {
        let listed = BROKER_CONFIGS.iter().map(|row| row.name);
        let set = self.of_broker(node).keys().chain(self.everywhere.keys());
        let other = set.map(|name| &**name).filter(|name| !is_listed(name));
        let mut names: Vec<&str> = listed.chain(other).collect();
        names.sort_unstable();
        names.dedup();
        names.into_iter().map(|name| self.of_broker_config(node, name)).collect()
    }

    /// What was set for all brokers.
    pub(crate) fn all_brokers(&self) -> Vec<Described> {
        let describe = |(name, value): (&Arc<str>, &Arc<str>)| {
            let synonym = Synonym {
                name: Arc::clone(name),
                value: Some(Arc::clone(value)),
                source: ConfigSource::DYNAMIC_DEFAULT_BROKER,
            };
            hide_secret(Described::new(name, Some(Arc::clone(value)), kind(name), vec![synonym]))
        };
        self.everywhere.iter().map(describe).collect()
    }

    fn of_broker_config(&self, node: i32, name: &str) -> Described {
        let synonyms = self.broker_synonyms(node, name);
        let value = self.broker_value(node, name);
        let mut described = Described::new(name, value, kind(name), synonyms);
        let dynamic = |row: &super::BrokerRow| row.update != super::Update::ReadOnly;
        described.read_only = !broker_row(name).is_some_and(dynamic);
        hide_secret(described)
    }

    /// Every place where a setting of a broker could come from, from the first that has its name.
    fn broker_synonyms(&self, node: i32, name: &str) -> Vec<Synonym> {
        let names = synonym_names(name);
        let mut all = Vec::new();
        let mut add = |source, value_of: &dyn Fn(&str) -> Option<Arc<str>>| {
            for name in &names {
                if let Some(value) = value_of(name) {
                    all.push(Synonym { name: Arc::from(*name), value: Some(value), source });
                }
            }
        };
        add(ConfigSource::DYNAMIC_BROKER, &|name| self.of_broker(node).get(name).cloned());
        add(ConfigSource::DYNAMIC_DEFAULT_BROKER, &|name| self.everywhere.get(name).cloned());
        add(ConfigSource::STATIC_BROKER, &|name| self.static_value(node, name).cloned());
        add(ConfigSource::DEFAULT, &|name| broker_row(name)?.default.map(Arc::from));
        let first = all.iter().position(|it| *it.name == *name).unwrap_or(all.len());
        all.split_off(first)
    }

    /// The levels of a broker's loggers.
    pub(crate) fn loggers(&self, node: i32) -> Vec<Described> {
        let describe = |name: &&str| {
            let mut logger = Described::new(name, Some(self.level(node, name)), 0, Vec::new());
            logger.source = ConfigSource::LOGGER;
            logger
        };
        LOGGERS.iter().map(describe).collect()
    }

    /// The configurations of a group, as broker `node` sees them.
    pub(crate) fn group(&self, node: i32, group: &str) -> Vec<Described> {
        let set = self.named(ResourceKind::GROUP, group);
        let describe = |row: &super::GroupRow| {
            let mut synonyms = match row.broker_name {
                // Kafka shows a default of its own where no setting of a broker gives one.
                "" => own_default(row.name, row.default),
                name => self.broker_synonyms(node, name),
            };
            let own = set.get(row.name).cloned();
            let inherited = synonyms.first().and_then(|it| it.value.clone());
            if let Some(own) = &own {
                let (name, value) = (Arc::from(row.name), Some(Arc::clone(own)));
                synonyms.insert(0, Synonym { name, value, source: ConfigSource::GROUP });
            }
            let value = own.or(inherited).or_else(|| row.default.map(Arc::from));
            Described::new(row.name, value, row.kind as i8, synonyms)
        };
        GROUP_CONFIGS.iter().map(describe).collect()
    }

    /// The configurations of a subscription to client metrics.
    pub(crate) fn client_metrics(&self, name: &str) -> Vec<Described> {
        let set = self.named(ResourceKind::CLIENT_METRICS, name);
        let describe = |(name, kind, default): &(&str, ConfigType, &str)| {
            let synonym = set.get(*name).map(|value| Synonym {
                name: Arc::from(*name),
                value: Some(Arc::clone(value)),
                source: ConfigSource::CLIENT_METRICS,
            });
            let value = set.get(*name).cloned().unwrap_or_else(|| Arc::from(*default));
            Described::new(name, Some(value), *kind as i8, synonym.into_iter().collect())
        };
        METRICS_CONFIGS.iter().map(describe).collect()
    }
}

fn own_default(name: &str, default: Option<&str>) -> Vec<Synonym> {
    let synonym = |value: &str| {
        let (name, value) = (Arc::from(name), Some(Arc::from(value)));
        Synonym { name, value, source: ConfigSource::DEFAULT }
    };
    default.map(synonym).into_iter().collect()
}

/// The settings that may speak for one another, the strongest first.
fn synonym_names(name: &str) -> Vec<&str> {
    match name {
        "log.roll.ms" | "log.roll.hours" => vec!["log.roll.ms", "log.roll.hours"],
        "log.roll.jitter.ms" | "log.roll.jitter.hours" => {
            vec!["log.roll.jitter.ms", "log.roll.jitter.hours"]
        }
        "log.flush.interval.ms" => vec!["log.flush.interval.ms", "log.flush.scheduler.interval.ms"],
        "log.retention.ms" | "log.retention.minutes" | "log.retention.hours" => {
            vec!["log.retention.ms", "log.retention.minutes", "log.retention.hours"]
        }
        other => match without_listener(other) {
            Some(plain) => vec![other, plain],
            None => vec![other],
        },
    }
}

fn is_listed(name: &str) -> bool {
    BROKER_CONFIGS.binary_search_by_key(&name, |row| row.name).is_ok()
}

/// The number of a setting's type, whatever listener it is for.
fn kind(name: &str) -> i8 {
    let row = broker_row(without_listener(name).unwrap_or(name));
    row.map_or(0, |row| row.kind as i8)
}

/// Of passwords, and of settings that nobody knows, no value is shown.
fn hide_secret(mut described: Described) -> Described {
    described.sensitive = described.kind == 0 || described.kind == ConfigType::Password as i8;
    if described.sensitive {
        described.value = None;
        for synonym in &mut described.synonyms {
            synonym.value = None;
        }
    }
    described
}
