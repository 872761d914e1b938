//! Automatic distribution: who gets which plan or modules by group, kind, role or attribute (rule 13).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::UserModule;

/// One property of a user that a rule asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleCondition {
    /// `group`, `kind`, `role`, `job_title`, `installation`, or `attribute:` and the attribute's name.
    #[schema(example = "group")]
    pub attribute: String,
    /// The user has one of these, in any spelling of capitals. Empty: any value at all.
    #[serde(default)]
    #[schema(example = json!(["Sales", "Key accounts"]))]
    pub is: Vec<String>,
    /// The other way round: the user has none of these. With `is` empty: no value at all.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not: bool,
}

/// A rule to make or to put in the place of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRule {
    /// What people call it; no two rules have the same name.
    pub name: String,
    /// Whether it applies.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Whether its plan takes the place of one that a person chose.
    #[serde(default)]
    pub over_manual: bool,
    /// Whoever fulfils all of these. None: everybody.
    #[serde(default)]
    pub when: Vec<RuleCondition>,
    /// Gets these: a plan per issuer at most, and modules.
    #[schema(example = json!(["superoffice.ten-sales"]))]
    pub modules: Vec<String>,
}

fn yes() -> bool {
    true
}

/// A rule. Of each issuer a user gets the plan of the first rule that names one, and the modules of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Its place: 1 goes first.
    pub place: u32,
    /// What it says.
    #[serde(flatten)]
    pub rule: NewRule,
}

/// `POST /rules` and `PUT /rules/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleBody {
    /// The rule.
    pub rule: NewRule,
    /// Its place, 1 = first; without it a new rule comes last and an old one stays where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<u32>,
    /// `seen` of the preview: when the effect is another one by now, nothing is changed (409 `effect_changed`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// `PUT /rules`: these rules, in this order, and no others. A rule of the same name stays the same rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RulesBody {
    /// The rules, the first one first.
    pub rules: Vec<NewRule>,
    /// As in [`RuleBody`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// The rules as they are after a change, and what it does to people and seats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RulesAnswer {
    /// Every rule, the first one first.
    pub rules: Vec<Rule>,
    /// What applying them does.
    pub effect: RulesEffect,
    /// The revision after the change; the present one when nothing was changed.
    pub revision: u64,
}

/// What rules do to people and seats.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RulesEffect {
    /// How many of each.
    pub counts: RulesCounts,
    /// The seats of every module whose use changes, and of those that somebody waits for.
    pub seats: Vec<RulesSeats>,
    /// Who gets what, the first 1,000.
    pub gains: Vec<UserModule>,
    /// Who loses what, the first 1,000.
    pub loses: Vec<UserModule>,
    /// Who should get something and does not, the first 1,000.
    pub unmet: Vec<RuleUnmet>,
    /// What no rule wants any more, but something that stays requires, the first 1,000.
    pub kept: Vec<UserModule>,
    /// The log-in names of those who end with nothing at all, the first 1,000.
    pub nothing: Vec<String>,
    /// Names this effect: sent back, it makes sure that what is done is what was seen.
    pub seen: String,
}

/// How many entries a [`RulesEffect`] has in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RulesCounts {
    /// Users to whom some rule applies.
    pub users: u64,
    /// Users for whom something changes.
    pub changed: u64,
    /// Gains.
    pub gains: u64,
    /// Losses.
    pub loses: u64,
    /// Unmet.
    pub unmet: u64,
    /// Of those, how many stand on the waiting list.
    #[serde(default)]
    pub waiting: u64,
    /// Of the users that change: how many gain, lose and lack nothing, but have what they have from another source as well,
    /// or from one source less.
    #[serde(default)]
    pub sources_only: u64,
    /// Of the users that change: how many only stop waiting for what no rule gives them any more.
    #[serde(default)]
    pub no_longer_waiting: u64,
    /// Kept.
    pub kept: u64,
    /// Who end with nothing.
    pub nothing: u64,
}

/// What rules do to the seats of one module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RulesSeats {
    /// The module or plan.
    pub module: String,
    /// Units in use now.
    pub before: u64,
    /// Units in use afterwards.
    pub after: u64,
    /// How many there are; null = no limit.
    pub total: Option<u64>,
    /// How many more the rules want than there are.
    pub lacking: u64,
}

/// Somebody who should get a module and does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleUnmet {
    /// The log-in name.
    pub user: String,
    /// The module.
    pub module: String,
    /// Why: `no_seat`, `manual_plan`, `prerequisite`, `user_kind` …
    pub code: String,
    /// Whether it stands on the waiting list.
    pub waits: bool,
    /// The plan that the user has instead: until this one's turn comes, or for good when it does not wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<String>,
}

/// `POST /assignments/waiting/remove`: these intents, of one user each, or everything that a filter finds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RemoveIntents {
    /// Which.
    pub intents: Vec<Intent>,
    /// Instead of `intents`: whatever the users wait for whom this filter finds; `{}` finds everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<super::UserFilter>,
    /// With a filter: only intents for these modules or plans; all without it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modules: Vec<String>,
    /// With a filter: only intents that wait for this reason: `no_seat`, `prerequisite` …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// With a filter: how many intents it must find (409 `selection_changed` otherwise).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expect: Option<u64>,
}

/// Something that somebody waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Intent {
    /// The user, by id or log-in name.
    pub user: String,
    /// The module or plan.
    pub module: String,
    /// Where it comes from; without it, from wherever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<super::Source>,
}

/// `POST /assignments/waiting/reprocess`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reprocessed {
    /// How many intents were met.
    pub met: u64,
    /// How many wait for another reason than before, and say so now.
    pub updated: u64,
    /// How many still wait.
    pub waiting: u64,
    /// The revision afterwards.
    pub revision: u64,
}
