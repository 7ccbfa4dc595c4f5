//! The thread on which a cluster runs, unless it is given a runtime.
//!
//! A test that blocks its own thread must not stop the broker it talks to; so the broker has one
//! of its own, with a runtime of that one thread.

use std::io;
use std::thread::JoinHandle;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

/// A runtime on a thread of its own. When it is dropped, its tasks and their sockets are gone.
#[derive(Debug)]
pub(crate) struct RuntimeThread {
    handle: Handle,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl RuntimeThread {
    /// Starts the thread.
    pub(crate) fn start() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let thread =
            std::thread::Builder::new().name("kerbside-broker".into()).spawn(move || {
                // The sender never sends: it is dropped when the cluster is.
                let _dropped = runtime.block_on(stopped);
            })?;
        Ok(RuntimeThread { handle, stop: Some(stop), thread: Some(thread) })
    }

    /// Where tasks are spawned.
    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }
}

impl Drop for RuntimeThread {
    fn drop(&mut self) {
        drop(self.stop.take());
        let Some(thread) = self.thread.take() else {
            return;
        };
        // An observer may hold the last reference to a cluster; a thread cannot wait for itself.
        if thread.thread().id() != std::thread::current().id() {
            // If the thread panicked, it has said so itself.
            let _reported = thread.join();
        }
    }
}
