//! Reporting: the figures of closed months go to their issuer, each once (rule 15).
//!
//! Online, the contact with the authority sends what is not receipted yet and takes the signed receipt in
//! (`contact/usage.rs`), again and again until there is one. Where nobody is called, [`bundle`] makes the same signed
//! bundle as a file; whoever carries it can read all of it before, and brings the receipt back ([`take_receipt`]).
//!
//! A receipt counts if the issuer signed it for a bundle of ours, and says up to which number every figure is there. It may
//! also take receipts back: an issuer whose database is older than it was says so, and is sent the rest again. When it is
//! ours that is older, the issuer has other figures under the numbers of those that we closed once more: ours are then
//! numbered anew, above all that it has ([`licentia_core::meters::anew`]).

pub(crate) mod api;
pub(crate) mod page;
mod store;
#[cfg(test)]
mod tests;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use licentia_core::meters::{Word, anew};
use licentia_core::names::IssuerName;
use licentia_platform::access::{Granted, ManageLicences, RightKind, View};
use licentia_platform::by::By;
use licentia_platform::db::{Read, ScopeNo, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::conversation::{
    self as wire, Asked, Usage, UsageReceipt, read_usage_receipt, write_usage,
};
use licentia_protocol::{KeyList, Refused, SecretKey, Verified};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::figures::{self, Figure};
use crate::contact::Ours;
use crate::sealed::hex;
use crate::snapshot::Snapshot;
use crate::state::{Manager, TAMPERED};

/// How many figures one bundle sends online; more follow in further ones.
const ONLINE: u32 = 5_000;
/// How many figures one file may have: far fewer than 64 MiB hold.
const FILE: u32 = 100_000;

/// How reporting to one issuer stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The issuer.
    pub issuer: IssuerName,
    /// How many figures there are.
    pub figures: u64,
    /// How many of them have no receipt yet.
    pub waiting: u64,
    /// When the newest receipt came, in milliseconds UTC.
    pub receipted_at_ms: Option<i64>,
    /// The code of what went wrong last, until it goes well.
    pub failure: Option<String>,
    /// Whether the issuer's authority is called at all; otherwise a file has to be sent.
    pub online: bool,
}

/// A signed usage bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// The name to save it under, `*.tlu`.
    pub name: String,
    /// The file: one signed line.
    pub file: String,
    /// The number of its first figure.
    pub first: u64,
    /// The number of its last one.
    pub last: u64,
}

/// What a receipt brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipted {
    /// Whose receipt it is.
    pub issuer: String,
    /// Every figure up to this number is there.
    pub through: u64,
    /// How many figures are receipted now that were not before.
    pub new: u64,
    /// How many receipts were taken back, because the issuer no longer has the figures.
    pub again: u64,
    /// How many figures were numbered anew, because the issuer has others under their numbers.
    pub renumbered: u64,
}

impl Receipted {
    /// Whether anything is different now.
    pub(crate) fn is_news(&self) -> bool {
        self.new > 0 || self.again > 0 || self.renumbered > 0
    }
}

/// How reporting stands, by issuer: for whoever looks, and for whoever reports.
///
/// # Errors
/// The database's.
pub async fn reports<R: RightKind>(manager: &Manager, granted: &Granted<R>) -> Result<Vec<Report>, Problem> {
    let scope = granted.scope;
    let at = manager.snapshot(scope).await?;
    let mut reports = manager.db().read(move |r| Ok(store::reports(r, scope)?)).await?;
    reports.sort_by_key(|report| at.is_partner(&report.issuer));
    for report in &mut reports {
        report.online = crate::contact::is_called(manager, &at, &report.issuer);
    }
    Ok(reports)
}

/// Every figure, the newest first.
///
/// # Errors
/// 409 `tampered`; the database's.
pub async fn figures(manager: &Manager, granted: &Granted<View>) -> Result<Vec<Figure>, Problem> {
    let scope = granted.scope;
    let read = move |r: &mut Read<'_>| {
        let found = figures::every(r, scope)?;
        genuine(r, scope, found)
    };
    let mut figures = manager.db().read(read).await?;
    figures.reverse();
    Ok(figures)
}

/// A signed bundle of every figure that has no receipt yet, as a file for an issuer who is not reached online.
///
/// # Errors
/// 409 `nothing_to_report`, `holder_unknown`, `tampered`.
pub async fn bundle(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    issuer: &IssuerName,
) -> Result<Bundle, Problem> {
    let bundle = next(manager, &granted.by, granted.scope, issuer, FILE).await?;
    bundle.ok_or_else(|| Problem::conflict("nothing_to_report").arg("issuer", issuer))
}

/// The next bundle to send online; none when everything is receipted.
///
/// # Errors
/// As [`bundle`].
pub(crate) async fn next_online(
    manager: &Manager,
    by: &By,
    scope: ScopeNo,
    issuer: &IssuerName,
) -> Result<Option<Bundle>, Problem> {
    next(manager, by, scope, issuer, ONLINE).await
}

async fn next(
    manager: &Manager,
    by: &By,
    scope: ScopeNo,
    issuer: &IssuerName,
    limit: u32,
) -> Result<Option<Bundle>, Problem> {
    let whose = issuer.clone();
    let read = move |r: &mut Read<'_>| {
        let found = figures::without_receipt(r, scope, &whose, limit)?;
        genuine(r, scope, found)
    };
    let waiting = manager.db().read(read).await?;
    if waiting.is_empty() {
        return Ok(None);
    }
    let zone = manager.snapshot(scope).await?.installation().zone.clone();
    let ours = Ours::now(manager, scope, issuer).await?;
    let random = manager.db().random().as_ref();
    let mut nonce = [0; 16];
    random.fill(&mut nonce);
    let usage = Usage {
        id: licentia_platform::clock::new_id(ours.now_ms, random).to_string(),
        nonce: URL_SAFE_NO_PAD.encode(nonce),
        issuer: issuer.clone(),
        holder: ours.holder,
        serial: ours.serial,
        zone,
        figures: waiting.into_iter().map(told).collect(),
        root: ours.root,
        keys: ours.keys.as_ref().map_or(0, |list| list.version),
        head: ours.head,
        iat: ours.now_ms.div_euclid(1_000),
        key: ours.key.public().clone(),
    };
    let file = write_usage(&usage, &ours.key);
    let (first, last) = usage.range();
    let name = format!("{issuer}-usage-{last}.tlu");
    let sha256 = hex(&licentia_protocol::sha256(file.as_bytes()));
    let keep = move |w: &mut Write<'_>| {
        w.outside_chain();
        Ok(store::keep(w, &usage, &sha256)?)
    };
    manager.db().write(scope, by, keep).await?;
    Ok(Some(Bundle { name, file, first, last }))
}

/// A figure as it travels.
fn told(figure: Figure) -> wire::Figure {
    wire::Figure {
        n: figure.n,
        meter: figure.meter,
        month: figure.month,
        kind: figure.kind,
        used: figure.used,
        plan_users: figure.plan_users,
        allowance: figure.allowance,
        overage: figure.overage,
        package: figure.package,
        closed_at: figure.closed_at.div_euclid(1_000),
    }
}

/// The figures, if every one of them carries its seal (rule 10): nobody reports what somebody else wrote.
fn genuine(
    r: &mut Read<'_>,
    scope: ScopeNo,
    found: Vec<crate::sealed::store::Found<Figure>>,
) -> Result<Vec<Figure>, Problem> {
    let mut sealer = r.sealer();
    let genuine = found.into_iter().map(|found| match found {
        Ok(stored) if sealer.matches(scope, stored.rev, &stored.row, stored.seal) => Ok(stored.row),
        _ => Err(Problem::conflict(TAMPERED).arg("table", "usage_figure")),
    });
    genuine.collect()
}

/// Takes in a receipt that somebody carried here.
///
/// # Errors
/// 422 with the reason why it is no receipt, or not for us; 409 `receipt_unknown` when it is for no bundle of ours.
pub async fn take_receipt(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    bytes: &[u8],
) -> Result<Receipted, Problem> {
    receipted(manager, &granted.by, granted.scope, bytes).await
}

/// Takes in a receipt.
///
/// # Errors
/// As [`take_receipt`].
pub(crate) async fn receipted(
    manager: &Manager,
    by: &By,
    scope: ScopeNo,
    bytes: &[u8],
) -> Result<Receipted, Problem> {
    let receipt = read_usage_receipt(bytes, manager.trust()).map_err(|error| refused(&error))?;
    let trust = manager.trust().clone();
    let keys = manager.db().read(move |r| crate::keyring::known(r, scope, &trust)).await?;
    let kid = SecretKey::from_seed(&manager.db().secret().installation_seed(scope)).public().kid().to_owned();
    let write = move |w: &mut Write<'_>, _: &Snapshot| {
        let bundle = store::bundle(w, &receipt.usage)?
            .filter(|bundle| bundle.sha256 == receipt.sha256)
            .ok_or_else(|| Problem::conflict("receipt_unknown"))?;
        belongs(&receipt, &bundle, &kid, keys.as_ref())?;
        note(w, receipt.into_inner(), (bundle.first, bundle.last))
    };
    manager.write(scope, by, write).await.map(|done| done.value)
}

fn belongs(
    receipt: &Verified<UsageReceipt>,
    bundle: &store::Made,
    kid: &str,
    keys: Option<&KeyList>,
) -> Result<(), Problem> {
    let asked = Asked { nonce: &bundle.nonce, installation: kid, issuer: &bundle.issuer, keys };
    receipt.belongs(&asked).map_err(|error| refused(&error))
}

/// Notes what a genuine receipt for a bundle says. One that is older than the newest brings nothing.
fn note(w: &mut Write<'_>, receipt: UsageReceipt, bundle: (u64, u64)) -> Result<Receipted, Problem> {
    let issuer = receipt.issuer.clone();
    let is_new = store::is_newest(w, issuer.as_str(), receipt.at_ms)?;
    let through = receipt.through;
    let mut done = Receipted { issuer: issuer.to_string(), through, new: 0, again: 0, renumbered: 0 };
    let mut moved = None;
    if is_new {
        // It speaks for the figures that it was shown: others may stand there under the numbers after them.
        done.new = figures::note_receipt(w, &issuer, through.min(bundle.1))?;
        if receipt.taken.is_none() {
            done.again = store::take_back(w, &issuer, through)?;
        }
        moved =
            figures::renumber(w, &issuer, |open| anew(open, bundle, Word { through, taken: receipt.taken }))?;
        done.renumbered = moved.as_ref().map_or(0, |moved| moved.figures);
        store::put_receipt(w, &receipt)?;
    }
    if !done.is_news() {
        w.outside_chain();
        return Ok(done);
    }
    let mut told = json!({
        "issuer": issuer.as_str(), "bundle": receipt.usage, "through": through, "last": bundle.1, "new": done.new,
        "again": done.again,
    });
    let Some(moved) = moved else {
        w.record(Entry::new("meters.receipted", 1).after(told))?;
        return Ok(done);
    };
    told["taken"] = json!(receipt.taken);
    told["numbers"] = json!({"from": moved.from, "to": moved.to, "figures": moved.figures});
    w.record(Entry::new("meters.renumbered", 1).after(told))?;
    Ok(done)
}

/// A refused receipt as a problem.
fn refused(refused: &Refused) -> Problem {
    let problem = Problem::refused(422, refused.code()).detail(refused.detail.clone());
    match refused.line {
        Some(line) => problem.with("line", line).arg("line", line),
        None => problem,
    }
}

/// Keeps why reporting did not go well, for the page.
///
/// # Errors
/// The database's.
pub(crate) async fn note_failure(
    manager: &Manager,
    by: &By,
    scope: ScopeNo,
    issuer: &IssuerName,
    code: String,
) -> Result<(), Problem> {
    let issuer = issuer.clone();
    let write = move |w: &mut Write<'_>| {
        w.outside_chain();
        Ok(store::put_failure(w, issuer.as_str(), &code)?)
    };
    manager.db().write(scope, by, write).await.map(drop)
}

/// The issuers that are to be told something, each with the number of the last figure.
///
/// # Errors
/// The database's.
pub(crate) async fn waiting(manager: &Manager, scope: ScopeNo) -> Result<Vec<(IssuerName, u64)>, Problem> {
    manager.db().read(move |r| Ok(store::waiting(r, scope)?)).await
}
