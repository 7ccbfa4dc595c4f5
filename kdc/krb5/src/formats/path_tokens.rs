//! Tokens in paths, as `FILE:/tmp/krb5cc_%{uid}` (MIT `krb5_conf.rst`, "Parameter expansion").
//!
//! Departure: MIT takes the beginning of a token's name for the token; here the name is whole.
//! Left out: the tokens of Windows.

/// What tokens stand for in the process which the configuration is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// `%{uid}` and `%{USERID}`: the real user number.
    pub uid: u32,
    /// `%{euid}`: the effective user number.
    pub euid: u32,
    /// `%{username}`: the name of the effective user.
    pub username: String,
    /// `%{TEMP}`: the directory of temporary files, `TMPDIR` or `/tmp`.
    pub temp: String,
    /// `%{LIBDIR}`.
    pub libdir: String,
    /// `%{BINDIR}`.
    pub bindir: String,
    /// `%{SBINDIR}`.
    pub sbindir: String,
}

/// Why a path is not expanded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// `%{` without `}`.
    #[error("the path {0:?} has a %{{ that no }} closes: write %{{uid}} or another token")]
    Open(String),
    /// No token has the name.
    #[error(
        "the path {path:?} has the unknown token %{{{token}}}: known are uid, euid, USERID, \
         username, TEMP, LIBDIR, BINDIR, SBINDIR and null"
    )]
    Unknown {
        /// The path.
        path: String,
        /// The token's name.
        token: String,
    },
}

impl Tokens {
    /// The tokens of a process of user `uid` called `username`, with the directories of a Unix
    /// system.
    pub fn new(uid: u32, username: &str) -> Self {
        Self {
            uid,
            euid: uid,
            username: username.to_owned(),
            temp: "/tmp".to_owned(),
            libdir: "/usr/lib".to_owned(),
            bindir: "/usr/bin".to_owned(),
            sbindir: "/usr/sbin".to_owned(),
        }
    }

    /// `path` with its tokens replaced.
    pub fn expand(&self, path: &str) -> Result<String, TokenError> {
        let mut out = String::new();
        let mut rest = path;
        while let Some((before, token)) = rest.split_once("%{") {
            let (token, after) =
                token.split_once('}').ok_or_else(|| TokenError::Open(path.to_owned()))?;
            out.push_str(before);
            match token {
                "uid" | "USERID" => out.push_str(&self.uid.to_string()),
                "euid" => out.push_str(&self.euid.to_string()),
                "username" => out.push_str(&self.username),
                "TEMP" => out.push_str(&self.temp),
                "LIBDIR" => out.push_str(&self.libdir),
                "BINDIR" => out.push_str(&self.bindir),
                "SBINDIR" => out.push_str(&self.sbindir),
                "null" => {}
                unknown => {
                    let (path, token) = (path.to_owned(), unknown.to_owned());
                    return Err(TokenError::Unknown { path, token });
                }
            }
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_replaced() {
        let tokens = Tokens { euid: 0, ..Tokens::new(1000, "alice") };
        for (path, expanded) in [
            ("FILE:/tmp/krb5cc_%{uid}", "FILE:/tmp/krb5cc_1000"),
            ("%{TEMP}/%{username}%{null}.%{euid}", "/tmp/alice.0"),
            ("%{USERID}%", "1000%"),
            ("100%{null}%", "100%"),
            ("plain", "plain"),
        ] {
            assert_eq!(tokens.expand(path).as_deref(), Ok(expanded));
        }
    }

    #[test]
    fn unknown_and_open_tokens_are_refused_by_name() {
        let tokens = Tokens::new(0, "root");
        for path in ["/tmp/%{ccache", "/tmp/%{u}", "%{}"] {
            let error = tokens.expand(path).unwrap_err().to_string();
            assert!(error.contains(path), "{error}");
        }
    }
}
