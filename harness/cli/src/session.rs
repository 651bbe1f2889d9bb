//! One measuring session of one suite: what is needed around it, and the records it gives.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use paceline_baseline::{FolderStore, Key, Store};
use paceline_compare::{Progress, Watch};
use paceline_git::Repository;
use paceline_measure::{
    Builds, Outcome, PairValues, Sides, Standing, StealMeter, find_interpreters, inspect,
};
use paceline_model::{
    Case, CaseId, CaseRecord, CommitId, Environment, Interpreter, Parameters, Plan, Record,
    Revision, Rules, ShardName, sha256,
};
use paceline_report::html::CaseProfile;

use crate::arguments::Measuring;
use crate::artefacts;
use crate::environments::{Environments, Scene};
use crate::exit::Problem;
use crate::output;
use crate::processes::Task;
use crate::profiling::{Found, Profiling};
use crate::seen;
use crate::shard::Shard;
use crate::store::Place;
use crate::tools::Benchmarks;
use crate::world::{ProgressMode, World};

/// Everything about one suite's run that is known before anything is measured.
pub(crate) struct Session<'a> {
    /// Environment and signals.
    pub(crate) world: &'a World,
    /// The suite.
    pub(crate) plan: &'a Plan,
    /// What is checked out.
    pub(crate) revision: Revision,
    /// Where records are kept.
    pub(crate) store: Box<dyn Store>,
    /// Where that is.
    pub(crate) place: Place,
    /// The machine and the interpreters.
    pub(crate) environment: Environment,
    /// The repository that the suite lies in.
    pub(crate) repository: Option<Repository>,
    /// Which part of the cases is measured; `None` for all.
    shard: Option<ShardName>,
    seed: u64,
    /// Whether profilers may take as long as they need, else as long as timing took.
    pub(crate) is_unhurried: bool,
    /// Whether packages that named profilers need are installed.
    may_install: bool,
    /// Those that the suite asked for and that were needed so far.
    environments: Environments,
    /// What `--case` names.
    pub(crate) chosen: Vec<String>,
    /// What the tools of other workloads have on head, as far as they were asked.
    pub(crate) benchmarks: RefCell<Benchmarks>,
    /// What was built so far.
    pub(crate) builds: RefCell<Builds>,
    /// Where builds of commits are kept; `None` when they are not.
    pub(crate) kept_builds: Option<PathBuf>,
    /// Where everything that profilers find is written.
    pub(crate) profiles: Option<PathBuf>,
    /// What profilers saw so far, for a report page; of a case that was measured again, the last.
    /// `None` where nobody wants it.
    pub(crate) seen: Option<Vec<CaseProfile>>,
}

/// What a side of a measurement is of.
#[derive(Debug, Clone, Default)]
pub(crate) struct Label {
    pub(crate) revision: Revision,
    pub(crate) variant: Parameters,
    /// Cases that only this side has and that are not measured.
    pub(crate) gone: Vec<CaseId>,
}

impl<'a> Session<'a> {
    /// Looks around: repository, machine, interpreters of `cases`.
    pub(crate) fn open(
        world: &'a World,
        plan: &'a Plan,
        cases: &[Case],
        arguments: &Measuring,
    ) -> Result<Self, Problem> {
        let repository = Repository::discover(&plan.directory)?;
        let place = Place::choose(&arguments.store, repository.as_ref(), &plan.directory)?;
        let revision =
            repository.as_ref().map(|found| revision(found, place.folder())).transpose()?;
        let mut environment = inspect(&world.variables);
        environment.interpreters = find_interpreters(cases, &plan.directory, &world.variables)?;
        let kept = world.cache().filter(|_| !arguments.no_build_cache);
        let version = env!("CARGO_PKG_VERSION").to_owned();
        environment.tools.insert("paceline".to_owned(), version);
        Ok(Self {
            world,
            plan,
            revision: revision.unwrap_or_default(),
            store: place.open()?,
            place,
            environment,
            repository,
            shard: arguments.shard.map(Shard::name),
            seed: arguments.seed.unwrap_or_else(fresh_seed),
            is_unhurried: false,
            profiles: None,
            seen: None,
            environments: Environments::default(),
            chosen: arguments.cases.clone(),
            benchmarks: RefCell::default(),
            builds: RefCell::default(),
            kept_builds: kept.map(|cache| cache.join("builds")),
            may_install: arguments.install_profilers,
        })
    }

    /// Columns of the terminal.
    pub(crate) fn width(&self) -> usize {
        self.world.width
    }

    /// What the record of `commit` would be found by, had it been measured like this.
    pub(crate) fn key(&self, commit: CommitId) -> Key {
        let suite = self.plan.suite.clone();
        let class = self.environment.machine_class();
        Key { suite, commit, class, shard: self.shard.clone() }
    }

    /// Tells what is about to be done, unless the user wants no progress.
    pub(crate) fn announce(&self, message: &str) {
        if self.world.progress != ProgressMode::Silent {
            output::tell(message);
        }
    }

    /// All interpreters that were found, and those of the environments that were made.
    pub(crate) fn interpreters(&self) -> BTreeMap<String, Interpreter> {
        self.environments.beside(&self.environment.interpreters)
    }

    /// `case` of `revision` with the interpreter of the environment that it asks for, if it does.
    pub(crate) fn equip(&self, case: Case, revision: &Revision) -> Result<Case, Problem> {
        let scene = Scene {
            world: self.world,
            repository: self.repository.as_ref(),
            interpreters: &self.environment.interpreters,
        };
        self.environments.equip(case, revision, scene)
    }

    /// Both sides of each case, each with the environment that it asks for.
    fn equip_all(
        &self,
        cases: &[Sides<'_>],
        [base_label, head_label]: [&Label; 2],
    ) -> Result<Vec<(Option<Case>, Case)>, Problem> {
        let equip = |sides: &Sides<'_>| {
            let base = sides.base.map(|case| self.equip(case.clone(), &base_label.revision));
            Ok((base.transpose()?, self.equip(sides.head.clone(), &head_label.revision)?))
        };
        cases.iter().map(equip).collect()
    }

    /// Other coins from now on, which follow from those so far.
    pub(crate) fn reseed(&mut self) {
        self.seed = seed_of(&self.seed.to_string());
    }

    /// What is checked out, of no variant.
    pub(crate) fn here(&self) -> Label {
        Label { revision: self.revision.clone(), ..Label::default() }
    }

    /// Measures `cases` and gives base's and head's record, of what the labels say; base's has no
    /// cases unless it was measured as well. A case ends once `watch` calls it decided.
    pub(crate) fn measure(
        &mut self,
        cases: &[Sides<'_>],
        [base_label, head_label]: [Label; 2],
        rules: &Rules,
        watch: &mut Watch,
    ) -> Result<[Record; 2], Problem> {
        let equipped = self.equip_all(cases, [&base_label, &head_label])?;
        let sides = cases.iter().zip(&equipped);
        let cases = &sides
            .map(|(sides, (base, head))| Sides { id: sides.id, base: base.as_ref(), head })
            .collect::<Vec<_>>()[..];
        let steal = StealMeter::start();
        let started = jiff::Timestamp::now();
        let (outcome, found) =
            self.run(cases, base_label.revision != head_label.revision, watch)?;
        self.environment.load.steal = steal.share();
        let run = self.run_id(started);
        let Outcome { base, head, duration_seconds } = outcome;
        let record = |cases: Vec<CaseRecord>, label: Label, rules| Record {
            schema: Record::SCHEMA.to_owned(),
            suite: self.plan.suite.clone(),
            revision: label.revision,
            variant: label.variant,
            shard: self.shard.clone(),
            run: run.clone(),
            started: started.to_string(),
            duration_seconds,
            seed: self.seed,
            environment: self.environment.clone(),
            rules,
            cases,
        };
        let judged = (!base.is_empty()).then(|| rules.clone());
        let records = [record(base, base_label, None), record(head, head_label, judged)];
        if let Some(folder) = &self.profiles {
            artefacts::write(folder, cases, &found, &records)?;
        }
        if let Some(known) = &mut self.seen {
            let new = seen::of_run(cases, &found, &records);
            known.retain(|old| new.iter().all(|new| new.case != old.case));
            known.extend(new);
        }
        Ok(records)
    }

    fn run(
        &self,
        cases: &[Sides<'_>],
        base_is_optional: bool,
        watch: &mut Watch,
    ) -> Result<(Outcome, Vec<Found>), Problem> {
        let interpreters = &self.interpreters();
        let task = Task {
            title: self.plan.suite.as_str(),
            cases,
            interpreters,
            base_is_optional,
            seed: self.seed,
            profile_seconds: self.is_unhurried.then_some(f64::INFINITY),
        };
        let mut profiling = Profiling::plan(cases, interpreters, self.world, self.may_install)?;
        let judge = &mut |pair: PairValues<'_>| {
            let Progress { is_decided, expected_pairs } =
                watch.hear(pair.case, pair.base, pair.head);
            Standing { is_decided, expected_pairs }
        };
        let mut outcome = {
            let builds = &mut self.builds.borrow_mut();
            task.measure(self.world, builds, judge, &mut profiling)?
        };
        let found = profiling.complete(cases, &mut outcome);
        Ok((outcome, found))
    }

    fn run_id(&self, started: jiff::Timestamp) -> String {
        let identity = format!("{} {started} {}", self.plan.suite, self.seed);
        sha256(identity.as_bytes())[..16].to_owned()
    }
}

/// The cases as a request that measures head alone.
pub(crate) fn head_only(cases: &[Case]) -> Vec<Sides<'_>> {
    cases.iter().map(|head| Sides { id: &head.id, base: None, head }).collect()
}

/// A seed that is another each time; it is kept in the record.
pub(crate) fn fresh_seed() -> u64 {
    let now = jiff::Timestamp::now().as_nanosecond();
    seed_of(&format!("{now} {}", std::process::id()))
}

fn seed_of(identity: &str) -> u64 {
    let digest = sha256(identity.as_bytes());
    // JSON readers of other languages keep whole numbers up to 2^53 only.
    u64::from_str_radix(&digest[..13], 16).unwrap_or_default()
}

/// `folder` as seen from the top of the repository, or `None` when it lies outside.
fn inside(folder: &Path, root: &Path) -> Option<PathBuf> {
    let root = root.canonicalize().ok()?;
    // The folder need not be there yet: the part of it that is decides.
    let there = folder.ancestors().find_map(|part| Some((part, existing(part)?)))?;
    let whole = there.1.join(folder.strip_prefix(there.0).ok()?);
    whole.strip_prefix(root).ok().map(Path::to_owned)
}

fn existing(part: &Path) -> Option<PathBuf> {
    let part = if part.as_os_str().is_empty() { Path::new(".") } else { part };
    part.canonicalize().ok()
}

/// What is checked out. Our own records don't make the working tree dirty.
pub(crate) fn revision(
    repository: &Repository,
    baselines: Option<&Path>,
) -> Result<Revision, Problem> {
    let store = baselines.and_then(|folder| inside(folder, repository.root()));
    let is_record = |path: &Path| {
        let path = store.as_ref().and_then(|folder| path.strip_prefix(folder).ok());
        path.is_some_and(FolderStore::is_record)
    };
    let head = match repository.head(is_record) {
        Ok(head) => head,
        Err(paceline_git::GitError::Unborn { .. }) => return Ok(Revision::default()),
        Err(error) => return Err(error.into()),
    };
    let commit = head
        .commit
        .parse()
        .map_err(|error: paceline_model::InvalidName| Problem::Environment(error.to_string()))?;
    Ok(Revision { commit: Some(commit), dirty: head.dirty, subject: Some(head.subject) })
}

/// Loads suites, with every mistake in the first faulty one at once.
pub(crate) fn load_all(paths: &[PathBuf], world: &World) -> Result<Vec<Plan>, Problem> {
    paths.iter().map(|path| load(path, world)).collect()
}

/// Loads a suite, with every mistake in it at once.
pub(crate) fn load(path: &Path, world: &World) -> Result<Plan, Problem> {
    let mut plan = paceline_suite::load(path)
        // Whoever prints takes the colours out again where they are not wanted.
        .map_err(|errors| Problem::Suite(errors.render(true, world.width)))?;
    if let Some(repository) = Repository::discover(&plan.directory)? {
        repository.remove_stale();
        for case in &mut plan.cases {
            repository.root().clone_into(&mut case.root);
        }
    }
    Ok(plan)
}
