//! `Server not found in Kerberos database`: clients that ask for a name the KDC does not have.

use std::net::Ipv4Addr;

use kerbside_kdc::{AdminError, AdminRequest};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::Realm;

use super::{Act, Family, Member, TOPIC, USER, untouched};
use crate::client::kafka::{ConnectOptions, Gssapi, KafkaClient, Resolver};
use crate::evidence::Code;
use crate::party::BedError;
use crate::testbed::Testbed;

/// A name that brokers are given and the KDC is not told of.
const RENAMED: &str = "broker-1.internal";

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "unknown-server",
    title: "Server not found in Kerberos database",
    members: &[
        Member {
            name: "principal-missing",
            title: "the broker's principal is not in the KDC",
            cause: Code::SpnMissing,
            arrange: untouched,
            act: principal_missing,
        },
        Member {
            name: "bootstrap-by-ip",
            title: "the client is told an IP address",
            cause: Code::BootstrapByIp,
            arrange: untouched,
            act: bootstrap_by_ip,
        },
        Member {
            name: "advertised-name",
            title: "the broker advertises a name without a principal",
            cause: Code::AdvertisedNameWithoutSpn,
            arrange: |builder| builder.advertised_without_principal(RENAMED),
            act: advertised_name,
        },
        Member {
            name: "wrong-service-name",
            title: "the client takes the service for another one",
            cause: Code::WrongServiceName,
            arrange: untouched,
            act: wrong_service_name,
        },
    ],
};

fn principal_missing(bed: &Testbed) -> Act<'_> {
    Box::pin(async move {
        let realm = Realm::from(bed.realm());
        let principal = Principal::parse("kafka/localhost", &realm)
            .map_err(|error| BedError::from(AdminError::from(error)))?;
        bed.admin(AdminRequest::DeletePrincipal { principal }).await?;
        bed.connect(USER).await.map(drop)
    })
}

fn bootstrap_by_ip(bed: &Testbed) -> Act<'_> {
    Box::pin(async move {
        let gssapi = Gssapi::new(bed.login(USER).await?);
        let ports = bed.engine().nodes().into_iter().map(|node| node.listens.port());
        let bootstrap: Vec<String> = ports.map(|port| format!("127.0.0.1:{port}")).collect();
        let options =
            ConnectOptions { bootstrap: bootstrap.join(","), ..bed.connect_options(gssapi) };
        KafkaClient::connect(options).await?;
        Ok(())
    })
}

fn advertised_name(bed: &Testbed) -> Act<'_> {
    Box::pin(async move {
        let gssapi = Gssapi::new(bed.login(USER).await?);
        let ports = bed.engine().nodes().into_iter().map(|node| node.listens.port());
        let bootstrap: Vec<String> = ports.map(|port| format!("localhost:{port}")).collect();
        let resolver = Resolver::new().with(RENAMED, Ipv4Addr::LOCALHOST.into());
        let options = ConnectOptions {
            bootstrap: bootstrap.join(","),
            ..bed.connect_options(gssapi).resolver(resolver)
        };
        // The bootstrap connection works; the first request to the advertised name does not.
        let client = KafkaClient::connect(options).await?;
        client.produce(TOPIC, ["lost"]).await?;
        Ok(())
    })
}

fn wrong_service_name(bed: &Testbed) -> Act<'_> {
    Box::pin(async move {
        let kerberos = bed.login(USER).await?;
        let options = bed.connect_options(Gssapi::new(kerberos.clone()));
        let gssapi = Gssapi { service_name: "kafkaclient".to_owned(), ..Gssapi::new(kerberos) };
        let wrong = crate::client::kafka::Security::Gssapi(Box::new(gssapi));
        KafkaClient::connect(ConnectOptions { security: wrong, ..options }).await?;
        Ok(())
    })
}
