//! The page for browsers: made by `check`, made again from what `check` kept, and made of stored records.

use std::fs;

use paceline_model::CaseCalls;

use crate::sandbox::Sandbox;

/// Two variants, of which one does more; the name would be markup if anybody let it.
const SUITE: &str = "
suite: small
defaults: { budget: 400ms, invocations: 3..4, python-version: '3.12', profilers: [stacks, lines, memory] }
workloads:
  'loop <b onclick=x>':
    python: work:loop
    params: { count: [200, 900] }
";

const WORK: &str = "
def loop(count):
    return sum(step(number) for number in range(count))


def step(number):
    return number * number % 7
";

fn checked() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("suite.yaml", SUITE);
    sandbox.write("work.py", WORK);
    let check = ["check", "suite.yaml", "--base", "count=200", "--head", "count=900"];
    let kept =
        ["--records", "records", "--profiles", "profiles", "-o", "page.html", "-o", "c.json"];
    let run = sandbox.run(&[&check[..], &kept[..]].concat());
    // The result differs, so the case fails: that is worth a page as well.
    assert!([1, 3].contains(&run.status), "{}\n{}", run.stdout, run.stderr);
    sandbox
}

fn read(sandbox: &Sandbox, name: &str) -> String {
    fs::read_to_string(sandbox.path(name)).unwrap()
}

#[test]
fn check_writes_a_page_and_report_writes_the_same_one_from_what_check_kept() {
    let sandbox = checked();
    let page = read(&sandbox, "page.html");
    for text in [
        "<!doctype html>",
        "Content-Security-Policy",
        "loop &lt;b onclick",
        "<script type=\"application/json\" id=\"profile-0\"",
        "number * number % 7",
        "resident memory of the process",
        "--case=loop &lt;b onclick",
    ] {
        assert!(page.contains(text), "`{text}` is missing");
    }
    assert!(!page.contains("<b onclick"), "a name became markup");
    let kept = ["--records", "records", "--profiles", "profiles"];
    let made =
        ["report", "c.json", "--html", "again.html", "--svg", "flame.svg", "--badge", "b.svg"];
    sandbox.run(&[&made[..], &kept[..]].concat()).expect(0);
    let again = read(&sandbox, "again.html");
    assert_eq!(again, page);
    let flame = read(&sandbox, "flame.svg");
    assert!(flame.starts_with("<svg xmlns") && flame.contains("step"), "{flame}");
    assert!(read(&sandbox, "b.svg").contains("paceline"));
}

#[test]
fn what_is_kept_of_profiles_is_read_with_care() {
    let sandbox = checked();
    let folder = fs::read_dir(sandbox.path("profiles")).unwrap().next().unwrap().unwrap().path();
    let file = folder.join("calls.json");
    let calls = CaseCalls::from_json(&fs::read_to_string(&file).unwrap()).unwrap();
    let time = calls.trees.iter().find(|tree| tree.metric.as_str() == "time").unwrap();
    // A thousand steps take seconds nowhere.
    assert!((1e-7..10.0).contains(&time.totals()[0][1]), "{:?}", time.totals()[0]);
    let mut bad = calls;
    bad.trees[0].nodes[1].parent = Some(4_000_000);
    fs::write(&file, bad.to_json().unwrap()).unwrap();
    let run = sandbox.run(&["report", "c.json", "--html", "x.html", "--profiles", "profiles"]);
    let run = run.expect(2);
    assert!(run.stderr.contains("contradicts itself"), "{}", run.stderr);
    assert!(!sandbox.path("x.html").exists());
}

#[test]
fn a_page_of_a_record_is_refused_with_what_to_do() {
    let sandbox = checked();
    let run = sandbox.run(&["report", "records/head.json", "--html", "x.html"]).expect(2);
    assert!(run.stderr.contains("paceline compare"), "{}", run.stderr);
    let compared =
        ["compare", "records/base.json", "records/head.json", "--replay", "-o", "x.html"];
    sandbox.run(&compared);
    assert!(read(&sandbox, "x.html").contains("number * number % 7"));
}
