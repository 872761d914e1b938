//! Handing out seats and taking them back.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ImportProblem, UserFilter};

/// `POST /assignments` and `POST /assignments/recall`: these users × these modules, all or nothing
/// unless `partial`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AssignBody {
    /// The users by id or log-in name; either these or a `filter`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub users: Option<Vec<String>>,
    /// The users by their properties; either this or `users`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<UserFilter>,
    /// How many users the caller saw; if the filter finds another number, 409 `selection_changed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expect: Option<u64>,
    /// The modules or plans, `issuer.module`.
    #[schema(example = json!(["superoffice.ten-sales"]))]
    pub modules: Vec<String>,
    /// Do what is possible and list the rest as refused, instead of all or nothing.
    pub partial: bool,
    /// Why, for the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The first day of the assignment (assigning only).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub from: Option<Date>,
    /// The last day of the assignment (assigning only).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub until: Option<Date>,
    /// Recall although an application that should be asked first (`GET /blockers`) gives no answer.
    pub despite_silence: bool,
}

/// What was done, one entry per user and module asked for, not per hidden module.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AssignAnswer {
    /// How many of each.
    pub counts: AssignCounts,
    /// What was done, the first 1,000.
    pub done: Vec<UserModule>,
    /// What was refused, the first 1,000.
    pub refused: Vec<RefusedOne>,
    /// Plans that gave way to the new one (rule 3), the first 1,000.
    #[serde(default)]
    pub replaced: Vec<UserModule>,
    /// Where the rest of the lists begins; null when they are complete. After a change it is the `cursor` of
    /// `GET /assignments/answer`; after a dry run or a refusal that of the same request as a dry run.
    #[serde(default)]
    pub next: Option<String>,
    /// The revision after the change; the present one when nothing was changed.
    pub revision: u64,
    /// What it does to each product: those asked for, and those whose use changes.
    #[serde(default)]
    pub effect: Vec<AssignEffect>,
    /// Of a file of which rows were left out: what is wrong with them, the first 1,000.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<ImportProblem>,
}

/// What a change does to one product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AssignEffect {
    /// The module or plan.
    pub module: String,
    /// Units in use before.
    pub in_use: u64,
    /// Units in use afterwards; whoever is served from the waiting list comes on top.
    pub in_use_after: u64,
    /// Units that those who wait take of what becomes free, on top of `in_use_after`: told by a preview.
    #[serde(default)]
    pub served: u64,
    /// Units in all; null without limit.
    #[serde(default)]
    pub total: Option<u64>,
    /// Users who get it.
    pub gains: u64,
    /// Users who are left as they are, because it is so already.
    pub already: u64,
    /// Users who lose it.
    pub loses: u64,
    /// Of these, users who have it from a rule, which gives it again when rules are next applied.
    #[serde(default)]
    pub by_rules: u64,
    /// Users who are refused.
    pub refused: u64,
}

/// How many entries an [`AssignAnswer`] has in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AssignCounts {
    /// Done, those included that already were so.
    pub done: u64,
    /// Refused.
    pub refused: u64,
    /// Plans replaced.
    pub replaced: u64,
    /// Of those done, how many already were so.
    #[serde(default)]
    pub unchanged: u64,
    /// Rows of a file that were left out.
    #[serde(default)]
    pub skipped: u64,
}

/// One user and one module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UserModule {
    /// The user, as named in the request, or the log-in name.
    pub user: String,
    /// The module.
    pub module: String,
    /// Whether it was so already, so that nothing was to be done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub already: bool,
}

/// One refusal of many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RefusedOne {
    /// The user, as named in the request, or the log-in name.
    pub user: String,
    /// The module asked for.
    pub module: String,
    /// The code, as in a check.
    #[schema(example = "no_seat")]
    pub code: String,
    /// The same as a sentence.
    pub message: String,
    /// The hidden or required module that is at fault, if it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// With `no_seat`, when no seat was left: who gave the last one away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_by: Option<TakenBy>,
}

/// Who gave the last seat away, and to whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TakenBy {
    /// Who, as in the ledger: `account:3`, `token:7`, `system:heal`.
    pub actor: String,
    /// What that account or token is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// The log-in name of whoever got it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
}

/// Where an assignment comes from (rule 13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A person.
    Manual,
    /// A user plan.
    Plan,
    /// A group rule.
    Rule,
    /// A directory, over SCIM.
    Scim,
    /// A file.
    Import,
    /// The first log-in.
    AutoClaim,
    /// A reservation for a group.
    Reservation,
    /// The suite's seat, which follows "can log in" (rule 3a).
    Suite,
}

/// One assignment (`GET /assignments`) or one that waits (`GET /assignments/waiting`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Assignment {
    /// The user's log-in name.
    pub user: String,
    /// The user's id.
    pub user_id: String,
    /// The module or plan.
    pub module: String,
    /// Where it comes from.
    pub source: Source,
    /// How many units it takes.
    pub units: u32,
    /// The first day, if limited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub from: Option<Date>,
    /// The last day, if limited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub until: Option<Date>,
    /// Whether it takes effect or waits.
    pub state: AssignmentState,
    /// Why it waits: `no_seat`, `prerequisite` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Its place among those who wait for the module, from 1; only in the waiting list, and only while it can be served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<u64>,
    /// How many wait for the module.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<u64>,
    /// When it was granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub since: Option<Timestamp>,
}

/// Whether an assignment takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentState {
    /// It does.
    Active,
    /// It waits until its reason is gone.
    Waiting,
}
