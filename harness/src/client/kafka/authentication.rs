//! SASL/GSSAPI on a connection: the handshake, the ticket, the tokens (KIP-43, KIP-152), and the
//! same again while the connection lives (KIP-368).
//!
//! The ticket is asked for after the handshake, as Java's client does: a broker that is not the
//! trouble has then already said that it knows the mechanism.

use std::time::Duration;

use bytes::Bytes;
use kerbside_kafka_wire::ApiKey;
use kerbside_kafka_wire::k17_sasl_handshake::SaslHandshakeRequest;
use kerbside_kafka_wire::k36_sasl_authenticate::{
    SaslAuthenticateRequest, SaslAuthenticateResponse,
};
use kerbside_kafka_wire::message::Message as _;
use kerbside_krb5::gss::sasl::{ClientError, ClientStep};
use kerbside_krb5::principal::Principal;

use super::call::Call as _;
use super::connection::{Connection, Session};
use super::error::{Doing, KafkaError, Malformed};
use super::host_port::HostPort;
use super::observer::ClientEvent;
use super::options::{Framing, Gssapi, Security};
use super::password::{Next, Secret};
use crate::client::kerberos::KerberosError;

/// More tokens than any exchange of GSSAPI has.
const MOST_TOKENS: usize = 8;

impl Connection {
    /// Authenticates, for the first time or again; does nothing without SASL.
    ///
    /// # Errors
    /// What the KDC or the broker said, or that they said nothing.
    pub async fn authenticate(&mut self) -> Result<(), KafkaError> {
        let options = self.options.clone();
        let gssapi = match &options.security {
            Security::Plaintext => return Ok(()),
            Security::Secret(secret) => return self.authenticate_with(secret).await,
            Security::Gssapi(gssapi) => gssapi,
        };
        let framing = match gssapi.framing {
            Framing::Authenticate => self.handshake(&gssapi.mechanism, 1).await?,
            Framing::Raw => self.handshake(&gssapi.mechanism, 0).await?,
            Framing::Bare => Framing::Bare,
        };
        let broker = self.broker().clone();
        let service = self.service(gssapi)?;
        options.observe(ClientEvent::TicketWanted { broker: &broker, service: &service });
        let lifetime = self.tokens(gssapi, &service, framing).await?;
        self.session = Some(Session { since: options.clock.now(), lifetime });
        options.observe(ClientEvent::Authenticated { broker: &broker, service: &service });
        Ok(())
    }

    async fn authenticate_with(&mut self, secret: &Secret) -> Result<(), KafkaError> {
        const NONCE: usize = 18;
        self.handshake(secret.mechanism(), 1).await?;
        let refused = |broker: &HostPort, reason: String| KafkaError::BadProof {
            broker: broker.clone(),
            reason,
        };
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce)
            .map_err(|error| refused(self.broker(), format!("no entropy: {error}")))?;
        let (mut token, mut exchange) = secret.start(&nonce);
        for tokens in 1..=MOST_TOKENS {
            let response = self.sasl_authenticate(&token, Doing::Authenticating { tokens }).await?;
            let next = exchange.step(&response.auth_bytes);
            match next.map_err(|reason| refused(self.broker(), reason))? {
                Next::Token(next, then) => (token, exchange) = (next, then),
                Next::Done => {
                    let lifetime = u64::try_from(response.session_lifetime_ms).unwrap_or(0);
                    let lifetime = (lifetime > 0).then(|| Duration::from_millis(lifetime));
                    self.session = Some(Session { since: self.options.clock.now(), lifetime });
                    return Ok(());
                }
            }
        }
        let doing = Doing::Authenticating { tokens: MOST_TOKENS };
        Err(self.framed.malformed(doing, Malformed::EndlessTokens))
    }

    fn service(&self, gssapi: &Gssapi) -> Result<Principal, KafkaError> {
        let host = gssapi.service_host.as_ref().unwrap_or(&self.broker().host);
        let service = gssapi.kerberos.host_service(&gssapi.service_name, host);
        service.map_err(|source| self.no_ticket(source))
    }

    fn no_ticket(&self, source: KerberosError) -> KafkaError {
        KafkaError::Kerberos { broker: self.broker().clone(), source: Box::new(source) }
    }

    /// Names the mechanism (KIP-43). Version 1 means SaslAuthenticate requests, 0 bare frames.
    async fn handshake(&mut self, mechanism: &str, version: i16) -> Result<Framing, KafkaError> {
        let request = SaslHandshakeRequest { mechanism: mechanism.into() };
        let response = self.call_at(&request, version, Duration::ZERO).await?;
        if !response.error_code.is_none() {
            return Err(KafkaError::MechanismRefused {
                broker: self.broker().clone(),
                mechanism: mechanism.to_owned(),
                code: response.error_code,
                enabled: response.mechanisms.iter().map(ToString::to_string).collect(),
            });
        }
        Ok(if version == 0 { Framing::Raw } else { Framing::Authenticate })
    }

    /// Exchanges tokens until the client has sent its last one. The result is the lifetime of the
    /// session, where the broker limits it.
    async fn tokens(
        &mut self,
        gssapi: &Gssapi,
        service: &Principal,
        framing: Framing,
    ) -> Result<Option<Duration>, KafkaError> {
        let kerberos = &gssapi.kerberos;
        let ticket = kerberos.service_ticket(service).await;
        let ticket = ticket.map_err(|source| self.no_ticket(source))?;
        let started = kerberos.initiate(&ticket, gssapi.sasl());
        let (mut exchange, token) = started.map_err(|error| self.unacceptable(error))?;
        let mut next = ClientStep::Continue(token);
        for tokens in 1..=MOST_TOKENS {
            let doing = Doing::Authenticating { tokens };
            let answer = match (&next, framing) {
                (ClientStep::Continue(token) | ClientStep::Last(token), Framing::Authenticate) => {
                    let response = self.sasl_authenticate(token, doing).await?;
                    if let ClientStep::Last(_) = next {
                        let lifetime = u64::try_from(response.session_lifetime_ms).unwrap_or(0);
                        return Ok((lifetime > 0).then(|| Duration::from_millis(lifetime)));
                    }
                    response.auth_bytes
                }
                (ClientStep::Last(token), Framing::Raw | Framing::Bare) => {
                    // A broker that agrees says nothing to this.
                    self.framed.send(token, doing, self.options.request_timeout).await?;
                    return Ok(None);
                }
                (ClientStep::Continue(token), Framing::Raw | Framing::Bare) => {
                    self.framed.send(token, doing, self.options.request_timeout).await?;
                    self.framed.receive(doing, self.options.request_timeout).await?
                }
            };
            let step = kerberos.step(&mut exchange, &answer);
            next = step.map_err(|error| self.unacceptable(error))?;
        }
        let doing = Doing::Authenticating { tokens: MOST_TOKENS };
        Err(self.framed.malformed(doing, Malformed::EndlessTokens))
    }

    fn unacceptable(&self, source: ClientError) -> KafkaError {
        KafkaError::Gssapi { broker: self.broker().clone(), source: Box::new(source) }
    }

    async fn sasl_authenticate(
        &mut self,
        token: &[u8],
        doing: Doing,
    ) -> Result<SaslAuthenticateResponse, KafkaError> {
        let request = SaslAuthenticateRequest {
            auth_bytes: Bytes::copy_from_slice(token),
            ..Default::default()
        };
        // A broker that was not asked for its versions knows 0 in any case.
        let version = match self.versions() {
            [] => SaslAuthenticateRequest::SPOKEN.min,
            _ => self.version_of::<SaslAuthenticateRequest>()?,
        };
        let api = (ApiKey::SASL_AUTHENTICATE, version);
        let patience = self.options.request_timeout;
        let answer = self.exchange_while(doing, api, &request.to_bytes(version)?, patience).await?;
        let response: SaslAuthenticateResponse =
            self.decode(answer, version, ApiKey::SASL_AUTHENTICATE)?;
        if response.error_code.is_none() {
            return Ok(response);
        }
        Err(KafkaError::AuthenticationFailed {
            broker: self.broker().clone(),
            code: response.error_code,
            message: response.error_message.map(String::from),
        })
    }
}
