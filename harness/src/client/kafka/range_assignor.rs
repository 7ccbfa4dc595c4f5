//! The assignment `range`: of each topic, neighbouring partitions to each member in order.
//!
//! Leaves out the alignment with racks (KIP-881).

use std::collections::{BTreeMap, BTreeSet};

/// Partitions by topic.
pub(super) type Assignment = BTreeMap<String, Vec<i32>>;

/// Divides the partitions of the topics among the members that want them.
pub(super) fn assign(
    subscriptions: &BTreeMap<String, BTreeSet<String>>,
    partitions: &BTreeMap<String, Vec<i32>>,
) -> BTreeMap<String, Assignment> {
    let mut assigned: BTreeMap<String, Assignment> =
        subscriptions.keys().map(|member| (member.clone(), Assignment::new())).collect();
    for (topic, all) in partitions {
        let wanting = subscriptions.iter().filter(|(_, topics)| topics.contains(topic));
        let members: Vec<&String> = wanting.map(|(member, _)| member).collect();
        let each = all.len().checked_div(members.len()).unwrap_or(0);
        let extra = all.len().checked_rem(members.len()).unwrap_or(0);
        let mut rest = all.as_slice();
        for (at, member) in members.into_iter().enumerate() {
            let count = each + usize::from(at < extra);
            let (own, others) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            rest = others;
            if !own.is_empty() {
                let topics = assigned.entry(member.clone()).or_default();
                topics.insert(topic.clone(), own.to_vec());
            }
        }
    }
    assigned
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(assigned: &BTreeMap<String, Assignment>) -> Vec<String> {
        assigned.iter().map(|(member, topics)| format!("{member} {topics:?}")).collect()
    }

    #[test]
    fn the_first_members_get_one_partition_more() {
        let wants = |topics: &[&str]| topics.iter().map(ToString::to_string).collect();
        let subscriptions = BTreeMap::from([
            ("a".to_owned(), wants(&["t", "u"])),
            ("b".to_owned(), wants(&["t"])),
            ("c".to_owned(), wants(&["t", "v"])),
        ]);
        let partitions =
            BTreeMap::from([("t".to_owned(), vec![0, 1, 2, 3]), ("u".to_owned(), vec![0, 1])]);
        assert_eq!(
            text(&assign(&subscriptions, &partitions)),
            [r#"a {"t": [0, 1], "u": [0, 1]}"#, r#"b {"t": [2]}"#, r#"c {"t": [3]}"#]
        );
    }
}
