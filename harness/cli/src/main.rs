//! The kerbside command: realms, brokers, clients and failures on one machine

fn main() {}
