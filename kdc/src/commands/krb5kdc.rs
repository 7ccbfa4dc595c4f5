//! `krb5kdc`: serves the realm of a database that `kdb5_util` made.
//!
//! MIT krb5 1.20's options and files. It stays in the foreground whatever `-n` says: whoever runs
//! it in the background starts it as a process of its own. It is ready when it has printed
//! `krb5kdc: starting...`; SIGTERM ends it with exit code 0, SIGHUP has its log opened anew.
//!
//! Leaves out several realms in one process (`-r` twice), which is refused by name.

use std::ffi::OsString;
use std::fmt::Display;
use std::sync::Arc;

use kerbside_krb5::formats::kdc_conf::{KdcRealm, ListenOn, parse_listen};

use super::daemon::{self, Offset, Signals, addresses};
use super::database::{self, Configured};
use super::environment::Environment;
use super::failure::{Failure, Outcome, Program};
use super::kadmin::MasterKey;
use super::options::{CommandLine, Kind, Operands, OptionRow, parse, row};
use super::streams::{Streams, err};
use crate::clock::Clock;
use crate::kdc::Kdc;
use crate::listeners::{self, Bound};
use crate::logging::{KdcLog, Log, Severity};

const NAME: &str = "krb5kdc";

const USAGE: &str = "\
usage: krb5kdc [-x db_args]* [-d dbpathname] [-r dbrealmname]
\t\t[-T time_offset] [-m] [-k masterenctype]
\t\t[-M masterkeyname] [-p port] [-P pid_file]
\t\t[-n] [-w numworkers] [/]

where,
\t[-x db_args]* - Any number of database specific arguments.
\t\t\tLook at each database module documentation for \t\t\tsupported arguments
";

const OPTIONS: &[OptionRow] = &[
    row('x', Kind::Value),
    row('d', Kind::Value),
    row('r', Kind::Value),
    row('T', Kind::Value),
    row('m', Kind::Flag),
    row('k', Kind::Value),
    row('M', Kind::Value),
    row('p', Kind::Value),
    row('P', Kind::Value),
    row('n', Kind::Flag),
    row('w', Kind::Value),
    row('R', Kind::Value),
];

/// The most workers that `-w` may ask for.
const WORKERS: usize = 256;

/// Serves a realm until a signal ends it; gives the exit code.
pub fn krb5kdc(arguments: &[OsString], environment: &Environment, streams: &mut Streams<'_>) -> u8 {
    let program = Program { name: NAME, usage: USAGE, usage_code: 1 };
    let outcome = run(arguments, environment, streams);
    program.end(outcome, streams)
}

/// What the command line and the files say.
struct Settings {
    configured: Configured,
    master_key: MasterKey,
    workers: usize,
    time_offset: i64,
    pid_file: Option<String>,
}

fn run(
    arguments: &[OsString],
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Outcome<u8> {
    let line = parse(NAME, OPTIONS, Operands::AtTheEnd, arguments)?;
    let settings = settings(&line, environment)?;
    let log = Log::open(NAME, &settings.configured.conf.logging().kdc, environment);
    let log = Arc::new(log.map_err(said)?);
    let runtime = runtime(settings.workers)?;
    let serving = serving(&settings, &log, &runtime, environment, streams)?;
    daemon::write_pid_file(settings.pid_file.as_deref(), environment)?;
    err!(streams, "{NAME}: starting...\n");
    log.write(Severity::Info, format_args!("commencing operation"));
    runtime.block_on(daemon::until_ended(serving.signals, &log, || {}));
    log.write(Severity::Info, format_args!("shutting down"));
    drop(serving.kdc);
    Ok(0)
}

fn said(error: impl Display) -> Failure {
    Failure::Error(error.to_string())
}

fn settings(line: &CommandLine, environment: &Environment) -> Outcome<Settings> {
    let realms: Vec<&str> = line.values('r').collect();
    if realms.len() > 1 {
        return Err(Failure::Error(format!(
            "-r {}: one process serves one realm; start another one for each",
            realms.join(" -r ")
        )));
    }
    let mut configured =
        database::configured(realms.first().copied(), environment).map_err(said)?;
    let realm = &mut configured.realm;
    if let Some(path) = line.value('d') {
        realm.database_name = path.to_owned();
    }
    if let Some(enctype) = line.value('k') {
        realm.master_key_type = database::master_enctype(enctype).map_err(said)?;
    }
    if let Some(name) = line.value('M') {
        realm.master_key_name = name.to_owned();
    }
    if let Some(list) = line.value('p') {
        let places = parse_listen(list, 88)
            .map_err(|error| Failure::Error(format!("-p {list}: {error}")))?;
        (realm.kdc_listen, realm.kdc_tcp_listen) = (places.clone(), places);
    }
    Ok(Settings {
        configured,
        master_key: match line.has('m') {
            true => MasterKey::Typed,
            false => MasterKey::Stashed,
        },
        workers: number(line, 'w', 1, 1..=WORKERS)?,
        time_offset: number(line, 'T', 0, i64::MIN..=i64::MAX)?,
        pid_file: line.value('P').map(str::to_owned),
    })
}

fn number<T: std::str::FromStr + PartialOrd>(
    line: &CommandLine,
    letter: char,
    default: T,
    range: std::ops::RangeInclusive<T>,
) -> Outcome<T> {
    let Some(text) = line.value(letter) else {
        return Ok(default);
    };
    // As in MIT's, a number that is none ends in the usage alone.
    let number = text.parse().ok().filter(|number| range.contains(number));
    number.ok_or(Failure::Usage(None))
}

fn runtime(workers: usize) -> Outcome<tokio::runtime::Runtime> {
    let mut builder = match workers {
        1 => tokio::runtime::Builder::new_current_thread(),
        _ => tokio::runtime::Builder::new_multi_thread(),
    };
    builder.worker_threads(workers).enable_all().build().map_err(said)
}

struct Serving {
    kdc: Kdc,
    signals: Signals,
}

fn serving(
    settings: &Settings,
    log: &Arc<Log>,
    runtime: &tokio::runtime::Runtime,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Outcome<Serving> {
    let configured = &settings.configured;
    let realm = &configured.realm;
    let store = configured.open(settings.master_key, environment, streams).map_err(|why| {
        let name = &realm.name;
        log.write(Severity::Error, format_args!("{why} - for realm {name}"));
        Failure::Error(format!("cannot initialize realm {name} - see log file for details: {why}"))
    })?;
    for notice in configured.notices.iter().chain(&store.take_notices()) {
        log.write(Severity::Info, format_args!("{notice}"));
    }
    log.write(Severity::Info, format_args!("setting up network..."));
    let bound = bind(realm).map_err(|why| {
        log.write(Severity::Error, format_args!("{why} - Error setting up network"));
        Failure::Error(why)
    })?;
    let sockets = bound.udp.len() + bound.tcp.len();
    log.write(Severity::Info, format_args!("set up {sockets} sockets"));
    let clock: Arc<dyn Clock> = match settings.time_offset {
        0 => Arc::clone(&environment.clock),
        seconds => Arc::new(Offset { clock: Arc::clone(&environment.clock), seconds }),
    };
    let _entered = runtime.enter();
    daemon::raise_descriptors();
    let signals = Signals::take().map_err(said)?;
    let kdc = Kdc::builder()
        .store(store)
        .sockets(bound)
        .workers(settings.workers)
        .clock(clock)
        .observer(Arc::new(KdcLog::new(Arc::clone(log))))
        .runtime(runtime.handle().clone())
        .start_blocking()
        .map_err(said)?;
    Ok(Serving { kdc, signals })
}

/// The sockets that kdc.conf asks for. An error names the key that changes it.
fn bind(realm: &KdcRealm) -> Result<Bound, String> {
    let of = |places: &[ListenOn], key| addresses(places, key).map_err(|error| error.to_string());
    let udp = of(&realm.kdc_listen, "kdc_listen")?;
    let tcp = of(&realm.kdc_tcp_listen, "kdc_tcp_listen")?;
    listeners::bind_each(&udp, &tcp).map_err(|error| {
        let name = &realm.name;
        format!("{error} (kdc_listen and kdc_tcp_listen of [realms] {name} in kdc.conf, or -p)")
    })
}
