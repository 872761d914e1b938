//! Request files, the product version, and the deletion of licences (rules 7, 8 and 11).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /requests`: everything has a value when nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NewRequestBody {
    /// The issuer that is asked; by default the vendor whose licences are in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "superoffice")]
    pub issuer: Option<String>,
    /// The product version that licences are asked for; by default the one last reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "12.1.0")]
    pub version: Option<String>,
    /// With `serial`: the name that the holder wants to have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// With `holder`: the serial number that the holder wants to have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
}

/// A request file that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RequestItem {
    /// Its id.
    pub id: String,
    /// The issuer that is asked.
    pub issuer: String,
    /// `package`, or `serial` for another name or serial number.
    pub purpose: String,
    /// The product version asked for.
    #[serde(default)]
    pub version: Option<String>,
    /// When it was made, in milliseconds UTC.
    pub created_at: i64,
    /// Whether nothing has answered it yet.
    pub open: bool,
    /// The package that answered it.
    #[serde(default)]
    pub package: Option<String>,
}

/// `PUT /installation/version`: the application says which version it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductVersion {
    /// The version, three numbers.
    #[schema(example = "12.1.0", pattern = "^[0-9]{1,9}[.][0-9]{1,9}[.][0-9]{1,9}$")]
    pub version: String,
    /// The day it was released: maintenance bars versions released after its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub released: Option<Date>,
}

/// What the report of a version brought about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VersionReported {
    /// The ledger revision afterwards.
    pub revision: u64,
    /// The prepared packages that came into force.
    pub in_force: Vec<String>,
    /// Those that wait, and why: what was in force stays.
    pub held: Vec<HeldPackage>,
}

/// A prepared package that cannot come into force yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeldPackage {
    /// The package.
    pub package: String,
    /// Its issuer.
    pub issuer: String,
    /// Why, for example `package_blocked`.
    pub code: String,
}

/// What deleting licences does, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LicencesDeleted {
    /// The ledger revision afterwards; of a dry run, the one it was answered from.
    pub revision: u64,
    /// The issuers whose licences go.
    pub issuers: Vec<String>,
    /// Whether the installation is in demo mode afterwards.
    pub demo: bool,
    /// How many modules go.
    pub modules: u64,
    /// The people who lose a module, the first 1,000, by log-in name; nobody does in demo mode.
    pub people: Vec<String>,
    /// How many people lose a module.
    pub people_count: u64,
    /// How many assignments stay as intents, and return with a package that brings their modules.
    pub assignments_kept: u64,
}
