//! Failures as users see them: what four client families print, compared with what they print to a
//! real KDC and a real broker (`tests/goldens`, whose files name the programs and their versions).
//!
//! Leaves out lines that a client says of itself in any case.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use acceptance::java::{compiled, java};
use acceptance::kcat::{kcat, kcat_with_ticket};
use acceptance::process::{Finished, Program, Running, package_file};
use acceptance::programs::{self, kafka_client_class_path};
use kerbside::client::{Client, Login};
use kerbside::{BlockingTestbed, Builder, Shift, Testbed};
use kerbside_kdc_core::admin::AdminRequest;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::Realm;

/// How long a Java producer waits for metadata, in milliseconds.
const PATIENCE: u32 = 3000;
/// A name that brokers are given and the KDC is not told of.
const OTHER: &str = "broker-1.internal";
/// An address of this machine that has no name.
const NAMELESS: &str = "127.0.0.2";

const ADD_OPENS: &str = "--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED";
const AT_DEBUG: &str =
    "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.common.network.Selector=debug";

fn builder() -> Builder {
    Testbed::builder().realm("EXAMPLE.TEST").user("alice", "secret").topic("t", 1)
}

/// A bed and the way in which clients come to it.
struct Scene {
    bed: BlockingTestbed,
    /// The user, who is told [`Scene::host`].
    alice: Client,
    host: &'static str,
    port: u16,
    login: Login,
}

impl Scene {
    /// Clients that come to `host` and log in with the user's keytab.
    #[track_caller]
    fn new(builder: Builder, host: &'static str) -> Self {
        let bed = builder.start_blocking().expect("a bed starts");
        let port = bed.engine().nodes()[0].port;
        let alice = Client { bootstrap: format!("{host}:{port}"), ..bed.client("alice") };
        let write = |name: &str, text: String| fs::write(alice.folder.join(name), text).unwrap();
        write("told.properties", alice.java().properties(Login::Keytab));
        write("told-ccache.properties", alice.java().properties(Login::TicketCache));
        write("told.conf", alice.librdkafka_file());
        // What names mean here, whatever the machine's own table says.
        write("hosts", format!("127.0.0.1 localhost\n127.0.0.1 {OTHER}\n"));
        Self { bed, alice, host, port, login: Login::Keytab }
    }

    fn healthy() -> Self {
        Self::new(builder(), "localhost")
    }

    /// Moves clocks by seconds.
    fn clocks(self, kdc: i64, broker: i64) -> Self {
        self.bed.clocks().kdc().unwrap().shift(Shift::seconds(kdc));
        self.bed.clocks().broker(1).unwrap().shift(Shift::seconds(broker));
        self
    }

    /// Logs in, so that clients have the cache only.
    #[track_caller]
    fn with_ticket(mut self) -> Self {
        let _ = self.kinit().well();
        self.login = Login::TicketCache;
        self
    }

    fn kinit(&self) -> Finished {
        let keytab = self.alice.keytab();
        let kinit = Program::new("kinit").user(&self.alice).args(["-k", "-t"]).arg(keytab);
        kinit.arg("alice").run()
    }

    fn java(&self, options: &[&str]) -> Running {
        let (patience, request) = (PATIENCE, PATIENCE / 3);
        let properties = match self.login {
            Login::Keytab => "told.properties",
            Login::TicketCache => "told-ccache.properties",
        };
        let hosts = self.alice.folder.join("hosts");
        let program = java(&compiled("Clients", &kafka_client_class_path())).user(&self.alice);
        let program = program.args(self.alice.java().jvm_options()).args(options);
        let program = program.arg(format!("-Djdk.net.hosts.file={}", hosts.display()));
        let program = program.arg("Clients").arg(self.alice.folder.join(properties));
        let program = program.args(["send", "t", "linger.ms=0"]).args([
            format!("max.block.ms={patience}"),
            format!("request.timeout.ms={request}"),
            format!("delivery.timeout.ms={patience}"),
        ]);
        program.start()
    }

    /// kcat, which is still to be told what to do.
    fn kcat(&self) -> Program {
        match self.login {
            Login::Keytab => {
                kcat(&self.alice).env("KCAT_CONFIG", self.alice.folder.join("told.conf"))
            }
            Login::TicketCache => kcat_with_ticket(&self.alice),
        }
    }

    fn kcat_lists(&self) -> Finished {
        self.kcat().args(["-L", "-m", "2"]).run()
    }

    fn kvno(&self) -> Finished {
        Program::new("kvno").user(&self.alice).args(["-S", "kafka", self.host]).run()
    }

    fn python(&self, what: &str) -> Program {
        let arguments = self.alice.python().arguments();
        let pairs: Vec<String> =
            arguments.iter().map(|(name, value)| format!("'{name}': {value}")).collect();
        let program = Program::at(programs::python()).user(&self.alice);
        let program = program.env("PYTHONDONTWRITEBYTECODE", "1");
        // The library would get a ticket with the keytab by itself otherwise.
        let program = program.env("KRB5_CLIENT_KTNAME", "FILE:/nonexistent");
        let program = program.arg(package_file("python/meet.py"));
        let program = program.arg(format!("{{{}}}", pairs.join(", ")));
        program.args([what, &self.alice.bootstrap, "t"])
    }

    /// All four families at their simplest, the JVMs while the others run.
    #[track_caller]
    fn meet(&self, javas: &[(&'static str, &[&str])]) -> Vec<(&'static str, Finished)> {
        let running: Vec<(&str, Running)> =
            javas.iter().map(|(name, options)| (*name, self.java(options))).collect();
        if self.login == Login::Keytab {
            let _ = self.kinit().well();
        }
        let mut met = vec![("kvno", self.kvno())];
        met.push(("kafka-python", self.python("metadata").run()));
        met.push(("kcat", self.kcat_lists()));
        met.extend(running.into_iter().map(|(name, java)| (name, java.finish())));
        met
    }

    /// Compares what clients printed with `tests/goldens/NAME.txt`, which has all of them.
    #[track_caller]
    fn compare(&self, name: &str, met: Vec<(&'static str, Finished)>) {
        let port = self.port.to_string();
        let patience = PATIENCE.to_string();
        let fill = |line: &str| {
            let names = [
                ("<HOST>", self.host),
                ("<IP>", NAMELESS),
                ("<OTHER>", OTHER),
                ("<ADDR>", "127.0.0.1"),
                ("<PORT>", &port),
                ("<PATIENCE>", &patience),
                ("<KVNO>", "1"),
            ];
            names.iter().fold(line.to_owned(), |line, (from, to)| line.replace(from, to))
        };
        let golden = Golden::read(&package_file("goldens").join(format!("{name}.txt")));
        let mut differences = String::new();
        for (client, finished) in &met {
            let (status, lines) = golden.client(client);
            let said = finished.out() + &finished.err();
            let found = |text: &str| said.lines().any(|line| line.contains(&fill(text)));
            for line in lines.iter().filter(|line| !line.split(" || ").any(found)) {
                writeln!(differences, "{client} does not print: {}", fill(line)).unwrap();
            }
            if finished.code() != Some(status) {
                writeln!(differences, "{client} does not end with {status}").unwrap();
            }
            if differences.contains(&format!("{client} does not")) {
                writeln!(differences, "{finished}").unwrap();
            }
        }
        assert!(differences.is_empty(), "{name}:\n{differences}");
        let clients: Vec<&str> = met.iter().map(|(client, _)| *client).collect();
        let missing = golden.clients.keys().find(|client| !clients.contains(&client.as_str()));
        assert_eq!(missing, None, "{name}: recorded, but not met");
    }
}

/// A file of `tests/goldens`.
struct Golden {
    path: PathBuf,
    /// The exit status of each client, and the lines.
    clients: BTreeMap<String, (i32, Vec<String>)>,
}

impl Golden {
    #[track_caller]
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap_or_else(|it| panic!("{}: {it}", path.display()));
        let mut clients: BTreeMap<String, (i32, Vec<String>)> = BTreeMap::new();
        let mut client = String::new();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some((name, status)) = line.strip_prefix("@ ").and_then(|it| it.split_once(' '))
            {
                client = name.to_owned();
                clients.insert(client.clone(), (status.parse().unwrap(), Vec::new()));
            } else {
                clients.get_mut(&client).expect("a client comes first").1.push(line.to_owned());
            }
        }
        Self { path: path.to_owned(), clients }
    }

    #[track_caller]
    fn client(&self, name: &str) -> (i32, &[String]) {
        let found = self.clients.get(name);
        let (status, lines) = found.unwrap_or_else(|| panic!("{}: no {name}", self.path.display()));
        (*status, lines)
    }
}

const PLAIN: (&str, &[&str]) = ("java", &[]);
const OPENED: (&str, &[&str]) = ("java-with-add-opens", &[ADD_OPENS]);
const TALKATIVE: (&str, &[&str]) = ("java-at-debug", &[AT_DEBUG]);

#[test]
fn f10_the_kdc_alone_is_wrong() {
    let scene = Scene::healthy().clocks(600, 0);
    scene.compare("F10-clock-skew", scene.meet(&[PLAIN]));
}

#[test]
fn f10_the_kdc_alone_is_behind() {
    let scene = Scene::healthy().clocks(-600, 0);
    scene.compare("F10-clock-skew", scene.meet(&[PLAIN]));
}

#[test]
fn f10b_the_broker_is_wrong_by_more_than_the_limit() {
    let scene = Scene::healthy().clocks(0, 310);
    scene.compare("F10b-clock-skew-broker", scene.meet(&[PLAIN]));
}

#[test]
fn f10b_the_broker_is_wrong_by_less_than_the_limit() {
    let scene = Scene::healthy().clocks(0, 290);
    let java = scene.java(&[]);
    let met = vec![("kcat", scene.kcat_lists()), ("java", java.finish())];
    scene.compare("F10b-clock-skew-within-limit", met);
}

#[test]
fn f10c_the_client_is_wrong() {
    let scene = Scene::healthy().clocks(900, 900);
    scene.compare("F10c-clock-skew-client", scene.meet(&[PLAIN]));
}

#[test]
fn f10e_kdc_and_broker_are_wrong_in_opposite_directions() {
    let scene = Scene::healthy().clocks(600, -600);
    scene.compare("F10e-clock-skew-both", scene.meet(&[PLAIN]));
}

/// Deletes the broker's principal.
fn without_principal(scene: &Scene) {
    let principal = Principal::parse("kafka/localhost", &Realm::from("EXAMPLE.TEST")).unwrap();
    let request = AdminRequest::DeletePrincipal { principal };
    scene.bed.wait(scene.bed.admin(request)).expect("the principal is deleted");
}

#[test]
fn f14_the_broker_has_no_principal() {
    let scene = Scene::healthy();
    without_principal(&scene);
    scene.compare("F14-server-unknown", scene.meet(&[PLAIN, OPENED]));
}

#[test]
fn f14_a_kdc_with_another_text_for_an_unknown_server() {
    let scene = Scene::new(builder().unknown_server_text("UNKNOWN_SERVER"), "localhost");
    without_principal(&scene);
    let met = vec![("java-with-add-opens", scene.java(&[ADD_OPENS]).finish())];
    scene.compare("F14-server-unknown-e-text", met);
}

#[test]
fn f15_bootstrap_by_an_address_without_a_name() {
    let both = ["127.0.0.1", NAMELESS].map(|address| address.parse().unwrap());
    let builder = builder().engine_settings(|it| it.addresses = both.to_vec());
    let scene = Scene::new(builder, NAMELESS);
    scene.compare("F15-bootstrap-by-ip", scene.meet(&[PLAIN, OPENED]));
}

#[test]
fn f16_the_advertised_name_has_no_principal() {
    let scene = Scene::new(builder().advertised_without_principal(OTHER), "localhost");
    let javas = [PLAIN, OPENED].map(|(name, options)| (name, scene.java(options)));
    let _ = scene.kinit().well();
    let mut met = vec![("kvno", scene.kvno())];
    let hosts = scene.alice.folder.join("hosts");
    let knowing = |program: Program| {
        let program = program.env("LD_PRELOAD", programs::nss_wrapper());
        program.env("NSS_WRAPPER_HOSTS", &hosts)
    };
    met.push(("kafka-python", knowing(scene.python("produce")).run()));
    let sends = scene.kcat().args(["-P", "-t", "t", "-X", "message.timeout.ms=3000", "-m", "2"]);
    met.push(("kcat", knowing(sends).input("x\n").patience(Duration::from_secs(60)).run()));
    met.extend(javas.into_iter().map(|(name, java)| (name, java.finish())));
    scene.compare("F16-advertised-name-differs", met);
}

#[test]
fn f25_the_kdc_went_ahead_after_the_login() {
    let scene = Scene::healthy().with_ticket().clocks(900, 0);
    scene.compare("F25-skew-at-tgs", scene.meet(&[TALKATIVE]));
}

#[test]
fn f26_the_kdc_went_back_after_the_login() {
    let scene = Scene::healthy().with_ticket().clocks(-900, 0);
    scene.compare("F26-not-yet-valid", scene.meet(&[TALKATIVE]));
}
