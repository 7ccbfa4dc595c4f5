//! Who asks for an operation, and what that allows: all of it to who holds the database, to others
//! what the access control list and the rules about oneself allow.

use std::sync::Arc;

use kerbside_krb5::principal::Principal as Name;

use super::Acl;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The name that becomes "last modified by".
    pub principal: Name,
    /// What it may do.
    pub authority: Authority,
}

/// What a caller may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authority {
    /// Everything: it holds the database (`kadmin.local`, a test).
    Local,
    /// What a list and the rules about oneself allow: it came over the network.
    Remote(Box<RemoteCaller>),
}

/// A caller that proved its name with a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteCaller {
    /// The service that the ticket was for.
    pub service: AdminService,
    /// Whether it was the password that got the ticket.
    pub initial: Initial,
    /// The list in force.
    pub acl: Arc<Acl>,
}

/// The service that a caller has a ticket for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AdminService {
    /// `kadmin/admin`, or any other `kadmin/*` but the two that mean something else.
    Admin,
    /// `kadmin/changepw`: good for oneself only.
    ChangePassword,
}

/// Whether a ticket has the flag INITIAL: whether it came of an AS exchange (RFC 4120 §2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Initial {
    /// It has.
    Yes,
    /// It came by way of a ticket-granting ticket.
    No,
}

impl Caller {
    /// Who holds the database, called `principal`.
    pub fn local(principal: Name) -> Self {
        Self { principal, authority: Authority::Local }
    }

    /// Who came over the network as `principal`.
    pub fn remote(principal: Name, remote: RemoteCaller) -> Self {
        Self { principal, authority: Authority::Remote(Box::new(remote)) }
    }
}
