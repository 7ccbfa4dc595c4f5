//! The timer of what all nodes share: group sessions, rebalances and transactions that nobody's
//! request ends.

use std::sync::Arc;

use kerbside_broker_core::cluster::Cluster as State;
use kerbside_broker_core::promise::Doorbell;
use tokio::time::sleep_until;

use crate::bell::TaskBell;
use crate::clock::Timeline;

/// Keeps the cluster's deadlines until the task is dropped.
pub(crate) async fn keep(state: Arc<State>, timeline: Timeline) {
    let bell = TaskBell::new();
    state.set_timer(Arc::clone(&bell) as Arc<dyn Doorbell>);
    loop {
        match state.next_deadline() {
            None => bell.rung().await,
            Some(deadline) => tokio::select! {
                () = bell.rung() => {}
                () = sleep_until(timeline.instant(deadline)) => {
                    state.expire(timeline.now());
                }
            },
        }
    }
}
