//! `kerbside kdestroy`: destroys a credential cache, with the options and the output of
//! MIT's kdestroy.

use super::programs::{self, Untouched};
use crate::failure::Failure;

/// Destroy a credential cache, as MIT's kdestroy does
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    untouched: Untouched,
}

pub(crate) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    programs::run(kerbside_kdc::commands::kdestroy, &arguments.untouched.arguments)
}
