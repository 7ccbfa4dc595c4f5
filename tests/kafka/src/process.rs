//! A Java program as a child process that writes to one file, and its end.

use std::fs::{self, File};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

/// Clock ticks per second in `/proc`: USER_HZ, which is 100 on every architecture of Linux.
const TICKS_PER_SECOND: f64 = 100.0;

/// How long a process may take to end by itself once it was asked to.
const END: Duration = Duration::from_secs(20);

/// The processor time that process `pid` has used so far, all threads together, in user and in
/// kernel mode (proc(5), fields utime and stime of `/proc/PID/stat`).
///
/// # Errors
/// When there is no such process.
pub fn processor_time(pid: u32) -> Result<Duration> {
    let path = format!("/proc/{pid}/stat");
    let stat = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    // The second field is the name in parentheses, which may hold anything.
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let mut fields = fields.split_ascii_whitespace().skip(11);
    let mut ticks = || fields.next().and_then(|field| field.parse::<f64>().ok());
    let (Some(user), Some(kernel)) = (ticks(), ticks()) else {
        bail!("{path} has no utime and stime");
    };
    Ok(Duration::from_secs_f64((user + kernel) / TICKS_PER_SECOND))
}

/// A program that runs. Dropped, it is asked to end, and killed when it does not.
#[derive(Debug)]
pub(crate) struct Process {
    pid: Pid,
    status: Arc<(Mutex<Option<ExitStatus>>, Condvar)>,
}

impl Process {
    /// Starts `java` with what it says appended to `log`.
    pub(crate) fn java(arguments: &[String], folder: &Path, log: &Path) -> Result<Self> {
        let log = File::options().create(true).append(true).open(log)?;
        let mut command = Command::new("java");
        command.args(arguments).current_dir(folder).stdin(Stdio::null());
        command.env_remove("JAVA_TOOL_OPTIONS").env_remove("KRB5_CONFIG");
        command.stdout(log.try_clone()?).stderr(log);
        // A group of its own: a terminal's interrupt ends the test, and the test ends the broker.
        command.process_group(0);
        let child = command.spawn();
        let mut child =
            child.context("java cannot be started: apt-get install default-jdk-headless")?;
        let status = Arc::new((Mutex::new(None), Condvar::new()));
        let ended = Arc::clone(&status);
        let pid = Pid::from_child(&child);
        thread::spawn(move || {
            // Only a process that is no child of ours cannot be waited for.
            if let Ok(status) = child.wait() {
                *lock(&ended.0) = Some(status);
                ended.1.notify_all();
            }
        });
        Ok(Self { pid, status })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.pid.as_raw_nonzero().get().unsigned_abs()
    }

    /// Its exit status, once it has ended; waits for that no longer than `patience`.
    pub(crate) fn wait(&self, patience: Duration) -> Option<ExitStatus> {
        let (status, changed) = &*self.status;
        let waited = changed
            .wait_timeout_while(lock(status), patience, |status| status.is_none())
            .unwrap_or_else(PoisonError::into_inner);
        *waited.0
    }

    fn signal(&self, signal: Signal) {
        // The number is its own for as long as nobody has waited for its end.
        if lock(&self.status.0).is_none() {
            // It may have ended this very moment.
            let _gone = kill_process(self.pid, signal);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.signal(Signal::TERM);
        if self.wait(END).is_none() {
            self.signal(Signal::KILL);
            let _ended = self.wait(END);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_used_some_time() {
        assert!(processor_time(std::process::id()).is_ok());
        assert!(processor_time(u32::MAX).is_err());
    }
}
