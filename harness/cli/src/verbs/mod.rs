//! The verbs, one file each: what it takes from the command line, and what it does.

mod acls;
mod clock;
mod completions;
mod demo;
mod doctor;
mod down;
mod env;
mod explain;
mod kadmin;
mod kdestroy;
mod kinit;
mod klist;
mod kpasswd;
mod kswitch;
mod ktutil;
mod kvno;
mod node;
pub(crate) mod programs;
mod scenario;
mod shims;
mod status;
mod up;

use crate::failure::Failure;
use crate::output::Output;

/// The verbs.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    Demo(demo::Arguments),
    Up(Box<up::Arguments>),
    Down(down::Arguments),
    Env(env::Arguments),
    Status(status::Arguments),
    Kadmin(kadmin::Arguments),
    Kinit(kinit::Arguments),
    Klist(klist::Arguments),
    Kvno(kvno::Arguments),
    Kdestroy(kdestroy::Arguments),
    Kpasswd(kpasswd::Arguments),
    Kswitch(kswitch::Arguments),
    Ktutil(ktutil::Arguments),
    Clock(clock::Arguments),
    Acls(acls::Arguments),
    Node(node::Arguments),
    Explain(explain::Arguments),
    Scenario(scenario::Arguments),
    Shims(shims::Arguments),
    Doctor(doctor::Arguments),
    Completions(completions::Arguments),
}

impl Verb {
    /// Does it; the exit status.
    pub(crate) fn run(self, output: &Output) -> Result<u8, Failure> {
        match self {
            Self::Demo(arguments) => demo::run(&arguments, output),
            Self::Up(arguments) => up::run(*arguments, output),
            Self::Down(arguments) => down::run(&arguments, output),
            Self::Env(arguments) => env::run(&arguments, output),
            Self::Status(arguments) => status::run(&arguments, output),
            Self::Kadmin(arguments) => kadmin::run(&arguments, output),
            Self::Kinit(arguments) => kinit::run(&arguments),
            Self::Klist(arguments) => klist::run(&arguments),
            Self::Kvno(arguments) => kvno::run(&arguments),
            Self::Kdestroy(arguments) => kdestroy::run(&arguments),
            Self::Kpasswd(arguments) => kpasswd::run(&arguments),
            Self::Kswitch(arguments) => kswitch::run(&arguments),
            Self::Ktutil(arguments) => ktutil::run(&arguments),
            Self::Clock(arguments) => clock::run(&arguments, output),
            Self::Node(arguments) => node::run(&arguments, output),
            Self::Acls(arguments) => acls::run(&arguments, output),
            Self::Explain(arguments) => explain::run(&arguments, output),
            Self::Scenario(arguments) => scenario::run(&arguments, output),
            Self::Doctor(arguments) => doctor::run(&arguments, output),
            Self::Shims(arguments) => shims::run(&arguments, output),
            Self::Completions(arguments) => completions::run(&arguments, output),
        }
    }
}
