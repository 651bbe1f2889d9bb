//! Regressions that the repository accepts: they pass, and are told wherever they are shown.

use paceline_model::{
    Acceptance, CaseComparison, Direction, GateSetting, MetricComparison, Standing, Verdict,
};

/// Accepts the regressed metrics of `case` that `accepted` allows, before its verdict is made from
/// them. A regression that an acceptance is about and does not cover says why.
pub(crate) fn accept(
    id: &paceline_model::CaseId,
    metrics: &mut [MetricComparison],
    accepted: &[Acceptance],
) {
    let regressed = metrics
        .iter_mut()
        .filter(|metric| metric.gate != GateSetting::Off && metric.verdict == Verdict::Regressed);
    for metric in regressed {
        let about: Vec<_> = accepted
            .iter()
            .filter(|one| one.metric == metric.metric.name && one.cases.contains(id))
            .collect();
        let (allowed, refused): (Vec<_>, Vec<_>) =
            about.into_iter().partition(|one| objection(one, metric).is_none());
        if let Some(one) = allowed.first() {
            metric.verdict = Verdict::Accepted;
            let why = format!("accepted {}: {}", one.terms(), one.reason);
            metric.reason = joined(&metric.reason, &why);
        } else if let Some((one, objection)) =
            refused.iter().find_map(|one| Some((one, objection(one, metric)?)))
        {
            let why = format!("not accepted {}: {objection}", one.terms());
            metric.reason = joined(&metric.reason, &why);
        }
    }
}

/// What a reader is to know about acceptances: those that this comparison adds, those that
/// nothing needed, and those that are over.
pub(crate) fn notes(cases: &[CaseComparison], accepted: &[Acceptance]) -> Vec<String> {
    let is_used = |one: &Acceptance| {
        cases.iter().filter(|case| one.cases.contains(&case.id)).any(|case| {
            let mut metrics = case.metrics.iter();
            metrics.any(|metric| {
                metric.metric.name == one.metric && metric.verdict == Verdict::Accepted
            })
        })
    };
    let note = |one: &Acceptance| {
        let what = format!("`{}` accepts `{}` of `{}`", one.source, one.metric, one.pattern);
        let until = one.expires.clone().unwrap_or_default();
        match one.standing {
            Standing::Expired => {
                Some(format!("{what} until {until} only, which is over; remove it"))
            }
            Standing::Added if is_used(one) => {
                Some(format!("{what}, and came with this change: review it"))
            }
            Standing::Added | Standing::Unknown if !is_used(one) => {
                Some(format!("{what}, which no regression of this suite needs; remove it"))
            }
            Standing::Added | Standing::Unknown | Standing::Inherited => None,
        }
    };
    accepted.iter().filter_map(note).collect()
}

/// Why `one` does not cover a regression; `None` where it does.
fn objection(one: &Acceptance, metric: &MetricComparison) -> Option<String> {
    match one.standing {
        Standing::Expired => return Some("its last day is over".to_owned()),
        Standing::Inherited => {
            return Some("base has it as well, so it was for an earlier change".to_owned());
        }
        Standing::Added | Standing::Unknown => {}
    }
    let Some(estimate) = &metric.estimate else {
        return Some("the change has no ratio that could be within a limit".to_owned());
    };
    // By how much it is worse at least and most likely, whichever way is worse.
    let (likely, least) = match (metric.metric.direction, estimate.interval) {
        (Direction::LowerIsBetter, interval) => {
            (estimate.change, interval.map_or(estimate.change, |interval| interval.low))
        }
        (Direction::HigherIsBetter, interval) => {
            (-estimate.change, interval.map_or(-estimate.change, |interval| -interval.high))
        }
    };
    // A limit of 8 % allows 8 %, whatever the last bit of the quotient.
    let limit = one.change * (1.0 + 1e-9);
    let is_within = likely <= limit && least <= limit;
    (!is_within).then(|| "it is exceeded".to_owned())
}

fn joined(reason: &str, more: &str) -> String {
    if reason.is_empty() { more.to_owned() } else { format!("{reason}; {more}") }
}
