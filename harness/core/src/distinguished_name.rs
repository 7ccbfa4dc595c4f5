//! The subject of an X.509 certificate (RFC 5280 §4.1.2.6) as text, as Java's
//! `X500Principal.getName` writes it (RFC 2253): it is the name of a Kafka principal.
//!
//! Reads no more of a certificate than the way to its subject; that the certificate is genuine is
//! TLS's affair.

use std::fmt::Write;

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OBJECT_IDENTIFIER: u8 = 0x06;
/// `[0] EXPLICIT Version`, which version 1 leaves out.
const VERSION: u8 = 0xa0;

/// The types of string whose text is shown: UTF8, printable, teletex, IA5, universal, general, BMP.
const STRINGS: [u8; 7] = [0x0c, 0x13, 0x14, 0x16, 0x1c, 0x1b, 0x1e];

/// The attribute types that have a name in RFC 2253 §2.3, by their object identifiers' octets.
const KEYWORDS: [(&[u8], &str); 9] = [
    (&[0x55, 4, 3], "CN"),
    (&[0x55, 4, 6], "C"),
    (&[0x55, 4, 7], "L"),
    (&[0x55, 4, 8], "ST"),
    (&[0x55, 4, 9], "STREET"),
    (&[0x55, 4, 10], "O"),
    (&[0x55, 4, 11], "OU"),
    (&[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25], "DC"),
    (&[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1], "UID"),
];

/// The subject of a certificate; `None` when the octets are none.
pub fn subject(certificate: &[u8]) -> Option<String> {
    let (certificate, _) = expect(certificate, SEQUENCE)?;
    let (mut rest, _) = expect(certificate, SEQUENCE)?;
    if rest.first() == Some(&VERSION) {
        rest = element(rest)?.after;
    }
    // serialNumber, signature, issuer, validity
    for _ in 0..4 {
        rest = element(rest)?.after;
    }
    let subject = element(rest)?;
    name(subject.whole)
}

/// A `Name` as text, the most specific part first; `None` when the octets are none.
pub fn name(der: &[u8]) -> Option<String> {
    let (mut rest, _) = expect(der, SEQUENCE)?;
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let (set, after) = expect(rest, SET)?;
        parts.push(relative_name(set)?);
        rest = after;
    }
    parts.reverse();
    Some(parts.join(","))
}

fn relative_name(mut set: &[u8]) -> Option<String> {
    let mut attributes = Vec::new();
    while !set.is_empty() {
        let (attribute, after) = expect(set, SEQUENCE)?;
        let (kind, value) = expect(attribute, OBJECT_IDENTIFIER)?;
        let value = element(value)?;
        let keyword = KEYWORDS.iter().find(|(octets, _)| *octets == kind);
        attributes.push(match keyword {
            Some((_, keyword)) if STRINGS.contains(&value.tag) => {
                format!("{keyword}={}", escaped(&String::from_utf8_lossy(value.contents)))
            }
            Some((_, keyword)) => format!("{keyword}={}", hex(value.whole)),
            None => format!("{}={}", dotted(kind)?, hex(value.whole)),
        });
        set = after;
    }
    Some(attributes.join("+"))
}

/// RFC 2253 §2.4, and `=` too, as Java has it.
fn escaped(text: &str) -> String {
    let white = |it: char| it == ' ' || it == '\r';
    let lead = text.len() - text.trim_start_matches(white).len();
    let trail = text.trim_end_matches(white).len();
    let mut out = String::new();
    for (at, character) in text.char_indices() {
        match character {
            '\0' => {
                out.push_str("\\00");
                continue;
            }
            ',' | '=' | '+' | '<' | '>' | '#' | ';' | '"' | '\\' => out.push('\\'),
            _ if at < lead || at >= trail => out.push('\\'),
            _ => {}
        }
        out.push(character);
    }
    out
}

fn hex(der: &[u8]) -> String {
    der.iter().fold("#".to_owned(), |mut text, octet| {
        // Writing into a String does not fail.
        let _written = write!(text, "{octet:02x}");
        text
    })
}

/// An object identifier in its dotted form (X.690 §8.19).
fn dotted(octets: &[u8]) -> Option<String> {
    let mut arcs: Vec<u64> = Vec::new();
    let mut arc: u64 = 0;
    for octet in octets {
        arc = arc.checked_mul(128)?.checked_add(u64::from(octet & 0x7f))?;
        if octet & 0x80 == 0 {
            match arcs.is_empty() {
                true => arcs.extend([(arc / 40).min(2), arc - 40 * (arc / 40).min(2)]),
                false => arcs.push(arc),
            }
            arc = 0;
        }
    }
    let arcs: Vec<String> = arcs.iter().map(u64::to_string).collect();
    Some(arcs.join("."))
}

/// One element of DER.
struct Element<'d> {
    tag: u8,
    contents: &'d [u8],
    whole: &'d [u8],
    after: &'d [u8],
}

fn element(der: &[u8]) -> Option<Element<'_>> {
    let (tag, rest) = der.split_first()?;
    let (length, rest) = rest.split_first()?;
    let (length, rest) = match length {
        0..=0x7f => (usize::from(*length), rest),
        // Longer than 4 octets of length no certificate is.
        0x81..=0x84 => {
            let (octets, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
            (octets.iter().fold(0, |sum, octet| (sum << 8) | usize::from(*octet)), rest)
        }
        _ => return None,
    };
    let (contents, after) = rest.split_at_checked(length)?;
    let whole = der.get(..der.len() - after.len())?;
    Some(Element { tag: *tag, contents, whole, after })
}

/// The contents of an element of this tag, and what follows it.
fn expect(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let element = element(der)?;
    (element.tag == tag).then_some((element.contents, element.after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn octets(hex: &str) -> Vec<u8> {
        let digits: Vec<char> = hex.chars().collect();
        let octet = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16);
        digits.chunks(2).map(|pair| octet(pair).unwrap()).collect()
    }

    /// Names and encodings from `X500Principal` of OpenJDK 17.0.15: `getEncoded`, `getName`.
    #[test]
    fn names_are_written_as_java_writes_them() {
        for (der, text) in [
            ("3010310e300c06035504031305616c696365", "CN=alice"),
            (
                "3042310b3009060355040613024445310d300b060355040a1304782c20793114300806035504\
                 0b1301613008060355040b130162310e300c06035504031305616c696365",
                r"CN=alice,OU=a+OU=b,O=x\, y,C=DE",
            ),
            (
                "3081c5310a3008060355042a130167310a3008060355040413016e310e300c060355040c1305\
                 7469746c65310a30080603550408130173310a3008060355040713016c310a30080603550409\
                 130173310a300806035504051301353111300f060a0992268993f22c64010113017531153013\
                 06092a864886f70d01090116066140622e646531143012060a0992268993f22c640119160474\
                 65737431173015060a0992268993f22c64011916076578616d706c653112301006035504030c\
                 092331202b20c3b62263",
                "CN=\\#1 \\+ ö\\\"c,DC=example,DC=test,1.2.840.113549.1.9.1=#16066140622e6465,\
                 UID=u,\
                 2.5.4.5=#130135,STREET=s,L=l,ST=s,2.5.4.12=#13057469746c65,2.5.4.4=#13016e,\
                 2.5.4.42=#130167",
            ),
            ("3000", ""),
        ] {
            assert_eq!(name(&octets(&der.replace(' ', ""))).as_deref(), Some(text));
        }
    }

    #[test]
    fn blanks_at_the_ends_are_escaped() {
        assert_eq!(escaped(" a b  "), r"\ a b\ \ ");
    }

    #[test]
    fn what_is_cut_short_has_no_name() {
        let whole = octets("3010310e300c06035504031305616c696365");
        for length in 0..whole.len() {
            assert_eq!(name(&whole[..length]), None, "{length}");
        }
        assert_eq!(subject(&whole), None);
    }
}
