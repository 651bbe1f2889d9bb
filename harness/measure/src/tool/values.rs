//! The values of one benchmark among those that a run of another tool wrote.

use std::collections::BTreeMap;

use paceline_model::{CaseId, CaseRecord, CaseStatus, Failure, FailureKind, Metric, MetricName};

/// Most values of a metric that are kept of one run: tools may write hundreds of thousands, and the
/// comparison takes their median.
const MOST_VALUES: usize = 101;

/// The values by metric of the benchmark that the tool calls `own`. Fails where it has none, or where
/// the tool says that it failed.
pub(crate) fn of_benchmark(
    cases: &[CaseRecord],
    own: &CaseId,
) -> Result<BTreeMap<MetricName, Vec<f64>>, Failure> {
    let Some(case) = cases.iter().find(|case| case.id == *own) else {
        let others: Vec<_> = cases.iter().take(5).map(|case| format!("`{}`", case.id)).collect();
        let found = if others.is_empty() { "none".to_owned() } else { others.join(", ") };
        return Err(no_values(format!(
            "it ran and wrote no values of the benchmark `{own}`; it wrote those of {found}"
        )));
    };
    if let CaseStatus::Failed(failure) = &case.status {
        return Err(failure.clone());
    }
    let values: BTreeMap<_, _> = case
        .series
        .iter()
        .map(|series| {
            let values = series.values.iter().flatten().copied().collect();
            (series.metric.name.clone(), thinned(values))
        })
        .collect();
    if values.is_empty() {
        return Err(no_values(format!("it ran and measured nothing of the benchmark `{own}`")));
    }
    Ok(values)
}

/// What the values of a benchmark mean.
pub(super) fn metrics(case: &CaseRecord) -> Vec<Metric> {
    case.series.iter().map(|series| series.metric.clone()).collect()
}

fn no_values(message: String) -> Failure {
    Failure { kind: FailureKind::Output, message, detail: String::new() }
}

/// At most [`MOST_VALUES`] of them, spread evenly over their order, so that the median stays.
fn thinned(mut values: Vec<f64>) -> Vec<f64> {
    if values.len() <= MOST_VALUES {
        return values;
    }
    values.sort_by(f64::total_cmp);
    let last = values.len() - 1;
    (0..MOST_VALUES).map(|place| values[place * last / (MOST_VALUES - 1)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_values_are_thinned_around_the_same_median() {
        let values: Vec<_> = (0..10_001).rev().map(f64::from).collect();
        let thinned = thinned(values);
        assert_eq!((thinned.len(), thinned[50]), (MOST_VALUES, 5000.0));
        assert_eq!((thinned[0], thinned[100]), (0.0, 10_000.0));
        assert_eq!(super::thinned(vec![3.0, 1.0]), [3.0, 1.0]);
    }
}
