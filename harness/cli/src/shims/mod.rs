//! MIT's programs by their names: this binary is each of them when it is called so.
//!
//! `kerbside shims DIR` makes the links. Two of the programs go into the background unless they are
//! told not to (`background`).

mod background;

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::ExitCode;

use kerbside_kdc::commands::{self, Environment, RemoteOpener, Streams};

use crate::output::Output;
use crate::verbs::programs::{self, Program};
use background::Foreground;

/// A program of MIT's.
pub(crate) struct Shim {
    /// Its name.
    pub(crate) name: &'static str,
    program: Program,
    foreground: Foreground,
}

/// The programs, in the order in which a newcomer meets them.
pub(crate) const SHIMS: &[Shim] = &[
    daemon("krb5kdc", commands::krb5kdc, "-n"),
    daemon("kadmind", commands::kadmind, "-nofork"),
    shim("kadmin", commands::remote_kadmin),
    shim("kadmin.local", commands::kadmin_local),
    shim("kdb5_util", commands::kdb5_util),
    shim("kinit", commands::kinit),
    shim("klist", commands::klist),
    shim("kdestroy", commands::kdestroy),
    shim("kvno", commands::kvno),
    shim("kpasswd", commands::kpasswd),
    shim("kswitch", commands::kswitch),
    shim("ktutil", commands::ktutil),
    shim("k5srvutil", k5srvutil),
];

const fn shim(name: &'static str, program: Program) -> Shim {
    Shim { name, program, foreground: Foreground::Always }
}

const fn daemon(name: &'static str, program: Program, option: &'static str) -> Shim {
    Shim { name, program, foreground: Foreground::By(option) }
}

/// k5srvutil, whose new keys come over the network.
fn k5srvutil(arguments: &[OsString], environment: &Environment, streams: &mut Streams<'_>) -> u8 {
    commands::k5srvutil(arguments, &mut RemoteOpener, environment, streams)
}

/// The program that `called` names, as the first word of a command line.
pub(crate) fn called_as(called: &OsStr) -> Option<&'static Shim> {
    let name = Path::new(called).file_name()?;
    SHIMS.iter().find(|shim| name == shim.name)
}

impl Shim {
    /// Runs the program with `arguments`.
    pub(crate) fn run(&self, arguments: Vec<OsString>, output: &Output) -> ExitCode {
        let ended = match self.foreground.wants_background(&arguments) {
            Some(option) => background::start(self.name, option, &arguments),
            None => {
                background::leave_the_terminal();
                programs::run(self.program, &arguments)
            }
        };
        match ended {
            Ok(status) => ExitCode::from(status),
            Err(failure) => {
                output.complain(&failure);
                ExitCode::from(failure.status())
            }
        }
    }
}
