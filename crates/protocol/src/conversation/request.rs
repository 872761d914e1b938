//! `LicenseRequest.tlr`, and the body of an online request: who asks, for what, and in which state.

use licentia_core::names::IssuerName;
use licentia_core::package::{Holder, Version};
use serde::Serialize;

use super::{Head, own};
use crate::fields::{
    count, hash, identifier, kid, members, milliseconds, name_and_serial, nonce, required, version, word,
};
use crate::file::Kind;
use crate::json::{Read, Reader};
use crate::keys::{Jwk, PublicKey, SecretKey};
use crate::package::{FORMAT, Verified};
use crate::reasons::{Reason, Refused};

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// What is new?
    Status,
    /// The package that is to be in force, for the version named.
    Package,
    /// Another name or serial number.
    Serial,
}

impl Purpose {
    const WORDS: [(&'static str, Purpose); 3] =
        [("status", Purpose::Status), ("package", Purpose::Package), ("serial", Purpose::Serial)];
}

/// Whom an installation wants to become.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HolderChange {
    /// The new name; the present one if it stays.
    pub name: String,
    /// The new serial number; the present one if it stays.
    pub serial: String,
}

/// A request of an installation to one issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The request's id, a UUID.
    pub id: String,
    /// 16 random bytes in base64url, 22 characters: the answer names them.
    pub nonce: String,
    /// What it asks for.
    pub purpose: Purpose,
    /// The issuer that is asked.
    pub issuer: IssuerName,
    /// The holder's name here.
    pub holder: String,
    /// The holder's serial number here.
    pub serial: String,
    /// The issuer's number for the customer, as the last package named it.
    pub customer: Option<String>,
    /// The product version the licences are wanted for.
    pub version: Option<Version>,
    /// The highest sequence number that was ever in force here; 0 for none.
    pub sequence: u64,
    /// SHA-256 of the package in force, in hexadecimal; `None` when there is none.
    pub package: Option<String>,
    /// Whether this issuer's licences were deleted here (rule 11).
    pub deleted: bool,
    /// Whether it travels online. A file does not say so, and whoever finds one cannot use it up online.
    pub online: bool,
    /// With [`Purpose::Serial`]: whom the installation wants to become.
    pub change: Option<HolderChange>,
    /// The thumbprint of the root key that is trusted here.
    pub root: String,
    /// The version of the key list known here; 0 for none.
    pub keys: u64,
    /// The end of the installation's ledger.
    pub head: Head,
    /// The system clock as it stands, in milliseconds since 1970 UTC.
    pub clock_ms: i64,
    /// By how many milliseconds the clock was set back, when by more than 24 hours (rule 20).
    pub back_ms: Option<i64>,
    /// The head that was witnessed here and is no longer in the database (rule 10).
    pub rewound: Option<Head>,
    /// When the request was signed, in seconds since 1970 UTC.
    pub iat: i64,
    /// The installation's key, which signed the request.
    pub key: PublicKey,
}

#[derive(Serialize)]
struct Body<'a> {
    format: i64,
    request: &'a str,
    nonce: &'a str,
    purpose: Purpose,
    issuer: &'a str,
    holder: Holder,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<Version>,
    sequence: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    package: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    deleted: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    online: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<&'a HolderChange>,
    root: &'a str,
    keys: u64,
    head: &'a Head,
    clock_ms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    back_ms: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rewound: Option<&'a Head>,
    iat: i64,
    jwk: Jwk,
}

/// Signs a request and answers the file: one line with its LF. The key that it carries is the public
/// half of `key`, whatever [`Request::key`] says.
pub fn write_request(request: &Request, key: &SecretKey) -> String {
    let body = Body {
        format: FORMAT,
        request: &request.id,
        nonce: &request.nonce,
        purpose: request.purpose,
        issuer: request.issuer.as_str(),
        holder: Holder {
            name: request.holder.clone(),
            serial: request.serial.clone(),
            customer: request.customer.clone(),
        },
        version: request.version,
        sequence: request.sequence,
        package: request.package.as_deref(),
        deleted: request.deleted,
        online: request.online,
        change: request.change.as_ref(),
        root: &request.root,
        keys: request.keys,
        head: &request.head,
        clock_ms: request.clock_ms,
        back_ms: request.back_ms,
        rewound: request.rewound.as_ref(),
        iat: request.iat,
        jwk: key.public().to_jwk(),
    };
    own::write(Kind::Request, &body, key)
}

/// Verifies a request: that it is whole, and that its sender holds the key it carries.
///
/// # Errors
/// The first thing that is wrong; see [`Reason`]. Never panics.
pub fn read_request(bytes: &[u8]) -> Result<Verified<Request>, Refused> {
    own::read(bytes, Kind::Request, parse)
}

/// What is found while the members go by.
#[derive(Default)]
struct Draft {
    id: Option<String>,
    nonce: Option<String>,
    purpose: Option<Purpose>,
    version: Option<Version>,
    sequence: Option<u64>,
    package: Option<String>,
    deleted: bool,
    online: bool,
    change: Option<HolderChange>,
    root: Option<String>,
    keys: Option<u64>,
    clock_ms: Option<i64>,
    back_ms: Option<i64>,
    rewound: Option<Head>,
    common: own::Common,
}

fn parse(payload: &[u8], key: PublicKey) -> Read<Request> {
    let mut draft = Draft::default();
    members(payload, |reader, name| draft.member(reader, name))?;
    draft.finish(key)
}

impl Draft {
    fn member(&mut self, reader: &mut Reader<'_>, name: &str) -> Read<()> {
        match name {
            "request" => self.id = Some(identifier(reader, 64)?),
            "nonce" => self.nonce = Some(nonce(reader)?),
            "purpose" => self.purpose = Some(word(reader, &Purpose::WORDS)?),
            "version" => self.version = Some(version(reader)?),
            "sequence" => self.sequence = Some(count(reader)?),
            "package" => self.package = Some(hash(reader)?),
            "deleted" => self.deleted = reader.boolean()?,
            "online" => self.online = reader.boolean()?,
            "change" => {
                let Holder { name, serial, .. } = name_and_serial(reader)?;
                self.change = Some(HolderChange { name, serial });
            }
            "root" => self.root = Some(kid(reader)?),
            "keys" => self.keys = Some(count(reader)?),
            "clock_ms" => self.clock_ms = Some(milliseconds(reader)?),
            "back_ms" => self.back_ms = Some(milliseconds(reader)?),
            "rewound" => self.rewound = Some(Head::read(reader)?),
            _ => self.common.member(reader, name)?,
        }
        Ok(())
    }

    fn finish(self, key: PublicKey) -> Read<Request> {
        let purpose = required(self.purpose, "purpose")?;
        if (purpose == Purpose::Serial) != self.change.is_some() {
            return Err(Refused::new(
                Reason::ChangeUnclear,
                "change must be there with the purpose serial, and with no other",
            ));
        }
        let Holder { name, serial, customer } = required(self.common.holder, "holder")?;
        Ok(Request {
            id: required(self.id, "request")?,
            nonce: required(self.nonce, "nonce")?,
            purpose,
            issuer: required(self.common.issuer, "issuer")?,
            holder: name,
            serial,
            customer,
            version: self.version,
            sequence: required(self.sequence, "sequence")?,
            package: self.package,
            deleted: self.deleted,
            online: self.online,
            change: self.change,
            root: required(self.root, "root")?,
            keys: required(self.keys, "keys")?,
            head: required(self.common.head, "head")?,
            clock_ms: required(self.clock_ms, "clock_ms")?,
            back_ms: self.back_ms,
            rewound: self.rewound,
            iat: required(self.common.iat, "iat")?,
            key,
        })
    }
}
