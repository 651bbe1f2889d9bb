//! How long publishing may take. No host keeps a build waiting.

use std::time::Duration;

/// Limits of the time that publishing takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// For everything together.
    pub total: Duration,
    /// For one request with its reply.
    pub request: Duration,
    /// The first pause before a request is repeated; each further one is twice as long.
    pub pause: Duration,
    /// Longest pause that the host may ask for.
    pub longest_pause: Duration,
    /// After writing, before looking whether another job wrote at the same moment.
    pub settle: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            total: Duration::from_mins(1),
            request: Duration::from_secs(15),
            pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(20),
            settle: Duration::from_millis(1200),
        }
    }
}
