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
