//! Editing the list of rules: what it says afterwards, with everything checked.

use std::collections::HashSet;

use licentia_core::decide::DEMO_CAP;
use licentia_core::ids::ModuleNo;
use licentia_core::licence::{Scope, UserKind};
use licentia_core::names::fold_login;
use licentia_core::rules::{Condition, Rule, RuleNo, What};
use licentia_platform::problem::Problem;
use licentia_protocol::api::{NewRule, RuleCondition};
use serde::{Deserialize, Serialize};

use crate::sealed::RuleRow;
use crate::snapshot::Snapshot;
use crate::users;

/// The most rules of an installation.
const MOST: usize = 1_000;
/// The most conditions of a rule, and modules.
const PARTS: usize = 50;
/// The most values of a condition.
const VALUES: usize = 500;
/// The longest name or value, in characters.
const LONGEST: usize = 200;

/// One change of the list of rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// None: only apply what there is.
    Nothing,
    /// Those without their seal go, and what is left is taken for what it should be (rule 10); applied like any edit.
    PutRight,
    /// One more.
    Add {
        /// What it says.
        rule: NewRule,
        /// Its place, 1 = first; last unless told.
        place: Option<u32>,
    },
    /// Another in the place of one.
    Change {
        /// Which.
        id: String,
        /// What it says.
        rule: NewRule,
        /// Its place; where it is unless told.
        place: Option<u32>,
    },
    /// One less.
    Remove {
        /// Which.
        id: String,
    },
    /// These and no others; whoever has the name of an old one is that one.
    All {
        /// The rules, the first one first.
        rules: Vec<NewRule>,
    },
}

/// What is needed besides the list.
pub(super) struct Making<'a> {
    pub(super) at: &'a Snapshot,
    pub(super) now_ms: i64,
    pub(super) new_id: &'a mut dyn FnMut() -> String,
}

impl Making<'_> {
    /// The rules after the edit, in order, numbered from 1 by priority.
    ///
    /// # Errors
    /// 404 `not_found`; 409 `demo_limit`; 422 `invalid`, `module_unknown`, `not_assignable` with the `path` at fault.
    pub(super) fn edited(&mut self, edit: Edit) -> Result<Vec<RuleRow>, Problem> {
        let old = &self.at.rules.rows;
        let mut rows = old.clone();
        match edit {
            Edit::Nothing | Edit::PutRight => return Ok(rows),
            Edit::Add { rule, place } => {
                let row = self.row(rule, None, &rows, "rule.")?;
                let place = place.map_or(rows.len(), |place| index(place, rows.len()));
                rows.insert(place, row);
            }
            Edit::Change { id, rule, place } => {
                let found = find(&rows, &id)?;
                let before = rows.remove(found);
                let row = self.row(rule, Some(&before), &rows, "rule.")?;
                let place = place.map_or(found, |place| index(place, rows.len()));
                rows.insert(place, row);
            }
            Edit::Remove { id } => drop(rows.remove(find(&rows, &id)?)),
            Edit::All { rules } => {
                let mut all: Vec<RuleRow> = Vec::with_capacity(rules.len());
                for (index, rule) in rules.into_iter().enumerate() {
                    let name = fold_login(rule.name.trim());
                    let before = old.iter().find(|row| fold_login(&row.name) == name);
                    let taken: Vec<RuleRow> = all.iter().chain(old).cloned().collect();
                    all.push(self.row(rule, before, &taken, &format!("rules[{index}]."))?);
                }
                unique(&all)?;
                rows = all;
            }
        }
        self.fits(rows.len())?;
        for (row, place) in rows.iter_mut().zip(1..) {
            if row.rule.priority != place {
                row.rule.priority = place;
                row.updated_at = self.now_ms;
            }
        }
        unique(&rows)?;
        Ok(rows)
    }

    /// A rule as it is stored; one that says the same as before stays as it is. `beside` are the others, for a number that
    /// none of them has.
    fn row(
        &mut self,
        new: NewRule,
        before: Option<&RuleRow>,
        beside: &[RuleRow],
        path: &str,
    ) -> Result<RuleRow, Problem> {
        let name = text(&new.name, &format!("{path}name"))?;
        if name.is_empty() {
            return Err(
                Problem::invalid(&format!("{path}name"), "A rule needs a name.").words("why-rule-name")
            );
        }
        if new.when.len() > PARTS {
            return Err(Problem::invalid(&format!("{path}when"), format!("At most {PARTS} conditions.")));
        }
        let when = new.when.iter().enumerate();
        let when = when
            .map(|(at, one)| self.condition(one, &format!("{path}when[{at}].")))
            .collect::<Result<_, _>>()?;
        let modules = self.modules(&new.modules, &format!("{path}modules"))?;
        let next = beside.iter().map(|row| row.rule.no.0).max().unwrap_or(0) + 1;
        let no = before.map_or(RuleNo(next), RuleRow::no);
        let priority = before.map_or(0, |row| row.rule.priority);
        let rule = Rule { no, priority, enabled: new.enabled, when, modules, over_manual: new.over_manual };
        if let Some(before) = before.filter(|before| before.rule == rule && before.name == name) {
            return Ok(before.clone());
        }
        let id = before.map_or_else(|| (self.new_id)(), |before| before.id.clone());
        let created_at = before.map_or(self.now_ms, |before| before.created_at);
        Ok(RuleRow { rule, id, name, created_at, updated_at: self.now_ms })
    }

    fn condition(&self, wire: &RuleCondition, path: &str) -> Result<Condition, Problem> {
        let at = format!("{path}attribute");
        let wrong = |detail: String| Problem::invalid(&at, detail).words("why-rule-condition");
        let what: What = wire.attribute.trim().parse().map_err(wrong)?;
        let at = format!("{path}is");
        if wire.is.len() > VALUES {
            return Err(Problem::invalid(&at, format!("At most {VALUES} values.")));
        }
        let mut is = Vec::with_capacity(wire.is.len());
        for value in &wire.is {
            let value = text(value, &at)?;
            // Left out, it would ask for any value at all where it is the only one.
            if value.is_empty() {
                let empty = "A value is empty. To ask for any value at all, leave the whole list empty.";
                return Err(Problem::invalid(&at, empty).words("why-rule-value"));
            }
            let value = match what {
                What::Kind => UserKind::EVERY
                    .into_iter()
                    .find(|kind| kind.as_str() == fold_login(&value))
                    .map(|kind| kind.as_str().to_owned())
                    .ok_or_else(|| Problem::invalid(&at, format!("`{value}` is no kind of user.")))?,
                What::Installation => users::site_no(self.at, &value)
                    .map(|no| no.to_string())
                    .ok_or_else(|| Problem::invalid(&at, format!("There is no installation `{value}`.")))?,
                _ => value,
            };
            if !is.contains(&value) {
                is.push(value);
            }
        }
        Ok(Condition { what, is, not: wire.not })
    }

    fn modules(&self, names: &[String], path: &str) -> Result<Vec<ModuleNo>, Problem> {
        if names.is_empty() {
            let nothing = Problem::invalid(path, "A rule gives at least one plan or module.");
            return Err(nothing.words("why-rule-gives"));
        }
        if names.len() > PARTS {
            return Err(Problem::invalid(path, format!("At most {PARTS} modules.")));
        }
        let mut list: Vec<ModuleNo> = Vec::with_capacity(names.len());
        for name in names {
            let no = self.module(name.trim(), path)?;
            if list.contains(&no) {
                continue;
            }
            if let Some(other) = list.iter().find(|other| self.rivals(**other, no)) {
                let other = self.at.name(*other).map(ToString::to_string).unwrap_or_default();
                let detail = format!("A user has one plan of an issuer: `{name}` goes not with `{other}`.");
                return Err(Problem::invalid(path, detail));
            }
            list.push(no);
        }
        Ok(list)
    }

    fn module(&self, name: &str, path: &str) -> Result<ModuleNo, Problem> {
        let unknown = || {
            Problem::unprocessable("module_unknown", path, format!("There is no module `{name}`."))
                .words("why-no-module")
                .arg("module", name)
                .arg("name", name)
        };
        let no = self.at.licences().no(name.to_lowercase()).ok_or_else(unknown)?;
        if let Some(module) = self.at.licences().module(no) {
            let suite = self.at.licences().issuers()[module.issuer].suite.as_ref();
            let follows = suite.is_some_and(|suite| suite.module == module.name.code());
            if module.hidden || module.scope != Scope::User || follows {
                let detail = format!("`{name}` is given with a plan or to everybody, not to single users.");
                let problem =
                    Problem::unprocessable("not_assignable", path, detail).words("why-not-to-users");
                return Err(problem.arg("module", name).arg("name", name));
            }
        }
        Ok(no)
    }

    fn rivals(&self, a: ModuleNo, b: ModuleNo) -> bool {
        let plan_of =
            |no| self.at.licences().module(no).and_then(|module| module.plan.then_some(module.issuer));
        plan_of(a).is_some() && plan_of(a) == plan_of(b)
    }

    fn fits(&self, count: usize) -> Result<(), Problem> {
        let limit = usize::try_from(DEMO_CAP).unwrap_or(MOST).min(MOST);
        if count <= limit || count <= self.at.rules.rows.len() {
            return Ok(());
        }
        if self.at.demo() {
            return Err(Problem::conflict("demo_limit").arg("limit", limit).with("limit", limit));
        }
        Err(Problem::invalid("rules", format!("At most {MOST} rules.")))
    }
}

fn index(place: u32, len: usize) -> usize {
    (place.saturating_sub(1) as usize).min(len)
}

fn find(rows: &[RuleRow], id: &str) -> Result<usize, Problem> {
    rows.iter().position(|row| row.id == id).ok_or_else(|| Problem::not_found("rule"))
}

fn unique(rows: &[RuleRow]) -> Result<(), Problem> {
    let mut names = HashSet::with_capacity(rows.len());
    match rows.iter().find(|row| !names.insert(fold_login(&row.name))) {
        Some(row) => Err(Problem::invalid("name", format!("There are two rules called `{}`.", row.name))
            .words("why-rule-twice")
            .arg("name", &row.name)),
        None => Ok(()),
    }
}

fn text(typed: &str, path: &str) -> Result<String, Problem> {
    let text = typed.trim();
    if text.chars().count() > LONGEST {
        let problem = Problem::invalid(path, format!("At most {LONGEST} characters."));
        return Err(problem.words("why-most-characters").arg("most", LONGEST));
    }
    if text.chars().any(char::is_control) {
        return Err(Problem::invalid(path, "Control characters cannot be kept.").words("why-control"));
    }
    Ok(text.to_owned())
}
