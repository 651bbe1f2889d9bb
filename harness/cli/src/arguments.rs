//! The command line, as clap reads it.

use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::command::baseline::BaselineArguments;
use crate::command::bisect::BisectArguments;
use crate::command::calibrate::CalibrateArguments;
use crate::command::doctor::DoctorArguments;
use crate::command::history::HistoryArguments;
use crate::command::import::{ImportArguments, formats};
use crate::command::profile::ProfileArguments;
use crate::command::publish::{PUBLISHING, PublishArguments, TellingArguments};
use crate::command::report::ReportArguments;
use crate::shard::Shard;
use crate::store::StoreArguments;

/// Benchmark regression harness for CI: a verdict that can be trusted.
///
/// Exit status: 0 passed, 1 regressed, 2 wrong input, 3 a workload failed, 4 the environment
/// failed, 5 no verdict where one is demanded, 130 interrupted.
#[derive(Debug, Parser)]
#[command(name = "paceline", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) display: Display,
}

/// How much is shown, and how.
#[derive(Debug, Args)]
pub(crate) struct Display {
    /// Show no progress
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// When to use colours; `auto` obeys `NO_COLOR` and `CLICOLOR_FORCE`
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Also when the output goes elsewhere.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Measure the working tree and show, write or save the record
    Run(RunArguments),
    /// Measure and compare; fail on a regression
    Check(CheckArguments),
    /// Compare two records
    Compare(CompareArguments),
    /// Show a stored comparison or record again, as a page too
    Report(ReportArguments),
    /// List, show, save, share and drop stored records
    Baseline(BaselineArguments),
    /// Say how noisy this machine is now, what that costs, and what to do about it
    Doctor(DoctorArguments),
    /// Measure a suite against itself and propose gates and budgets that fit the noise here
    Calibrate(CalibrateArguments),
    /// Run a suite under its profilers and show functions and lines: of one side, or what moved
    Profile(ProfileArguments),
    /// Find the first commit that made a case slow, by the statistics of `check`
    Bisect(BisectArguments),
    /// Show how stored records went over the commits: changes, drifts, a drift budget
    History(HistoryArguments),
    /// Turn what another benchmark tool wrote into a record
    #[command(after_help = formats())]
    Import(ImportArguments),
    /// Tell GitHub: one comment on the pull request, the job summary, a check
    Publish(PublishArguments),
    /// Print a JSON Schema: of suite files (the default) or other documents
    Schema(SchemaArguments),
}

/// Which cases to measure, and how.
#[derive(Debug, Args)]
pub(crate) struct Measuring {
    /// Suite files, or folders that hold a suite.yaml
    #[arg(required = true, value_name = "SUITE")]
    pub(crate) suites: Vec<PathBuf>,
    /// Only cases whose id or workload matches this glob; may be repeated
    #[arg(long = "case", value_name = "GLOB")]
    pub(crate) cases: Vec<String>,
    /// Only cases with this tag; may be repeated
    #[arg(long = "tag", value_name = "TAG")]
    pub(crate) tags: Vec<String>,
    /// Only cases whose `paths` match a file that differs from this commit
    #[arg(long, value_name = "REVISION")]
    pub(crate) changed_since: Option<String>,
    /// Only one part of so many, as in `2/8`, where several machines share the work
    #[arg(long, value_name = "PART/PARTS")]
    pub(crate) shard: Option<Shard>,
    /// Time to spend on each case, instead of the suite's `budget`, as in `2s`
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) budget: Option<f64>,
    /// Profilers instead of the suite's: `default`, `none`, or names separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(crate) profilers: Option<Vec<String>>,
    /// Install what named profilers of Python need and lack, into a folder of paceline's own
    #[arg(long, env = "PACELINE_INSTALL_PROFILERS", value_parser = FalseyValueParser::new())]
    pub(crate) install_profilers: bool,
    /// Build another commit anew, even where what an earlier command built of it was kept
    #[arg(long)]
    pub(crate) no_build_cache: bool,
    /// Seed of every coin, to repeat a run's order
    #[arg(long, value_name = "NUMBER")]
    pub(crate) seed: Option<u64>,
    #[command(flatten)]
    pub(crate) store: StoreArguments,
}

/// What to print and write.
#[derive(Debug, Args)]
pub(crate) struct Printing {
    /// What to print on standard output
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: Format,
}

/// Forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A table for people, at most as wide as the terminal.
    Terminal,
    /// GitHub-flavoured Markdown.
    Markdown,
    /// The document itself; see `paceline schema`.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct RunArguments {
    #[command(flatten)]
    pub(crate) measuring: Measuring,
    #[command(flatten)]
    pub(crate) printing: Printing,
    /// Save the record as a baseline of the commit that is checked out
    #[arg(long)]
    pub(crate) save: bool,
    /// With --save: write over a record of the same commit and machine class
    #[arg(long, requires = "save")]
    pub(crate) replace: bool,
    /// Write the record to this file as JSON; takes one suite
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    #[command(flatten)]
    pub(crate) measuring: Measuring,
    #[command(flatten)]
    pub(crate) printing: Printing,
    /// What to compare with: a commit, which is checked out and measured beside what is here; a
    /// variant of the same revision such as `implementation=naive`; or a record file [default: the
    /// merge base with the pull request's target, else with the default branch]
    #[arg(long, value_name = "BASE")]
    pub(crate) base: Option<String>,
    /// The variant that is judged, where --base is a variant
    #[arg(long, value_name = "VARIANT", requires = "base", conflicts_with = "shard")]
    pub(crate) head: Option<String>,
    /// Whose suite file says what is measured and how it is judged
    #[arg(long, value_name = "SIDE", default_value = "head")]
    pub(crate) suite_from: SuiteFrom,
    /// Where --base is a commit, compare with its saved baseline and measure base itself only where
    /// that looks different, or where the suite's `missing-baseline` says so
    #[arg(long, conflicts_with = "head")]
    pub(crate) stored: bool,
    /// With --stored: where the commit has no baseline, take that of the nearest of so many
    /// first-parent ancestors
    #[arg(long, value_name = "COMMITS", default_value_t = 50, requires = "stored")]
    pub(crate) within: usize,
    #[command(flatten)]
    pub(crate) policy: PolicyArguments,
    /// Write the report to this file; its ending picks the form: .html, .json, .md or .txt. May be
    /// repeated; takes one suite
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Vec<PathBuf>,
    /// Keep the pairs of this comparison in this folder and go on from those of earlier runs of
    /// the same two commits on the same class of machine: running a job again gains nothing
    #[arg(long, value_name = "FOLDER", conflicts_with = "stored")]
    pub(crate) evidence: Option<PathBuf>,
    /// Write what the profilers found below this folder: stacks, line tables, their own files
    #[arg(long, value_name = "FOLDER")]
    pub(crate) profiles: Option<PathBuf>,
    /// Write the records of both sides, raw values and all, to `base.json` and `head.json` in
    /// this folder, those of a confirmation to its folder `confirmed`; takes one suite
    #[arg(long, value_name = "FOLDER")]
    pub(crate) records: Option<PathBuf>,
    /// At the end tell GitHub what all suites came to, as `paceline publish` does. What a suite runs does
    /// not get the token, even where the suite lists its variable
    #[arg(
        long = "publish",
        id = PUBLISHING,
        env = "PACELINE_PUBLISH",
        value_parser = FalseyValueParser::new()
    )]
    pub(crate) publish: bool,
    #[command(flatten, next_help_heading = "With --publish")]
    pub(crate) telling: TellingArguments,
}

/// Whose suite file counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SuiteFrom {
    /// The one that is here.
    Head,
    /// The one of base's commit.
    Base,
}

/// Which verdicts fail the build.
#[derive(Debug, Args)]
pub(crate) struct PolicyArguments {
    /// Verdicts that fail the build beside `failed`, in all cases [default: as the suite's `policy`
    /// says]
    #[arg(long, value_name = "VERDICTS", value_delimiter = ',')]
    pub(crate) fail_on: Option<Vec<FailOn>>,
}

/// A verdict that may fail the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Worse by more than the gate allows.
    Regressed,
    /// Slower than a record of another session, and not confirmed.
    Suspect,
    /// The values do not decide.
    Inconclusive,
    /// Base does not have the case.
    New,
    /// Head does not have the case.
    Removed,
    /// The sides can't be compared.
    NotComparable,
}

#[derive(Debug, Args)]
pub(crate) struct CompareArguments {
    /// The record that is compared with
    #[arg(value_name = "BASE")]
    pub(crate) base: PathBuf,
    /// The record that is judged
    #[arg(value_name = "HEAD")]
    pub(crate) head: PathBuf,
    /// Suite with the gates [default: the default gates]
    #[arg(long, value_name = "SUITE")]
    pub(crate) suite: Option<PathBuf>,
    /// Judge as in the run that measured HEAD, to see its verdict again: the same bytes on any
    /// machine
    #[arg(long, conflicts_with = "suite")]
    pub(crate) replay: bool,
    #[command(flatten)]
    pub(crate) printing: Printing,
    #[command(flatten)]
    pub(crate) policy: PolicyArguments,
    /// Write the report to this file; its ending picks the form: .html, .json, .md or .txt. May be
    /// repeated
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) store: StoreArguments,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaArguments {
    /// Which document
    #[arg(value_name = "DOCUMENT", default_value = "suite")]
    pub(crate) document: Document,
}

/// Documents that have a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Document {
    /// A suite file.
    Suite,
    /// A file of accepted regressions, `paceline-accepted.yaml`.
    Accepted,
    /// What `run` writes.
    Record,
    /// What `check` and `compare` write.
    Comparison,
    /// What `doctor --format json` prints.
    Diagnosis,
    /// What `bisect --format json` prints.
    Bisection,
    /// What `history --format json` prints.
    History,
}

pub(crate) fn duration(text: &str) -> Result<f64, String> {
    let duration: jiff::SignedDuration = text.parse().map_err(|error: jiff::Error| {
        format!("{error}; write a number with a unit, as in `2s` or `500ms`")
    })?;
    let seconds = duration.as_secs_f64();
    if seconds > 0.0 { Ok(seconds) } else { Err("must be more than 0".to_owned()) }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_budget_needs_a_unit() {
        assert_eq!(duration("1m 30s"), Ok(90.0));
        assert!(duration("5").is_err());
        assert!(duration("-5s").is_err());
    }
}
