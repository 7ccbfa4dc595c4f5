//! JavaScript: a snippet for KafkaJS, which has PLAIN, SCRAM and OAUTHBEARER, and no GSSAPI.

use super::{Certificate, Client, HostNames, SaslMechanism};

impl Client {
    /// A KafkaJS client; where KafkaJS lacks the mechanism the snippet says so.
    pub fn kafkajs(&self) -> String {
        let brokers: Vec<String> = self.bootstrap.split(',').map(|it| format!("{it:?}")).collect();
        let mut text =
            String::from("const fs = require('fs')\nconst { Kafka } = require('kafkajs')\n");
        text += &format!("\nconst kafka = new Kafka({{\n  brokers: [{}],\n", brokers.join(", "));
        if self.protocol.has_tls() {
            text += &self.kafkajs_tls();
        }
        if self.protocol.has_sasl() {
            text += &self.kafkajs_sasl();
        }
        text + "})\n"
    }

    fn kafkajs_tls(&self) -> String {
        let mut text = format!("  ssl: {{\n    ca: [fs.readFileSync({:?})],\n", self.ca_pem());
        if self.certificate == Certificate::Shown {
            text += &format!("    cert: fs.readFileSync({:?}),\n", self.certificate_pem());
            text += &format!("    key: fs.readFileSync({:?}),\n", self.key_pem());
        }
        if self.host_names == HostNames::NotVerified {
            text += "    checkServerIdentity: () => undefined,\n";
        }
        text + "  },\n"
    }

    fn kafkajs_sasl(&self) -> String {
        let (user, password) = (&self.user, self.password_or_hint());
        match self.mechanism {
            SaslMechanism::Gssapi => {
                "  // KafkaJS has no GSSAPI: choose PLAIN, SCRAM or OAUTHBEARER.\n".to_owned()
            }
            SaslMechanism::OAuthBearer => format!(
                "  sasl: {{\n    mechanism: 'oauthbearer',\n    \
                 oauthBearerProvider: async () => {{\n      \
                 const now = Math.floor(Date.now() / 1000)\n      \
                 const part = it => Buffer.from(JSON.stringify(it)).toString('base64url')\n      \
                 const claims = {{ sub: {user:?}, iat: now, exp: now + 3600 }}\n      \
                 return {{ value: `${{part({{ alg: 'none' }})}}.${{part(claims)}}.` }}\n    \
                 }},\n  }},\n"
            ),
            mechanism => format!(
                "  sasl: {{ mechanism: '{}', username: {user:?}, password: {password:?} }},\n",
                mechanism.name().to_lowercase()
            ),
        }
    }
}
