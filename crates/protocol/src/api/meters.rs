//! Metered services (rule 15): what became of usage events, and what months come to.

use jiff::civil::Date;
use licentia_core::month::Month;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What became of the events of a request: every one is decided by itself, and once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UsageAnswer {
    /// How many count now.
    pub counted: u64,
    /// How many count in a month that was closed before: as a correction of its figure.
    pub late: u64,
    /// How many replaced the quantity of an earlier event.
    pub corrections: u64,
    /// How many had been decided before, by source and id.
    pub duplicates: u64,
    /// How many count for nothing; they may come again when they are right.
    pub refused: u64,
    /// Each event, in the order in which they came.
    pub events: Vec<UsageOutcome>,
}

/// What became of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UsageOutcome {
    /// Its `source`.
    #[schema(example = "/crm/berg")]
    pub source: String,
    /// Its `id`.
    #[schema(example = "mail-4711")]
    pub id: String,
    /// `counted`, `late`, `correction`, `duplicate` or `refused`.
    #[schema(example = "counted")]
    pub outcome: String,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "meter_unknown")]
    pub code: Option<String>,
    /// The same as a sentence in the caller's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// A month of every meter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeterList {
    /// The month, in the holder's zone.
    #[schema(value_type = String, example = "2026-11")]
    pub month: Month,
    /// Each meter, in the order of the packages.
    pub items: Vec<MeterItem>,
}

/// A meter in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeterItem {
    /// Its full name, which events carry as their `type`.
    #[schema(example = "superoffice.emails")]
    pub meter: String,
    /// Its title in the caller's language.
    pub name: String,
    /// `count`, `sum`, `unique`, `maximum`, `latest` or `level`.
    #[schema(example = "sum")]
    pub kind: String,
    /// What it counts, in the caller's language.
    pub unit: String,
    /// The month.
    #[schema(value_type = String, example = "2026-11")]
    pub month: Month,
    /// What it comes to so far.
    pub used: u64,
    /// How many events that is made of.
    pub events: u64,
    /// The most plan seats in use on any day of the month.
    pub plan_users: u64,
    /// What the month allows.
    pub allowance: u64,
    /// What goes beyond it.
    pub overage: u64,
    /// The day on which the use went beyond the allowance, or will.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub forecast: Option<Date>,
    /// Whether the month is closed: what comes for it now is a correction.
    pub closed: bool,
    /// The package whose rows gave the allowance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// What each day added, or where it stood.
    pub days: Vec<MeterDay>,
}

/// A day of a meter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeterDay {
    /// The day, in the holder's zone.
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    /// What it added; of a level, and of what is compared, where it stood.
    pub used: u64,
}

/// The months of one meter, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeterHistory {
    /// Its full name.
    pub meter: String,
    /// Each month.
    pub items: Vec<MeterItem>,
}
