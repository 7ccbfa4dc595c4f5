//! What `kadmin` makes a remote session of.

use kerbside_krb5::formats::krb5_conf::Krb5Conf;
use kerbside_krb5::kadm5::Code;
use kerbside_krb5::wire::Realm;

use super::connection::Link;
use super::session::RemoteSession;
use super::ticket;
use crate::commands::configuration;
use crate::commands::environment::Environment;
use crate::commands::kadmin::{
    AdminSession, Credentials, Denied, Flavor, SessionOpener, SessionOptions,
};
use crate::commands::streams::Streams;

/// Opens sessions with the admin server that krb5.conf or `-s` names.
#[derive(Clone, Copy, Debug, Default)]
pub struct RemoteOpener;

impl SessionOpener for RemoteOpener {
    fn default_realm(&mut self, environment: &Environment) -> Result<Realm, Denied> {
        let conf = configuration::load(environment).map_err(other)?;
        match conf.libdefaults.default_realm {
            Some(realm) => Ok(realm.as_str().into()),
            None => Err(other("Configuration file does not specify default realm")),
        }
    }

    fn open<'s>(
        &'s mut self,
        options: &SessionOptions,
        environment: &Environment,
        streams: &mut Streams<'_>,
    ) -> Result<Box<dyn AdminSession + 's>, Denied> {
        if options.flavor == Flavor::Old {
            return Err(other("-O (the old AUTH_GSSAPI) is not supported: leave it out"));
        }
        if options.credentials == Credentials::Anonymous {
            return Err(other("-n (an anonymous session) is not supported: name a principal"));
        }
        let conf = configuration::load(environment).map_err(other)?;
        let server =
            server(options, &conf).ok_or_else(|| refused(Code::MISSING_KRB5_CONF_PARAMS))?;
        let held = ticket::for_administration(options, &server, &conf, environment, streams)?;
        let link = Link::open(&server)?;
        Ok(Box::new(RemoteSession::open(link, held, options.realm.clone(), environment)?))
    }
}

/// The host and the port of `-s`, else of the realm's `admin_server`.
fn server(options: &SessionOptions, conf: &Krb5Conf) -> Option<String> {
    let configured = || conf.realm(&options.realm.to_text())?.admin_server.first();
    options.server.as_ref().or_else(configured).cloned()
}

/// A code by its text.
pub(super) fn refused(code: Code) -> Denied {
    match code {
        Code::UNK_PRINC => Denied::Unknown,
        code => Denied::Other(code.text()),
    }
}

/// Any other reason.
pub(super) fn other(reason: impl std::fmt::Display) -> Denied {
    Denied::Other(reason.to_string())
}
