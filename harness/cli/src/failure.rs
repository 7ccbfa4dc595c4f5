//! Why a verb failed, in words that name the input and the remedy, and its exit status.

use std::io;
use std::path::PathBuf;

use kerbside::BedError;

/// Why a verb failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The command line cannot be meant as it is.
    #[error("{0}")]
    Usage(String),
    /// There is no bed in the directory.
    #[error(
        "no bed runs in {}: start one with `kerbside up --detach --dir {}`",
        .0.display(),
        .0.display()
    )]
    NoBed(PathBuf),
    /// A bed has the directory, but no control socket that answers.
    #[error(
        "the bed in {} ({}) does not answer: it is starting or ending, hangs, or may open no more \
         files (ulimit -n); try again, or end it by its process id",
        directory.display(),
        process(pid)
    )]
    Silent {
        /// Its directory.
        directory: PathBuf,
        /// Its process.
        pid: Option<u32>,
    },
    /// Another bed has the directory.
    #[error(
        "a bed runs in {} already ({}): stop it with `kerbside down --dir {}`, or choose another \
         directory with --dir", directory.display(), process(pid), directory.display()
    )]
    AlreadyRuns {
        /// The directory.
        directory: PathBuf,
        /// The other bed's process.
        pid: Option<u32>,
    },
    /// A directory that cannot be a bed's.
    #[error("{} cannot be a bed's directory: {reason}", path.display())]
    Directory {
        /// Which.
        path: PathBuf,
        /// Why, and what helps.
        reason: String,
    },
    /// A file or folder.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A bed could not be made, or did not do what it was asked for.
    #[error(transparent)]
    Bed(#[from] BedError),
    /// The bed that was asked refused.
    #[error("{0}")]
    Refused(String),
    /// Talk with a bed broke off.
    #[error("the bed in {} broke off: {reason}", directory.display())]
    BrokenOff {
        /// Its directory.
        directory: PathBuf,
        /// What was seen.
        reason: String,
    },
    /// Something of the operating system.
    #[error("{what}: {source}")]
    System {
        /// What was attempted.
        what: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The bed in the background ended before it answered; it has said why.
    #[error("the bed ended with status {0} before it answered")]
    Background(u8),
    /// The result cannot be written.
    #[error("the result cannot be written: {0}")]
    Output(#[source] io::Error),
    /// The demonstration or a scenario did not go as it should.
    #[error("{0}")]
    Unexpected(String),
}

impl Failure {
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }

    pub(crate) fn system<E: Into<io::Error>>(what: &'static str) -> impl FnOnce(E) -> Self {
        move |error| Self::System { what, source: error.into() }
    }

    /// The exit status: 2 for a slip on the command line, as clap's, and 1 for the rest.
    pub(crate) fn status(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Background(status) => *status,
            _ => 1,
        }
    }

    /// Whether the person has read the reason already.
    pub(crate) fn is_told(&self) -> bool {
        matches!(self, Self::Background(_))
    }
}

fn process(pid: &Option<u32>) -> String {
    match pid {
        Some(pid) => format!("process {pid}"),
        None => "process unknown".to_owned(),
    }
}
