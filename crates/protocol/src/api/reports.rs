//! Counting users and seats, today and on past dates (rule 17).

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Counting, Source};

/// `GET /reports/counting`: what was in use at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CountingReport {
    /// The moment that was counted.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// The day it was then where the holder is.
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    /// The first day of which anything is recorded here: nothing is known of who held what before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub records_begin: Option<Date>,
    /// Whether nothing was licensed then: demo mode (rule 11).
    #[serde(default)]
    pub demo: bool,
    /// The seats of user plans in use: what is paid for.
    pub plan_seats: u64,
    /// How many users were active.
    pub active_users: u64,
    /// The active users by kind.
    pub users_by_kind: BTreeMap<String, u64>,
    /// The user plans, or a suite's module: seats in use are what is paid for.
    pub plans: Vec<CountingLine>,
    /// The other visible modules of users.
    #[serde(default)]
    pub modules: Vec<CountingLine>,
    /// `user` and the client's module, which may be hidden: their totals are the highest number of users there can be, and no count.
    #[serde(default)]
    pub ceilings: Vec<CountingLine>,
    /// The packages that were in force.
    #[serde(default)]
    pub packages: Vec<CountingPackage>,
    /// Packages that were in force and cannot be read any more, by id: their licences are missing from the figures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<String>,
}

/// One module in a counting report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CountingLine {
    /// The module, `issuer.module`.
    #[schema(example = "superoffice.ten-sales")]
    pub module: String,
    /// Its title in the caller's language.
    pub name: String,
    /// What takes a seat: users, or open sessions.
    pub counting: Counting,
    /// Units in use by active users. Of a concurrent module, what open sessions have; of a past moment, the most that they
    /// had on that day; null where that is not recorded.
    pub in_use: Option<u64>,
    /// Of a concurrent module, the units of the active users to whom it is assigned. They take no seat by that, and may well
    /// be more than `total`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned: Option<u64>,
    /// Whether there was no cap.
    pub unrestricted: bool,
    /// The units in force that day; null when unrestricted.
    pub total: Option<u64>,
}

/// A package in a counting report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CountingPackage {
    /// Who signed it.
    pub issuer: String,
    /// Its id.
    pub id: String,
    /// Its number in the issuer's sequence.
    pub sequence: u64,
}

/// `GET /reports/holders`: who held what at a moment, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HolderList {
    /// The moment.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// The day it was then where the holder is.
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    /// The first day of which anything is recorded here: nothing is known of who held what before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub records_begin: Option<Date>,
    /// One page of users.
    pub items: Vec<HolderItem>,
    /// Where the next page begins, to be given as `cursor`.
    #[serde(default)]
    pub next: Option<String>,
    /// How many users the whole list has.
    pub total: u64,
}

/// A user and what the user held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HolderItem {
    /// The user's id.
    pub user: String,
    /// The log-in name of today; empty for a deleted user.
    pub login: String,
    /// The name of today; empty for a deleted user.
    pub name: String,
    /// Whether the user was active then, and so took seats.
    pub active: bool,
    /// What was held: one thing where a module was asked for.
    pub held: Vec<HeldItem>,
}

/// One thing that a user held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeldItem {
    /// The module, `issuer.module`.
    pub module: String,
    /// The granted module or plan that gave it.
    pub through: String,
    /// Where the grant came from.
    pub source: Source,
    /// Its units.
    pub units: u32,
    /// Its first day, inclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub from: Option<Date>,
    /// Its last day, inclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub until: Option<Date>,
}
