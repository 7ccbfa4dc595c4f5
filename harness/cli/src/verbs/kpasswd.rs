//! `kerbside kpasswd`: changes a user's own password, with the options and the output of
//! MIT's kpasswd.

use super::programs::{self, Untouched};
use crate::failure::Failure;

/// Change a password, as MIT's kpasswd does
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    untouched: Untouched,
}

pub(crate) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    programs::run(kerbside_kdc::commands::kpasswd, &arguments.untouched.arguments)
}
