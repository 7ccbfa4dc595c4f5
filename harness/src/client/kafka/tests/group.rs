//! Consumer groups through the broker.

use std::collections::BTreeSet;

use kerbside_kafka_wire::ErrorCode;

use super::world::World;
use crate::client::kafka::*;

#[tokio::test]
async fn a_member_reads_commits_and_its_successor_goes_on() {
    let world = World::new();
    let client = world.client().await;
    client.admin().create_topic("orders", 3).await.unwrap();
    client.produce("orders", (0..30).map(|n| n.to_string())).await.unwrap();
    let options = GroupOptions::new("audit", ["orders"]);
    let mut first = GroupMember::join(&client, options.clone()).await.unwrap();
    assert!(first.is_leader());
    assert_eq!(first.assignment()["orders"], [0, 1, 2]);
    assert_eq!(first.heartbeat().await.unwrap(), Membership::Stable);
    assert_eq!(first.consume(30).await.unwrap().len(), 30);
    first.commit().await.unwrap();
    assert_eq!(first.committed().await.unwrap().values().sum::<i64>(), 30);
    first.leave().await.unwrap();
    client.produce("orders", ["after"]).await.unwrap();
    let mut second = GroupMember::join(&client, options).await.unwrap();
    let rest = second.consume(1).await.unwrap();
    assert_eq!(rest.iter().map(ConsumedRecord::value).collect::<Vec<_>>(), [b"after"]);
    second.leave().await.unwrap();
}

#[tokio::test]
async fn two_members_share_the_partitions_and_one_inherits() {
    let world = World::new();
    let (one, other) = (world.client().await, world.client().await);
    one.admin().create_topic("orders", 4).await.unwrap();
    let options = GroupOptions::new("audit", ["orders"]);
    let mut first = GroupMember::join(&one, options.clone()).await.unwrap();
    let joins = GroupMember::join(&other, options);
    let shares = async {
        for _ in 0..100_000 {
            if first.heartbeat().await.unwrap() == Membership::Rebalancing {
                break;
            }
        }
        first.rejoin().await.unwrap();
    };
    let (second, ()) = tokio::join!(joins, shares);
    let second = second.unwrap();
    assert_eq!(first.generation(), second.generation());
    let parts = [&first, &second].map(|member| member.assignment()["orders"].clone());
    assert_eq!(parts.each_ref().map(Vec::len), [2, 2]);
    assert_eq!(parts.concat().into_iter().collect::<BTreeSet<_>>().len(), 4);
    second.leave().await.unwrap();
    assert_eq!(first.heartbeat().await.unwrap(), Membership::Rebalancing);
    first.rejoin().await.unwrap();
    assert_eq!(first.assignment()["orders"], [0, 1, 2, 3]);
}

#[tokio::test]
async fn a_member_of_an_old_generation_cannot_commit() {
    let world = World::new();
    let client = world.plain_client().await;
    client.admin().create_topic("orders", 1).await.unwrap();
    let options = GroupOptions::new("audit", ["orders"]);
    let mut member = GroupMember::join(&client, options).await.unwrap();
    member.generation -= 1;
    member.seek("orders", 0, 5);
    let error = member.commit().await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::ILLEGAL_GENERATION), "{error}");
    assert!(error.to_string().ends_with("at OffsetCommit: group audit, orders-0"), "{error}");
}
