//! Taking a module or a plan away (rules 3 and 4).

use super::grant::orphan;
use super::holds::{Load, current};
use super::prepared::suite_module;
use super::{Change, Person, Refusal, Source};
use crate::decide::Code;
use crate::ids::ModuleNo;
use crate::licence::Scope;
use crate::licences::{Day, Licences};

/// Decides one recall: the rows to remove, from one source or from all, waiting intents included,
/// and the units that become free. A recall of what is not there is an empty change.
///
/// # Errors
///
/// `not_assignable` for what comes with a plan, a suite or the installation and is not recalled on
/// its own; `prerequisite` when something that the user keeps requires what would go (`because`
/// names it).
pub fn recall(
    licences: &Licences,
    day: &Day,
    person: &Person<'_>,
    module: ModuleNo,
    source: Option<Source>,
) -> Result<Change, Refusal> {
    let wanted = current(licences, module);
    let goes = |row: &&super::Assignment| {
        current(licences, row.module) == wanted && source.is_none_or(|source| source == row.source)
    };
    let remove: Vec<_> = person.assignments.iter().filter(goes).map(super::Assignment::key).collect();
    let refused = |code, because| Err(Refusal::new(code, module, because));
    let suite = licences.module(wanted).and_then(|module| suite_module(licences, module.issuer));
    if suite == Some(wanted) && remove.iter().any(|(_, source)| *source == Source::Suite) {
        return refused(Code::NotAssignable, None);
    }
    if remove.is_empty() {
        let own = licences.module(wanted).is_none_or(|m| !m.hidden && m.scope == Scope::User);
        return if own { Ok(Change::default()) } else { refused(Code::NotAssignable, None) };
    }
    let (mut before, mut after) = (Load::new(licences), Load::new(licences));
    before.fill(licences, day.today, person.assignments);
    after.fill(licences, day.today, person.assignments.iter().filter(|row| !goes(row)));
    if let Some(orphan) = orphan(licences, &before, &after) {
        return Err(Refusal { code: Code::Prerequisite, module, because: Some(orphan) });
    }
    let usage = if person.active { before.difference(licences, &after) } else { Vec::new() };
    Ok(Change { remove, usage, ..Change::default() })
}
