//! How the executables of benchmark frameworks are asked and run: one table of functions each.

use paceline_model::{Framework, OutputPlace};

/// How to run the executable of a framework.
pub(super) struct Driver {
    /// Arguments to list the benchmarks that the filter takes.
    pub(super) list: fn(Option<&str>) -> Vec<String>,
    /// Their names in what that prints.
    pub(super) names: fn(&str) -> Vec<String>,
    /// Arguments to measure the benchmark of that name for a short time.
    pub(super) timed: fn(&str) -> Vec<String>,
    /// Arguments to run it exactly once.
    pub(super) counted: Option<fn(&str) -> Vec<String>>,
    /// Arguments to run it for a second.
    pub(super) sampled: Option<fn(&str) -> Vec<String>>,
    /// Where it leaves what it measured.
    pub(super) output: OutputPlace,
}

/// How to run executables of `framework`.
pub(super) fn driver(framework: Framework) -> Driver {
    match framework {
        Framework::Criterion => Driver {
            list: |filter| words(&["--bench", "--list"], filter),
            names: |text| listed(text, &[": benchmark", ": bench"]),
            timed: |name| {
                words(
                    &[
                        "--bench",
                        "--noplot",
                        "--color=never",
                        "--sample-size=10",
                        "--warm-up-time=0.05",
                        "--measurement-time=0.1",
                        // Its own statistics are not used.
                        "--nresamples=1000",
                    ],
                    Some(&anchored(name)),
                )
            },
            counted: Some(|name| words(&["--bench", "--test"], Some(&anchored(name)))),
            sampled: Some(|name| words(&["--bench", "--profile-time=1"], Some(&anchored(name)))),
            output: OutputPlace::Variable("CRITERION_HOME".to_owned()),
        },
        Framework::Divan => Driver {
            list: |filter| words(&["--bench", "--list", "--color=never"], filter),
            names: tree_leaves,
            timed: |name| {
                let options = ["--bench", "--color=never", "--max-time=0.2", "--exact"];
                words(&options, Some(name))
            },
            counted: Some(|name| words(&["--test", "--exact"], Some(name))),
            sampled: None,
            output: OutputPlace::Standard,
        },
        Framework::Libtest => Driver {
            list: |filter| words(&["--bench", "--list", "--format=terse"], filter),
            names: |text| listed(text, &[": benchmark", ": bench"]),
            timed: |name| words(&["--bench", "--color=never", "--exact"], Some(name)),
            counted: Some(|name| words(&["--test", "--color=never", "--exact"], Some(name))),
            sampled: None,
            output: OutputPlace::Standard,
        },
        Framework::Gungraun => Driver {
            list: |filter| words(&["--bench", "--list"], filter),
            names: |text| listed(text, &[": benchmark", ": bench"]),
            timed: |name| words(&["--bench"], Some(name)),
            counted: None,
            sampled: None,
            output: OutputPlace::Standard,
        },
        Framework::Tango => Driver {
            list: |_filter| words(&["list"], None),
            names: |text| listed(text, &[""]),
            timed: |name| words(&["solo", "--time=0.1", "--filter"], Some(&globbed(name))),
            counted: None,
            sampled: Some(|name| words(&["solo", "--time=1", "--filter"], Some(&globbed(name)))),
            output: OutputPlace::Standard,
        },
    }
}

/// Options, and after them one word that may start with whatever it likes.
fn words(options: &[&str], last: Option<&str>) -> Vec<String> {
    options.iter().copied().chain(last).map(str::to_owned).collect()
}

/// A regular expression for this name and no other one.
fn anchored(name: &str) -> String {
    format!("^{}$", regex::escape(name))
}

/// A glob for this name and no other one.
fn globbed(name: &str) -> String {
    let mut glob = String::new();
    for letter in name.chars() {
        if "*?[]{}\\!".contains(letter) {
            glob.push('\\');
        }
        glob.push(letter);
    }
    glob
}

/// The lines that end in one of `endings`, without that.
fn listed(text: &str, endings: &[&str]) -> Vec<String> {
    let name =
        |line: &str| endings.iter().find_map(|ending| line.strip_suffix(ending)).map(str::to_owned);
    text.lines().filter_map(name).filter(|name| !name.trim().is_empty()).collect()
}

fn tree_leaves(text: &str) -> Vec<String> {
    listed(text, &[": benchmark", ": bench"])
}
