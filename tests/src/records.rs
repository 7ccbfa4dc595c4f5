//! Records that go through a broker and come back: how they are made up, written and compared.
//!
//! As a line, a record is `PARTITION KEY VALUE NAME=VALUE...`, octets in hexadecimal and `-` for
//! null: what the Python programs of this package read and write.

use std::collections::BTreeMap;
use std::fmt;

/// A record as a client gives or gets it.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// Its partition.
    pub partition: i32,
    /// Its key.
    pub key: Option<Vec<u8>>,
    /// Its value.
    pub value: Option<Vec<u8>>,
    /// Its headers, in order.
    pub headers: Vec<(String, Vec<u8>)>,
}

/// `count` records for `partitions` partitions in turn, all different: some with null or empty keys
/// and values, values of up to some kilobytes with every octet in them, up to two headers of text.
#[must_use]
pub fn sample(count: usize, partitions: i32) -> Vec<Record> {
    let turns = (0..partitions).cycle();
    (0..count).zip(turns).map(|(number, partition)| one(number, partition)).collect()
}

fn one(number: usize, partition: i32) -> Record {
    let key = match number % 5 {
        0 => None,
        1 => Some(Vec::new()),
        _ => Some(format!("key {}", number % 37).into_bytes()),
    };
    let value = match number % 11 {
        // Some clients refuse a record that has neither key nor value.
        0 if key.is_some() => None,
        1 => Some(Vec::new()),
        _ => Some(octets(number)),
    };
    let headers = (0..number % 3)
        .map(|index| (format!("header-{index}"), hex(&octets(number + index)).into_bytes()))
        .collect();
    Record { partition, key, value, headers }
}

/// Octets that begin with the number, so that no two values are alike.
fn octets(number: usize) -> Vec<u8> {
    let length = if number % 100 == 99 { 5_000 } else { 20 + number % 200 };
    let mut state = number as u64 + 1;
    let mut octets = format!("{number}:").into_bytes();
    octets.extend((0..length).map(|_| {
        // Knuth's multiplier: any sequence does, as long as each octet turns up.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    }));
    octets
}

impl Record {
    /// The record as a line.
    #[must_use]
    pub fn to_line(&self) -> String {
        let optional = |octets: &Option<Vec<u8>>| octets.as_deref().map_or("-".to_owned(), hex);
        let mut line =
            format!("{} {} {}", self.partition, optional(&self.key), optional(&self.value));
        for (name, value) in &self.headers {
            line.push_str(&format!(" {name}={}", hex(value)));
        }
        line
    }

    /// Reads a line; `None` when it is none.
    #[must_use]
    pub fn from_line(line: &str) -> Option<Self> {
        let mut fields = line.split(' ');
        let partition = fields.next()?.parse().ok()?;
        let optional = |field: &str| match field {
            "-" => Some(None),
            digits => from_hex(digits).map(Some),
        };
        let (key, value) = (optional(fields.next()?)?, optional(fields.next()?)?);
        let header = |field: &str| {
            let (name, value) = field.split_once('=')?;
            Some((name.to_owned(), from_hex(value)?))
        };
        let headers = fields.map(header).collect::<Option<Vec<_>>>()?;
        Some(Self { partition, key, value, headers })
    }
}

/// All records as lines.
#[must_use]
pub fn to_lines(records: &[Record]) -> String {
    records.iter().map(|record| record.to_line() + "\n").collect()
}

/// Reads lines.
///
/// # Panics
/// When a line is none of a record.
#[must_use]
#[track_caller]
pub fn from_lines(text: &str) -> Vec<Record> {
    let read = |line: &str| {
        Record::from_line(line).unwrap_or_else(|| panic!("not the line of a record: {line}"))
    };
    text.lines().map(read).collect()
}

/// Compares what was sent with what came back: the order counts within a partition.
///
/// # Panics
/// At the first difference.
#[track_caller]
pub fn assert_same(sent: &[Record], received: &[Record]) {
    let (sent, received) = (by_partition(sent), by_partition(received));
    assert_eq!(
        sent.iter().map(|(partition, all)| (*partition, all.len())).collect::<Vec<_>>(),
        received.iter().map(|(partition, all)| (*partition, all.len())).collect::<Vec<_>>(),
        "records for each partition: sent, received"
    );
    for (partition, sent) in &sent {
        for (offset, (sent, received)) in sent.iter().zip(&received[partition]).enumerate() {
            assert_eq!(sent, received, "partition {partition}, record {offset}: sent, received");
        }
    }
}

fn by_partition(records: &[Record]) -> BTreeMap<i32, Vec<&Record>> {
    let mut partitions: BTreeMap<i32, Vec<&Record>> = BTreeMap::new();
    for record in records {
        partitions.entry(record.partition).or_default().push(record);
    }
    partitions
}

/// Lower-case hexadecimal digits.
#[must_use]
pub fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// The octets of hexadecimal digits; `None` when they are none.
#[must_use]
pub fn from_hex(digits: &str) -> Option<Vec<u8>> {
    if !digits.is_ascii() || !digits.len().is_multiple_of(2) {
        return None;
    }
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

/// Octets are shown as text where they are.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |octets: &[u8]| octets.escape_ascii().to_string();
        f.debug_struct("Record")
            .field("partition", &self.partition)
            .field("key", &self.key.as_deref().map(shown))
            .field("value", &self.value.as_deref().map(shown))
            .field("headers", &self.headers)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_survive_being_lines() {
        let records = sample(120, 4);
        assert_same(&records, &from_lines(&to_lines(&records)));
    }

    #[test]
    fn every_octet_turns_up() {
        let mut seen = [false; 256];
        for octet in sample(1000, 1).iter().flat_map(|record| record.value.iter().flatten()) {
            seen[usize::from(*octet)] = true;
        }
        assert!(seen.iter().all(|seen| *seen));
    }

    #[test]
    #[should_panic(expected = "partition 1, record 2")]
    fn a_changed_record_is_found() {
        let sent = sample(12, 2);
        let mut received = sent.clone();
        received[5].key = Some(b"another".to_vec());
        assert_same(&sent, &received);
    }
}
