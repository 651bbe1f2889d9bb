//! Exports are read by the tools they are for: `DuckDB`, pandas, Prometheus' client, a validator of XML.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use paceline_model::{Metric, ParameterValue, Record, Unit};
use serde_json::Value;

use crate::sandbox::{Sandbox, top};

/// An interpreter with the readers of `exports/requirements.txt`, installed once below `target/`.
fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let requirements = top().join("tests/exports/requirements.txt");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readers");
        let python = folder.join("bin/python");
        let installed = folder.join("installed");
        let wanted = fs::read_to_string(&requirements).unwrap();
        if fs::read_to_string(&installed).is_ok_and(|installed| installed == wanted) {
            return python;
        }
        succeed(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder));
        let pip = ["-m", "pip", "install", "--quiet", "--only-binary", ":all:", "--requirement"];
        succeed(Command::new(&python).args(pip).arg(&requirements));
        fs::write(installed, wanted).unwrap();
        python
    })
}

#[track_caller]
fn succeed(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{error}");
    String::from_utf8(output.stdout).unwrap()
}

/// What a script of `exports/` says of a file or folder.
#[track_caller]
fn read(script: &str, path: &Path) -> Value {
    let script = top().join("tests/exports").join(script);
    let text = succeed(Command::new(python()).arg(script).arg(path));
    serde_json::from_str(&text).unwrap()
}

/// Names that are something else in CSV, XML, SQL, labels or a spreadsheet.
const SUITE: &str = r#"
suite: tables
defaults: { budget: 100ms, invocations: 3, metrics: [wall_time, cpu_time, peak_rss] }
workloads:
  '=cmd("|/c calc")!A1':
    command: ['true']
  "größe, 'quoted' <b>&amp; 日本 \\ \"":
    command: ['true']
    params: { n: [1, 2.5, true, "NULL", "1e5", 'and, "more"'], own: ["@x"] }
"#;

fn record(sandbox: &Sandbox) -> Record {
    sandbox.write("suite.yaml", SUITE);
    sandbox.run(&["run", "suite.yaml", "--output", "one.json"]).expect(0);
    let record = Record::from_json(&fs::read_to_string(sandbox.path("one.json")).unwrap()).unwrap();
    assert_eq!(record.cases.len(), 7);
    record
}

#[test]
fn duckdb_and_pandas_read_the_values_of_records_back() {
    let sandbox = Sandbox::new();
    let mut other = record(&sandbox);
    // Several values of a process, and a revision.
    other.revision.commit = Some("0123456789".repeat(4).parse().unwrap());
    other.cases[0].series[0].values[1] = vec![0.1, 1e-300, -0.0, 123_456_789.123_456_79];
    let lines = ParameterValue::Text("two\nlines\r\nand, \"more\"".to_owned());
    other.cases[2].id.parameters = [("p-ä".to_owned(), lines)].into();
    other.cases[1].series[0].metric.unit = Unit("=µs/\"op\"".to_owned());
    sandbox.write("two.json", other.to_json().unwrap());
    for form in ["csv", "parquet"] {
        let output = format!("table.{form}");
        let report = ["report", "one.json", "two.json", "--format", form, "--output", &output];
        assert_eq!(sandbox.run(&report).expect(0).stdout, "");
    }
    // Four values are where was one: 7 cases, 3 metrics, 3 invocations, 2 records.
    assert_eq!(read("tables.py", &sandbox.path("")), 7 * 3 * 3 * 2 + 3);
}

#[test]
fn parquet_is_not_printed_on_a_terminal() {
    let sandbox = Sandbox::new();
    record(&sandbox);
    let script =
        "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";
    let report = ["report", "one.json", "--format", "parquet"];
    let binary = env!("CARGO_BIN_EXE_paceline");
    let mut command = Command::new("python3");
    command.args(["-c", script, binary]).args(report).current_dir(sandbox.path(""));
    let output = command.output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(2), "{shown}");
    assert!(shown.contains("write it to a file with `--output FILE`"), "{shown}");
    // A pipe may have it.
    let piped = sandbox.command(&report).output().unwrap();
    assert!(piped.status.success() && piped.stdout.starts_with(b"PAR1"));
}

#[test]
fn forms_of_one_document_take_no_more_and_no_comparison_where_records_are_meant() {
    let sandbox = Sandbox::new();
    record(&sandbox);
    let several = sandbox.run(&["report", "one.json", "one.json", "--format", "junit"]).expect(2);
    assert!(several.stderr.contains("can be `csv`, `parquet` or `data-js`"), "{}", several.stderr);
    sandbox.run(&["compare", "one.json", "one.json", "--output", "compared.json"]);
    for form in ["parquet", "data-js", "openmetrics"] {
        let wrong = sandbox.run(&["report", "compared.json", "--format", form]).expect(2);
        assert!(wrong.stderr.contains("is for records"), "{}", wrong.stderr);
    }
    let mixed = ["report", "one.json", "compared.json", "--format", "csv"];
    let mixed = sandbox.run(&mixed).expect(2);
    assert!(mixed.stderr.contains("`compared.json` is a comparison"), "{}", mixed.stderr);
}

#[test]
fn a_browser_reads_data_js() {
    let sandbox = Sandbox::new();
    let mut record = record(&sandbox);
    record.cases[0].id.workload = "</script>\u{2028}`${1}`".parse().unwrap();
    sandbox.write("two.json", record.to_json().unwrap());
    let report = ["report", "one.json", "two.json", "--format", "data-js", "--output", "data.js"];
    sandbox.run(&report).expect(0);
    let script = "const window = {}; require('vm').runInNewContext(
        require('fs').readFileSync(process.argv[1], 'utf8'), { window });
        console.log(JSON.stringify(window.BENCHMARK_DATA))";
    let mut node = Command::new("node");
    let text = succeed(node.args(["-e", script]).arg(sandbox.path("data.js")));
    let data: Value = serde_json::from_str(&text).unwrap();
    let runs = data["entries"]["tables"].as_array().unwrap();
    let names = runs.iter().map(|run| run["benches"][0]["name"].as_str().unwrap());
    assert_eq!(names.collect::<Vec<_>>(), ["=cmd(\"|/c calc\")!A1", "</script>\u{2028}`${1}`"]);
    assert!(runs.iter().all(|run| run["benches"].as_array().unwrap().len() == 7), "{text}");
}

#[test]
fn prometheus_reads_every_sample_of_openmetrics() {
    let sandbox = Sandbox::new();
    let mut record = record(&sandbox);
    let metric = |name: &str, unit: &str, like: &Metric| Metric {
        name: name.parse().unwrap(),
        unit: Unit(unit.to_owned()),
        ..like.clone()
    };
    let text = |text: &str| ParameterValue::Text(text.to_owned());
    for (place, (name, unit)) in [
        ("hits_total", "1"),
        ("wait_seconds", "1"),
        ("hits_count", "hits/s"),
        ("image_bytes", "B"),
        ("own_info", "s"),
        ("throughput", "B/s"),
        ("cpu_time", "\"ms\"\n"),
    ]
    .into_iter()
    .enumerate()
    {
        let series = &mut record.cases[place].series[0];
        series.metric = metric(name, unit, &series.metric);
    }
    let series = &mut record.cases[1].series[1];
    series.metric = metric("wait", "s", &series.metric);
    // Names that become one label.
    record.cases[0].id.parameters =
        ["a-b", "a_b", "unit", "workload", "1"].map(|name| (name.to_owned(), text(name))).into();
    sandbox.write("one.json", record.to_json().unwrap());
    let report = ["report", "one.json", "--format", "openmetrics", "--output", "metrics.txt"];
    sandbox.run(&report).expect(0);
    let samples = read("openmetrics.py", &sandbox.path("metrics.txt"));
    let samples = samples.as_array().unwrap();
    assert_eq!(samples.len(), record.cases.iter().map(|case| case.series.len()).sum::<usize>());
    assert!(samples.iter().all(|sample| sample[1] == "gauge"), "{samples:?}");
    let hits = samples.iter().find(|sample| sample[3] == "paceline_hits_total").unwrap();
    let labels = serde_json::json!({
        "workload": "=cmd(\"|/c calc\")!A1", "p_1": "1", "a_b": "a-b", "a_b_": "a_b",
        "p_unit": "unit", "p_workload": "workload",
    });
    assert_eq!(hits[4], labels);
    let wait = samples.iter().filter(|sample| sample[3].as_str().unwrap().contains("_wait"));
    let wait: Vec<_> = wait.map(|sample| (sample[3].as_str().unwrap(), &sample[2])).collect();
    let expected =
        [("paceline_wait__seconds", &"seconds".into()), ("paceline_wait_seconds", &"".into())];
    assert_eq!(wait, expected);
    let bytes = samples.iter().find(|sample| sample[2] == "bytes").unwrap();
    assert_eq!(bytes[4]["n"], "true", "{bytes}");
}

#[test]
fn junit_is_valid_and_fails_exactly_what_fails_the_build() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "open.yaml",
        "
suite: open
defaults:
  budget: 50ms
  invocations: 6..6
  metrics: [wall_time]
  gate: { wall_time: 0.001% }
  policy: { inconclusive: fail }
workloads:
  a <b> & \"c\": { command: ['true'], params: { side: [x, y] } }
  b: { command: ['true'], params: { side: [x, y] }, policy: { inconclusive: warn } }
",
    );
    let check = ["check", "open.yaml", "--base", "side=x", "--head", "side=y", "--quiet"];
    let junit = |more: &[&str], status: i32| {
        let output = ["--output", "compared.json"];
        sandbox.run(&[&check[..], &output, more].concat()).expect(status);
        let report = ["report", "compared.json", "--format", "junit", "--output", "junit.xml"];
        sandbox.run(&report).expect(0);
        read("junit.py", &sandbox.path("junit.xml"))
    };
    let tests =
        |first: bool, second: bool| serde_json::json!([["a <b> & \"c\"", first], ["b", second]]);
    assert_eq!(junit(&[], 5), tests(true, false));
    assert_eq!(junit(&["--fail-on", "inconclusive"], 5), tests(true, true));
    assert_eq!(junit(&["--fail-on", "regressed"], 0), tests(false, false));
}
