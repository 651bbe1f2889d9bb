//! `paceline history`: three regressions and one slow drift in sixty commits, and nothing else.

use std::collections::BTreeMap;
use std::fs;

use paceline_model::{
    CaseHistory, CaseId, CaseRecord, CaseStatus, CommitId, Environment, History, InvocationRecord,
    MetricHistory, Parameters, Position, Record, Revision, Series, Turn, metrics,
};

use crate::sandbox::{Sandbox, top};

const COMMITS: u32 = 60;
/// Commits that made `put` slower, by what.
const PLANTED: [(u32, f64); 3] = [(15, 1.05), (30, 1.06), (45, 1.05)];
/// The commit before the last regression has no record.
const UNRECORDED: u32 = 44;
/// What each commit adds to the cost of `get`.
const DRIFT: f64 = 0.002;
const RELEASE: u32 = 10;

const SUITE: &str = "
suite: lru
workloads:
  put: { command: ['true'] }
  get: { command: ['true'] }
  evict: { command: ['true'] }
";

/// Normal noise from a fixed seed.
struct Noise(u64);

impl Noise {
    fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn normal(&mut self, deviation: f64) -> f64 {
        deviation * ((0..12).map(|_| self.uniform()).sum::<f64>() - 6.0)
    }
}

/// How many times the first cost the workload has at that commit.
fn cost(workload: &str, commit: u32) -> f64 {
    let steps = PLANTED.iter().filter(|(planted, _)| *planted <= commit);
    match workload {
        "put" => steps.map(|(_, factor)| factor).product(),
        "get" => (1.0 + DRIFT).powf(f64::from(commit)),
        _ => 1.0,
    }
}

fn series(metric: &str, values: Vec<f64>) -> Series {
    Series {
        metric: metrics::find(metric).unwrap(),
        values: values.into_iter().map(|value| vec![value]).collect(),
        invocations: Vec::new(),
        spreads: Vec::new(),
    }
}

fn case(workload: &str, cost: f64, noise: &mut Noise) -> CaseRecord {
    // A session is off as a whole, and its invocations differ among themselves.
    let session = noise.normal(0.01);
    let time = |noise: &mut Noise| 0.001_4 * cost * (session + noise.normal(0.005)).exp();
    let invocation = |pair| InvocationRecord {
        pair,
        position: Position::First,
        started_seconds: f64::from(pair),
        stolen_seconds: None,
    };
    CaseRecord {
        id: CaseId { workload: workload.parse().unwrap(), parameters: Parameters::new() },
        status: CaseStatus::Measured,
        interpreter: None,
        iterations: 1,
        invocations: (0..5).map(invocation).collect(),
        series: vec![
            series(metrics::CPU_TIME, (0..5).map(|_| time(noise)).collect()),
            series(metrics::INSTRUCTIONS, vec![(2_000_000.0 * cost).round(); 2]),
        ],
        result: None,
        check: None,
        spent_seconds: 1.0,
        canary: Vec::new(),
        profile: None,
        notes: Vec::new(),
    }
}

fn record(id: &CommitId, environment: &Environment, cases: Vec<CaseRecord>) -> Record {
    Record {
        schema: Record::SCHEMA.to_owned(),
        suite: "lru".parse().unwrap(),
        revision: Revision { commit: Some(id.clone()), dirty: false, subject: None },
        variant: Parameters::new(),
        shard: None,
        run: id.short().to_owned(),
        started: "2026-11-22T10:00:00Z".to_owned(),
        duration_seconds: 3.0,
        seed: 1,
        environment: environment.clone(),
        rules: None,
        cases,
    }
}

fn save(sandbox: &Sandbox, record: &Record) {
    let commit = record.revision.commit.as_ref().unwrap();
    let class = record.environment.machine_class();
    sandbox.write(&format!("baselines/lru/{commit}/{class}.json"), record.to_json().unwrap());
}

/// A repository with a record of nearly every commit of its branch, and of one merged from aside.
fn repository() -> (Sandbox, Environment) {
    let sandbox = Sandbox::new().init();
    sandbox.write("suite.yaml", SUITE);
    sandbox.write(".gitignore", "baselines\n");
    sandbox.commit("number 0");
    let environment = paceline_measure::inspect(&BTreeMap::new());
    let mut noise = Noise(0x9e37_79b9_7f4a_7c15);
    let head = || sandbox.git(&["rev-parse", "HEAD"]).trim().parse::<CommitId>().unwrap();
    for commit in 0..COMMITS {
        let message = format!("number {commit}");
        if commit == 20 {
            // Three times as slow, but only beside the branch.
            sandbox.git(&["checkout", "--quiet", "-b", "aside"]);
            sandbox.git(&["commit", "--quiet", "--allow-empty", "--message", "aside"]);
            let cases = vec![case("put", 3.0, &mut Noise(7))];
            save(&sandbox, &record(&head(), &environment, cases));
            sandbox.git(&["checkout", "--quiet", "main"]);
            sandbox.git(&["merge", "--quiet", "--no-ff", "--message", &message, "aside"]);
        } else if commit > 0 {
            sandbox.git(&["commit", "--quiet", "--allow-empty", "--message", &message]);
        }
        if commit == RELEASE {
            sandbox.git(&["tag", "v1.0"]);
        }
        if commit != UNRECORDED {
            let cases = ["put", "get", "evict"]
                .map(|workload| case(workload, cost(workload, commit), &mut noise));
            save(&sandbox, &record(&head(), &environment, cases.into()));
        }
    }
    (sandbox, environment)
}

fn of_case<'a>(history: &'a History, workload: &str) -> &'a CaseHistory {
    history.cases.iter().find(|case| case.id.workload.as_str() == workload).unwrap()
}

fn of_metric<'a>(case: &'a CaseHistory, name: &str) -> &'a MetricHistory {
    case.metrics.iter().find(|metric| metric.metric.name.as_str() == name).unwrap()
}

/// The three steps, each within a commit of its place and with its size.
fn assert_steps(metric: &MetricHistory) {
    assert_eq!(metric.drift, None);
    for (change, (commit, factor)) in metric.changes.iter().zip(PLANTED) {
        assert_eq!(change.turn, Turn::Regression);
        assert!(change.first_after.abs_diff(commit) <= 1, "{change:#?}");
        assert!(change.within.after < commit && commit <= change.within.until, "{change:#?}");
        let size = change.estimate.unwrap().change;
        assert!((size - (factor - 1.0)).abs() < 0.01, "{change:#?}");
    }
}

/// What is found is what was planted, where it was planted.
fn assert_planted(history: &History) {
    assert_eq!(history.commits.len(), COMMITS as usize);
    assert_eq!(history.recorded(), COMMITS as usize - 1);
    let subjects: Vec<_> = history.commits.iter().map(|commit| commit.subject.as_str()).collect();
    assert_eq!(subjects[20..22], ["number 20", "number 21"]);

    let put = of_case(history, "put");
    let counted = of_metric(put, metrics::INSTRUCTIONS);
    let places: Vec<_> =
        counted.changes.iter().map(|one| (one.last_before, one.first_after)).collect();
    assert_eq!(places, [(14, 15), (29, 30), (43, 45)]);
    let timed = of_metric(put, metrics::CPU_TIME);
    assert_eq!(timed.changes.len(), 3, "{:#?}", timed.changes);
    for metric in [counted, timed] {
        assert_steps(metric);
    }

    let get = of_case(history, "get");
    let total = (1.0 + DRIFT).powf(f64::from(COMMITS - 1)) - 1.0;
    for metric in [metrics::CPU_TIME, metrics::INSTRUCTIONS] {
        let metric = of_metric(get, metric);
        assert_eq!(metric.changes, []);
        let drift = metric.drift.as_ref().unwrap();
        assert_eq!((drift.turn, drift.from, drift.to), (Turn::Regression, 0, COMMITS - 1));
        assert!((drift.total.change - total).abs() < 0.02, "{drift:#?}");
    }
    for metric in &of_case(history, "evict").metrics {
        assert_eq!((metric.changes.len(), &metric.drift), (0, &None));
    }
}

#[test]
fn exactly_what_was_planted_is_found_at_its_commits() {
    let (sandbox, environment) = repository();
    let status = || sandbox.git(&["status", "--porcelain"]);
    let before = status();

    let json = ["history", "--store", "folder", "suite.yaml", "--format", "json"];
    let run = sandbox.run(&json).expect(0);
    let history = History::from_json(&run.stdout).unwrap();
    assert_planted(&history);
    assert_eq!(history.class, environment.machine_class());
    assert!(history.notes[0].starts_with("of the stored records 1"), "{:?}", history.notes);
    assert_eq!(sandbox.run(&json).expect(0).stdout, run.stdout, "not the same bytes");
    assert_fits_schema(&run.stdout);

    let text = sandbox.run(&["history", "--store", "folder", "suite.yaml"]).expect(0).stdout;
    assert!(text.starts_with("6 regressions, 2 drifts for the worse found\n"), "{text}");
    assert!(text.contains("Indications, not verdicts"), "{text}");
    let lines: Vec<_> = text.lines().collect();
    assert!(lines.iter().all(|line| line.chars().count() <= 80), "{text}");
    let first = history.commits[15].id.short();
    assert!(text.contains(&format!("{first} number 15")), "{text}");

    let narrow = [
        "history",
        "--store",
        "folder",
        "--case",
        "get",
        "--metric",
        "instructions",
        "--format",
        "markdown",
    ];
    let text = sandbox.run(&narrow).expect(0).stdout;
    assert!(text.starts_with("### 1 drift for the worse found\n"), "{text}");
    assert_eq!(status(), before);
    page(&sandbox);
    page_of_a_comparison(&sandbox);
    budgets(&sandbox);
    absences(&sandbox);
}

/// The page has every metric with its changes, and the release by its tag.
fn page(sandbox: &Sandbox) {
    let write = ["history", "--store", "folder", "suite.yaml", "--html", "history.html"];
    sandbox.run(&write).expect(0);
    let page = fs::read_to_string(sandbox.path("history.html")).unwrap();
    fs::remove_file(sandbox.path("history.html")).unwrap();
    for text in ["6 regressions, 2 drifts for the worse found", "▲a</text>", ">v1.0</text>"] {
        assert!(page.contains(text), "`{text}` is missing");
    }
}

/// A page of two records has the past of their cases, where something is stored of it.
fn page_of_a_comparison(sandbox: &Sandbox) {
    let commit = |revision: &str| sandbox.git(&["rev-parse", revision]).trim().to_owned();
    let record = |commit: &str| {
        let folder = format!("baselines/lru/{commit}");
        let class = fs::read_dir(sandbox.path(&folder)).unwrap().next().unwrap().unwrap();
        format!("{folder}/{}", class.file_name().to_string_lossy())
    };
    let [base, head] = ["HEAD~9", "HEAD"].map(|revision| record(&commit(revision)));
    let page = |store: &[&str]| {
        let compare = ["compare", &base, &head, "-o", "compared.html"];
        let run = sandbox.run(&[&compare[..], store].concat());
        assert!(run.status <= 1, "{}", run.stderr);
        let page = fs::read_to_string(sandbox.path("compared.html")).unwrap();
        fs::remove_file(sandbox.path("compared.html")).unwrap();
        page
    };
    let with = page(&["--store", "folder"]);
    for text in ["<section id=\"history\"", "▲a</text>", ">v1.0</text>", "<a href=\"#history\""] {
        assert!(with.contains(text), "`{text}` is missing");
    }
    // The default store of a repository has no record of these cases.
    assert!(!page(&[]).contains("id=\"history\""));
}

/// Counts break a budget, also where no single commit did it; times of two sessions can't.
fn budgets(sandbox: &Sandbox) {
    let budget = |arguments: &[&str]| {
        let against =
            ["history", "--store", "folder", "suite.yaml", "--against", "v1.0", "--drift-budget"];
        sandbox.run(&[&against[..], arguments].concat())
    };
    let run = budget(&["5%"]).expect(1);
    assert!(run.stdout.contains("Against v1.0, with a drift budget of 5 %"), "{}", run.stdout);
    let drift = ["--case", "get", "--metric", "instructions"];
    budget(&[&["5%"], &drift[..]].concat()).expect(1);
    budget(&[&["12%"], &drift[..]].concat()).expect(0);
    budget(&["5%", "--case", "evict"]).expect(0);
    let run = budget(&["5%", "--case", "put", "--metric", "cpu_time"]).expect(5);
    assert!(run.stderr.contains("paceline check --base v1.0"), "{}", run.stderr);
}

/// What is not there is said, never passed over.
fn absences(sandbox: &Sandbox) {
    let run = sandbox
        .run(&[
            "history",
            "--store",
            "folder",
            "suite.yaml",
            "--drift-budget",
            "5%",
            "--against",
            "HEAD~15",
        ])
        .expect(5);
    assert!(run.stderr.contains("needs a record of suite `lru` for `HEAD~15`"), "{}", run.stderr);
    assert!(run.stdout.contains("Indications, not verdicts"), "{}", run.stdout);
    let run = sandbox
        .run(&["history", "--store", "folder", "suite.yaml", "--machine-class", "0123456789ab"])
        .expect(5);
    assert!(run.stderr.contains("(59 commits): see them with `--machine-class`"), "{}", run.stderr);
    sandbox.run(&["history", "--store", "folder", "suite.yaml", "--case", "nothing"]).expect(2);
    sandbox.run(&["history", "--store", "folder", "suite.yaml", "--drift-budget", "5%"]).expect(2);

    let newest = sandbox.git(&["rev-parse", "HEAD"]);
    let folder = sandbox.path("baselines/lru").join(newest.trim());
    let file = fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    fs::write(file, "{\"schema\":\"paceline.record/1\",").unwrap();
    let run = sandbox.run(&["history", "--store", "folder", "suite.yaml"]).expect(0);
    assert!(run.stdout.contains("counts as not measured"), "{}", run.stdout);
}

fn assert_fits_schema(json: &str) {
    let printed = Sandbox::new().run(&["schema", "history"]).expect(0).stdout;
    let committed = fs::read_to_string(top().join("docs/history.schema.json")).unwrap();
    assert!(committed == printed, "docs/history.schema.json is not what `paceline schema` prints");
    let schema = serde_json::from_str(&printed).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let document = serde_json::from_str(json).unwrap();
    let errors: Vec<_> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}
