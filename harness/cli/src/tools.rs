//! Workloads of other tools: which benchmarks they have here and on base, and reading what they write.

use std::collections::BTreeMap;

use paceline_import::{ImportError, Request, Source, find};
use paceline_measure::{Found, Written};
use paceline_model::{
    Case, CaseId, CaseRecord, CustomMetric, Extract, Failure, FailureKind, Member, Revision, Tool,
    WorkloadName,
};

use crate::exit::Problem;
use crate::processes;
use crate::select::{Selection, globs, is_chosen, nothing_chosen};
use crate::session::Session;

/// The benchmarks that tools have on head, by the workload.
pub(crate) type Benchmarks = BTreeMap<String, Vec<Found>>;

/// Cases of base, at the places of head's.
pub(crate) struct Bases {
    /// `None` where base's tool does not have the benchmark.
    pub(crate) cases: Vec<Option<Case>>,
    /// What only base has.
    pub(crate) gone: Vec<Case>,
}

/// Reads what another tool wrote, by the name of its format; nothing where it has no benchmark.
pub(crate) fn import(format: &str, written: Written<'_>) -> Result<Vec<CaseRecord>, String> {
    const NAME: &str = "what it wrote";
    let source = match written {
        Written::Bytes(bytes) => Ok(Source::from_bytes(NAME, bytes.to_vec())),
        Written::Path(path) => Source::read(path),
    };
    let source = Source { name: NAME.to_owned(), ..source.map_err(|error| error.to_string())? };
    let format = find(format).ok_or_else(|| format!("there is no format `{format}`"))?;
    let request = Request { format: Some(format), suite: None, now: String::new() };
    match paceline_import::import(&request, &[source]) {
        Ok(record) => Ok(record.cases),
        Err(ImportError::Nothing(_)) => Ok(Vec::new()),
        Err(error) => Err(error.to_string()),
    }
}

/// Whether the case stands for all benchmarks of a tool that was not asked yet.
pub(crate) fn is_unasked(case: &Case) -> bool {
    case.tool.as_ref().is_some_and(|tool| tool.member == Member::Unasked)
}

impl Session<'_> {
    /// The cases of `selection` with a case for each benchmark in the place of a workload of another
    /// tool; of these the ones that `--case` names.
    ///
    /// A tool that can't be asked is a case of its own, which fails.
    pub(crate) fn discover(&self, selection: Selection) -> Result<Selection, Problem> {
        if !selection.cases.iter().any(is_unasked) {
            return Ok(selection);
        }
        let names = globs(&self.chosen)?;
        let mut all = Selection { cases: Vec::new(), ..selection };
        let mut ids = Vec::new();
        for case in selection.cases {
            if !is_unasked(&case) {
                ids.push(case.id.clone());
                all.cases.push(case);
                continue;
            }
            for member in self.members(&case)? {
                ids.push(member.id.clone());
                let is_broken = member.tool.as_ref().is_some_and(|tool| tool.benchmark().is_none());
                if is_broken || is_chosen(&member.id, &self.chosen, &names) {
                    all.cases.push(member);
                } else {
                    all.is_narrowed = true;
                    all.left_out.extend(former(&member));
                    all.left_out.push(member.id);
                }
            }
        }
        if all.cases.is_empty() {
            return Err(nothing_chosen(&self.plan.suite, &ids));
        }
        Ok(all)
    }

    fn members(&self, case: &Case) -> Result<Vec<Case>, Problem> {
        self.announce(&format!("asking for the benchmarks of {}", case.id));
        let equipped = self.equip(case.clone(), &self.revision)?;
        Ok(match self.ask(&equipped, &[])? {
            Err(failure) => vec![with(case, Member::Broken(failure))],
            Ok(found) => {
                let mut members: Vec<Case> = Vec::new();
                for one in &found {
                    let member = member(case, one);
                    if members.iter().all(|known| known.id != member.id) {
                        members.push(member);
                    }
                }
                self.benchmarks.borrow_mut().insert(case.id.to_string(), found);
                members
            }
        })
    }

    /// `bases`, which are head's cases with base's code, with what base's tools have; `revision` is
    /// base's.
    pub(crate) fn ask_base(&self, bases: Vec<Case>, revision: &Revision) -> Result<Bases, Problem> {
        let mut answers: BTreeMap<String, Result<Vec<Found>, Failure>> = BTreeMap::new();
        let mut asked = Bases { cases: Vec::new(), gone: Vec::new() };
        for base in bases {
            let Some(tool) = base.tool.clone().filter(|tool| tool.benchmark().is_some()) else {
                asked.cases.push(Some(base));
                continue;
            };
            let family = tool.family.to_string();
            if !answers.contains_key(&family) {
                self.announce(&format!("asking base for the benchmarks of {family}"));
                let known = self.benchmarks.borrow().get(&family).cloned().unwrap_or_default();
                let equipped = self.equip(with(&base, Member::Unasked), revision)?;
                let answer = self.ask(&equipped, &known)?;
                asked.gone.extend(self.gone(
                    &base,
                    answer.as_deref().unwrap_or_default(),
                    &known,
                )?);
                answers.insert(family.clone(), answer);
            }
            asked.cases.push(match answers.get(&family) {
                Some(Err(failure)) => Some(with(&base, Member::Broken(failure.clone()))),
                Some(Ok(found)) => here(&base, found),
                None => None,
            });
        }
        Ok(asked)
    }

    /// The benchmarks in `found` that are not known here, as far as `--case` names them.
    fn gone(&self, base: &Case, found: &[Found], known: &[Found]) -> Result<Vec<Case>, Problem> {
        let names = globs(&self.chosen)?;
        let is_gone = |one: &&Found| known.iter().all(|known| known.own != one.own);
        let family = base.tool.as_ref().map(|tool| tool.family.clone());
        let base = Case { id: family.unwrap_or_else(|| base.id.clone()), ..base.clone() };
        let gone = found.iter().filter(is_gone).map(|one| member(&base, one));
        Ok(gone.filter(|case| is_chosen(&case.id, &self.chosen, &names)).collect())
    }

    fn ask(&self, case: &Case, known: &[Found]) -> Result<Result<Vec<Found>, Failure>, Problem> {
        let builds = &mut self.builds.borrow_mut();
        processes::ask(case, &self.interpreters(), builds, (known, self.world))
    }
}

/// `case` as another member of its tool.
pub(crate) fn with(case: &Case, member: Member) -> Case {
    let tool = case.tool.clone().map(|tool| Tool { member, ..tool });
    Case { tool, ..case.clone() }
}

/// That a revision does not have a benchmark, as a failure of its case.
pub(crate) fn lacking(case: &Case) -> Case {
    let own = case.tool.as_ref().and_then(Tool::benchmark).map(|one| one.own.to_string());
    let failure = Failure {
        kind: FailureKind::Start,
        message: format!("there is no benchmark `{}`", own.unwrap_or_default()),
        detail: String::new(),
    };
    with(case, Member::Broken(failure))
}

/// The benchmark of `base` as it is among `found`.
fn here(base: &Case, found: &[Found]) -> Option<Case> {
    let own = &base.tool.as_ref()?.benchmark()?.own;
    let one = found.iter().find(|one| one.own == *own)?;
    let member = Member::One(Box::new(one.benchmark.clone()));
    Some(Case { body: one.body.clone(), ..with(base, member) })
}

/// The case of one benchmark of the workload that `case` stands for.
fn member(case: &Case, found: &Found) -> Case {
    let custom = |metric: &paceline_model::Metric| CustomMetric {
        metric: metric.clone(),
        extract: Extract::Tool,
    };
    let is_other = |name: &&paceline_model::MetricName| {
        found.metrics.iter().all(|metric| metric.name != **name)
    };
    let mut parameters = found.own.parameters.clone();
    parameters.extend(case.id.parameters.clone());
    let below = |workload: &WorkloadName| {
        WorkloadName::made_of(&format!("{workload}/{}", found.own.workload))
    };
    Case {
        id: CaseId { workload: below(&case.id.workload), parameters },
        body: found.body.clone(),
        metrics: case.metrics.iter().filter(is_other).cloned().collect(),
        custom_metrics: found.metrics.iter().map(custom).collect(),
        renamed_from: case.renamed_from.as_ref().map(below),
        ..with(case, Member::One(Box::new(found.benchmark.clone())))
    }
}

/// The id that the case had before its workload was renamed.
fn former(case: &Case) -> Option<CaseId> {
    let workload = case.renamed_from.clone()?;
    Some(CaseId { workload, parameters: case.id.parameters.clone() })
}
