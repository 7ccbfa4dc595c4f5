//! Secrets and the forms in which they would be known in what a program says: as they are, in
//! hexadecimal of either case, in base64 at each of its three places, and as a list of numbers.

use std::path::Path;

use kerbside_krb5::formats::ccache::CredentialCache;
use kerbside_krb5::formats::keytab::Keytab;

/// Secrets by what they are.
#[derive(Debug, Default)]
pub struct Secrets(Vec<(String, Vec<Form>)>);

type Form = (&'static str, Vec<u8>);

impl Secrets {
    /// Adds a password.
    pub fn password(&mut self, password: &str) {
        self.add(format!("the password {password}"), password.as_bytes());
    }

    /// Adds every key of a keytab file.
    ///
    /// # Panics
    /// When it cannot be read.
    #[track_caller]
    pub fn keytab(&mut self, path: &Path) {
        let octets = std::fs::read(path).expect("a keytab");
        let keytab = Keytab::from_bytes(&octets, "keytab").expect("a keytab");
        assert!(!keytab.entries.is_empty(), "{} is empty", path.display());
        for entry in &keytab.entries {
            let whose = format!("the key {} of {}", entry.kvno, entry.principal);
            self.add(whose, &entry.key.keyvalue);
        }
    }

    /// Adds every session key of a cache file.
    ///
    /// # Panics
    /// When it cannot be read.
    #[track_caller]
    pub fn cache(&mut self, path: &Path) {
        let octets = std::fs::read(path).expect("a cache");
        let cache = CredentialCache::from_bytes(&octets, "cache").expect("a cache");
        assert!(cache.tickets().next().is_some(), "{} is empty", path.display());
        for ticket in cache.tickets() {
            self.add(format!("the session key for {}", ticket.server), &ticket.key.keyvalue);
        }
    }

    fn add(&mut self, what: String, octets: &[u8]) {
        assert!(octets.len() >= 8, "{what} is too short to be looked for");
        self.0.push((what, forms(octets)));
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Looks for all of them in what `source` said.
    ///
    /// # Panics
    /// When one is there.
    #[track_caller]
    pub fn not_in(&self, source: &str, said: &[u8]) {
        let text = String::from_utf8_lossy(said);
        for (what, forms) in &self.0 {
            for (form, octets) in forms {
                let found = said.windows(octets.len()).any(|window| window == octets);
                assert!(!found, "{source} has {what}, {form}:\n{text}");
            }
        }
    }
}

fn forms(octets: &[u8]) -> Vec<Form> {
    let list: Vec<String> = octets.iter().map(u8::to_string).collect();
    let hex: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    let mut forms = vec![
        ("as it is", octets.to_vec()),
        ("in hexadecimal", hex.clone().into_bytes()),
        ("in hexadecimal", hex.to_uppercase().into_bytes()),
        ("as numbers", list.join(", ").into_bytes()),
    ];
    for before in 0..3 {
        forms.push(("in base64", base64_within(before, octets)));
    }
    forms
}

/// What `octets` are in base64 behind `before` other octets: the characters of them alone.
fn base64_within(before: usize, octets: &[u8]) -> Vec<u8> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits = |at: usize| {
        let bit = |bit: usize| {
            let octet = octets[bit / 8];
            usize::from(octet >> (7 - bit % 8) & 1)
        };
        (0..6).fold(0, |value, offset| value << 1 | bit(at + offset))
    };
    let first = (6 - before * 8 % 6) % 6;
    (first..)
        .step_by(6)
        .take_while(|at| at + 6 <= octets.len() * 8)
        .map(|at| ALPHABET[bits(at)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_in_each_of_its_forms() {
        let mut secrets = Secrets::default();
        secrets.password("Marker~7");
        // By base64(1) of coreutils: the secret behind none, one and two other octets.
        let said: [&[u8]; 7] = [
            b"is Marker~7, is it",
            b"4d61726b65727e37",
            b"4D61726B65727E37",
            b"[77, 97, 114, 107, 101, 114, 126, 55]",
            b"TWFya2Vyfjc=",
            b"eE1hcmtlcn43",
            b"eHhNYXJrZXJ+Nw==",
        ];
        for said in said {
            let found = std::panic::catch_unwind(|| secrets.not_in("it", said));
            assert!(found.is_err(), "{}", String::from_utf8_lossy(said));
        }
        secrets.not_in("it", b"nothing of the kind");
    }
}
