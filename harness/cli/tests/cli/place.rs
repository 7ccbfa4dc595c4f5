//! A place of its own for each test: a folder, the command in it, and beds that end with it.
//!
//! Every wait is bounded: a command that hangs is killed and fails the test.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open};
use serde_json::Value;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a command left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// The output of a command that succeeded.
    #[track_caller]
    pub(crate) fn ok(self) -> String {
        assert_eq!(self.status, Some(0), "{self:?}");
        self.stdout
    }

    /// The complaint of a command that failed with `status`, in words and without a panic.
    #[track_caller]
    pub(crate) fn failed(self, status: i32) -> String {
        assert_eq!(self.status, Some(status), "{self:?}");
        assert!(!self.stderr.contains("panicked"), "{self:?}");
        self.stderr
    }

    /// The JSON that a command printed.
    #[track_caller]
    pub(crate) fn json(self) -> Value {
        serde_json::from_str(&self.ok()).expect("JSON")
    }
}

/// A folder in which a bed may live; the bed ends with it.
pub(crate) struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    /// The folder.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().canonicalize().expect("there")
    }

    /// The bed's directory, which does not exist before the bed.
    pub(crate) fn bed(&self) -> PathBuf {
        self.path().join("bed")
    }

    /// The command, in this place, without anything of the test's environment.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kerbside"));
        command
            .env_clear()
            .env("TZ", "UTC")
            .env("TMPDIR", self.path())
            .env("XDG_RUNTIME_DIR", self.path().join("run"))
            .current_dir(self.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the command with exactly these arguments.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = self.command();
        command.args(arguments);
        finish(command, "")
    }

    /// Runs a verb upon the bed of this place.
    pub(crate) fn at_bed(&self, verb: &str, arguments: &[&str]) -> Ran {
        self.piped(verb, arguments, "")
    }

    /// Runs a verb upon the bed of this place with `input` piped into it.
    pub(crate) fn piped(&self, verb: &str, arguments: &[&str], input: &str) -> Ran {
        let mut command = self.command();
        command.args([verb, "--dir"]).arg(self.bed()).args(arguments);
        finish(command, input)
    }

    /// Starts a bed in the background; its status.
    pub(crate) fn up(&self, arguments: &[&str]) -> Value {
        self.at_bed("up", &[&["--detach", "--json"], arguments].concat()).json()
    }

    /// Runs one of MIT's programs as `user` of the bed.
    pub(crate) fn as_user(&self, user: &str, arguments: &[&str], input: &str) -> Ran {
        let mut command = self.command();
        let lines = self.at_bed("env", &["--user", user]).ok();
        for line in lines.lines() {
            let (name, value) = line
                .strip_prefix("export ")
                .and_then(|line| line.split_once('='))
                .expect("an export line");
            command.env(name, value.trim_matches('\''));
        }
        command.args(arguments);
        finish(command, input)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut command = self.command();
        command.args(["down", "--dir"]).arg(self.bed());
        // Most places have no bed any more.
        let _ended = finish(command, "");
    }
}

/// Runs `command` with `input` to its end.
pub(crate) fn finish(mut command: Command, input: &str) -> Ran {
    command.stdin(Stdio::piped());
    let mut child = command.spawn().expect("started");
    let pid = child.id();
    // A command that does not read may have gone already.
    let _unread = child.stdin.take().map(|mut pipe: ChildStdin| pipe.write_all(input.as_bytes()));
    let (sender, receiver) = channel();
    std::thread::spawn(move || sender.send(child.wait_with_output()));
    match receiver.recv_timeout(PATIENCE) {
        Ok(output) => {
            let output = output.expect("waited for");
            Ran {
                status: output.status.code(),
                stdout: String::from_utf8(output.stdout).expect("text"),
                stderr: String::from_utf8(output.stderr).expect("text"),
            }
        }
        Err(_) => {
            kill(pid, Signal::KILL);
            panic!("{command:?} did not end within {PATIENCE:?}");
        }
    }
}

/// A command that runs until it is told to end.
pub(crate) struct Running {
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.spawn().expect("started");
        let (sender, lines) = channel();
        let stdout = child.stdout.take().expect("piped");
        let stderr = child.stderr.take().expect("piped");
        for stream in [Box::new(stdout) as Box<dyn std::io::Read + Send>, Box::new(stderr)] {
            let sender = sender.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    if sender.send(line).is_err() {
                        return;
                    }
                }
            });
        }
        Self { child, lines }
    }

    /// Waits for a line that contains `text`; all lines up to it.
    #[track_caller]
    pub(crate) fn until(&self, text: &str) -> Vec<String> {
        let mut seen = Vec::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => {
                    seen.push(line);
                    if seen.last().is_some_and(|line| line.contains(text)) {
                        return seen;
                    }
                }
                Err(_) => panic!("{text:?} never came, only {seen:?}"),
            }
        }
    }

    /// Sends `signal`, and waits for the end.
    pub(crate) fn end(mut self, signal: Signal) -> ExitStatus {
        let gone = watch(self.child.id());
        kill(self.child.id(), signal);
        gone.wait();
        self.child.wait().expect("waited for")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended, unless the test failed.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// A process whose end is awaited.
pub(crate) struct Watched(std::os::fd::OwnedFd);

/// Watches a process, whoever started it.
pub(crate) fn watch(pid: u32) -> Watched {
    Watched(pidfd_open(of(pid), PidfdFlags::empty()).expect("the process lives"))
}

impl Watched {
    #[track_caller]
    pub(crate) fn wait(&self) {
        let limit = Timespec { tv_sec: PATIENCE.as_secs().cast_signed(), tv_nsec: 0 };
        let mut watched = [PollFd::new(&self.0, PollFlags::IN)];
        let ended = poll(&mut watched, Some(&limit)).expect("polled");
        assert_eq!(ended, 1, "the process did not end within {PATIENCE:?}");
    }
}

pub(crate) fn kill(pid: u32, signal: Signal) {
    kill_process(of(pid), signal).expect("signalled");
}

/// The process of a bed's status.
pub(crate) fn pid(status: &Value) -> u32 {
    u32::try_from(status["pid"].as_u64().expect("a number")).expect("a process id")
}

fn of(pid: u32) -> Pid {
    Pid::from_raw(pid.cast_signed()).expect("a process id")
}

/// The names in a folder, sorted.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("text"))
        .collect();
    names.sort();
    names
}
