//! What other tools wrote, imported by the binary and compared.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::Path;

use paceline_measure::{Exit, Launcher, Process};

use crate::sandbox::{Sandbox, top};

/// Bytes of a large file that is still read.
const LARGE: usize = 60_000_000;
/// Most memory that reading one may take: the file, and a few numbers for each of its lines.
const MEMORY: u64 = 400 << 20;

#[test]
fn two_imports_are_compared_and_the_slower_one_is_suspect() {
    let sandbox = Sandbox::new();
    let times = |first: u32| -> String {
        let times: Vec<_> = (first..first + 12).map(|time| format!("0.{time}")).collect();
        let times = times.join(",");
        format!(r#"{{"results":[{{"command":"sort","mean":0.2,"times":[{times}]}}]}}"#)
    };
    sandbox.write("base.txt", times(100));
    sandbox.write("head.txt", times(300));
    sandbox.run(&["import", "auto", "base.txt", "--output", "base.json"]).expect(0);
    sandbox.run(&["import", "hyperfine", "head.txt", "--output", "head.json"]).expect(0);
    let compared = sandbox.run(&["compare", "base.json", "head.json"]);
    assert!(compared.stdout.contains("suspect"), "{}", compared.stdout);
}

#[test]
fn what_is_not_of_the_format_is_wrong_input_with_its_line() {
    let sandbox = Sandbox::new();
    sandbox.write("bench.txt", "PASS\nBenchmarkX 10 fast ns/op\n");
    let broken = sandbox.run(&["import", "go", "bench.txt"]).expect(2);
    assert!(broken.stderr.contains("line 2: expected a number"), "{}", broken.stderr);
    let unknown = sandbox.run(&["import", "gauge", "bench.txt"]).expect(2);
    assert!(unknown.stderr.contains("one of: criterion"), "{}", unknown.stderr);
    let first = sandbox.run(&["import", "bench.txt"]).expect(2);
    assert!(first.stderr.contains("`paceline import auto bench.txt`"), "{}", first.stderr);
}

#[test]
fn what_is_exported_and_imported_again_has_the_same_wall_times() {
    let sandbox = Sandbox::new();
    let go = "BenchmarkSort/n=10-2 100 1500 ns/op\nBenchmark<Map>&\"x\" 10 250.5 ns/op\n";
    sandbox.write("bench.txt", go);
    sandbox.run(&["import", "auto", "bench.txt", "--output", "first.json"]).expect(0);
    let times = |file: &str| -> Vec<(String, f64)> {
        let record: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(sandbox.path(file)).unwrap()).unwrap();
        let cases = record["cases"].as_array().unwrap().iter();
        let mut times: Vec<_> = cases
            .map(|case| {
                let name = case["id"]["workload"].as_str().unwrap().to_owned();
                (name, case["series"][0]["values"][0][0].as_f64().unwrap())
            })
            .collect();
        times.sort_by(|one, other| one.0.cmp(&other.0));
        times
    };
    let first = times("first.json");
    assert_eq!(first.len(), 2);
    let forms = [
        ("benchstat", "go"),
        ("openmetrics", "auto"),
        ("bencher", "bencher"),
        ("github-action-benchmark", "auto"),
        ("data-js", "auto"),
    ];
    for (form, format) in forms {
        let exported = sandbox.run(&["report", "first.json", "--format", form]).expect(0);
        sandbox.write("exported", &exported.stdout);
        sandbox.run(&["import", format, "exported", "--output", "again.json"]).expect(0);
        let again = times("again.json");
        for (one, other) in first.iter().zip(&again) {
            assert_eq!(one.0, other.0, "{form}");
            assert!((one.1 / other.1 - 1.0).abs() < 1e-12, "{form}: {} and {}", one.1, other.1);
        }
    }
    let junit = sandbox.run(&["report", "first.json", "--format", "junit"]).expect(0);
    let case = " name=\"&lt;Map&gt;&amp;&quot;x&quot;\" time=\"0.000\"/>";
    assert!(junit.stdout.contains(case), "{}", junit.stdout);
    let csv = sandbox.run(&["report", "first.json", "--format", "csv"]).expect(0);
    let line = csv.stdout.lines().nth(1).unwrap();
    assert!(line.starts_with("go,Sort/n=10-2,{},wall_time,s,,"), "{line}");
    assert!(line.ends_with(",0,0,0.0000015"), "{line}");
}

/// Imports `large.txt`, and tells how that ended and what memory it took.
fn import_large(sandbox: &Sandbox, format: &str) -> Exit {
    let binary = Path::new(env!("CARGO_BIN_EXE_paceline"));
    let mut launcher = Launcher::start(binary).unwrap();
    let arguments =
        [binary.to_str().unwrap(), "import", format, "large.txt", "--output", "large.json"];
    let process = Process {
        arguments: arguments.map(str::to_owned).to_vec(),
        environment: BTreeMap::new(),
        directory: sandbox.path(""),
        timeout_nanoseconds: 300_000_000_000,
        output_limit: 0,
        error_limit: 1000,
        fixed_addresses: false,
        cleans_up: false,
    };
    launcher.run(&process, &|| false).unwrap()
}

#[test]
fn files_of_60_mb_are_read_within_bounded_memory_and_larger_ones_not_at_all() {
    let mut openmetrics = "# TYPE a_seconds gauge\n".to_owned();
    for number in 0..20_000 {
        writeln!(openmetrics, "a_seconds{{benchmark=\"{number}\"}} 0.0015").unwrap();
    }
    openmetrics.push_str("# TYPE b histogram\n");
    // Format, head, a line of many, tail.
    let formats = [
        ["go", "", "BenchmarkSort/n=10-2\t1000\t1500 ns/op\t24 B/op\n", ""],
        ["folded", "", "main (a.py:10);outer (a.py:7);inner (a.py:2) 3\n", ""],
        ["mprof", "CMDLINE python3 a.py\n", "MEM 38.070312 1795396189.9715\n", ""],
        ["callgrind", "cmd: ./a\nevents: Ir\n", "fn=(12) sort\n16 1234567\n", "totals: 12\n"],
        ["openmetrics", &openmetrics, "b_bucket{le=\"0.1\"} 17.0\n", "# EOF\n"],
    ];
    for [format, head, line, tail] in formats {
        let sandbox = Sandbox::new();
        let text = [head, &line.repeat(LARGE / line.len()), tail].concat();
        sandbox.write("large.txt", text);
        let exit = import_large(&sandbox, format);
        assert!(exit.is_success(), "{format}: {exit:?}");
        let peak = exit.peak_rss_bytes;
        assert!(peak < MEMORY, "{format}: {} MiB", peak >> 20);
        // What is not read takes no memory.
        let file = File::options().write(true).open(sandbox.path("large.txt")).unwrap();
        file.set_len(100_000_000).unwrap();
        let exit = import_large(&sandbox, format);
        assert!(!exit.is_success());
        let peak = exit.peak_rss_bytes;
        assert!(peak < 40 << 20, "{format}: {} MiB", peak >> 20);
    }
}

/// Just below the most values that a document may have, an object counting as four more.
const VALUES: usize = 1_999_000;

#[test]
fn json_of_many_small_values_is_read_within_bounded_memory_or_not_at_all() {
    let asv = |cells: &str| {
        let head =
            r#"{"commit_hash":"a","params":{},"version":2,"result_columns":["result","params"]"#;
        format!(r#"{head},"results":{{"x":{cells}}}}}"#)
    };
    let list = |value: &str, weight: usize| {
        let mut text = format!("{value},").repeat(VALUES / weight);
        text.pop();
        text
    };
    let names = |tail: &str| -> String {
        let names: Vec<_> = (0..VALUES).map(|number| format!("\"{number:x}\":{tail}")).collect();
        names.join(",")
    };
    let benchmarks = |benchmarks: &str| format!(r#"{{"benchmarks":[{benchmarks}]}}"#);
    let data = |params: &str, data: &str| {
        let stats = format!(r#"{{"mean":1,"data":[{data}]}}"#);
        benchmarks(&format!(r#"{{"name":"a","params":{params},"stats":{stats}}}"#))
    };
    let google = list(r#"{"name":""}"#, 5);
    let files = [
        ("asv", asv(&format!("[[{}]]", list(r#"{"a":1}"#, 5)))),
        ("asv", asv(&format!("[[1],[[{}]]]", list("\"a\"", 1)))),
        ("asv", asv(&format!("[[{}]]", list("1", 1)))),
        ("asv", format!(r#"{{"results":{{{}}}}}"#, names("[]"))),
        ("pytest-benchmark", data(&format!("[{}]", list(r#"{"a":1}"#, 5)), "1")),
        ("pytest-benchmark", data(&format!("{{{}}}", names("1")), "1")),
        ("pytest-benchmark", data("{}", &list("1", 1))),
        ("google-benchmark", benchmarks(&google)),
        ("tinybench", format!(r#"[{{"name":"a","result":{{"samples":[{}]}}}}]"#, list("1", 1))),
        ("github-action-benchmark", format!("[{}]", list(r#"{"name":"","unit":"","value":1}"#, 7))),
        ("bencher", format!("{{{}}}", names("{}"))),
    ];
    for (format, text) in files {
        let sandbox = Sandbox::new();
        sandbox.write("large.txt", &text);
        let peak = import_large(&sandbox, format).peak_rss_bytes;
        assert!(peak < MEMORY, "{format}: {} MiB of {}", peak >> 20, &text[..60]);
    }
    let sandbox = Sandbox::new();
    sandbox.write("large.json", data("{}", &(list("1", 1) + &",1".repeat(2000))));
    let run = sandbox.run(&["import", "pytest-benchmark", "large.json"]).expect(2);
    assert!(run.stderr.contains("at most 2000000 values"), "{}", run.stderr);
}

#[test]
fn every_format_has_a_fuzz_target() {
    let help = Sandbox::new().run(&["import", "--help"]).expect(0).stdout;
    let table = help.split_once("Formats:\n").unwrap().1;
    let rows = table.lines().take_while(|line| line.starts_with("  "));
    let formats: BTreeSet<_> =
        rows.filter_map(|row| row.split_whitespace().next()).map(str::to_owned).collect();
    assert!(formats.len() > 20, "{help}");
    let folder = top().join("tests/fuzz");
    let manifest: toml::Table =
        fs::read_to_string(folder.join("Cargo.toml")).unwrap().parse().unwrap();
    let targets = manifest["bin"].as_array().unwrap().iter();
    let targets: BTreeSet<_> =
        targets.map(|bin| bin["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(formats, targets, "left: paceline import; right: tests/fuzz/Cargo.toml");
    for format in formats {
        let path = folder.join(format!("targets/{format}.rs"));
        let target = fs::read_to_string(&path).unwrap();
        assert!(target.contains(&format!("target!(\"{format}\")")), "{}", path.display());
    }
}
