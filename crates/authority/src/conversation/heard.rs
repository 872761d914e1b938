//! What an installation says of itself, and what becomes of it.

use std::sync::Arc;

use licentia_protocol::conversation::Offer;

use crate::customers::store::Party;
use crate::installations::{Head, Origin, State};
use crate::requests::{self, Letterbox};

/// What an installation says of itself.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) kid: String,
    pub(crate) public_key: Vec<u8>,
    pub(crate) origin: Origin,
    pub(crate) issuer: String,
    pub(crate) name: String,
    pub(crate) serial: String,
    pub(crate) iat: i64,
    pub(crate) head: Head,
    /// The version of the key list it knows, when it says.
    pub(crate) keys: Option<u64>,
    pub(crate) version: Option<String>,
    /// The highest package that was ever in force there, when it says.
    pub(crate) sequence: u64,
    pub(crate) package: InForce,
    pub(crate) back_ms: Option<i64>,
    /// It has found out by itself that its database is older than it was.
    pub(crate) rewound: bool,
    /// What must not come twice; none for what does no harm when repeated.
    pub(crate) nonce: Option<String>,
    /// What is kept of it on the desk.
    pub(crate) keep: Option<Letterbox>,
}

/// What something says of the package in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum InForce {
    /// Nothing.
    Unsaid,
    /// Its SHA-256; none before the first.
    Is(Option<String>),
    /// The licences were deleted.
    Deleted,
}

/// What became of a contact.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// The nonce was used before.
    Replayed,
    /// It was written too long ago.
    TooOld,
    /// It is dated later than any clock can be believed; its nonce would have to be remembered for ever.
    FromFuture,
    /// It was heard.
    Met(Box<Met>),
}

/// A customer's installation as it stands after it was heard.
#[derive(Clone, Debug)]
pub(crate) struct Met {
    pub(crate) state: State,
    pub(crate) party: Arc<Party>,
    /// The newest package of the issuer.
    pub(crate) newest: Option<Offer>,
    /// The highest head of its ledger.
    pub(crate) head: Head,
    /// What is kept of it on the desk.
    pub(crate) kept: Option<requests::Kept>,
    /// Whether one of its messages waits on the desk.
    pub(crate) waiting: bool,
    /// Whether an order of the customer's waits for somebody.
    pub(crate) ordered: bool,
}
