//! Usage: what installations report of their metered services, each figure once (rule 15).
//!
//! A bundle comes online or is carried here ([`receive`]); either way it is signed by the customer's own
//! installation, its figures are numbered without gaps, and what comes back is a receipt signed by us. Figures that are
//! here already are compared and passed over, so that a bundle may be sent as often as somebody likes. If figures before
//! it are missing (our database is older than it was), the receipt says from where to send again; if others have their
//! numbers (the installation's is), it says above which number they are to come ([`licentia_core::meters::hear`]).
//!
//! Nobody invoices what a customer computed: the allowance is computed anew from the package that we signed
//! ([`examine`]), and where the two differ the page says so. The signed bundle is kept as it came.

pub(crate) mod api;
mod examine;
mod page;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use licentia_core::meters::{Heard, Here, Word, hear};
use licentia_core::month::Month;
use licentia_core::package::Package;
use licentia_platform::access::{Granted, Sell, View};
use licentia_platform::by::By;
use licentia_platform::db::{ScopeNo, Sql, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::conversation::{Figure, FigureKind, Usage, UsageReceipt, write_usage_receipt};
use licentia_protocol::package::{Trust, verify};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::conversation::{hear, known};
use crate::customers;
use crate::installations::{self, Origin};
use crate::keys;
use crate::packages::hex;
use crate::state::Authority;

pub(crate) use api::routes as api_routes;
pub use examine::Remark;
use examine::{Examined, again, examine};
pub(crate) use page::{address, month_name, routes as page_routes};

/// A signed receipt, and the name to save it under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The receipt: `*.receipt`.
    pub bytes: Vec<u8>,
    /// Its file name.
    pub name: String,
    /// The customer's serial number.
    pub serial: String,
    /// How many figures were new.
    pub new: u64,
    /// Every figure up to this number is here.
    pub through: u64,
    /// Whether figures before the bundle are missing, so that nothing of it was taken.
    pub gap: bool,
}

/// What stands for one meter and month of a customer: its newest figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The customer.
    pub customer: ScopeNo,
    /// The customer's serial number today.
    pub serial: String,
    /// The customer's name today.
    pub customer_name: String,
    /// The key that reported it.
    pub kid: String,
    /// The figure as it was reported.
    pub figure: Figure,
    /// What the allowance comes to by the package that we signed.
    pub allowance: u64,
    /// What was used beyond that: what is invoiced.
    pub overage: u64,
    /// What is doubtful about it.
    pub remark: Option<Remark>,
    /// The bundle that brought it.
    pub bundle: String,
    /// How that came.
    pub origin: Origin,
    /// When, in milliseconds UTC.
    pub received_at_ms: i64,
    /// The last invoice on which the month stands: its id and number.
    pub invoice: Option<(String, u64)>,
}

/// What to list: newest months first, then by customer and meter.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Only of this customer, by serial number.
    pub serial: Option<String>,
    /// Only of this month.
    pub month: Option<Month>,
    /// Only of this meter.
    pub meter: Option<String>,
    /// Only what somebody should look at.
    pub doubtful: bool,
    /// Only what is beyond its allowance.
    pub overage: bool,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// How many at most.
    pub limit: u32,
}

/// A place in the list: month, the customer's sort key and number, meter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor(pub String, pub String, pub i64, pub String);

/// One page of figures.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The page.
    pub items: Vec<Standing>,
    /// Where the next one begins.
    pub next: Option<Cursor>,
}

/// What became of a bundle inside its write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Taken {
    through: u64,
    taken: Option<u64>,
    new: u64,
    gap: bool,
}

/// Takes in a usage bundle that somebody carried here.
///
/// # Errors
/// 422 with the reason why it is no usage bundle; 409 `wrong_addressee`, `other_root`, `serial_unknown`,
/// `installation_waiting`, `installation_claimed`, `installation_released`, `no_issuer_key`.
pub async fn carried(
    authority: &Authority,
    granted: &Granted<Sell>,
    bytes: &[u8],
) -> Result<Received, Problem> {
    receive(authority, &granted.by, bytes, Origin::File).await
}

/// Takes in a usage bundle, and answers the receipt for it.
///
/// # Errors
/// As [`carried`].
pub(crate) async fn receive(
    authority: &Authority,
    by: &By,
    bytes: &[u8],
    origin: Origin,
) -> Result<Received, Problem> {
    // Nothing is taken that could not be receipted.
    let signer = keys::signer(authority).await?;
    let now_ms = authority.now_ms();
    signer.check(now_ms.div_euclid(1_000))?;
    let usage = hear::usage(authority, bytes).await?;
    let party = known(hear::meet(authority, hear::of_usage(&usage, origin)).await?)?.party;
    let no = customers::scope_of(authority, &party.serial).await?;
    let bundle = Bundle {
        sha256: hex(&licentia_protocol::sha256(bytes)),
        bytes: bytes.to_vec(),
        kid: usage.key.kid().to_owned(),
        customer: party.id.clone(),
        usage: usage.clone(),
        origin,
    };
    let (trust, issuer) = (signer.trust.clone(), usage.issuer.to_string());
    let write = move |w: &mut Write<'_>| bundle.take(w, &trust, &issuer);
    let Taken { through, taken, new, gap } = authority.db().write(no, by, write).await?.value;
    let receipt = UsageReceipt {
        usage: usage.id.clone(),
        nonce: usage.nonce.clone(),
        installation: usage.key.kid().to_owned(),
        issuer: usage.issuer.clone(),
        sha256: hex(&licentia_protocol::sha256(bytes)),
        through,
        taken,
        at_ms: now_ms,
    };
    let keys = signer.key_list().filter(|_| signer.list_version() > usage.keys);
    let bytes = write_usage_receipt(&receipt, &signer.key, &signer.certificates, keys);
    let name = format!("{}-usage-{through}.receipt", party.serial);
    Ok(Received { bytes, name, serial: party.serial.clone(), new, through, gap })
}

/// A bundle on its way into the tables.
struct Bundle {
    usage: Usage,
    bytes: Vec<u8>,
    sha256: String,
    kid: String,
    /// The customer's id, for the ledger.
    customer: String,
    origin: Origin,
}

impl Bundle {
    fn take(&self, w: &mut Write<'_>, trust: &Trust, issuer: &str) -> Result<Taken, Problem> {
        let (first, last) = self.usage.range();
        let no = w.scope();
        let here = Here {
            through: store::through(w, no, &self.kid)?,
            // A key of which we know nothing and that begins later goes on for another one, or our database is older than
            // it was and everything before is to come again.
            follows: first > 1 && store::is_told(w, no, first - 1)?,
            differs: self.differs(&store::figures(w, no, &self.kid, first, last)?),
        };
        let Heard { word: Word { through, taken }, new, gap } = hear(here, first, last);
        let Some(begin) = new else {
            return Ok(Taken { through, taken, new: 0, gap });
        };
        let new: Vec<&Figure> = self.usage.figures.iter().filter(|figure| figure.n >= begin).collect();
        let mut packages = Packages { no, issuer, trust, known: BTreeMap::new() };
        let mut told = store::told(w, no, &new)?;
        let mut examined = Vec::with_capacity(new.len());
        for figure in new {
            let mut found = packages.examined(w, figure)?;
            let before = told.get(&(figure.month, figure.meter.clone())).copied();
            found.remark = found.remark.or_else(|| again(figure, before));
            told.insert((figure.month, figure.meter.clone()), (figure.used, found.remark));
            examined.push((figure, found));
        }
        store::insert(w, self, &examined)?;
        let doubtful = examined.iter().filter(|(_, examined)| examined.remark.is_some()).count();
        let entry = Entry::new("usage.received", 1)
            .subject(customers::subject(&self.customer))
            .subject(installations::subject(&self.kid))
            .after(json!({
                "bundle": self.usage.id, "sha256": self.sha256, "first": begin, "last": last,
                "doubtful": doubtful, "origin": self.origin.as_str(),
            }));
        w.record(entry)?;
        Ok(Taken { through, taken, new: examined.len() as u64, gap })
    }

    /// The first number of the bundle under which something else is here. Both are in the order of their numbers.
    fn differs(&self, here: &[Figure]) -> Option<u64> {
        let (first, _) = self.usage.range();
        // Numbers have no gaps, so each one's place is known.
        let told = |n: u64| usize::try_from(n - first).ok().and_then(|place| self.usage.figures.get(place));
        here.iter().find(|figure| told(figure.n).is_some_and(|told| told != *figure)).map(|figure| figure.n)
    }
}

/// The packages of one customer, read back once each.
struct Packages<'a> {
    no: ScopeNo,
    issuer: &'a str,
    trust: &'a Trust,
    /// By id, and by month for figures that name none of ours.
    known: BTreeMap<String, Option<Package>>,
}

impl Packages<'_> {
    fn examined(&mut self, sql: &mut dyn Sql, figure: &Figure) -> Result<Examined, Problem> {
        let named = figure.package.as_deref();
        if let Some(id) = named
            && let Some(package) = self.package(sql, id, |sql, no| store::package(sql, no, id))?
        {
            return Ok(examine(figure, Some(package), false));
        }
        let until_ms = figure.month.next().first_day().to_zoned(jiff::tz::TimeZone::UTC);
        let until_ms = until_ms.map_or(i64::MAX, |zoned| zoned.timestamp().as_millisecond());
        let (month, issuer) = (figure.month.to_string(), self.issuer.to_owned());
        let package =
            self.package(sql, &month, |sql, no| store::package_of_month(sql, no, &issuer, until_ms))?;
        Ok(examine(figure, package, true))
    }

    fn package(
        &mut self,
        sql: &mut dyn Sql,
        key: &str,
        bytes: impl FnOnce(&mut dyn Sql, ScopeNo) -> Result<Option<Vec<u8>>, licentia_platform::db::DbError>,
    ) -> Result<Option<&Package>, Problem> {
        if !self.known.contains_key(key) {
            let read = bytes(sql, self.no)?.and_then(|bytes| verify(&bytes, self.trust).ok());
            self.known.insert(key.to_owned(), read.map(licentia_protocol::Verified::into_inner));
        }
        Ok(self.known.get(key).and_then(Option::as_ref))
    }
}

/// What stands for each meter and month.
///
/// # Errors
/// 404 `not_found` when the query names a customer that is not there.
pub async fn list(authority: &Authority, _granted: &Granted<View>, query: Query) -> Result<Listing, Problem> {
    let no = customers::scope_if_named(authority, query.serial.as_deref()).await?;
    authority.db().read(move |r| Ok(store::list(r, no, &query)?)).await
}

/// The months of which there are figures, newest first.
///
/// # Errors
/// As any read.
pub async fn months(authority: &Authority, _granted: &Granted<View>) -> Result<Vec<Month>, Problem> {
    authority.db().read(|r| Ok(store::months(r)?)).await
}

/// Every figure that was ever reported for one meter and month of a customer, newest first.
///
/// # Errors
/// 404 `not_found`.
pub async fn history(
    authority: &Authority,
    _granted: &Granted<View>,
    serial: &str,
    month: Month,
    meter: &str,
) -> Result<Vec<Standing>, Problem> {
    let no = customers::scope_of(authority, serial).await?;
    let meter = meter.to_owned();
    let found = authority.db().read(move |r| Ok(store::history(r, no, month, &meter)?)).await?;
    if found.is_empty() { Err(Problem::not_found("usage")) } else { Ok(found) }
}

/// A signed bundle as it came.
///
/// # Errors
/// 404 `not_found`.
pub async fn bundle(
    authority: &Authority,
    _granted: &Granted<View>,
    serial: &str,
    id: &str,
) -> Result<Vec<u8>, Problem> {
    let no = customers::scope_of(authority, serial).await?;
    let id = id.to_owned();
    let bytes = authority.db().read(move |r| Ok(store::bundle(r, no, &id)?)).await?;
    bytes.ok_or_else(|| Problem::not_found("usage"))
}

/// The kind of a stored word.
fn kind_of(word: &str) -> FigureKind {
    FigureKind::from_word(word).unwrap_or(FigureKind::Final)
}
