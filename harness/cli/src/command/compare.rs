//! `paceline compare`: two records, no measuring.

use paceline_baseline::read_record;
use paceline_compare::{CaseRules, Rules, compare};

use super::verdict;
use crate::arguments::CompareArguments;
use crate::exit::{Outcome, Problem};
use crate::session::load;
use crate::world::World;

pub(crate) fn run(arguments: &CompareArguments, world: &World) -> Result<Outcome, Problem> {
    verdict::known_forms(&arguments.output)?;
    let base = read_record(&arguments.base)?;
    let head = read_record(&arguments.head)?;
    let mut rules = Rules::default();
    if let Some(suite) = &arguments.suite {
        let plan = load(suite, world)?;
        let variant = &head.variant;
        let cases = plan.cases.iter().filter(|case| case.id.matches(variant));
        rules.cases = cases.map(|case| CaseRules::of(case, variant)).collect();
    }
    let comparison = compare(&base, &head, &rules);
    verdict::show(&comparison, &arguments.printing, &arguments.output, world)?;
    Ok(verdict::outcome(&comparison, &arguments.policy))
}
