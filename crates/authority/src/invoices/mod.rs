//! Invoices for overage (rule 15): drawn up as drafts, issued, and taken back by credit notes.
//!
//! | step | what happens |
//! |---|---|
//! | [`draft`] | for every customer one draft per currency: whatever its figures come to and is not invoiced yet, corrections of earlier months included. Doing it again brings the drafts up to date |
//! | [`issue`] | the draft gets the next number, and what is printed is kept as it is: sealed, its SHA-256 in the ledger |
//! | [`credit`] | an issued invoice is taken back as a whole by a credit note, which has the next number of the same series |
//!
//! What a line is computed from stands beside it: the figure, the package whose row gave the allowance, the edition
//! of the catalogue whose price it is. The rules are `core`'s ([`licentia_core::invoices`]); the price of a month is
//! that of the edition that was in force when the month ended.
//!
//! Numbers are given in the house's ledger, where one writer at a time works: so there is no gap and no double, on any
//! number of servers.

pub(crate) mod api;
mod credit;
mod document;
mod draft;
mod due;
mod export;
mod issue;
mod page;
mod sealed;
mod silent;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use licentia_core::month::Month;
use licentia_platform::access::{Granted, View};
use licentia_platform::db::ScopeNo;
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::customers;
use crate::lists::Newest;
use crate::state::Authority;

pub(crate) use api::routes as api_routes;
pub use credit::{Credit, credit};
pub use document::{Buyer, Credited, Document, Line, Source};
pub use draft::{Obstruction, Run, draft, run_due};
pub use export::{Exported, export};
pub use issue::issue;
pub(crate) use page::routes as page_routes;
pub(crate) use sealed::SEALED;

/// What an invoice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The customer owes something.
    Invoice,
    /// The customer gets something back.
    CreditNote,
}

impl Kind {
    /// The word that is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditNote => "credit_note",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Invoice, Self::CreditNote].into_iter().find(|kind| kind.as_str() == word)
    }

    /// What a sum is called: below nothing it is a credit.
    fn of_total(total: i64) -> Self {
        if total < 0 { Self::CreditNote } else { Self::Invoice }
    }
}

/// How far an invoice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It may change.
    Draft,
    /// It never changes again.
    Issued,
}

impl State {
    /// The word that is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Issued => "issued",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Draft, Self::Issued].into_iter().find(|state| state.as_str() == word)
    }
}

/// An invoice without its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Its id, for programs.
    pub id: String,
    /// The customer.
    pub customer: ScopeNo,
    /// The customer's serial number today.
    pub serial: String,
    /// The customer's name today.
    pub customer_name: String,
    /// What it is.
    pub kind: Kind,
    /// The invoice that this credit note takes back.
    pub credits: Option<String>,
    /// Whether what the credit note takes back is to be invoiced again.
    pub anew: bool,
    /// The credit note that took it back.
    pub credited_by: Option<String>,
    /// How far it is.
    pub state: State,
    /// Its number, once it is issued.
    pub number: Option<u64>,
    /// The month up to and with which it was drawn up.
    pub month: Month,
    /// The currency.
    pub currency: String,
    /// The sum, in minor units.
    pub total: i64,
    /// When it was drawn up last, in milliseconds UTC.
    pub created_at_ms: i64,
    /// When it was issued.
    pub issued_at_ms: Option<i64>,
    /// The revision of its last change in the house's ledger: its `ETag`.
    pub revision: u64,
}

impl Invoice {
    /// Whether it stands: issued, taken back by nothing, and no credit note for another one itself.
    fn stands(&self) -> bool {
        self.state == State::Issued && self.credits.is_none() && self.credited_by.is_none()
    }
}

/// An invoice as it is read: what is printed, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// What became of it.
    pub invoice: Invoice,
    /// What is printed.
    pub document: Document,
    /// SHA-256 of that, in hexadecimal, once it is issued: it stands in the ledger too.
    pub sha256: Option<String>,
    /// The number of the invoice or credit note that [`Invoice::credits`] or [`Invoice::credited_by`] names.
    pub other_number: Option<u64>,
    /// Of a draft: something has overtaken it since it was drawn up.
    pub is_outdated: bool,
}

/// Which invoices to list, newest first.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Only those of this customer, by serial number.
    pub serial: Option<String>,
    /// Only those drawn up for this month.
    pub month: Option<Month>,
    /// Only drafts, or only issued ones.
    pub state: Option<State>,
    /// Only invoices, or only credit notes.
    pub kind: Option<Kind>,
    /// Where the page before ended.
    pub after: Option<Newest>,
    /// How many at most.
    pub limit: u32,
}

/// One page of invoices.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The page.
    pub items: Vec<Invoice>,
    /// Where the next one begins.
    pub next: Option<Newest>,
    /// How many there are of each state: drafts and issued ones.
    pub counts: (u64, u64),
}

/// One page of invoices.
///
/// # Errors
/// 404 `not_found` when the query names a customer that is not there.
pub async fn list(authority: &Authority, _granted: &Granted<View>, query: Query) -> Result<Listing, Problem> {
    let no = customers::scope_if_named(authority, query.serial.as_deref()).await?;
    authority.db().read(move |r| Ok(store::list(r, no, &query)?)).await
}

/// One invoice with everything on it.
///
/// # Errors
/// 404 `not_found`; 409 `tampered` when what was issued was changed in the database.
pub async fn show(authority: &Authority, _granted: &Granted<View>, id: &str) -> Result<Opened, Problem> {
    let (house, id) = (document::House::of(authority).await?, id.to_owned());
    authority.db().read(move |r| document::opened(r, &house, &id)).await
}

/// How the ledger names an invoice.
fn subject(id: &str) -> String {
    format!("invoice/{id}")
}
