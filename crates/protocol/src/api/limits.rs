//! Plan limits (rule 14).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The next plan up that allows more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LimitNext {
    /// The plan's title in the caller's language.
    #[schema(example = "CRM Suite Growth")]
    pub plan: String,
    /// The highest number there; absent = no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
}

/// One plan limit as it stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LimitItem {
    /// The limit, `issuer.name`.
    #[schema(example = "superoffice.active-projects")]
    pub limit: String,
    /// Whose it is.
    pub issuer: String,
    /// Its title in the caller's language.
    pub name: String,
    /// How many there are, in all databases of the installation.
    pub used: u64,
    /// How many are being created.
    pub reserved: u64,
    /// Whether there is no limit.
    pub unlimited: bool,
    /// The highest number; absent = no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// Whole per cent in use; absent without a limit, and of a limit of 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u64>,
    /// `normal`, `warning` from 85 %, `reached` at 100 %.
    #[schema(example = "normal")]
    pub level: String,
    /// What counts and what does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<String>,
    /// How to free capacity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// The next plan up that allows more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<LimitNext>,
}

/// Every plan limit of the packages in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LimitList {
    /// The limits, in the packages' order.
    pub items: Vec<LimitItem>,
    /// Whether this is demo mode, where nothing is limited (rule 11).
    #[serde(default)]
    pub demo: bool,
}

/// `PUT /limits/{name}`: how many there are in the reporter's database, or how many more or fewer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitReport {
    /// How many there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<u64>,
    /// How many more, or fewer; never both members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<i64>,
}

/// `POST /limits/{name}/check`: may so many more be created?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitQuestion {
    /// How many; 1 unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units: Option<u64>,
}

/// `POST /limits/{name}/reservations`: so many are about to be created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReservation {
    /// How many; 1 unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units: Option<u64>,
    /// For how many seconds they are kept free: 1 to 3,600; 60 unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
}

/// Units kept free for what is being created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LimitReservation {
    /// Its id, under which it is used or released.
    pub id: String,
    /// How many.
    pub units: u64,
    /// Until when; afterwards it counts no more.
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
}

/// What an application is told about one limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LimitAnswer {
    /// Whether as many as were asked for may be created: one, after a report.
    pub allowed: bool,
    /// `granted`, `no_limit`, `demo`, `limit_reached` or `tampered`.
    #[schema(example = "granted")]
    pub code: String,
    /// The same in the caller's language: the limit, how to free capacity, and the next plan up.
    pub message: String,
    /// The limit, `issuer.name`.
    #[schema(example = "superoffice.active-projects")]
    pub limit: String,
    /// How many there are, in all databases of the installation.
    pub used: u64,
    /// How many are being created.
    pub reserved: u64,
    /// The highest number; absent = no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// `normal`, `warning` from 85 %, `reached` at 100 %.
    #[schema(example = "warning")]
    pub level: String,
    /// A difference would have led below 0; the number is 0.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub below_zero: bool,
    /// The reservation that was made, used or released.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reservation: Option<LimitReservation>,
}
