//! A connection between our own two ends, with a ticket made by hand.

use kerbside_crypto::SeededEntropy;

use crate::gss::tests::specimen::{Specimen, at, principal};
use crate::gss::{
    Acceptance, Acceptor, AcceptorOptions, AcceptorSubkey, AuthenticatorClock, Refused,
};
use crate::kadm5::rpcsec_gss::{
    Accepts, Arrived, Connecting, Connection, IncomingCall, ServerConnection, Service,
};

/// An acceptor at the time of the specimen.
pub(super) struct AtNoon(pub(super) Acceptor);

impl Accepts for AtNoon {
    fn accept(&mut self, token: &[u8]) -> Result<Acceptance, Refused> {
        self.0.decide(token, at(0))
    }
}

/// Both ends.
pub(super) struct Ends {
    specimen: Specimen,
    pub(super) acceptor: AtNoon,
    pub(super) server: ServerConnection,
    pub(super) entropy: SeededEntropy,
}

impl Ends {
    /// Ends that have not met, and the first message.
    pub(super) fn strangers(service: Service) -> (Self, Connecting, Vec<u8>) {
        let mut specimen = Specimen::sha1();
        specimen.service = principal("kadmin/admin");
        let options = AcceptorOptions { subkey: AcceptorSubkey::Fresh, ..Default::default() };
        let acceptor = AtNoon(specimen.acceptor(options));
        let mut entropy = SeededEntropy::new(11);
        let mut clock = AuthenticatorClock::default();
        let credential = specimen.credential();
        let (connecting, message) =
            Connecting::start(&credential, service, &mut clock, at(0), &mut entropy).unwrap();
        (Self { specimen, acceptor, server: ServerConnection::new(), entropy }, connecting, message)
    }

    /// Ends with a context.
    pub(super) fn met(service: Service) -> (Self, Connection) {
        let (mut ends, connecting, message) = Self::strangers(service);
        let reply = ends.reply(&message);
        let connection = connecting.finish(&reply).unwrap();
        (ends, connection)
    }

    /// The first message of another context, `seconds` later.
    pub(super) fn another_token(&mut self, seconds: i64) -> Vec<u8> {
        let credential = self.specimen.credential();
        let mut clock = AuthenticatorClock::default();
        let now = at(seconds);
        let started =
            Connecting::start(&credential, Service::PRIVACY, &mut clock, now, &mut self.entropy);
        started.unwrap().1
    }

    pub(super) fn receive(&mut self, message: &[u8]) -> Arrived {
        self.server.receive(message, &mut self.acceptor, &mut self.entropy)
    }

    /// The reply to a message that is no call of the program.
    #[track_caller]
    pub(super) fn reply(&mut self, message: &[u8]) -> Vec<u8> {
        match self.receive(message) {
            Arrived::Reply { message, .. } => message,
            other => panic!("no reply: {other:?}"),
        }
    }

    /// The call of a message.
    #[track_caller]
    pub(super) fn call(&mut self, message: &[u8]) -> IncomingCall {
        match self.receive(message) {
            Arrived::Call(call) => call,
            other => panic!("no call: {other:?}"),
        }
    }
}
