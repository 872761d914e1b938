//! The shapes around the conversation with installations.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What was sent has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Received {
    /// Always true.
    pub received: bool,
}

/// Texts per language: `{"en": "…", "sv": "…"}`.
pub type Texts = BTreeMap<String, String>;

/// A holder: what packages are issued to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HolderName {
    /// The company's name.
    pub name: String,
    /// The serial number.
    pub serial: String,
}

/// An installation that spoke for a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Installation {
    /// The thumbprint of its key.
    pub kid: String,
    /// The customer's serial number today.
    pub customer: String,
    /// The customer's name today.
    pub customer_name: String,
    /// `bound`; `waiting` for support; `copy`, when another key is bound; `released`.
    pub state: String,
    /// How what it said last reached the authority: `online` or `file`.
    pub origin: String,
    /// When it was heard first.
    #[schema(value_type = String, format = DateTime)]
    pub first_at: Timestamp,
    /// When it was heard last.
    #[schema(value_type = String, format = DateTime)]
    pub last_at: Timestamp,
    /// What it called its company last.
    pub name: String,
    /// Under which serial number.
    pub serial: String,
    /// The licence version that it asked for last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The highest package that was ever in force there; 0 for none.
    pub sequence: u64,
    /// The customer's last package.
    pub issued_sequence: u64,
    /// SHA-256 of the package in force there, hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// The version of the key list that it knows; 0 for none.
    pub keys: u64,
    /// The highest revision of its ledger that was ever seen.
    pub revision: u64,
    /// Since when it is known to run on an older database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub rewound_at: Option<Timestamp>,
    /// By how much its clock was set back, in milliseconds, when by more than a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_set_back_ms: Option<i64>,
    /// When it told that its licences were deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub deleted_at: Option<Timestamp>,
}

/// A decision about an installation's key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct InstallationChange {
    /// The customer's serial number; needed only for a key that spoke for several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// Why, for the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A request file, a receipt or a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = InstallationRequest)]
pub struct Request {
    /// Its id here.
    pub id: String,
    /// The customer's serial number today.
    pub customer: String,
    /// The customer's name today.
    pub customer_name: String,
    /// The thumbprint of the key that signed it.
    pub installation: String,
    /// How that key stands to the customer today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub installation_state: Option<String>,
    /// `request`, `receipt` or `letter`.
    pub kind: String,
    /// `online` or `file`.
    pub origin: String,
    /// `waiting`, `answered` or `closed`.
    pub state: String,
    /// What a request asks: `status`, `package`, `serial`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The licence version that a request asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The package that answered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// When it came.
    #[schema(value_type = String, format = DateTime)]
    pub received_at: Timestamp,
    /// When it was answered or put away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub handled_at: Option<Timestamp>,
    /// By whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handled_by: Option<String>,
    /// A letter's subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// A letter's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A letter's writer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<LetterFrom>,
    /// The comparison that a letter is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub comparison: Option<serde_json::Value>,
}

/// Who wrote a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LetterFrom {
    /// The person's name.
    pub name: String,
    /// The address to answer to.
    pub email: String,
}

/// `POST /requests/{id}/close`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CloseRequest {
    /// Why, for the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
