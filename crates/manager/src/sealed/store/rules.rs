//! `distribution_rule`.

use licentia_core::rules::{Rule, RuleNo};
use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, Write, values};
use licentia_platform::problem::Problem;
use licentia_platform::seals::Seal;

use super::insert;
use crate::sealed::{RuleRow, Stored};

const RULE: &str = "no, id, name, priority, enabled, over_manual, conditions, modules, created_at, updated_at, rev, \
                    seal_hi, seal_lo";

/// Every rule of a scope, by priority; `None` for a row that cannot be read.
///
/// # Errors
/// The database's.
pub fn rules(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Vec<Option<Stored<RuleRow>>>, DbError> {
    let text = format!("SELECT {RULE} FROM distribution_rule WHERE scope = $1 ORDER BY priority, no");
    Ok(sql.query(&text, &values![scope])?.iter().map(rule).collect())
}

/// Adds rules.
///
/// # Errors
/// The database's.
pub fn insert_rules(w: &mut Write<'_>, rows: &[RuleRow]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let (scope, rev, mut set) = (w.scope(), w.revision().cast_signed(), Rows::new());
    for row in rows {
        let seal = w.seal(row);
        set.row()
            .int(row.rule.no.0)
            .text(&row.id)
            .text(&row.name)
            .int(row.rule.priority)
            .bool(row.rule.enabled)
            .bool(row.rule.over_manual)
            .text(&row.conditions_json())
            .text(&row.modules_json())
            .int(row.created_at)
            .int(row.updated_at)
            .int(rev)
            .int(seal.hi)
            .int(seal.lo)
            .int(scope.0);
    }
    insert(w, "distribution_rule", RULE, &set)
}

/// Removes stored rules. A rule is changed by removing it and adding it again in the same write.
///
/// # Errors
/// `tampered` when one does not carry its seal; the database's.
pub fn remove_rules(w: &mut Write<'_>, stored: &[Stored<RuleRow>]) -> Result<(), Problem> {
    let scope = w.scope();
    for old in stored {
        old.unseal(w)?;
        let text = "DELETE FROM distribution_rule WHERE scope = $1 AND no = $2";
        w.execute(text, &values![scope, old.row.rule.no.0])?;
    }
    Ok(())
}

/// Removes every rule but these, whatever its seal: what was tampered with is put right (rule 10). The caller accepts the
/// sum of those that are left. Returns how many went.
///
/// # Errors
/// The database's.
pub fn keep_only_rules(w: &mut Write<'_>, keep: &[RuleNo]) -> Result<u64, DbError> {
    let (scope, mut numbers) = (w.scope(), Rows::new());
    for no in keep {
        numbers.row().int(no.0);
    }
    let text = "DELETE FROM distribution_rule
        WHERE scope = $1 AND no NOT IN (SELECT CAST(value->>0 AS BIGINT) FROM EACH($2))";
    w.execute(text, &values![scope, numbers])
}

fn rule(row: &Row) -> Option<Stored<RuleRow>> {
    let (when, modules) = RuleRow::from_json(row.text(6)?, row.text(7)?)?;
    Some(Stored {
        row: RuleRow {
            rule: Rule {
                no: RuleNo(row.get(0).ok()?),
                priority: row.get(3).ok()?,
                enabled: row.get(4).ok()?,
                over_manual: row.get(5).ok()?,
                when,
                modules,
            },
            id: row.get(1).ok()?,
            name: row.get(2).ok()?,
            created_at: row.get(8).ok()?,
            updated_at: row.get(9).ok()?,
        },
        rev: row.get(10).ok()?,
        seal: Seal { hi: row.get(11).ok()?, lo: row.get(12).ok()? },
    })
}
