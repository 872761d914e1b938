//! Whom a package affects, person by person: what a comparison says module by module.

use std::collections::BTreeMap;

use jiff::civil::Date;
use licentia_core::compare::Comparison;
use licentia_core::ids::UserNo;
use licentia_core::names::ModuleName;

/// What one user gains and loses.
#[derive(Default)]
pub(super) struct Moves<'a> {
    /// Now.
    pub(super) gains: Vec<&'a ModuleName>,
    /// Now.
    pub(super) loses: Vec<&'a ModuleName>,
    /// From a later day on, the days in their order.
    pub(super) later: Vec<(Date, &'a ModuleName)>,
}

/// Everybody whom it affects, now or later.
pub(super) fn moves(changes: &Comparison) -> BTreeMap<UserNo, Moves<'_>> {
    let mut affected = BTreeMap::<UserNo, Moves<'_>>::new();
    for (module, gaining) in &changes.gains {
        gaining.iter().for_each(|no| affected.entry(*no).or_default().gains.push(module));
    }
    for (module, losing) in &changes.loses {
        losing.iter().for_each(|no| affected.entry(*no).or_default().loses.push(module));
    }
    for loss in &changes.later {
        for (module, losing) in &loss.loses {
            losing.iter().for_each(|no| affected.entry(*no).or_default().later.push((loss.day, module)));
        }
    }
    affected
}
