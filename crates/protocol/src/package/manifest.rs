//! The manifest: whom the package is for, its dates, and what it consists of.

use licentia_core::dates::Dates;
use licentia_core::licence::Texts;
use licentia_core::package::{Holder, Package, Suite, Versions};

use crate::fields::{
    check_format, code, date, hash, holder, identifier, issuer, members, name_and_serial, number, positive,
    required, seconds, texts, url, version, zone,
};
use crate::json::{Read, Reader};

/// A manifest that has been verified. The package has no rows yet.
pub(super) struct Manifest {
    /// What it says about the package.
    pub(super) package: Package,
    /// What it says about the lines that follow.
    pub(super) counts: Counts,
    /// SHA-256 of those lines, each with its LF, in hexadecimal.
    pub(super) sha256: String,
    /// SHA-256 of the package before.
    pub(super) prev: Option<String>,
}

/// How many lines of each kind follow the certificates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) rows: u32,
    pub(super) limits: u32,
    pub(super) meters: u32,
}

impl Counts {
    pub(super) fn all(self) -> usize {
        [self.limits, self.meters].iter().fold(self.rows as usize, |sum, n| sum.saturating_add(*n as usize))
    }
}

/// What is found while the members go by.
#[derive(Default)]
struct Draft {
    package: Option<String>,
    sequence: Option<u64>,
    issuer: Option<licentia_core::names::IssuerName>,
    issuer_title: Texts,
    holder: Option<Holder>,
    installation: Option<String>,
    zone: Option<String>,
    dates: Dates,
    versions: Option<Versions>,
    rows: Option<u32>,
    limits: u32,
    meters: u32,
    sha256: Option<String>,
    prev: Option<String>,
    iat: Option<i64>,
    nonce: Option<String>,
    suite: Option<Suite>,
    replaces: Option<Holder>,
    authority: Option<String>,
    store: Option<String>,
}

impl Manifest {
    /// Reads a payload that has been verified.
    pub(super) fn read(payload: &[u8]) -> Read<Self> {
        check_format(payload)?;
        let mut draft = Draft::default();
        members(payload, |reader, name| draft.member(reader, name))?;
        draft.finish()
    }
}

impl Draft {
    fn member(&mut self, reader: &mut Reader<'_>, name: &str) -> Read<()> {
        match name {
            "package" => self.package = Some(identifier(reader, 64)?),
            "sequence" => self.sequence = Some(positive(reader)?),
            "issuer" => self.issuer = Some(issuer(reader)?),
            "issuer_title" => self.issuer_title = texts(reader)?,
            "holder" => self.holder = Some(holder(reader)?),
            "installation" => self.installation = Some(identifier(reader, 64)?),
            "zone" => self.zone = Some(zone(reader)?),
            "next_check" => self.dates.next_check = date(reader)?,
            "admin_warning" => self.dates.admin_warning = date(reader)?,
            "expiry" => self.dates.expiry = date(reader)?,
            "grace" => self.dates.grace = date(reader)?,
            "maintenance" => self.dates.maintenance = date(reader)?,
            "versions" => self.versions = Some(versions(reader)?),
            "rows" => self.rows = Some(number(reader)?),
            "limits" => self.limits = number(reader)?,
            "meters" => self.meters = number(reader)?,
            "sha256" => self.sha256 = Some(hash(reader)?),
            "prev" => self.prev = Some(hash(reader)?),
            "iat" => self.iat = Some(seconds(reader)?),
            "nonce" => self.nonce = Some(identifier(reader, 128)?),
            "suite" => self.suite = Some(suite(reader)?),
            "replaces" => self.replaces = Some(name_and_serial(reader)?),
            "authority" => self.authority = Some(url(reader)?),
            "store" => self.store = Some(url(reader)?),
            // `format` and `crit` have been looked at already.
            _ => reader.skip()?,
        }
        Ok(())
    }

    fn finish(self) -> Read<Manifest> {
        let package = Package {
            id: required(self.package, "package")?,
            sequence: required(self.sequence, "sequence")?,
            issuer: required(self.issuer, "issuer")?,
            issuer_title: self.issuer_title,
            holder: required(self.holder, "holder")?,
            installation: self.installation,
            zone: required(self.zone, "zone")?,
            dates: self.dates,
            versions: self.versions,
            iat: required(self.iat, "iat")?,
            nonce: self.nonce,
            suite: self.suite,
            replaces: self.replaces,
            authority: self.authority,
            store: self.store,
            rows: Vec::new(),
            limits: Vec::new(),
            meters: Vec::new(),
        };
        let counts = Counts { rows: required(self.rows, "rows")?, limits: self.limits, meters: self.meters };
        Ok(Manifest { package, counts, sha256: required(self.sha256, "sha256")?, prev: self.prev })
    }
}

fn versions(reader: &mut Reader<'_>) -> Read<Versions> {
    let mut versions = Versions::default();
    reader.object(|reader, member| {
        match member {
            "from" => versions.from = Some(version(reader)?),
            "to" => versions.to = Some(version(reader)?),
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(versions)
}

fn suite(reader: &mut Reader<'_>) -> Read<Suite> {
    let (mut name, mut module) = (None, None);
    let (mut titles, mut next) = (Texts::new(), Texts::new());
    reader.object(|reader, member| {
        match member {
            "name" => name = Some(code(reader)?),
            "titles" => titles = texts(reader)?,
            "module" => module = Some(code(reader)?),
            "next" => next = texts(reader)?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(Suite { name: required(name, "name")?, titles, module: required(module, "module")?, next })
}
