//! `paceline check`: measures head, and base beside it where it is no record, and compares.

use std::path::Path;

use paceline_compare::{Watch, compare};
use paceline_git::Commit;
use paceline_measure::Sides;
use paceline_model::{
    Case, CaseId, CaseRecord, CaseRules, CommitId, Comparison, Parameters, Plan, Record, Rules,
    Verdict,
};
use paceline_report::html::Page;

use super::publish::publish_checked;
use super::verdict;
use crate::accepted::accepted;
use crate::arguments::{CheckArguments, SuiteFrom};
use crate::attribution::attribute;
use crate::base::{Base, earlier, variants};
use crate::checkout::Checkout;
use crate::default_base::{default_base, sentence};
use crate::evidence::Evidence;
use crate::exit::{Outcome, Problem};
use crate::output;
use crate::pairs::{in_line, pair_up};
use crate::past::recent;
use crate::policy::{conclude, judge, listed};
use crate::select::{Selection, nothing_to_do, select};
use crate::session::{Label, Session, head_only, load_all};
use crate::suite_from::suite_of_base;
use crate::world::World;

/// What a reader of a case is told that a stored record alone did not decide.
const CONFIRMED: &str = "differed from the stored record, so both sides were measured in pairs";

pub(crate) fn run(arguments: &CheckArguments, world: &World) -> Result<Outcome, Problem> {
    let suites = &arguments.measuring.suites;
    if suites.len() > 1 && (!arguments.output.is_empty() || arguments.records.is_some()) {
        return Err(Problem::input(
            "`--output` and `--records` take one suite; check them one by one",
        ));
    }
    verdict::one_document(suites, &arguments.printing)?;
    verdict::known_forms(&arguments.output)?;
    if !arguments.publish {
        return check_all(arguments, world, &mut |_comparison| {});
    }
    let mut comparisons = Vec::new();
    // No suite gets the token, not even one that asks for it: a pull request may bring such a suite.
    let untold = world.without(&arguments.telling.token_env);
    let ended = check_all(arguments, &untold, &mut |comparison| comparisons.push(comparison));
    if !matches!(ended, Err(Problem::Interrupted)) {
        publish_checked(comparisons, &arguments.output, &arguments.telling, world);
    }
    ended
}

/// Checks suite by suite, and hands on what each came to.
fn check_all(
    arguments: &CheckArguments,
    world: &World,
    done: &mut dyn FnMut(Comparison),
) -> Result<Outcome, Problem> {
    let mut worst = Outcome::Passed;
    for plan in load_all(&arguments.measuring.suites, world)? {
        let plan = match arguments.suite_from {
            SuiteFrom::Head => plan,
            SuiteFrom::Base => suite_of_base(&plan, arguments, world)?,
        };
        worst = worst.max(verdict::of_one(check(&plan, arguments, world, done))?);
    }
    Ok(worst)
}

fn check(
    plan: &Plan,
    arguments: &CheckArguments,
    world: &World,
    done: &mut dyn FnMut(Comparison),
) -> Result<Outcome, Problem> {
    let variants = match &arguments.base {
        Some(base) => variants(base, arguments.head.as_deref(), &plan.cases)?,
        None => None,
    };
    let selection = select(plan, &arguments.measuring)?;
    if selection.cases.is_empty() {
        output::tell(&nothing_to_do(plan, &arguments.measuring));
        return Ok(Outcome::Passed);
    }
    let mut session = Session::open(world, plan, &selection.cases, &arguments.measuring)?;
    session.profiles.clone_from(&arguments.profiles);
    session.seen = verdict::has_page(&arguments.output).then(Vec::new);
    let selection = session.discover(selection)?;
    let within = arguments.stored.then_some(arguments.within);
    let (base, reason) = match (variants, &arguments.base) {
        (Some(variants), _) => (variants, None),
        (None, Some(base)) => (earlier(base, within, &session)?, Some(named(base))),
        (None, None) => {
            let chosen = default_base(&session, world)?;
            output::tell(&sentence(&chosen));
            (earlier(&chosen.commit.id, within, &session)?, Some(chosen.reason))
        }
    };
    let evidence = arguments.evidence.as_deref();
    let mut judged = match base {
        Base::Variants { base, head } => {
            side_by_side(&selection.cases, [base, head], &mut session, evidence)?
        }
        Base::Commit(commit) => beside(&commit, &selection, &mut session, evidence)?,
        Base::Stored(base, note) => {
            let mut judged = against_stored(*base, &selection, &mut session)?;
            judged.comparison.notes.extend(note);
            judged
        }
        Base::Missing(warning) => {
            output::tell(&warning);
            return Ok(Outcome::Passed);
        }
    };
    judged.explain(reason);
    if let Some(folder) = &arguments.records {
        judged.write_records(folder)?;
    }
    judge(&mut judged.comparison, &judged.rules, &arguments.policy);
    judged.show(&session, arguments, world)?;
    let outcome = conclude(&judged.comparison);
    done(judged.comparison);
    Ok(outcome)
}

/// Why base is compared with, where the user says so.
fn named(base: &str) -> String {
    // The commit stands beside it anyway.
    let is_id = base.len() >= 7 && base.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_id { "named by `--base`".to_owned() } else { format!("named by `--base {base}`") }
}

/// A comparison with what it rests on.
struct Judged {
    comparison: Comparison,
    rules: Rules,
    records: [Record; 2],
    /// Of the cases that looked different from a stored record and were measured again.
    confirmed: Option<[Record; 2]>,
}

impl Judged {
    /// Head's record says from now on that it was judged by these rules, not by those of an
    /// earlier run, in which other gates may have been in force.
    fn new([base, head]: [Record; 2], rules: Rules) -> Self {
        let mut comparison = compare(&base, &head, &rules);
        attribute(&mut comparison, &base, &head, &rules);
        let head = Record { rules: Some(rules.clone()), ..head };
        Self { comparison, rules, records: [base, head], confirmed: None }
    }

    fn show(
        &self,
        session: &Session<'_>,
        arguments: &CheckArguments,
        world: &World,
    ) -> Result<(), Problem> {
        let [base, head] = &self.records;
        let directory = &session.plan.directory;
        let store = &arguments.measuring.store;
        let history = verdict::has_page(&arguments.output)
            .then(|| recent(directory, store, (&self.comparison, &self.rules)))
            .flatten();
        let page = Page {
            comparison: &self.comparison,
            records: Some([base, head]),
            profiles: session.seen.as_deref().unwrap_or_default(),
            history: history.as_slice(),
        };
        verdict::show(&page, &arguments.printing, &arguments.output, world)
    }

    /// Says why base is compared with, in head's record too, so that a replay tells the same.
    fn explain(&mut self, reason: Option<String>) {
        self.comparison.base_reason.clone_from(&reason);
        self.rules.base_reason = reason;
        let [_, head] = &mut self.records;
        head.rules = Some(self.rules.clone());
    }

    fn write_records(&self, folder: &Path) -> Result<(), Problem> {
        let write = |folder: &Path, [base, head]: &[Record; 2]| {
            output::write(&folder.join("base.json"), &base.to_json()?)?;
            output::write(&folder.join("head.json"), &head.to_json()?)
        };
        write(folder, &self.records)?;
        self.confirmed.iter().try_for_each(|records| write(&folder.join("confirmed"), records))
    }
}

fn side_by_side(
    cases: &[Case],
    [base, head]: [Parameters; 2],
    session: &mut Session<'_>,
    evidence: Option<&Path>,
) -> Result<Judged, Problem> {
    let ids: Vec<_> = cases.iter().map(|case| case.id.without(&head)).collect();
    let pairs = pair_up(cases, &ids, [&base, &head])?;
    if !pairs.outside.is_empty() {
        output::tell(&format!("left out, being of neither variant: {}", listed(&pairs.outside)));
    }
    let heads: Vec<_> = pairs.sides.iter().map(|sides| sides.head).collect();
    let rules = Rules::of(session.plan, &heads, &head);
    let labels = [base, head].map(|variant| Label { variant, ..session.here() });
    in_pairs(&pairs.sides, labels, rules, session, evidence)
}

/// Measures both sides in pairs, going on from earlier runs where their pairs are kept.
fn in_pairs(
    sides: &[Sides<'_>],
    labels: [Label; 2],
    rules: Rules,
    session: &mut Session<'_>,
    evidence: Option<&Path>,
) -> Result<Judged, Problem> {
    let heads: Vec<_> = sides.iter().map(|sides| sides.head).collect();
    let gone = labels[0].gone.clone();
    let mut watch = Watch::new(&heads, &rules);
    let evidence = match evidence {
        Some(folder) => Evidence::open(folder, session, &labels)?,
        None => None,
    };
    let Some(evidence) = evidence else {
        let records = session.measure(sides, labels, &rules, &mut watch)?;
        return Ok(Judged::new(with_gone(records, gone), rules));
    };
    let open = evidence.open_cases(sides, &mut watch);
    watch.keep(&open);
    let open: Vec<_> = open.into_iter().map(|place| sides[place]).collect();
    let later = if open.is_empty() {
        output::tell("every case was decided by earlier runs; nothing is measured");
        None
    } else {
        Some(session.measure(&open, labels, &rules, &mut watch)?)
    };
    Ok(Judged::new(with_gone(evidence.join(later, sides)?, gone), rules))
}

/// The records, base's with the cases that it alone has: nothing of them was measured.
fn with_gone([mut base, head]: [Record; 2], gone: Vec<CaseId>) -> [Record; 2] {
    base.cases.extend(gone.into_iter().map(CaseRecord::unmeasured));
    [base, head]
}

/// Measures the cases on a commit, checked out beside what is here, and here, in pairs.
fn beside(
    commit: &Commit,
    selection: &Selection,
    session: &mut Session<'_>,
    evidence: Option<&Path>,
) -> Result<Judged, Problem> {
    let checkout = Checkout::create(session, commit, &selection.cases)?;
    let (bases, heads) = checkout.asked_sides(&selection.cases, session)?;
    let sides = in_line(&bases.cases, &heads);
    let accepted = accepted(Some(commit.id.as_str()), &selection.cases, session)?;
    let mut rules = Rules { accepted, ..rules(selection, session) };
    rules.cases.extend(bases.gone.iter().map(|case| CaseRules::of(case, &Parameters::new())));
    let gone = bases.gone.into_iter().map(|case| case.id).collect();
    let labels = [Label { gone, ..checkout.label() }, session.here()];
    in_pairs(&sides, labels, rules, session, evidence)
}

/// Measures head and compares it with a stored record. Where that looks different, base's commit is
/// measured beside head, if it is here: a record of another session accuses nobody.
fn against_stored(
    base: Record,
    selection: &Selection,
    session: &mut Session<'_>,
) -> Result<Judged, Problem> {
    let sides = head_only(&selection.cases);
    let commit = base.revision.commit.as_ref().map(CommitId::as_str);
    let accepted = accepted(commit, &selection.cases, session)?;
    let rules = Rules { accepted, ..rules(selection, session) };
    let labels = [Label::default(), session.here()];
    let mut watch = Watch::new(&[], &rules);
    let [_, head] = session.measure(&sides, labels, &rules, &mut watch)?;
    let mut judged = Judged::new([base, head], rules);
    let [base, _] = &judged.records;
    let Some(commit) = measurable(base, session) else { return Ok(judged) };
    let looks_different = |id: &CaseId| {
        let case = judged.comparison.cases.iter().find(|case| case.id == *id);
        case.is_some_and(|case| matches!(case.verdict, Verdict::Suspect | Verdict::Improved))
    };
    let (cases, others): (Vec<_>, Vec<_>) =
        selection.cases.iter().cloned().partition(|case| looks_different(&case.id));
    if cases.is_empty() {
        return Ok(judged);
    }
    let left_out = others.into_iter().map(|case| case.id).collect();
    let again = Selection { cases, left_out, is_narrowed: true, ..Selection::default() };
    let again = beside(&commit, &again, session, None)?;
    for mut case in again.comparison.cases {
        case.notes.push(CONFIRMED.to_owned());
        if let Some(place) = judged.comparison.cases.iter_mut().find(|old| old.id == case.id) {
            *place = case;
        }
    }
    Ok(Judged { confirmed: Some(again.records), ..judged })
}

/// The commit of a record, if it is here and the record is of nothing else.
fn measurable(base: &Record, session: &Session<'_>) -> Option<Commit> {
    let commit = base.revision.commit.as_ref()?;
    let is_whole = !base.revision.dirty && base.variant.is_empty();
    let repository = session.repository.as_ref().filter(|_| is_whole)?;
    repository.resolve(commit.as_str()).ok()
}

/// By what the chosen cases of a whole revision are judged.
fn rules(selection: &Selection, session: &Session<'_>) -> Rules {
    let cases: Vec<_> = selection.cases.iter().collect();
    let left_out = selection.left_out.clone();
    let left_out_families = selection.left_out_families.clone();
    Rules { left_out, left_out_families, ..Rules::of(session.plan, &cases, &Parameters::new()) }
}
