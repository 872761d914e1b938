//! Writing a package.

use jiff::civil::Date;
use licentia_core::dates::Dates;
use licentia_core::licence::{Kinds, Quantity, Row, Texts, UserKind, WhenStopped};
use licentia_core::package::{Holder, Limit, Meter, MeterKind, Package, Suite, Versions};
use serde::{Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use super::FORMAT;
use crate::jws::{Typ, Writer};
use crate::keys::SecretKey;

/// Signs a package and answers the file.
///
/// `prev` is the SHA-256 of the issuer's package before, in hexadecimal; `certificates` are the lines
/// that lead from the root to `issuer`'s key. Each row gets its place in the list as `n`.
///
/// What is written is not judged: whoever issues verifies the file before sending it, as the
/// authority does, and so learns of a certificate that has ended or a name that is none.
pub fn issue(package: &Package, prev: Option<&str>, issuer: &SecretKey, certificates: &[String]) -> Vec<u8> {
    issue_with_keys(package, prev, issuer, certificates, None)
}

/// The same as [`issue`], with the line of the key list after the certificates.
pub fn issue_with_keys(
    package: &Package,
    prev: Option<&str>,
    issuer: &SecretKey,
    certificates: &[String],
    keys: Option<&str>,
) -> Vec<u8> {
    let lines = body(package, issuer);
    let mut hash = [0; 64];
    hex(&Sha256::digest(&lines), &mut hash);
    let manifest = manifest(package, prev, std::str::from_utf8(&hash).unwrap_or_default());
    let mut file = Vec::with_capacity(lines.len() + 8192);
    Writer::new(Typ::MANIFEST, issuer).write(&manifest, &mut file);
    for line in certificates.iter().map(String::as_str).chain(keys) {
        file.extend_from_slice(line.trim_end().as_bytes());
        file.push(b'\n');
    }
    file.extend_from_slice(&lines);
    file
}

/// The lines after the certificates.
fn body(package: &Package, issuer: &SecretKey) -> Vec<u8> {
    let count = package.rows.len() + package.limits.len() + package.meters.len();
    let mut lines = Vec::with_capacity(count * 768);
    let id = &*package.id;
    let rows = Writer::new(Typ::ROW, issuer);
    for (n, row) in package.rows.iter().enumerate() {
        rows.write(&RowBody::new(id, n, row), &mut lines);
    }
    let limits = Writer::new(Typ::LIMIT, issuer);
    for (n, limit) in package.limits.iter().enumerate() {
        limits.write(&LimitBody::new(id, n, limit), &mut lines);
    }
    let meters = Writer::new(Typ::METER, issuer);
    for (n, meter) in package.meters.iter().enumerate() {
        meters.write(&MeterBody::new(id, n, meter), &mut lines);
    }
    lines
}

/// Lower-case hexadecimal.
fn hex(bytes: &[u8], out: &mut [u8; 64]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (byte, pair) in bytes.iter().zip(out.chunks_mut(2)) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
}

#[derive(Serialize)]
struct ManifestBody<'a> {
    format: i64,
    package: &'a str,
    sequence: u64,
    issuer: &'a str,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    issuer_title: &'a Texts,
    holder: &'a Holder,
    #[serde(skip_serializing_if = "Option::is_none")]
    installation: Option<&'a str>,
    zone: &'a str,
    #[serde(flatten)]
    dates: &'a Dates,
    #[serde(skip_serializing_if = "Option::is_none")]
    versions: Option<&'a Versions>,
    rows: usize,
    #[serde(skip_serializing_if = "is_zero")]
    limits: usize,
    #[serde(skip_serializing_if = "is_zero")]
    meters: usize,
    sha256: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    prev: Option<&'a str>,
    iat: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suite: Option<&'a Suite>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replaces: Option<NameAndSerial<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authority: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    store: Option<&'a str>,
}

#[derive(Serialize)]
struct NameAndSerial<'a> {
    name: &'a str,
    serial: &'a str,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_zero(n: &usize) -> bool {
    *n == 0
}

fn manifest<'a>(package: &'a Package, prev: Option<&'a str>, sha256: &'a str) -> ManifestBody<'a> {
    ManifestBody {
        format: FORMAT,
        package: &package.id,
        sequence: package.sequence,
        issuer: package.issuer.as_str(),
        issuer_title: &package.issuer_title,
        holder: &package.holder,
        installation: package.installation.as_deref(),
        zone: &package.zone,
        dates: &package.dates,
        versions: package.versions.as_ref(),
        rows: package.rows.len(),
        limits: package.limits.len(),
        meters: package.meters.len(),
        sha256,
        prev,
        iat: package.iat,
        nonce: package.nonce.as_deref(),
        suite: package.suite.as_ref(),
        replaces: package.replaces.as_ref().map(|old| NameAndSerial { name: &old.name, serial: &old.serial }),
        authority: package.authority.as_deref(),
        store: package.store.as_deref(),
    }
}

#[derive(Serialize)]
struct RowBody<'a> {
    package: &'a str,
    n: usize,
    module: &'a str,
    titles: &'a Texts,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    tooltips: &'a Texts,
    scope: &'static str,
    counting: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<u32>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unrestricted: bool,
    hidden: bool,
    flags: u32,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    set: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    requires: &'a [String],
    #[serde(skip_serializing_if = "is_all", serialize_with = "kinds")]
    kinds: Kinds,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<Date>,
    when_stopped: WhenStopped,
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<&'a str>,
}

impl<'a> RowBody<'a> {
    fn new(package: &'a str, n: usize, row: &'a Row) -> Self {
        let (quantity, unrestricted) = match row.quantity {
            Quantity::Count(count) => (Some(count), false),
            Quantity::Unrestricted => (None, true),
        };
        Self {
            package,
            n,
            module: &row.module,
            titles: &row.titles,
            tooltips: &row.tooltips,
            scope: row.scope.as_str(),
            counting: row.counting.as_str(),
            quantity,
            unrestricted,
            hidden: row.hidden,
            flags: row.flags,
            set: &row.set,
            requires: &row.requires,
            kinds: row.kinds,
            start: row.start,
            due: row.due,
            when_stopped: row.when_stopped,
            was: row.was.as_deref(),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_all(kinds: &Kinds) -> bool {
    *kinds == Kinds::ALL
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn kinds<S: Serializer>(kinds: &Kinds, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(kinds.iter().map(UserKind::as_str))
}

#[derive(Serialize)]
struct LimitBody<'a> {
    package: &'a str,
    n: usize,
    limit: &'a str,
    titles: &'a Texts,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<u64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unlimited: bool,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    counts: &'a Texts,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    advice: &'a Texts,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<NextBody<'a>>,
}

/// The first suite above that allows more.
#[derive(Serialize)]
struct NextBody<'a> {
    titles: &'a Texts,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<u64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unlimited: bool,
}

impl<'a> LimitBody<'a> {
    fn new(package: &'a str, n: usize, limit: &'a Limit) -> Self {
        Self {
            package,
            n,
            limit: &limit.name,
            titles: &limit.titles,
            max: limit.max,
            unlimited: limit.max.is_none(),
            counts: &limit.counts,
            advice: &limit.advice,
            next: limit.next.as_ref().map(|next| NextBody {
                titles: &next.titles,
                max: next.max,
                unlimited: next.max.is_none(),
            }),
        }
    }
}

#[derive(Serialize)]
struct MeterBody<'a> {
    package: &'a str,
    n: usize,
    meter: &'a str,
    titles: &'a Texts,
    kind: MeterKind,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    unit: &'a Texts,
    base: u64,
    per_plan: u64,
}

impl<'a> MeterBody<'a> {
    fn new(package: &'a str, n: usize, meter: &'a Meter) -> Self {
        Self {
            package,
            n,
            meter: &meter.name,
            titles: &meter.titles,
            kind: meter.kind,
            unit: &meter.unit,
            base: meter.base,
            per_plan: meter.per_plan,
        }
    }
}
