//! Ed25519 keys: public and secret, as JWK (RFC 8037) and as PEM that `openssl` reads and writes.
//!
//! A key's name, its `kid`, is the thumbprint of its JWK (RFC 7638).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, Verifier as _, VerifyingKey};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

/// SubjectPublicKeyInfo of Ed25519 (RFC 8410) up to the 32 bytes of the key.
const SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
/// PKCS#8 version 1 of Ed25519 (RFC 8410) up to the 32 bytes of the seed.
const PKCS8: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// Why something is not a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not 32 bytes that are a canonical point of the curve.
    #[error("these are not the 32 bytes of an Ed25519 public key")]
    NotAKey,
    /// A key of small order, which fits any signature.
    #[error("this key is weak: it fits any signature (small order)")]
    Weak,
    /// A JWK of another type or curve.
    #[error("the JWK must have kty OKP and crv Ed25519")]
    OtherKind,
    /// The JWK's `kid` is not its thumbprint.
    #[error("the kid is not the thumbprint of the key")]
    WrongKid,
    /// Not a PEM file with the one block expected.
    #[error("the file is not a PEM file with one {0} block")]
    Pem(&'static str),
    /// The PEM block holds something other than an Ed25519 key in the plain form (RFC 8410, version 1).
    #[error("the PEM block holds no Ed25519 key (PKCS#8 version 1 or SubjectPublicKeyInfo)")]
    Der,
}

impl KeyError {
    /// A stable code.
    pub const fn code(self) -> &'static str {
        match self {
            KeyError::NotAKey => "bad_key",
            KeyError::Weak => "weak_key",
            KeyError::OtherKind => "other_key_kind",
            KeyError::WrongKid => "wrong_key_id",
            KeyError::Pem(_) => "not_pem",
            KeyError::Der => "not_an_ed25519_key",
        }
    }
}

/// A public key as JSON (RFC 7517, RFC 8037). `alg` is left out on purpose: with it,
/// libraries refuse the other name of the same algorithm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Jwk {
    /// `OKP`.
    #[schema(example = "OKP")]
    pub kty: String,
    /// `Ed25519`.
    #[schema(example = "Ed25519")]
    pub crv: String,
    /// The 32 bytes of the key, base64url without padding.
    pub x: String,
    /// The key's name: its RFC 7638 thumbprint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
}

/// The thumbprint of a `kid` for people to compare by eye: see [`PublicKey::fingerprint`]. Empty for
/// what is no `kid`.
pub fn fingerprint_of(kid: &str) -> String {
    let bytes = URL_SAFE_NO_PAD.decode(kid).unwrap_or_default();
    let groups: Vec<String> =
        bytes.chunks(2).map(|pair| pair.iter().map(|b| format!("{b:02X}")).collect()).collect();
    groups.join(" ")
}

/// A public key that is on the curve, canonically encoded and not of small order.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    key: VerifyingKey,
    kid: Box<str>,
}

impl PublicKey {
    /// A key from its 32 bytes.
    ///
    /// # Errors
    /// [`KeyError::NotAKey`] off the curve or not canonical, [`KeyError::Weak`] for small order.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let bytes: &[u8; 32] = bytes.try_into().map_err(|_| KeyError::NotAKey)?;
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::NotAKey)?;
        if key.is_weak() {
            return Err(KeyError::Weak);
        }
        if !canonical(bytes) {
            return Err(KeyError::NotAKey);
        }
        Ok(Self::known_good(key))
    }

    fn known_good(key: VerifyingKey) -> Self {
        let x = URL_SAFE_NO_PAD.encode(key.as_bytes());
        let thumbprint = crate::sha256(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#).as_bytes());
        Self { key, kid: URL_SAFE_NO_PAD.encode(thumbprint).into() }
    }

    /// A key from its JWK; a `kid` in it must be the thumbprint.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, KeyError> {
        if jwk.kty != "OKP" || jwk.crv != "Ed25519" {
            return Err(KeyError::OtherKind);
        }
        let bytes = URL_SAFE_NO_PAD.decode(&jwk.x).map_err(|_| KeyError::NotAKey)?;
        let key = Self::from_bytes(&bytes)?;
        match &jwk.kid {
            Some(kid) if **kid != *key.kid => Err(KeyError::WrongKid),
            _ => Ok(key),
        }
    }

    /// The key as JSON, with its `kid`.
    pub fn to_jwk(&self) -> Jwk {
        Jwk {
            kty: "OKP".to_owned(),
            crv: "Ed25519".to_owned(),
            x: URL_SAFE_NO_PAD.encode(self.key.as_bytes()),
            kid: Some(self.kid.to_string()),
        }
    }

    /// A key from a PEM file (`PUBLIC KEY`, as `openssl pkey -pubout` writes it). Lines before the
    /// block that begin with `#` are comments.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let der = pem_block(pem, "PUBLIC KEY")?;
        Self::from_bytes(der.strip_prefix(&SPKI).ok_or(KeyError::Der)?)
    }

    /// The key as a PEM file.
    pub fn to_pem(&self) -> String {
        let der = [&SPKI[..], self.key.as_bytes()].concat();
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(der))
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// The key's name: the RFC 7638 thumbprint (SHA-256) of its JWK, base64url.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The thumbprint for people to compare by eye: 16 groups of four hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        fingerprint_of(&self.kid)
    }

    /// Whether `signature` over `message` is this key's, by exactly the rules of dalek's
    /// `verify_strict`: no second signature for the same message, no value of small order.
    ///
    /// `verify_strict` unpacks R to see whether it is of small order, which costs a tenth of the whole.
    /// The other check computes R and compares its *encoding*, so a signature that passes has a
    /// canonical R, and there are only eight of those that are of small order. A key of small order
    /// never becomes a [`PublicKey`].
    #[inline]
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let small_order = SMALL_ORDER.iter().any(|r| signature.starts_with(r));
        !small_order && self.key.verify(message, &Signature::from_bytes(signature)).is_ok()
    }
}

/// The canonical encodings of the eight points of small order.
const SMALL_ORDER: [[u8; 32]; 8] = {
    const Y8: [u8; 32] = *b"\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0\
        \xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05";
    const MINUS_Y8: [u8; 32] = *b"\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f\
        \x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\x7a";
    const fn with(mut bytes: [u8; 32], first: u8, last: u8) -> [u8; 32] {
        bytes[0] = first;
        bytes[31] = last;
        bytes
    }
    [
        with([0x00; 32], 0x01, 0x00), // order 1
        with([0xff; 32], 0xec, 0x7f), // order 2
        with([0x00; 32], 0x00, 0x00), // order 4, and with the other x
        with([0x00; 32], 0x00, 0x80),
        Y8, // order 8
        with(Y8, 0x26, 0x85),
        MINUS_Y8,
        with(MINUS_Y8, 0xc7, 0xfa),
    ]
};

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.kid)
    }
}

/// Whether the y coordinate is below 2^255 − 19, as RFC 8032 demands.
fn canonical(bytes: &[u8; 32]) -> bool {
    bytes[31] & 0x7f != 0x7f || bytes[1..31].iter().any(|b| *b != 0xff) || bytes[0] < 0xed
}

/// A secret key. It is overwritten in memory when dropped, and never printed.
#[derive(Clone)]
pub struct SecretKey {
    key: SigningKey,
    public: PublicKey,
}

impl SecretKey {
    /// A key from its 32 secret bytes, which must come from a good source of randomness.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(seed);
        let public = PublicKey::known_good(key.verifying_key());
        Self { key, public }
    }

    /// The 32 secret bytes, to be stored encrypted.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.key.to_bytes())
    }

    /// A key from a PEM file (`PRIVATE KEY`, as `openssl genpkey -algorithm ed25519` writes it).
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let der = pem_block(pem, "PRIVATE KEY")?;
        let seed = der.strip_prefix(&PKCS8).ok_or(KeyError::Der)?;
        let seed: &[u8; 32] = seed.try_into().map_err(|_| KeyError::Der)?;
        Ok(Self::from_seed(seed))
    }

    /// The key as an unencrypted PEM file.
    pub fn to_pem(&self) -> Zeroizing<String> {
        let der = Zeroizing::new([&PKCS8[..], &self.seed()[..]].concat());
        let body = Zeroizing::new(STANDARD.encode(&*der));
        Zeroizing::new(format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", *body))
    }

    /// The public half.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Signs a message.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({}, not shown)", self.public.kid)
    }
}

/// The bytes of the one PEM block (RFC 7468) in `text`, which must have the given label.
/// Before it, only comments (`#`) and empty lines may stand; after it, only empty lines.
fn pem_block(text: &str, label: &'static str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let mut lines = text.lines().map(str::trim_end);
    let begin = format!("-----BEGIN {label}-----");
    let end = format!("-----END {label}-----");
    let first = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
    if first != Some(begin.as_str()) {
        return Err(KeyError::Pem(label));
    }
    let mut body = Zeroizing::new(String::with_capacity(text.len()));
    let mut ended = false;
    for line in lines {
        match (ended, line) {
            (false, line) if line == end => ended = true,
            (false, line) => body.push_str(line),
            (true, "") => {}
            (true, _) => return Err(KeyError::Pem(label)),
        }
    }
    if !ended {
        return Err(KeyError::Pem(label));
    }
    STANDARD.decode(body.as_bytes()).map(Zeroizing::new).map_err(|_| KeyError::Pem(label))
}

#[cfg(test)]
mod tests;
