//! "May this user use this module now?", and why.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Standing;

/// `POST /checks`: may this user use this module?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckQuestion {
    /// The user's id or log-in name.
    #[schema(example = "anna")]
    pub user: String,
    /// The module, `issuer.module`.
    #[schema(example = "superoffice.sale-cal")]
    pub module: String,
    /// As if today were this day: a simulation, neither granted nor counted (rule 20).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub at: Option<Date>,
    /// The application's version, when the answer shall depend on it (rule 7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "12.1.0", pattern = "^[0-9]{1,9}[.][0-9]{1,9}[.][0-9]{1,9}$")]
    pub version: Option<String>,
    /// The day that version was released, when it is not the one that the application reported (rule 7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub released: Option<Date>,
    /// The open session, which a concurrent module needs (rule 6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
}

/// How far the user may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// All of it.
    Full,
    /// Looking, not changing.
    Read,
    /// Nothing.
    None,
}

/// The answer to a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckAnswer {
    /// Whether `access` is `full`.
    pub allowed: bool,
    /// How far the user may go.
    pub access: Access,
    /// The rule that decided, the first that applies; `granted` when none objected.
    #[schema(example = "granted")]
    pub code: String,
    /// The same as a sentence in the caller's language.
    pub message: String,
    /// The last day on which the answer is still the same, if only dates change; null without an end.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub until: Option<Date>,
    /// Where the right comes from, for example `plan superoffice.ten-sales`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Where the dates put the module's issuer; null when there is no such licence.
    #[serde(default)]
    pub standing: Option<Standing>,
    /// Whether this is demo mode (rule 11).
    #[serde(default)]
    pub demo: bool,
    /// In demo mode, whether the installation has ever been licensed (rule 11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licensed_before: Option<bool>,
    /// In demo mode, how many records the application may let this installation have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_cap: Option<u64>,
    /// Present and true when the user waits for a seat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<bool>,
    /// The revision that the answer was given from.
    pub revision: u64,
}

/// `POST /checks/batch`: up to 40,000 questions, answered from one revision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CheckBatch {
    /// Single questions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckQuestion>,
    /// Users of whom each module is asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["anna", "emil"]))]
    pub users: Vec<String>,
    /// The modules asked of each user; none means every visible module in force.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modules: Vec<String>,
}

/// One answer of a batch, with its question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckBatchItem {
    /// The user, as asked.
    pub user: String,
    /// The module, as asked.
    pub module: String,
    /// The answer.
    #[serde(flatten)]
    pub answer: CheckAnswer,
}

/// The answers: first those of single questions, then user by user, module by module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckBatchAnswer {
    /// One answer for each question.
    pub items: Vec<CheckBatchItem>,
    /// The revision that all of them were given from.
    pub revision: u64,
}

/// The answer of `POST /checks/why`: the answer of the check, and how it came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WhyAnswer {
    /// What the check itself answers.
    #[serde(flatten)]
    pub answer: CheckAnswer,
    /// Every rule that was tried, in order.
    pub trace: Vec<TraceStep>,
    /// Who can change the answer, and how.
    pub remedies: Vec<Remedy>,
}

/// One rule of a trace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TraceStep {
    /// The code that the rule answers when it does not hold.
    #[schema(example = "no_seat")]
    pub rule: String,
    /// Whether the rule was satisfied.
    pub holds: bool,
    /// What was looked at, as a sentence.
    pub detail: String,
}

/// What somebody can do about a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Remedy {
    /// Who: `administrator`, `user`, `vendor`, `application`.
    #[schema(example = "administrator")]
    pub who: String,
    /// What, as a sentence.
    pub action: String,
}
