//! rpc_gss_cred_t (RFC 2203 §5.2.1).

use crate::kadm5::xdr::{Reader, Writer, XdrError};

/// gss_proc: what the call is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GssProcedure(pub u32);

impl GssProcedure {
    /// A call of the program.
    pub const DATA: Self = Self(0);
    /// The first call, which carries the initiator's token.
    pub const INIT: Self = Self(1);
    /// A further one, where the mechanism needs it.
    pub const CONTINUE_INIT: Self = Self(2);
    /// The context ends.
    pub const DESTROY: Self = Self(3);
}

/// How arguments and results are protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Service(pub u32);

impl Service {
    /// Not at all.
    pub const NONE: Self = Self(1);
    /// By a MIC.
    pub const INTEGRITY: Self = Self(2);
    /// By encryption.
    pub const PRIVACY: Self = Self(3);
}

/// A credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GssCredential<'a> {
    /// What the call is for.
    pub procedure: GssProcedure,
    /// The number of the call.
    pub sequence: u32,
    /// How its arguments are protected.
    pub service: Service,
    /// Which context it belongs to.
    pub handle: &'a [u8],
}

const VERSION: u32 = 1;

impl<'a> GssCredential<'a> {
    /// Reads the body of a credential.
    ///
    /// # Errors
    /// When it is of another version, or malformed.
    pub fn parse(body: &'a [u8]) -> Result<Self, XdrError> {
        let mut reader = Reader::new(body);
        if reader.u32()? != VERSION {
            return Err(Reader::new(body).wrong("version 1 is wanted"));
        }
        let credential = Self {
            procedure: GssProcedure(reader.u32()?),
            sequence: reader.u32()?,
            service: Service(reader.u32()?),
            handle: reader.opaque()?,
        };
        reader.end()?;
        Ok(credential)
    }

    /// The body of the credential.
    pub fn to_body(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        for word in [VERSION, self.procedure.0, self.sequence, self.service.0] {
            writer.u32(word);
        }
        writer.opaque(self.handle);
        writer.into_bytes()
    }
}
