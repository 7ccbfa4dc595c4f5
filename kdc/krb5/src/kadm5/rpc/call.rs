//! call_body (RFC 5531 §9).

use super::RPC_VERSION;
use super::auth::OpaqueAuth;
use crate::kadm5::xdr::{Reader, Writer, XdrError};

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallHeader {
    /// The number that the reply repeats.
    pub xid: u32,
    /// The version of RPC.
    pub rpc_version: u32,
    /// The program.
    pub program: u32,
    /// Its version.
    pub version: u32,
    /// The procedure.
    pub procedure: u32,
}

/// Arguments may be readable, and have passwords in them: their length is shown.
impl std::fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call")
            .field("header", &self.header)
            .field("credential", &self.credential)
            .field("verifier", &self.verifier)
            .field("body", &format_args!("{} octets", self.body.len()))
            .finish_non_exhaustive()
    }
}

/// A call taken apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Call<'a> {
    /// What is called.
    pub header: CallHeader,
    /// Who calls.
    pub credential: OpaqueAuth<'a>,
    /// The proof.
    pub verifier: OpaqueAuth<'a>,
    /// From the xid through the credential: what an RPCSEC_GSS verifier covers (RFC 2203 §5.3.1).
    pub covered: &'a [u8],
    /// The arguments.
    pub body: &'a [u8],
}

/// msg_type CALL.
const CALL: u32 = 0;

impl CallHeader {
    /// The call `xid` of `procedure` of kadm5.
    pub fn kadm5(xid: u32, procedure: u32) -> Self {
        let (program, version) = (crate::kadm5::PROGRAM, crate::kadm5::PROGRAM_VERSION);
        Self { xid, rpc_version: RPC_VERSION, program, version, procedure }
    }

    /// The octets from the xid through the credential.
    pub fn with_credential(&self, credential: OpaqueAuth<'_>) -> Vec<u8> {
        let mut writer = Writer::new();
        let Self { xid, rpc_version, program, version, procedure } = *self;
        for word in [xid, CALL, rpc_version, program, version, procedure] {
            writer.u32(word);
        }
        credential.write(&mut writer);
        writer.into_bytes()
    }
}

impl<'a> Call<'a> {
    /// Takes a message apart.
    ///
    /// # Errors
    /// When it is no call, or ends early.
    pub fn parse(message: &'a [u8]) -> Result<Self, XdrError> {
        let mut reader = Reader::new(message);
        let xid = reader.u32()?;
        let at = reader;
        if reader.u32()? != CALL {
            return Err(at.wrong("a call is wanted"));
        }
        let header = CallHeader {
            xid,
            rpc_version: reader.u32()?,
            program: reader.u32()?,
            version: reader.u32()?,
            procedure: reader.u32()?,
        };
        let credential = OpaqueAuth::read(&mut reader)?;
        let covered = message.get(..reader.offset()).unwrap_or_default();
        let verifier = OpaqueAuth::read(&mut reader)?;
        Ok(Self { header, credential, verifier, covered, body: reader.rest() })
    }
}

/// A call whose head, through the credential, is `head`.
pub(in crate::kadm5) fn assemble(head: Vec<u8>, verifier: OpaqueAuth<'_>, body: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.raw(&head);
    verifier.write(&mut writer);
    writer.raw(body);
    writer.into_bytes()
}
