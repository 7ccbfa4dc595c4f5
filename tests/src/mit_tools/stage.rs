//! A folder in which recorded commands run.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::normal::Normal;
use super::transcript::{Recorded, traced};
use crate::process::Program;
use crate::programs;
use crate::realm::Realm;

/// Which programs answer to MIT's names.
#[derive(Clone, Debug)]
pub enum Programs {
    /// The verbs of the command at this path.
    Verbs(PathBuf),
    /// The programs of this folder.
    Folder(PathBuf),
    /// The installed ones, MIT's own: what they print shows whether a scene is that of the
    /// recording.
    Installed,
}

/// A folder with what commands find in it. Its `krb5.conf` and its cache `cc` are those of every
/// command that runs here.
#[derive(Debug)]
pub struct Stage {
    folder: Folder,
    programs: Programs,
    variables: Vec<(String, String)>,
}

/// Whose folder it is.
#[derive(Debug)]
enum Folder {
    /// The stage's own, gone with it.
    Own(TempDir),
    /// A realm's.
    Realm(PathBuf),
}

/// What a command did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// The lines on its standard output.
    pub out: Vec<String>,
    /// The lines on its standard error.
    pub err: Vec<String>,
    /// Its exit status, or 128 and the signal that ended it.
    pub code: Option<i32>,
    /// What it traced, without the process and the time of each line.
    pub trace: Vec<String>,
}

impl Stage {
    /// An empty folder.
    ///
    /// # Panics
    /// When no folder can be made.
    #[must_use]
    pub fn new(programs: Programs) -> Self {
        let folder = TempDir::with_prefix("mit-tools.").expect("a folder for the stage");
        Self::at(Folder::Own(folder), programs)
    }

    /// A realm's folder, with its files. Whoever runs a command here is called root.
    #[must_use]
    pub fn of(realm: &Realm, programs: Programs) -> Self {
        let stage = Self::at(Folder::Realm(realm.folder().to_owned()), programs);
        let profile = realm.path("kdc.conf").display().to_string();
        stage.env("KRB5_KDC_PROFILE", &profile).env("USER", "root")
    }

    fn at(folder: Folder, programs: Programs) -> Self {
        let path = |name: &str| folder.path().join(name).display().to_string();
        let variables = [
            ("KRB5_CONFIG", path("krb5.conf")),
            ("KRB5CCNAME", format!("FILE:{}", path("cc"))),
            ("KRB5_KTNAME", format!("FILE:{}", path("krb5.keytab"))),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value)).to_vec();
        Self { folder, programs, variables }
    }

    /// With another variable in the commands' environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file of the folder.
    ///
    /// # Panics
    /// When it cannot be written.
    #[track_caller]
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.folder().join(name), content).expect("a file of the stage is written");
    }

    /// What takes the differences out of what runs here.
    #[must_use]
    pub fn normal(&self) -> Normal {
        Normal::new(self.folder())
    }

    /// Runs a command that nobody recorded, and that has to end well.
    ///
    /// # Panics
    /// When it does not.
    #[track_caller]
    pub fn prepare(&self, program: &str, arguments: &[&str], input: &str) {
        let program = self.program(program).args(arguments).input(input);
        let _ = program.run().well();
    }

    /// Runs `recorded` in the folder. `DIR` in an argument is the folder.
    ///
    /// # Panics
    /// When the program is missing or does not end.
    #[must_use]
    #[track_caller]
    pub fn run(&self, recorded: &Recorded) -> Ran {
        let here = self.folder().display().to_string();
        let arguments = recorded.arguments.iter().map(|word| match word.strip_prefix("DIR") {
            Some(rest) => format!("{here}{rest}"),
            None => word.clone(),
        });
        let mut program = self.program(&recorded.program).args(arguments);
        if let Some(shift) = &recorded.faketime {
            let preload = programs::faketime();
            program = program.env("LD_PRELOAD", preload).env("FAKETIME", shift);
        }
        let trace = self.folder().join("trace");
        if recorded.trace.is_some() {
            program = program.env("KRB5_TRACE", &trace);
        }
        let ended = program.input(recorded.input.as_str()).run();
        let told = fs::read_to_string(&trace).unwrap_or_default();
        // There is none where nothing was traced.
        let _none = fs::remove_file(&trace);
        Ran {
            out: lines(&ended.out()),
            err: lines(&ended.err()),
            code: ended.as_a_shell_tells(),
            trace: told.lines().filter_map(traced).map(str::to_owned).collect(),
        }
    }

    /// The program that answers to `name`, in the folder.
    ///
    /// # Panics
    /// When it is missing.
    #[must_use]
    #[track_caller]
    pub fn program(&self, name: &str) -> Program {
        let program = match &self.programs {
            Programs::Verbs(path) => Program::at(path).arg(name),
            Programs::Folder(folder) => Program::at(folder.join(name)),
            Programs::Installed => Program::new(name),
        };
        let program = program.folder(self.folder());
        self.variables.iter().fold(program, |program, (name, value)| program.env(name, value))
    }
}

impl Folder {
    fn path(&self) -> &Path {
        match self {
            Self::Own(folder) => folder.path(),
            Self::Realm(folder) => folder,
        }
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}
