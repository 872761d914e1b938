//! Every installation, of all customers: found, filtered, in order.

mod store;

use licentia_platform::access::{Granted, View};
use licentia_platform::problem::Problem;

use super::Installation;
use crate::state::Authority;

/// After how many days without a word an installation counts as silent.
pub const SILENT_DAYS: i64 = 30;

/// Which installations to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// Every key that was ever heard.
    #[default]
    All,
    /// Customers with a package that no installation was heard for.
    Never,
    /// Bound, with an older package in force than the newest one.
    Behind,
    /// Bound, and silent for [`SILENT_DAYS`] days.
    Silent,
    /// They wait for support.
    Waiting,
    /// They speak for a serial number that another key is bound to.
    Copies,
    /// Rewound, with a clock set back, or with licences deleted.
    Marked,
}

impl Which {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 7] =
        [Self::All, Self::Waiting, Self::Copies, Self::Marked, Self::Behind, Self::Silent, Self::Never];

    /// Its name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Never => "never",
            Self::Behind => "behind",
            Self::Silent => "silent",
            Self::Waiting => "waiting",
            Self::Copies => "copies",
            Self::Marked => "marked",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

/// The orders of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By last contact.
    #[default]
    Contact,
    /// By the customer's name.
    Customer,
}

/// Which installations to list.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Words that all must occur in the customer, or begin the key's name.
    pub search: String,
    /// Only these.
    pub which: Which,
    /// How to order them.
    pub sort: Sort,
    /// The other way round.
    pub backwards: bool,
    /// The page, from 1.
    pub page: u64,
    /// How many a page has.
    pub per_page: u64,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The customer's name.
    pub customer: String,
    /// Its serial number.
    pub serial: String,
    /// The number of its newest package; 0 before the first.
    pub newest: u64,
    /// The installation; none when none was ever heard.
    pub installation: Option<Installation>,
}

/// One page of installations, and how many there are.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The page.
    pub items: Vec<Line>,
    /// How many each filter would show, with the same words.
    pub counts: Vec<(Which, u64)>,
}

impl Listing {
    /// How many one filter shows.
    pub fn count(&self, which: Which) -> u64 {
        self.counts.iter().find(|(known, _)| *known == which).map_or(0, |(_, count)| *count)
    }
}

/// One page of installations.
///
/// # Errors
/// As any read.
pub async fn list(authority: &Authority, _granted: &Granted<View>, query: Query) -> Result<Listing, Problem> {
    let now_ms = authority.now_ms();
    authority.db().read(move |r| Ok(store::list(r, &query, now_ms)?)).await
}
