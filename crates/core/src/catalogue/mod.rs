//! What a vendor sells: modules, plans, suites, limits, meters and prices.
//!
//! A [`Catalogue`] is read from a file (TOML or JSON), checked with [`Catalogue::validate`], which
//! lists every problem and not only the first, and turned into the rows of a package with
//! [`Catalogue::rows_for`]. The vendor orders plans; how many seats each hidden module then needs
//! is computed here and nowhere else (rule 3). [`difference`] says what a new edition changes.

mod difference;
mod order;
mod problem;
mod rows;
mod validate;

#[cfg(test)]
mod tests;

pub use difference::{Change, FieldChange, Item, ItemChange, difference};
pub use order::{Order, OrderLine};
pub use problem::{Problem, ProblemCode};

use crate::licence::{Counting, FLAG_PLAN, FLAG_TIER, Kinds, Scope, Texts, WhenStopped};
use crate::package::{Limit, Meter, MeterKind, NextUp, Suite};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Prices for one unit and month in minor units per currency: `{ SEK = 49900, EUR = 4500 }`.
pub type Prices = BTreeMap<String, u64>;

/// Everything one issuer sells. Names are codes without the issuer's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// The issuer's name.
    pub issuer: String,
    /// The issuer's title per language.
    #[serde(default)]
    pub titles: Texts,
    /// Its modules, in the order in which packages and pages list them.
    #[serde(default)]
    pub modules: Vec<ModuleDef>,
    /// Its suites, the lowest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suites: Vec<SuiteDef>,
    /// Its meters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub meters: Vec<MeterDef>,
}

/// One module of a catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModuleDef {
    /// Its code, for example `ten-sales`.
    pub code: String,
    /// Its title per language.
    #[serde(default)]
    pub titles: Texts,
    /// Its explanation per language.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub tooltips: Texts,
    /// What it reaches (rule 1).
    pub scope: Scope,
    /// What takes a seat.
    #[serde(default)]
    pub counting: Counting,
    /// Never shown, never assigned by hand (rule 2).
    #[serde(default, skip_serializing_if = "is_false")]
    pub hidden: bool,
    /// A user plan, written as flag 1 (rule 3).
    #[serde(default, skip_serializing_if = "is_false")]
    pub plan: bool,
    /// Only marks the tier of a plan, written as flag 2.
    #[serde(default, skip_serializing_if = "is_false")]
    pub tier: bool,
    /// Sold without a cap, whatever is ordered.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unrestricted: bool,
    /// The user modules that come with a plan.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<String>,
    /// The modules that must be there first (rule 4).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<String>,
    /// The modules that a package gets when it gets this one: system modules, tier markers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub brings: Vec<String>,
    /// Who may hold it (rule 4).
    #[serde(default, skip_serializing_if = "is_all")]
    pub kinds: Kinds,
    /// What is left when it stops (rule 7).
    #[serde(default)]
    pub when_stopped: WhenStopped,
    /// The code it had before it was renamed: assignments are carried over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// What a unit costs in a month.
    #[serde(default, skip_serializing_if = "Prices::is_empty")]
    pub prices: Prices,
}

/// One plan for a whole organisation (rule 3a).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuiteDef {
    /// Its code, for example `core`.
    pub name: String,
    /// Its title per language.
    #[serde(default)]
    pub titles: Texts,
    /// The visible user module whose seat follows *can log in*.
    pub module: String,
    /// The modules that the suite includes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub brings: Vec<String>,
    /// Its plan limits (rule 14).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<LimitDef>,
    /// The code of the next suite up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// What a user costs in a month.
    #[serde(default, skip_serializing_if = "Prices::is_empty")]
    pub prices: Prices,
}

/// The highest number of something that a suite allows (rule 14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitDef {
    /// Its code, for example `active-projects`.
    pub name: String,
    /// Its title per language.
    #[serde(default)]
    pub titles: Texts,
    /// The highest number; absent = no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// What counts and what does not, per language.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub counts: Texts,
    /// How to free capacity, per language.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub advice: Texts,
}

/// A metered service (rule 15).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeterDef {
    /// Its code, for example `emails-sent`.
    pub name: String,
    /// Its title per language.
    #[serde(default)]
    pub titles: Texts,
    /// How it counts.
    pub kind: MeterKind,
    /// What it counts, per language.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub unit: Texts,
    /// The allowance of every month.
    #[serde(default)]
    pub base: u64,
    /// What each active user plan in use adds to it.
    #[serde(default)]
    pub per_plan: u64,
    /// How many units are sold together beyond the allowance, at least 1: a begun block is a whole one.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub block: u64,
    /// What a block beyond the allowance costs.
    #[serde(default, skip_serializing_if = "Prices::is_empty")]
    pub prices: Prices,
}

impl Catalogue {
    /// The module of a code.
    pub fn module(&self, code: &str) -> Option<&ModuleDef> {
        self.modules.iter().find(|module| module.code == code)
    }

    /// The suite of a code.
    pub fn suite(&self, name: &str) -> Option<&SuiteDef> {
        self.suites.iter().find(|suite| suite.name == name)
    }

    /// The suite as a package's manifest names it.
    pub fn suite_for(&self, name: &str) -> Option<Suite> {
        let suite = self.suite(name)?;
        let next = suite.next.as_deref().and_then(|next| self.suite(next));
        Some(Suite {
            name: suite.name.clone(),
            titles: suite.titles.clone(),
            module: suite.module.clone(),
            next: next.map(|next| next.titles.clone()).unwrap_or_default(),
        })
    }

    /// The plan limits of a suite as a package carries them; none for an unknown one.
    pub fn limits_for(&self, suite: &str) -> Vec<Limit> {
        let Some(suite) = self.suite(suite) else { return Vec::new() };
        (0..)
            .zip(&suite.limits)
            .map(|(n, limit)| Limit {
                n,
                name: limit.name.clone(),
                titles: limit.titles.clone(),
                max: limit.max,
                counts: limit.counts.clone(),
                advice: limit.advice.clone(),
                next: self.next_up(suite, limit),
            })
            .collect()
    }

    /// The first suite above `suite` that allows more than `limit`: a suite that does not name a limit has none.
    fn next_up(&self, suite: &SuiteDef, limit: &LimitDef) -> Option<NextUp> {
        let max = limit.max?;
        let mut above = suite;
        // Suites that lead round in a circle are looked at once each.
        for _ in 0..self.suites.len() {
            above = self.suite(above.next.as_deref()?)?;
            let there =
                above.limits.iter().find(|other| other.name == limit.name).and_then(|other| other.max);
            if there.is_none_or(|there| there > max) {
                return Some(NextUp { titles: above.titles.clone(), max: there });
            }
        }
        None
    }

    /// The meters as a package carries them.
    pub fn meters_for_package(&self) -> Vec<Meter> {
        (0..)
            .zip(&self.meters)
            .map(|(n, meter)| Meter {
                n,
                name: meter.name.clone(),
                titles: meter.titles.clone(),
                kind: meter.kind,
                unit: meter.unit.clone(),
                base: meter.base,
                per_plan: meter.per_plan,
            })
            .collect()
    }
}

impl ModuleDef {
    /// A plain named user module, to be changed from there.
    pub fn new(code: impl Into<String>, scope: Scope) -> Self {
        Self {
            code: code.into(),
            titles: Texts::new(),
            tooltips: Texts::new(),
            scope,
            counting: Counting::Named,
            hidden: false,
            plan: false,
            tier: false,
            unrestricted: false,
            set: Vec::new(),
            requires: Vec::new(),
            brings: Vec::new(),
            kinds: Kinds::ALL,
            when_stopped: WhenStopped::None,
            was: None,
            prices: Prices::new(),
        }
    }

    /// Whether it is there or not, and no more of it: of the system, or sold without a cap.
    pub fn is_single(&self) -> bool {
        self.scope == Scope::System || self.unrestricted
    }

    /// The flags of its rows.
    pub fn flags(&self) -> u32 {
        let plan = if self.plan { FLAG_PLAN } else { 0 };
        let tier = if self.tier { FLAG_TIER } else { 0 };
        plan | tier
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

fn one() -> u64 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_one(block: &u64) -> bool {
    *block == 1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_all(kinds: &Kinds) -> bool {
    *kinds == Kinds::ALL
}
