//! How the cost of a workload grows with its size, and whether it may grow so.

use paceline_model::{
    CaseRecord, CaseStatus, Growth, GrowthComparison, GrowthSide, LEAST_SIZES, Order, Parameters,
    Series, Verdict, WorkloadName, metrics,
};
use paceline_stats::{GrowthFit, GrowthOrder, OrderFit, fit_growth};

use crate::steady::steady;
use crate::tool::tool;
use crate::whole::Matched;

/// What may be the cost, what tells most first.
const COSTS: [Cost; 5] = [
    Cost { metric: metrics::INSTRUCTIONS, noise: COUNT_NOISE },
    Cost { metric: metrics::BYTECODES, noise: COUNT_NOISE },
    Cost { metric: metrics::CALLS, noise: COUNT_NOISE },
    Cost { metric: metrics::CPU_TIME, noise: TIME_NOISE },
    Cost { metric: metrics::WALL_TIME, noise: TIME_NOISE },
];

/// Relative error of a count that says nothing about its order.
const COUNT_NOISE: f64 = 0.001;

/// Relative error of a time that says nothing about its order: what no longer fits a cache takes longer
/// per item though no more is done.
const TIME_NOISE: f64 = 0.2;

/// A metric that may be the cost.
#[derive(Clone, Copy)]
struct Cost {
    metric: &'static str,
    noise: f64,
}

impl Cost {
    /// Whether it sees what Python does, and not what C does for it.
    fn is_partial(self) -> bool {
        matches!(self.metric, metrics::BYTECODES | metrics::CALLS)
    }

    fn is_time(self) -> bool {
        self.noise.to_bits() == TIME_NOISE.to_bits()
    }
}

/// All sizes of one workload and one set of its other parameters.
struct Group<'a> {
    workload: &'a WorkloadName,
    parameters: Parameters,
    growth: &'a Growth,
    sizes: Vec<(f64, &'a Matched<'a>)>,
}

/// The growth of all workloads that expect an order, in the order of the cases.
///
/// A group of which fewer than five sizes were asked for is left out.
pub(crate) fn growth(matched: &[Matched<'_>]) -> Vec<GrowthComparison> {
    let groups = groups(matched);
    let asked = groups.iter().filter(|group| group.sizes.len() >= LEAST_SIZES);
    asked.map(compare).collect()
}

fn groups<'a>(matched: &'a [Matched<'a>]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for pair in matched {
        let Some(growth) = &pair.rules.growth else { continue };
        let mut parameters = pair.rules.id.parameters.clone();
        let size = parameters.remove(&growth.parameter).and_then(|value| value.as_number());
        let Some(size) = size else { continue };
        let workload = &pair.rules.id.workload;
        let own = groups.iter_mut().find(|group| {
            group.workload == workload && group.growth == growth && group.parameters == parameters
        });
        match own {
            Some(group) => group.sizes.push((size, pair)),
            None => {
                groups.push(Group { workload, parameters, growth, sizes: vec![(size, pair)] });
            }
        }
    }
    groups
}

/// By the first cost that all sizes have; where that sees a part of the work only and nothing wrong, by
/// time if that has got worse than expected.
fn compare(group: &Group<'_>) -> GrowthComparison {
    let mut all = COSTS.into_iter().filter_map(|cost| Some((cost, compare_by(group, cost)?)));
    let Some((cost, comparison)) = all.next() else { return unknown(group) };
    if !cost.is_partial() || comparison.verdict == Verdict::Regressed {
        return comparison;
    }
    let mut timed = all.filter(|(cost, _)| cost.is_time()).map(|(_, comparison)| comparison);
    match timed.next().filter(|timed| timed.verdict == Verdict::Regressed) {
        Some(timed) => {
            let reason = format!("by time, since `{}` do not see work in C", cost.metric);
            GrowthComparison { reason, ..timed }
        }
        None => comparison,
    }
}

/// `None` where head has too few sizes of that cost.
fn compare_by(group: &Group<'_>, cost: Cost) -> Option<GrowthComparison> {
    let head_cases: Vec<_> = group.sizes.iter().map(|(size, pair)| (*size, pair.head)).collect();
    let base_cases = group.sizes.iter().filter_map(|(size, pair)| Some((*size, pair.base?)));
    let base_cases: Vec<_> = base_cases.collect();
    let head = Grown::of(&head_cases, cost)?;
    let base = Grown::of(&base_cases, cost);
    let (verdict, reason) = judge(group, base.as_ref(), &head)?;
    Some(GrowthComparison {
        metric: metrics::find(cost.metric).map(|metric| metric.name),
        base: base.as_ref().and_then(Grown::side),
        head: head.side(),
        verdict,
        reason,
        ..unknown(group)
    })
}

fn unknown(group: &Group<'_>) -> GrowthComparison {
    GrowthComparison {
        workload: group.workload.clone(),
        parameters: group.parameters.clone(),
        parameter: group.growth.parameter.clone(),
        metric: None,
        expect: group.growth.expect,
        base: None,
        head: None,
        verdict: Verdict::Inconclusive,
        consequence: None,
        reason: format!("fewer than {LEAST_SIZES} sizes have values of one metric"),
    }
}

/// One side with the orders that fit it.
struct Grown {
    cost: Cost,
    fit: GrowthFit,
    /// From slow to fast, never empty.
    plausible: Vec<OrderFit>,
    sizes: usize,
}

impl Grown {
    /// `None` when fewer than five sizes were measured, or when unlike tools counted them.
    fn of(cases: &[(f64, &CaseRecord)], cost: Cost) -> Option<Self> {
        let measured = cases.iter().filter(|(_, case)| matches!(case.status, CaseStatus::Measured));
        let points: Vec<_> = measured
            .filter_map(|(size, case)| Some((*size, middle(case.series(cost.metric)?)?, *case)))
            .collect();
        let mut tools = points.iter().map(|(_, _, case)| tool(cost.metric, case.profile.as_ref()));
        let first = tools.next()?;
        if points.len() < LEAST_SIZES || !tools.all(|tool| tool == first) {
            return None;
        }
        let (sizes, costs): (Vec<_>, Vec<_>) =
            points.iter().map(|(size, cost, _)| (*size, *cost)).unzip();
        let fit = fit_growth(&sizes, &costs)?;
        let plausible = fit.plausible(cost.noise);
        (!plausible.is_empty()).then_some(Self { cost, fit, plausible, sizes: points.len() })
    }

    fn slowest(&self) -> Option<Order> {
        self.plausible.first().map(|fit| order(fit.order))
    }

    fn fastest(&self) -> Option<Order> {
        self.plausible.last().map(|fit| order(fit.order))
    }

    fn side(&self) -> Option<GrowthSide> {
        let (slowest, faster) = self.plausible.split_first()?;
        Some(GrowthSide {
            order: order(slowest.order),
            also: faster.iter().map(|fit| order(fit.order)).collect(),
            exponent: steady(slowest.exponent),
            residual: steady(slowest.residual),
            sizes: u32::try_from(self.sizes).unwrap_or(u32::MAX),
        })
    }
}

/// The number that stands for a case: the median over its invocations.
fn middle(series: &Series) -> Option<f64> {
    Series::of_invocation(&series.per_invocation())
}

fn order(order: GrowthOrder) -> Order {
    match order {
        GrowthOrder::Constant => Order::Constant,
        GrowthOrder::Logarithmic => Order::Logarithmic,
        GrowthOrder::Linear => Order::Linear,
        GrowthOrder::Linearithmic => Order::Linearithmic,
        GrowthOrder::Quadratic => Order::Quadratic,
        GrowthOrder::Cubic => Order::Cubic,
    }
}

/// Whether two orders differ by no more than a logarithm, which caches add to times.
fn are_alike(slow: Order, fast: Order) -> bool {
    let pairs = [(Order::Constant, Order::Logarithmic), (Order::Linear, Order::Linearithmic)];
    pairs.contains(&(slow, fast))
}

/// The verdict and what there is to say about it.
fn judge(group: &Group<'_>, base: Option<&Grown>, head: &Grown) -> Option<(Verdict, String)> {
    let expect = group.growth.expect;
    let (slowest, fastest) = head.slowest().zip(head.fastest())?;
    let by_time = if head.cost.is_time() { "by time, for want of counts" } else { "" };
    let said = |reason: &str| match (reason, by_time) {
        ("", text) | (text, "") => text.to_owned(),
        (reason, by_time) => format!("{reason}; {by_time}"),
    };
    Some(if head.fit.is_beyond_cubic {
        (Verdict::Regressed, said("it grows faster than O(n^3)"))
    } else if slowest > expect && !(head.cost.is_time() && are_alike(expect, slowest)) {
        (Verdict::Regressed, said(""))
    } else if fastest > expect {
        (Verdict::Inconclusive, said("the sizes do not tell these orders apart"))
    } else if base.and_then(Grown::slowest).is_some_and(|base| base > fastest) {
        (Verdict::Improved, said(""))
    } else {
        (Verdict::Unchanged, said(""))
    })
}
