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
        let shown = listeners[name].as_str().expect("a listener");
        assert!(shown.starts_with(&format!("{protocol} localhost:")), "{shown}");
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
    assert!(complaint.contains("PLAIN") && complaint.contains("GSSAPI"), "{complaint}");
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
