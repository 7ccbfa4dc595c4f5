//! A bed, the clients that come to it, and the recordings that what they print is compared with.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use acceptance::java::{compiled, java};
use acceptance::kcat::{kcat, kcat_with_ticket};
use acceptance::process::{Finished, Program, Running, package_file};
use acceptance::programs::{self, kafka_client_class_path};
use kerbside::client::{Client, Login};
use kerbside::{BlockingTestbed, Builder, Shift, Testbed};

/// How long a Java producer waits for metadata, in milliseconds: enough on a machine that is busy.
const PATIENCE: u32 = 8000;
/// A name that brokers are given and the KDC is not told of.
pub(super) const OTHER: &str = "broker-1.internal";
/// An address of this machine that has no name.
pub(super) const NAMELESS: &str = "127.0.0.2";

pub(super) const PLAIN: (&str, &[&str]) = ("java", &[]);

pub(super) fn builder() -> Builder {
    Testbed::builder().realm("EXAMPLE.TEST").user("alice", "secret").topic("t", 1)
}

/// A bed and the way in which clients come to it.
pub(super) struct Scene {
    pub(super) bed: BlockingTestbed,
    /// The user, who is told [`Scene::host`].
    pub(super) alice: Client,
    host: &'static str,
    port: u16,
    login: Login,
}

impl Scene {
    /// Clients that come to `host` and log in with the user's keytab.
    #[track_caller]
    pub(super) fn new(builder: Builder, host: &'static str) -> Self {
        let bed = builder.start_blocking().expect("a bed starts");
        let port = bed.engine().nodes()[0].port;
        let alice = Client { bootstrap: format!("{host}:{port}"), ..bed.client("alice") };
        // What names mean here, whatever the machine's own table says.
        let hosts = format!("127.0.0.1 localhost\n127.0.0.1 {OTHER}\n");
        fs::write(alice.folder.join("hosts"), hosts).unwrap();
        let scene = Self { bed, alice, host, port, login: Login::Keytab };
        scene.telling(|alice| alice)
    }

    /// The user is told something else.
    #[track_caller]
    pub(super) fn telling(mut self, change: impl FnOnce(Client) -> Client) -> Self {
        self.alice = change(self.alice);
        let alice = &self.alice;
        let write = |name: &str, text: String| fs::write(alice.folder.join(name), text).unwrap();
        write("told.properties", alice.java().properties(Login::Keytab));
        write("told-ccache.properties", alice.java().properties(Login::TicketCache));
        write("told.conf", alice.librdkafka_file());
        let (_, port) = alice.bootstrap.rsplit_once(':').expect("an address has a port");
        self.port = port.parse().expect("a port is a number");
        self
    }

    pub(super) fn healthy() -> Self {
        Self::new(builder(), "localhost")
    }

    /// Moves clocks by seconds.
    pub(super) fn clocks(self, kdc: i64, broker: i64) -> Self {
        self.bed.clocks().kdc().unwrap().shift(Shift::seconds(kdc));
        self.bed.clocks().broker(1).unwrap().shift(Shift::seconds(broker));
        self
    }

    /// Logs in, so that clients have the cache only.
    #[track_caller]
    pub(super) fn with_ticket(self) -> Self {
        let _ = self.kinit().well();
        self.who_has_a_ticket()
    }

    /// Clients have the cache only.
    pub(super) fn who_has_a_ticket(mut self) -> Self {
        self.login = Login::TicketCache;
        self
    }

    pub(super) fn kinit(&self) -> Finished {
        let keytab = self.alice.keytab();
        let kinit = Program::new("kinit").user(&self.alice).args(["-k", "-t"]).arg(keytab);
        kinit.arg("alice").run()
    }

    pub(super) fn java(&self, options: &[&str]) -> Running {
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
    pub(super) fn kcat(&self) -> Program {
        match self.login {
            Login::Keytab => {
                kcat(&self.alice).env("KCAT_CONFIG", self.alice.folder.join("told.conf"))
            }
            Login::TicketCache => kcat_with_ticket(&self.alice),
        }
    }

    pub(super) fn kcat_lists(&self) -> Finished {
        self.kcat().args(["-L", "-m", "2"]).run()
    }

    pub(super) fn kvno(&self) -> Finished {
        Program::new("kvno").user(&self.alice).args(["-S", "kafka", self.host]).run()
    }

    pub(super) fn python(&self, what: &str) -> Program {
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
    pub(super) fn meet(&self, javas: &[(&'static str, &[&str])]) -> Vec<(&'static str, Finished)> {
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
    pub(super) fn compare(&self, name: &str, met: Vec<(&'static str, Finished)>) {
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

/// Steps that no client takes, as `tests/python/raw.py` tells them: exactly those of
/// `tests/goldens/NAME.txt`.
#[track_caller]
pub(super) fn compare_by_hand(scene: &Scene, name: &str, second_cache: &Path) {
    let golden = Golden::read(&package_file("goldens").join(format!("{name}.txt")));
    let (status, lines) = golden.client("raw");
    let steps: Vec<&str> = lines.iter().filter_map(|line| line.strip_prefix("$ ")).collect();
    let program = Program::at(programs::python()).user(&scene.alice);
    let program = program.env("PYTHONDONTWRITEBYTECODE", "1");
    let program = program.env("KRB5_CLIENT_KTNAME", "FILE:/nonexistent");
    let program = program.arg(package_file("python/raw.py")).arg(scene.port.to_string());
    let told = program.arg(second_cache).input(steps.join("\n")).run();
    assert_eq!(told.out().lines().collect::<Vec<_>>(), lines, "{told}");
    assert_eq!(told.code(), Some(status), "{told}");
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
