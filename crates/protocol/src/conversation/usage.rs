//! `*.tlu`: what an installation used of metered services, so that the issuer can invoice it (rule 15).
//!
//! A bundle is one line signed by the installation's key, like everything that it sends. It holds
//! *figures*: one per meter and month that was closed, and one per later correction, each under a number
//! of its own without gaps, so that the issuer takes each of them once however often it is sent. A
//! figure always says how much the *whole* month has, never a difference: the newest one counts. There is
//! nothing in it that is not a number, a name of a meter or the holder's own, so that people can read what
//! they are about to send: [`Usage::figures`] is everything.

use licentia_core::month::Month;
use licentia_core::names::IssuerName;
use licentia_core::package::Holder;
use serde::Serialize;

use super::{Head, own};
use crate::fields::{
    code, count, identifier, kid, members, month, nonce, positive, required, seconds, word, zone,
};
use crate::file::Kind;
use crate::json::{Read, Reader, bad};
use crate::keys::{Jwk, PublicKey, SecretKey};
use crate::package::{FORMAT, Verified};
use crate::reasons::{Reason, Refused};

/// The largest usage bundle that is looked at: 64 MiB.
pub const MAX_USAGE: usize = crate::file::MAX_USAGE;

/// Why there is a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureKind {
    /// The month was closed.
    Final,
    /// Something came after that, and the month has another sum now.
    Correction,
}

impl FigureKind {
    const WORDS: [(&'static str, Self); 2] = [("final", Self::Final), ("correction", Self::Correction)];

    /// The word by which files call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Final => "final",
            Self::Correction => "correction",
        }
    }

    /// The kind of a word.
    pub fn from_word(text: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(word, _)| *word == text).map(|(_, kind)| *kind)
    }
}

/// How much one meter counted in one month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// Its number among all figures of this installation for this issuer, from 1 without gaps.
    pub n: u64,
    /// The meter's code.
    pub meter: String,
    /// The month, in the zone of the bundle.
    pub month: Month,
    /// Why there is a figure.
    pub kind: FigureKind,
    /// What was used in the whole month, as far as it is known now.
    pub used: u64,
    /// How many user plans were in use on the day of the month with the most.
    pub plan_users: u64,
    /// What the month had for nothing.
    pub allowance: u64,
    /// What was used beyond it: never anything else than `used` less `allowance`.
    pub overage: u64,
    /// The id of the package whose row gave the allowance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// When the figure was made, in seconds since 1970 UTC.
    pub closed_at: i64,
}

/// A usage bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The bundle's id, a UUID.
    pub id: String,
    /// 16 random bytes in base64url: the receipt for the bundle names them.
    pub nonce: String,
    /// The issuer whose meters they are.
    pub issuer: IssuerName,
    /// The holder's name here.
    pub holder: String,
    /// The holder's serial number here.
    pub serial: String,
    /// The zone in which the months begin and end.
    pub zone: String,
    /// The figures, in the order of their numbers; at least one.
    pub figures: Vec<Figure>,
    /// The thumbprint of the root key that is trusted here.
    pub root: String,
    /// The version of the key list known here; 0 for none.
    pub keys: u64,
    /// The end of the installation's ledger.
    pub head: Head,
    /// When the bundle was signed, in seconds since 1970 UTC.
    pub iat: i64,
    /// The installation's key, which signed the bundle.
    pub key: PublicKey,
}

impl Usage {
    /// The numbers of its first and last figure; there is always one.
    pub fn range(&self) -> (u64, u64) {
        let n = |figure: Option<&Figure>| figure.map_or(0, |figure| figure.n);
        (n(self.figures.first()), n(self.figures.last()))
    }
}

#[derive(Serialize)]
struct Body<'a> {
    format: i64,
    usage: &'a str,
    nonce: &'a str,
    issuer: &'a str,
    holder: Holder,
    zone: &'a str,
    figures: &'a [Figure],
    root: &'a str,
    keys: u64,
    head: &'a Head,
    iat: i64,
    jwk: Jwk,
}

/// Signs a usage bundle and answers the file: one line with its LF. The key that it carries is the public
/// half of `key`, whatever [`Usage::key`] says.
pub fn write_usage(usage: &Usage, key: &SecretKey) -> String {
    let body = Body {
        format: FORMAT,
        usage: &usage.id,
        nonce: &usage.nonce,
        issuer: usage.issuer.as_str(),
        holder: Holder { name: usage.holder.clone(), serial: usage.serial.clone(), customer: None },
        zone: &usage.zone,
        figures: &usage.figures,
        root: &usage.root,
        keys: usage.keys,
        head: &usage.head,
        iat: usage.iat,
        jwk: key.public().to_jwk(),
    };
    own::write(Kind::Usage, &body, key)
}

/// Verifies a usage bundle: that it is whole, and that its sender holds the key it carries.
///
/// # Errors
/// The first thing that is wrong; see [`Reason`]. Never panics.
pub fn read_usage(bytes: &[u8]) -> Result<Verified<Usage>, Refused> {
    own::read(bytes, Kind::Usage, parse)
}

/// What is found while the members go by.
#[derive(Default)]
struct Draft {
    id: Option<String>,
    nonce: Option<String>,
    zone: Option<String>,
    figures: Option<Vec<Figure>>,
    root: Option<String>,
    keys: Option<u64>,
    common: own::Common,
}

fn parse(payload: &[u8], key: PublicKey) -> Read<Usage> {
    let mut draft = Draft::default();
    members(payload, |reader, name| draft.member(reader, name))?;
    draft.finish(key)
}

impl Draft {
    fn member(&mut self, reader: &mut Reader<'_>, name: &str) -> Read<()> {
        match name {
            "usage" => self.id = Some(identifier(reader, 64)?),
            "nonce" => self.nonce = Some(nonce(reader)?),
            "zone" => self.zone = Some(zone(reader)?),
            "figures" => self.figures = Some(figures(reader)?),
            "root" => self.root = Some(kid(reader)?),
            "keys" => self.keys = Some(count(reader)?),
            _ => self.common.member(reader, name)?,
        }
        Ok(())
    }

    fn finish(self, key: PublicKey) -> Read<Usage> {
        let Holder { name, serial, .. } = required(self.common.holder, "holder")?;
        Ok(Usage {
            id: required(self.id, "usage")?,
            nonce: required(self.nonce, "nonce")?,
            issuer: required(self.common.issuer, "issuer")?,
            holder: name,
            serial,
            zone: required(self.zone, "zone")?,
            figures: required(self.figures, "figures")?,
            root: required(self.root, "root")?,
            keys: required(self.keys, "keys")?,
            head: required(self.common.head, "head")?,
            iat: required(self.common.iat, "iat")?,
            key,
        })
    }
}

/// Figures in the order of their numbers, none left out.
fn figures(reader: &mut Reader<'_>) -> Read<Vec<Figure>> {
    let mut figures: Vec<Figure> = Vec::new();
    reader.array(|reader| {
        let figure = figure(reader)?;
        if let Some(before) = figures.last()
            && before.n.checked_add(1) != Some(figure.n)
        {
            let detail = format!("figure {} follows figure {}", figure.n, before.n);
            return Err(Refused::new(Reason::FigureOrder, detail));
        }
        figures.push(figure);
        Ok(())
    })?;
    if figures.is_empty() {
        return Err(bad("a bundle has at least one figure"));
    }
    Ok(figures)
}

fn figure(reader: &mut Reader<'_>) -> Read<Figure> {
    let (mut n, mut meter, mut whole, mut kind, mut used) = (None, None, None, None, None);
    let (mut plan_users, mut allowance, mut overage) = (None, None, None);
    let (mut package, mut closed_at) = (None, None);
    reader.object(|reader, member| {
        match member {
            "n" => n = Some(positive(reader)?),
            "meter" => meter = Some(code(reader)?),
            "month" => whole = Some(month(reader)?),
            "kind" => kind = Some(word(reader, &FigureKind::WORDS)?),
            "used" => used = Some(count(reader)?),
            "plan_users" => plan_users = Some(count(reader)?),
            "allowance" => allowance = Some(count(reader)?),
            "overage" => overage = Some(count(reader)?),
            "package" => package = Some(identifier(reader, 64)?),
            "closed_at" => closed_at = Some(seconds(reader)?),
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    let figure = Figure {
        n: required(n, "n")?,
        meter: required(meter, "meter")?,
        month: required(whole, "month")?,
        kind: required(kind, "kind")?,
        used: required(used, "used")?,
        plan_users: required(plan_users, "plan_users")?,
        allowance: required(allowance, "allowance")?,
        overage: required(overage, "overage")?,
        package,
        closed_at: required(closed_at, "closed_at")?,
    };
    if figure.overage != figure.used.saturating_sub(figure.allowance) {
        let Figure { n, used, allowance, overage, .. } = figure;
        let detail = format!("figure {n}: {used} used of {allowance} is no overage of {overage}");
        return Err(Refused::new(Reason::FigureUnclear, detail));
    }
    Ok(figure)
}
