//! `kerbside shims`: MIT's programs in a directory, as links to this binary.
//!
//! A script written for MIT krb5 then needs only that directory first in `PATH`.

use std::io::ErrorKind;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::output::Output;
use crate::shims::SHIMS;

/// Put MIT's programs (kinit, kadmin, krb5kdc, ...) into a directory, as links to this binary
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// The directory; made when it does not exist
    #[arg(value_name = "DIR")]
    directory: PathBuf,
}

const AFTER_HELP: &str = "\
Example:
  kerbside shims /tmp/mit
  PATH=/tmp/mit:$PATH kdb5_util create -r EXAMPLE.COM -s";

pub(crate) fn run(arguments: &Arguments, output: &Output) -> Result<u8, Failure> {
    let directory = &arguments.directory;
    let program = std::env::current_exe()
        .and_then(|path| path.canonicalize())
        .map_err(Failure::system("this program's own path"))?;
    std::fs::create_dir_all(directory)
        .map_err(|source| Failure::File { path: directory.clone(), source })?;
    for shim in SHIMS {
        link(&program, &directory.join(shim.name))?;
    }
    let names: Vec<&str> = SHIMS.iter().map(|shim| shim.name).collect();
    output.remark(format!("{} in {}", names.join(", "), directory.display()));
    let directory = directory.canonicalize().unwrap_or_else(|_| directory.clone());
    output.line(format!("export PATH={}:$PATH", directory.display()))?;
    Ok(0)
}

/// Links `place` to `program`. A link is replaced; anything else is somebody's.
fn link(program: &Path, place: &Path) -> Result<(), Failure> {
    let failed = |source| Failure::File { path: place.to_owned(), source };
    match place.symlink_metadata() {
        Ok(found) if found.is_symlink() => std::fs::remove_file(place).map_err(failed)?,
        Ok(_) => {
            return Err(Failure::Usage(format!(
                "{} is no link: remove it, or choose another directory",
                place.display()
            )));
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    symlink(program, place).map_err(failed)
}
