//! The end of a program whose database was taken away below it.
//!
//! LMDB reads a file through a map. A page that cannot be read any more (the file was cut at this
//! very moment, its disk has failed, a damaged page points behind the end) is a signal, SIGBUS,
//! where a read would be an error, and nothing can be done at that place but to end: a sentence is
//! better than a core. What can be known before a page is read is refused as an error
//! ([`super::volume`]).

use std::path::Path;

/// Has this process end with exit code 1 and a sentence on standard error when a page of the
/// database called `name` cannot be read. For programs, which own their process; the first call
/// counts.
#[expect(unsafe_code, reason = "a handler of signals: it writes a text made before, and ends")]
pub fn end_on_bus_errors(name: &Path) {
    static ONCE: std::sync::Once = std::sync::Once::new();
    let text = format!(
        "database {}.mdb cannot be read any more, it was cut or its disk has failed: \
         restore it from a copy or load a dump with `kdb5_util load`\n",
        name.display()
    );
    let handle = move || {
        // Nobody is left to hear of a text that cannot be written.
        let _unheard = rustix::io::write(rustix::stdio::stderr(), text.as_bytes());
        // SAFETY: it ends the process and may be called in a handler of signals (POSIX).
        unsafe { libc::_exit(1) };
    };
    ONCE.call_once(|| {
        // SAFETY: the handler calls write and _exit, which POSIX lists as safe in handlers, and
        // neither allocates nor locks.
        let registered = unsafe { signal_hook_registry::register(libc::SIGBUS, handle) };
        // Without a handler the signal ends the process as it would have done.
        let _without = registered;
    });
}
