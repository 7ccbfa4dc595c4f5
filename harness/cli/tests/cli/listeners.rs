//! Further listeners of a bed, with TLS and without.

use crate::place::Place;

#[test]
fn env_points_at_the_files_of_a_listener_and_a_mechanism() {
    let place = Place::new();
    let status = place.up(&[
        "--user",
        "alice:secret",
        "--tls",
        "--listener",
        "INTERNAL=sasl_plaintext",
        "--mechanism",
        "GSSAPI,SCRAM-SHA-256",
    ]);
    let listeners = &status["listeners"];
    for (name, protocol) in
        [("SSL", "SSL"), ("SASL_SSL", "SASL_SSL"), ("INTERNAL", "SASL_PLAINTEXT")]
    {
        let shown = listeners.as_array().expect("a list").iter().find(|it| it["name"] == name);
        let shown = shown.expect("a listener");
        assert_eq!(shown["protocol"], protocol, "{shown}");
        let address = shown["addresses"][0].as_str().expect("text");
        assert!(address.starts_with("localhost:"), "{shown}");
    }
    for (options, folder) in [
        (&["--listener", "SSL"][..], "ssl"),
        (&["--listener", "SASL_SSL"], "sasl_ssl-gssapi"),
        (&["--mechanism", "scram-sha-256"], "sasl_plaintext-scram-sha-256"),
        (&["--listener", "INTERNAL", "--mechanism", "GSSAPI"], "internal-gssapi"),
    ] {
        let lines = place.at_bed("env", options).ok();
        let path = place.bed().join("clients/alice").join(folder).join("librdkafka.conf");
        assert!(path.is_file() && lines.contains(&path.display().to_string()), "{lines}");
    }
    for file in ["ca.pem", "certificate.pem", "key.pem", "keystore.p12", "truststore.p12"] {
        assert!(place.bed().join("clients/alice").join(file).is_file(), "{file}");
    }
}

#[test]
fn listeners_and_mechanisms_that_there_are_not_are_named_with_those_that_there_are() {
    let place = Place::new();
    place.up(&["--user", "alice:secret"]);
    let complaint = place.at_bed("env", &["--listener", "SSL"]).failed(1);
    assert!(complaint.contains("\"SSL\"") && complaint.contains("SASL_PLAINTEXT"), "{complaint}");
    let complaint = place.at_bed("env", &["--mechanism", "PLAIN"]).failed(1);
    assert!(complaint.contains("does not offer PLAIN, but GSSAPI: start"), "{complaint}");
    let complaint = place.at_bed("env", &["--mechanism", "NTLM"]).failed(1);
    assert!(complaint.contains("\"NTLM\" is no SASL mechanism"), "{complaint}");
}

#[test]
fn a_listener_without_a_protocol_is_refused_with_the_form() {
    let place = Place::new();
    let complaint = place.at_bed("up", &["--detach", "--listener", "INTERNAL"]).failed(2);
    assert!(complaint.contains("write it as INTERNAL=SASL_SSL"), "{complaint}");
}

#[test]
fn a_name_in_a_setting_that_is_no_listener_is_refused_with_the_setting() {
    let place = Place::new();
    let options = ["--detach", "--controller-listener", "CONTROL"];
    let complaint = place.at_bed("up", &options).failed(1);
    assert!(complaint.contains("controller.listener.names must be a listener"), "{complaint}");
}

#[test]
fn a_listener_without_sasl_has_no_mechanism_and_says_so() {
    let place = Place::new();
    place.up(&["--user", "alice:secret", "--listener", "OPEN=PLAINTEXT"]);
    let options = ["--listener", "OPEN", "--mechanism", "PLAIN"];
    let complaint = place.at_bed("env", &options).failed(1);
    assert!(complaint.contains("OPEN (PLAINTEXT) has no SASL"), "{complaint}");
    assert!(complaint.contains("(SASL_PLAINTEXT)"), "{complaint}");
}

#[test]
fn status_shows_listeners_with_their_mechanisms_dialect_and_authorizer() {
    let place = Place::new();
    let status = place.up(&[
        "--user",
        "alice:secret",
        "--listener",
        "OPEN=PLAINTEXT",
        "--mechanism",
        "scram-sha-256,GSSAPI",
        "--super-user",
        "alice",
    ]);
    let main = &status["listeners"][0];
    assert_eq!(main["mechanisms"], serde_json::json!(["SCRAM-SHA-256", "GSSAPI"]), "{status}");
    assert_eq!(
        (&main["name"], &status["authorizer"]),
        (&"SASL_PLAINTEXT".into(), &"standard".into())
    );
    assert_eq!(status["dialect"], "kafka-4.4");
    assert_eq!(status["super_users"], serde_json::json!(["alice"]));
    let text = place.at_bed("status", &[]).ok();
    for words in [
        "SASL_PLAINTEXT with SCRAM-SHA-256, GSSAPI\n",
        "           OPEN            localhost:",
        "dialect    kafka-4.4\n",
        "authorizer ACLs (StandardAuthorizer), super users alice\n",
    ] {
        assert!(text.contains(words), "{words:?} is missing in\n{text}");
    }
}

#[test]
fn folders_hold_what_fits_their_mechanism() {
    let place = Place::new();
    place.up(&[
        "--user",
        "alice:secret",
        "--mechanism",
        "GSSAPI,PLAIN",
        "--listener",
        "OPEN=PLAINTEXT",
    ]);
    let there = |folder: &str, file: &str| {
        place.bed().join("clients/alice").join(folder).join(file).exists()
    };
    for (folder, sasl, kerberos) in
        [(".", true, true), ("sasl_plaintext-plain", true, false), ("open", false, false)]
    {
        assert!(there(folder, "client.properties"), "{folder}");
        assert_eq!(there(folder, "jaas.conf"), sasl, "{folder}");
        assert_eq!(there(folder, "jaas-ccache.conf"), kerberos, "{folder}");
        assert_eq!(there(folder, "client-ccache.properties"), kerberos, "{folder}");
    }
}

#[test]
fn hints_fit_the_mechanism_and_the_user() {
    let hints = |arguments: &[&str]| {
        let place = Place::new();
        place.at_bed("up", &[&["--detach"], arguments].concat())
    };
    let plain = hints(&["--user", "alice:secret", "--mechanism", "plain"]).ok();
    assert!(plain.contains("kcat -b") && !plain.contains("kinit"), "{plain}");
    let random = hints(&["--user", "robot"]).ok();
    assert!(random.contains("kinit -k -i robot\n") && !random.contains("kinit robot"), "{random}");
    let ran = hints(&["--user", "robot", "--mechanism", "GSSAPI,PLAIN", "--super-user", "nobody"]);
    assert!(ran.stderr.contains("robot has no password, and none for PLAIN"), "{ran:?}");
    assert!(ran.stderr.contains("--super-user nobody is no user of this bed"), "{ran:?}");
    ran.ok();
}
