//! Moments and durations of a run as text.

use jiff::Timestamp;

use crate::text;

/// An RFC 3339 time as `2026-11-22 10:04 UTC`; any other text as it is, made harmless.
pub(crate) fn moment(started: &str) -> String {
    match started.parse::<Timestamp>() {
        Ok(timestamp) => timestamp.strftime("%Y-%m-%d %H:%M UTC").to_string(),
        Err(_) => text::elide(&text::visible(started), 40),
    }
}

/// How long something took, as in `4.2 s`, `2 min 10 s`, `1 h 5 min`.
pub(crate) fn duration(seconds: f64) -> String {
    if !seconds.is_finite() {
        return "unknown time".to_owned();
    }
    if seconds < 59.95 {
        return format!("{seconds:.1} s");
    }
    let whole = seconds.round();
    let (minutes, rest) = ((whole / 60.0).floor(), whole % 60.0);
    if minutes < 60.0 {
        format!("{minutes} min {rest} s")
    } else {
        format!("{} h {} min", (minutes / 60.0).floor(), minutes % 60.0)
    }
}
