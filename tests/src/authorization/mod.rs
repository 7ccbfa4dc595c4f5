//! Who may do what, asked row by row of Kafka's table: of a real broker for the recording, and of
//! the embedded one to be compared with it.
//!
//! [`cases`] says what is sent, [`lab`] makes the world ready and sends it, [`text`] writes the
//! answers so that they can be compared, [`book`] keeps them in `tests/goldens/authorization`.

pub mod book;
pub mod cases;
pub mod client;
pub mod embedded;
pub mod kafka;
pub mod lab;
pub mod message;
pub mod text;
