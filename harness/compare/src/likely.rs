//! What has likely changed though no verdict says so: for reading, never for failing.

use paceline_model::{
    CaseComparison, GateSetting, LikelyChange, MetricComparison, Verdict, Wealth,
};
use paceline_stats::multiplicity::e_benjamini_hochberg;

/// Largest share of false alarms among all changes that are likely, on average.
const FALSE_DISCOVERY_RATE: f64 = 0.05;

/// A claim about one metric of one case.
struct Claim<'a> {
    case: &'a CaseComparison,
    row: &'a MetricComparison,
    is_worse: bool,
    e_value: f64,
}

/// The changes that the e-BH procedure selects and no verdict tells, strongest evidence first.
///
/// `unchanged` tells that head is not worse, so that it is better may still be news.
///
/// It looks at every gated metric that was decided in pairs, in both directions, with what its bets
/// came to in the end: the most that they ever came to decides verdicts, and is no e-value.
pub(crate) fn changes(cases: &[CaseComparison]) -> Vec<LikelyChange> {
    let claims: Vec<_> = cases.iter().flat_map(claims).collect();
    let e_values: Vec<_> = claims.iter().map(|claim| claim.e_value).collect();
    let selected = e_benjamini_hochberg(&e_values, FALSE_DISCOVERY_RATE).unwrap_or_default();
    let mut changes: Vec<_> = selected
        .into_iter()
        .map(|place| &claims[place])
        .filter(|claim| is_news(claim))
        .map(|claim| LikelyChange {
            case: claim.case.id.clone(),
            metric: claim.row.metric.name.clone(),
            is_worse: claim.is_worse,
            change: claim.row.estimate.map(|estimate| estimate.change),
            e_value: claim.e_value,
        })
        .collect();
    // Stable: equal evidence stays in the order of the suite.
    changes.sort_by(|a, b| b.e_value.total_cmp(&a.e_value));
    changes
}

fn is_news(claim: &Claim<'_>) -> bool {
    match claim.row.verdict {
        Verdict::Inconclusive => true,
        Verdict::Unchanged => !claim.is_worse,
        Verdict::Failed
        | Verdict::Regressed
        | Verdict::Suspect
        | Verdict::NotComparable
        | Verdict::Removed
        | Verdict::New
        | Verdict::Accepted
        | Verdict::Improved => false,
    }
}

fn claims(case: &CaseComparison) -> impl Iterator<Item = Claim<'_>> {
    let is_sound = !matches!(case.verdict, Verdict::Failed | Verdict::New | Verdict::Removed);
    let rows = case.metrics.iter().filter(move |row| {
        is_sound && row.gate != GateSetting::Off && row.verdict != Verdict::NotComparable
    });
    rows.filter_map(|row| Some((row, row.evidence.wealth?))).flat_map(
        move |(row, Wealth { worse, better })| {
            [(true, worse), (false, better)].map(|(is_worse, e_value)| Claim {
                case,
                row,
                is_worse,
                e_value,
            })
        },
    )
}
