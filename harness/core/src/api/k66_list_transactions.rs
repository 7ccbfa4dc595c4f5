//! ListTransactions (API key 66), versions 0 to 2: the transactional ids of this coordinator
//! (KIP-664), by state, producer id, duration (version 1, KIP-994) and pattern (version 2,
//! KIP-1152).
//!
//! Ids that the client may not describe are left out.

use kerbside_kafka_wire::k66_list_transactions::{
    ListTransactionsRequest, ListTransactionsResponse, TransactionState,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};
use regex::{Regex, RegexBuilder};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::transactions::{self, ListedTransaction};

/// How much memory a client's pattern may take.
const PATTERN_SIZE: usize = 1 << 20;

pub(super) struct ListTransactions;

impl Api for ListTransactions {
    type Request = ListTransactionsRequest;
    type Response = ListTransactionsResponse;

    fn answer(
        request: ListTransactionsRequest,
        call: &mut Call<'_>,
    ) -> Answer<ListTransactionsResponse> {
        Answer::Now(match pattern(&request) {
            Ok(pattern) => list(&request, pattern.as_ref(), call),
            Err(error) => ListTransactions::refuse(&request, error, call.version),
        })
    }

    fn refuse(
        _: &ListTransactionsRequest,
        error_code: ErrorCode,
        _: i16,
    ) -> ListTransactionsResponse {
        ListTransactionsResponse { error_code, ..ListTransactionsResponse::default() }
    }
}

/// The pattern, which has to match all of an id.
fn pattern(request: &ListTransactionsRequest) -> Result<Option<Regex>, ErrorCode> {
    let text = request.transactional_id_pattern.as_deref().unwrap_or_default();
    if text.is_empty() {
        return Ok(None);
    }
    let whole = format!(r"\A(?:{text})\z");
    let pattern = RegexBuilder::new(&whole).size_limit(PATTERN_SIZE).build();
    pattern.map(Some).map_err(|_| ErrorCode::INVALID_REGULAR_EXPRESSION)
}

fn list(
    request: &ListTransactionsRequest,
    pattern: Option<&Regex>,
    call: &mut Call<'_>,
) -> ListTransactionsResponse {
    let known = |state: &&StrBytes| transactions::TransactionState::is_name(state);
    let unknown = request.state_filters.iter().filter(|state| !known(state));
    let unknown_state_filters = unknown.cloned().collect();
    let now_ms = call.now.wall_millis();
    let is_wanted = |it: &ListedTransaction| {
        let (ids, states) = (&request.producer_id_filters, &request.state_filters);
        let age_ms = now_ms.saturating_sub(it.started_ms);
        (ids.is_empty() || ids.contains(&it.producer_id))
            && (states.is_empty() || states.iter().any(|state| *state == *it.state.name()))
            && (request.duration_filter < 0 || age_ms > request.duration_filter)
            && pattern.is_none_or(|pattern| pattern.is_match(&it.id))
    };
    let mut transaction_states = Vec::new();
    for it in call.with_transactions(|transactions| transactions.list()) {
        let is_ours = call.check_coordinator(&it.id).is_ok();
        if is_ours
            && is_wanted(&it)
            && call.allows(Operation::DESCRIBE, ResourceType::TRANSACTIONAL_ID, &it.id)
        {
            transaction_states.push(TransactionState {
                transactional_id: StrBytes::from(&*it.id),
                producer_id: it.producer_id,
                transaction_state: StrBytes::from_static(it.state.name()),
                ..TransactionState::default()
            });
        }
    }
    ListTransactionsResponse { unknown_state_filters, transaction_states, ..Default::default() }
}
