//! What kadmin's own command line says of the session, and whoever makes the session of it.
//!
//! The command line is read first, by [`super::kadmin`]; a [`SessionOpener`] then opens a database
//! in this process (`kadmin.local`), or one behind a protocol (`kadmin`). What does not concern an
//! opener it passes over, as MIT's two programs do with each other's options.

use kerbside_kdc_core::admin::Password;
use kerbside_kdc_core::database::KeySalt;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::Realm;

use super::session::{AdminSession, Denied};
use crate::commands::environment::Environment;
use crate::commands::streams::Streams;

/// Makes the session that requests go to.
pub trait SessionOpener {
    /// The realm when `-r` does not name one.
    ///
    /// # Errors
    /// When there is none.
    fn default_realm(&mut self, environment: &Environment) -> Result<Realm, Denied>;

    /// Opens a session; called once, after the line that says who authenticates was printed.
    /// Secrets are asked for on `streams`.
    ///
    /// # Errors
    /// Why not: kadmin ends with `NAME: WHY while initializing NAME interface`.
    fn open<'s>(
        &'s mut self,
        options: &SessionOptions,
        environment: &Environment,
        streams: &mut Streams<'_>,
    ) -> Result<Box<dyn AdminSession + 's>, Denied>;
}

/// What kadmin's own command line says of the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionOptions {
    /// The realm, of `-r` or the default one.
    pub realm: Realm,
    /// Who administers, as `-p` has it or as it was found out.
    pub name: String,
    /// The same, in the realm when it names none.
    pub principal: Principal,
    /// How it is proven: `-w`, `-k`, `-t`, `-c`, `-n`.
    pub credentials: Credentials,
    /// `-s`: the server, as `HOST[:PORT]`.
    pub server: Option<String>,
    /// `-O` and `-N`.
    pub flavor: Flavor,
    /// `-e`: the key-salts of new keys.
    pub key_salts: Option<Vec<KeySalt>>,
    /// `-m`: the master password is asked for.
    pub master_key: MasterKey,
    /// `-d`: the name of the database.
    pub database: Option<String>,
    /// `-x`: arguments of the database, in order.
    pub database_arguments: Vec<String>,
}

/// How the caller proves who it is. A database in this process asks for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// By the password of `-w`, or one that is asked for.
    Password(Option<Password>),
    /// By the keytab of `-t`, or the default one.
    Keytab(Option<String>),
    /// By the tickets in the cache of `-c`.
    Cache(String),
    /// Not at all: as the anonymous principal.
    Anonymous,
}

/// Which way of authenticating RPC is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Flavor {
    /// RPCSEC_GSS, then the old one.
    #[default]
    Any,
    /// `-N`: RPCSEC_GSS only.
    NoFallback,
    /// `-O`: the old AUTH_GSSAPI only.
    Old,
}

/// Where the master key comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum MasterKey {
    /// From the stash.
    #[default]
    Stashed,
    /// From a password that is typed.
    Typed,
}

/// A session that is open already, on a database without a file.
pub struct Opened<'a>(pub &'a mut dyn AdminSession);

impl SessionOpener for Opened<'_> {
    fn default_realm(&mut self, _: &Environment) -> Result<Realm, Denied> {
        self.0.default_realm()
    }

    fn open<'s>(
        &'s mut self,
        options: &SessionOptions,
        _: &Environment,
        _: &mut Streams<'_>,
    ) -> Result<Box<dyn AdminSession + 's>, Denied> {
        let filed = options.database.is_some()
            || !options.database_arguments.is_empty()
            || options.master_key == MasterKey::Typed;
        if filed {
            let why = "-d, -m and -x are for a database in a file, which this is not;";
            return Err(Denied::Other(why.to_owned()));
        }
        Ok(Box::new(&mut *self.0))
    }
}
