//! The checks that a request can pass, as evidence: a decision lists them in the order passed.

/// A check that was passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Check {
    /// The realm asked for is served here.
    RealmServed,
    /// The client is in the database.
    ClientKnown,
    /// The server is in the database.
    ServerKnown,
    /// Attributes and expiry of client and server allow the request (RFC 4120 §3.1.3, §3.3.3).
    Policy,
    /// The account is not locked for failed logins.
    NotLockedOut,
    /// Client and service share a session enctype (RFC 4120 §3.1.3).
    SessionEnctype,
    /// Preauthentication was given and is right (RFC 4120 §5.2.7.2).
    Preauthenticated,
    /// Preauthentication is not required of this client.
    PreauthNotRequired,
    /// The client's clock agrees with ours, as its timestamp says (RFC 4120 §3.1.3, §3.2.3).
    ClockSkew,
    /// The ticket in the request decrypts (RFC 4120 §3.2.3).
    TicketDecrypts,
    /// The authenticator decrypts under the ticket's session key (RFC 4120 §3.2.3).
    AuthenticatorDecrypts,
    /// Authenticator and ticket name the same client (RFC 4120 §3.2.3).
    ClientsMatch,
    /// The sender's address is in the ticket, or the ticket is good for any (RFC 4120 §3.2.3).
    Address,
    /// The ticket is valid now (RFC 4120 §3.2.3).
    TicketTimes,
    /// The authenticator's checksum covers the request's body (RFC 4120 §3.3.2).
    BodyChecksum,
    /// The options asked for are allowed by the ticket (RFC 4120 §3.3.3).
    Options,
}
