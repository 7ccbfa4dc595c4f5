//! Values with their places, wherever MIT looks for them.

use crate::formats::boolean::parse_boolean;
use crate::formats::duration::parse_duration;
use crate::formats::profile::{ConfError, ConfFault, Profile, Relation};

pub(super) const DURATION: &str = "duration, as 3600, 10h, 1d 2h 3m 4s or 1:30";
const BOOLEAN: &str = "boolean, as true or false";

/// The relations of one realm: its own subsection first, then a section of defaults.
pub(super) struct Reader<'a> {
    pub(super) profile: &'a Profile,
    pub(super) realm: &'a str,
}

impl<'a> Reader<'a> {
    /// The relation `name` of the realm.
    pub(super) fn own(&self, name: &str) -> Option<&'a Relation> {
        self.profile.relation(&["realms", self.realm, name])
    }

    /// The relation `name` of `[kdcdefaults]`.
    pub(super) fn default(&self, name: &str) -> Option<&'a Relation> {
        self.profile.relation(&["kdcdefaults", name])
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.own(name).map(|relation| relation.value().to_owned())
    }

    pub(super) fn duration(&self, name: &str, default: i32) -> Result<i32, ConfError> {
        Ok(parsed(name, self.own(name), DURATION, parse_duration)?.unwrap_or(default))
    }

    pub(super) fn number<T: std::str::FromStr>(
        &self,
        name: &str,
        relation: Option<&Relation>,
        expected: &'static str,
    ) -> Result<Option<T>, ConfError> {
        parsed(name, relation, expected, |value| value.trim().parse().ok())
    }
}

pub(super) fn boolean(name: &str, relation: Option<&Relation>) -> Result<Option<bool>, ConfError> {
    parsed(name, relation, BOOLEAN, parse_boolean)
}

/// The value of `relation` as `parse` reads it, which wants what `expected` says.
pub(super) fn parsed<T>(
    name: &str,
    relation: Option<&Relation>,
    expected: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, ConfError> {
    let Some(relation) = relation else {
        return Ok(None);
    };
    let value = relation.value();
    parse(value).map(Some).ok_or_else(|| {
        let fault = ConfFault::Value { name: name.to_owned(), value: value.to_owned(), expected };
        ConfError::of(relation, fault)
    })
}
