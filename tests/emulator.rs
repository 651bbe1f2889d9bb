//! `paceline publish` against an emulator of GitHub that others wrote (`emulate`, pinned in
//! `tests/emulate`): the fake that we wrote ourselves is not our only witness.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::publish::run;
use crate::sandbox::{Sandbox, top};

/// The emulator, until it is dropped.
struct Emulator {
    process: Child,
    address: String,
    repository: String,
    token: String,
    /// Head of pull request 1.
    head: String,
}

impl Emulator {
    fn start() -> Self {
        let mut process = Command::new("node")
            .arg("serve.mjs")
            .current_dir(installed())
            // Of its own accord it ends with this pipe, however this process ends.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("`node` can't be started ({error}); {NEEDED}"))
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let seed: Value = serde_json::from_str(&line)
            .map_err(|error| format!("the emulator did not start ({error}): `{line}`; {NEEDED}"))
            .unwrap();
        let text = |name: &str| seed[name].as_str().unwrap().to_owned();
        Self {
            process,
            address: text("url").trim_start_matches("http://").to_owned(),
            repository: text("repository"),
            token: text("token"),
            head: text("head"),
        }
    }

    /// What it answers below the repository.
    fn get(&self, path: &str) -> Value {
        let mut connection = TcpStream::connect(&self.address).unwrap();
        // Of version 1.0, so that the body ends with the connection.
        let request = format!(
            "GET /repos/{}{path} HTTP/1.0\r\nauthorization: Bearer {}\r\n\r\n",
            self.repository, self.token
        );
        connection.write_all(request.as_bytes()).unwrap();
        let mut reply = String::new();
        connection.read_to_string(&mut reply).unwrap();
        let (head, body) = reply.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(" 200 "), "{head}");
        serde_json::from_str(body).unwrap()
    }

    fn comments(&self) -> Vec<Value> {
        self.get("/issues/1/comments").as_array().unwrap().clone()
    }

    /// A step of a job of pull request 1, in workflow run `number`.
    fn step(&self, sandbox: &Sandbox, number: u32, arguments: &[&str]) -> Command {
        let mut command = sandbox.command(&["publish"]);
        command
            .args(arguments)
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_API_URL", format!("http://{}", self.address))
            .env("GITHUB_EVENT_NAME", "pull_request")
            .env("GITHUB_EVENT_PATH", sandbox.path("event.json"))
            .env("GITHUB_REPOSITORY", &self.repository)
            .env("GITHUB_RUN_ID", number.to_string())
            .env("GITHUB_TOKEN", &self.token)
            .env_remove("GITHUB_OUTPUT")
            .env_remove("GITHUB_STEP_SUMMARY");
        command
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

const NEEDED: &str = "this test needs Node.js 20 or later with npm: install them, or run \
                      `ci/check test`, which does";

/// The folder with the emulator, installed by npm from the versions that are pinned.
fn installed() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("emulate");
    fs::create_dir_all(&folder).unwrap();
    let lock = File::create(folder.join("install.lock")).unwrap();
    lock.lock().unwrap();
    let source = top().join("tests/emulate");
    fs::copy(source.join("serve.mjs"), folder.join("serve.mjs")).unwrap();
    let pinned = fs::read(source.join("package-lock.json")).unwrap();
    let done = folder.join("installed.json");
    if fs::read(&done).is_ok_and(|there| there == pinned) {
        return folder;
    }
    for name in ["package.json", "package-lock.json"] {
        fs::copy(source.join(name), folder.join(name)).unwrap();
    }
    let output = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(&folder)
        .output()
        .map_err(|error| format!("`npm` can't be started ({error}); {NEEDED}"))
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "`npm ci` of tests/emulate failed; {NEEDED}\n{said}");
    fs::write(done, pinned).unwrap();
    folder
}

/// A folder with the comparison `c.json`, and with the event of pull request 1.
fn sandbox(emulator: &Emulator) -> Sandbox {
    let sandbox = crate::publish::sandbox();
    let event = json!({ "pull_request": { "number": 1, "head": { "sha": emulator.head } } });
    sandbox.write("event.json", event.to_string());
    sandbox
}

#[test]
fn a_comment_and_a_check_live_through_a_pull_request_of_an_emulator() {
    let emulator = Emulator::start();
    let sandbox = sandbox(&emulator);
    let text = run(emulator.step(&sandbox, 10, &["c.json", "--check-run"]), 0);
    assert!(!text.contains("::notice"), "{text}");
    let [created] = &emulator.comments()[..] else { panic!("{:?}", emulator.comments()) };
    let body = |comment: &Value| comment["body"].as_str().unwrap().to_owned();
    assert!(body(created).contains("### 1 of 1 case regressed"), "{created}");

    run(emulator.step(&sandbox, 10, &["c.json"]), 0);
    assert_eq!(emulator.comments()[..], *std::slice::from_ref(created), "nothing is sent again");

    let whole = fs::read_to_string(sandbox.path("c.json")).unwrap();
    let mended = whole.replace("\"regressed\"", "\"unchanged\"").replace("\"fail\"", "\"pass\"");
    sandbox.write("c.json", mended);
    run(emulator.step(&sandbox, 11, &["c.json", "--check-run"]), 0);
    let [updated] = &emulator.comments()[..] else { panic!("{:?}", emulator.comments()) };
    assert_eq!(updated["id"], created["id"]);
    assert!(body(updated).contains("### No regression"), "{updated}");

    let checks = emulator.get(&format!("/commits/{}/check-runs?filter=all", emulator.head));
    let checks = checks["check_runs"].as_array().unwrap();
    let mut conclusions: Vec<_> =
        checks.iter().map(|it| (it["id"].as_u64(), it["conclusion"].as_str())).collect();
    conclusions.sort_unstable();
    let conclusions: Vec<_> = conclusions.into_iter().map(|(_, conclusion)| conclusion).collect();
    assert_eq!(conclusions, [Some("failure"), Some("success")]);
    assert!(checks.iter().all(|check| check["name"] == "paceline"));
}

#[test]
fn six_jobs_at_the_same_moment_end_with_one_comment_of_an_emulator() {
    let emulator = Emulator::start();
    let sandbox = sandbox(&emulator);
    let whole = fs::read_to_string(sandbox.path("c.json")).unwrap();
    let suites = ["a", "b", "c", "d", "e", "f"];
    let steps = suites.map(|suite| {
        let mut document: Value = serde_json::from_str(&whole).unwrap();
        document["suite"] = json!(suite);
        let file = format!("{suite}.json");
        sandbox.write(&file, document.to_string());
        let mut step = emulator.step(&sandbox, 10, &[&file]);
        step.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    });
    for step in steps {
        let output = step.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success() && !text.contains("::notice"), "{text}");
    }
    let [comment] = &emulator.comments()[..] else { panic!("{:#?}", emulator.comments()) };
    for suite in suites {
        let section = format!("<sub>`{suite}` on machines");
        assert!(comment["body"].as_str().unwrap().contains(&section), "{suite}: {comment}");
    }
}
