//! The cases of two revisions, or of two variants of one, side by side.

use paceline_measure::Sides;
use paceline_model::{Case, CaseId, Parameters};

use crate::exit::Problem;

/// The cases of two variants, side by side.
pub(crate) struct Pairs<'a> {
    /// In the order of head's cases.
    pub(crate) sides: Vec<Sides<'a>>,
    /// Cases of neither variant.
    pub(crate) outside: Vec<&'a CaseId>,
}

/// Each case of head's variant with its counterpart; `ids` are those of `cases` without the
/// variant. A case that only one variant has is wrong input: it would vanish from the verdict.
pub(crate) fn pair_up<'a>(
    cases: &'a [Case],
    ids: &'a [CaseId],
    [base, head]: [&Parameters; 2],
) -> Result<Pairs<'a>, Problem> {
    let of = |variant: &Parameters| {
        let of_variant = cases.iter().zip(ids).filter(|(case, _)| case.id.matches(variant));
        of_variant.collect::<Vec<_>>()
    };
    let (mut bases, heads) = (of(base), of(head));
    let mut sides = Vec::new();
    let mut lonely = Vec::new();
    for (head, id) in heads {
        match bases.iter().position(|(_, other)| *other == id) {
            Some(index) => sides.push(Sides { id, base: Some(bases.remove(index).0), head }),
            None => lonely.push(head.id.to_string()),
        }
    }
    lonely.extend(bases.iter().map(|(case, _)| case.id.to_string()));
    if !lonely.is_empty() {
        return Err(Problem::Input(format!(
            "these cases have no counterpart in the other variant: {}; choose the others with \
             `--case`",
            lonely.join(", ")
        )));
    }
    let is_outside = |id: &&CaseId| !id.matches(base) && !id.matches(head);
    let outside = cases.iter().map(|case| &case.id).filter(is_outside).collect();
    Ok(Pairs { sides, outside })
}

/// Each case of head with the one of base at its place, where there is one.
pub(crate) fn in_line<'a>(bases: &'a [Option<Case>], heads: &'a [Case]) -> Vec<Sides<'a>> {
    let pairs = heads.iter().zip(bases);
    pairs.map(|(head, base)| Sides { id: &head.id, base: base.as_ref(), head }).collect()
}
