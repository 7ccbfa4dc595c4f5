//! The order in which a `java.util.HashSet` lists names: Kafka prints such sets in its refusals.

/// `[a, b]`, as `HashSet.toString` prints a small set of these names.
pub(super) fn shown<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names: Vec<&str> = names.into_iter().collect();
    // A set made of another collection has room for its elements at a load of three quarters.
    let buckets = (names.len() * 4 / 3 + 1).max(16).next_power_of_two();
    names.sort_by_key(|name| bucket(name, buckets));
    format!("[{}]", names.join(", "))
}

/// The bucket of a name: `String.hashCode`, with its upper half mixed into its lower one.
fn bucket(name: &str, buckets: usize) -> usize {
    let hash = name
        .encode_utf16()
        .fold(0u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(u32::from(unit)));
    (hash ^ (hash >> 16)) as usize & (buckets - 1)
}

#[cfg(test)]
mod tests {
    /// As Apache Kafka 4.4.0 prints it.
    #[test]
    fn names_come_in_the_order_of_their_hashes() {
        let shown = super::shown(["auto.create.topics.enable", "num.partitions"]);
        assert_eq!(shown, "[num.partitions, auto.create.topics.enable]");
    }
}
