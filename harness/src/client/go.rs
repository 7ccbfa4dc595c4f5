//! Go: snippets for franz-go (with its kerberos plugin) and Sarama, both over gokrb5.

use super::Client;

impl Client {
    /// A franz-go client, with the package `github.com/twmb/franz-go/pkg/sasl/kerberos`.
    pub fn franz_go(&self) -> String {
        format!(
            "cfg, err := config.Load({krb5_conf:?})\n\
             // err ...\n\
             kt, err := keytab.Load({keytab:?})\n\
             // err ...\n\
             krb := client.NewWithKeytab(\n\
             \t{user:?}, {realm:?}, kt, cfg, client.DisablePAFXFAST(true))\n\
             cl, err := kgo.NewClient(\n\
             \tkgo.SeedBrokers({seeds}),\n\
             \tkgo.SASL(kerberos.Auth{{Client: krb, Service: {service:?}}}.AsMechanism()),\n\
             )\n",
            krb5_conf = self.krb5_conf(),
            keytab = self.keytab(),
            user = self.user,
            realm = self.realm,
            seeds = self.go_strings(),
            service = self.service_name,
        )
    }

    /// A Sarama configuration.
    pub fn sarama(&self) -> String {
        format!(
            "cfg := sarama.NewConfig()\n\
             cfg.Net.SASL.Enable = true\n\
             cfg.Net.SASL.Mechanism = sarama.SASLTypeGSSAPI\n\
             cfg.Net.SASL.GSSAPI = sarama.GSSAPIConfig{{\n\
             \tAuthType:           sarama.KRB5_KEYTAB_AUTH,\n\
             \tKerberosConfigPath: {krb5_conf:?},\n\
             \tKeyTabPath:         {keytab:?},\n\
             \tServiceName:        {service:?},\n\
             \tUsername:           {user:?},\n\
             \tRealm:              {realm:?},\n\
             \tDisablePAFXFAST:    true,\n\
             }}\n\
             client, err := sarama.NewClient([]string{{{seeds}}}, cfg)\n",
            krb5_conf = self.krb5_conf(),
            keytab = self.keytab(),
            service = self.service_name,
            user = self.user,
            realm = self.realm,
            seeds = self.go_strings(),
        )
    }

    fn go_strings(&self) -> String {
        let quoted: Vec<String> =
            self.bootstrap.split(',').map(|address| format!("{address:?}")).collect();
        quoted.join(", ")
    }
}
