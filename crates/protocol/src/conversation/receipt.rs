//! `*.tlc`: what an installation did with a package, so that the issuer knows.

use licentia_core::names::IssuerName;
use licentia_core::package::Holder;
use serde::Serialize;

use super::{Head, own};
use crate::fields::{count, hash, identifier, kid, members, positive, required, seconds, word};
use crate::file::Kind;
use crate::json::Read;
use crate::keys::{Jwk, PublicKey, SecretKey};
use crate::package::{FORMAT, Verified};
use crate::reasons::Refused;

/// What became of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptState {
    /// It is in force.
    Activated,
    /// It is loaded and waits for the product version it names (rule 7).
    Prepared,
    /// Its licences were deleted (rule 11).
    Deleted,
}

/// The receipt for a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The receipt's id, a UUID.
    pub id: String,
    /// The package's issuer.
    pub issuer: IssuerName,
    /// The holder's name here.
    pub holder: String,
    /// The holder's serial number here.
    pub serial: String,
    /// The package's id.
    pub package: String,
    /// Its number in the issuer's sequence.
    pub sequence: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// What became of it.
    pub state: ReceiptState,
    /// When, in seconds since 1970 UTC.
    pub at: i64,
    /// The thumbprint of the root key that is trusted here.
    pub root: String,
    /// The version of the key list known here; 0 for none.
    pub keys: u64,
    /// The end of the installation's ledger.
    pub head: Head,
    /// When the receipt was signed, in seconds since 1970 UTC.
    pub iat: i64,
    /// The installation's key, which signed the receipt.
    pub key: PublicKey,
}

#[derive(Serialize)]
struct Body<'a> {
    format: i64,
    receipt: &'a str,
    issuer: &'a str,
    holder: Holder,
    package: &'a str,
    sequence: u64,
    sha256: &'a str,
    state: ReceiptState,
    at: i64,
    root: &'a str,
    keys: u64,
    head: &'a Head,
    iat: i64,
    jwk: Jwk,
}

/// Signs a receipt and answers the file: one line with its LF. The key that it carries is the public
/// half of `key`, whatever [`Receipt::key`] says.
pub fn write_receipt(receipt: &Receipt, key: &SecretKey) -> String {
    let body = Body {
        format: FORMAT,
        receipt: &receipt.id,
        issuer: receipt.issuer.as_str(),
        holder: Holder { name: receipt.holder.clone(), serial: receipt.serial.clone(), customer: None },
        package: &receipt.package,
        sequence: receipt.sequence,
        sha256: &receipt.sha256,
        state: receipt.state,
        at: receipt.at,
        root: &receipt.root,
        keys: receipt.keys,
        head: &receipt.head,
        iat: receipt.iat,
        jwk: key.public().to_jwk(),
    };
    own::write(Kind::Receipt, &body, key)
}

/// Verifies a receipt: that it is whole, and that its sender holds the key it carries.
///
/// # Errors
/// The first thing that is wrong; see [`Reason`](crate::Reason). Never panics.
pub fn read_receipt(bytes: &[u8]) -> Result<Verified<Receipt>, Refused> {
    own::read(bytes, Kind::Receipt, parse)
}

fn parse(payload: &[u8], key: PublicKey) -> Read<Receipt> {
    const STATES: [(&str, ReceiptState); 3] = [
        ("activated", ReceiptState::Activated),
        ("prepared", ReceiptState::Prepared),
        ("deleted", ReceiptState::Deleted),
    ];
    let (mut id, mut package, mut sequence, mut sha256) = (None, None, None, None);
    let (mut state, mut at, mut root, mut keys) = (None, None, None, None);
    let mut common = own::Common::default();
    members(payload, |reader, member| {
        match member {
            "receipt" => id = Some(identifier(reader, 64)?),
            "package" => package = Some(identifier(reader, 64)?),
            "sequence" => sequence = Some(positive(reader)?),
            "sha256" => sha256 = Some(hash(reader)?),
            "state" => state = Some(word(reader, &STATES)?),
            "at" => at = Some(seconds(reader)?),
            "root" => root = Some(kid(reader)?),
            "keys" => keys = Some(count(reader)?),
            _ => common.member(reader, member)?,
        }
        Ok(())
    })?;
    let Holder { name, serial, .. } = required(common.holder, "holder")?;
    Ok(Receipt {
        id: required(id, "receipt")?,
        issuer: required(common.issuer, "issuer")?,
        holder: name,
        serial,
        package: required(package, "package")?,
        sequence: required(sequence, "sequence")?,
        sha256: required(sha256, "sha256")?,
        state: required(state, "state")?,
        at: required(at, "at")?,
        root: required(root, "root")?,
        keys: required(keys, "keys")?,
        head: required(common.head, "head")?,
        iat: required(common.iat, "iat")?,
        key,
    })
}
