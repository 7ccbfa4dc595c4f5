//! Kafka's own command-line tools over GSSAPI: forty command lines, whose output is compared line
//! by line with what they print at Apache Kafka 4.4.0 (`tests/goldens/kafka-tools`), and the two
//! tools that measure.
//!
//! Only what [`allowed::ALLOWED`] lists may differ. The command lines run in the order of their
//! numbers: later ones show what earlier ones made.

mod allowed;
mod recording;

use std::fs;
use std::time::Duration;

use acceptance::java::{compiled, java};
use acceptance::process::Program;
use acceptance::programs::kafka_tools_class_path;
use kerbside::client::{Client, Login, SaslMechanism as ClientMechanism};
use kerbside::{BlockingTestbed, SaslMechanism, Testbed};
use kerbside_broker_core::sasl::scram::ScramMechanism;

use recording::Recording;

/// What tools read from their standard input.
const INPUTS: [(&str, &str); 2] =
    [("16-console-producer", "k1:one\nk2:two\nk3:three\n"), ("19-console-producer-denied", "x\n")];
/// The file of 35-delete-records.
const DELETED: &str = r#"{"partitions":[{"topic":"smoke","partition":0,"offset":0}],"version":1}"#;
/// The last of those that run before anything about a token is known.
const FIRST_SITTING: &str = "25-tokens-create";

/// For more than twenty tools in a row.
const PATIENCE: Duration = Duration::from_secs(240);

/// The bed that stands for the recorded broker.
fn bed() -> BlockingTestbed {
    let scram = SaslMechanism::Scram(ScramMechanism::SHA_512);
    let builder = Testbed::builder()
        .realm("LAB.TEST")
        .user("admin", "admin-secret")
        .user("alice", "alice-secret")
        // Without a password: credentials for SCRAM would be shown beside his quotas.
        .user_with_random_key("bob")
        .topic("first", 1)
        .mechanisms([SaslMechanism::Gssapi, scram, SaslMechanism::Plain])
        .super_user("User:kafka")
        .super_user("User:admin")
        .allow_everyone_if_no_acl_found()
        .delegation_token_secret("lab-delegation-secret");
    builder.start_blocking().expect("a bed starts")
}

/// A bed with the files that the command lines name.
struct Scene {
    bed: BlockingTestbed,
    admin: Client,
    /// As the recordings name files and ports, and what they are here.
    names: Vec<(String, String)>,
}

impl Scene {
    fn new() -> Self {
        let bed = bed();
        let (admin, alice, bob) = (bed.client("admin"), bed.client("alice"), bed.client("bob"));
        let mut names = vec![("<BROKER>".to_owned(), bed.bootstrap())];
        let mut file = |name: &str, text: String| {
            let path = admin.folder.join(name.replace('/', "-"));
            fs::write(&path, text).expect("the bed's folder can be written");
            names.push((name.to_owned(), path.display().to_string()));
        };
        let by_keytab = |client: &Client| client.java().properties(Login::Keytab);
        let by_password = |it: ClientMechanism| by_keytab(&alice.clone().with_mechanism(it));
        file("conf/client-admin.properties", by_keytab(&admin));
        file("conf/client-alice.properties", by_keytab(&alice));
        file("conf/client-bob.properties", by_keytab(&bob));
        let of_cache = alice.java().properties(Login::TicketCache);
        file("conf/client-alice-ccache.properties", of_cache);
        file("conf/client-alice-PLAIN.properties", by_password(ClientMechanism::Plain));
        let scram = by_password(ClientMechanism::ScramSha512);
        file("conf/client-alice-SCRAM-SHA-512.properties", scram);
        file("run/dr.json", DELETED.to_owned());
        for (name, text) in INPUTS {
            file(name, text.to_owned());
        }
        let _ =
            Program::new("kinit").user(&alice).arg("alice").input("alice-secret\n").run().well();
        Self { bed, admin, names }
    }

    /// What a name of the recordings is here.
    fn here(&self, name: &str) -> &str {
        let found = self.names.iter().find(|(it, _)| it == name);
        found.map(|(_, here)| here.as_str()).unwrap_or_else(|| panic!("no file {name}"))
    }

    /// The command line of a recording as it is run here.
    fn line(&self, recording: &Recording) -> String {
        let mut line = recording.command.clone();
        if INPUTS.iter().any(|(name, _)| *name == recording.name) {
            line += &format!(" <{}", recording.name);
        }
        // Some of Kafka's tools fail by what they print and end well, some end with a status.
        let line = format!("? {line}");
        self.names.iter().fold(line, |line, (name, here)| line.replace(name, here))
    }

    /// Runs command lines in one JVM; what each printed, and its status.
    #[track_caller]
    fn run(&self, lines: impl IntoIterator<Item = String>) -> Vec<String> {
        let lines: Vec<String> = lines.into_iter().collect();
        let program = java(&compiled("Tools", &kafka_tools_class_path())).user(&self.admin);
        let program = program.args(self.admin.java().jvm_options());
        let program = program.arg("-Dorg.slf4j.simpleLogger.showThreadName=false");
        let program = program.args(["Tools", "merged"]).input(lines.join("\n"));
        let told = program.patience(PATIENCE).run().well();
        let outputs: Vec<String> = recording::outputs(&told.out());
        assert_eq!(outputs.len(), lines.len(), "{told}");
        outputs
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "the count and the table are for whoever asks for them")]
fn forty_command_lines_print_what_they_print_at_apache_kafka() {
    let mut scene = Scene::new();
    let recordings = recording::all();
    let at = recordings.iter().position(|it| it.name == FIRST_SITTING).expect("recorded");
    let (before, after) = recordings.split_at(at + 1);
    let mut outputs = scene.run(before.iter().map(|it| scene.line(it)));
    let created = outputs.last().expect("a token was made");
    let hmac = allowed::hmac(created).unwrap_or_else(|| panic!("no token in {created}"));
    scene.names.push(("<HMAC>".to_owned(), hmac.to_owned()));
    outputs.extend(scene.run(after.iter().map(|it| scene.line(it))));
    let mut differences = String::new();
    let mut equal = 0;
    for (recording, output) in recordings.iter().zip(&outputs) {
        match recording.difference(output, &scene.bed.bootstrap()) {
            None => equal += 1,
            Some(difference) => differences += &format!("{}:\n{difference}", recording.name),
        }
    }
    let summary = format!("{equal} of {} recordings are met", recordings.len());
    println!("{summary}; what may differ:\n{}", allowed::table());
    assert!(differences.is_empty(), "{summary}\n{differences}");
}

#[test]
fn the_tools_that_measure_send_and_receive_every_record() {
    let scene = Scene::new();
    let (bootstrap, tools) = (scene.bed.bootstrap(), "org.apache.kafka.tools");
    let config = scene.here("conf/client-alice.properties");
    let to = format!("--bootstrap-server {bootstrap} --command-config {config} --topic first");
    let records = "--num-records 20000";
    let outputs = scene.run([
        format!("{tools}.ProducerPerformance {to} {records} --record-size 100 --throughput -1"),
        format!("{tools}.ConsumerPerformance {to} {records} --timeout 20000"),
    ]);
    let summary = outputs[0].lines().find(|line| line.contains("99.9th"));
    let summary = summary.unwrap_or_else(|| panic!("no summary: {}", outputs[0]));
    assert!(summary.starts_with("20000 records sent, "), "{summary}");
    assert!(outputs[0].ends_with("[exit 0]"), "{}", outputs[0]);
    let mut lines = outputs[1].lines().skip_while(|line| !line.starts_with("start.time"));
    let header: Vec<&str> = lines.next().unwrap_or_default().split(", ").collect();
    let values: Vec<&str> = lines.next().unwrap_or_default().split(", ").collect();
    let count = header.iter().position(|name| *name == "data.consumed.in.nMsg");
    let count = count.and_then(|at| values.get(at)).unwrap_or_else(|| panic!("{}", outputs[1]));
    assert_eq!(*count, "20000", "{}", outputs[1]);
}
