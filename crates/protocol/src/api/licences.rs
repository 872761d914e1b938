//! What is in force.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Counting, Scope, Standing};

/// `GET /licences`: everything in force for the installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LicenceList {
    /// One item per module, hidden ones only where asked for.
    pub items: Vec<LicenceItem>,
    /// The issuers with their holder and dates.
    #[serde(default)]
    pub issuers: Vec<IssuerItem>,
    /// Whether the installation is in demo mode (rule 11).
    #[serde(default)]
    pub demo: bool,
    /// Whether the installation has ever been licensed (rule 11).
    #[serde(default)]
    pub licensed_before: bool,
    /// In demo mode, how many records the application may let this installation have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_cap: Option<u64>,
    /// The revision that the list was read from.
    #[serde(default)]
    pub revision: u64,
}

/// One module with its use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LicenceItem {
    /// The module, `issuer.module`.
    pub module: String,
    /// The issuer.
    pub issuer: String,
    /// The title in the caller's language.
    pub name: String,
    /// What it covers.
    pub scope: Scope,
    /// What takes a seat.
    pub counting: Counting,
    /// Whether it is a user plan.
    pub plan: bool,
    /// Whether it is hidden (rule 2).
    pub hidden: bool,
    /// Whether there is no cap.
    pub unrestricted: bool,
    /// The units in force today; null when unrestricted.
    pub total: Option<u64>,
    /// The units in use.
    pub in_use: u64,
    /// The units left, negative if over-allocated; null when unrestricted.
    pub free: Option<i64>,
    /// How many assignments wait for it.
    #[serde(default)]
    pub waiting: u64,
    /// Where the dates put it.
    pub standing: Standing,
    /// The last day on which its rows in force are valid, if they end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub until: Option<Date>,
}

/// `GET /licences/{module}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LicenceDetail {
    /// What the list says about it.
    #[serde(flatten)]
    pub item: LicenceItem,
    /// Its rows, past and future ones included.
    pub rows: Vec<LicenceRow>,
    /// The modules that come with it, if it is a plan.
    #[serde(default)]
    pub set: Vec<String>,
    /// The modules that it needs.
    #[serde(default)]
    pub requires: Vec<String>,
    /// The plans that bring it.
    #[serde(default)]
    pub in_plans: Vec<String>,
    /// Who has it, the first 1,000 by name; `GET /assignments?module=` lists all.
    #[serde(default)]
    pub holders: Vec<Holding>,
}

/// One dated row of a licence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LicenceRow {
    /// The units; null when unrestricted.
    pub quantity: Option<u64>,
    /// Whether there is no cap.
    pub unrestricted: bool,
    /// The first day.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub start: Option<Date>,
    /// The last day.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub due: Option<Date>,
}

/// A user who has a module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Holding {
    /// The user's log-in name.
    pub user: String,
    /// The user's id.
    pub user_id: String,
    /// The name for people.
    pub name: String,
    /// Where it comes from, for example `plan superoffice.ten-sales`.
    pub source: String,
    /// How many units.
    pub units: u32,
}

/// One issuer whose package is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IssuerItem {
    /// The issuer's name.
    pub issuer: String,
    /// The issuer's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The package in force.
    pub package: String,
    /// Its sequence number.
    pub sequence: u64,
    /// The holder's name.
    pub holder: String,
    /// The holder's serial number.
    pub serial: String,
    /// Where the dates put it today.
    pub standing: Standing,
    /// The five dates.
    pub dates: IssuerDates,
}

/// The five dates of an issuer (rule 7); absent means never.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct IssuerDates {
    /// When the manager asks the authority again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub next_check: Option<Date>,
    /// From when administrators are told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub admin_warning: Option<Date>,
    /// The last day of the licences.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub expiry: Option<Date>,
    /// The last day on which they work nevertheless.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub grace: Option<Date>,
    /// Product versions released after this day are not covered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub maintenance: Option<Date>,
}
