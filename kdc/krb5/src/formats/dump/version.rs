//! The versions of the format, by the release that introduced each.

/// A version of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum DumpVersion {
    /// Version 4 (`-b7`): without the policies of principals.
    Beta7,
    /// Version 5 (`-r13`).
    R1_3,
    /// Version 6 (`-r18`): policies with lockout.
    R1_8,
    /// Version 7, the current one: policies with everything.
    #[default]
    R1_11,
}

impl DumpVersion {
    /// All of them, the oldest first.
    pub const ALL: [Self; 4] = [Self::Beta7, Self::R1_3, Self::R1_8, Self::R1_11];

    /// The first line of a dump, with its end.
    pub fn header(self) -> &'static str {
        match self {
            Self::Beta7 => "kdb5_util load_dump version 4\n",
            Self::R1_3 => "kdb5_util load_dump version 5\n",
            Self::R1_8 => "kdb5_util load_dump version 6\n",
            Self::R1_11 => "kdb5_util load_dump version 7\n",
        }
    }

    /// The version whose header `line` is.
    pub fn of_header(line: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.header().as_bytes() == line)
    }

    /// What MIT calls the format in its messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Beta7 => "Kerberos version 5",
            Self::R1_3 => "Kerberos version 5 release 1.3",
            Self::R1_8 => "Kerberos version 5 release 1.8",
            Self::R1_11 => "Kerberos version 5 release 1.11",
        }
    }
}
