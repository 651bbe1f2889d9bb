//! What Cargo says of what it built.

use std::path::{Path, PathBuf};

use paceline_model::{Failure, FailureKind};
use serde::Deserialize;

/// The executable of a bench target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Executable {
    /// The file.
    pub(super) path: PathBuf,
    /// The folder of its package, in which Cargo runs benchmarks.
    pub(super) package: PathBuf,
}

/// A line of `--message-format=json`, as far as it is needed.
#[derive(Deserialize)]
struct Message {
    reason: String,
    target: Option<Target>,
    manifest_path: Option<PathBuf>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

/// The one bench executable that Cargo's messages tell of.
pub(super) fn executable(messages: &str) -> Result<Executable, Failure> {
    let mut found: Vec<_> = messages.lines().filter_map(bench).collect();
    let failure =
        |message: String| Failure { kind: FailureKind::Build, message, detail: String::new() };
    match (found.pop(), found.is_empty()) {
        (Some(one), true) => Ok(one),
        (None, _) => Err(failure(
            "`cargo bench --no-run` built no executable of a bench target; is it switched off by \
             `bench = false` or by `required-features`?"
                .to_owned(),
        )),
        (Some(one), false) => {
            found.push(one);
            let packages: Vec<_> =
                found.iter().map(|one| format!("`{}`", one.package.display())).collect();
            let message = "several packages have that bench target; name one with `package`:";
            Err(failure(format!("{message} {}", packages.join(", "))))
        }
    }
}

fn bench(line: &str) -> Option<Executable> {
    // Build scripts and macros may print lines of their own.
    let message: Message = serde_json::from_str(line).ok()?;
    let target = message.target.filter(|_| message.reason == "compiler-artifact")?;
    let path = message.executable.filter(|_| target.kind.iter().any(|kind| kind == "bench"))?;
    let package = message.manifest_path.as_deref().and_then(Path::parent)?.to_owned();
    Some(Executable { path, package })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOT: &str = r#"{"reason":"compiler-artifact","package_id":"path+file:///p#0.1.0",
        "manifest_path":"/p/Cargo.toml","target":{"kind":["bench"],"name":"hot"},"executable":"/t/hot-1"}"#;

    fn line(text: &str) -> String {
        text.replace('\n', "")
    }

    #[test]
    fn the_executable_of_the_bench_target_is_found_among_other_messages() {
        let library = line(HOT).replace("\"bench\"", "\"lib\"").replace("\"/t/hot-1\"", "null");
        let messages =
            format!("{library}\nnoise\n{}\n{{\"reason\":\"build-finished\"}}\n", line(HOT));
        let found = executable(&messages).unwrap();
        assert_eq!((found.path, found.package), ("/t/hot-1".into(), "/p".into()));
    }

    #[test]
    fn none_and_several_executables_are_told_apart() {
        assert!(executable("").unwrap_err().message.contains("required-features"));
        let other = line(HOT).replace("/p/", "/q/");
        let message = executable(&format!("{}\n{other}", line(HOT))).unwrap_err().message;
        assert!(message.ends_with("name one with `package`: `/p`, `/q`"), "{message}");
    }
}
