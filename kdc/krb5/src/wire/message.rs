//! Message types (RFC 4120 §5.10) and the messages a KDC receives and sends, told apart by their
//! first octet.

use super::der::{DecodeError, Der, int32_newtype};
use super::{AsRep, AsReq, KdcRep, KdcReq, KrbError, TgsRep, TgsReq};

int32_newtype! {
    /// msg-type of a message, which is also the number of its APPLICATION tag.
    MessageType {
        /// AS-REQ.
        AS_REQ = 10,
        /// AS-REP.
        AS_REP = 11,
        /// TGS-REQ.
        TGS_REQ = 12,
        /// TGS-REP.
        TGS_REP = 13,
        /// AP-REQ.
        AP_REQ = 14,
        /// AP-REP.
        AP_REP = 15,
        /// KRB-SAFE.
        KRB_SAFE = 20,
        /// KRB-PRIV.
        KRB_PRIV = 21,
        /// KRB-CRED.
        KRB_CRED = 22,
        /// KRB-ERROR.
        KRB_ERROR = 30,
    }
}

impl MessageType {
    /// The type of `message` by its first octet, or `None` when no message starts so.
    ///
    /// ```
    /// use kerbside_krb5::wire::MessageType;
    ///
    /// assert_eq!(MessageType::peek(&[0x6a, 0x81]), Some(MessageType::AS_REQ));
    /// assert_eq!(MessageType::peek(b"GET / HTTP/1.1"), None);
    /// ```
    pub fn peek(message: &[u8]) -> Option<Self> {
        let first = *message.first()?;
        // Class APPLICATION, constructed.
        let number = i32::from(first & 0x1f);
        (first & 0xe0 == 0x60).then_some(Self(number)).filter(|known| known.name().is_some())
    }
}

/// A message for a KDC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KdcRequest {
    /// AS-REQ: a request with the client's own credentials.
    As(AsReq),
    /// TGS-REQ: a request with a ticket-granting ticket.
    Tgs(TgsReq),
}

impl KdcRequest {
    /// Reads an AS-REQ or a TGS-REQ.
    pub fn from_der(bytes: &[u8]) -> Result<Self, DecodeError> {
        match MessageType::peek(bytes) {
            Some(MessageType::AS_REQ) => AsReq::from_der(bytes).map(Self::As),
            Some(MessageType::TGS_REQ) => TgsReq::from_der(bytes).map(Self::Tgs),
            _ => Err(unexpected("KDC-REQ", bytes)),
        }
    }

    /// What both have in common.
    pub fn kdc_req(&self) -> &KdcReq {
        match self {
            Self::As(AsReq(request)) | Self::Tgs(TgsReq(request)) => request,
        }
    }
}

/// A message from a KDC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KdcReply {
    /// AS-REP.
    As(AsRep),
    /// TGS-REP.
    Tgs(TgsRep),
    /// KRB-ERROR.
    Error(KrbError),
}

impl KdcReply {
    /// Reads an AS-REP, a TGS-REP or a KRB-ERROR.
    pub fn from_der(bytes: &[u8]) -> Result<Self, DecodeError> {
        match MessageType::peek(bytes) {
            Some(MessageType::AS_REP) => AsRep::from_der(bytes).map(Self::As),
            Some(MessageType::TGS_REP) => TgsRep::from_der(bytes).map(Self::Tgs),
            Some(MessageType::KRB_ERROR) => KrbError::from_der(bytes).map(Self::Error),
            _ => Err(unexpected("KDC-REP", bytes)),
        }
    }

    /// The ticket and its surroundings, or the error that came instead.
    pub fn into_kdc_rep(self) -> Result<KdcRep, Box<KrbError>> {
        match self {
            Self::As(AsRep(reply)) | Self::Tgs(TgsRep(reply)) => Ok(reply),
            Self::Error(error) => Err(Box::new(error)),
        }
    }
}

fn unexpected(message: &'static str, bytes: &[u8]) -> DecodeError {
    let reason = match (MessageType::peek(bytes).and_then(MessageType::name), bytes.first()) {
        (Some(other), _) => format!("it is a message of type {other}"),
        (None, Some(first)) => format!("no Kerberos message starts with {first:#04x}"),
        (None, None) => "it is empty".to_owned(),
    };
    DecodeError { message, offset: 0, field: None, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_known_by_its_first_octet() {
        for (first, name) in [
            (0x6a, "AS_REQ"),
            (0x6b, "AS_REP"),
            (0x6c, "TGS_REQ"),
            (0x6d, "TGS_REP"),
            (0x6e, "AP_REQ"),
            (0x6f, "AP_REP"),
            (0x74, "KRB_SAFE"),
            (0x75, "KRB_PRIV"),
            (0x76, "KRB_CRED"),
            (0x7e, "KRB_ERROR"),
        ] {
            assert_eq!(MessageType::peek(&[first]).and_then(MessageType::name), Some(name));
        }
    }

    #[test]
    fn what_is_no_kdc_message_is_refused_by_what_it_is() {
        let error = KdcRequest::from_der(&[0x6e, 0]).unwrap_err().to_string();
        assert_eq!(error, "KDC-REQ is malformed at offset 0: it is a message of type AP_REQ");
        let error = KdcReply::from_der(&[0x30, 0]).unwrap_err().to_string();
        assert_eq!(error, "KDC-REP is malformed at offset 0: no Kerberos message starts with 0x30");
        assert!(KdcReply::from_der(&[]).is_err());
    }
}
