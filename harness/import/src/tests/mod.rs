//! Tests of the importers: real output, broken output, any bytes.

mod broken;
mod fixtures;
mod hostile;
mod mutated;

use std::path::PathBuf;

use paceline_model::Record;

use crate::{Format, ImportError, Request, Source, find, import};

/// Every fixture with its format.
const FIXTURES: [(&str, &str); 34] = [
    ("criterion", "criterion"),
    ("criterion", "criterion-counts"),
    ("divan", "divan.txt"),
    ("libtest", "libtest.txt"),
    ("libtest", "criterion-bencher.txt"),
    ("gungraun", "gungraun"),
    ("gungraun", "gungraun.json"),
    ("tango", "tango"),
    ("tango", "tango-solo.txt"),
    ("tango", "tango-verbose.txt"),
    ("pytest-benchmark", "pytest-benchmark.json"),
    ("pyperf", "pyperf.json"),
    ("hyperfine", "hyperfine.json"),
    ("hyperfine", "hyperfine-parameters.json"),
    ("google-benchmark", "google-benchmark.json"),
    ("google-benchmark", "google-benchmark-aggregates.json"),
    ("go", "go.txt"),
    ("asv", "asv.json"),
    ("jmh", "jmh.json"),
    ("benchmark-dotnet", "benchmark-dotnet.json"),
    ("catch2", "catch2-2.xml"),
    ("vitest", "vitest.json"),
    ("tinybench", "tinybench.json"),
    ("benchmark-js", "benchmarkjs.json"),
    ("github-action-benchmark", "github-action-benchmark.json"),
    ("data-js", "data.js"),
    ("openmetrics", "openmetrics.txt"),
    ("mprof", "mprof.dat"),
    ("pstats", "pstats.prof"),
    ("callgrind", "callgrind.out"),
    ("memray", "memray.json"),
    ("speedscope", "speedscope.json"),
    ("bencher", "bencher.json"),
    ("folded", "folded.txt"),
];

fn source(file: &str) -> Source {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    Source { name: file.to_owned(), ..Source::read(&folder.join(file)).unwrap() }
}

fn format(name: &str) -> &'static Format {
    find(name).unwrap()
}

fn imported(format: Option<&'static Format>, sources: &[Source]) -> Result<Record, ImportError> {
    let request = Request { format, suite: None, now: "2026-01-01T00:00:00Z".to_owned() };
    import(&request, sources)
}

fn text(format: &'static str, content: &str) -> Result<Record, ImportError> {
    let source = Source::from_bytes("given", content.as_bytes().to_vec());
    imported(find(format), &[source])
}
