//! `paceline calibrate`: a suite that is right stays, one that is not is changed in its lines.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::sandbox::Sandbox;

/// Sleeps for 30 to 70 milliseconds, never twice in a row for the same time: no gate of 1 % is decided
/// in a minute, one of 30 % is.
const SCRIPT: &str = "
n=$(cat count 2>/dev/null || echo 0)
echo $(( (n + 1) % 5 )) > count
sleep 0.0$(( 3 + n * 3 % 5 ))
";

const RESTLESS: &str = "
suite: restless
defaults: { gate: { cpu_time: off } }   # it does nothing but sleep
workloads:
  block:
    shell: sh restless.sh
    budget: 1s      # far too short
    gate:
      wall_time: 1% # far too narrow
    # the end
  flow: { shell: 'sh restless.sh', gate: { wall_time: 1% } }
";

fn calibrate<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["calibrate", "suite.yaml", "--quiet", "--budget", "1s"], more].concat()
}

#[test]
fn a_suite_that_does_not_fit_is_changed_in_its_lines_and_only_with_write() {
    let sandbox = Sandbox::new();
    sandbox.write("suite.yaml", RESTLESS);
    sandbox.write("restless.sh", SCRIPT);
    let mode = fs::Permissions::from_mode(0o664);
    fs::set_permissions(sandbox.path("suite.yaml"), mode.clone()).unwrap();
    let only_block = ["--case", "block"];
    let run = sandbox.run(&calibrate(&only_block)).expect(0);
    for part in ["a verdict takes", "1 % →", "1 s →", "-    budget: 1s      # far too short\n"]
    {
        assert!(run.stdout.contains(part), "{part} is missing in\n{}", run.stdout);
    }
    assert!(run.stdout.contains("Changes, which `--write` makes:\n--- suite.yaml\n"));
    let text = || fs::read_to_string(sandbox.path("suite.yaml")).unwrap();
    assert_eq!(text(), RESTLESS);

    let run = sandbox.run(&calibrate(&["--case", "block", "--write"])).expect(0);
    let text = text();
    let (before, after): (Vec<_>, Vec<_>) = (RESTLESS.lines().collect(), text.lines().collect());
    let changed: Vec<_> =
        before.iter().zip(&after).filter(|(before, after)| *before != *after).collect();
    assert_eq!((before.len(), changed.len()), (after.len(), 2), "{}", run.stdout);
    assert!(changed[0].1.ends_with("s      # far too short"), "{changed:?}");
    assert!(changed[1].1.ends_with("% # far too narrow"), "{changed:?}");
    assert!(run.stderr.contains("changed suite.yaml"), "{}", run.stderr);
    let metadata = fs::metadata(sandbox.path("suite.yaml")).unwrap();
    assert_eq!(metadata.permissions().mode() & 0o777, mode.mode());
    sandbox.run(&["run", "suite.yaml", "--quiet", "--case", "block", "--budget", "1ms"]).expect(0);
}

#[test]
fn what_is_in_flow_style_is_printed_to_be_written_by_hand() {
    let sandbox = Sandbox::new();
    sandbox.write("suite.yaml", RESTLESS);
    sandbox.write("restless.sh", SCRIPT);
    let run = sandbox.run(&calibrate(&["--case", "flow", "--write"])).expect(0);
    let part = "To be written by hand for `flow`, since it is in flow style:\n";
    let by_hand = run.stdout.split_once(part).unwrap_or_else(|| panic!("{}", run.stdout)).1;
    assert!(by_hand.contains("  gate:\n    wall_time: "), "{by_hand}");
    assert_eq!(fs::read_to_string(sandbox.path("suite.yaml")).unwrap(), RESTLESS);
}

#[test]
fn a_suite_that_is_right_is_told_so_and_stays() {
    let sandbox = Sandbox::new();
    let text = "
suite: calm
workloads:
  sleep:
    command: [sleep, '0.02']
    gate: { wall_time: 50%, cpu_time: off }
    budget: 60s
";
    sandbox.write("suite.yaml", text);
    let run = sandbox.run(&calibrate(&["--write"])).expect(0);
    assert!(
        run.stdout.ends_with("The suite is right for this machine as it is.\n"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("60 s\n"), "{}", run.stdout);
    assert_eq!(fs::read_to_string(sandbox.path("suite.yaml")).unwrap(), text);
}

#[test]
fn a_case_that_fails_is_3_and_the_others_are_calibrated() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "suite.yaml",
        "
suite: s
defaults: { gate: { wall_time: off, cpu_time: off } }
workloads:
  bad: { command: ['false'] }
  good: { command: ['true'] }
",
    );
    let run = sandbox.run(&calibrate(&[])).expect(3);
    assert!(run.stdout.contains("bad\n  crashed: "), "{}", run.stdout);
    assert!(run.stdout.contains("good\n  wall time"), "{}", run.stdout);
    sandbox.run(&calibrate(&["--case", "none"])).expect(2);
}
