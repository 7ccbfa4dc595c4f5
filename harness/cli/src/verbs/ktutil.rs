//! `kerbside ktutil`: edits keytabs, with the options and the output of
//! MIT's ktutil.

use super::programs::{self, Untouched};
use crate::failure::Failure;

/// Edit keytabs, as MIT's ktutil does
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    untouched: Untouched,
}

pub(crate) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    programs::run(kerbside_kdc::commands::ktutil, &arguments.untouched.arguments)
}
