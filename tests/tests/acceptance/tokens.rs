//! Delegation tokens, judged by Kafka's own tool and by kafka-clients on the JVM.

use std::fs;

use acceptance::java::{compiled, java};
use acceptance::programs::{kafka_client_class_path, kafka_tools_class_path};
use kerbside::client::Client;
use kerbside::evidence::Fact;
use kerbside::{BlockingTestbed, Testbed};
use kerbside_broker_core::event::{EventKind, TokenAct};

const TOKENS: &str = "org.apache.kafka.tools.DelegationTokenCommand";
const TOPICS: &str = "org.apache.kafka.tools.TopicCommand";

const HEAD: &str = "TOKENID         HMAC                           OWNER           REQUESTER       \
                    RENEWERS                  ISSUEDATE       EXPIRYDATE      MAXDATE        \n";

fn bed() -> BlockingTestbed {
    let builder = Testbed::builder().user("alice", "secret").user("bob", "secret");
    let builder = builder.topic("t", 1).delegation_token_secret("the secret of the brokers");
    builder.start_blocking().expect("a bed starts")
}

fn config(client: &Client) -> String {
    client.folder.join("client.properties").display().to_string()
}

/// Writes the configuration of a client that logs in by a token.
fn config_of_token(client: &Client, id: &str, hmac: &str) -> String {
    let path = client.folder.join("token.properties");
    let text = format!(
        "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=SCRAM-SHA-512\nsasl.jaas.config=\
         org.apache.kafka.common.security.scram.ScramLoginModule required username=\"{id}\" \
         password=\"{hmac}\" tokenauth=\"true\";\n"
    );
    fs::write(&path, text).expect("a file");
    path.display().to_string()
}

/// Ids, HMACs and times replaced by what they are.
fn cleaned(text: &str) -> String {
    let word = |word: &str| {
        let plain = word.trim_end_matches(['\n', ' ', ',']);
        let date = |text: &str| text.len() == 16 && text.as_bytes().get(10) == Some(&b'T');
        let name = match plain {
            text if text.len() == 88 && text.ends_with("==") => "<HMAC>",
            text if text.starts_with(":") && text.len() == 89 => ":<HMAC>",
            text if date(text) => "<TS>",
            text if text.len() == 22 && !text.contains(['.', ':']) => "<ID>",
            text => text,
        };
        word.replacen(plain, name, 1)
    };
    text.split_inclusive([' ', '\n']).map(word).collect()
}

/// Each answer is what Kafka's tool 4.3.1 printed against Apache Kafka 4.4.0.
#[test]
fn the_tool_prints_what_it_prints_against_apache_kafka() {
    let bed = bed();
    let (alice, bob) = (bed.client("alice"), bed.client("bob"));
    let made = bed.wait(bed.delegation_token("alice", &["bob"])).expect("a token");
    let hmac = made.hmac.to_base64();
    let tool = |config: &str, rest: &str| {
        let server = bed.bootstrap();
        format!("{TOKENS} --bootstrap-server {server} --command-config {config} {rest}")
    };
    let by_token = config_of_token(&alice, &made.id, &hmac);
    let (alices, bobs) = (config(&alice), config(&bob));
    let create = "--create --max-life-time-period -1 --renewer-principal User:bob";
    let steps = [
        tool(&alices, "--describe"),
        tool(&alices, "--describe --owner-principal User:alice"),
        tool(&bobs, &format!("--renew --renew-time-period -1 --hmac {hmac}")),
        format!(
            "{TOPICS} --bootstrap-server {} --command-config {by_token} --list",
            bed.bootstrap()
        ),
        format!("? {}", tool(&by_token, create)),
        tool(&alices, &format!("--expire --expiry-time-period -1 --hmac {hmac}")),
        tool(&alices, create),
        format!("? {}", tool(&alices, &format!("--renew --renew-time-period -1 --hmac {hmac}"))),
    ];
    let program = java(&compiled("Tools", &kafka_tools_class_path())).user(&alice);
    let program = program.args(alice.java().jvm_options()).arg("Tools");
    let told = program.input(steps.join("\n")).run().well();

    let row =
        "<ID> <HMAC> User:alice      User:alice      [User:bob]                <TS> <TS> <TS>";
    let expected = [
        format!(
            "Calling describe token operation for current user.\nTotal number of tokens : 0\n{HEAD}"
        ),
        format!(
            "Calling describe token operation for owners: [User:alice]\nTotal number of tokens : \
             1\n{HEAD}\n{row}\n"
        ),
        "Calling renew token operation with hmac :<HMAC> , renew-time-period :-1\nCompleted renew \
         operation. New expiry date : <TS>"
            .to_owned(),
        "t\n".to_owned(),
        "Calling create token operation with renewers :[User:bob] , max-life-time-period :-1\n"
            .to_owned(),
        "Calling expire token operation with hmac :<HMAC> , expire-time-period :-1\nCompleted \
         expire operation. New expiry date : <TS>"
            .to_owned(),
        format!(
            "Calling create token operation with renewers :[User:bob] , max-life-time-period :-1\n\
             Created delegation token with tokenId : <ID>\n\n{HEAD}\n{row}\n"
        ),
        "Calling renew token operation with hmac :<HMAC> , renew-time-period :-1\n".to_owned(),
    ];
    let out = told.out();
    let mut parts: Vec<&str> = out.split("=== ").collect();
    // The first has no line that ends another tool before it.
    let first = parts.remove(0);
    let rest = parts.iter().filter_map(|part| Some(part.split_once('\n')?.1));
    let found: Vec<_> =
        std::iter::once(first).chain(rest).take(expected.len()).map(cleaned).collect();
    assert_eq!(found, expected, "{told}");
    for text in [
        "Delegation Token requests are not allowed on PLAINTEXT/1-way SSL channels and on \
         delegation token authenticated channels.",
        "Delegation Token is not found on server.",
    ] {
        assert!(told.err().contains(text), "{told}");
    }
    assert_eq!(acts(&bed), [TokenAct::Renewed, TokenAct::Removed, TokenAct::Created]);
}

/// What the journal says of tokens.
fn acts(bed: &Testbed) -> Vec<TokenAct> {
    let acts = bed.journal().records().into_iter().filter_map(|record| match record.fact {
        Fact::Connection { event: EventKind::DelegationToken { act, .. }, .. } => Some(act),
        _ => None,
    });
    acts.collect()
}

#[test]
fn kafka_clients_live_and_end_with_a_token() {
    let bed = bed();
    let (alice, bob) = (bed.client("alice"), bed.client("bob"));
    let program = java(&compiled("Tokens", &kafka_client_class_path())).user(&alice);
    let program = program.args(alice.java().jvm_options());
    let program = program.args(["Tokens", &bed.bootstrap(), &config(&alice), &config(&bob)]);
    let told = program.run().well();
    let recorded = include_str!("../../goldens/F76-delegation-tokens.txt");
    let (_, expected) = recorded.split_once("@ java 0\n").expect("one client, and it ends well");
    assert_eq!(told.out(), expected, "{told}");
    assert_eq!(acts(&bed), [TokenAct::Created, TokenAct::Moved]);
}
