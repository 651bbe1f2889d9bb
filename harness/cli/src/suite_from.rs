//! `check --suite-from base`: the suite as base has it, for the code of both sides.

use paceline_model::{Case, Plan};

use crate::arguments::CheckArguments;
use crate::base::{Base, earlier};
use crate::checkout::{moved, real};
use crate::default_base::default_base;
use crate::exit::Problem;
use crate::session::{Session, load};
use crate::world::World;

/// The plan of base's suite file, with the folders of the user's own checkout.
///
/// Files of the benchmark stay each side's own.
pub(crate) fn suite_of_base(
    plan: &Plan,
    arguments: &CheckArguments,
    world: &World,
) -> Result<Plan, Problem> {
    let session = Session::open(world, plan, &[], &arguments.measuring)?;
    let commit = match &arguments.base {
        None => default_base(&session, world)?.commit,
        Some(base) => match earlier(base, None, &session)? {
            Base::Commit(commit) => commit,
            Base::Variants { .. } | Base::Stored(..) | Base::Missing(_) => {
                return Err(Problem::input("`--suite-from base` needs a commit as `--base`"));
            }
        },
    };
    let Some(repository) = &session.repository else {
        return Err(Problem::input("`--suite-from base` needs a git repository"));
    };
    let (root, file) = (real(repository.root()), real(&plan.file));
    repository.complete(&commit, &|| world.is_interrupted())?;
    let worktree = repository.check_out(&commit)?;
    let inside =
        file.strip_prefix(&root).ok().filter(|inside| worktree.root().join(inside).exists());
    let Some(inside) = inside else {
        return Err(Problem::Input(format!(
            "base, {}, has no suite file `{}`; leave out `--suite-from base`",
            commit.id,
            plan.file.display()
        )));
    };
    let of_base = load(&worktree.root().join(inside), world)?;
    let here = |case: &Case| moved(case, worktree.root(), &root);
    Ok(Plan {
        file: plan.file.clone(),
        directory: plan.directory.clone(),
        cases: of_base.cases.iter().map(here).collect(),
        harness: Vec::new(),
        ..of_base
    })
}
