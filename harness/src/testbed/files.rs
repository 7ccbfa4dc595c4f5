//! The folder of a bed and what is written there.
//!
//! ```text
//! krb5.conf            for everybody
//! broker.keytab        the brokers' principals
//! clients/NAME/        one folder for each user: krb5.conf, keytab, krb5cc, and one file for
//!                      each client family
//! ```
//! The folder is 0700 and keytabs are 0600.

use std::io::Write;
use std::path::{Path, PathBuf};

use kerbside_krb5::formats::keytab::Keytab;
use tempfile::TempDir;

use crate::client::{Client, Krb5Conf};
use crate::party::BedError;

/// A bed's folder: a temporary one, or one that a person named, which stays.
#[derive(Debug)]
pub(super) enum BedFolder {
    /// Removed with the bed.
    Temporary(TempDir),
    /// Stays.
    Named(PathBuf),
}

impl BedFolder {
    pub(super) fn temporary() -> Result<Self, BedError> {
        let parent = std::env::temp_dir();
        let made = tempfile::Builder::new().prefix("kerbside-").tempdir_in(&parent);
        made.map(Self::Temporary).map_err(BedError::file(parent))
    }

    pub(super) fn named(path: &Path) -> Result<Self, BedError> {
        create_private_folder(path)?;
        let path = path.canonicalize().map_err(BedError::file(path))?;
        Ok(Self::Named(path))
    }

    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Temporary(folder) => folder.path(),
            Self::Named(path) => path,
        }
    }

    pub(super) fn keep(&mut self) {
        if let Self::Temporary(folder) = self {
            folder.disable_cleanup(true);
        }
    }

    pub(super) fn of_user(&self, user: &str) -> PathBuf {
        self.path().join("clients").join(user)
    }

    pub(super) fn write_shared(&self, conf: &Krb5Conf, keytab: &Keytab) -> Result<(), BedError> {
        let path = self.path().join("krb5.conf");
        std::fs::write(&path, conf.to_string()).map_err(BedError::file(path))?;
        write_private(&self.path().join("broker.keytab"), &keytab.to_bytes()?)
    }

    pub(super) fn write_user(
        &self,
        client: &Client,
        keytab: &Keytab,
        conf: &Krb5Conf,
    ) -> Result<(), BedError> {
        create_private_folder(&self.path().join("clients"))?;
        create_private_folder(&client.folder)?;
        let conf = Krb5Conf {
            ccache: Some(client.ccache()),
            client_keytab: Some(client.keytab()),
            ..conf.clone()
        };
        let path = client.krb5_conf();
        std::fs::write(&path, conf.to_string()).map_err(BedError::file(path))?;
        write_private(&client.keytab(), &keytab.to_bytes()?)?;
        client.write_files().map_err(BedError::file(&client.folder))
    }
}

fn create_private_folder(path: &Path) -> Result<(), BedError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(BedError::file(path))
}

pub(super) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), BedError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(bytes));
    written.map_err(BedError::file(path))
}
