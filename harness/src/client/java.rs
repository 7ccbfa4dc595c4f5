//! Java: client.properties and JAAS, in the keytab form and in the ticket-cache form.

use super::Client;

/// Configuration of Java clients.
#[derive(Clone, Copy, Debug)]
pub struct Java<'a>(pub(super) &'a Client);

/// Where a Java client takes its ticket from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Login {
    /// It logs in with the user's keytab.
    Keytab,
    /// It uses what `kinit` put into the user's cache.
    TicketCache,
}

impl Java<'_> {
    /// client.properties, complete.
    pub fn properties(&self, login: Login) -> String {
        let first = match login {
            Login::Keytab => "",
            Login::TicketCache => "# After kinit, with KRB5CCNAME as in env.sh.\n",
        };
        format!(
            "# java -Djava.security.krb5.conf={}\n{first}\
             bootstrap.servers={}\nsecurity.protocol=SASL_PLAINTEXT\nsasl.mechanism=GSSAPI\n\
             sasl.kerberos.service.name={}\nsasl.jaas.config={}\n",
            self.0.krb5_conf().display(),
            self.0.bootstrap,
            self.0.service_name,
            self.login_module(login),
        )
    }

    /// A JAAS file with the section `KafkaClient`.
    pub fn jaas_file(&self, login: Login) -> String {
        format!("KafkaClient {{\n    {}\n}};\n", self.login_module(login))
    }

    /// The JVM's options: its krb5.conf.
    pub fn jvm_options(&self) -> Vec<String> {
        vec![format!("-Djava.security.krb5.conf={}", self.0.krb5_conf().display())]
    }

    /// The login module's entry. `refreshKrb5Config` makes a JVM that has read another bed's
    /// krb5.conf read this one: it caches the file for the whole process.
    fn login_module(&self, login: Login) -> String {
        let (client, principal) = (self.0, self.0.principal());
        let source = match login {
            Login::Keytab => {
                let keytab = client.keytab();
                format!("useKeyTab=true storeKey=true keyTab=\"{}\"", keytab.display())
            }
            Login::TicketCache => {
                let ccache = client.ccache();
                format!("useTicketCache=true doNotPrompt=true ticketCache=\"{}\"", ccache.display())
            }
        };
        format!(
            "com.sun.security.auth.module.Krb5LoginModule required refreshKrb5Config=true \
             {source} principal=\"{principal}\";"
        )
    }
}
