//! librdkafka and what is built on it: kcat, rdkafka, confluent-kafka.
//!
//! With GSSAPI (where it is compiled in) the Kerberos library under it reads KRB5_CONFIG and
//! KRB5CCNAME from the process's environment (see [`Client::env`]); no setting of librdkafka
//! replaces them. The packages of confluent-kafka have no GSSAPI.

use super::{Certificate, Client, HostNames, SaslMechanism};

impl Client {
    /// The settings, complete; with GSSAPI a ticket is taken with the user's keytab by `kinit`.
    pub fn librdkafka(&self) -> Vec<(String, String)> {
        let mut settings = vec![
            ("bootstrap.servers", self.bootstrap.clone()),
            ("security.protocol", self.protocol.name().to_owned()),
        ];
        if self.protocol.has_sasl() {
            settings.push(("sasl.mechanisms", self.mechanism.name().to_owned()));
            settings.extend(self.librdkafka_sasl());
        }
        if self.protocol.has_tls() {
            settings.extend(self.librdkafka_tls());
        }
        settings.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    }

    fn librdkafka_sasl(&self) -> Vec<(&'static str, String)> {
        match self.mechanism {
            SaslMechanism::Gssapi => {
                let keytab = self.keytab().display().to_string();
                let principal = self.principal();
                let kinit = format!("kinit -k -t \"{keytab}\" {principal}");
                vec![
                    ("sasl.kerberos.service.name", self.service_name.clone()),
                    ("sasl.kerberos.principal", principal),
                    ("sasl.kerberos.keytab", keytab),
                    ("sasl.kerberos.kinit.cmd", kinit),
                ]
            }
            SaslMechanism::Plain | SaslMechanism::ScramSha256 | SaslMechanism::ScramSha512 => vec![
                ("sasl.username", self.user.clone()),
                ("sasl.password", self.password_or_hint().to_owned()),
            ],
            SaslMechanism::OAuthBearer => vec![
                ("enable.sasl.oauthbearer.unsecure.jwt", "true".to_owned()),
                ("sasl.oauthbearer.config", format!("principal={}", self.user)),
            ],
        }
    }

    fn librdkafka_tls(&self) -> Vec<(&'static str, String)> {
        let path = |path: std::path::PathBuf| path.display().to_string();
        let verified = match self.host_names {
            HostNames::Verified => "https",
            HostNames::NotVerified => "none",
        };
        let mut settings = vec![
            ("ssl.ca.location", path(self.ca_pem())),
            ("ssl.endpoint.identification.algorithm", verified.to_owned()),
        ];
        if self.certificate == Certificate::Shown {
            settings.push(("ssl.certificate.location", path(self.certificate_pem())));
            settings.push(("ssl.key.location", path(self.key_pem())));
        }
        settings
    }

    /// The same as a file of `key=value` lines, for KCAT_CONFIG and `kcat -F`. kcat passes
    /// `ssl.endpoint.identification.algorithm` over in a file: it wants it as `-X`.
    pub fn librdkafka_file(&self) -> String {
        let settings = self.librdkafka();
        settings.iter().map(|(key, value)| format!("{key}={value}\n")).collect()
    }
}
