//! KafkaJS, which has no GSSAPI: PLAIN and SCRAM.

use acceptance::clients::assert_round_trip;
use acceptance::process::{Finished, Program, package_file};
use acceptance::programs;
use kerbside::{BlockingTestbed, Testbed};

fn bed() -> BlockingTestbed {
    let named = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"];
    let named = named.map(|it| it.parse::<kerbside::SaslMechanism>().expect("a mechanism"));
    let builder = Testbed::builder().user("alice", "secret").topic("orders", 1);
    builder.mechanisms(named).start_blocking().expect("a bed starts")
}

fn kafkajs(bed: &Testbed, mechanism: &str, password: &str) -> Finished {
    let program = Program::new("node").env("NODE_PATH", programs::node_modules());
    let program = program.env("KAFKAJS_NO_PARTITIONER_WARNING", "1");
    let program = program.arg(package_file("node/clients.js")).arg(bed.bootstrap());
    program.args([mechanism.to_lowercase().as_str(), "alice", password]).run()
}

#[test]
fn kafkajs_logs_in_with_passwords() {
    for mechanism in ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] {
        let bed = bed();
        let finished = kafkajs(&bed, mechanism, "secret");
        assert_round_trip(&bed, finished, &format!("{mechanism} User:alice"));
    }
}

#[test]
fn kafkajs_prints_why_a_password_is_refused() {
    let bed = bed();
    let plain = "Authentication failed: Invalid username or password";
    kafkajs(&bed, "PLAIN", "wrong").failed_with(plain);
    let scram = "Authentication failed during authentication due to invalid credentials with SASL \
                 mechanism SCRAM-SHA-256";
    kafkajs(&bed, "SCRAM-SHA-256", "wrong").failed_with(scram);
}
