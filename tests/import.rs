//! What other tools wrote, imported by the binary and compared.

use crate::sandbox::Sandbox;

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
}

#[test]
fn what_is_exported_and_imported_again_has_the_same_wall_times() {
    let sandbox = Sandbox::new();
    let go = "BenchmarkSort/n=10-2 100 1500 ns/op\nBenchmark<Map>&\"x\" 10 250.5 ns/op\n";
    sandbox.write("bench.txt", go);
    sandbox.run(&["import", "auto", "bench.txt", "--output", "first.json"]).expect(0);
    let times = |file: &str| -> Vec<(String, f64)> {
        let record: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(sandbox.path(file)).unwrap()).unwrap();
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
