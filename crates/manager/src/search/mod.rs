//! The search in the top bar: users by whatever users are found by, products by name or code, packages by number, issuer
//! or id.

mod page;
#[cfg(test)]
mod tests;

use licentia_platform::access::{Granted, View};
use licentia_platform::problem::Problem;
use licentia_protocol::api::UserFilter;
use licentia_ui::Lang;

pub(crate) use page::routes as page_routes;

use crate::licences::Licence;
use crate::packages;
use crate::products::{api::named, products};
use crate::snapshot::Snapshot;
use crate::state::Manager;
use crate::users::{self, Paging, Sort};

/// How many of each kind are shown.
const MOST: usize = 8;
/// From so many letters on the beginning of a word is enough for a package.
const FEWEST: usize = 4;

/// What was found, the first of each kind.
pub(crate) struct Found<'a> {
    /// Users, by name.
    pub(crate) users: users::Found,
    /// Every product that is called so, in the issuers' order.
    pub(crate) products: Vec<Licence<'a>>,
    /// Every package, the newest first.
    pub(crate) packages: Vec<packages::Listed>,
}

/// Everything that `words` may mean.
///
/// # Errors
/// The database's.
pub(crate) async fn find<'a>(
    manager: &Manager,
    granted: &Granted<View>,
    at: &'a Snapshot,
    (words, lang): (&str, Lang),
) -> Result<Found<'a>, Problem> {
    let filter = UserFilter { search: Some(words.to_owned()), ..UserFilter::default() };
    let paging = Paging { sort: Sort::default().read_in(lang), limit: MOST as u32, cursor: None, offset: 0 };
    let called = |package: &packages::Listed| {
        let issuer = at.packages().iter().find(|p| p.package.issuer.as_str() == package.issuer);
        let title = issuer.map_or("", |issuer| issuer.package.issuer_title(lang.tag()));
        is_meant(words, package, title)
    };
    Ok(Found {
        users: users::list(manager, granted, &filter, paging).await?,
        products: products(at).filter(|product| named(product, words)).collect(),
        packages: packages::list(manager, granted).await?.into_iter().filter(called).collect(),
    })
}

/// Whether every word says something of a package: its number, its issuer, a part of its id, or that it is one.
fn is_meant(words: &str, package: &packages::Listed, issuer: &str) -> bool {
    let number = package.sequence.to_string();
    let issuer = issuer.to_lowercase();
    let told: Vec<&str> = [package.issuer.as_str()].into_iter().chain(issuer.split_whitespace()).collect();
    words.to_lowercase().split_whitespace().all(|word| {
        let long = word.chars().count() >= FEWEST;
        let begins = |known: &&str| *known == word || long && known.starts_with(word);
        word == number
            || told.iter().chain(&NAMES).any(begins)
            || long && word.chars().any(|letter| letter.is_ascii_digit()) && package.id.contains(word)
    })
}

/// What a package and its number are called in the languages there are.
const NAMES: [&str; 7] = ["package", "packages", "no.", "no", "paket", "nr", "nr."];
