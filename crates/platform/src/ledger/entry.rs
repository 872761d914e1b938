//! One entry: what a change says of itself.

use serde::{Deserialize, Serialize};

/// A text that stands beside the ledger: where it is, and the digest that the chain covers.
///
/// In an entry it reads `{"text":"17.0","sha256":"…"}`; put it into `before`, `after` or a member as
/// any other value ([`serde_json::to_value`] or `json!`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TextId {
    /// `revision.n`.
    pub text: String,
    /// SHA-256 over salt and bytes, base64url.
    pub sha256: String,
}

/// What a change tells the ledger. No personal data: names, log-ins, addresses, comments and free
/// reasons go through [`crate::db::Write::text`].
#[derive(Clone, Debug)]
pub struct Entry {
    pub(crate) kind: &'static str,
    pub(crate) version: u16,
    pub(crate) subjects: Vec<String>,
    pub(crate) before: serde_json::Value,
    pub(crate) after: serde_json::Value,
    pub(crate) reason: Option<TextId>,
    pub(crate) members: Vec<String>,
    pub(crate) members_count: u64,
}

impl Entry {
    /// An entry of `kind`, such as `assignments.assigned`, whose members have the shape of `version`.
    pub fn new(kind: &'static str, version: u16) -> Self {
        Self {
            kind,
            version,
            subjects: Vec::new(),
            before: serde_json::Value::Null,
            after: serde_json::Value::Null,
            reason: None,
            members: Vec::new(),
            members_count: 0,
        }
    }

    /// The id of something the change is about.
    #[must_use]
    pub fn subject(mut self, id: impl Into<String>) -> Self {
        self.subjects.push(id.into());
        self
    }

    /// What was: ids, enumerations, numbers and dates only.
    #[must_use]
    pub fn before(mut self, before: serde_json::Value) -> Self {
        self.before = before;
        self
    }

    /// What is now: ids, enumerations, numbers and dates only.
    #[must_use]
    pub fn after(mut self, after: serde_json::Value) -> Self {
        self.after = after;
        self
    }

    /// Why, in somebody's words.
    #[must_use]
    pub fn reason(mut self, reason: TextId) -> Self {
        self.reason = Some(reason);
        self
    }

    /// Adds a member of a bulk change: a short JSON array of ids and numbers is best.
    pub fn member(&mut self, member: &impl Serialize) {
        unimplemented!()
    }
}

/// An entry as it stands in the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredEntry {
    /// Counts from 1 without gaps.
    pub revision: u64,
    /// When, in milliseconds UTC.
    pub at_ms: i64,
    /// Who: `account:7`, `token:3`, `system:day`, `setup`.
    pub actor: String,
    /// From where: `page`, `api`, `cli`, `system` …
    pub origin: String,
    /// The address it came from.
    pub address: Option<TextId>,
    /// What kind of change.
    pub kind: String,
    /// The version of its shape.
    pub version: u16,
    /// Ids of what it is about.
    pub subjects: Vec<String>,
    /// What was.
    pub before: serde_json::Value,
    /// What is now.
    pub after: serde_json::Value,
    /// Why, in somebody's words.
    pub reason: Option<TextId>,
    /// How many members a bulk change has.
    pub members: u64,
    /// SHA-256 over its stored bytes.
    #[serde(skip)]
    pub hash: [u8; 32],
}
