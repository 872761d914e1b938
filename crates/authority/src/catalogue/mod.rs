//! The catalogue: what the vendor sells, as one file that is planned and applied whole.
//!
//! [`plan`] says what a file would change and which customers it concerns, [`apply`] does it. A file
//! with anything wrong in it changes nothing, and every problem is listed with its line. The format is
//! described in `docs/catalogue.md`.

mod affected;
pub(crate) mod api;
mod fields;
pub mod file;
mod page;
pub mod problem;
mod store;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use licentia_core::catalogue::{Catalogue, ItemChange, MeterDef, difference};
use licentia_core::names::IssuerName;
use licentia_platform::access::{Granted, ManageCatalogue, View};
use licentia_platform::db::Done;
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::packages;
use crate::state::{Authority, HOUSE};

pub use affected::Affected;
pub(crate) use api::routes as api_routes;
pub use file::{CatalogueFile, Proposal};
pub(crate) use page::routes as page_routes;
pub use problem::{FileProblem, Trouble};

/// The largest catalogue file, in bytes.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// The catalogue in force.
#[derive(Clone, Debug)]
pub struct Current {
    /// Its edition: 1, 2, 3 …
    pub version: u64,
    /// The file as it was applied.
    pub source: String,
    /// What it says.
    pub file: CatalogueFile,
    /// The issuer's name, as core has it.
    pub issuer: IssuerName,
    /// When it was applied, in milliseconds UTC.
    pub applied_at_ms: i64,
}

/// What a catalogue file changes.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The edition in force before; 0 when there was none.
    pub before: u64,
    /// Each difference.
    pub changes: Vec<ItemChange>,
    /// The customers whose next package will differ.
    pub affected: Vec<Affected>,
}

/// The edition in force after an apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// Its number.
    pub version: u64,
}

impl Authority {
    /// The catalogue in force.
    ///
    /// # Errors
    /// 409 `no_catalogue` when none was ever applied.
    pub(crate) async fn catalogue(&self) -> Result<Arc<Current>, Problem> {
        self.catalogue_if_any().await?.ok_or_else(|| Problem::conflict("no_catalogue"))
    }

    /// The catalogue in force; `None` when none was ever applied.
    pub(crate) async fn catalogue_if_any(&self) -> Result<Option<Arc<Current>>, Problem> {
        let cached = self.cached_catalogue();
        let known = cached.as_ref().map_or(0, |current| current.version);
        let newer = self.db().read(move |r| Ok(store::newer_than(r, known)?)).await?;
        let Some(stored) = newer else { return Ok(cached) };
        let current = Arc::new(current(stored)?);
        self.cache_catalogue(Arc::clone(&current));
        Ok(Some(current))
    }
}

/// The edition that was in force at a moment, in milliseconds UTC; the first one, when there was none by then.
pub(crate) fn edition_at(
    sql: &mut dyn licentia_platform::db::Sql,
    until_ms: i64,
) -> Result<Option<Current>, Problem> {
    store::at(sql, until_ms)?.map(current).transpose()
}

/// One edition by its number.
pub(crate) fn edition(
    sql: &mut dyn licentia_platform::db::Sql,
    version: u64,
) -> Result<Option<Current>, Problem> {
    store::of_version(sql, version)?.map(current).transpose()
}

fn current(stored: store::Stored) -> Result<Current, Problem> {
    let spoilt = || Problem::internal(format!("edition {} of the catalogue cannot be read", stored.version));
    let file = file::read(&stored.source).map_err(|_| spoilt())?;
    let issuer = IssuerName::new(&file.catalogue.issuer).map_err(|_| spoilt())?;
    let store::Stored { version, source, applied_at_ms } = stored;
    Ok(Current { version, source, file, issuer, applied_at_ms })
}

/// The catalogue in force; `None` when none was ever applied.
///
/// # Errors
/// As any read.
pub async fn show(authority: &Authority, _granted: &Granted<View>) -> Result<Option<Arc<Current>>, Problem> {
    authority.catalogue_if_any().await
}

/// What a file would change, and for whom. Nothing happens.
///
/// # Errors
/// 422 `catalogue_invalid` with every problem; see [`read`].
pub async fn plan(
    authority: &Authority,
    _granted: &Granted<ManageCatalogue>,
    source: &[u8],
) -> Result<Plan, Problem> {
    planned(authority, &read_after(authority, source).await?).await
}

async fn planned(authority: &Authority, file: &CatalogueFile) -> Result<Plan, Problem> {
    let before = authority.catalogue_if_any().await?;
    let version = before.as_ref().map_or(0, |current| current.version);
    let empty = Catalogue { issuer: file.catalogue.issuer.clone(), ..nothing() };
    let old = before.as_ref().map_or(&empty, |current| &current.file.catalogue);
    let changes = difference(old, &file.catalogue);
    let touched = affected::touched(old, &file.catalogue, &changes);
    let affected = authority.db().read(move |r| Ok(store::owners(r, &touched)?)).await?;
    Ok(Plan { before: version, changes, affected })
}

fn nothing() -> Catalogue {
    Catalogue {
        issuer: String::new(),
        titles: Default::default(),
        modules: Vec::new(),
        suites: Vec::new(),
        meters: Vec::new(),
    }
}

/// Makes a file the catalogue in force. A file that changes nothing makes no new edition.
///
/// # Errors
/// 422 `catalogue_invalid` with every problem; 409 `catalogue_changed` when somebody applied another
/// file meanwhile.
pub async fn apply(
    authority: &Authority,
    granted: &Granted<ManageCatalogue>,
    source: &[u8],
) -> Result<(Plan, Done<Applied>), Problem> {
    let file = read_after(authority, source).await?;
    let plan = planned(authority, &file).await?;
    let source = String::from_utf8_lossy(source).into_owned();
    let (before, changes) = (plan.before, plan.changes.clone());
    let done = authority
        .db()
        .write(HOUSE, &granted.by, move |w| {
            let latest = store::latest(w)?;
            if latest.as_ref().is_some_and(|latest| latest.source == source) {
                return Ok(Applied { version: before });
            }
            if latest.map_or(0, |latest| latest.version) != before {
                return Err(Problem::conflict("catalogue_changed"));
            }
            let version = before + 1;
            store::insert(w, version, &file.catalogue.issuer, &source)?;
            let told = |change: &ItemChange| json!([change.item, change.code, change.change]);
            let mut entry = Entry::new("catalogue.applied", 1)
                .subject(format!("catalogue/{version}"))
                .before(json!({ "version": before }))
                .after(json!({ "version": version, "modules": file.catalogue.modules.len() }));
            for change in &changes {
                entry.member(&told(change));
            }
            w.record(entry)?;
            Ok(Applied { version })
        })
        .await?;
    Ok((plan, done))
}

/// Reads a catalogue file for this authority.
///
/// # Errors
/// 413 `too_large`; 422 `catalogue_invalid` whose `problems` list everything wrong with it.
pub fn read(authority: &Authority, source: &[u8]) -> Result<CatalogueFile, Problem> {
    if source.len() > MAX_BYTES {
        return Err(Problem::too_large(MAX_BYTES as u64));
    }
    let source = std::str::from_utf8(source).map_err(|error| {
        let line = source[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        let detail = "the file is not UTF-8".to_owned();
        let line = u32::try_from(line).ok();
        refused(&[FileProblem { line, module: None, trouble: Trouble::Syntax { detail } }])
    })?;
    let file = file::read(source).map_err(|problems| refused(&problems))?;
    packages::trial(&file.catalogue).map_err(|detail| {
        let trouble = Trouble::Unsignable { detail };
        refused(&[FileProblem { line: None, module: None, trouble }])
    })?;
    if let Ok(signer) = authority.signer()
        && signer.issuer.as_str() != file.catalogue.issuer
    {
        let trouble = Trouble::WrongIssuer { ours: signer.issuer.to_string() };
        return Err(refused(&[FileProblem { line: None, module: None, trouble }]));
    }
    Ok(file)
}

/// [`read`], and judged by the editions before.
async fn read_after(authority: &Authority, source: &[u8]) -> Result<CatalogueFile, Problem> {
    let file = read(authority, source)?;
    if file.catalogue.meters.is_empty() {
        return Ok(file);
    }
    let sources = authority.db().read(|r| Ok(store::sources(r)?)).await?;
    // Each meter as the last edition had it that had it at all.
    let mut former = nothing();
    for edition in sources.iter().filter_map(|source| file::read(source).ok()) {
        let is_new = |meter: &MeterDef| former.meters.iter().all(|known| known.name != meter.name);
        let new: Vec<_> = edition.catalogue.meters.into_iter().filter(is_new).collect();
        former.meters.extend(new);
    }
    if file.catalogue.recounted(&former).is_empty() {
        return Ok(file);
    }
    // Read once more, so that each problem has its line.
    file::read_after(&String::from_utf8_lossy(source), Some(&former)).map_err(|problems| refused(&problems))
}

/// The refusal of a file: its problems without sentences, which the edge adds in the reader's language.
fn refused(problems: &[FileProblem]) -> Problem {
    let first = problems.first();
    let detail = first.map(|problem| {
        let place = problem.line.map_or_else(String::new, |line| format!("line {line}: "));
        format!("{place}{}", problem.trouble.code())
    });
    Problem::refused(422, "catalogue_invalid")
        .arg("count", problems.len())
        .detail(detail.unwrap_or_default())
        .with("problems", problems.iter().map(FileProblem::to_json).collect::<Vec<_>>())
}
