//! A process seen from outside: its processor time, and its end.
//!
//! Processor time is what Linux accounts to the process in user and kernel mode, all threads
//! together (proc(5), `/proc/PID/stat`, fields utime and stime; cutime and cstime of children).

use std::fs;
use std::io;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// Clock ticks per second in `/proc`: USER_HZ, which is 100 on every architecture of Linux.
const TICKS_PER_SECOND: f64 = 100.0;

/// Processor time of a process so far, or in a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ProcessorTime {
    /// In its own code.
    pub(crate) user: Duration,
    /// In the kernel's.
    pub(crate) kernel: Duration,
}

impl ProcessorTime {
    /// Both together.
    pub(crate) fn total(self) -> Duration {
        self.user + self.kernel
    }

    /// What was used since `earlier`.
    pub(crate) fn since(self, earlier: Self) -> Self {
        Self {
            user: self.user.saturating_sub(earlier.user),
            kernel: self.kernel.saturating_sub(earlier.kernel),
        }
    }
}

/// The processor time that `pid` has used so far.
pub(crate) fn processor_time(pid: u32) -> Result<ProcessorTime> {
    times(&format!("/proc/{pid}/stat"), 11)
}

/// The processor time that this process's children used that have ended.
pub(crate) fn children_time() -> Result<Duration> {
    times("/proc/self/stat", 13).map(ProcessorTime::total)
}

/// The user and the kernel time at `place` behind the name.
fn times(path: &str, place: usize) -> Result<ProcessorTime> {
    let stat = fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
    // The second field is the name in parentheses, which may hold anything.
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let mut fields = fields.split_ascii_whitespace().skip(place);
    let mut ticks = || fields.next().and_then(|field| field.parse::<f64>().ok());
    match (ticks(), ticks()) {
        (Some(user), Some(kernel)) => {
            let time = |ticks: f64| Duration::from_secs_f64(ticks / TICKS_PER_SECOND);
            Ok(ProcessorTime { user: time(user), kernel: time(kernel) })
        }
        _ => bail!("{path} has no times of user and kernel"),
    }
}

/// The processor time that `pid` has used so far, in its own code and in the kernel's.
pub(crate) fn total_time(pid: u32) -> Result<Duration> {
    processor_time(pid).map(ProcessorTime::total)
}

/// A child process that is killed when it goes out of scope.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        // An error says that it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs `command` to its end; what it wrote is in the error when it fails.
///
/// `package` is the Debian package that holds the program.
pub(crate) fn complete(command: &mut Command, package: &str) -> Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error| missing(error, &program, package))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        bail!("{program} failed ({}): {text}{errors}", output.status);
    }
    Ok(text)
}

/// What to say where `program` cannot be started.
pub(crate) fn missing(error: io::Error, program: &str, package: &str) -> anyhow::Error {
    if error.kind() == io::ErrorKind::NotFound {
        anyhow::anyhow!("{program} is not installed: sudo apt-get install -y {package}")
    } else {
        anyhow::Error::new(error).context(format!("cannot start {program}"))
    }
}
