//! Python: keyword arguments for kafka-python and aiokafka, both with python-gssapi.
//!
//! The Kerberos library under python-gssapi reads the process's environment: see [`Client::env`].

use super::Client;

/// Keyword arguments of Python clients.
#[derive(Clone, Copy, Debug)]
pub struct Python<'a>(pub(super) &'a Client);

impl Python<'_> {
    /// The arguments as names and Python expressions; both libraries take the same ones.
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        vec![
            ("bootstrap_servers", format!("'{}'", self.0.bootstrap)),
            ("security_protocol", "'SASL_PLAINTEXT'".to_owned()),
            ("sasl_mechanism", "'GSSAPI'".to_owned()),
            ("sasl_kerberos_service_name", format!("'{}'", self.0.service_name)),
        ]
    }

    /// A snippet for kafka-python.
    pub fn kafka_python(&self) -> String {
        format!(
            "from kafka import KafkaProducer\n\nproducer = KafkaProducer(\n{})\n",
            self.argument_lines()
        )
    }

    /// A program for aiokafka, whose clients are made inside a running loop.
    pub fn aiokafka(&self) -> String {
        format!(
            "import asyncio\n\nfrom aiokafka import AIOKafkaProducer\n\n\n\
             async def main():\n    producer = AIOKafkaProducer(\n{})\n    \
             await producer.start()\n    await producer.stop()\n\n\nasyncio.run(main())\n",
            self.argument_lines().replace("    ", "        ")
        )
    }

    fn argument_lines(&self) -> String {
        let arguments = self.arguments();
        arguments.iter().map(|(name, value)| format!("    {name}={value},\n")).collect()
    }
}
