//! The diagnosis: how noisy a machine is now, and what a verdict costs on it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{DocumentError, Effort, Environment, MetricName, document};

/// What `paceline doctor` found. Nothing of it lasts: the machine is another one in a minute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Diagnosis {
    /// Always [`Diagnosis::SCHEMA`].
    pub schema: String,
    /// When it was made, RFC 3339 in UTC.
    pub started: String,
    /// The machine. Its load is that before the measurement, its stolen share that during it.
    pub environment: Environment,
    /// Who waits for whom, before the measurement.
    pub state: MachineState,
    /// Which scheduling paceline may ask for here. It asks for none by itself.
    pub scheduling: Scheduling,
    /// What pairs of one program with itself say.
    pub noise: PairNoise,
    /// What a verdict costs here, for a program like the one that was measured.
    pub costs: Vec<Cost>,
    /// What to do about it, a sentence or two each; empty when nothing can be improved.
    pub advice: Vec<String>,
    /// Which profilers can be used here, the default ones first.
    #[serde(default)]
    pub profilers: Vec<ProfilerTrial>,
}

impl Diagnosis {
    /// Name and version of the document's schema.
    pub const SCHEMA: &str = "paceline.diagnosis/1";

    /// Reads a diagnosis. Fails on anything that is not a diagnosis of this version.
    pub fn from_json(json: &str) -> Result<Self, DocumentError> {
        document::parse(json, Self::SCHEMA)
    }

    /// The diagnosis as indented JSON with a final line break.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

/// Who waits for whom on the machine. `None` where the system does not tell.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MachineState {
    /// Waiting for a processor.
    pub cpu_pressure: Option<Pressure>,
    /// Waiting for memory.
    pub memory_pressure: Option<Pressure>,
    /// Waiting for disks.
    pub io_pressure: Option<Pressure>,
    /// Whether each session is scheduled as a group, within which alone `nice` counts.
    pub autogroup: Option<bool>,
}

/// Share of time in which at least one task waited, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pressure {
    /// Over the last ten seconds.
    pub ten_seconds: f64,
    /// Over the last minute.
    pub one_minute: f64,
}

/// Which scheduling a process may ask for; each was tried in a process of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Scheduling {
    /// Real-time round robin (`SCHED_RR`): before everything that is not real-time.
    pub real_time: Trial,
    /// A higher priority for the session's group (`/proc/self/autogroup`).
    pub autogroup: Trial,
    /// A higher priority for the process (`nice`).
    pub nice: Trial,
}

/// How a trial came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Trial {
    /// Whether it worked.
    pub allowed: bool,
    /// Why not, or what limits it; empty when there is nothing to say.
    pub detail: String,
}

/// Whether a profiler can be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProfilerTrial {
    /// Its name in suites.
    pub profiler: String,
    /// Whether it runs where a suite names none.
    pub is_default: bool,
    /// What was found.
    pub state: ProfilerState,
}

/// What was found of a profiler.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProfilerState {
    /// It can be used.
    Usable {
        /// The tool behind it with its version.
        tool: String,
    },
    /// It can't, for the want of something.
    Missing {
        /// What is not there.
        reason: String,
        /// How to get it.
        remedy: String,
    },
}

/// What pairs of one program with itself say.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PairNoise {
    /// Pairs that were measured.
    pub pairs: u32,
    /// How long the program takes, in seconds: the median wall time.
    pub program_seconds: f64,
    /// How long a pair takes with everything around it, in seconds.
    pub pair_seconds: f64,
    /// How much CPU times scatter: robust standard deviation of ln(head/base). `None` without
    /// pairs.
    pub cpu_time: Option<f64>,
    /// How much wall times scatter.
    pub wall_time: Option<f64>,
}

/// What it takes to decide about a slowdown, on average.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cost {
    /// By which metric.
    pub metric: MetricName,
    /// The slowdown, as a fraction: 0.02 is 2 %.
    pub change: f64,
    /// To find it where it is there.
    pub find: Effort,
    /// To show that it is not there.
    pub exclude: Effort,
}
