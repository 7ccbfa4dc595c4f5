//! `range`: of each topic, each subscriber gets one run of partitions.
//!
//! Members are in the order of their instance ids and member ids, so that topics with as many
//! partitions and the same subscribers are assigned alike.

use std::collections::BTreeMap;

use kerbside_kafka_wire::Uuid;

use super::{Share, Subscriber};

pub(super) fn assign(members: &[Subscriber], topics: &BTreeMap<Uuid, i32>) -> Vec<Share> {
    let mut order: Vec<(usize, &Subscriber)> = members.iter().enumerate().collect();
    order.sort_by_key(|(_, it)| (it.instance_id.is_none(), &it.instance_id, &it.id));
    let mut shares: Vec<Share> = members.iter().map(|_| Share::new()).collect();
    for (topic, partitions) in topics {
        let subscribers: Vec<usize> = order
            .iter()
            .filter(|(_, it)| it.topics.contains(topic))
            .map(|(index, _)| *index)
            .collect();
        let (Ok(count), Ok(total)) =
            (i32::try_from(subscribers.len()), usize::try_from(*partitions))
        else {
            continue;
        };
        if count == 0 {
            continue;
        }
        let (each, extra) = (partitions / count, total % subscribers.len());
        let mut next = 0;
        for (at, index) in subscribers.into_iter().enumerate() {
            let end = next + each + i32::from(at < extra);
            if let Some(share) = shares.get_mut(index) {
                share.extend((next..end).map(|partition| (*topic, partition)));
            }
            next = end;
        }
    }
    shares
}
