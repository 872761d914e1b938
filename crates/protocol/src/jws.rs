//! One signed line: a compact JWS (RFC 7515) whose header has exactly `alg`, `kid` and `typ`.
//!
//! Everything that can be written in two ways is accepted in one only, so that two different lines
//! never mean the same: base64url without padding and with zero trailing bits, no further header
//! members, no member twice. The order of the three members and white space between them are the
//! signer's own, since the signature covers the encoded bytes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use crate::json::{Reader, shorten};
use crate::keys::{PublicKey, SecretKey};
use crate::reasons::{Reason, Refused};

/// The longest encoded header that is looked at, in bytes; ours have 126 to 150.
const MAX_HEADER: usize = 1024;

/// The type of a signed line, its header's `typ` (RFC 7515 section 4.1.9), for example
/// `licence-row+jws`. It keeps one kind of line from posing as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Typ(&'static str);

impl Typ {
    /// The first line of a package.
    pub const MANIFEST: Typ = Typ("licence-manifest+jws");
    /// The certificate of an issuer's key.
    pub const KEY: Typ = Typ("licence-key+jws");
    /// One licence.
    pub const ROW: Typ = Typ("licence-row+jws");
    /// One plan limit (rule 14).
    pub const LIMIT: Typ = Typ("licence-limit+jws");
    /// One metered service (rule 15).
    pub const METER: Typ = Typ("licence-meter+jws");

    /// A request of an installation.
    pub const REQUEST: Typ = Typ("licence-request+jws");
    /// What an installation did with a package.
    pub const RECEIPT: Typ = Typ("licence-receipt+jws");
    /// A letter from an installation to its issuer.
    pub const LETTER: Typ = Typ("licence-letter+jws");
    /// What an installation used of metered services.
    pub const USAGE: Typ = Typ("licence-usage+jws");
    /// A visit of somebody at an installation to the issuer's store.
    pub const VISIT: Typ = Typ("licence-visit+jws");
    /// An authority's answer to a request.
    pub const ANSWER: Typ = Typ("licence-answer+jws");
    /// An authority's receipt for a usage bundle.
    pub const USAGE_RECEIPT: Typ = Typ("licence-usage-receipt+jws");
    /// The root's list of issuers' keys.
    pub const KEYS: Typ = Typ("licence-keys+jws");

    /// Another type of signed line, which must end in `+jws`.
    pub const fn new(typ: &'static str) -> Self {
        Typ(typ)
    }

    /// The value of the header's member.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

/// Signs `payload` and answers the line, without a line end.
pub fn sign(typ: Typ, payload: &[u8], key: &SecretKey) -> String {
    let mut line = Writer::new(typ, key).header;
    line.reserve(payload.len() * 4 / 3 + 96);
    URL_SAFE_NO_PAD.encode_string(payload, &mut line);
    let signature = key.sign(line.as_bytes());
    line.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut line);
    line
}

/// Signs many lines of one type, whose header it encodes once.
pub(crate) struct Writer<'a> {
    /// The encoded header with the dot after it.
    header: String,
    key: &'a SecretKey,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(typ: Typ, key: &'a SecretKey) -> Self {
        let (kid, typ) = (key.public().kid(), typ.as_str());
        let header = format!(r#"{{"alg":"EdDSA","kid":"{kid}","typ":"{typ}"}}"#);
        let mut header = URL_SAFE_NO_PAD.encode(header);
        header.push('.');
        Self { header, key }
    }

    /// Appends the signed line of a payload, with its LF.
    pub(crate) fn write(&self, payload: &impl Serialize, lines: &mut Vec<u8>) {
        let payload = serde_json::to_vec(payload).expect("payloads have text keys only");
        let start = lines.len();
        lines.extend_from_slice(self.header.as_bytes());
        append(&payload, lines);
        let signature = self.key.sign(&lines[start..]);
        lines.push(b'.');
        append(&signature, lines);
        lines.push(b'\n');
    }
}

/// Appends bytes as base64url.
fn append(bytes: &[u8], lines: &mut Vec<u8>) {
    let start = lines.len();
    lines.resize(start + bytes.len().div_ceil(3) * 4, 0);
    let written =
        URL_SAFE_NO_PAD.encode_slice(bytes, &mut lines[start..]).expect("four characters hold three bytes");
    lines.truncate(start + written);
}

/// Verifies one line of the given type under the given key and answers its payload.
///
/// # Errors
/// Every reason that concerns a single line; [`Reason::UnknownKey`] when the line names another key.
pub fn verify(line: &str, typ: Typ, key: &PublicKey) -> Result<Vec<u8>, Refused> {
    let parts = Parts::split(line)?;
    let header = parts.header()?;
    if header.typ != typ.as_str() {
        return Err(wrong_type(&header.typ, typ.as_str()));
    }
    if header.kid != key.kid() {
        return Err(Refused::new(
            Reason::UnknownKey,
            format!("signed with key {}, expected {}", shorten(&header.kid), key.kid()),
        ));
    }
    parts.verify(key)?;
    parts.payload()
}

/// The refusal for a line of another type than may stand here.
pub(crate) fn wrong_type(found: &str, expected: &str) -> Refused {
    Refused::new(Reason::WrongType, format!("typ is {:?}, expected {expected}", shorten(found)))
}

/// What a header says; to be believed only after [`Parts::verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The key that is said to have signed.
    pub kid: String,
    /// The type of the line.
    pub typ: String,
}

/// A line taken apart, nothing verified yet.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// The encoded header.
    pub(crate) header: &'a str,
    payload: &'a str,
    signature: &'a str,
    /// What was signed: header, dot, payload, as they stand.
    signed: &'a str,
}

impl<'a> Parts<'a> {
    /// Takes a line (without its end) apart at its two dots.
    ///
    /// # Errors
    /// [`Reason::NotAJws`] unless there are exactly two.
    pub fn split(line: &'a str) -> Result<Self, Refused> {
        let split = || {
            let (header, rest) = line.split_once('.')?;
            // From the end: the payload is the long part.
            let (payload, signature) = rest.rsplit_once('.')?;
            let signed = &line[..header.len() + 1 + payload.len()];
            (!payload.contains('.')).then_some(Self { header, payload, signature, signed })
        };
        split().ok_or_else(|| {
            let dots = line.bytes().filter(|b| *b == b'.').count();
            Refused::new(Reason::NotAJws, format!("{dots} dots where two must be, in {:?}", shorten(line)))
        })
    }

    /// Reads the header.
    ///
    /// # Errors
    /// A reason that names what is wrong with it: `header_…`, `wrong_algorithm`, `duplicate_member`,
    /// or bad base64.
    pub fn header(&self) -> Result<Header, Refused> {
        if self.header.len() > MAX_HEADER {
            return Err(Refused::new(
                Reason::HeaderNotJson,
                format!("the header has {} characters", self.header.len()),
            ));
        }
        let mut json = Vec::with_capacity(MAX_HEADER);
        decode(self.header, &mut json, "header")?;
        read_header(&json)
    }

    /// Verifies the signature, strictly (no malleable and no small-order values).
    ///
    /// # Errors
    /// [`Reason::BadSignature`], [`Reason::SignatureLength`], or bad base64.
    pub fn verify(&self, key: &PublicKey) -> Result<(), Refused> {
        // Room for more than 64 bytes, so that a longer signature is told apart from bad base64.
        let mut buffer = [0_u8; 128];
        if self.signature.len() > 150 {
            return Err(wrong_length(self.signature.len() * 3 / 4));
        }
        let length = URL_SAFE_NO_PAD
            .decode_slice(self.signature, &mut buffer)
            .map_err(|_| why_not_base64(self.signature, "signature"))?;
        let Ok(signature) = <&[u8; 64]>::try_from(&buffer[..length]) else {
            return Err(wrong_length(length));
        };
        if key.verify(self.signed.as_bytes(), signature) {
            Ok(())
        } else {
            Err(Refused::new(
                Reason::BadSignature,
                format!("the signature does not fit the line and the key {}", key.kid()),
            ))
        }
    }

    /// Decodes the payload. It means nothing before [`Parts::verify`] has succeeded.
    ///
    /// # Errors
    /// A reason about base64.
    pub fn payload(&self) -> Result<Vec<u8>, Refused> {
        let mut payload = Vec::new();
        self.payload_into(&mut payload)?;
        Ok(payload)
    }

    /// Decodes the payload into a buffer that is used again for each line.
    #[inline]
    pub(crate) fn payload_into(&self, buffer: &mut Vec<u8>) -> Result<(), Refused> {
        decode(self.payload, buffer, "payload")
    }
}

fn wrong_length(length: usize) -> Refused {
    Refused::new(Reason::SignatureLength, format!("the signature has {length} bytes, not 64"))
}

fn read_header(json: &[u8]) -> Result<Header, Refused> {
    let mut reader = Reader::new(json, Reason::HeaderNotJson)?;
    let (mut alg, mut kid, mut typ) = (None, None, None);
    reader.object(|reader, name| {
        match name {
            "alg" => alg = Some(reader.string()?),
            "kid" => kid = Some(reader.string()?),
            "typ" => typ = Some(reader.string()?),
            "crit" => {
                return Err(Refused::new(Reason::HeaderCritical, "the header holds crit"));
            }
            other => {
                return Err(Refused::new(
                    Reason::HeaderMemberUnknown,
                    format!("the header holds {:?}", shorten(other)),
                ));
            }
        }
        Ok(())
    })?;
    reader.end()?;
    let missing = |name: &str| Refused::new(Reason::HeaderMemberMissing, format!("the header lacks {name}"));
    let alg = alg.ok_or_else(|| missing("alg"))?;
    if !matches!(&*alg, "EdDSA" | "Ed25519") {
        return Err(Refused::new(
            Reason::WrongAlgorithm,
            format!("alg is {:?}, expected EdDSA", shorten(&alg)),
        ));
    }
    Ok(Header {
        kid: kid.ok_or_else(|| missing("kid"))?.into_owned(),
        typ: typ.ok_or_else(|| missing("typ"))?.into_owned(),
    })
}

/// Decodes base64url without padding into `buffer`, whose former contents are dropped.
#[inline]
fn decode(part: &str, buffer: &mut Vec<u8>, what: &str) -> Result<(), Refused> {
    buffer.clear();
    URL_SAFE_NO_PAD.decode_vec(part, buffer).map_err(|_| why_not_base64(part, what))
}

/// Why a part is not canonical base64url.
#[cold]
fn why_not_base64(part: &str, what: &str) -> Refused {
    let alphabet = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let body = part.trim_end_matches('=');
    if let Some(at) = body.bytes().position(|b| !alphabet(&b)) {
        return Refused::new(
            Reason::BadBase64,
            format!("the {what} holds a character outside base64url at position {at}"),
        );
    }
    if body.len() != part.len() {
        return Refused::new(Reason::Base64Padded, format!("the {what} is padded with ="));
    }
    if body.len() % 4 == 1 {
        return Refused::new(
            Reason::BadBase64,
            format!("the {what} has {} characters, which no bytes encode to", body.len()),
        );
    }
    Refused::new(Reason::Base64NotCanonical, format!("the unused bits at the end of the {what} are not zero"))
}
