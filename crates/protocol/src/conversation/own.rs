//! A line that carries the public key of whoever signed it.

use licentia_core::names::IssuerName;
use licentia_core::package::Holder;
use serde::Serialize;

use super::Head;
use crate::fields::{check_format, holder, issuer, jwk, members, required, seconds};
use crate::file::{self, Kind};
use crate::json::{Read, Reader};
use crate::jws::{self, Parts};
use crate::keys::{PublicKey, SecretKey};
use crate::package::{Evidence, Verified};
use crate::reasons::{Reason, Refused};

/// The members that all messages of an installation have in common (docs/format.md, "The conversation"), as they go by.
#[derive(Default)]
pub(super) struct Common {
    pub(super) issuer: Option<IssuerName>,
    pub(super) holder: Option<Holder>,
    pub(super) head: Option<Head>,
    pub(super) iat: Option<i64>,
}

impl Common {
    /// Takes a member that is none of the message's own; what nobody knows is passed over.
    pub(super) fn member(&mut self, reader: &mut Reader<'_>, name: &str) -> Read<()> {
        match name {
            "issuer" => self.issuer = Some(issuer(reader)?),
            "holder" => self.holder = Some(holder(reader)?),
            "head" => self.head = Some(Head::read(reader)?),
            "iat" => self.iat = Some(seconds(reader)?),
            // `jwk`, `format` and `crit` have been looked at already.
            _ => reader.skip()?,
        }
        Ok(())
    }
}

/// Signs a payload and answers the file: one line with its LF.
pub(super) fn write(kind: Kind, payload: &impl Serialize, key: &SecretKey) -> String {
    let payload = serde_json::to_vec(payload).expect("payloads have text keys only");
    let mut line = jws::sign(kind.typ(), &payload, key);
    line.push('\n');
    line
}

/// Verifies a file of one line and reads it with `parse`, which gets the payload and the key in it.
///
/// # Errors
/// What is wrong with the bytes, the line, the key, the signature and the contents, in that order.
pub(super) fn read<T>(
    bytes: &[u8],
    kind: Kind,
    parse: impl FnOnce(&[u8], PublicKey) -> Read<T>,
) -> Result<Verified<T>, Refused> {
    let line = file::one_line(bytes, kind)?;
    let (value, kid) = open(line, kind, parse).map_err(|refused| refused.at(1))?;
    Ok(Verified::new(value, Evidence::of_key(bytes, kid)))
}

fn open<T>(
    line: &str,
    kind: Kind,
    parse: impl FnOnce(&[u8], PublicKey) -> Read<T>,
) -> Result<(T, String), Refused> {
    let parts = Parts::split(line)?;
    let header = parts.header()?;
    kind.check_first(&header)?;
    let payload = parts.payload()?;
    let key = own_key(&payload)?;
    if header.kid != key.kid() {
        return Err(Refused::new(
            Reason::SelfSignature,
            format!("signed with the key {}; the line carries {}", header.kid, key.kid()),
        ));
    }
    parts.verify(&key)?;
    check_format(&payload)?;
    Ok((parse(&payload, key)?, header.kid))
}

/// The key that the payload carries: the one thing that is read before the signature is verified,
/// since without it nothing can be. Nothing else of the payload is looked at.
fn own_key(payload: &[u8]) -> Result<PublicKey, Refused> {
    let look = || {
        let mut key = None;
        members(payload, |reader, member| match member {
            "jwk" => {
                key = Some(jwk(reader)?);
                Ok(())
            }
            _ => reader.skip(),
        })?;
        required(key, "jwk")
    };
    look().map_err(|refused: Refused| match refused.reason {
        Reason::BadKey | Reason::WeakKey | Reason::WrongKeyId | Reason::PrivateKey => refused,
        _ => Refused { reason: Reason::OwnKeyUnreadable, ..refused },
    })
}
