//! Every package that was signed, of all customers: found, filtered, in order.

mod store;

use licentia_platform::access::{Granted, View};
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};

use super::Issued;
use crate::state::Authority;

pub(crate) use store::by_id_part;

/// Where a package is, as far as the vendor knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Whereabouts {
    /// Signed; the customer was not told of it yet.
    Signed,
    /// The customer's installation was told that it is there.
    Offered,
    /// Nothing is handed out: the vendor holds the customer's packages.
    Held,
    /// In force, as the installation said when it asked.
    InForceByContact,
    /// In force, as a receipt file says.
    InForceByReceipt,
    /// A newer one took its place.
    Past,
}

impl Whereabouts {
    /// All of them, what waits first.
    pub const ALL: [Self; 6] =
        [Self::Signed, Self::Offered, Self::Held, Self::InForceByContact, Self::InForceByReceipt, Self::Past];

    /// Its name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Offered => "offered",
            Self::Held => "held",
            Self::InForceByContact => "contact",
            Self::InForceByReceipt => "receipt",
            Self::Past => "past",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

/// A package in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The package.
    pub issued: Issued,
    /// The customer's name.
    pub customer: String,
    /// Where it is.
    pub whereabouts: Whereabouts,
}

/// The orders of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By the moment of signing.
    #[default]
    Signed,
    /// By the customer's name.
    Customer,
    /// By the day on which it expires; those that never do come last.
    Expiry,
}

/// A place in the list: the sort key of the last one shown, and its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor(pub String, pub String);

/// Which packages to list.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Words that all must occur in the customer or in the package's id.
    pub search: String,
    /// Only those that are there.
    pub whereabouts: Option<Whereabouts>,
    /// How to order them.
    pub sort: Sort,
    /// The other way round.
    pub backwards: bool,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// How many at most.
    pub limit: u32,
}

/// One page of packages, and how many there are.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The page.
    pub items: Vec<Listed>,
    /// Where the next page begins.
    pub next: Option<Cursor>,
    /// How many the whole list has.
    pub total: u64,
    /// How many each filter would show, with the same words.
    pub counts: Vec<(Whereabouts, u64)>,
}

/// One page of packages.
///
/// # Errors
/// As any read.
pub async fn list(authority: &Authority, _granted: &Granted<View>, query: Query) -> Result<Listing, Problem> {
    authority.db().read(move |r| Ok(store::list(r, &query)?)).await
}

/// Where the packages of one customer are, by id: the newest `limit`.
///
/// # Errors
/// As any read.
pub async fn whereabouts(
    authority: &Authority,
    _granted: &Granted<View>,
    serial: &str,
    limit: u32,
) -> Result<Vec<Listed>, Problem> {
    let no = crate::customers::scope_of(authority, serial).await?;
    authority.db().read(move |r| Ok(store::of_customer(r, no, limit)?)).await
}

/// One package, and where it is.
///
/// # Errors
/// 404 `not_found`.
pub async fn one(authority: &Authority, _granted: &Granted<View>, id: &str) -> Result<Listed, Problem> {
    let id = id.to_owned();
    let found = authority.db().read(move |r| Ok(store::by_id(r, &id)?)).await?;
    found.ok_or_else(|| Problem::not_found("package"))
}
