//! String attributes: names and values in turn, each ending in a zero octet.

/// The names and values, in their order; `None` when a value is missing.
pub fn read_strings(octets: &[u8]) -> Option<Vec<(&[u8], &[u8])>> {
    if octets.is_empty() {
        return Some(Vec::new());
    }
    let texts: Vec<&[u8]> = octets.strip_suffix(&[0])?.split(|octet| *octet == 0).collect();
    let (pairs, []) = texts.as_chunks::<2>() else { return None };
    Some(pairs.iter().map(|[name, value]| (*name, *value)).collect())
}

/// The octets that [`read_strings`] reads.
pub fn write_strings<'a>(strings: impl IntoIterator<Item = (&'a [u8], &'a [u8])>) -> Vec<u8> {
    strings.into_iter().flat_map(|(name, value)| [name, &[0], value, &[0]].concat()).collect()
}
