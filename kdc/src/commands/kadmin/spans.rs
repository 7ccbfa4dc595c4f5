//! Spans of time as kadmin prints them.

use std::time::Duration;

/// `1 day 00:00:00`.
pub(super) fn long(span: Duration) -> String {
    let seconds = span.as_secs();
    let days = seconds / 86_400;
    let unit = if days == 1 { "day" } else { "days" };
    let (hours, minutes) = (seconds / 3_600 % 24, seconds / 60 % 60);
    format!("{days} {unit} {hours:02}:{minutes:02}:{:02}", seconds % 60)
}
