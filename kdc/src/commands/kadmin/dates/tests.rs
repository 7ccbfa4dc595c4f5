//! Dates and intervals beside those that MIT read, which `fixtures/kadmin` records.

use super::*;

/// 2026-11-22 05:47:01 UTC, a Sunday.
const NOW: Timestamp = Timestamp::from_seconds(1_795_326_421);

/// What kadmin.local of MIT krb5 1.20.1 made of each text.
const RECORDED: &str = include_str!("../../../../../fixtures/kadmin/dates.txt");

/// Central European time with the summer time of 2026 to 2029, as a TZif file.
fn berlin() -> Zone {
    // The last Sundays of March and of October, at 01:00 UTC.
    let transitions: [i64; 8] = [
        1_774_746_000,
        1_792_890_000,
        1_806_195_600,
        1_824_944_400,
        1_837_645_200,
        1_856_394_000,
        1_869_094_800,
        1_887_843_600,
    ];
    let mut octets = Vec::new();
    for width in [4, 8] {
        octets.extend(b"TZif2");
        octets.extend([0; 15]);
        for count in [0u32, 0, 0, 8, 2, 9] {
            octets.extend(count.to_be_bytes());
        }
        for instant in transitions {
            octets.extend(&instant.to_be_bytes()[8 - width..]);
        }
        octets.extend([1, 0, 1, 0, 1, 0, 1, 0]);
        for (offset, summer, name) in [(3_600i32, 0, 0), (7_200, 1, 4)] {
            octets.extend(offset.to_be_bytes());
            octets.extend([summer, name]);
        }
        octets.extend(b"CET\0CEST\0");
    }
    Zone::from_tzif(&octets).unwrap()
}

fn read(kind: &str, text: &str, zone: &Zone) -> String {
    match kind {
        "expire" => match parse(text, NOW, zone) {
            None => "refused".to_owned(),
            Some(Expiry::Never) => "0".to_owned(),
            Some(Expiry::At(at)) => at.seconds().to_string(),
        },
        _ => match interval(text, NOW, zone) {
            Ok(seconds) => seconds.to_string(),
            Err(NoInterval::Malformed) => "refused".to_owned(),
            Err(NoInterval::Past) => "past".to_owned(),
        },
    }
}

#[test]
fn dates_and_intervals_are_read_as_mit_read_them() {
    let zones = [("UTC", Zone::utc()), ("Europe/Berlin", berlin())];
    let mut different = Vec::new();
    let mut rows = 0;
    for line in RECORDED.lines().filter(|line| !line.starts_with('#')) {
        let [kind, zone, expected, text] = line.splitn(4, '\t').collect::<Vec<_>>()[..] else {
            panic!("{line:?} is no row");
        };
        let (_, zone) = zones.iter().find(|(name, _)| *name == zone).unwrap();
        let ours = read(kind, text, zone);
        if ours != expected {
            different.push(format!("{line:?}: {ours}"));
        }
        rows += 1;
    }
    assert!(rows > 300, "{rows}");
    assert!(different.is_empty(), "{different:#?}");
}

/// Where MIT's wrap round, which is no date that anybody means.
#[test]
fn instants_that_32_bits_cannot_hold_are_refused() {
    for text in ["12/31/2106", "1/15/1970 20 days ago", "80 years", "99999999999999999999 days"] {
        assert_eq!(parse(text, NOW, &Zone::utc()), None, "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[-+:/,() .0-9a-z]{0,30}|\\PC{0,20}") {
        parse(&text, NOW, &Zone::utc());
        let _number_or_not = interval(&text, NOW, &Zone::utc());
    }
}
