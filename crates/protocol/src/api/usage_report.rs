//! Figures of closed months, on their way to the issuer.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How reporting to one issuer stands (`GET /usage/report`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UsageReport {
    /// The issuer.
    #[schema(example = "superoffice")]
    pub issuer: String,
    /// How many figures there are.
    pub figures: u64,
    /// How many of them have no receipt yet.
    pub waiting: u64,
    /// When the newest receipt came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub receipted_at: Option<Timestamp>,
    /// The code of what went wrong last, until it goes well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Whether figures are sent by themselves; otherwise a usage bundle has to be carried.
    pub online: bool,
}

/// A figure of a closed month, or a correction of one (`GET /usage/figures`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportedFigure {
    /// The issuer.
    pub issuer: String,
    /// Its number among all figures for this issuer.
    pub n: u64,
    /// The meter's code, without the issuer.
    pub meter: String,
    /// The month.
    #[schema(example = "2026-10")]
    pub month: String,
    /// `final` or `correction`.
    pub kind: String,
    /// What the whole month came to.
    pub used: u64,
    /// User plans in use on the day with the most.
    pub plan_users: u64,
    /// What the month had for nothing.
    pub allowance: u64,
    /// What was used beyond it.
    pub overage: u64,
    /// When the figure was made.
    #[schema(value_type = String, format = DateTime)]
    pub closed_at: Timestamp,
    /// When the issuer's receipt for it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub receipted_at: Option<Timestamp>,
}

/// `POST /usage/bundle`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NewUsageBundle {
    /// The issuer; the only one that waits for figures, unless told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
}

/// What a receipt brought (`POST /usage/receipt`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UsageReceipted {
    /// Whose receipt it is.
    pub issuer: String,
    /// Every figure up to this number is there.
    pub through: u64,
    /// How many figures are receipted now that were not before.
    pub new: u64,
    /// How many have to be sent again, because the issuer no longer has them.
    pub again: u64,
    /// How many were numbered anew, because the issuer has other figures under their numbers: they are to be sent again, too.
    pub renumbered: u64,
}
