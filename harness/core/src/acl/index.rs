//! ACLs by the resource that they are about, so that a decision looks at few of them.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use super::{Acl, EVERYBODY, HostPattern, PatternType, PermissionType, WILDCARD};
use crate::authorizer::{Operation, Question, ResourceType};
use crate::principal::KafkaPrincipal;

/// All ACLs.
#[derive(Default)]
pub(super) struct Index {
    sections: BTreeMap<i8, Section>,
    count: usize,
}

/// Those about one type of resource.
#[derive(Default)]
struct Section {
    literal: BTreeMap<Arc<str>, Vec<Entry>>,
    prefixed: BTreeMap<Arc<str>, Vec<Entry>>,
    /// How many prefixes there are of each length.
    lengths: BTreeMap<usize, usize>,
}

/// An ACL with what its host means.
pub(super) struct Entry {
    pub(super) acl: Arc<Acl>,
    host: HostPattern,
}

/// What the ACLs say to a question.
#[derive(Default)]
pub(super) struct Findings {
    /// Whether any ACL is about the resource.
    pub(super) any: bool,
    pub(super) denied: Option<Arc<Acl>>,
    pub(super) allowed: Option<Arc<Acl>>,
}

impl Index {
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Adds an ACL; `false` when it was there.
    pub(super) fn add(&mut self, acl: Acl, host: HostPattern) -> bool {
        let section = self.sections.entry(acl.resource.0).or_default();
        let entries = section.entries_mut(&acl);
        match entries.binary_search_by(|entry| rank(&entry.acl).cmp(&rank(&acl))) {
            Ok(_) => false,
            Err(at) => {
                entries.insert(at, Entry { acl: Arc::new(acl), host });
                self.count += 1;
                true
            }
        }
    }

    pub(super) fn remove(&mut self, acl: &Acl) -> bool {
        let Some(section) = self.sections.get_mut(&acl.resource.0) else {
            return false;
        };
        let removed = section.remove(acl);
        if removed {
            self.count -= 1;
        }
        removed
    }

    /// Every ACL: by resource type, then literal ones before prefixes, then by name.
    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<Acl>> {
        self.sections.values().flat_map(Section::all).map(|entry| &entry.acl)
    }

    /// Those about one type of resource.
    pub(super) fn of_type(&self, resource: ResourceType) -> impl Iterator<Item = &Entry> {
        self.sections.get(&resource.0).into_iter().flat_map(Section::all)
    }

    /// What the ACLs say. The one that is named is the one that Kafka names: the first that
    /// denies, from the exact name over shorter and shorter prefixes to `*`, or else the last
    /// that allows.
    pub(super) fn ask(&self, question: &Question<'_>) -> Findings {
        let mut findings = Findings::default();
        let Some(section) = self.sections.get(&question.resource.0) else {
            return findings;
        };
        let mut allowing = None;
        for entry in section.about(question.name).flatten() {
            findings.any = true;
            if !entry.is_about(question.principal, question.host)
                || !entry.covers(question.operation)
            {
                continue;
            }
            if entry.acl.permission == PermissionType::DENY {
                findings.denied = Some(Arc::clone(&entry.acl));
                return findings;
            }
            allowing = Some(&entry.acl);
        }
        findings.allowed = allowing.cloned();
        findings
    }
}

impl Section {
    fn entries_mut(&mut self, acl: &Acl) -> &mut Vec<Entry> {
        let by_name = match acl.pattern {
            PatternType::PREFIXED => {
                if !self.prefixed.contains_key(&acl.name) {
                    *self.lengths.entry(acl.name.len()).or_default() += 1;
                }
                &mut self.prefixed
            }
            _ => &mut self.literal,
        };
        by_name.entry(Arc::clone(&acl.name)).or_default()
    }

    fn remove(&mut self, acl: &Acl) -> bool {
        let prefixed = acl.pattern == PatternType::PREFIXED;
        let by_name = if prefixed { &mut self.prefixed } else { &mut self.literal };
        let Some(entries) = by_name.get_mut(&acl.name) else {
            return false;
        };
        let Ok(at) = entries.binary_search_by(|entry| rank(&entry.acl).cmp(&rank(acl))) else {
            return false;
        };
        entries.remove(at);
        if entries.is_empty() {
            by_name.remove(&acl.name);
            if prefixed && let Some(count) = self.lengths.get_mut(&acl.name.len()) {
                *count -= 1;
                if *count == 0 {
                    self.lengths.remove(&acl.name.len());
                }
            }
        }
        true
    }

    fn all(&self) -> impl Iterator<Item = &Entry> {
        self.literal.values().chain(self.prefixed.values()).flatten()
    }

    /// The lists that are about a name, in the order in which Kafka comes upon them.
    fn about<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s Vec<Entry>> {
        let prefixes = self.lengths.range(..=name.len()).rev();
        let prefixed = prefixes.filter_map(|(length, _)| self.prefixed.get(name.get(..*length)?));
        let everything = if name == WILDCARD { None } else { self.literal.get(WILDCARD) };
        self.literal.get(name).into_iter().chain(prefixed).chain(everything)
    }
}

impl Entry {
    /// Whether it is about this client.
    pub(super) fn is_about(&self, principal: &KafkaPrincipal, host: IpAddr) -> bool {
        let named = *self.acl.principal == *EVERYBODY
            || self.acl.principal.split_once(':') == Some((principal.kind(), principal.name()));
        named && self.host.means(host)
    }

    /// Whether it is about the operation. What an ACL implies counts where it allows only.
    fn covers(&self, wanted: Operation) -> bool {
        use Operation as O;
        let own = self.acl.operation;
        if own == O::ALL || own == wanted {
            return true;
        }
        self.acl.permission == PermissionType::ALLOW
            && match wanted {
                O::DESCRIBE => [O::READ, O::WRITE, O::DELETE, O::ALTER].contains(&own),
                O::DESCRIBE_CONFIGS => own == O::ALTER_CONFIGS,
                _ => false,
            }
    }
}

/// The order of the ACLs of one name, as in `StandardAcl.compareTo`.
fn rank(acl: &Acl) -> (i8, &str, &str, i8) {
    (acl.operation.0, &acl.principal, &acl.host, acl.permission.0)
}
