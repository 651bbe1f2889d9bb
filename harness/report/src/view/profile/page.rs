//! A whole profile, or the difference of two, ready to show.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use paceline_model::{
    CaseId, FunctionDifference, FunctionProfile, Matching, MetricName, ProfileDifference,
    ProfiledSide, SideProfile, Sides, unit_of,
};

use super::Sheet;
use super::amount::{Amount, PRIMITIVE_CALLS, amounts, is_noisy};
use super::functions::{of_both, of_side};
use super::lines::{LinesView, lines};
use crate::listing::{Listing, Sort};
use crate::number;
use crate::profile::ProfileError;
use crate::text;
use crate::view::blame::{moved, named};
use crate::view::profilers::{missing_of_one, ran};
use crate::view::{ProfilerView, SideView};

/// What the functions of one side are sorted by unless asked: the first of these that is known.
const SIDE_ORDER: [&str; 7] =
    ["total-time", "time", "total-instructions", "instructions", "bytecodes", "allocated", "calls"];
/// The same for two sides: counts first, since they don't change by themselves.
const CHANGE_ORDER: [&str; 6] =
    ["instructions", "bytecodes", "calls", "allocations", "allocated", "time"];

/// A profile as strings.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ProfileView {
    /// The case.
    pub(crate) title: String,
    /// What ran: `base` and `head`, or one side without a name.
    pub(crate) sides: Vec<(&'static str, SideView)>,
    /// What all functions cost themselves, by metric.
    pub(crate) totals: Vec<String>,
    /// How many functions are shown, in which order, and what is left out.
    pub(crate) summary: String,
    /// The functions.
    pub(crate) functions: Sheet,
    /// The lines of the first of them.
    pub(crate) lines: Vec<LinesView>,
    /// The profilers of head that ran.
    pub(crate) profilers: Vec<ProfilerView>,
    /// Why others of head gave nothing.
    pub(crate) missing: Vec<String>,
}

impl ProfileView {
    /// The functions of one side.
    pub(crate) fn of_side(profile: &SideProfile, listing: &Listing) -> Result<Self, ProfileError> {
        let functions: Vec<_> = profile.functions.iter().map(alone).collect();
        let all = amounts(&functions);
        let order = order(listing, &all, &SIDE_ORDER)?;
        let shown = sorted(functions.iter().collect(), &order, false, listing.functions);
        let sheet = order.main.as_ref().map(|main| of_side(&shown, &all, main));
        let count = counted(shown.len(), functions.len(), "");
        Ok(Self {
            sides: vec![("", side(&profile.side))],
            totals: all.iter().filter_map(|amount| total(&functions, amount)).collect(),
            summary: format!("{count}{}", order.words("")),
            functions: sheet.unwrap_or_default(),
            lines: shown.iter().filter_map(|one| lines(one, false)).take(listing.lines).collect(),
            ..Self::empty(&profile.case, &profile.side)
        })
    }

    /// The functions of two sides that changed.
    pub(crate) fn of_difference(
        difference: &ProfileDifference,
        listing: &Listing,
    ) -> Result<Self, ProfileError> {
        let functions = &difference.functions;
        let all = amounts(functions);
        let order = order(listing, &all, &CHANGE_ORDER)?;
        let has_counts = all.iter().any(|amount| !is_noisy(&amount.metric));
        let changed: Vec<_> =
            functions.iter().filter(|function| has_changed(function, &all, has_counts)).collect();
        let (count, quiet) = (changed.len(), functions.len() - changed.len());
        let shown = sorted(changed, &order, true, listing.functions);
        let sheet = order.main.as_ref().map(|main| of_both(&shown, &all, main));
        let quiet = if quiet > 0 { format!("; {quiet} did not change") } else { String::new() };
        let count = counted(shown.len(), count, " that changed");
        let base = difference.base.clone();
        Ok(Self {
            sides: vec![("base", side(&base)), ("head", side(&difference.head))],
            totals: all.iter().filter_map(|amount| change(functions, amount)).collect(),
            summary: format!("{count}{}{quiet}", order.words("change of ")),
            functions: sheet.unwrap_or_default(),
            lines: shown.iter().filter_map(|one| lines(one, true)).take(listing.lines).collect(),
            ..Self::empty(&difference.case, &difference.head)
        })
    }

    fn empty(case: &CaseId, side: &ProfiledSide) -> Self {
        Self {
            title: text::visible(&case.to_string()),
            sides: Vec::new(),
            totals: Vec::new(),
            summary: String::new(),
            functions: Sheet::default(),
            lines: Vec::new(),
            profilers: ran(&side.profilers),
            missing: missing_of_one(&side.profilers),
        }
    }
}

/// The order of the functions, and the number that matters most.
struct Order {
    sort: Option<Sort>,
    main: Option<Amount>,
}

impl Order {
    fn words(&self, change: &str) -> String {
        match (&self.sort, &self.main) {
            (Some(Sort::Name), _) => ", by name".to_owned(),
            (Some(Sort::File), _) => ", by file".to_owned(),
            (_, Some(main)) => format!(", by {change}{}", main.name()),
            (_, None) => String::new(),
        }
    }
}

fn order(listing: &Listing, all: &[Amount], preferred: &[&str]) -> Result<Order, ProfileError> {
    let by_name = |name: &str| all.iter().find(|amount| amount.sort().to_string() == name).cloned();
    let usual = preferred.iter().find_map(|name| by_name(name)).or_else(|| all.first().cloned());
    let main = match &listing.sort {
        None | Some(Sort::Name | Sort::File) => usual,
        Some(sort) => {
            let asked = sort.to_string();
            let known = all.iter().map(|amount| amount.sort().to_string());
            let known = known.chain(["name".to_owned(), "file".to_owned()]).collect();
            Some(by_name(&asked).ok_or(ProfileError::Sort { asked, known })?)
        }
    };
    Ok(Order { sort: listing.sort.clone(), main })
}

fn sorted<'a>(
    mut functions: Vec<&'a FunctionDifference>,
    order: &Order,
    is_change: bool,
    most: usize,
) -> Vec<&'a FunctionDifference> {
    let place = |one: &FunctionDifference| {
        (one.function.file.clone(), one.function.line, one.function.name.clone())
    };
    let size = |one: &FunctionDifference, main: &Amount| {
        if is_change { main.change(one).abs() } else { main.of(one).head.unwrap_or(-1.0) }
    };
    functions.sort_by(|a, b| {
        let first = match (&order.sort, &order.main) {
            (Some(Sort::Name), _) => a.function.name.cmp(&b.function.name),
            (Some(Sort::File), _) | (_, None) => Ordering::Equal,
            (_, Some(main)) => size(b, main).total_cmp(&size(a, main)),
        };
        first.then_with(|| place(a).cmp(&place(b)))
    });
    functions.truncate(most);
    functions
}

/// `10 of 57 functions`, `7 functions`, `no functions`.
fn counted(shown: usize, all: usize, which: &str) -> String {
    let functions = if all == 1 { "function" } else { "functions" };
    match all {
        0 => format!("no functions{which}"),
        _ if shown == all => format!("{all} {functions}{which}"),
        _ => format!("{shown} of {all} {functions}{which}"),
    }
}

/// A function of one side in the shape of two.
fn alone(function: &FunctionProfile) -> FunctionDifference {
    let counts = function.counts.iter();
    let counts =
        counts.map(|(metric, count)| (metric.clone(), Sides { base: None, head: Some(*count) }));
    FunctionDifference {
        function: function.function.clone(),
        former: None,
        matched: Matching::Same,
        counts: counts.collect::<BTreeMap<MetricName, _>>(),
        lines: function
            .lines
            .iter()
            .map(|line| Sides { base: None, head: Some(line.clone()) })
            .collect(),
    }
}

/// Whether anything but a noisy number moved; any number where there are only noisy ones.
fn has_changed(function: &FunctionDifference, all: &[Amount], has_counts: bool) -> bool {
    let is_alone = match function.matched {
        Matching::New | Matching::Gone => true,
        Matching::Same | Matching::Moved | Matching::Renamed | Matching::Similar => false,
    };
    let mut telling = all.iter().filter(|amount| !has_counts || !is_noisy(&amount.metric));
    is_alone || telling.any(|amount| amount.change(function) != 0.0)
}

fn side(side: &ProfiledSide) -> SideView {
    SideView::of_revision(&side.revision, &side.variant, "")
}

/// What all functions cost themselves; `None` for totals, which hold each other.
fn total(functions: &[FunctionDifference], amount: &Amount) -> Option<String> {
    let is_shown = !amount.is_total && amount.metric.as_str() != PRIMITIVE_CALLS;
    let sum: f64 = functions.iter().filter_map(|function| amount.of(function).head).sum();
    let unit = unit_of(&amount.metric);
    let number = number::Scale::new(&unit, &[sum]).text(sum);
    is_shown.then(|| named(number, sum, &amount.metric))
}

fn change(functions: &[FunctionDifference], amount: &Amount) -> Option<String> {
    let is_shown = !amount.is_total && amount.metric.as_str() != PRIMITIVE_CALLS;
    let sum = |side: fn(Sides<f64>) -> Option<f64>| -> f64 {
        functions.iter().filter_map(|function| side(amount.of(function))).sum()
    };
    let (base, head) = (sum(|sides| sides.base), sum(|sides| sides.head));
    is_shown.then(|| moved(&amount.metric, base, head))
}
