//! Java programs: those of Apache Kafka and the small ones of `tests/java`, compiled when they are
//! needed.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{env, fs, process};

use crate::process::{Program, package_file};

/// For programs that end soon: little compiling, and no threads that collect garbage.
const SHORT_LIVED: [&str; 2] = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];

/// `java` with a class path; options of the JVM and the main class are to follow.
///
/// The clients' warnings and errors come out on standard error.
#[must_use]
#[track_caller]
pub fn java(class_path: &str) -> Program {
    let program = Program::new("java").args(SHORT_LIVED);
    program.arg("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn").args(["-cp", class_path])
}

/// Compiles `tests/java/NAME.java` against the jars of a class path; the whole class path to run it
/// with.
///
/// The classes stay beside the tests, and are compiled again when source or class path change.
///
/// # Panics
/// When it does not compile.
#[must_use]
#[track_caller]
pub fn compiled(name: &str, jars: &str) -> String {
    // One compiler at a time: the second who wants the same finds it done.
    static COMPILER: Mutex<()> = Mutex::new(());
    let source = package_file("java").join(format!("{name}.java"));
    let text = fs::read(&source).unwrap_or_else(|error| panic!("{}: {error}", source.display()));
    let mut hasher = DefaultHasher::new();
    (&text, jars).hash(&mut hasher);
    let classes = beside_the_tests().join(format!("{name}-{:016x}", hasher.finish()));
    let guard = COMPILER.lock().unwrap_or_else(PoisonError::into_inner);
    if !classes.is_dir() {
        compile(&source, jars, &classes);
    }
    drop(guard);
    format!("{}:{jars}", classes.display())
}

#[track_caller]
fn compile(source: &Path, jars: &str, classes: &Path) {
    // Other test processes may compile the same: each writes to its own folder, one is kept.
    let own = classes.with_extension(process::id().to_string());
    let program =
        Program::new("javac").args(["-J-XX:TieredStopAtLevel=1", "-proc:none", "-cp", jars]);
    let _ = program.arg("-d").arg(&own).arg(source).run().well();
    if fs::rename(&own, classes).is_err() {
        assert!(classes.is_dir(), "{} cannot be made", classes.display());
        fs::remove_dir_all(&own).expect("a folder just made can be removed");
    }
}

fn beside_the_tests() -> PathBuf {
    let test = env::current_exe().expect("a running test knows its own path");
    test.parent().expect("a test lies in a folder").join("java")
}
