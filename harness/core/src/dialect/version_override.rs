//! A range of versions for one API, as a command line has it: `Produce=0-5`, `Metadata=8`,
//! `DescribeTopicPartitions=none`.

use std::str::FromStr;

use kerbside_kafka_wire::{ApiKey, Versions};

use crate::api;

/// Another range for an API than the dialect's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VersionOverride {
    /// The API.
    pub key: ApiKey,
    /// The range; `None` hides the API.
    pub versions: Option<Versions>,
}

/// Why a text is no [`VersionOverride`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadVersionOverride {
    /// It has another form.
    #[error("{0:?} is no range of versions: write it as Produce=0-5, Metadata=8 or Metadata=none")]
    Form(String),
    /// There is no such API here.
    #[error("there is no API {0:?}; names are Kafka's, as Produce, ListOffsets or ApiVersions")]
    Api(String),
    /// It cannot be served.
    #[error(
        "{wanted:?} is more than can be served of {key}: {} to {}",
        .supported.min,
        .supported.max
    )]
    Unsupported {
        /// The API.
        key: ApiKey,
        /// What was asked for.
        wanted: String,
        /// What there is.
        supported: Versions,
    },
}

impl FromStr for VersionOverride {
    type Err = BadVersionOverride;

    fn from_str(text: &str) -> Result<Self, BadVersionOverride> {
        let form = || BadVersionOverride::Form(text.to_owned());
        let (name, range) = text.split_once('=').ok_or_else(form)?;
        let named = |(key, _): &(ApiKey, Versions)| key.name() == Some(name);
        let (key, supported) =
            api::supported().find(named).ok_or_else(|| BadVersionOverride::Api(name.to_owned()))?;
        if range == "none" {
            return Ok(VersionOverride { key, versions: None });
        }
        let (min, max) = range.split_once('-').unwrap_or((range, range));
        let number = |text: &str| text.parse::<i16>().map_err(|_| form());
        let (min, max) = (number(min)?, number(max)?);
        if min > max {
            return Err(form());
        }
        if min < supported.min || max > supported.max {
            let wanted = range.to_owned();
            return Err(BadVersionOverride::Unsupported { key, wanted, supported });
        }
        Ok(VersionOverride { key, versions: Some(Versions::new(min, max)) })
    }
}
