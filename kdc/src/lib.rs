//! A Kerberos 5 key distribution centre that lives inside a process
