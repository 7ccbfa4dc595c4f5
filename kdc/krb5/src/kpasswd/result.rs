//! What became of a request (RFC 3244 §2): a result code and a text.

/// A result code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ResultCode(pub u16);

impl ResultCode {
    /// The password is changed.
    pub const SUCCESS: Self = Self(0);
    /// The request was malformed.
    pub const MALFORMED: Self = Self(1);
    /// The server failed.
    pub const HARD_ERROR: Self = Self(2);
    /// Who asked could not be authenticated.
    pub const AUTH_ERROR: Self = Self(3);
    /// The password is not good enough, or must be kept for longer.
    pub const SOFT_ERROR: Self = Self(4);
    /// The client may not change that password.
    pub const ACCESS_DENIED: Self = Self(5);
    /// The protocol version is unknown.
    pub const BAD_VERSION: Self = Self(6);
    /// The ticket must come of an AS exchange.
    pub const INITIAL_FLAG_NEEDED: Self = Self(7);

    /// What MIT's programs say of the code.
    pub fn describe(self) -> &'static str {
        match self {
            Self::SUCCESS => "Success",
            Self::MALFORMED => "Malformed request error",
            Self::HARD_ERROR => "Server error",
            Self::AUTH_ERROR => "Authentication error",
            Self::SOFT_ERROR => "Password change rejected",
            Self::ACCESS_DENIED => "Access denied",
            Self::BAD_VERSION => "Wrong protocol version",
            Self::INITIAL_FLAG_NEEDED => "Initial password required",
            Self(_) => "Password change failed",
        }
    }
}

/// A code with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The code.
    pub code: ResultCode,
    /// The text, UTF-8 by RFC 3244.
    pub text: Vec<u8>,
}

impl Outcome {
    /// A code with its text.
    pub fn new(code: ResultCode, text: impl Into<Vec<u8>>) -> Self {
        Self { code, text: text.into() }
    }

    pub(super) fn read(octets: &[u8]) -> Option<Self> {
        let (code, text) = octets.split_first_chunk()?;
        Some(Self::new(ResultCode(u16::from_be_bytes(*code)), text))
    }

    /// The data of a reply: the code, then the text.
    pub fn to_bytes(&self) -> Vec<u8> {
        [&self.code.0.to_be_bytes(), self.text.as_slice()].concat()
    }

    /// The text as MIT's programs show it. Active Directory sends a structure in place of one,
    /// which is told as the advice that MIT gives for what it cannot show.
    pub fn message(&self) -> String {
        let text = std::str::from_utf8(&self.text).ok();
        let text = text.filter(|text| !text.is_empty() && !text.contains('\0'));
        let advice = "Try a more complex password, or contact your administrator.";
        text.unwrap_or(advice).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_read_as_they_were_written() {
        let outcome = Outcome::new(ResultCode::SOFT_ERROR, "New password is too short.");
        assert_eq!(Outcome::read(&outcome.to_bytes()), Some(outcome));
        assert_eq!(Outcome::read(&[0]), None);
    }

    #[test]
    fn a_text_that_cannot_be_shown_becomes_advice() {
        for text in [&b""[..], b"\xff", b"a\0b"] {
            let message = Outcome::new(ResultCode::SOFT_ERROR, text).message();
            assert!(message.starts_with("Try a more complex password"), "{message}");
        }
    }
}
