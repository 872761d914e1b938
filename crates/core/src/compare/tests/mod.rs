//! Stories and properties of the comparison.

mod harmless;
mod later;
mod properties;
mod stories;

use super::{CompareRow, Comparison, compare};
use crate::licence::Row;
use crate::package::Package;
use crate::seats::Usage;
use crate::seats::tests::world::World;
use crate::testing::package_of;

/// The package of `superoffice` with these rows.
fn package(rows: Vec<Row>) -> Package {
    Package { sequence: 2, id: "superoffice-2".into(), ..package_of("superoffice", rows) }
}

/// What the package would change in this world.
fn seen(world: &World, new: &Package) -> Comparison {
    let usage = Usage::default();
    compare(world.packages.first(), new, world.day.today, &world.names, &world.persons(), &usage)
}

/// The row of a code, which must be there.
fn row<'a>(seen: &'a Comparison, code: &str) -> &'a CompareRow {
    seen.rows.iter().find(|row| row.module.code() == code).expect("the row is listed")
}

/// Lists of (code, users) as texts that read well in a test.
fn people(lists: &[(crate::names::ModuleName, Vec<crate::ids::UserNo>)]) -> Vec<(String, Vec<u32>)> {
    let users = |users: &[crate::ids::UserNo]| users.iter().map(|user| user.0).collect();
    lists.iter().map(|(name, list)| (name.code().to_owned(), users(list))).collect()
}

/// The blocked modules by code.
fn blocked(seen: &Comparison) -> Vec<(&str, u64)> {
    seen.blocked.iter().map(|(name, units)| (name.code(), *units)).collect()
}
