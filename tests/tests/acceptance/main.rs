//! Beds under programs that nobody here wrote: each test starts a bed of its own and looks at what
//! happened to tickets, topics and records.

mod acls;
mod authorization;
mod bad_input;
mod codec_judge;
mod explain;
mod formats;
mod goldens;
mod isolation;
mod java;
mod kcat;
mod mechanisms;
mod mit;
mod oauth;
mod python;
mod tls;
mod tokens;
mod stored_formats;
mod transactions;
