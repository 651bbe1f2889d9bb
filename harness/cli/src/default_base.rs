//! What `check` compares with where `--base` does not say: what is known of the pull request.

use std::collections::BTreeMap;

use paceline_git::{Build, DefaultBase};

use crate::exit::Problem;
use crate::output;
use crate::session::Session;
use crate::world::World;

/// The commit to compare with, and why that one; tells it.
pub(crate) fn default_base(session: &Session<'_>, world: &World) -> Result<DefaultBase, Problem> {
    let Some(repository) = &session.repository else {
        return Err(Problem::Input(format!(
            "`{}` is in no git repository, which could tell what to compare with; name it with \
             `--base`",
            session.plan.directory.display()
        )));
    };
    let build = Build { is_dirty: session.revision.dirty, ..build(&world.variables) };
    let base = repository.default_base(&build, &|| world.is_interrupted())?;
    output::tell(&sentence(&base));
    Ok(base)
}

/// What was chosen and why, for people.
pub(crate) fn sentence(base: &DefaultBase) -> String {
    let short = base.commit.id.get(..10).unwrap_or(&base.commit.id);
    format!("base is {short}, {}", base.reason)
}

/// What the CI system says of what it builds: GitHub Actions (and what speaks like it), GitLab,
/// Buildkite.
fn build(variables: &BTreeMap<String, String>) -> Build {
    let read = |name: &str| variables.get(name).map(String::as_str).filter(|text| !text.is_empty());
    let targets = [
        "GITHUB_BASE_REF",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
        "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
    ];
    let target = targets.into_iter().find_map(read).map(str::to_owned);
    let is_merge = |name: &str, values: &[&str]| {
        read(name).is_some_and(|value| values.iter().any(|known| value.ends_with(known)))
    };
    // Each with the commit that is checked out then, or that was merged.
    let merges = [
        ("GITHUB_REF", &["/merge"][..], "GITHUB_SHA"),
        ("CI_MERGE_REQUEST_EVENT_TYPE", &["merged_result", "merge_train"], "CI_COMMIT_SHA"),
        ("BUILDKITE_PULL_REQUEST_USING_MERGE_REFSPEC", &["true"], "BUILDKITE_COMMIT"),
    ];
    let merge = merges
        .into_iter()
        .filter(|(name, values, _)| target.is_some() && is_merge(name, values))
        .find_map(|(_, _, commit)| read(commit).map(str::to_owned));
    Build { target, merge, is_dirty: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> (Option<String>, Option<String>) {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let build = build(&variables.iter().map(own).collect());
        (build.target, build.merge)
    }

    fn some(target: &str, merge: Option<&str>) -> (Option<String>, Option<String>) {
        (Some(target.to_owned()), merge.map(str::to_owned))
    }

    #[test]
    fn the_target_of_a_pull_request_is_what_each_ci_system_says() {
        let merge =
            [("GITHUB_BASE_REF", "main"), ("GITHUB_REF", "refs/pull/7/merge"), ("GITHUB_SHA", "a")];
        assert_eq!(of(&merge), some("main", Some("a")));
        // `pull_request_target` builds the target itself.
        let target =
            [("GITHUB_BASE_REF", "main"), ("GITHUB_REF", "refs/heads/main"), ("GITHUB_SHA", "a")];
        assert_eq!(of(&target), some("main", None));
        let push = [("GITHUB_BASE_REF", ""), ("GITHUB_REF", "refs/heads/x/merge")];
        assert_eq!(of(&push), (None, None));
        let gitlab = [
            ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "trunk"),
            ("CI_MERGE_REQUEST_EVENT_TYPE", "merged_result"),
            ("CI_COMMIT_SHA", "b"),
        ];
        assert_eq!(of(&gitlab), some("trunk", Some("b")));
        assert_eq!(of(&gitlab[..1]), some("trunk", None));
        let buildkite = [("BUILDKITE_PULL_REQUEST_BASE_BRANCH", "main")];
        assert_eq!(of(&buildkite), some("main", None));
        assert_eq!(of(&[]), (None, None));
    }
}
