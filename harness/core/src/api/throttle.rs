//! What a request costs its client's quotas, and how long the client is told to wait (KIP-219): it
//! is answered at once, and its connection's next request is taken up when the time is over.

use std::time::Duration;

use kerbside_kafka_wire::{ApiKey, ErrorCode, Message};

use super::Call;
use crate::quotas::{Client, Overdraft, QuotaKey};

/// Octets that a request brought and its answer takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Volume {
    pub(super) asked: usize,
    pub(super) answered: usize,
}

impl Call<'_> {
    /// Charges a request to the client's quotas, and tells the client how long it has to wait.
    pub(super) fn charge<R: Message>(&self, response: &mut R, volume: Volume) -> Duration {
        let throttle = self.charge_unanswered(volume);
        if !throttle.is_zero()
            && let Some(place) = response.throttle_time_ms_mut()
        {
            *place = i32::try_from(throttle.as_millis()).unwrap_or(i32::MAX);
        }
        throttle
    }

    /// Charges a request that wants no answer.
    pub(super) fn charge_unanswered(&self, volume: Volume) -> Duration {
        let quotas = self.cluster().quotas();
        let exempt = matches!(self.key, ApiKey::SASL_HANDSHAKE | ApiKey::SASL_AUTHENTICATE);
        if exempt || !quotas.is_active() {
            return Duration::ZERO;
        }
        let (client, now) = (self.quota_client(), self.now.monotonic);
        let used = |quota, octets: usize| quotas.record(client, quota, octets as f64, now);
        let own = match self.key {
            ApiKey::PRODUCE => used(QuotaKey::ProducerByteRate, volume.asked),
            ApiKey::FETCH => used(QuotaKey::ConsumerByteRate, volume.answered),
            ApiKey::CREATE_TOPICS | ApiKey::DELETE_TOPICS | ApiKey::CREATE_PARTITIONS => {
                quotas.until_refilled(client, now)
            }
            _ => Duration::ZERO,
        };
        // The time of this request is known when it is over: it counts with the next.
        own.max(quotas.record(client, QuotaKey::RequestPercentage, 0.0, now))
    }

    /// Takes changes of topics out of the client's quota. Clients that know the error, from version
    /// `strict`, are refused when it was used up before (KIP-599).
    pub(super) fn charge_mutations(&self, partitions: usize, strict: i16) -> Result<(), ErrorCode> {
        let quotas = self.cluster().quotas();
        if !quotas.is_active() {
            return Ok(());
        }
        let overdraft = match self.version >= strict {
            true => Overdraft::Refused,
            false => Overdraft::Allowed,
        };
        quotas
            .take(self.quota_client(), partitions, overdraft, self.now.monotonic)
            .map_err(|_| ErrorCode::THROTTLING_QUOTA_EXCEEDED)
    }

    fn quota_client(&self) -> Client<'_> {
        Client { node: self.node.id, user: self.principal.name(), id: self.client_id }
    }
}
