//! The built command, judged by what it prints, leaves behind and returns.

mod acls;
mod bad_input;
mod clocks;
mod control_socket;
mod kadmin;
mod lifetime;
mod listeners;
mod nodes;
mod pipes;
mod place;
mod programs;
mod scenarios;
mod verbs;
