//! `kadmind`: the administration and the password server of the database that kdc.conf names.
//!
//! MIT krb5 1.20's options and files. It stays in the foreground whatever `-nofork` says: whoever
//! runs it in the background starts it as a process of its own. It is ready when it has printed
//! `kadmind: starting...`; SIGTERM ends it with exit code 0, SIGHUP has its log opened anew. The
//! access control list is read again when its file has changed.
//!
//! Leaves out propagation: `-proponly` is refused, and the options that only it needs (`-p`, `-K`,
//! `-k`, `-F`) are taken and change nothing.

mod access;
mod command_line;

use std::ffi::OsString;
use std::fmt::Display;
use std::sync::Arc;

use kerbside_krb5::formats::kdc_conf::{KdcRealm, ListenOn};
use kerbside_krb5::wire::Realm;

use super::daemon::{self, Signals, addresses};
use super::database::{self, Configured};
use super::environment::Environment;
use super::failure::{Failure, Outcome, Program};
use super::streams::{Streams, err};
use crate::kdc::Kdc;
use crate::listeners::{self, BindError, Bound};
use crate::logging::{KadmindLog, Log, Severity};
use access::AccessList;
use command_line::{CommandLine, USAGE};

const NAME: &str = "kadmind";

/// Serves administrators until a signal ends it; gives the exit code.
pub fn kadmind(arguments: &[OsString], environment: &Environment, streams: &mut Streams<'_>) -> u8 {
    let program = Program { name: NAME, usage: USAGE, usage_code: 1 };
    let outcome = run(arguments, environment, streams);
    program.end(outcome, streams)
}

fn run(
    arguments: &[OsString],
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Outcome<u8> {
    let line = command_line::read(arguments)?;
    let mut configured =
        database::configured(line.realm.as_deref(), environment).map_err(aborting)?;
    if let Some(port) = line.port {
        configured.realm.kadmind_listen = vec![ListenOn { host: None, port }];
    }
    let log = Log::open(NAME, &configured.conf.logging().admin_server, environment);
    let log = Arc::new(log.map_err(|error| Failure::Error(error.to_string()))?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(aborting)?;
    let told = serving(&line, &configured, &log, runtime.handle(), environment, streams);
    let serving = told.inspect_err(|failure| {
        if let Failure::Error(text) = failure {
            log.write(Severity::Error, format_args!("{text}"));
        }
    })?;
    daemon::write_pid_file(line.pid_file.as_deref(), environment)?;
    err!(streams, "{NAME}: starting...\n");
    log.write(Severity::Info, format_args!("starting"));
    runtime.block_on(daemon::until_ended(serving.signals, &log, || {}));
    log.write(Severity::Info, format_args!("finished, exiting"));
    drop(serving.server);
    Ok(0)
}

fn aborting(error: impl Display) -> Failure {
    Failure::Error(format!("{error} while initializing, aborting"))
}

struct Serving {
    server: Kdc,
    signals: Signals,
}

fn serving(
    line: &CommandLine,
    configured: &Configured,
    log: &Arc<Log>,
    runtime: &tokio::runtime::Handle,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Outcome<Serving> {
    let realm = &configured.realm;
    let store = configured.open(line.master_key, environment, streams).map_err(aborting)?;
    for notice in configured.notices.iter().chain(&store.take_notices()) {
        log.write(Severity::Info, format_args!("{notice}"));
    }
    let acl_file = environment.path(&realm.acl_file);
    let acl_file = (!realm.acl_file.is_empty()).then_some(acl_file);
    let access = AccessList::open(acl_file, Realm::from(realm.name.as_str()), Arc::clone(log));
    let access = access.map_err(|error| {
        Failure::Error(format!("{error} while initializing ACL file, aborting"))
    })?;
    log.write(Severity::Info, format_args!("setting up network..."));
    let (administration, passwords) = bind(realm)?;
    let sockets = administration.tcp.len() + passwords.tcp.len() + passwords.udp.len();
    log.write(Severity::Info, format_args!("set up {sockets} sockets"));
    let _entered = runtime.enter();
    daemon::raise_descriptors();
    let signals = Signals::take().map_err(aborting)?;
    let server = Kdc::builder()
        .store(store)
        .sockets(Bound::default())
        .kadmind_sockets(administration)
        .kpasswd_sockets(passwords)
        .acl(Arc::new(move || access.in_force()))
        .clock(Arc::clone(&environment.clock))
        .observer(Arc::new(KadmindLog::new(Arc::clone(log))))
        .runtime(runtime.clone())
        .start_blocking()
        .map_err(aborting)?;
    Ok(Serving { server, signals })
}

/// The sockets that kdc.conf asks for: for administration, and for passwords. An error names the
/// key that changes it.
fn bind(realm: &KdcRealm) -> Outcome<(Bound, Bound)> {
    let failed = |error: &dyn Display| Failure::Error(error.to_string());
    let taken = |error: BindError, keys: &str| {
        let name = &realm.name;
        Failure::Error(format!("{error} ({keys} of [realms] {name} in kdc.conf)"))
    };
    let streams = addresses(&realm.kadmind_listen, "kadmind_listen").map_err(|e| failed(&e))?;
    let administration = listeners::bind_each(&[], &streams)
        .map_err(|error| taken(error, "kadmind_listen, kadmind_port or -port"))?;
    let both = addresses(&realm.kpasswd_listen, "kpasswd_listen").map_err(|e| failed(&e))?;
    let passwords = listeners::bind_each(&both, &both)
        .map_err(|error| taken(error, "kpasswd_listen or kpasswd_port"))?;
    Ok((administration, passwords))
}
