//! `kerbside kswitch`: makes another cache of a collection the primary one, with the options and
//! the output of MIT's kswitch.

use super::programs::{self, Untouched};
use crate::failure::Failure;

/// Make another credential cache the primary one, as MIT's kswitch does
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    untouched: Untouched,
}

pub(crate) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    programs::run(kerbside_kdc::commands::kswitch, &arguments.untouched.arguments)
}
