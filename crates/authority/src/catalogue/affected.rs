//! Whom a change of the catalogue concerns.

use std::collections::{BTreeMap, BTreeSet};

use licentia_core::catalogue::{Catalogue, Item, ItemChange};

/// A customer whose next package a change touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affected {
    /// Its serial number.
    pub serial: String,
    /// Its name.
    pub name: String,
    /// The changed modules and suites that it owns, directly or through what it owns.
    pub modules: BTreeSet<String>,
}

/// For each module or suite that can be owned, the changed ones that it carries into a package.
pub(super) fn touched(
    old: &Catalogue,
    new: &Catalogue,
    changes: &[ItemChange],
) -> BTreeMap<String, BTreeSet<String>> {
    let changed: BTreeSet<&str> = changes
        .iter()
        .filter(|change| matches!(change.item, Item::Module | Item::Suite))
        .map(|change| change.code.as_str())
        .collect();
    let mut touched: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for catalogue in [old, new] {
        let carried = carried(catalogue);
        for code in carried.keys() {
            let reached = reach(&carried, code);
            let mut found = reached.into_iter().filter(|code| changed.contains(code)).peekable();
            if found.peek().is_some() {
                touched.entry((*code).to_owned()).or_default().extend(found.map(str::to_owned));
            }
        }
    }
    touched
}

/// What each module and suite carries: its set, and what it brings.
fn carried(catalogue: &Catalogue) -> BTreeMap<&str, Vec<&str>> {
    let modules = catalogue.modules.iter().map(|module| {
        let carried = module.set.iter().chain(&module.brings).map(String::as_str);
        (module.code.as_str(), carried.collect())
    });
    let suites = catalogue
        .suites
        .iter()
        .map(|suite| (suite.name.as_str(), suite.brings.iter().map(String::as_str).collect()));
    modules.chain(suites).collect()
}

/// The thing itself, and whatever follows from it.
fn reach<'a>(carried: &BTreeMap<&'a str, Vec<&'a str>>, code: &'a str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::from([code]);
    let mut next = vec![code];
    while let Some(code) = next.pop() {
        let following = carried.get(code).into_iter().flatten().copied();
        next.extend(following.filter(|code| reached.insert(code)));
    }
    reached
}
