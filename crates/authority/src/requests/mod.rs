//! The desk: request files, receipts and letters of installations, and what was done with them.
//!
//! A request file gets a response file: a package bound to the request's nonce and to the key that
//! signed it. The same request gets the same bytes however often it is carried here. What cannot be
//! answered yet, because its key waits for support, because of a hold or a change of holder, stays on
//! the desk and is answered from there.

pub(crate) mod api;
mod desk;
mod files;
mod page;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use licentia_platform::access::{Granted, Sell, View};
use licentia_platform::db::{Done, Sql};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::conversation::{Letter, Receipt, Request, read_letter, read_receipt, read_request};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::conversation::hear::refused;
use crate::customers;
use crate::installations::{self, Origin};
use crate::ledger::because;
use crate::lists::Newest;
use crate::packages::{self, Issued};
use crate::state::Authority;

pub(crate) use api::routes as api_routes;
pub use desk::{lay, waiting};
pub use files::{Answered, Options, Received, answer, answer_kept, receive};
pub(crate) use page::{of_customer, routes as page_routes};

/// What lies on the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A request, `*.tlr`.
    Request,
    /// A receipt, `*.tlc`.
    Receipt,
    /// A letter, `*.tll`.
    Letter,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Request, Self::Receipt, Self::Letter];

    /// The word that is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Receipt => "receipt",
            Self::Letter => "letter",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What was done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nothing yet.
    Waiting,
    /// It was answered; a receipt is by being taken in.
    Answered,
    /// Somebody put it away.
    Closed,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Answered, Self::Closed];

    /// The word that is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Answered => "answered",
            Self::Closed => "closed",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// One thing on the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its id here.
    pub id: String,
    /// The customer's serial number today.
    pub serial: String,
    /// The customer's name today.
    pub customer_name: String,
    /// The key that signed it.
    pub kid: String,
    /// How that key stands to the customer today.
    pub installation: Option<installations::State>,
    /// What it is.
    pub kind: Kind,
    /// How it reached us.
    pub origin: Origin,
    /// What was done with it.
    pub state: State,
    /// What a request asks: `status`, `package`, `serial`.
    pub purpose: Option<String>,
    /// The licence version that a request asks for.
    pub version: Option<String>,
    /// The package that answered it.
    pub package: Option<String>,
    /// When it came, in milliseconds UTC.
    pub received_at_ms: i64,
    /// When it was answered or put away.
    pub handled_at_ms: Option<i64>,
    /// By whom: `account:3`, `token:7`.
    pub handled_by: Option<String>,
}

impl Item {
    /// What its file is called: the name is ours, ten digits, an id and an ending.
    pub fn file_name(&self) -> String {
        let ending = match self.kind {
            Kind::Request => "tlr",
            Kind::Receipt => "tlc",
            Kind::Letter => "tll",
        };
        format!("{}-{}.{ending}", self.serial, self.id)
    }
}

/// One thing on the desk, opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What is known of it.
    pub item: Item,
    /// What it says; its signature was verified again.
    pub content: Content,
}

/// What something on the desk says.
#[derive(Clone, Debug)]
pub enum Content {
    /// A request.
    Request(Box<Request>),
    /// A receipt.
    Receipt(Box<Receipt>),
    /// A letter, perhaps with the comparison that its writer saw.
    Letter(Box<Letter>),
}

/// What to list; newest first.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Only this kind.
    pub kind: Option<Kind>,
    /// Only in this state.
    pub state: Option<State>,
    /// Only of this customer, by serial number.
    pub serial: Option<String>,
    /// Where the page before ended.
    pub after: Option<Newest>,
    /// How many at most.
    pub limit: u32,
}

/// One page of the desk.
pub type Listing = crate::lists::Listing<Item, Newest>;

/// Something to be kept on the desk.
#[derive(Clone, Debug)]
pub(crate) struct Letterbox {
    pub(crate) kind: Kind,
    /// The sender's own name for it: nonce or id.
    pub(crate) message: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) purpose: Option<&'static str>,
    pub(crate) version: Option<String>,
}

/// Something that is kept on the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) id: String,
    /// Whether it has the bytes that were asked about.
    pub(crate) same: bool,
    pub(crate) state: State,
    pub(crate) package: Option<String>,
}

/// One page of the desk.
///
/// # Errors
/// 404 `not_found` when the query names a customer that is not there.
pub async fn list(authority: &Authority, _granted: &Granted<View>, query: Query) -> Result<Listing, Problem> {
    let no = customers::scope_if_named(authority, query.serial.as_deref()).await?;
    authority.db().read(move |r| Ok(store::list(r, no, &query)?)).await
}

/// One thing on the desk, opened.
///
/// # Errors
/// 404 `not_found`.
pub async fn show(authority: &Authority, _granted: &Granted<View>, id: &str) -> Result<Opened, Problem> {
    let (item, bytes) = stored(authority, id).await?;
    let content = opened(item.kind, &bytes)
        .map_err(|problem| Problem::internal(format!("request {} cannot be read: {problem}", item.id)))?;
    Ok(Opened { item, content })
}

async fn stored(authority: &Authority, id: &str) -> Result<(Item, Vec<u8>), Problem> {
    let id = id.to_owned();
    let found = authority.db().read(move |r| Ok(store::by_id(r, &id)?)).await?;
    found.ok_or_else(|| Problem::not_found("request"))
}

fn opened(kind: Kind, bytes: &[u8]) -> Result<Content, Problem> {
    let refused = |error: licentia_protocol::Refused| refused(&error);
    Ok(match kind {
        Kind::Request => Content::Request(Box::new(read_request(bytes).map_err(refused)?.into_inner())),
        Kind::Receipt => Content::Receipt(Box::new(read_receipt(bytes).map_err(refused)?.into_inner())),
        Kind::Letter => Content::Letter(Box::new(read_letter(bytes).map_err(refused)?.into_inner())),
    })
}

/// The bytes of something on the desk, as they came.
///
/// # Errors
/// 404 `not_found`.
pub async fn file(
    authority: &Authority,
    _granted: &Granted<View>,
    id: &str,
) -> Result<(Item, Vec<u8>), Problem> {
    stored(authority, id).await
}

/// Puts something away: a letter that was answered by telephone, a request that nobody will answer.
///
/// # Errors
/// 404 `not_found`.
pub async fn close(
    authority: &Authority,
    granted: &Granted<Sell>,
    id: &str,
    reason: Option<String>,
) -> Result<Done<()>, Problem> {
    let (item, _) = stored(authority, id).await?;
    let no = customers::scope_of(authority, &item.serial).await?;
    authority
        .db()
        .write(no, &granted.by, move |w| {
            if !store::close(w, &item.id)? {
                return Ok(());
            }
            let customer = customers::store::id_of(w, no)?;
            let entry = Entry::new("requests.closed", 1)
                .subject(customers::subject(&customer))
                .subject(format!("request/{}", item.id))
                .after(json!({ "kind": item.kind, "installation": item.kid }));
            let entry = because(w, entry, reason.as_deref());
            w.record(entry)
        })
        .await
}

/// The package that answered a request, if one has.
pub(crate) fn answered(sql: &mut dyn Sql, id: &str) -> Result<Option<Issued>, Problem> {
    match store::package_of(sql, id)? {
        Some(package) => Ok(packages::store::by_id(sql, &package)?),
        None => Ok(None),
    }
}
