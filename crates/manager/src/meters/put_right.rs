//! Figures that were edited, deleted or added by hand are put right from the ledger (rule 10, "Restore from ledger").
//!
//! Every entry that made, receipted or numbered figures says what it did. So all of them can be told anew, and the table
//! written as it was; nobody has to believe what stands in it.

use std::collections::{BTreeMap, BTreeSet};

use licentia_core::names::IssuerName;
use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::db::{ScopeNo, Sql, Write};
use licentia_platform::ledger::{self, Entry, StoredEntry};
use licentia_platform::problem::Problem;
use licentia_platform::seals::Sealed;
use serde_json::{Value, json};

use super::figures::{self, Figure, FigureKind};
use super::store;
use crate::state::{Manager, TAMPERED};

/// The entries that say what became of figures.
const KINDS: [&str; 3] = ["meters.closed", "meters.receipted", "meters.renumbered"];
/// How many entries are read at a time.
const PAGE: u32 = 500;

/// Writes the figures as the ledger has them. Answers the revision afterwards; nothing is written when nothing is wrong.
///
/// # Errors
/// 409 `tampered` when the ledger itself was changed; the database's.
pub async fn put_right(manager: &Manager, granted: &Granted<ManageLicences>) -> Result<u64, Problem> {
    let scope = granted.scope;
    let report = manager.db().read(move |r| ledger::verify(r, scope)).await?;
    if report.faults.iter().any(|fault| !matches!(fault.code, "row_tampered" | "table_sum")) {
        return Err(Problem::conflict(TAMPERED).arg("table", "ledger"));
    }
    manager.write(scope, &granted.by, |w, _| restore(w)).await?;
    let slot = manager.slot(scope)?;
    slot.recheck(false).await?;
    Ok(manager.db().head_watch(scope).revision())
}

fn restore(w: &mut Write<'_>) -> Result<(), Problem> {
    let (scope, revision) = (w.scope(), w.revision());
    let told = Told::read(w, scope, revision)?.figures;
    let found = figures::every(w, scope)?;
    let (mut right, mut sum, rows) = (0, 0_u128, found.len());
    for stored in found.into_iter().flatten() {
        let key = (stored.row.issuer.clone(), stored.row.n);
        if w.check(&stored.row, stored.rev, stored.seal).is_ok() && told.get(&key) == Some(&stored.row) {
            right += 1;
            sum = sum.wrapping_add(stored.seal.number());
        }
    }
    if right == told.len() && rows == right && sum == w.sealed_sum(Figure::TABLE) {
        return Ok(());
    }
    let (restored, removed) = (told.len() - right, rows - right);
    store::figures::remove_all(w)?;
    // What the others say cannot be believed: the sum begins anew with what is written now.
    w.accept_sum(Figure::TABLE, 0);
    store::figures::insert(w, &told.into_values().collect::<Vec<_>>())?;
    w.record(Entry::new("meters.put_right", 1).after(json!({"restored": restored, "removed": removed})))
}

/// The issuers whose figures are not what the ledger tells, of those in the table whose seals are `right`: one was edited,
/// deleted or added.
///
/// # Errors
/// The database's; an entry that does not say what became of figures.
pub(super) fn edited(w: &mut Write<'_>, right: &[Figure]) -> Result<BTreeSet<IssuerName>, Problem> {
    let (scope, revision) = (w.scope(), w.revision());
    let told = Told::read(w, scope, revision)?.figures;
    let mut counts: BTreeMap<IssuerName, [u64; 3]> = BTreeMap::new();
    let mut count = |issuer: &IssuerName, of: usize, more: u64| {
        counts.entry(issuer.clone()).or_default()[of] += more;
    };
    told.keys().for_each(|(issuer, _)| count(issuer, 0, 1));
    for figure in right {
        let as_told = told.get(&(figure.issuer.clone(), figure.n)) == Some(figure);
        count(&figure.issuer, 1, as_told.into());
    }
    for (issuer, rows) in store::figures::counted(w, scope)? {
        if let Ok(issuer) = issuer.parse() {
            count(&issuer, 2, rows);
        }
    }
    let edited = counts.into_iter().filter(|(_, [told, right, rows])| told != right || told != rows);
    Ok(edited.map(|(issuer, _)| issuer).collect())
}

/// The figures as the ledger tells them.
#[derive(Default)]
struct Told {
    figures: BTreeMap<(IssuerName, u64), Figure>,
}

impl Told {
    fn read(sql: &mut dyn Sql, scope: ScopeNo, end: u64) -> Result<Self, Problem> {
        let (mut entries, mut before) = (Vec::new(), end);
        loop {
            let page = ledger::entries_among(sql, scope, (&KINDS, None), (0, before), PAGE)?;
            let Some(last) = page.last() else { break };
            before = last.revision;
            entries.extend(page);
        }
        let mut told = Self::default();
        for entry in entries.iter().rev() {
            told.take(entry).ok_or_else(|| {
                Problem::internal(format!("entry {} does not say what became of figures", entry.revision))
            })?;
        }
        Ok(told)
    }

    /// What one entry did; `None` when it cannot be read.
    fn take(&mut self, entry: &StoredEntry) -> Option<()> {
        if entry.kind == "meters.closed" {
            for figure in entry.after["figures"].as_array()? {
                let figure = figure_of(figure, entry.at_ms)?;
                self.figures.insert((figure.issuer.clone(), figure.n), figure);
            }
            return Some(());
        }
        let issuer: IssuerName = entry.after["issuer"].as_str()?.parse().ok()?;
        let (through, last) = (entry.after["through"].as_u64()?, entry.after["last"].as_u64()?);
        let taken_back = entry.after["again"].as_u64()? > 0;
        for ((of, n), figure) in &mut self.figures {
            if *of != issuer {
                continue;
            }
            if *n <= through.min(last) {
                figure.receipted_at = figure.receipted_at.or(Some(entry.at_ms));
            } else if *n > through && taken_back {
                figure.receipted_at = None;
            }
        }
        match &entry.after["numbers"] {
            Value::Null => Some(()),
            numbers => self.renumber(&issuer, numbers["to"].as_u64()?),
        }
    }

    /// Numbers the figures without receipt anew, in their order.
    fn renumber(&mut self, issuer: &IssuerName, to: u64) -> Option<()> {
        let is_open =
            |(of, _): &(IssuerName, u64), figure: &Figure| of == issuer && figure.receipted_at.is_none();
        let open: Vec<_> = self
            .figures
            .iter()
            .filter(|(key, figure)| is_open(key, figure))
            .map(|(key, _)| key.clone())
            .collect();
        let moved: Vec<_> = open.iter().filter_map(|key| self.figures.remove(key)).collect();
        for (figure, n) in moved.into_iter().zip(to..) {
            self.figures.insert((issuer.clone(), n), Figure { n, ..figure });
        }
        Some(())
    }
}

/// A figure as the entry of its closing tells it.
fn figure_of(told: &Value, closed_at: i64) -> Option<Figure> {
    let number = |name: &str| told[name].as_u64();
    Some(Figure {
        issuer: told["issuer"].as_str()?.parse().ok()?,
        n: number("n")?,
        meter: told["meter"].as_str()?.to_owned(),
        month: told["month"].as_str()?.parse().ok()?,
        kind: FigureKind::from_word(told["kind"].as_str()?)?,
        used: number("used")?,
        plan_users: number("plan_users")?,
        allowance: number("allowance")?,
        overage: number("overage")?,
        package: told["package"].as_str().map(str::to_owned),
        closed_at,
        receipted_at: None,
    })
}
