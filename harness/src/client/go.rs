//! Go: snippets for franz-go, Sarama and segmentio/kafka-go.
//!
//! GSSAPI is gokrb5's, in franz-go (with its kerberos plugin) and Sarama; kafka-go has none. All
//! read PEM alone.

use super::{Certificate, Client, HostNames, SaslMechanism};

impl Client {
    /// A franz-go client; with GSSAPI, by `github.com/twmb/franz-go/pkg/sasl/kerberos`.
    pub fn franz_go(&self) -> String {
        let (before, sasl) = match self.mechanism {
            _ if !self.protocol.has_sasl() => (String::new(), String::new()),
            SaslMechanism::Gssapi => (
                self.go_kerberos_login(),
                format!(
                    "kerberos.Auth{{Client: krb, Service: {:?}}}.AsMechanism()",
                    self.service_name
                ),
            ),
            SaslMechanism::Plain => (String::new(), self.go_auth("plain", "AsMechanism")),
            SaslMechanism::ScramSha256 => {
                (String::new(), self.go_auth("scram", "AsSha256Mechanism"))
            }
            SaslMechanism::ScramSha512 => {
                (String::new(), self.go_auth("scram", "AsSha512Mechanism"))
            }
            SaslMechanism::OAuthBearer => {
                (self.go_token(), "oauth.Auth{Token: token}.AsMechanism()".to_owned())
            }
        };
        let sasl = match sasl.is_empty() {
            true => sasl,
            false => format!("\tkgo.SASL({sasl}),\n"),
        };
        let tls = match self.protocol.has_tls() {
            true => "\tkgo.DialTLSConfig(tlsConfig),\n",
            false => "",
        };
        format!(
            "{}{before}cl, err := kgo.NewClient(\n\tkgo.SeedBrokers({}),\n{sasl}{tls})\n",
            self.go_tls(),
            self.go_strings(),
        )
    }

    /// A Sarama configuration.
    pub fn sarama(&self) -> String {
        let mut text = format!("{}cfg := sarama.NewConfig()\n", self.go_tls());
        if self.protocol.has_tls() {
            text += "cfg.Net.TLS.Enable = true\ncfg.Net.TLS.Config = tlsConfig\n";
        }
        if self.protocol.has_sasl() {
            text += "cfg.Net.SASL.Enable = true\n";
            text += &self.sarama_sasl();
        }
        text + &format!("client, err := sarama.NewClient([]string{{{}}}, cfg)\n", self.go_strings())
    }

    fn sarama_sasl(&self) -> String {
        let (name, password) = (&self.user, self.password_or_hint());
        let simple = |kind: &str| {
            format!(
                "cfg.Net.SASL.Mechanism = sarama.{kind}\ncfg.Net.SASL.User = {name:?}\n\
                 cfg.Net.SASL.Password = {password:?}\n"
            )
        };
        let scram = "// Scram implements sarama.SCRAMClient over github.com/xdg-go/scram.\n\
             cfg.Net.SASL.SCRAMClientGeneratorFunc = \
             func() sarama.SCRAMClient { return &Scram{} }\n";
        match self.mechanism {
            SaslMechanism::Plain => simple("SASLTypePlaintext"),
            SaslMechanism::ScramSha256 => simple("SASLTypeSCRAMSHA256") + scram,
            SaslMechanism::ScramSha512 => simple("SASLTypeSCRAMSHA512") + scram,
            SaslMechanism::OAuthBearer => format!(
                "{}// Tokens is a sarama.AccessTokenProvider that returns token.\n\
                 cfg.Net.SASL.Mechanism = sarama.SASLTypeOAuth\n\
                 cfg.Net.SASL.TokenProvider = Tokens{{token}}\n",
                self.go_token()
            ),
            SaslMechanism::Gssapi => format!(
                "cfg.Net.SASL.Mechanism = sarama.SASLTypeGSSAPI\n\
                 cfg.Net.SASL.GSSAPI = sarama.GSSAPIConfig{{\n\
                 \tAuthType:           sarama.KRB5_KEYTAB_AUTH,\n\
                 \tKerberosConfigPath: {:?},\n\
                 \tKeyTabPath:         {:?},\n\
                 \tServiceName:        {:?},\n\
                 \tUsername:           {name:?},\n\
                 \tRealm:              {:?},\n\
                 \tDisablePAFXFAST:    true,\n\
                 }}\n",
                self.krb5_conf(),
                self.keytab(),
                self.service_name,
                self.realm,
            ),
        }
    }

    /// A dialer of segmentio/kafka-go, which has PLAIN and SCRAM; with another mechanism the
    /// snippet says so.
    pub fn kafka_go(&self) -> String {
        let (name, password) = (&self.user, self.password_or_hint());
        let mut text = self.go_tls();
        let mut fields = String::new();
        if self.protocol.has_sasl() {
            text += &match self.mechanism {
                SaslMechanism::Plain => {
                    format!(
                        "mechanism := plain.Mechanism{{Username: {name:?}, \
                         Password: {password:?}}}\n"
                    )
                }
                SaslMechanism::ScramSha256 => {
                    format!(
                        "mechanism, err := scram.Mechanism(scram.SHA256, {name:?}, {password:?})\n"
                    )
                }
                SaslMechanism::ScramSha512 => {
                    format!(
                        "mechanism, err := scram.Mechanism(scram.SHA512, {name:?}, {password:?})\n"
                    )
                }
                other => format!("// kafka-go has no {other}: choose PLAIN or SCRAM.\n"),
            };
            fields += "SASLMechanism: mechanism, ";
        }
        if self.protocol.has_tls() {
            fields += "TLS: tlsConfig, ";
        }
        text + &format!(
            "dialer := &kafka.Dialer{{{fields}DualStack: true}}\n\
             reader := kafka.NewReader(kafka.ReaderConfig{{\n\
             \tBrokers: []string{{{}}}, Topic: \"orders\", Dialer: dialer,\n}})\n",
            self.go_strings()
        )
    }

    fn go_kerberos_login(&self) -> String {
        format!(
            "cfg, err := config.Load({:?})\n\
             // err ...\n\
             kt, err := keytab.Load({:?})\n\
             // err ...\n\
             krb := client.NewWithKeytab(\n\
             \t{:?}, {:?}, kt, cfg, client.DisablePAFXFAST(true))\n",
            self.krb5_conf(),
            self.keytab(),
            self.user,
            self.realm,
        )
    }

    fn go_auth(&self, package: &str, method: &str) -> String {
        let password = self.password_or_hint();
        format!("{package}.Auth{{User: {:?}, Pass: {password:?}}}.{method}()", self.user)
    }

    /// An unsecured token (RFC 7515 §A.5).
    fn go_token(&self) -> String {
        let claims = format!("{{\"sub\":{:?},\"iat\":%d,\"exp\":%d}}", self.user);
        format!(
            "now := time.Now().Unix()\n\
             part := base64.RawURLEncoding.EncodeToString\n\
             token := part([]byte(`{{\"alg\":\"none\"}}`)) + \".\" +\n\
             \tpart([]byte(fmt.Sprintf(`{claims}`, now, now+3600))) + \".\"\n"
        )
    }

    fn go_tls(&self) -> String {
        if !self.protocol.has_tls() {
            return String::new();
        }
        let mut text = format!(
            "ca, err := os.ReadFile({:?})\n// err ...\npool := x509.NewCertPool()\n\
             pool.AppendCertsFromPEM(ca)\n",
            self.ca_pem()
        );
        let mut fields = String::from("RootCAs: pool");
        if self.certificate == Certificate::Shown {
            let (certificate, key) = (self.certificate_pem(), self.key_pem());
            text += &format!(
                "pair, err := tls.LoadX509KeyPair({certificate:?}, {key:?})\n// err ...\n"
            );
            fields += ", Certificates: []tls.Certificate{pair}";
        }
        if self.host_names == HostNames::NotVerified {
            text += "// Go has no switch for the host name alone: this verifies nothing.\n";
            fields += ", InsecureSkipVerify: true";
        }
        text + &format!("tlsConfig := &tls.Config{{{fields}}}\n")
    }

    fn go_strings(&self) -> String {
        let quoted: Vec<String> =
            self.bootstrap.split(',').map(|address| format!("{address:?}")).collect();
        quoted.join(", ")
    }
}
