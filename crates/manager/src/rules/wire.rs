//! Rules and what they do, as the interface says it.

use std::collections::HashMap;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::rules::{Condition, What};
use licentia_platform::db::{ScopeNo, Sql};
use licentia_platform::problem::Problem;
use licentia_protocol::api::{
    NewRule, Rule, RuleCondition, RuleUnmet, RulesCounts, RulesEffect, RulesSeats, UserModule,
};

use super::effect::Effect;
use crate::sealed::RuleRow;
use crate::snapshot::Snapshot;
use crate::users;

/// Every rule in its place.
pub(super) fn rules(at: &Snapshot, rows: &[RuleRow]) -> Vec<Rule> {
    let rows = rows.iter().zip(1..);
    rows.map(|(row, place)| Rule { id: row.id.clone(), place, rule: said(at, row) }).collect()
}

/// What a rule says.
pub(super) fn said(at: &Snapshot, row: &RuleRow) -> NewRule {
    NewRule {
        name: row.name.clone(),
        enabled: row.rule.enabled,
        over_manual: row.rule.over_manual,
        when: row.rule.when.iter().map(|one| condition(at, one)).collect(),
        modules: row.rule.modules.iter().map(|no| name(at, *no)).collect(),
    }
}

fn condition(at: &Snapshot, condition: &Condition) -> RuleCondition {
    let slug =
        |no: &String| no.parse().ok().and_then(|no| users::site_slug(at, no)).unwrap_or_else(|| no.clone());
    let is = match condition.what {
        What::Installation => condition.is.iter().map(slug).collect(),
        _ => condition.is.clone(),
    };
    RuleCondition { attribute: condition.what.to_string(), is, not: condition.not }
}

pub(super) fn name(at: &Snapshot, no: ModuleNo) -> String {
    at.name(no).map(ToString::to_string).unwrap_or_default()
}

/// The effect with at most `most` entries in each list.
pub(super) fn effect(
    sql: &mut dyn Sql,
    at: &Snapshot,
    scope: ScopeNo,
    effect: &Effect,
    (seen, most): (String, usize),
) -> Result<RulesEffect, Problem> {
    let pairs = [&effect.gains, &effect.loses, &effect.kept];
    let mut users: Vec<UserNo> =
        pairs.iter().flat_map(|list| list.iter().take(most)).map(|(user, _)| *user).collect();
    users.extend(effect.unmet.iter().take(most).map(|(user, _)| *user));
    users.extend(effect.nothing.iter().take(most));
    users.sort_unstable();
    users.dedup();
    let named = users::names_in(sql, scope, &users)?;
    let logins: HashMap<UserNo, String> = named.into_iter().map(|(no, named)| (no, named.login)).collect();
    let login = |no: UserNo| logins.get(&no).cloned().unwrap_or_default();
    let list = |list: &[(UserNo, ModuleNo)]| {
        let first = list.iter().take(most);
        first
            .map(|(user, module)| UserModule {
                user: login(*user),
                module: name(at, *module),
                already: false,
            })
            .collect()
    };
    let unmet = effect.unmet.iter().take(most).map(|(user, unmet)| RuleUnmet {
        user: login(*user),
        module: name(at, unmet.module),
        code: unmet.code.as_str().to_owned(),
        waits: unmet.waits,
        beside: unmet.beside.map(|no| name(at, no)),
    });
    Ok(RulesEffect {
        counts: counts(at, effect),
        seats: seats(at, effect),
        gains: list(&effect.gains),
        loses: list(&effect.loses),
        unmet: unmet.collect(),
        kept: list(&effect.kept),
        nothing: effect.nothing.iter().take(most).map(|no| login(*no)).collect(),
        seen,
    })
}

fn counts(at: &Snapshot, effect: &Effect) -> RulesCounts {
    let (sources_only, no_longer_waiting) = effect.others(at);
    RulesCounts {
        users: effect.users,
        changed: effect.changes.len() as u64,
        gains: effect.gains.len() as u64,
        loses: effect.loses.len() as u64,
        unmet: effect.unmet.len() as u64,
        waiting: effect.unmet.iter().filter(|(_, unmet)| unmet.waits).count() as u64,
        sources_only,
        no_longer_waiting,
        kept: effect.kept.len() as u64,
        nothing: effect.nothing.len() as u64,
    }
}

/// Of every visible module whose use changes, or that somebody lacks.
fn seats(at: &Snapshot, effect: &Effect) -> Vec<RulesSeats> {
    let mut lacking: HashMap<ModuleNo, u64> = HashMap::new();
    let no_seat = licentia_core::decide::Code::NoSeat;
    for (_, unmet) in effect.unmet.iter().filter(|(_, unmet)| unmet.code == no_seat) {
        *lacking.entry(unmet.module).or_default() += 1;
    }
    let visible = at.licences().modules().filter(|(_, module)| !module.hidden);
    let seats = visible.map(|(no, _)| RulesSeats {
        module: name(at, no),
        before: at.usage().get(no),
        after: effect.usage.get(no),
        total: at.day().total(no).cap(),
        lacking: lacking.get(&no).copied().unwrap_or(0),
    });
    seats.filter(|seats| seats.before != seats.after || seats.lacking > 0).collect()
}
