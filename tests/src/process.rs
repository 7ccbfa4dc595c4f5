//! A foreign program as a child process: its environment, its input, all that it says, and an end.
//!
//! Nothing of the test's own environment that Kerberos or Kafka clients read reaches the child, and
//! no child outlives the value that stands for it. Whatever goes wrong, the test's failure shows
//! the command line and both streams.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{Read, Write as _};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use kerbside::client::Client;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use crate::programs;

/// How long any program may take: far longer than it does.
const PATIENCE: Duration = Duration::from_secs(90);

/// Variables that clients read and that the machine may have set.
const FOREIGN: [&str; 10] = [
    "KRB5_CONFIG",
    "KRB5_KDC_PROFILE",
    "KRB5CCNAME",
    "KRB5_KTNAME",
    "KRB5_CLIENT_KTNAME",
    "KRB5_TRACE",
    "KRB5RCACHENAME",
    "KCAT_CONFIG",
    "PYTHONPATH",
    "JAVA_TOOL_OPTIONS",
];

/// A program and what it is given, before it runs.
#[derive(Debug)]
pub struct Program {
    path: PathBuf,
    arguments: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
    input: Vec<u8>,
    folder: Option<PathBuf>,
    patience: Duration,
}

impl Program {
    /// The installed program `name`, in the C locale and in UTC.
    ///
    /// # Panics
    /// When it is not installed, naming its package.
    #[must_use]
    #[track_caller]
    pub fn new(name: &str) -> Self {
        Self::at(programs::require(name))
    }

    /// The program at `path`.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Self {
        let program = Self {
            path: path.into(),
            arguments: Vec::new(),
            environment: Vec::new(),
            input: Vec::new(),
            folder: None,
            patience: PATIENCE,
        };
        program.env("LC_ALL", "C").env("TZ", "UTC")
    }

    /// With the environment of a bed's user.
    #[must_use]
    pub fn user(self, client: &Client) -> Self {
        client.env().into_iter().fold(self, |program, (name, value)| program.env(name, value))
    }

    /// With a variable; the last value of a name counts.
    #[must_use]
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.environment.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// With one more argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// With more arguments.
    #[must_use]
    pub fn args<A: AsRef<OsStr>>(self, arguments: impl IntoIterator<Item = A>) -> Self {
        arguments.into_iter().fold(self, Self::arg)
    }

    /// With this on its standard input, which ends after it.
    #[must_use]
    pub fn input(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.input = input.into();
        self
    }

    /// In another working directory than the test's.
    #[must_use]
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// With another limit to its run time.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Runs it to its end.
    ///
    /// # Panics
    /// When it does not start or does not end in time.
    #[must_use]
    #[track_caller]
    pub fn run(self) -> Finished {
        self.start().finish()
    }

    /// Starts it.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    #[track_caller]
    pub fn start(self) -> Running {
        let line = self.line();
        let mut command = Command::new(&self.path);
        for name in FOREIGN {
            command.env_remove(name);
        }
        command.args(&self.arguments).envs(self.environment);
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // A group of its own: what it starts itself ends with it.
        command.process_group(0);
        let child = command.spawn().unwrap_or_else(|error| panic!("{line}: {error}"));
        Running::watch(child, line, self.input, self.patience)
    }

    fn line(&self) -> String {
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        let words = std::iter::once(name).chain(self.arguments.iter().map(OsString::as_os_str));
        words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }
}

/// A program that runs. It is killed when the value is dropped.
#[derive(Debug)]
pub struct Running {
    line: String,
    pid: Pid,
    patience: Duration,
    seen: Arc<(Mutex<Seen>, Condvar)>,
}

/// What is known of a program so far.
#[derive(Debug, Default)]
struct Seen {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    /// Streams that have not ended.
    open: usize,
    status: Option<ExitStatus>,
}

impl Running {
    fn watch(mut child: Child, line: String, input: Vec<u8>, patience: Duration) -> Self {
        let pid = Pid::from_child(&child);
        let seen = Arc::new((Mutex::new(Seen { open: 2, ..Seen::default() }), Condvar::new()));
        let stdin = child.stdin.take();
        thread::spawn(move || {
            // A program that ends before it has read everything says itself why.
            let _unread = stdin.map(|mut stdin| stdin.write_all(&input));
        });
        let stdout = child.stdout.take().map(|stream| Box::new(stream) as Box<dyn Read + Send>);
        let stderr = child.stderr.take().map(|stream| Box::new(stream) as Box<dyn Read + Send>);
        follow(stdout, &seen, |seen| &mut seen.stdout);
        follow(stderr, &seen, |seen| &mut seen.stderr);
        let end = Arc::clone(&seen);
        thread::spawn(move || {
            let status = child.wait().expect("a child that was started can be waited for");
            lock(&end.0).status = Some(status);
            end.1.notify_all();
        });
        Self { line, pid, patience, seen }
    }

    /// Waits until `condition` holds of its standard output and standard error so far.
    ///
    /// # Panics
    /// When it ends before, or takes too long.
    #[track_caller]
    pub fn wait_for(&self, what: &str, condition: impl Fn(&str, &str) -> bool) {
        let met = |seen: &Seen| condition(&text(&seen.stdout), &text(&seen.stderr));
        let seen = self.wait(|seen| met(seen) || is_over(seen));
        assert!(met(&seen), "no {what} from {}", self.told(&seen));
    }

    /// Waits until `condition` holds as for [`Running::wait_for`], or until it has ended; says
    /// whether the condition was met.
    ///
    /// # Panics
    /// When neither comes.
    #[must_use]
    #[track_caller]
    pub fn reaches(&self, condition: impl Fn(&str, &str) -> bool) -> bool {
        let met = |seen: &Seen| condition(&text(&seen.stdout), &text(&seen.stderr));
        let seen = self.wait(|seen| met(seen) || is_over(seen));
        let met = met(&seen);
        assert!(met || is_over(&seen), "neither that nor an end of {}", self.told(&seen));
        met
    }

    /// Whether it has ended.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        is_over(&lock(&self.seen.0))
    }

    /// The most memory that it has had so far, in KiB.
    ///
    /// # Panics
    /// When it has ended.
    #[must_use]
    #[track_caller]
    pub fn peak_memory(&self) -> u64 {
        let path = format!("/proc/{}/status", self.pid.as_raw_nonzero());
        let status = std::fs::read_to_string(&path).expect("a process that runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let words = line.and_then(|line| line.split_whitespace().next());
        words.and_then(|word| word.parse().ok()).expect("VmHWM in KiB")
    }

    /// Kills it (SIGKILL).
    pub fn kill(&self) {
        self.signal(Signal::KILL);
    }

    /// Asks it to end (SIGTERM).
    pub fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    /// Tells it that its terminal is gone, which daemons take as a wish to open their files anew
    /// (SIGHUP).
    pub fn hang_up(&self) {
        self.signal(Signal::HUP);
    }

    /// Waits for its end.
    ///
    /// # Panics
    /// When it does not end in time.
    #[must_use]
    #[track_caller]
    pub fn finish(self) -> Finished {
        let seen = self.wait(is_over);
        let Some(status) = seen.status.filter(|_| is_over(&seen)) else {
            panic!("no end of {}", self.told(&seen));
        };
        let (stdout, stderr) = (seen.stdout.clone(), seen.stderr.clone());
        Finished { line: self.line.clone(), status, stdout, stderr }
    }

    fn wait(&self, condition: impl Fn(&Seen) -> bool) -> MutexGuard<'_, Seen> {
        let (seen, changed) = &*self.seen;
        let waited = changed
            .wait_timeout_while(lock(seen), self.patience, |seen| !condition(seen))
            .unwrap_or_else(PoisonError::into_inner);
        waited.0
    }

    fn told(&self, seen: &Seen) -> String {
        let (stdout, stderr) = (seen.stdout.clone(), seen.stderr.clone());
        let state = match seen.status {
            Some(status) => format!("ended: {status}"),
            None => format!("still running after {:?} at most", self.patience),
        };
        format!("`{}` ({state}){}", self.line, Streams { stdout: &stdout, stderr: &stderr })
    }

    fn signal(&self, signal: Signal) {
        if lock(&self.seen.0).status.is_none() {
            // It may have ended this very moment.
            let _gone = kill_process(self.pid, signal);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !is_over(&lock(&self.seen.0)) {
            // Its own children are of the same group; all of it may have ended this very moment.
            let _gone = kill_process_group(self.pid, Signal::KILL);
        }
    }
}

/// Collects what `stream` carries.
fn follow(
    stream: Option<Box<dyn Read + Send>>,
    seen: &Arc<(Mutex<Seen>, Condvar)>,
    into: impl Fn(&mut Seen) -> &mut Vec<u8> + Send + 'static,
) {
    let seen = Arc::clone(seen);
    thread::spawn(move || {
        let mut buffer = [0; 16 << 10];
        if let Some(mut stream) = stream {
            while let Ok(count @ 1..) = stream.read(&mut buffer) {
                into(&mut lock(&seen.0)).extend_from_slice(&buffer[..count]);
                seen.1.notify_all();
            }
        }
        lock(&seen.0).open -= 1;
        seen.1.notify_all();
    });
}

fn is_over(seen: &Seen) -> bool {
    seen.status.is_some() && seen.open == 0
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A program that has ended. It prints as its command line and all that it said.
#[derive(Clone, Debug)]
pub struct Finished {
    line: String,
    status: ExitStatus,
    /// What it wrote to standard output.
    pub stdout: Vec<u8>,
    /// What it wrote to standard error.
    pub stderr: Vec<u8>,
}

impl Finished {
    /// Itself, having ended well.
    ///
    /// # Panics
    /// When it has not, with all that it said.
    #[must_use]
    #[track_caller]
    pub fn well(self) -> Self {
        assert!(self.status.success(), "{self}");
        self
    }

    /// Itself, having failed by its own judgement with this among what it said.
    ///
    /// # Panics
    /// When it has not, with all that it said.
    #[track_caller]
    pub fn failed_with(&self, message: &str) {
        assert!(self.status.code().is_some_and(|code| code != 0), "it did not fail: {self}");
        let said = self.out() + &self.err();
        assert!(said.contains(message), "not said: {message:?}: {self}");
    }

    /// Its standard output as text.
    #[must_use]
    pub fn out(&self) -> String {
        text(&self.stdout)
    }

    /// Its standard error as text.
    #[must_use]
    pub fn err(&self) -> String {
        text(&self.stderr)
    }

    /// The signal that ended it, when one did.
    #[must_use]
    pub fn ended_by(&self) -> Option<i32> {
        self.status.signal()
    }

    /// Its exit status, `None` when a signal ended it.
    #[must_use]
    pub fn code(&self) -> Option<i32> {
        self.status.code()
    }

    /// How a shell tells its end: its exit status, or 128 and the signal that ended it.
    #[must_use]
    pub fn as_a_shell_tells(&self) -> Option<i32> {
        self.code().or(self.status.signal().map(|signal| 128 + signal))
    }
}

impl fmt::Display for Finished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = match (self.status.code(), self.status.signal()) {
            (Some(code), _) => format!("exit status {code}"),
            (None, Some(signal)) => format!("signal {signal}"),
            (None, None) => self.status.to_string(),
        };
        let streams = Streams { stdout: &self.stdout, stderr: &self.stderr };
        write!(f, "`{}` ({end}){streams}", self.line)
    }
}

/// Both streams, for a person; records of a thousand lines are cut.
struct Streams<'a> {
    stdout: &'a [u8],
    stderr: &'a [u8],
}

impl fmt::Display for Streams<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 60;
        for (name, stream) in [("stdout", self.stdout), ("stderr", self.stderr)] {
            let text = text(stream);
            for line in text.lines().take(SHOWN) {
                write!(f, "\n  {name}| {line}")?;
            }
            let more = text.lines().count().saturating_sub(SHOWN);
            if more > 0 {
                write!(f, "\n  {name}| ({more} more lines)")?;
            }
        }
        Ok(())
    }
}

/// The path of a file of this package, such as `python/consume.py`.
#[must_use]
pub fn package_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_ends_with_its_streams_and_its_status() {
        let script = "read line; echo \"got $line\"; echo oops >&2; exit 3";
        let ended = Program::at("/bin/sh").args(["-c", script]).input("word\n").run();
        assert_eq!((ended.out().as_str(), ended.err().as_str()), ("got word\n", "oops\n"));
        assert_eq!(ended.code(), Some(3));
        ended.failed_with("oops");
        assert!(ended.to_string().contains("exit status 3"), "{ended}");
    }

    #[test]
    #[should_panic(expected = "stdout| started")]
    fn a_program_that_does_not_end_is_killed_and_what_it_said_is_shown() {
        let program = Program::at("/bin/sh").args(["-c", "echo started; exec sleep 600"]);
        let _never = program.patience(Duration::from_millis(300)).run();
    }

    #[test]
    fn what_a_program_says_can_be_waited_for() {
        let running = Program::at("/bin/sh").args(["-c", "echo ready; exec sleep 600"]).start();
        running.wait_for("greeting", |out, _| out.contains("ready"));
        running.terminate();
        assert_eq!(running.finish().code(), None);
    }
}
