//! A client of kadmind: the first ticket's service, a connection, and the version of the API that
//! both ends speak.
//!
//! [`Client::start`] gives a message to send; each reply goes into [`Client::receive`], which gives
//! the next message or what was asked for. Whoever holds the socket frames the messages
//! ([`record`](super::record)).

use kerbside_crypto::Entropy;

use super::rpcsec_gss::{Connecting, Connection, ConnectionError, Service};
use super::xdr::{Writer, XdrError};
use super::{ApiVersion, Code, Procedure, Request, Response};
use crate::client::Credential;
use crate::gss::{AuthenticatorClock, AwaitsReply, SecurityContext};
use crate::time::Timestamp;

/// Why a client gives up, or a request failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// The server did not take the client, or is not the one that it should be.
    #[error(transparent)]
    Connection(#[from] ConnectionError),
    /// The results cannot be read.
    #[error("the results are {0}")]
    Malformed(#[from] XdrError),
    /// The server refused the request.
    #[error("{0}")]
    Refused(Code),
}

impl ClientError {
    /// The code by which kadmin tells of it.
    pub fn code(&self) -> Code {
        match self {
            Self::Refused(code) => *code,
            Self::Malformed(_) => Code::RPC_ERROR,
            Self::Connection(
                ConnectionError::Context(_)
                | ConnectionError::Denied(_)
                | ConnectionError::TokenRefused(_)
                | ConnectionError::BadProof,
            ) => Code::GSS_ERROR,
            Self::Connection(_) => Code::RPC_ERROR,
        }
    }
}

/// A connection that is being made.
#[derive(Debug)]
pub struct Client {
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Connecting(Connecting),
    Versions(Connection, ApiVersion),
}

/// What follows a reply.
#[derive(Debug)]
pub enum Step {
    /// Send this and wait for its reply.
    Send(Client, Vec<u8>),
    /// The connection is ready.
    Ready(Session),
}

/// A connection on which requests are made.
#[derive(Debug)]
pub struct Session {
    connection: Connection,
    version: ApiVersion,
    asked: Option<Procedure>,
}

impl Client {
    /// The first message, with `credential`, which is for the administrative service.
    ///
    /// # Errors
    /// When no token can be made.
    pub fn start(
        credential: &Credential,
        clock: &mut AuthenticatorClock,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<(Self, Vec<u8>), ClientError> {
        let (connecting, message) =
            Connecting::start(credential, Service::PRIVACY, clock, now, entropy)?;
        Ok((Self { stage: Stage::Connecting(connecting) }, message))
    }

    /// What the first message asks for, until it is answered.
    pub fn awaits(&self) -> Option<&AwaitsReply> {
        match &self.stage {
            Stage::Connecting(connecting) => Some(connecting.awaits()),
            Stage::Versions(..) => None,
        }
    }

    /// What both ends agreed on, once the first message is answered.
    pub fn context(&self) -> Option<&SecurityContext> {
        match &self.stage {
            Stage::Connecting(_) => None,
            Stage::Versions(connection, _) => Some(connection.context()),
        }
    }

    /// Takes a reply. A server that does not know the version is asked for the one before.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn receive(self, reply: &[u8], entropy: &mut dyn Entropy) -> Result<Step, ClientError> {
        let [newest, ..] = ApiVersion::OFFERED;
        match self.stage {
            Stage::Connecting(connecting) => offer(connecting.finish(reply)?, newest, entropy),
            Stage::Versions(mut connection, version) => {
                let results = connection.results(reply)?;
                match Response::read(Procedure::INIT, version, &results)? {
                    Ok(_) => Ok(Step::Ready(Session { connection, version, asked: None })),
                    Err(Code::NEW_SERVER_API_VERSION) => {
                        let older = ApiVersion::OFFERED.into_iter().find(|one| *one < version);
                        let older =
                            older.ok_or(ClientError::Refused(Code::NEW_SERVER_API_VERSION))?;
                        offer(connection, older, entropy)
                    }
                    Err(code) => Err(ClientError::Refused(code)),
                }
            }
        }
    }
}

fn offer(
    mut connection: Connection,
    version: ApiVersion,
    entropy: &mut dyn Entropy,
) -> Result<Step, ClientError> {
    let mut arguments = Writer::new();
    Request::Init.write(version, &mut arguments);
    let message = connection.call(Procedure::INIT, arguments.as_bytes(), entropy)?;
    Ok(Step::Send(Client { stage: Stage::Versions(connection, version) }, message))
}

impl Session {
    /// The version that both ends speak.
    pub fn version(&self) -> ApiVersion {
        self.version
    }

    /// The message that asks for `request`.
    ///
    /// # Errors
    /// When the connection is used up.
    pub fn ask(
        &mut self,
        request: &Request,
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<u8>, ClientError> {
        let mut arguments = Writer::new();
        request.write(self.version, &mut arguments);
        self.asked = Some(request.procedure());
        Ok(self.connection.call(request.procedure(), arguments.as_bytes(), entropy)?)
    }

    /// What the reply to the last message says.
    ///
    /// # Errors
    /// [`ClientError::Refused`] with the server's code; others when the connection is of no use.
    pub fn answer(&mut self, reply: &[u8]) -> Result<Response, ClientError> {
        let results = self.connection.results(reply)?;
        let procedure = self.asked.take().unwrap_or(Procedure::INIT);
        Response::read(procedure, self.version, &results)?.map_err(ClientError::Refused)
    }

    /// The message that ends the session.
    ///
    /// # Errors
    /// When the connection is used up.
    pub fn end(&mut self, entropy: &mut dyn Entropy) -> Result<Vec<u8>, ClientError> {
        Ok(self.connection.destroy(entropy)?)
    }
}
