//! `kerbside kinit`: takes a ticket-granting ticket, with the options and the output of
//! MIT's kinit.

use super::programs::{self, Untouched};
use crate::failure::Failure;

/// Get a ticket-granting ticket, as MIT's kinit does
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    untouched: Untouched,
}

pub(crate) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    programs::run(kerbside_kdc::commands::kinit, &arguments.untouched.arguments)
}
