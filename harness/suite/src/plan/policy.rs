//! What the verdicts of a workload do to the build.

use paceline_model::{Consequence, Policy};

use crate::file::PolicyFile;
use crate::yaml::Field;

use super::site::Site;

/// The policy of a workload: its own, then that of the defaults, verdict by verdict.
pub(super) fn policy(site: &Site<'_>) -> Policy {
    let layers = [site.own, site.defaults].map(|layer| layer.policy.value());
    let pick = |key: fn(&PolicyFile) -> &Field<Consequence>, default| {
        let mut chosen = layers.iter().flatten().filter_map(|layer| key(layer).value());
        chosen.next().copied().unwrap_or(default)
    };
    let default = Policy::default();
    Policy {
        inconclusive: pick(|policy| &policy.inconclusive, default.inconclusive),
        new: pick(|policy| &policy.new, default.new),
        removed: pick(|policy| &policy.removed, default.removed),
        suspect: pick(|policy| &policy.suspect, default.suspect),
        not_comparable: pick(|policy| &policy.not_comparable, default.not_comparable),
    }
}
