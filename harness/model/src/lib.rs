//! The vocabulary of paceline as plain data: plan, record, comparison. Knows no I/O, no clock.
//!
//! Every stage speaks in these types and no stage imports another. Documents that are stored or
//! exchanged carry a schema version (see [`Record::SCHEMA`], [`Comparison::SCHEMA`]).

mod acceptance;
mod bisection;
mod calibration;
mod call_tree;
mod case;
mod comparison;
mod continuation;
mod custom_profiler;
mod diagnosis;
mod difference;
mod digest;
mod document;
mod environment;
mod evidence;
mod growth;
mod history;
mod instrument;
mod metric;
mod name;
mod plan;
mod policy;
mod profile;
mod quantity;
mod record;
mod rules;
mod tool;
mod workload;

pub use acceptance::{Acceptance, Standing};
pub use bisection::{BisectedCommit, Bisection, BisectionStep};
pub use calibration::{BudgetProposal, CaseCalibration, GateProposal, MetricCalibration};
pub use call_tree::{CallFrame, CallNode, CallTree, CaseCalls, MemoryCourse, MemoryCurve};
pub use case::{CaseId, ParameterValue, Parameters};
pub use comparison::{
    CanarySummary, CaseComparison, Comparison, Design, Effort, HotFunction, LikelyChange,
    MetricComparison, SideSummary, Tally, Verdict,
};
pub use custom_profiler::{CustomParser, CustomProfiler, CustomTool};
pub use diagnosis::{
    Cost, Diagnosis, MachineState, PairNoise, Pressure, ProfilerState, ProfilerTrial, Scheduling,
    Trial,
};
pub use difference::{FunctionDifference, ProfileDifference, ProfiledSide, SideProfile, Sides};
pub use digest::sha256;
pub use document::DocumentError;
pub use environment::{CpuInfo, Environment, Interpreter, LoadInfo, MachineClass};
pub use evidence::{Estimate, Evidence, Interval, NormalFallback, Summary, Wealth};
pub use growth::{Growth, GrowthComparison, GrowthSide, LEAST_SIZES, Order, UnknownOrder};
pub use history::{
    CaseHistory, Drift, DriftBudget, History, HistoryCommit, HistoryMethod, HistoryPoint,
    LevelChange, MetricHistory, Turn, Within,
};
pub use instrument::{Attachment, FOLDER, Instrument, Nature, PROFILERS, ProfilerChoice, Traces};
pub use metric::{Direction, Metric, MetricKind, MetricName, Unit, metrics};
pub use name::{CommitId, InvalidName, ShardName, SuiteName, WorkloadName};
pub use plan::{Case, Gate, GateSetting, Invocations, Plan, ResultPolicy};
pub use policy::{Consequence, MissingBaseline, Policy};
pub use profile::{
    Blame, Count, Function, FunctionProfile, LineBlame, LineProfile, Matching, Origin, Profile,
    ProfilerOutcome, ProfilerRun,
};
pub use quantity::unit_of;
pub use record::{
    CanaryPair, CaseRecord, CaseStatus, CheckOutcome, Failure, FailureKind, InvocationRecord,
    Position, Record, ResultDigest, Revision, Series, Side, Spread,
};
pub use rules::{CaseRules, Rules};
pub use tool::{Benchmark, Framework, IMPORT_FORMATS, Member, OUTPUT, OutputPlace, Tool, ToolKind};
pub use workload::{
    Body, Check, CustomMetric, Extract, Hook, PythonBody, PythonChoice, PythonEnvironment,
    PythonTarget,
};
