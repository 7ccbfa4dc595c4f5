//! What a command knows of the process that it runs for.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kerbside_krb5::formats::kdc_conf;
use kerbside_krb5::formats::path_tokens::Tokens;

use super::caches::MemoryCaches;
use super::keytabs::MemoryKeytabs;
use super::trace::Trace;
use super::zone::Zone;
use crate::clock::{Clock, SystemClock};

/// The variables, the user, the place and the time of a command.
#[derive(Clone)]
pub struct Environment {
    /// `KRB5_CONFIG`: the configuration files, the first with precedence.
    pub krb5_config: Vec<String>,
    /// `KRB5_KDC_PROFILE`: kdc.conf, which servers and their tools read before krb5.conf.
    pub kdc_profile: String,
    /// `KRB5CCNAME`: the credential cache.
    pub ccache: Option<String>,
    /// `KRB5_KTNAME`: the keytab.
    pub keytab: Option<String>,
    /// `KRB5_CLIENT_KTNAME`: the keytab of the user.
    pub client_keytab: Option<String>,
    /// `USER`: who kadmin's caller is, before the user of `tokens`.
    pub user: Option<String>,
    /// The user, and the directories that path tokens name.
    pub tokens: Tokens,
    /// The host's name, for `kinit -k` without a principal.
    pub host: String,
    /// The directory that relative paths start from.
    pub directory: PathBuf,
    /// `KRB5_TRACE`: where the steps of the library are told.
    pub trace: Trace,
    /// The credential caches of type MEMORY.
    pub memory_caches: MemoryCaches,
    /// The keytabs of type MEMORY.
    pub memory_keytabs: MemoryKeytabs,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The zone in which times are shown and read.
    pub zone: Zone,
}

impl Environment {
    /// The environment of a user without variables, of number 0, in `directory`.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            krb5_config: vec!["/etc/krb5.conf".to_owned()],
            kdc_profile: kdc_conf::DEFAULT_PATH.to_owned(),
            ccache: None,
            keytab: None,
            client_keytab: None,
            trace: Trace::default(),
            memory_caches: MemoryCaches::default(),
            memory_keytabs: MemoryKeytabs::default(),
            user: None,
            tokens: Tokens::new(0, "root"),
            host: "localhost".to_owned(),
            directory: directory.into(),
            clock: Arc::new(SystemClock),
            zone: Zone::utc(),
        }
    }

    /// The environment of this process.
    ///
    /// # Errors
    /// When the working directory is gone.
    pub fn of_process() -> std::io::Result<Self> {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let uid = rustix::process::getuid().as_raw();
        let mut tokens = Tokens::new(uid, &user_name(uid));
        tokens.euid = rustix::process::geteuid().as_raw();
        if let Some(temp) = variable("TMPDIR") {
            tokens.temp = temp;
        }
        let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
        let trace = variable("KRB5_TRACE").map(|path| Trace::to_file(Path::new(&path)));
        let config = variable("KRB5_CONFIG").unwrap_or_else(|| "/etc/krb5.conf".to_owned());
        Ok(Self {
            krb5_config: config.split(':').map(str::to_owned).collect(),
            kdc_profile: variable("KRB5_KDC_PROFILE")
                .unwrap_or_else(|| kdc_conf::DEFAULT_PATH.to_owned()),
            ccache: variable("KRB5CCNAME"),
            keytab: variable("KRB5_KTNAME"),
            client_keytab: variable("KRB5_CLIENT_KTNAME"),
            // A trace that cannot be written is none, as in MIT.
            trace: trace.and_then(Result::ok).unwrap_or_default(),
            memory_caches: MemoryCaches::default(),
            memory_keytabs: MemoryKeytabs::default(),
            user: variable("USER"),
            tokens,
            host,
            directory: std::env::current_dir()?,
            clock: Arc::new(SystemClock),
            zone: Zone::of_process(),
        })
    }

    /// `path`, from the working directory when it is relative.
    pub fn path(&self, path: impl AsRef<OsStr>) -> PathBuf {
        self.directory.join(Path::new(path.as_ref()))
    }
}

/// The name of user `uid` by the password file, else by `USER`.
fn user_name(uid: u32) -> String {
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (name, number) = (fields.next()?, fields.nth(1)?);
        (number.parse() == Ok(uid)).then(|| name.to_owned())
    });
    named.or_else(|| std::env::var("USER").ok()).unwrap_or_else(|| uid.to_string())
}
