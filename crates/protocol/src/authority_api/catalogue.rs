//! The catalogue: what it would change, for whom, and what is wrong with it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `PUT /catalogue`: what was changed, or with `?dry_run=true` would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CatalogueChanges {
    /// The edition in force afterwards; each apply that changes something makes a new one.
    pub version: u64,
    /// Whether it was applied.
    pub applied: bool,
    /// Each difference, in the order of the new file.
    pub changes: Vec<CatalogueChange>,
    /// The customers whose next package will differ.
    pub affected: Vec<AffectedCustomer>,
}

/// One difference between two editions of a catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CatalogueChange {
    /// `added`, `removed`, `changed` or `renamed`.
    pub kind: String,
    /// What kind of thing: `issuer`, `module`, `suite` or `meter`.
    pub item: String,
    /// Its code name.
    pub module: String,
    /// Which members changed, and how, for people.
    pub detail: String,
}

/// A customer whose next package a change of the catalogue touches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AffectedCustomer {
    /// The serial number.
    pub serial: String,
    /// The company's name.
    pub name: String,
    /// The changed modules that it owns, directly or through a plan.
    pub modules: Vec<String>,
}

/// One thing wrong with a catalogue file: member `problems` of the 422 `catalogue_invalid`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CatalogueProblem {
    /// The line of the file, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The module it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// The stable code (`docs/catalogue.md`).
    pub code: String,
    /// The sentence for people.
    pub message: String,
}
