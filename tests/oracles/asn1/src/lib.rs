//! A second decoder of Kerberos messages, for tests only
