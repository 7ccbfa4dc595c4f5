//! The listeners of a bed under the bed's own clients.

use kerbside_broker::SecurityProtocol;
use kerbside_broker_core::event::EventKind;
use kerbside_kafka_wire::ApiKey;

use super::{Builder, OwnClientError, Testbed};
use crate::client::{Client, SaslMechanism};
use crate::evidence::Fact;
use crate::oauth::OAuth;

/// Who asked for an API on the bed, and how often.
fn askers(bed: &Testbed, wanted: ApiKey) -> Vec<String> {
    let records = bed.journal().records();
    let asked = records.iter().filter_map(|record| match &record.fact {
        Fact::Connection { event: EventKind::Request { key, principal, .. }, .. }
            if *key == wanted =>
        {
            principal.as_ref().map(ToString::to_string)
        }
        _ => None,
    });
    asked.collect()
}

fn with_every_mechanism(builder: Builder) -> Builder {
    let named = ["GSSAPI", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"];
    let named = named.map(|it| it.parse::<crate::SaslMechanism>().unwrap());
    builder.mechanisms(named).oauth(OAuth::unsecured())
}

async fn refusal(bed: &Testbed, client: &Client) -> String {
    match bed.connect_as(client).await {
        Ok(_) => "let in".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn every_mechanism_leads_in_with_the_users_password_or_ticket() {
    let builder = Testbed::builder().user("alice", "secret").user_with_random_key("robot");
    let bed = with_every_mechanism(builder).start().await.unwrap();
    for mechanism in SaslMechanism::ALL {
        let client = bed.connect_as(&bed.client("alice").with_mechanism(mechanism)).await;
        client.unwrap().admin().describe_cluster().await.unwrap();
    }
    let all = askers(&bed, ApiKey::DESCRIBE_CLUSTER);
    assert_eq!(all, ["User:alice"; 5]);
    let robot = bed.client("robot").with_mechanism(SaslMechanism::Plain);
    assert!(matches!(bed.connect_as(&robot).await, Err(OwnClientError::NoPassword { .. })));
    let alice = bed.client("alice").with_mechanism(SaslMechanism::ScramSha256);
    let wrong = Client { password: Some("other".to_owned()), ..alice };
    let text = refusal(&bed, &wrong).await;
    assert!(text.contains("invalid credentials with SASL mechanism SCRAM-SHA-256"), "{text}");
}

#[tokio::test]
async fn a_listener_that_there_is_not_is_named() {
    let bed = Testbed::builder().user("alice", "secret").start().await.unwrap();
    let text = bed.client_on("alice", "INTERNAL").unwrap_err().to_string();
    assert!(text.contains("\"INTERNAL\"") && text.contains("has SASL_PLAINTEXT"), "{text}");
}

#[tokio::test]
async fn settings_that_name_no_listener_are_refused_by_their_names() {
    let builder = Testbed::builder().listener("INTERNAL", SecurityProtocol::Plaintext);
    let builder = builder.engine_settings(|it| it.inter_broker_listener = Some("INNER".into()));
    let text = builder.start().await.unwrap_err().to_string();
    assert!(text.contains("inter.broker.listener.name must be a listener name"), "{text}");
    assert!(text.contains("SASL_PLAINTEXT,INTERNAL"), "{text}");
    let twice = Testbed::builder().listener("SASL_PLAINTEXT", SecurityProtocol::Plaintext);
    let text = twice.start().await.unwrap_err().to_string();
    assert!(text.contains("two listeners are called \"SASL_PLAINTEXT\""), "{text}");
}

#[cfg(not(feature = "tls"))]
#[tokio::test]
async fn tls_without_the_feature_names_the_feature() {
    let text = Testbed::builder().listener("SSL", SecurityProtocol::Ssl).start().await;
    let text = text.unwrap_err().to_string();
    assert!(text.contains("turn the feature `tls` on"), "{text}");
}

#[cfg(feature = "tls")]
mod tls {
    use super::*;
    use crate::client::{Certificate, HostNames};
    use crate::tls::{BedTls, BrokerCertificate, ClientAuth, KeyUsage, TlsVersion};

    /// A bed whose nodes have a listener for each purpose.
    async fn bed_with_every_listener() -> Testbed {
        use SecurityProtocol::{SaslPlaintext, SaslSsl, Ssl};
        with_every_mechanism(Testbed::builder())
            .user("alice", "secret")
            .brokers(2)
            .tls()
            .listener("REPLICATION", SaslSsl)
            .listener("CONTROL_PLANE", Ssl)
            .listener("CONTROLLER", SaslPlaintext)
            .listener("CONTROLLER_TLS", Ssl)
            .engine_settings(|it| {
                it.inter_broker_listener = Some("REPLICATION".to_owned());
                it.control_plane_listener = Some("CONTROL_PLANE".to_owned());
                it.controller_listeners =
                    vec!["CONTROLLER".to_owned(), "CONTROLLER_TLS".to_owned()];
            })
            .start()
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn each_listener_of_the_brokers_carries_a_connection_and_shows_its_own_addresses() {
        let bed = bed_with_every_listener().await;
        for name in ["SASL_PLAINTEXT", "SSL", "SASL_SSL", "REPLICATION", "CONTROL_PLANE"] {
            let alice = bed.client_on("alice", name).unwrap();
            let client = bed.connect_as(&alice).await.unwrap();
            let cluster = client.admin().describe_cluster().await.unwrap();
            let mut shown: Vec<String> =
                cluster.brokers.iter().map(|(_, address)| address.to_string()).collect();
            shown.sort();
            let mut advertised: Vec<&str> = alice.bootstrap.split(',').collect();
            advertised.sort_unstable();
            assert_eq!(shown, advertised, "{name}");
        }
        let mut askers = askers(&bed, ApiKey::DESCRIBE_CLUSTER);
        askers.sort();
        assert_eq!(askers.iter().filter(|it| *it == "User:CN=alice").count(), 2, "{askers:?}");
        assert_eq!(askers.iter().filter(|it| *it == "User:alice").count(), 3, "{askers:?}");
    }

    #[tokio::test]
    async fn both_listeners_of_controllers_describe_controllers_and_serve_no_clients() {
        use kerbside_kafka_wire::k03_metadata::MetadataRequest;
        use kerbside_kafka_wire::k60_describe_cluster::DescribeClusterRequest;

        use crate::client::kafka::{Connection, HostPort, Origin};

        let bed = bed_with_every_listener().await;
        for name in ["CONTROLLER", "CONTROLLER_TLS"] {
            let alice = bed.client_on("alice", name).unwrap();
            let options = std::sync::Arc::new(bed.options_as(&alice).await.unwrap());
            let first: HostPort = alice.bootstrap.split(',').next().unwrap().parse().unwrap();
            let mut connection =
                Connection::open(&first, Origin::Bootstrap, &options).await.unwrap();
            let offered = |key| connection.versions().iter().any(|(it, _)| *it == key);
            assert!(offered(ApiKey::DESCRIBE_CLUSTER) && offered(ApiKey::CREATE_TOPICS));
            assert!(!offered(ApiKey::METADATA) && !offered(ApiKey::PRODUCE));
            let request = DescribeClusterRequest { endpoint_type: 2, ..Default::default() };
            let described = connection.call(&request).await.unwrap();
            assert_eq!((described.endpoint_type, described.brokers.len()), (2, 2), "{name}");
            let request = DescribeClusterRequest { endpoint_type: 1, ..Default::default() };
            let refused = connection.call(&request).await.unwrap();
            assert_eq!(
                refused.error_message.as_deref(),
                Some(
                    "The request was sent to an endpoint of type CONTROLLER, but we wanted an \
                     endpoint of type BROKER"
                )
            );
            let body = kerbside_kafka_wire::Message::to_bytes(&MetadataRequest::default(), 12);
            connection.request(ApiKey::METADATA, 12, body.unwrap()).await.unwrap_err();
        }
    }

    #[tokio::test]
    async fn stores_are_exchanged_while_connections_stay() {
        let mut bed = Testbed::builder().user("alice", "secret").tls().start().await.unwrap();
        let alice = bed.client_on("alice", "SSL").unwrap();
        let connected = bed.connect_as(&alice).await.unwrap();
        let bad = |broker_certificate| BedTls { broker_certificate, ..BedTls::default() };
        for (certificate, text) in [
            (BrokerCertificate::OtherHost("elsewhere.test".into()), "not valid for name"),
            (BrokerCertificate::NoNames, "not valid for name"),
            (BrokerCertificate::UsageOnly(KeyUsage::Client), "certificate does not allow"),
            (BrokerCertificate::Expired, "certificate expired"),
        ] {
            bed.set_tls(bad(certificate.clone())).await.unwrap();
            let refused = refusal(&bed, &alice).await;
            assert!(refused.contains(text), "{certificate:?}: {refused}");
            connected.admin().describe_cluster().await.unwrap();
        }
        bed.set_tls(bad(BrokerCertificate::OtherHost("elsewhere.test".into()))).await.unwrap();
        let careless = alice.clone().with_host_names(HostNames::NotVerified);
        assert_eq!(refusal(&bed, &careless).await, "let in");
        bed.set_tls(BedTls::default()).await.unwrap();
        assert_eq!(refusal(&bed, &alice).await, "let in");
    }

    #[tokio::test]
    async fn a_certificate_is_none_requested_or_required() {
        let mut bed = Testbed::builder().user("alice", "secret").tls().start().await.unwrap();
        let shown = bed.client_on("alice", "SSL").unwrap();
        let absent = shown.clone().with_certificate(Certificate::Absent);
        for (client_auth, of_shown, of_absent) in [
            (ClientAuth::None, "User:ANONYMOUS", Some("User:ANONYMOUS")),
            (ClientAuth::Requested, "User:CN=alice", Some("User:ANONYMOUS")),
            (ClientAuth::Required, "User:CN=alice", None),
        ] {
            bed.set_tls(BedTls { client_auth, ..BedTls::default() }).await.unwrap();
            for (client, principal) in [(&shown, Some(of_shown)), (&absent, of_absent)] {
                let before = askers(&bed, ApiKey::DESCRIBE_CLUSTER).len();
                let let_in = match bed.connect_as(client).await {
                    Ok(client) => client.admin().describe_cluster().await.is_ok(),
                    Err(_) => false,
                };
                assert_eq!(let_in, principal.is_some(), "{client_auth:?} {principal:?}");
                let after = askers(&bed, ApiKey::DESCRIBE_CLUSTER);
                assert_eq!(after.get(before).map(String::as_str), principal, "{client_auth:?}");
            }
        }
    }

    #[tokio::test]
    async fn one_version_of_tls_is_spoken_where_one_is_enabled() {
        for (version, name) in [(TlsVersion::Tls12, "TLSv1.2"), (TlsVersion::Tls13, "TLSv1.3")] {
            let settings = BedTls { versions: vec![version], ..BedTls::default() };
            let builder = Testbed::builder().user("alice", "secret").tls();
            let bed = builder.tls_settings(settings).start().await.unwrap();
            bed.connect_as(&bed.client_on("alice", "SSL").unwrap()).await.unwrap();
            let records = bed.journal().records();
            let spoken = records.iter().find_map(|record| match &record.fact {
                Fact::Connection { event: EventKind::Opened { tls: Some(tls), .. }, .. } => {
                    Some(tls.version)
                }
                _ => None,
            });
            assert_eq!(spoken, Some(name));
        }
    }

    #[tokio::test]
    async fn rules_that_cannot_be_read_have_kafkas_text() {
        let principal_mapping_rules = "RULE:^CN=(.*)$/$1/X".to_owned();
        let settings = BedTls { principal_mapping_rules, ..BedTls::default() };
        let refused = Testbed::builder().tls().tls_settings(settings).start().await;
        let text = refused.unwrap_err().to_string();
        let kafkas = "Invalid rule: `RULE:^CN=(.*)$/$1/X`, unmatched substring: `X`";
        assert!(text.contains(kafkas), "{text}");
    }
}

#[tokio::test]
async fn a_snapshot_of_the_realm_brings_back_what_was_deleted() {
    let bed = Testbed::builder().user("alice", "secret").start().await.unwrap();
    let before = bed.snapshot().unwrap();
    let realm = kerbside_krb5::wire::Realm::from(bed.realm());
    let principal = kerbside_krb5::principal::Principal::parse("alice", &realm).unwrap();
    bed.admin(kerbside_kdc::AdminRequest::DeletePrincipal { principal }).await.unwrap();
    assert!(bed.connect("alice").await.is_err());
    bed.restore(&before).unwrap();
    bed.connect("alice").await.unwrap();
}
