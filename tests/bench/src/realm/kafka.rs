//! Apache Kafka beside a bed: its broker with the bed's realm, keys and users.

use std::net::SocketAddr;
use std::process::Command;

use anyhow::Result;
use apache_kafka::{ApacheKafka, Jvm, Kerberos, Listener};

use super::ours::OurBed;
use super::{BROKER, REALM, RunningBroker, RunningKdc, ShellBroker};

/// The listener that clients use.
const CLIENT: &str = "CLIENT";

/// Apache Kafka, running on the realm of a bed.
pub(crate) struct KafkaBed<'b> {
    realm: &'b OurBed,
    kafka: ApacheKafka,
    bootstrap: String,
}

impl<'b> KafkaBed<'b> {
    /// Starts a broker with the flags and settings that its own start script has, and topics of so
    /// many partitions.
    pub(crate) fn start(realm: &'b OurBed, partitions: u16) -> Result<Self> {
        let key =
            Kerberos { keytab: realm.broker_keytab(), principal: format!("{BROKER}@{REALM}") };
        let kafka = ApacheKafka::builder()
            .listener(Listener::new(CLIENT).kerberos(&key))
            .krb5_conf(realm.krb5_conf())
            .property("num.partitions", &partitions.to_string())
            .jvm(Jvm::SteadyState)
            .start()?;
        let bootstrap = kafka.bootstrap(CLIENT);
        Ok(Self { realm, kafka, bootstrap })
    }
}

impl RunningKdc for KafkaBed<'_> {
    fn name(&self) -> String {
        format!("Apache Kafka {}", apache_kafka::VERSION)
    }

    fn address(&self) -> SocketAddr {
        self.realm.address()
    }

    fn pid(&self) -> u32 {
        self.kafka.pid()
    }
}

impl RunningBroker for KafkaBed<'_> {
    fn bootstrap(&self) -> &str {
        &self.bootstrap
    }
}

impl ShellBroker for KafkaBed<'_> {
    fn shell(&self, script: &str) -> Command {
        self.realm.shell(&format!("export KERBSIDE_BOOTSTRAP={}\n{script}", self.bootstrap))
    }
}
