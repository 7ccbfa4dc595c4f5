//! The listeners that a broker itself uses: `inter.broker.listener.name`,
//! `control.plane.listener.name` and `controller.listener.names`.

use std::collections::BTreeSet;

use kerbside_broker_core::listener_role::ListenerRole;

use crate::listener::ListenerSettings;

/// Which listener is for what, by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct ListenerNames {
    pub(crate) inter_broker: Option<String>,
    pub(crate) control_plane: Option<String>,
    pub(crate) controllers: Vec<String>,
}

/// A listener's name in a setting that cannot be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadListenerName {
    /// There is no such listener. The text is Kafka's.
    #[error(
        "{setting} must be a listener name defined in advertised.listeners. The valid options \
         based on currently configured listeners are {}; {name:?} is none of them",
        existing.join(",")
    )]
    Unknown {
        /// The setting.
        setting: &'static str,
        /// The name.
        name: String,
        /// The names that there are.
        existing: Vec<String>,
    },
    /// Two settings want one listener for themselves.
    #[error("{first} and {second} both name the listener {name:?}: give each its own listener")]
    Shared {
        /// The one setting.
        first: &'static str,
        /// The other setting.
        second: &'static str,
        /// The name.
        name: String,
    },
    /// No listener is left for clients.
    #[error("every listener is in controller.listener.names: add one for clients")]
    NoneForClients,
}

const INTER_BROKER: &str = "inter.broker.listener.name";
const CONTROL_PLANE: &str = "control.plane.listener.name";
const CONTROLLERS: &str = "controller.listener.names";

impl ListenerNames {
    pub(crate) fn check(&self, listeners: &[ListenerSettings]) -> Result<(), BadListenerName> {
        let mut taken: Vec<(&'static str, &str)> = Vec::new();
        let single = [(INTER_BROKER, &self.inter_broker), (CONTROL_PLANE, &self.control_plane)];
        let single =
            single.into_iter().filter_map(|(setting, name)| Some((setting, name.as_ref()?)));
        for (setting, name) in single.chain(self.controllers.iter().map(|it| (CONTROLLERS, it))) {
            if !listeners.iter().any(|it| it.name() == name) {
                return Err(BadListenerName::Unknown {
                    setting,
                    name: name.clone(),
                    existing: listeners.iter().map(|it| it.name().to_owned()).collect(),
                });
            }
            if let Some((first, _)) = taken.iter().find(|(_, other)| *other == name.as_str()) {
                let (first, second) = (*first, setting);
                return Err(BadListenerName::Shared { first, second, name: name.clone() });
            }
            taken.push((setting, name));
        }
        let controllers: BTreeSet<_> = self.controllers.iter().map(String::as_str).collect();
        match listeners.iter().all(|it| controllers.contains(it.name())) {
            true => Err(BadListenerName::NoneForClients),
            false => Ok(()),
        }
    }

    pub(crate) fn role(&self, listener: &str) -> ListenerRole {
        match self.controllers.iter().any(|it| it == listener) {
            true => ListenerRole::Controller,
            false => ListenerRole::Broker,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(inter: Option<&str>, plane: Option<&str>, controllers: &[&str]) -> String {
        let listeners = ["A", "B", "C"].map(ListenerSettings::plaintext);
        let names = ListenerNames {
            inter_broker: inter.map(str::to_owned),
            control_plane: plane.map(str::to_owned),
            controllers: controllers.iter().map(|it| (*it).to_owned()).collect(),
        };
        names.check(&listeners).map_or_else(|it| it.to_string(), |()| "good".to_owned())
    }

    #[test]
    fn names_of_listeners_that_there_are_not_are_refused_with_the_setting() {
        for (text, setting) in [
            (check(Some("D"), None, &[]), INTER_BROKER),
            (check(None, Some("D"), &[]), CONTROL_PLANE),
            (check(None, None, &["A", "D"]), CONTROLLERS),
        ] {
            let begins = format!("{setting} must be a listener name defined in");
            assert!(text.starts_with(&begins), "{text}");
            assert!(text.contains("A,B,C; \"D\""), "{text}");
        }
    }

    #[test]
    fn a_listener_serves_one_purpose() {
        assert_eq!(check(Some("A"), Some("B"), &["C"]), "good");
        let text = check(Some("A"), None, &["A"]);
        assert!(text.contains(INTER_BROKER) && text.contains(CONTROLLERS), "{text}");
        let text = check(None, None, &["A", "A"]);
        assert!(text.contains("both name the listener \"A\""), "{text}");
        assert!(check(None, None, &["A", "B", "C"]).contains("add one for clients"));
    }
}
