//! Kerbside judged by programs that nobody here wrote.
//!
//! The tests of this package start a bed, point a real client at it and look at the effects. What
//! they share stands here; a program that is missing fails its test with the command that installs
//! it, nothing is skipped.

pub mod authorization;
pub mod clients;
pub mod faults;
pub mod java;
pub mod kcat;
pub mod klist;
pub mod mit_tools;
pub mod process;
pub mod programs;
pub mod realm;
pub mod records;
pub mod secrets;
pub mod stored;
