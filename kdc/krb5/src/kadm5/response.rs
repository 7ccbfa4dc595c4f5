//! The results of every procedure (MIT's kadm_rpc.h).
//!
//! Each starts with the version of the API and a code; the rest is there only when the code is 0.
//! GET_PRIVS alone always has its word.

use super::api_version::ApiVersion;
use super::code::Code;
use super::keys::{WireKey, read_keys, write_keys};
use super::mask::Privileges;
use super::policy_entry::PolicyEntry;
use super::principal_entry::PrincipalEntry;
use super::procedure::Procedure;
use super::xdr::{Reader, Writer, XdrError};
use crate::wire::EncryptionKey;

/// What a server answers when it does what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// It is done.
    Done,
    /// Of GET_PRINCIPAL.
    Principal(Box<PrincipalEntry>),
    /// Of GET_PRINCS and GET_POLS.
    Names(Vec<String>),
    /// Of CHRAND_PRINCIPAL and CHRAND_PRINCIPAL3: the new keys, unless they are locked down.
    NewKeys(Vec<EncryptionKey>),
    /// Of GET_POLICY.
    Policy(Box<PolicyEntry>),
    /// Of GET_PRIVS.
    Privileges(Privileges),
    /// Of GET_STRINGS.
    Strings(Vec<(String, String)>),
    /// Of EXTRACT_KEYS.
    Keys(Vec<WireKey>),
}

impl Response {
    /// The results for a client of `version`.
    pub fn write(
        procedure: Procedure,
        version: ApiVersion,
        outcome: &Result<Self, Code>,
        writer: &mut Writer,
    ) {
        writer.u32(version.0);
        let response = match outcome {
            Ok(response) => response,
            Err(code) => {
                writer.u32(code.0);
                if procedure == Procedure::GET_PRIVS {
                    writer.u32(0);
                }
                return;
            }
        };
        writer.u32(Code::OK.0);
        match response {
            Self::Done => {}
            Self::Principal(entry) => entry.write(writer),
            Self::Names(names) => {
                writer.length(names.len());
                writer.array(names, |writer, name| writer.text(Some(name)));
            }
            Self::NewKeys(keys) => write_keys(keys, writer),
            Self::Policy(entry) => entry.write(writer, version),
            Self::Privileges(privileges) => writer.u32(privileges.0),
            Self::Strings(strings) => {
                writer.length(strings.len());
                writer.array(strings, |writer, (key, value)| {
                    writer.text(Some(key));
                    writer.text(Some(value));
                });
            }
            Self::Keys(keys) => WireKey::write_all(keys, writer),
        }
    }

    /// Reads the results of `procedure`, which a server has written for `version`.
    ///
    /// # Errors
    /// Where they cannot be read. The server's own code is the inner result.
    pub fn read(
        procedure: Procedure,
        version: ApiVersion,
        results: &[u8],
    ) -> Result<Result<Self, Code>, XdrError> {
        let mut reader = Reader::new(results);
        let reader = &mut reader;
        // Old servers leave their version out of a refusal: what counts is ours.
        let _theirs = reader.u32()?;
        match Code(reader.u32()?) {
            Code::OK => {}
            code => return Ok(Err(code)),
        }
        Ok(Ok(match procedure {
            Procedure::GET_PRINCIPAL => Self::Principal(Box::new(PrincipalEntry::read(reader)?)),
            Procedure::GET_PRINCS | Procedure::GET_POLS => {
                let _count = reader.u32()?;
                Self::Names(reader.array(4, name)?)
            }
            Procedure::CHRAND_PRINCIPAL | Procedure::CHRAND_PRINCIPAL3 => {
                Self::NewKeys(read_keys(reader)?)
            }
            Procedure::GET_POLICY => Self::Policy(Box::new(PolicyEntry::read(reader, version)?)),
            Procedure::GET_PRIVS => Self::Privileges(Privileges(reader.u32()?)),
            Procedure::GET_STRINGS => {
                let _count = reader.u32()?;
                Self::Strings(reader.array(8, |reader| Ok((name(reader)?, name(reader)?)))?)
            }
            Procedure::EXTRACT_KEYS => Self::Keys(WireKey::read_all(reader)?),
            _ => Self::Done,
        }))
    }
}

/// A name of a list: one that is no UTF-8 shall not hide the others.
fn name(reader: &mut Reader<'_>) -> Result<String, XdrError> {
    let octets = reader.nullstring()?.unwrap_or_default();
    Ok(String::from_utf8_lossy(octets).into_owned())
}
