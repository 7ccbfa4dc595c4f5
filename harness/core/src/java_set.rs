//! The order in which a `java.util.HashSet` lists names: Kafka prints such sets in its refusals,
//! and answers with them.

/// `[a, b]`, as `HashSet.toString` prints a small set of these names.
pub(crate) fn shown<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names: Vec<&str> = names.into_iter().collect();
    sort(&mut names, |name| name);
    format!("[{}]", names.join(", "))
}

/// Puts elements into the order in which a small set of their names lists them, when they were put
/// into it in the order in which they are.
pub(crate) fn sort<T>(names: &mut [T], name: impl Fn(&T) -> &str) {
    // A set made of another collection has room for its elements at a load of three quarters.
    let buckets = (names.len() * 4 / 3 + 1).max(16).next_power_of_two();
    names.sort_by_key(|it| bucket(name(it), buckets));
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
    /// As `java.util.HashSet` of OpenJDK 17 lists them. PLAIN and SCRAM-SHA-512 share a bucket.
    #[test]
    fn names_of_one_bucket_stay_in_their_order() {
        let set = |names: &[&str]| super::shown(names.iter().copied());
        let names = ["GSSAPI", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"];
        let listed = "[PLAIN, SCRAM-SHA-512, GSSAPI, SCRAM-SHA-256, OAUTHBEARER]";
        assert_eq!(set(&names), listed);
        let backwards: Vec<&str> = names.into_iter().rev().collect();
        let listed = "[SCRAM-SHA-512, PLAIN, GSSAPI, SCRAM-SHA-256, OAUTHBEARER]";
        assert_eq!(set(&backwards), listed);
    }

    /// As Apache Kafka 4.4.0 prints it.
    #[test]
    fn names_come_in_the_order_of_their_hashes() {
        let shown = super::shown(["auto.create.topics.enable", "num.partitions"]);
        assert_eq!(shown, "[num.partitions, auto.create.topics.enable]");
    }
}
