//! `kerbside kvno`: takes tickets for services, with the options and the output of MIT's kvno.

use super::programs::{self, Untouched};
use crate::failure::Failure;

/// Get tickets for services and show their key versions, as MIT's kvno does
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    untouched: Untouched,
}

pub(crate) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    programs::run(kerbside_kdc::commands::kvno, &arguments.untouched.arguments)
}
