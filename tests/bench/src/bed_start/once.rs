//! One measurement in a fresh process: how long until a realm, a bed and a first record are there.
//!
//! The dependent crate that the debug figures come from compiles this same file.

use std::error::Error;
use std::time::{Duration, Instant};

use kerbside::Testbed;
use kerbside::client::kafka::{ConnectOptions, KafkaClient};
use kerbside::client::kerberos::{KerberosClient, KerberosOptions};
use kerbside_kdc::{Kdc, RealmSettings};

/// What was measured, in the order in which it is printed.
pub(crate) struct Once {
    /// A KDC with one realm, which answers.
    pub(crate) realm: Duration,
    /// A bed with one password user and one topic, which answers.
    pub(crate) bed: Duration,
    /// The bed, the user's login by password and the first record's acknowledgement.
    pub(crate) record: Duration,
}

/// Measures.
pub(crate) fn measure() -> Result<Once, Box<dyn Error>> {
    let started = Instant::now();
    let kdc = Kdc::builder().realm(RealmSettings::new("BENCH.EXAMPLE.ORG")).start_blocking()?;
    let realm = started.elapsed();
    drop(kdc);

    let started = Instant::now();
    let bed = Testbed::builder().user("alice", "secret").topic("orders", 1).start_blocking()?;
    let until_bed = started.elapsed();
    bed.wait(async {
        let alice = KerberosClient::new(KerberosOptions::new(bed.kdc().addresses()[0]));
        let name = format!("alice@{}", bed.realm());
        alice.login_with_password(&name, "secret").await?;
        let client = KafkaClient::connect(ConnectOptions::gssapi(bed.bootstrap(), alice)).await?;
        client.produce("orders", ["first"]).await?;
        Ok::<(), Box<dyn Error>>(())
    })?;
    let record = started.elapsed();
    Ok(Once { realm, bed: until_bed, record })
}
