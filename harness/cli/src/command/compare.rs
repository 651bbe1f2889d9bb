//! `paceline compare`: two records, no measuring.

use std::path::Path;

use paceline_baseline::read_record;
use paceline_compare::compare;
use paceline_model::{Record, Rules};
use paceline_report::html::Page;

use super::verdict;
use crate::arguments::CompareArguments;
use crate::attribution::attribute;
use crate::exit::{Outcome, Problem};
use crate::past::recent;
use crate::policy;
use crate::seen;
use crate::session::load;
use crate::world::World;

pub(crate) fn run(arguments: &CompareArguments, world: &World) -> Result<Outcome, Problem> {
    verdict::known_forms(&arguments.output)?;
    let base = read_record(&arguments.base)?;
    let head = read_record(&arguments.head)?;
    let rules = rules(&head, arguments, world)?;
    let mut comparison = compare(&base, &head, &rules);
    attribute(&mut comparison, &base, &head, &rules);
    policy::judge(&mut comparison, &rules, &arguments.policy);
    let profiles = seen::kept(&comparison, Some([&base, &head]), None)?;
    let history = verdict::has_page(&arguments.output)
        .then(|| recent(Path::new("."), &arguments.store, (&comparison, &rules)))
        .flatten();
    let page = Page {
        comparison: &comparison,
        records: Some([&base, &head]),
        profiles: &profiles,
        history: history.as_slice(),
    };
    verdict::show(&page, &arguments.printing, &arguments.output, world)?;
    Ok(policy::conclude(&comparison))
}

/// By what head is judged: as it was when it was measured, by a suite, or by the defaults.
fn rules(head: &Record, arguments: &CompareArguments, world: &World) -> Result<Rules, Problem> {
    if arguments.replay {
        return head.rules.clone().ok_or_else(|| {
            Problem::Input(format!(
                "`{}` does not say by what it was judged, so there is nothing to replay; \
                 `paceline check --records` writes records that do",
                arguments.head.display()
            ))
        });
    }
    let Some(suite) = &arguments.suite else { return Ok(Rules::default()) };
    let plan = load(suite, world)?;
    let variant = &head.variant;
    let cases: Vec<_> = plan.cases.iter().filter(|case| case.id.matches(variant)).collect();
    Ok(Rules::of(&plan, &cases, variant))
}
