//! The ledger: what was changed, by whom, when and why (rule 19).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LedgerEntry {
    /// Its number; the first is 1, and none is left out.
    pub revision: u64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Who, as a name for people.
    pub actor: String,
    /// From where: `page`, `api`, `cli`, `system` …
    pub origin: String,
    /// What, for example `assignments.assigned`.
    pub kind: String,
    /// The ids of what it concerns.
    #[serde(default)]
    pub subjects: Vec<String>,
    /// What it was before: ids, enumerations, numbers and dates.
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    #[schema(value_type = Object)]
    pub before: serde_json::Value,
    /// What it is now.
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    #[schema(value_type = Object)]
    pub after: serde_json::Value,
    /// Why, in the words of whoever did it; absent where erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How many members a bulk change has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<u64>,
    /// The entry's hash, hexadecimal.
    pub hash: String,
}

/// Where the chain stands, signed by the installation's key: whoever keeps it can later prove what the chain was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LedgerCheckpoint {
    /// The bytes that are signed: a JSON object with `at`, `hash`, `revision`, `scope`, `sums`.
    pub checkpoint: String,
    /// Ed25519 over exactly those bytes, base64url.
    pub signature: String,
    /// The thumbprint of the installation's key.
    pub kid: String,
    /// The key itself, 32 bytes, base64url.
    pub key: String,
}
