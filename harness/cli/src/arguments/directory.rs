//! `--dir`: where a bed lives.

use std::path::PathBuf;

/// Where the bed lives.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Directory {
    /// The bed's directory [default: $XDG_RUNTIME_DIR/kerbside, or kerbside-UID in the system's
    /// temporary directory]
    #[arg(long = "dir", value_name = "DIR", global = true)]
    named: Option<PathBuf>,
}

impl Directory {
    /// The directory that was named, for commands that are to be typed next.
    pub(crate) fn of_hints(&self) -> Option<&str> {
        self.named.as_deref()?.to_str()
    }

    /// The directory that was named, or the person's default one.
    pub(crate) fn path(&self) -> PathBuf {
        if let Some(named) = &self.named {
            return named.clone();
        }
        match std::env::var_os("XDG_RUNTIME_DIR").filter(|value| !value.is_empty()) {
            Some(runtime) => PathBuf::from(runtime).join("kerbside"),
            None => {
                let uid = rustix::process::geteuid().as_raw();
                std::env::temp_dir().join(format!("kerbside-{uid}"))
            }
        }
    }
}
