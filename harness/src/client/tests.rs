//! The generated texts, where no program of the acceptance suite would notice a slip.

use super::*;

fn alice() -> Client {
    Client {
        user: "alice".into(),
        realm: "EXAMPLE.TEST".into(),
        bootstrap: "localhost:9092,localhost:9093".into(),
        service_name: "kafka".into(),
        folder: "/beds/it's/clients/alice".into(),
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
        hosts: vec!["localhost".into()],
        ccache: None,
        client_keytab: None,
        libdefaults: vec![("kdc_timesync".into(), "0".into())],
    };
    let text = conf.to_string();
    for line in ["rdns = false", "dns_lookup_kdc = false", "kdc_timesync = 0", "kdc = 127.0.0.1:88"]
    {
        assert!(text.contains(line), "{line} is missing in\n{text}");
    }
}

#[test]
fn go_snippets_name_every_broker() {
    assert!(alice().sarama().contains(r#"{"localhost:9092", "localhost:9093"}"#));
    assert!(alice().franz_go().contains(r#"SeedBrokers("localhost:9092", "localhost:9093")"#));
}
