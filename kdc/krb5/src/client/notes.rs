//! What an exchange does, step by step, in the words of MIT's `KRB5_TRACE`.
//!
//! Kept only where somebody asks for it: a line costs time to write. Keys appear as
//! [`Key::trace_name`](kerbside_crypto::Key::trace_name) tells them.

use std::fmt::Write as _;

use kerbside_crypto::Enctype;

use super::error_text::describe;
use super::etype_info::KeyHint;
use crate::wire::{ErrorCode, PaData, PaDataType};

/// The lines of one exchange; nothing is kept unless somebody listens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes(Option<Vec<String>>);

impl Notes {
    /// Keeps lines from now on.
    pub(super) fn keep(&mut self) {
        self.0.get_or_insert_default();
    }

    pub(super) fn add(&mut self, line: impl FnOnce() -> String) {
        if let Some(lines) = &mut self.0 {
            lines.push(line());
        }
    }

    /// The lines since the last call.
    pub(super) fn take(&mut self) -> Vec<String> {
        self.0.as_mut().map(std::mem::take).unwrap_or_default()
    }
}

/// An error code as MIT's library counts it, with its sentence.
pub fn error(code: ErrorCode) -> String {
    error_with(code, &describe(code))
}

/// The same with another sentence.
pub fn error_with(code: ErrorCode, sentence: &str) -> String {
    // The base of MIT's error table krb5.
    const KRB5: i64 = -1_765_328_384;
    format!("{}/{sentence}", KRB5 + i64::from(code.0))
}

/// Enctypes by their shortest names.
pub fn enctypes(list: &[Enctype]) -> String {
    let name =
        |enctype: &Enctype| enctype.short_name().map_or_else(|| enctype.to_string(), Into::into);
    let names: Vec<String> = list.iter().map(name).collect();
    if names.is_empty() { "(empty)".to_owned() } else { names.join(", ") }
}

/// An enctype by its shortest name.
pub fn enctype(one: Enctype) -> String {
    enctypes(&[one])
}

pub(super) fn selected(hint: &KeyHint) -> String {
    let KeyHint { enctype: one, salt, parameters } = hint;
    let parameters = parameters.as_deref().unwrap_or_default();
    format!(
        "Selected etype info: etype {}, salt \"{}\", params \"{}\"",
        enctype(*one),
        text(salt),
        text(parameters)
    )
}

pub(super) fn padata<'a>(what: &str, list: impl IntoIterator<Item = &'a PaData>) -> String {
    let names: Vec<String> = list.into_iter().map(|data| name(data.padata_type)).collect();
    let names = if names.is_empty() { "(empty)".to_owned() } else { names.join(", ") };
    format!("{what}: {names}")
}

fn name(kind: PaDataType) -> String {
    match kind.name() {
        Some("REQ_ENC_PA_REP") => format!("PA-REQ-ENC-PA-REP ({})", kind.0),
        Some(name) => format!("PA-{} ({})", name.replace('_', "-"), kind.0),
        None => kind.0.to_string(),
    }
}

/// Octets that are text, with what cannot be shown in hexadecimal as MIT does it.
pub(super) fn text(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |mut shown, octet| {
        match octet {
            b' '..=b'~' => shown.push(char::from(*octet)),
            other => {
                // Writing to a string does not fail.
                let _infallible = write!(shown, "\\x{other:02X}");
            }
        }
        shown
    })
}

pub(super) fn hex(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |shown, octet| format!("{shown}{octet:02X}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_a_recorded_trace() {
        assert_eq!(
            error(ErrorCode::KDC_ERR_PREAUTH_REQUIRED),
            "-1765328359/Additional pre-authentication required"
        );
        let list = [PaDataType::ETYPE_INFO2, PaDataType::ENC_TIMESTAMP, PaDataType::FX_COOKIE]
            .map(|kind| PaData::new(kind, Vec::new()));
        assert_eq!(
            padata("Processing preauth types", &list),
            "Processing preauth types: PA-ETYPE-INFO2 (19), PA-ENC-TIMESTAMP (2), \
             PA-FX-COOKIE (133)"
        );
        let hint = KeyHint {
            enctype: Enctype::AES256_SHA1,
            salt: b"EXAMPLE.COMbob".to_vec(),
            parameters: None,
        };
        assert_eq!(
            selected(&hint),
            "Selected etype info: etype aes256-cts, salt \"EXAMPLE.COMbob\", params \"\""
        );
        assert_eq!(enctypes(&[]), "(empty)");
    }

    #[test]
    fn nobody_listening_nothing_is_written() {
        let mut notes = Notes::default();
        notes.add(|| unreachable!("nobody listens"));
        notes.keep();
        notes.add(|| "line".to_owned());
        assert_eq!((notes.take(), notes.take()), (vec!["line".to_owned()], Vec::new()));
    }
}
