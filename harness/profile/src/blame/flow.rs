//! Passes what a function cost more or less on to whoever is responsible for that.
//!
//! A function of the project that is called more often is not the cause: of its change, the part
//! `Δcalls · mean cost of a call` belongs to its callers, and the rest, `mean calls · Δcost of a call`, to
//! itself. Code of others did not change, so all of its change belongs to those who call it: told by the
//! lines that name it, or else, where nearly all that moved in the project is one function, to that one.

use super::amounts::Amounts;
use super::callers::{Callers, has_other_code};
use super::weight::Scale;

/// How often responsibility is passed on: from a builtin to a method, to its caller, ….
const ROUNDS: usize = 6;

/// Share of all that moved in the project from which one function answers for the rest.
const DOMINANT: f64 = 0.9;

/// Who answers for which changes.
#[derive(Debug)]
pub(super) struct Flow {
    /// By row: who answers for it, with shares; empty where it answers for itself.
    pub(super) responsible: Vec<Vec<(usize, f64)>>,
    /// By row: the part of its change that comes from being called more or less often, 0 to 1.
    pub(super) driven: Vec<f64>,
    /// By row and scale: its own change and what was passed on to it.
    pub(super) changes: Vec<Vec<f64>>,
}

impl Flow {
    pub(super) fn of(amounts: &Amounts<'_>, scales: &[Scale], callers: &Callers) -> Self {
        let rows = 0..amounts.matches.len();
        let driven: Vec<_> = rows.clone().map(|row| driven(amounts, scales, row)).collect();
        let responsible = rows
            .map(|row| {
                let is_moved = scales.iter().any(|scale| moved(amounts, row, *scale) != 0.0);
                let is_passed_on = is_moved && driven[row] > 0.0 && !is_upgraded(amounts, row);
                if is_passed_on { callers.responsible(amounts, row) } else { Vec::new() }
            })
            .collect();
        let mut flow = Self { responsible, driven, changes: Vec::new() };
        flow.changes = flow.settle(amounts, scales);
        if let Some(dominant) = flow.dominant(amounts, scales) {
            flow.give_rest_to(dominant, amounts);
            flow.changes = flow.settle(amounts, scales);
        }
        flow
    }

    /// Weight of the part of a change that the function answers for itself.
    pub(super) fn part_kept(&self, row: usize) -> f64 {
        if self.responsible[row].is_empty() { 1.0 } else { 1.0 - self.driven[row] }
    }

    fn settle(&self, amounts: &Amounts<'_>, scales: &[Scale]) -> Vec<Vec<f64>> {
        let own = |row| scales.iter().map(|scale| moved(amounts, row, *scale)).collect();
        let mut changes: Vec<Vec<f64>> = (0..amounts.matches.len()).map(own).collect();
        let mut arriving = changes.clone();
        for _ in 0..ROUNDS {
            let passed = self.passed(&arriving);
            for (row, amounts_here) in passed.iter().enumerate() {
                for (scale, amount) in amounts_here.iter().enumerate() {
                    changes[row][scale] += amount;
                }
            }
            arriving = passed;
        }
        changes
    }

    /// What each row gets of what arrived at others.
    fn passed(&self, arriving: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let mut passed: Vec<_> = arriving.iter().map(|row| vec![0.0; row.len()]).collect();
        for (row, amounts_here) in arriving.iter().enumerate() {
            for (receiver, share) in &self.responsible[row] {
                let part = share * self.driven[row];
                let received = passed[*receiver].iter_mut().zip(amounts_here);
                received.for_each(|(sum, amount)| *sum += amount * part);
            }
        }
        passed
    }

    /// The function of the project that nearly all of the project's movement comes down to.
    fn dominant(&self, amounts: &Amounts<'_>, scales: &[Scale]) -> Option<usize> {
        let own = |row: usize| {
            let weights = scales.iter().zip(&self.changes[row]);
            let largest = weights.map(|(scale, change)| scale.weight(*change)).fold(0.0, f64::max);
            largest * self.part_kept(row)
        };
        let project = (0..amounts.matches.len()).filter(|row| amounts.matches[*row].is_project());
        let weights: Vec<_> = project.map(|row| (row, own(row))).collect();
        let all: f64 = weights.iter().map(|(_, weight)| weight).sum();
        let first = weights.into_iter().max_by(|one, other| one.1.total_cmp(&other.1))?;
        (first.1 > 0.0 && first.1 >= DOMINANT * all).then_some(first.0)
    }

    fn give_rest_to(&mut self, dominant: usize, amounts: &Amounts<'_>) {
        for (row, found) in amounts.matches.iter().enumerate() {
            let is_open = self.responsible[row].is_empty();
            if is_open && !found.is_project() && !is_upgraded(amounts, row) {
                self.responsible[row] = vec![(dominant, 1.0)];
            }
        }
    }
}

/// The function's own change, 0 where it is rounding.
fn moved(amounts: &Amounts<'_>, row: usize, scale: Scale) -> f64 {
    let amount = amounts.rows[row][scale.column];
    if amount.has_moved() && amount.change().is_finite() { amount.change() } else { 0.0 }
}

/// Whether it is code of others that changed all the same: another version of a library.
fn is_upgraded(amounts: &Amounts<'_>, row: usize) -> bool {
    let found = &amounts.matches[row];
    let has_body = |side: Option<&paceline_model::FunctionProfile>| {
        side.is_some_and(|profile| profile.function.body.is_some())
    };
    !found.is_project()
        && has_body(found.base)
        && has_body(found.head)
        && found.base.zip(found.head).is_some_and(|(base, head)| has_other_code(base, head))
}

/// The part of a function's change that comes from being called more or less often.
fn driven(amounts: &Amounts<'_>, scales: &[Scale], row: usize) -> f64 {
    let found = &amounts.matches[row];
    if !found.is_project() {
        return 1.0;
    }
    let Some(calls) = amounts.amount(row, "calls") else { return 0.0 };
    if calls.base <= 0.0 || calls.head <= 0.0 || !calls.has_moved() {
        return 0.0;
    }
    let calls_column = amounts.column("calls");
    let telling = scales
        .iter()
        .filter(|scale| Some(scale.column) != calls_column)
        .map(|scale| amounts.rows[row][scale.column])
        .find(|amount| amount.has_moved());
    let Some(amount) = telling else { return 1.0 };
    let mean_cost = f64::midpoint(amount.base / calls.base, amount.head / calls.head);
    let part = calls.change() * mean_cost / amount.change();
    if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.0 }
}
