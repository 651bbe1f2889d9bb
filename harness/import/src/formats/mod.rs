//! One file per format: from what the tool wrote to a draft.

pub(crate) mod asv;
pub(crate) mod bencher;
pub(crate) mod benchmark_dotnet;
pub(crate) mod callgrind;
pub(crate) mod catch2;
pub(crate) mod criterion;
pub(crate) mod divan;
pub(crate) mod github_action_benchmark;
pub(crate) mod go;
pub(crate) mod google_benchmark;
pub(crate) mod gungraun;
pub(crate) mod hyperfine;
pub(crate) mod javascript;
pub(crate) mod jmh;
pub(crate) mod libtest;
mod marshal;
pub(crate) mod memray;
pub(crate) mod mprof;
pub(crate) mod openmetrics;
pub(crate) mod pstats;
pub(crate) mod pyperf;
pub(crate) mod pytest_benchmark;
pub(crate) mod stacks;
pub(crate) mod tango;
mod xml;
