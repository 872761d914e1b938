//! Orders on account, and how they become packages.
//!
//! An order says what a customer wants to own afterwards, and at which price it was confirmed
//! ([`preview`], [`place`]). What is added comes with the next package, which the approval signs in the same
//! transaction; what is given back waits for the renewal ([`crate::terms`]). A rule approves what a customer
//! may order by itself; everything else waits for [`approve`] or [`refuse`]. An order that was overtaken adds
//! what it added: it never takes back what somebody else has sold meanwhile.

pub(crate) mod api;
mod decide;
mod overtaken;
mod page;
mod place;
mod store;
#[cfg(test)]
mod tests;

use licentia_core::prices::{Quote, Waits};
use licentia_platform::access::{Granted, View};
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::customers;
use crate::lists::Newest;
use crate::state::Authority;

pub(crate) use api::routes as api_routes;
pub use decide::{approve, refuse};
pub(crate) use decide::{approved, changes, still_waits, withdraw};
pub(crate) use overtaken::{Overtaken, overtaken, overtaken_of};
pub(crate) use page::{
    lines as quote_table, monthly, of_customer as panel, routes as page_routes, state_tag, totals,
    what_changes,
};
pub(crate) use place::{by_rule, look, place_in, run_due};
pub use place::{place, preview};
pub(crate) use store::{any_waiting, latest_of, one_of};

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Somebody has to decide.
    Waiting,
    /// It stands; what it added came with a package.
    Approved,
    /// The vendor does not want it.
    Refused,
    /// The customer does not want it any more.
    Withdrawn,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Approved, Self::Refused, Self::Withdrawn];

    /// The word that is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// Where an order came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// In the store, by somebody of the customer's.
    Store,
    /// Through the API.
    Api,
}

impl Origin {
    /// The word that is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Store => "store",
            Self::Api => "api",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Store, Self::Api].into_iter().find(|origin| origin.as_str() == word)
    }
}

/// Who ordered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Orderer {
    /// The person's name.
    pub name: String,
    /// The address to write to.
    pub email: Option<String>,
}

/// An order on account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Its id.
    pub id: String,
    /// The customer's orders, counted.
    pub n: u64,
    /// The customer's serial number today.
    pub serial: String,
    /// The customer's name today.
    pub customer_name: String,
    /// What became of it.
    pub state: State,
    /// Where it came in.
    pub origin: Origin,
    /// Who ordered.
    pub by: Orderer,
    /// The customer's own reference.
    pub reference: Option<String>,
    /// What was confirmed: what changes, and what that costs.
    pub quote: Quote,
    /// Why it waits for somebody: the word of a [`Waits`], or the code of what stood in a package's way.
    pub waits: Option<String>,
    /// Whether a rule approved it, and nobody.
    pub rule: bool,
    /// Who decided: `account:3`, `token:7`, `system:orders`.
    pub decided_by: Option<String>,
    /// Why it was refused.
    pub reason: Option<String>,
    /// The package that it brought.
    pub package: Option<String>,
    /// When it was placed, in milliseconds UTC.
    pub ordered_at_ms: i64,
    /// When it was decided, in milliseconds UTC.
    pub decided_at_ms: Option<i64>,
}

/// What somebody orders.
#[derive(Clone, Debug)]
pub struct NewOrder {
    /// What is wanted of which module.
    pub lines: Vec<(String, Amount)>,
    /// A suite above the present one.
    pub suite: Option<String>,
    /// By whom, and how.
    pub placing: Placing,
}

/// By whom an order is placed, and how.
#[derive(Clone, Debug)]
pub struct Placing {
    /// The customer's own reference.
    pub reference: Option<String>,
    /// Who orders.
    pub by: Orderer,
    /// Where it came in.
    pub origin: Origin,
    /// The digest of the preview that was seen, if one was.
    pub seen: Option<String>,
}

/// How much is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// So much afterwards.
    To(u32),
    /// So much more than today.
    More(i64),
}

/// What an order would change and cost.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What changes, and what that costs.
    pub quote: Quote,
    /// Names exactly what is shown here: give it to [`place`] to order this and nothing else.
    pub digest: String,
    /// Why somebody has to approve it.
    pub waits: Option<Waits>,
}

/// Who, or what, approves an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Approval {
    /// The order's id.
    pub(crate) order: String,
    /// Nobody looks at it: the rule has to hold at the moment of the approval.
    pub(crate) rule: bool,
}

/// Which orders to list; newest first.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Only in this state.
    pub state: Option<State>,
    /// Only of this customer, by serial number.
    pub serial: Option<String>,
    /// Where the page before ended.
    pub after: Option<Newest>,
    /// How many at most.
    pub limit: u32,
}

/// One page of orders.
pub type Listing = crate::lists::Listing<Order, Newest>;

/// One page of orders, newest first.
///
/// # Errors
/// 404 `not_found` when the query names a customer that is not there.
pub async fn list(authority: &Authority, _granted: &Granted<View>, query: Query) -> Result<Listing, Problem> {
    let no = customers::scope_if_named(authority, query.serial.as_deref()).await?;
    authority.db().read(move |r| Ok(store::list(r, no, &query)?)).await
}

/// One order.
///
/// # Errors
/// 404 `not_found`.
pub async fn show(authority: &Authority, _granted: &Granted<View>, id: &str) -> Result<Order, Problem> {
    stored(authority, id).await
}

async fn stored(authority: &Authority, id: &str) -> Result<Order, Problem> {
    let id = id.to_owned();
    let found = authority.db().read(move |r| Ok(store::by_id(r, &id)?)).await?;
    found.ok_or_else(|| Problem::not_found("order"))
}

/// How many wait for somebody.
pub(crate) async fn waiting(authority: &Authority) -> Result<u64, Problem> {
    authority.db().read(|r| Ok(store::waiting(r)?)).await
}
