//! Credentials and verifiers (RFC 5531 §8.2), and why one is refused (§9).

use crate::kadm5::xdr::{Reader, Writer, XdrError};

/// How a call is authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AuthFlavor(pub u32);

impl AuthFlavor {
    /// AUTH_NONE.
    pub const NONE: Self = Self(0);
    /// RPCSEC_GSS (RFC 2203).
    pub const RPCSEC_GSS: Self = Self(6);
    /// AUTH_GSSAPI, which kadmin spoke before RPCSEC_GSS.
    pub const AUTH_GSSAPI: Self = Self(300_001);
}

/// auth_stat: why a call's credential or verifier is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AuthStat(pub u32);

impl AuthStat {
    /// AUTH_BADCRED: the credential is malformed.
    pub const BAD_CREDENTIAL: Self = Self(1);
    /// AUTH_REJECTEDCRED: the client has to begin anew.
    pub const REJECTED_CREDENTIAL: Self = Self(2);
    /// AUTH_TOOWEAK: refused for security.
    pub const TOO_WEAK: Self = Self(5);
    /// AUTH_FAILED: another reason.
    pub const FAILED: Self = Self(7);
    /// RPCSEC_GSS_CREDPROBLEM (RFC 2203 §5.1): no credentials for the user.
    pub const CREDENTIAL_PROBLEM: Self = Self(13);
    /// RPCSEC_GSS_CTXPROBLEM: the context cannot be used.
    pub const CONTEXT_PROBLEM: Self = Self(14);
}

impl std::fmt::Display for AuthStat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = match *self {
            Self::BAD_CREDENTIAL => "AUTH_BADCRED",
            Self::REJECTED_CREDENTIAL => "AUTH_REJECTEDCRED",
            Self::TOO_WEAK => "AUTH_TOOWEAK",
            Self::FAILED => "AUTH_FAILED",
            Self::CREDENTIAL_PROBLEM => "RPCSEC_GSS_CREDPROBLEM",
            Self::CONTEXT_PROBLEM => "RPCSEC_GSS_CTXPROBLEM",
            Self(other) => return write!(f, "auth_stat {other}"),
        };
        f.write_str(name)
    }
}

/// A credential or a verifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpaqueAuth<'a> {
    /// Its kind.
    pub flavor: AuthFlavor,
    /// Its content.
    pub body: &'a [u8],
}

/// The most octets of a body.
const LONGEST: usize = 400;

impl<'a> OpaqueAuth<'a> {
    /// None.
    pub const NONE: Self = Self { flavor: AuthFlavor::NONE, body: &[] };

    /// Of RPCSEC_GSS.
    pub fn gss(body: &'a [u8]) -> Self {
        Self { flavor: AuthFlavor::RPCSEC_GSS, body }
    }

    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, XdrError> {
        let flavor = AuthFlavor(reader.u32()?);
        let at = *reader;
        let body = reader.opaque()?;
        if body.len() > LONGEST {
            return Err(at.wrong("a credential has at most 400 octets"));
        }
        Ok(Self { flavor, body })
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.u32(self.flavor.0);
        writer.opaque(self.body);
    }
}
