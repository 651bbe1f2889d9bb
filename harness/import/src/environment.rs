//! When and where a foreign file was made, as far as it tells.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// A moment as RFC 3339 in UTC. One without a zone counts as UTC; `None` where it is none at all.
pub(crate) fn moment(text: &str) -> Option<String> {
    let text = text.trim();
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(timestamp.to_string());
    }
    let local = text.parse::<DateTime>().ok()?;
    Some(TimeZone::UTC.to_timestamp(local).ok()?.to_string())
}

/// A moment in milliseconds since 1970.
pub(crate) fn moment_of_milliseconds(milliseconds: i64) -> Option<String> {
    Some(Timestamp::from_millisecond(milliseconds).ok()?.to_string())
}
