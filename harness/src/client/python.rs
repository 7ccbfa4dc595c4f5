//! Python: keyword arguments for kafka-python and aiokafka, settings for confluent-kafka.
//!
//! With GSSAPI the Kerberos library under python-gssapi reads the process's environment: see
//! [`Client::env`].

use super::{Certificate, Client, HostNames, SaslMechanism};

/// Keyword arguments of Python clients.
#[derive(Clone, Copy, Debug)]
pub struct Python<'a>(pub(super) &'a Client);

impl Python<'_> {
    /// The arguments of kafka-python as names and Python expressions. Those of OAUTHBEARER need
    /// the class `UnsecuredToken` that [`Python::kafka_python`] has.
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        let client = self.0;
        let mut arguments = self.common();
        if client.protocol.has_sasl() && client.mechanism == SaslMechanism::OAuthBearer {
            arguments.push(("sasl_oauth_token_provider", "UnsecuredToken()".to_owned()));
        }
        if client.protocol.has_tls() {
            let checked = match client.host_names {
                HostNames::Verified => "True",
                HostNames::NotVerified => "False",
            };
            arguments.push(("ssl_check_hostname", checked.to_owned()));
            arguments.push(("ssl_cafile", literal(&client.ca_pem().display().to_string())));
            if client.certificate == Certificate::Shown {
                let certificate = client.certificate_pem().display().to_string();
                arguments.push(("ssl_certfile", literal(&certificate)));
                arguments.push(("ssl_keyfile", literal(&client.key_pem().display().to_string())));
            }
        }
        arguments
    }

    /// The arguments of aiokafka, whose TLS is a context of Python's own module `ssl`.
    pub fn aiokafka_arguments(&self) -> Vec<(&'static str, String)> {
        let client = self.0;
        let mut arguments = self.common();
        if client.protocol.has_sasl() && client.mechanism == SaslMechanism::OAuthBearer {
            arguments.push(("sasl_oauth_token_provider", "UnsecuredToken()".to_owned()));
        }
        if client.protocol.has_tls() {
            arguments.push(("ssl_context", "context".to_owned()));
        }
        arguments
    }

    fn common(&self) -> Vec<(&'static str, String)> {
        let client = self.0;
        let mut arguments = vec![
            ("bootstrap_servers", literal(&client.bootstrap)),
            ("security_protocol", literal(client.protocol.name())),
        ];
        if client.protocol.has_sasl() {
            arguments.push(("sasl_mechanism", literal(client.mechanism.name())));
            match client.mechanism {
                SaslMechanism::Gssapi => {
                    arguments.push(("sasl_kerberos_service_name", literal(&client.service_name)));
                }
                SaslMechanism::OAuthBearer => {}
                SaslMechanism::Plain | SaslMechanism::ScramSha256 | SaslMechanism::ScramSha512 => {
                    arguments.push(("sasl_plain_username", literal(&client.user)));
                    let password = client.password_or_hint();
                    arguments.push(("sasl_plain_password", literal(password)));
                }
            }
        }
        arguments
    }

    /// A program for kafka-python that connects, and writes a record to the topic that it is given
    /// on the command line.
    pub fn kafka_python(&self) -> String {
        let token = self.token_class("kafka.net.sasl.oauth", "def token(self):");
        format!(
            "import sys\n\nfrom kafka import KafkaProducer\n{token}\n\
             producer = KafkaProducer(\n{})\nprint({})\n\
             for topic in sys.argv[1:]:\n    \
             sent = producer.send(topic, b'hello').get(timeout=30)\n    \
             print(f'wrote a record to {{sent.topic}}-{{sent.partition}} at offset \
             {{sent.offset}}')\n\
             producer.close()\n",
            lines(&self.arguments(), "    "),
            self.connected()
        )
    }

    /// What a program prints when it is connected.
    fn connected(&self) -> String {
        let Client { user, bootstrap, protocol, mechanism, .. } = self.0;
        literal(&match protocol.has_sasl() {
            true => format!("{user} is connected to {bootstrap} by {protocol} with {mechanism}"),
            false => format!("connected to {bootstrap} by {protocol}"),
        })
    }

    /// A program for aiokafka, whose clients are made inside a running loop.
    pub fn aiokafka(&self) -> String {
        let token = self.token_class("aiokafka.abc", "async def token(self):");
        format!(
            "import asyncio\n\nfrom aiokafka import AIOKafkaProducer\n{token}\n\n\
             async def main():\n{}    producer = AIOKafkaProducer(\n{}    )\n    \
             await producer.start()\n    print({})\n    await producer.stop()\n\n\n\
             asyncio.run(main())\n",
            self.context(),
            lines(&self.aiokafka_arguments(), "        "),
            self.connected()
        )
    }

    /// A program for confluent-kafka that lists the topics.
    pub fn confluent_kafka(&self) -> String {
        let settings = self.0.librdkafka();
        let entry = |(key, value): &(String, String)| format!("    '{key}': {},\n", literal(value));
        let settings: String = settings.iter().map(entry).collect();
        format!(
            "from confluent_kafka import Producer\n\nproducer = Producer({{\n{settings}}})\n\
             print('topics:', *producer.list_topics(timeout=30).topics)\n"
        )
    }

    /// The lines that make `context` for aiokafka; none without TLS.
    pub fn context(&self) -> String {
        let client = self.0;
        if !client.protocol.has_tls() {
            return String::new();
        }
        let ca = literal(&client.ca_pem().display().to_string());
        let mut text = format!("    context = ssl.create_default_context(cafile={ca})\n");
        if client.host_names == HostNames::NotVerified {
            text += "    context.check_hostname = False\n";
        }
        if client.certificate == Certificate::Shown {
            text += &format!(
                "    context.load_cert_chain({}, {})\n",
                literal(&client.certificate_pem().display().to_string()),
                literal(&client.key_pem().display().to_string())
            );
        }
        format!("    import ssl\n{text}")
    }

    /// A class that makes unsecured tokens (RFC 7515 §A.5), for OAUTHBEARER alone.
    fn token_class(&self, module: &str, head: &str) -> String {
        let client = self.0;
        if !client.uses(SaslMechanism::OAuthBearer) {
            return String::new();
        }
        format!(
            "from {module} import AbstractTokenProvider\nimport base64, json, time\n\n\n\
             class UnsecuredToken(AbstractTokenProvider):\n    {head}\n        \
             now = int(time.time())\n        \
             claims = {{'sub': {}, 'iat': now, 'exp': now + 3600}}\n        \
             part = lambda it: base64.urlsafe_b64encode(json.dumps(it).encode())\n        \
             parts = [part({{'alg': 'none'}}), part(claims)]\n        \
             return '.'.join(it.decode().rstrip('=') for it in parts) + '.'\n\n",
            literal(&client.user)
        )
    }
}

fn lines(arguments: &[(&str, String)], indent: &str) -> String {
    arguments.iter().map(|(name, value)| format!("{indent}{name}={value},\n")).collect()
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\\', r"\\").replace('\'', r"\'"))
}
