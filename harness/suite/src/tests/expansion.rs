//! Good suites and the plans they become.

use paceline_model::{
    Body, Consequence, Extract, Gate, GateSetting, Hook, Invocations, MissingBaseline, Parameters,
    Policy, PythonTarget, ResultPolicy,
};

use crate::load;

use super::{every_key, plan, workload_errors};

fn ids(plan: &paceline_model::Plan) -> Vec<String> {
    plan.cases.iter().map(|case| case.id.to_string()).collect()
}

#[test]
fn cases_come_in_the_order_of_the_file() {
    let plan = load(&every_key()).unwrap_or_else(|errors| panic!("{errors}"));
    insta::assert_snapshot!(ids(&plan).join("\n"), @r"
    put-get[capacity=128,implementation=naive]
    put-get[capacity=128,implementation=idiomatic]
    put-get[capacity=1024,implementation=idiomatic]
    put-get[capacity=4,implementation=naive]
    import-module
    script[lines=10]
    script[lines=20]
    script[lines=40]
    script[lines=80]
    script[lines=160]
    sort
    count[lines=1]
    count[lines=two words]
    hot-paths
    tables
    built-in
    counts
    pairs
    units
    ");
}

#[test]
fn a_function_gets_everything_from_its_keys_and_the_defaults() {
    let plan = load(&every_key()).unwrap();
    let case = &plan.cases[1];
    let Body::Python(body) = &case.body else { panic!("{:?}", case.body) };
    assert!(matches!(&body.target, PythonTarget::Function { module, function }
        if module == "lru_cache.workloads" && function == "put_get"));
    assert_eq!(case.teardown, Some(Hook::Command(vec!["touch".into(), "done-128".into()])));
    assert_eq!(case.work, Some(128.0));
}

#[test]
fn the_defaults_hold_where_the_workload_says_nothing() {
    let plan = load(&every_key()).unwrap();
    let case = &plan.cases[1];
    assert_eq!((case.timeout_seconds, case.budget_seconds), (90.0, 10.0));
    assert_eq!(case.invocations, Invocations { least: 10, most: 40 });
    assert_eq!(case.python.request.as_deref(), Some("3.10"));
    assert_eq!(case.python.path, [plan.directory.clone(), plan.directory.join("src")]);
    assert_eq!(case.tags, ["all", "cache"]);
    assert_eq!(
        case.renamed_from.as_ref().map(ToString::to_string).as_deref(),
        Some("put-get-loop")
    );
    let environment: Vec<_> =
        case.environment.iter().map(|(name, value)| (name.as_str(), value.as_deref())).collect();
    assert_eq!(environment, [("CACHE", Some("on")), ("HOME", None), ("PYTHONHASHSEED", Some("0"))]);
}

#[test]
fn a_check_has_parameters_and_repeats() {
    let plan = load(&every_key()).unwrap();
    let check = plan.cases[1].check.as_ref().unwrap();
    assert_eq!((check.repeat, check.parameters["threads"].to_string().as_str()), (20, "8"));
    assert_eq!(check.yield_lines, ["lru_cache.workloads:Cache.put"]);
}

#[test]
fn gates_are_merged_and_floors_are_in_the_metric_s_unit() {
    let plan = load(&every_key()).unwrap();
    let gates: Vec<_> =
        plan.cases[0].gates.iter().map(|(name, gate)| (name.to_string(), *gate)).collect();
    let on = |change, floor| GateSetting::On(Gate { floor, ..Gate::on_change(change) });
    assert_eq!(
        gates,
        [
            ("cpu_time".to_owned(), on(0.05, 0.0)),
            ("latency_p99".to_owned(), on(0.1, 2.0)),
            ("peak_rss".to_owned(), on(0.05, 524_288.0)),
            (
                "throughput".to_owned(),
                GateSetting::On(Gate { must_improve: Some(0.1), ..Gate::on_change(0.02) })
            ),
            ("wall_time".to_owned(), GateSetting::Off),
        ]
    );
}

#[test]
fn policies_are_merged_verdict_by_verdict_and_a_workload_s_own_wins() {
    let plan = load(&every_key()).unwrap();
    let defaults = Policy {
        inconclusive: Consequence::Warn,
        new: Consequence::Warn,
        removed: Consequence::Pass,
        suspect: Consequence::Pass,
        not_comparable: Consequence::Fail,
    };
    let own = Policy {
        inconclusive: Consequence::Fail,
        suspect: Consequence::Fail,
        not_comparable: Consequence::Warn,
        ..defaults
    };
    assert_eq!(
        [plan.cases[0].policy, plan.cases[4].policy, plan.policy],
        [own, defaults, defaults]
    );
    assert_eq!(plan.missing_baseline, MissingBaseline::Warn);
}

#[test]
fn parameters_are_filled_in_and_quoted_for_a_shell_only() {
    let plan = load(&every_key()).unwrap();
    let bodies: Vec<_> = plan.cases.iter().skip(4).map(|case| format!("{:?}", case.body)).collect();
    insta::assert_snapshot!(bodies.join("\n"), @r#"
    Python(PythonBody { target: Module("lru_cache"), arguments: ["--quiet"] })
    Python(PythonBody { target: Script("tools/report.py"), arguments: ["--lines", "10"] })
    Python(PythonBody { target: Script("tools/report.py"), arguments: ["--lines", "20"] })
    Python(PythonBody { target: Script("tools/report.py"), arguments: ["--lines", "40"] })
    Python(PythonBody { target: Script("tools/report.py"), arguments: ["--lines", "80"] })
    Python(PythonBody { target: Script("tools/report.py"), arguments: ["--lines", "160"] })
    Command(["sort", "--parallel=1", "data.txt"])
    Shell("sort data.txt | uniq -c | head -n 1 # {plain}")
    Shell("sort data.txt | uniq -c | head -n 'two words' # {plain}")
    Command([])
    Command([])
    Command([])
    Command([])
    Command([])
    Command(["python3", "-m", "pytest", "bench/", "--benchmark-json", "{output}"])
    "#);
    let check = plan.cases[5].check.as_ref().unwrap();
    assert_eq!(
        check.hook,
        Hook::Command(vec!["python3".into(), "tools/report.py".into(), "--check=10".into()])
    );
}

#[test]
fn a_command_without_parameters_is_left_as_it_is() {
    let plan =
        plan("suite: s\nworkloads: {w: {command: [awk, '{print $1}', '{{', 1_000, 0.10]}}\n");
    let words = ["awk", "{print $1}", "{{", "1_000", "0.10"].map(str::to_owned).to_vec();
    assert_eq!(plan.cases[0].body, Body::Command(words));
}

#[test]
fn metrics_depend_on_what_is_run() {
    let plan = plan(
        "suite: s\nworkloads:\n  f: {python: 'pkg.work:run'}\n  c: {shell: sort, work: 10}\n\
         \x20 m: {python: -m pkg}\n",
    );
    let metrics = |index: usize| {
        let names = plan.cases[index].metrics.iter().map(ToString::to_string);
        names.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(metrics(0), "wall_time cpu_time peak_rss peak_allocated");
    assert_eq!(metrics(1), "wall_time cpu_time peak_rss throughput");
    assert_eq!(metrics(2), "wall_time cpu_time peak_rss");
}

#[test]
fn a_bare_workload_has_the_documented_defaults() {
    let plan = plan("suite: s\nworkloads: {w: {shell: sort}}\n");
    let case = &plan.cases[0];
    assert_eq!((case.timeout_seconds, case.budget_seconds), (60.0, 30.0));
    assert_eq!(case.invocations, Invocations { least: 15, most: 1000 });
    assert_eq!(case.result, ResultPolicy::Compare);
    assert_eq!(case.python.path, std::slice::from_ref(&plan.directory));
    assert_eq!(case.working_directory, plan.directory);
    assert_eq!(case.python.request, None);
    assert_eq!(case.id.parameters, Parameters::new());
    assert!(case.gates.is_empty() && case.environment.is_empty());
    assert_eq!([case.policy, plan.policy], [Policy::default(); 2]);
    assert_eq!(plan.missing_baseline, MissingBaseline::MeasureBase);
}

#[test]
fn aliases_are_values_like_any_other() {
    let plan = plan(
        "suite: s\nworkloads:\n  a: {shell: sort, env: &env {A: '1'}, timeout: &t 3s}\n\
         \x20 b: {shell: sort, env: *env, timeout: *t}\n",
    );
    assert_eq!(plan.cases[0].environment, plan.cases[1].environment);
    assert_eq!(Some(plan.cases[1].timeout_seconds), Some(3.0));
}

#[test]
fn a_regular_expression_and_a_json_pointer_are_kept() {
    let plan = load(&every_key()).unwrap();
    let extract = |index: usize| plan.cases[index].custom_metrics[0].extract.clone();
    assert_eq!(extract(0), Extract::JsonPointer("/latency/p99".to_owned()));
    assert_eq!(extract(11), Extract::Regex("lines=([0-9]+)".to_owned()));
}

#[test]
fn a_path_of_an_interpreter_is_absolute_when_it_is_there() {
    let request = |version: &str| {
        let plan = plan(&format!(
            "suite: s\nworkloads: {{w: {{shell: sort, python-version: {version}}}}}\n"
        ));
        (plan.cases[0].python.request.clone().unwrap(), plan.directory)
    };
    let (found, directory) = request("data");
    assert_eq!(found, directory.join("data").to_string_lossy());
    assert_eq!(request(".venv").0, ".venv");
    assert_eq!(request("3.10").0, "3.10");
}

#[test]
fn a_small_suite_does_not_expand_to_a_huge_plan() {
    let arguments = "abcdefgh, ".repeat(20_000);
    let values = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]";
    let text = workload_errors(&format!(
        "command: [sort, {arguments}]\nparams: {{a: {values}, b: {values}, c: {values}, d: {values}}}"
    ));
    assert!(text.contains("up to here the suite's cases are too large together"), "{text}");
    let placeholders = "{a}".repeat(2_000);
    let text = workload_errors(&format!("command: [sort, '{placeholders}']\nparams: {{a: 1}}"));
    assert!(text.contains("a text has at most 1000 placeholders"), "{text}");
}

#[test]
fn ten_thousand_cases_are_allowed_and_one_more_is_not() {
    let values = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]";
    let params = format!("params: {{a: {values}, b: {values}, c: {values}, d: {values}}}");
    let suite = format!("suite: s\nworkloads:\n  w: {{shell: sort, {params}}}\n");
    assert_eq!(plan(&suite).cases.len(), 10_000);
    let text = super::errors(suite + "  x: {shell: sort}\n");
    assert!(text.contains("up to here the suite has more than 10000 cases"), "{text}");
}

#[test]
fn the_defaults_ask_for_aligned_code_and_a_workload_may_refuse_it() {
    let plan = plan(
        "suite: s\ndefaults: {align-code: true}\nworkloads:\n  a: {shell: x, build: [make]}\n\
         \x20 b: {shell: x, build: [make], align-code: false}\n  c: {shell: x}\n",
    );
    let aligned: Vec<_> = plan.cases.iter().map(|case| case.align_code).collect();
    assert_eq!(aligned, [true, false, true]);
    assert!(!self::plan("suite: s\nworkloads: {a: {shell: x, build: [y]}}\n").cases[0].align_code);
}

#[test]
fn the_paths_of_an_environment_are_absolute_and_a_workload_s_own_one_wins() {
    let python = &load(&every_key()).unwrap().cases[0].python;
    let environment = python.environment.clone().unwrap();
    assert!(environment.requirements.unwrap().ends_with("every-key/requirements.txt"));
    assert!(environment.install.unwrap().ends_with("tests/every-key"));
    let own = plan(
        "suite: s\ndefaults: { environment: { install: . } }\nworkloads: { w: { shell: x, \
         environment: { requirements: data/a.txt } } }\n",
    );
    let environment = own.cases[0].python.environment.clone().unwrap();
    assert!(environment.install.is_none() && environment.requirements.is_some());
}
