//! Packages: what is to be signed, what would be, and what was.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::OrderLine;
use crate::api::{IssuerDates, Scope};

/// `POST /packages`: sign a package with everything that the customer owns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueBody {
    /// The customer.
    pub serial: String,
    /// What the customer shall own from now on; as before unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licences: Option<Vec<OrderLine>>,
    /// The five dates; as before unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<IssuerDates>,
    /// The lowest product version covered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "12.0.0")]
    pub versions_from: Option<String>,
    /// The highest product version covered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versions_to: Option<String>,
    /// Why, for the ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A package that was issued. The file itself is at `GET /packages/{id}` with
/// `Accept: application/licentia-package`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IssuedPackage {
    /// The package.
    pub id: String,
    /// The customer.
    pub serial: String,
    /// Its number in the customer's sequence.
    pub sequence: u64,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// How many signed rows it has, hidden ones included.
    pub rows: u64,
    /// The key that signed it.
    pub kid: String,
    /// When it was signed.
    #[schema(value_type = String, format = DateTime)]
    pub issued_at: Timestamp,
}

/// What an issue would sign (`POST /packages?dry_run=true`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IssuePreview {
    /// The sequence number that it would get.
    pub sequence: u64,
    /// Every row, hidden ones included.
    pub rows: Vec<PreviewRow>,
}

/// One row of a preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PreviewRow {
    /// The module's code.
    pub module: String,
    /// The title.
    pub name: String,
    /// What it covers.
    pub scope: Scope,
    /// The units; null when unrestricted.
    pub quantity: Option<u64>,
    /// Whether it is hidden.
    pub hidden: bool,
    /// The first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub start: Option<Date>,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub due: Option<Date>,
    /// The module's total in the package before; null when it had none or no cap.
    #[serde(default)]
    pub before: Option<u64>,
}
