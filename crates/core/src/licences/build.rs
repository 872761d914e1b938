//! From packages to [`Licences`].

use super::{DatedRow, Issuer, Licences, Module};
use crate::ids::ModuleNo;
use crate::licence::Row;
use crate::names::{IssuerName, ModuleName};
use crate::package::Package;
use std::collections::{BTreeMap, BTreeSet};

/// See [`Licences::build`].
pub(super) fn build(names: &[ModuleName], packages: &[Package], stopped: &[IssuerName]) -> Licences {
    let mut licences = Licences::default();
    let numbered = names.iter().enumerate();
    for (no, name) in numbered.filter_map(|(at, name)| Some((ModuleNo::from_index(at)?, name))) {
        licences.numbers.entry(name.clone()).or_insert(no);
        licences.modules.push(None);
    }
    for package in in_force(packages) {
        let issuer = licences.issuers.len();
        licences.issuers.push(issuer_of(package, stopped.contains(&package.issuer)));
        for row in &package.rows {
            add_row(&mut licences, issuer, package, row);
        }
    }
    for module in licences.modules.iter_mut().flatten() {
        module.rows.sort_by_key(|row| (row.start, row.due));
    }
    licences
}

/// See [`Licences::missing_names`].
pub(super) fn missing_names(names: &[ModuleName], package: &Package) -> Vec<ModuleName> {
    let mut known: BTreeSet<ModuleName> = names.iter().cloned().collect();
    let codes = package.rows.iter().flat_map(|row| {
        let others = row.set.iter().chain(&row.requires).chain(&row.was);
        std::iter::once(&row.module).chain(others)
    });
    codes
        .filter_map(|code| ModuleName::new(&package.issuer, code).ok())
        .filter(|name| known.insert(name.clone()))
        .collect()
}

/// One package per issuer, the one with the highest sequence, in the order given.
fn in_force(packages: &[Package]) -> Vec<&Package> {
    let mut newest: BTreeMap<&IssuerName, u64> = BTreeMap::new();
    for package in packages {
        let sequence = newest.entry(&package.issuer).or_default();
        *sequence = package.sequence.max(*sequence);
    }
    let mut first_of_newest = |package: &&Package| {
        let found = newest.get(&package.issuer) == Some(&package.sequence);
        if found {
            newest.remove(&package.issuer);
        }
        found
    };
    packages.iter().filter(|package| first_of_newest(package)).collect()
}

fn issuer_of(package: &Package, tampered: bool) -> Issuer {
    Issuer {
        name: package.issuer.clone(),
        titles: package.issuer_title.clone(),
        package: package.id.clone(),
        sequence: package.sequence,
        holder: package.holder.clone(),
        zone: package.zone.clone(),
        dates: package.dates,
        versions: package.versions,
        iat: package.iat,
        suite: package.suite.clone(),
        limits: package.limits.clone(),
        meters: package.meters.clone(),
        tampered,
    }
}

/// Adds one row: the module's first, or another dated one.
fn add_row(licences: &mut Licences, issuer: usize, package: &Package, row: &Row) {
    let number = |code: &String| {
        let name = ModuleName::new(&package.issuer, code).ok()?;
        licences.numbers.get(name.as_str()).copied()
    };
    let Some(no) = number(&row.module) else { return };
    let numbers = |codes: &[String]| codes.iter().filter_map(number).collect::<Vec<_>>();
    let (set, requires) = (numbers(&row.set), numbers(&row.requires));
    let was = row.was.as_ref().and_then(number);
    let Ok(name) = ModuleName::new(&package.issuer, &row.module) else { return };
    let earlier = licences.modules[no.index()].take();
    let sort = earlier.as_ref().map_or(row.n, |module| module.sort);
    let mut rows = earlier.map_or_else(Vec::new, |module| module.rows);
    let dated = DatedRow { quantity: row.quantity, start: row.start, due: row.due };
    if dated.ever_in_force() {
        rows.push(dated);
    }
    licences.modules[no.index()] = Some(Module {
        no,
        name,
        titles: row.titles.clone(),
        tooltips: row.tooltips.clone(),
        scope: row.scope,
        counting: row.counting,
        hidden: row.hidden,
        plan: row.is_plan(),
        tier: row.is_tier(),
        set,
        requires,
        kinds: row.kinds,
        when_stopped: row.when_stopped,
        rows,
        issuer,
        sort,
        was,
    });
}
