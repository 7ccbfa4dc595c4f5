//! The generated texts, where no program of the acceptance suite would notice a slip.

use super::*;

fn alice() -> Client {
    Client {
        user: "alice".into(),
        realm: "EXAMPLE.TEST".into(),
        bootstrap: "localhost:9092,localhost:9093".into(),
        service_name: "kafka".into(),
        folder: "/beds/it's/clients/alice".into(),
        listener: "SASL_PLAINTEXT".into(),
        protocol: SecurityProtocol::SaslPlaintext,
        mechanism: SaslMechanism::Gssapi,
        password: Some("it's \"so\" \\ secret".into()),
        host_names: HostNames::Verified,
        certificate: Certificate::Shown,
    }
}

#[test]
fn shell_lines_survive_quotes_in_paths() {
    let lines = alice().env_lines();
    assert!(lines.contains(r"export KRB5CCNAME='FILE:/beds/it'\''s/clients/alice/krb5cc'"));
}

#[test]
fn each_login_form_names_its_own_source() {
    let client = alice();
    let keytab = client.java().properties(Login::Keytab);
    assert!(keytab.contains("useKeyTab=true") && !keytab.contains("useTicketCache"));
    let ccache = client.java().jaas_file(Login::TicketCache);
    assert!(ccache.contains("useTicketCache=true") && !ccache.contains("useKeyTab"));
    assert!(ccache.trim_end().ends_with("};"));
}

#[test]
fn krb5_conf_turns_every_name_service_off() {
    let conf = Krb5Conf {
        realm: "EXAMPLE.TEST".into(),
        kdc: ([127, 0, 0, 1], 88).into(),
        admin_server: Some(([127, 0, 0, 1], 749).into()),
        kpasswd_server: None,
        hosts: vec!["localhost".into()],
        ccache: None,
        client_keytab: None,
        libdefaults: vec![("kdc_timesync".into(), "0".into())],
    };
    let text = conf.to_string();
    for line in [
        "rdns = false",
        "dns_lookup_kdc = false",
        "kdc_timesync = 0",
        "kdc = 127.0.0.1:88\n",
        "admin_server = 127.0.0.1:749\n",
    ] {
        assert!(text.contains(line), "{line} is missing in\n{text}");
    }
}

#[test]
fn go_snippets_name_every_broker() {
    assert!(alice().sarama().contains(r#"{"localhost:9092", "localhost:9093"}"#));
    assert!(alice().franz_go().contains(r#"SeedBrokers("localhost:9092", "localhost:9093")"#));
}

#[test]
fn each_protocol_and_mechanism_has_what_it_needs_and_no_more() {
    for protocol in SecurityProtocol::ALL {
        for mechanism in SaslMechanism::ALL {
            let client = Client { protocol, ..alice().with_mechanism(mechanism) };
            let java = client.java().properties(Login::Keytab);
            let rdkafka = client.librdkafka_file();
            let python = client.python().kafka_python();
            let franz = client.franz_go();
            assert!(java.contains(&format!("security.protocol={protocol}\n")), "{java}");
            assert_eq!(java.contains("ssl.truststore"), protocol.has_tls(), "{java}");
            assert_eq!(rdkafka.contains("ssl.ca.location"), protocol.has_tls(), "{rdkafka}");
            assert_eq!(python.contains("ssl_cafile"), protocol.has_tls(), "{python}");
            assert_eq!(franz.contains("tls.Config"), protocol.has_tls(), "{franz}");
            assert_eq!(java.contains("sasl."), protocol.has_sasl(), "{java}");
            assert_eq!(rdkafka.contains("sasl."), protocol.has_sasl(), "{rdkafka}");
            assert_eq!(python.contains("sasl_"), protocol.has_sasl(), "{python}");
            assert_eq!(franz.contains("kgo.SASL"), protocol.has_sasl(), "{franz}");
            let password = protocol.has_sasl() && mechanism.takes_password();
            assert_eq!(java.contains("username="), password, "{java}");
            assert_eq!(rdkafka.contains("sasl.password"), password, "{rdkafka}");
        }
    }
}

#[test]
fn passwords_are_quoted_as_each_language_wants_it() {
    let client = alice().with_mechanism(SaslMechanism::Plain);
    let java = client.java().properties(Login::Keytab);
    assert!(java.contains(r#"password="it's \\"so\\" \\\\ secret";"#), "{java}");
    let jaas = client.java().jaas_file(Login::Keytab);
    assert!(jaas.contains(r#"password="it's \"so\" \\ secret";"#), "{jaas}");
    let python = client.python().kafka_python();
    assert!(python.contains(r#"sasl_plain_password='it\'s "so" \\ secret'"#), "{python}");
}
