//! Topics deleted again, so that the memory of a broker holds the records of one load.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k20_delete_topics::{DeleteTopicsRequest, DeleteTopicsResponse};

use super::handshake::Client;
use crate::kdc_load::{Target, service_ticket};

/// A version that Kafka 3.x and 4.x both speak.
const DELETE_TOPICS: i16 = 5;

/// Deletes a topic.
pub(crate) fn delete(target: &Target, bootstrap: &str, topic: &str) -> Result<()> {
    let broker = super::address(bootstrap)?;
    let credential = Arc::new(service_ticket::obtain(target)?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut connection = Client::new(broker, credential).connect().await?;
        let request = DeleteTopicsRequest {
            topic_names: vec![topic.into()],
            timeout_ms: 10_000,
            ..DeleteTopicsRequest::default()
        };
        let answer: DeleteTopicsResponse = connection.ask(&request, DELETE_TOPICS).await?;
        let error = answer.responses.first().context("an empty answer")?.error_code;
        ensure!(error == ErrorCode::NONE, "{topic} is not deleted: {error:?}");
        Ok(())
    })
}
