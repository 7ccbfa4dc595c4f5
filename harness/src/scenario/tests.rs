//! Every member happens as planned, and is explained.

use super::*;

async fn run_all(family: &Family) {
    for member in family.members {
        let report = member.run(Testbed::builder()).await.unwrap();
        assert!(
            report.is_as_planned(),
            "{}/{}\nclient saw: {:?}\nexplanation:\n{}",
            family.name,
            member.name,
            report.client_saw,
            report.explanation
        );
    }
}

#[tokio::test]
async fn clock_skew_is_met_and_explained_in_each_place() {
    run_all(find("clock-skew").unwrap()).await;
}

#[tokio::test]
async fn unknown_servers_are_met_and_explained_whatever_the_reason() {
    run_all(find("unknown-server").unwrap()).await;
}

#[tokio::test]
async fn a_healthy_bed_has_no_cause_to_name() {
    let bed = Testbed::builder().user(USER, PASSWORD).topic(TOPIC, 3).start().await.unwrap();
    let client = bed.connect(USER).await.unwrap();
    client.produce(TOPIC, ["one", "two"]).await.unwrap();
    assert_eq!(client.consume(TOPIC, 2).await.unwrap().len(), 2);
    assert!(bed.explain().causes.is_empty(), "{}", bed.explain());
}
