//! Products: what an issuer sells by name, with every dated row it ever had, who has it, and one difference of that.
//!
//! A product is a visible module of a package in force. [`rows`] tells its dated rows, those of former packages
//! included; [`people`] tells whom it is granted to, one page at a time. Who is given it and who gives it up is one
//! change: [`crate::assignments::apply_difference`].

pub(crate) mod api;
mod page;
mod people;
mod rows;
mod store;
#[cfg(test)]
mod tests;

pub use people::{Asked, Counts, Found, Listed, Only, Order, can_be_added, people};
pub use rows::{Dated, rows};

pub(crate) use api::routes as api_routes;
pub(crate) use page::routes as page_routes;
pub(crate) use rows::Past;

use jiff::civil::Date;
use licentia_core::ids::ModuleNo;
use licentia_core::licence::{Counting, Scope};
use licentia_core::licences::{DatedRow, Module};
use licentia_protocol::api::ProductKind;

use crate::licences::{Licence, in_force};
use crate::snapshot::Snapshot;

/// Every product, in the issuers' order: hidden modules and tier markers are none.
pub fn products(at: &Snapshot) -> impl Iterator<Item = Licence<'_>> {
    in_force(at).filter(|licence| !licence.module.hidden && !licence.module.tier)
}

/// The product of this name.
pub fn product<'a>(at: &'a Snapshot, name: &str) -> Option<Licence<'a>> {
    let no = at.licences().no(name.to_lowercase())?;
    products(at).find(|product| product.module.no == no)
}

/// What kind of product a module is.
pub fn kind(module: &Module) -> ProductKind {
    match (module.scope, module.counting) {
        (Scope::User, Counting::Named) => ProductKind::Personal,
        (Scope::User, Counting::Concurrent) => ProductKind::Concurrent,
        (Scope::System | Scope::Site, _) => ProductKind::Server,
    }
}

/// The first day of what is in force today, or of what comes next.
pub fn start(module: &Module, today: Date) -> Option<Date> {
    let begun = |row: &&DatedRow| row.in_force(today);
    match module.rows.iter().filter(begun).map(|row| row.start).min() {
        Some(start) => start,
        None => module.next_start(today),
    }
}

/// Whether, beside what is in force, a row that begins later than today is loaded.
pub fn renewal(module: &Module, today: Date) -> bool {
    module.rows.iter().any(|row| row.in_force(today)) && module.next_start(today).is_some()
}

/// Whether a product is made of what people are given.
pub fn for_people(module: &Module) -> bool {
    module.scope == Scope::User
}

/// The products before and after one, by title.
pub fn neighbours(at: &Snapshot, lang: &str, no: ModuleNo) -> (Option<String>, Option<String>) {
    let mut all: Vec<(String, &Module)> =
        products(at).map(|product| (product.module.title(lang).to_lowercase(), product.module)).collect();
    all.sort_by(|(a, x), (b, y)| (a, x.no).cmp(&(b, y.no)));
    let Some(place) = all.iter().position(|(_, module)| module.no == no) else { return (None, None) };
    let name = |place: Option<usize>| place.and_then(|at| all.get(at)).map(|(_, m)| m.name.to_string());
    (name(place.checked_sub(1)), name(place.checked_add(1)))
}
