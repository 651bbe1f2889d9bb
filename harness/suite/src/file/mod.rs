//! The suite file as typed data: the one place where its keys and forms are listed. Readers, the
//! JSON Schema and "did you mean" all come from these types.

mod accepted;
mod body;
mod check;
mod custom_profiler;
mod environment;
mod forms;
mod gate;
mod growth;
mod metric;
mod parameter;
mod policy;
mod quantity;
mod suite;
mod tool;
mod workload;

pub(crate) use accepted::{AcceptedFile, AcceptedFileEntry, SignedPercent};
pub(crate) use body::{Function, PythonText};
pub(crate) use check::{CheckForm, CheckMapping, HookForm};
pub(crate) use custom_profiler::CustomProfilerFile;
pub(crate) use environment::EnvironmentFile;
pub(crate) use forms::{Argument, Command, EnvironmentValue, OneOrMore};
pub(crate) use gate::{GateForm, GateMapping, Limit};
pub(crate) use growth::GrowthFile;
pub(crate) use metric::{BuiltInMetric, CustomMetricFile};
pub(crate) use parameter::{Parameter, Values, Work};
pub(crate) use policy::PolicyFile;
pub(crate) use quantity::{Count, Duration, InvocationRange};
pub(crate) use suite::{SuiteFile, WORKLOAD_ONLY};
pub(crate) use tool::{FormatName, RustBenchmarksFile};
pub(crate) use workload::Workload;
