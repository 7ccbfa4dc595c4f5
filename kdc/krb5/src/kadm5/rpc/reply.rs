//! reply_body (RFC 5531 §9).

use super::RPC_VERSION;
use super::auth::{AuthStat, OpaqueAuth};
use crate::kadm5::xdr::{Reader, Writer, XdrError};

/// accept_stat: what became of a call whose credential was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AcceptStat(pub u32);

impl AcceptStat {
    /// SUCCESS: the results follow.
    pub const SUCCESS: Self = Self(0);
    /// PROG_UNAVAIL: another program is wanted.
    pub const PROGRAM_UNAVAILABLE: Self = Self(1);
    /// PROG_MISMATCH: another version of it.
    pub const PROGRAM_MISMATCH: Self = Self(2);
    /// PROC_UNAVAIL: it has no such procedure.
    pub const PROCEDURE_UNAVAILABLE: Self = Self(3);
    /// GARBAGE_ARGS: the arguments cannot be read.
    pub const GARBAGE_ARGUMENTS: Self = Self(4);
    /// SYSTEM_ERR: another failure.
    pub const SYSTEM_ERROR: Self = Self(5);
}

impl std::fmt::Display for AcceptStat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = match *self {
            Self::SUCCESS => "SUCCESS",
            Self::PROGRAM_UNAVAILABLE => "PROG_UNAVAIL",
            Self::PROGRAM_MISMATCH => "PROG_MISMATCH",
            Self::PROCEDURE_UNAVAILABLE => "PROC_UNAVAIL",
            Self::GARBAGE_ARGUMENTS => "GARBAGE_ARGS",
            Self::SYSTEM_ERROR => "SYSTEM_ERR",
            Self(other) => return write!(f, "accept_stat {other}"),
        };
        f.write_str(name)
    }
}

/// What a server says to a call before its results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The credential was taken.
    Accepted(AcceptStat),
    /// It was not.
    AuthError(AuthStat),
    /// Another version of RPC is wanted.
    RpcMismatch,
}

/// A reply taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reply<'a> {
    /// Which call it answers.
    pub xid: u32,
    /// What it says.
    pub body: ReplyBody<'a>,
}

/// The two kinds of replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyBody<'a> {
    /// The call was accepted.
    Accepted {
        /// The server's proof.
        verifier: OpaqueAuth<'a>,
        /// What became of it.
        status: AcceptStat,
        /// The results.
        results: &'a [u8],
    },
    /// It was denied.
    Denied(Verdict),
}

const REPLY: u32 = 1;
const MSG_ACCEPTED: u32 = 0;
const MSG_DENIED: u32 = 1;
const RPC_MISMATCH: u32 = 0;
const AUTH_ERROR: u32 = 1;

/// The reply to the call `xid`; the verifier and the results are those of an accepted one.
pub(in crate::kadm5) fn assemble(
    xid: u32,
    verdict: Verdict,
    verifier: OpaqueAuth<'_>,
    results: &[u8],
) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.u32(xid);
    writer.u32(REPLY);
    match verdict {
        Verdict::Accepted(status) => {
            writer.u32(MSG_ACCEPTED);
            verifier.write(&mut writer);
            writer.u32(status.0);
            if status == AcceptStat::PROGRAM_MISMATCH {
                writer.u32(crate::kadm5::PROGRAM_VERSION);
                writer.u32(crate::kadm5::PROGRAM_VERSION);
            }
            writer.raw(results);
        }
        Verdict::AuthError(stat) => {
            writer.u32(MSG_DENIED);
            writer.u32(AUTH_ERROR);
            writer.u32(stat.0);
        }
        Verdict::RpcMismatch => {
            writer.u32(MSG_DENIED);
            writer.u32(RPC_MISMATCH);
            writer.u32(RPC_VERSION);
            writer.u32(RPC_VERSION);
        }
    }
    writer.into_bytes()
}

impl<'a> Reply<'a> {
    /// Takes a message apart.
    ///
    /// # Errors
    /// When it is no reply, or ends early.
    pub fn parse(message: &'a [u8]) -> Result<Self, XdrError> {
        let mut reader = Reader::new(message);
        let xid = reader.u32()?;
        let at = reader;
        if reader.u32()? != REPLY {
            return Err(at.wrong("a reply is wanted"));
        }
        let at = reader;
        let body = match reader.u32()? {
            MSG_ACCEPTED => {
                let verifier = OpaqueAuth::read(&mut reader)?;
                let status = AcceptStat(reader.u32()?);
                ReplyBody::Accepted { verifier, status, results: reader.rest() }
            }
            MSG_DENIED => match reader.u32()? {
                RPC_MISMATCH => ReplyBody::Denied(Verdict::RpcMismatch),
                AUTH_ERROR => ReplyBody::Denied(Verdict::AuthError(AuthStat(reader.u32()?))),
                _ => return Err(at.wrong("reject_stat is 0 or 1")),
            },
            _ => return Err(at.wrong("reply_stat is 0 or 1")),
        };
        Ok(Self { xid, body })
    }
}
