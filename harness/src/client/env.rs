//! The environment of client programs.

use super::Client;

impl Client {
    /// The variables that MIT's programs, kcat and the examples read.
    pub fn env(&self) -> Vec<(&'static str, String)> {
        vec![
            ("KRB5_CONFIG", self.krb5_conf().display().to_string()),
            ("KRB5CCNAME", format!("FILE:{}", self.ccache().display())),
            ("KRB5_CLIENT_KTNAME", format!("FILE:{}", self.keytab().display())),
            ("KERBSIDE_BOOTSTRAP", self.bootstrap.clone()),
            (
                "KCAT_CONFIG",
                self.configuration_folder().join("librdkafka.conf").display().to_string(),
            ),
        ]
    }

    /// `export` lines for a shell.
    pub fn env_lines(&self) -> String {
        let quoted = |value: &str| format!("'{}'", value.replace('\'', r"'\''"));
        self.env()
            .iter()
            .map(|(name, value)| format!("export {name}={}\n", quoted(value)))
            .collect()
    }
}
