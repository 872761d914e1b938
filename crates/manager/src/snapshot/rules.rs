//! The rules of distribution as the snapshot keeps them (rule 13).

use licentia_core::rules::{RuleNo, Rules};
use licentia_platform::db::Sql;
use licentia_platform::problem::Problem;
use licentia_platform::seals::Sealed as _;

use super::load::Reader;
use super::{Snapshot, Wrong};
use crate::sealed::{RuleRow, store};

/// The rules of an installation.
#[derive(Debug, Default)]
pub(crate) struct Distribution {
    /// Every rule, by priority; switched off ones too.
    pub(crate) rows: Vec<RuleRow>,
    /// Those that apply, compiled.
    pub(crate) rules: Rules,
    /// A rule was tampered with: it counts as absent, but without it the others would take away what it gave. None
    /// applies until somebody puts that right (rule 10).
    pub(crate) wrong: bool,
}

impl Distribution {
    /// From rows of which every one is right.
    pub(crate) fn of(rows: Vec<RuleRow>) -> Self {
        Self { rules: Rules::new(rows.iter().map(|row| row.rule.clone())), rows, wrong: false }
    }

    /// The rule of a number.
    pub(crate) fn rule(&self, no: RuleNo) -> Option<&RuleRow> {
        self.rows.iter().find(|row| row.no() == no)
    }
}

impl Snapshot {
    /// Whether no rule applies until somebody puts the table right: one was tampered with, deleted or put back (rule 10).
    pub(crate) fn rules_rest(&self) -> bool {
        self.rules.wrong || self.wrong.tables.contains(RuleRow::TABLE)
    }
}

/// Reads the rules.
pub(crate) fn read(
    sql: &mut dyn Sql,
    reader: &mut Reader<'_>,
    wrong: &mut Wrong,
) -> Result<Distribution, Problem> {
    let mut rows = Vec::new();
    wrong.rules.clear();
    // Whoever writes rules has found the table whole just before, or has put it right.
    wrong.tables.remove(RuleRow::TABLE);
    for (at, found) in store::rules(sql, reader.scope)?.into_iter().enumerate() {
        match found {
            Some(stored) if reader.right(&stored) => rows.push(stored.row),
            Some(stored) => drop(wrong.rules.insert(stored.row.no().to_string())),
            None => drop(wrong.rules.insert(format!("row-{at}"))),
        }
    }
    Ok(Distribution { wrong: !wrong.rules.is_empty(), ..Distribution::of(rows) })
}
