//! Mode `time`: loops, hooks and parameters.

use paceline_model::ParameterValue;

use super::fixture::{Bench, interpreters, newest, parameters, quick, work};
use crate::python::{Task, Timing};

#[test]
fn every_version_gives_the_values_that_were_asked_for() {
    let bench = Bench::new("def spin():\n    return sum(range(1000))\n");
    for python in interpreters() {
        let task = Task::Time(Timing { minimum_seconds: 0.005, ..Timing::default() });
        let report = bench.report(&bench.job(task, "spin"), &python).unwrap();
        assert_eq!(report.python_version, python.version);
        assert_eq!(report.values.len(), 3);
        assert!(report.iterations > 10, "{report:?}");
        assert!(report.import_seconds > 0.0 && report.import_seconds < 5.0);
        for value in &report.values {
            assert!(value.wall_seconds > 1e-6 && value.wall_seconds < 0.01, "{value:?}");
            assert!(value.cpu_seconds > 1e-6 && value.cpu_seconds < 0.01, "{value:?}");
        }
        assert_eq!(report.result_json, Some(499_500.into()));
        assert_eq!(report.result.unwrap().excerpt, "499500");
        assert_eq!(report.notes, [""; 0]);
    }
}

#[test]
fn calibration_reaches_the_shortest_time_and_not_ten_times_it() {
    let bench = Bench::new("import time\ndef nap():\n    time.sleep(0.001)\n");
    let task = Task::Time(Timing { minimum_seconds: 0.02, warmups: 0, ..Timing::default() });
    let report = bench.report(&bench.job(task, "nap"), &newest()).unwrap();
    assert!((2..=40).contains(&report.iterations), "{report:?}");
    // Sleeping costs time that passes, but no processor.
    assert!(report.values[0].wall_seconds >= 0.001);
    assert!(report.values[0].cpu_seconds < report.values[0].wall_seconds / 2.0);
}

#[test]
fn a_slow_function_is_not_calibrated_upwards_and_a_cold_first_call_does_not_count() {
    let bench = Bench::new(
        "import time\ncalls = []\n\
         def slow():\n    time.sleep(0.3)\n\
         def cold():\n    calls.append(1)\n    time.sleep(0.1 if len(calls) == 1 else 0.001)\n",
    );
    let task = Task::Time(Timing { minimum_seconds: 0.03, warmups: 0, ..Timing::default() });
    let slow = bench.report(&bench.job(task.clone(), "slow"), &newest()).unwrap();
    assert_eq!(slow.iterations, 1);
    let cold = bench.report(&bench.job(task, "cold"), &newest()).unwrap();
    assert!(cold.iterations > 1);
}

#[test]
fn given_iterations_are_run_exactly() {
    let bench =
        Bench::new("calls = 0\ndef count():\n    global calls\n    calls += 1\n    return calls\n");
    let timing = Timing { iterations: Some(5), minimum_seconds: 9.0, warmups: 2, values: 4 };
    let report = bench.report(&bench.job(Task::Time(timing), "count"), &newest()).unwrap();
    assert_eq!(report.iterations, 5);
    assert_eq!(report.result_json, Some((5 * (2 + 4)).into()));
}

#[test]
fn setup_makes_the_arguments_and_teardown_gets_the_same() {
    let bench = Bench::new(
        "import sys\n\
         def before(size):\n    return {'items': list(range(size))}\n\
         def total(items):\n    return sum(items)\n\
         def after(items):\n    print('after', len(items), file=sys.stderr)\n",
    );
    let mut job = bench.job(quick(), "total");
    job.setup = Some(work("before"));
    job.teardown = Some(work("after"));
    job.parameters = parameters([("size", ParameterValue::Integer(4))]);
    for python in interpreters() {
        let exit = bench.exit(&job, &python);
        let report = crate::python::Report::parse(&exit).unwrap();
        assert_eq!(report.result_json, Some(6.into()));
        assert!(exit.error.text().contains("after 4"), "{}", exit.error.text());
    }
}

#[test]
fn a_setup_that_returns_nothing_leaves_the_parameters() {
    let bench = Bench::new("def before(n): pass\ndef twice(n):\n    return 2 * n\n");
    let mut job = bench.job(quick(), "twice");
    job.setup = Some(work("before"));
    job.parameters = parameters([("n", ParameterValue::Integer(21))]);
    assert_eq!(bench.report(&job, &newest()).unwrap().result_json, Some(42.into()));
}

#[test]
fn parameters_arrive_unchanged_whatever_is_in_them() {
    let text = "quote \" ' back\\slash \n\t\u{7f}\u{1} \\u0041 ${HOME} größe \u{2028} 😀 {x}";
    let bench = Bench::new("def echo(**given):\n    return given\n");
    let mut job = bench.job(quick(), "echo");
    job.parameters = parameters([
        ("boolean", ParameterValue::Boolean(true)),
        ("integer", ParameterValue::Integer(i64::MIN)),
        ("number", ParameterValue::Number(0.1)),
        ("small", ParameterValue::Number(5e-324)),
        ("text", ParameterValue::Text(text.to_owned())),
    ]);
    let expected = serde_json::to_value(&job.parameters).unwrap();
    let mut bench = bench;
    for locale in ["C", "C.UTF-8", "POSIX"] {
        bench.environment.insert("LC_ALL".into(), locale.into());
        for python in interpreters() {
            let report = bench.report(&job, &python).unwrap();
            assert_eq!(report.result_json.as_ref(), Some(&expected), "{locale}");
        }
    }
}

#[test]
fn the_random_module_has_the_seed_of_the_job() {
    let bench = Bench::new("import random\ndef draw():\n    return random.random()\n");
    let mut job = bench.job(quick(), "draw");
    let first = bench.report(&job, &newest()).unwrap().result;
    let again = bench.report(&job, &newest()).unwrap().result;
    job.seed += 1;
    let other = bench.report(&job, &newest()).unwrap().result;
    assert_eq!(first, again);
    assert_ne!(first, other);
}

#[test]
fn a_dotted_function_may_be_a_method_of_a_class() {
    let bench =
        Bench::new("class Maker:\n    @staticmethod\n    def make():\n        return 'made'\n");
    assert_eq!(bench.timed("Maker.make").unwrap().result_json, Some("made".into()));
}

#[test]
fn a_hook_is_called_once_with_its_parameters() {
    let bench = Bench::new("def prepare(file):\n    open(file, 'a').write('x')\n");
    let mut job = bench.job(Task::Hook, "prepare");
    let file = bench.path().join("made");
    let name = file.to_str().unwrap().to_owned();
    job.parameters = parameters([("file", ParameterValue::Text(name))]);
    for (index, python) in interpreters().iter().enumerate() {
        // `open` without `close` is a warning, and warnings are errors that Python only prints.
        bench.report(&job, python).unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap().len(), index + 1);
    }
}
