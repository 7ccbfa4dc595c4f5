//! `kerbside klist`: lists tickets and keys, with the options and the output of MIT's klist.

use super::programs::{self, Untouched};
use crate::failure::Failure;

/// List the tickets of a cache or the keys of a keytab, as MIT's klist does
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    untouched: Untouched,
}

pub(crate) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    programs::run(kerbside_kdc::commands::klist, &arguments.untouched.arguments)
}
