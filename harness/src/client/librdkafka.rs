//! librdkafka and what is built on it: kcat, rdkafka and others that are compiled with GSSAPI.
//!
//! The Kerberos library under it reads KRB5_CONFIG and KRB5CCNAME from the process's environment
//! (see [`Client::env`]); no setting of librdkafka replaces them.

use super::Client;

impl Client {
    /// The settings, complete; a ticket is taken with the user's keytab by `kinit`.
    pub fn librdkafka(&self) -> Vec<(String, String)> {
        let keytab = self.keytab().display().to_string();
        let principal = self.principal();
        let kinit = format!("kinit -k -t \"{keytab}\" {principal}");
        [
            ("bootstrap.servers", self.bootstrap.clone()),
            ("security.protocol", "SASL_PLAINTEXT".to_owned()),
            ("sasl.mechanisms", "GSSAPI".to_owned()),
            ("sasl.kerberos.service.name", self.service_name.clone()),
            ("sasl.kerberos.principal", principal),
            ("sasl.kerberos.keytab", keytab),
            ("sasl.kerberos.kinit.cmd", kinit),
        ]
        .map(|(key, value)| (key.to_owned(), value))
        .to_vec()
    }

    /// The same as a file of `key=value` lines, for KCAT_CONFIG and `kcat -F`.
    pub fn librdkafka_file(&self) -> String {
        let settings = self.librdkafka();
        settings.iter().map(|(key, value)| format!("{key}={value}\n")).collect()
    }
}
