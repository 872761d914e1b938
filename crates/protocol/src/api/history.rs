//! The daily use of products, what it advises, and who was refused what.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /reports/history`: the use of one product, day by day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HistoryReport {
    /// What it says as a whole.
    #[serde(flatten)]
    pub line: CapacityLine,
    /// The first day asked for.
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// The last day asked for.
    #[schema(value_type = String, format = Date)]
    pub to: Date,
    /// The days of which something is kept, oldest first.
    pub days: Vec<HistoryDay>,
}

/// One day of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HistoryDay {
    /// The day, where the holder is.
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    /// The highest use of the day: seats held, or of a concurrent module seats taken by sessions.
    pub peak: u64,
    /// When it was reached first.
    #[schema(value_type = String, format = DateTime)]
    pub peak_at: Timestamp,
    /// What there was; null when unrestricted.
    pub total: Option<u64>,
    /// Whether the last unit was taken at any moment of the day.
    pub at_capacity: bool,
}

/// `GET /reports/capacity`: every product, and what to do about its number of seats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CapacityReport {
    /// The first day asked for.
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// The last day asked for.
    #[schema(value_type = String, format = Date)]
    pub to: Date,
    /// The products, in the issuers' order; before them, an issuer's user plans together where it has several.
    pub items: Vec<CapacityLine>,
}

/// A product's use over some days, in figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CapacityLine {
    /// The module, `issuer.module`; for all user plans of an issuer together, the issuer.
    #[schema(example = "superoffice.ten-sales")]
    pub module: String,
    /// Its title in the caller's language.
    pub name: String,
    /// In use now.
    pub in_use: u64,
    /// What there is now; null when unrestricted.
    pub total: Option<u64>,
    /// How many of the days asked for have figures.
    pub days_kept: u32,
    /// The highest use of these days.
    pub highest: Option<u64>,
    /// The first of these days that had it.
    #[schema(value_type = Option<String>, format = Date)]
    pub highest_on: Option<Date>,
    /// The highest use of all times.
    pub highest_ever: Option<u64>,
    /// The first day that had it.
    #[schema(value_type = Option<String>, format = Date)]
    pub highest_ever_on: Option<Date>,
    /// The mean of the daily peaks, with one decimal.
    #[schema(example = "17.4")]
    pub average: Option<String>,
    /// On how many days the last unit was taken.
    pub days_at_capacity: u32,
    /// People who were refused on such a day, or wait, because no seat was left.
    pub refused: u64,
    /// Seats of people who have used nothing for 90 days; null where use is not told or seats belong to nobody.
    pub idle: Option<u64>,
    /// The first day on which the use will reach the total, if it goes on as it went.
    #[schema(value_type = Option<String>, format = Date)]
    pub exhausted_on: Option<Date>,
    /// What to do about the number of seats.
    pub advice: CapacityAdvice,
}

/// Buy, take back, or leave it as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CapacityAdvice {
    /// The advice.
    #[serde(rename = "do")]
    pub act: CapacityAct,
    /// In one sentence, in the caller's language.
    pub message: String,
    /// Idle seats that can be taken back.
    pub reclaim: u64,
    /// Seats that are still missing then.
    pub buy: u64,
    /// Seats that nobody ever used in these days.
    pub spare: u64,
}

/// What to do about a number of seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CapacityAct {
    /// There is nothing to advise: no cap, nothing licensed, or too few days.
    Nothing,
    /// People were short of seats: take idle ones back, buy what is still missing.
    Short,
    /// Every seat was taken on some days, and nobody was refused.
    Full,
    /// Seats will be short on `exhausted_on`.
    Soon,
    /// Seats were never used.
    Spare,
    /// It is as it should be.
    Enough,
}

/// `GET /reports/refusals`: who was refused what, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RefusalReport {
    /// The first day asked for.
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// The last day asked for.
    #[schema(value_type = String, format = Date)]
    pub to: Date,
    /// One page.
    pub items: Vec<RefusalItem>,
    /// Where the next page begins, to be given as `cursor`.
    #[serde(default)]
    pub next: Option<String>,
    /// How many lines the whole list has.
    pub total: u64,
    /// How often somebody was refused, all lines together.
    pub times: u64,
    /// How often on each day; days without a refusal are missing.
    pub days: Vec<RefusalDay>,
}

/// What somebody was refused: all days of the period together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RefusalItem {
    /// The user's id; null for somebody unknown.
    pub user: Option<String>,
    /// The log-in name of today; empty for a deleted or unknown user.
    pub login: String,
    /// The name of today; empty for a deleted or unknown user.
    pub name: String,
    /// The module, `issuer.module`; null for one that no package ever had, and where it is about no module.
    pub module: Option<String>,
    /// What it is about where it is about no module: a plan limit, `issuer.limit`, or `login` for a log-in as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Who asked where no user did: the name of the application's token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_by: Option<String>,
    /// Why, as a check says it; beside that `limit_reached`, `blocked_by_event` and `wrong_installation`.
    #[schema(example = "no_seat")]
    pub code: String,
    /// How often.
    pub times: u64,
    /// On how many days.
    pub days: u64,
    /// When first in the period.
    #[schema(value_type = String, format = DateTime)]
    pub first_at: Timestamp,
    /// When last.
    #[schema(value_type = String, format = DateTime)]
    pub last_at: Timestamp,
}

/// Refusals of one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RefusalDay {
    /// The day, where the holder is.
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    /// How often.
    pub times: u64,
}
