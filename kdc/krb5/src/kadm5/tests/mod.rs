//! The two ends against each other, MIT's octets, and octets that nobody should send.

mod attacks;
mod both_ends;
mod properties;
mod recorded;
mod specimen;
