//! The table of ready strings that every format lays out. Foreign text is already made visible
//! here (see `text`), escaping is the format's.

mod bisection;
mod blame;
mod case;
mod check;
mod comparison;
mod environment;
mod failure;
mod growth;
mod headline;
mod history;
mod likely;
mod profile;
mod profilers;
mod record;
pub(crate) mod remedy;
mod row;
mod side;
mod summary;
mod verdict;

pub(crate) use bisection::BisectionView;
pub(crate) use blame::{BlameView, LineView, MOST_REASONS, Remark};
pub(crate) use case::CaseView;
pub(crate) use comparison::ComparisonView;
pub(crate) use environment::{processor, system};
pub(crate) use failure::FailureView;
pub(crate) use growth::GrowthView;
pub(crate) use history::{Curve, FindingView, HistoryRow, HistoryView, NOTICE};
pub(crate) use profile::{
    Column, FunctionRow, FunctionTable, HeatLines, HeatRow, Label, LinesView, NumberCell,
    NumberColumn, ProfileView, Sheet,
};
pub(crate) use profilers::ProfilerView;
pub(crate) use record::{RecordRow, RecordView};
pub(crate) use remedy::Remedy;
pub(crate) use row::{Row, human_name};
pub(crate) use side::SideView;
pub(crate) use summary::SummaryView;
pub(crate) use verdict::{mark, rank, word};
