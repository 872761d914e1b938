//! Builds package files by hand, line by line, right or wrong: independent of the crate's own writer.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use curve25519_dalek::scalar::{Scalar, clamp_integer};
use licentia_protocol::{SecretKey, sha256};
use sha2::{Digest as _, Sha512};

/// The id of the sample package.
pub const PACKAGE: &str = "0199a2f0-5c3e-7000-8000-000000000001";
/// When the sample package is signed: 2027-01-15.
pub const IAT: i64 = 1_800_000_000;
/// When the sample certificates begin: 2026-01-01.
pub const NOT_BEFORE: i64 = 1_767_225_600;
/// When they end: 2028-01-01.
pub const NOT_AFTER: i64 = 1_830_297_600;

/// A key that everybody may know: the vectors' keys come from their names.
pub fn key(name: &str) -> SecretKey {
    SecretKey::from_seed(&sha256(format!("licentia test key: {name}").as_bytes()))
}

pub fn base64url(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One line before it is signed.
#[derive(Clone)]
pub struct Line {
    pub header: String,
    pub payload: String,
    /// The name of the key that signs.
    pub key: &'static str,
}

impl Line {
    pub fn new(typ: &str, key: &'static str, payload: impl Into<String>) -> Self {
        let kid = self::key(key);
        let kid = kid.public().kid();
        let header = format!(r#"{{"alg":"EdDSA","kid":"{kid}","typ":"licence-{typ}+jws"}}"#);
        Self { header, payload: payload.into(), key }
    }

    /// Replaces what occurs exactly once in the payload.
    pub fn edit(&mut self, from: &str, to: &str) -> &mut Self {
        replace(&mut self.payload, from, to);
        self
    }

    /// The same as [`Self::edit`], at the end of an expression.
    pub fn set(&mut self, from: &str, to: &str) {
        replace(&mut self.payload, from, to);
    }

    /// The same as [`Self::edit_header`], at the end of an expression.
    pub fn set_header(&mut self, from: &str, to: &str) {
        replace(&mut self.header, from, to);
    }

    /// Replaces what occurs exactly once in the header.
    pub fn edit_header(&mut self, from: &str, to: &str) -> &mut Self {
        replace(&mut self.header, from, to);
        self
    }

    /// The kind of the line, as [`Line::new`] takes it.
    pub fn typ(&self) -> &str {
        let typ = self.header.split("licence-").nth(1).unwrap_or_default();
        typ.split('+').next().unwrap_or_default()
    }

    pub fn sign(&self) -> String {
        sign_parts(&base64url(&self.header), &base64url(&self.payload), self.key)
    }

    /// The file of this line alone, in whose payload something was replaced after it was signed.
    pub fn altered(&self, changes: &[(&str, &str)]) -> Vec<u8> {
        let line = self.sign();
        let [header, _, signature] = parts(&line);
        let payload =
            changes.iter().fold(self.payload.clone(), |payload, (from, to)| payload.replace(from, to));
        format!("{header}.{}.{signature}\n", base64url(payload)).into_bytes()
    }
}

/// Signs parts that are encoded already, rightly or not.
pub fn sign_parts(header: &str, payload: &str, key: &str) -> String {
    let signed = format!("{header}.{payload}");
    let signature = self::key(key).sign(signed.as_bytes());
    format!("{signed}.{}", base64url(signature))
}

fn replace(text: &mut String, from: &str, to: &str) {
    assert_eq!(text.matches(from).count(), 1, "{from} must occur once in {text}");
    *text = text.replace(from, to);
}

/// A package before it is signed. The manifest's payload holds `@rows`, `@limits`, `@meters` and
/// `@sha256`, which are filled in last, so that what is changed here is what the issuer meant.
#[derive(Clone)]
pub struct Forge {
    pub manifest: Line,
    pub certificates: Vec<Line>,
    pub key_lists: Vec<Line>,
    pub rows: Vec<Line>,
    pub limits: Vec<Line>,
    pub meters: Vec<Line>,
}

impl Forge {
    /// A package that is in order: four rows, a limit, a meter.
    pub fn sample() -> Self {
        let row = |n: usize, rest: &str| {
            Line::new("row", "issuer", format!(r#"{{"package":"{PACKAGE}","n":{n},{rest}}}"#))
        };
        Self {
            manifest: Line::new(
                "manifest",
                "issuer",
                format!(
                    r#"{{"format":1,"package":"{PACKAGE}","sequence":7,"issuer":"acme","issuer_title":{{"en":"Acme"}},"holder":{{"name":"Bergström & Søn AB","serial":"1000234567","customer":"C-17"}},"zone":"Europe/Stockholm","next_check":"2027-11-01","admin_warning":"2027-11-15","expiry":"2027-12-31","grace":"2028-01-31","maintenance":"2027-12-31","rows":@rows,"limits":@limits,"meters":@meters,"sha256":"@sha256","iat":{IAT}}}"#
                ),
            ),
            certificates: vec![certificate("acme", "issuer", "root", false)],
            key_lists: Vec::new(),
            rows: vec![
                row(
                    0,
                    r#""module":"user","titles":{"en":"User","sv":"Användare"},"scope":"user","counting":"named","quantity":20,"hidden":true,"flags":0,"when_stopped":"none""#,
                ),
                row(
                    1,
                    r#""module":"ten-sales","titles":{"en":"Sales","sv":"Försäljning"},"scope":"user","counting":"named","quantity":20,"hidden":false,"flags":1,"set":["user","sale-cal"],"kinds":["internal","external"],"start":"2027-01-01","due":"2027-12-31","when_stopped":"none""#,
                ),
                row(
                    2,
                    r#""module":"sale-cal","titles":{"en":"Calendar"},"scope":"user","counting":"named","quantity":20,"hidden":true,"flags":0,"requires":["user"],"when_stopped":"read_only""#,
                ),
                row(
                    3,
                    r#""module":"area-management","titles":{"en":"Area management"},"scope":"system","counting":"named","unrestricted":true,"hidden":false,"flags":0,"when_stopped":"none""#,
                ),
            ],
            limits: vec![Line::new(
                "limit",
                "issuer",
                format!(
                    r#"{{"package":"{PACKAGE}","n":0,"limit":"active-projects","titles":{{"en":"Active projects"}},"max":100}}"#
                ),
            )],
            meters: vec![Line::new(
                "meter",
                "issuer",
                format!(
                    r#"{{"package":"{PACKAGE}","n":0,"meter":"emails-sent","titles":{{"en":"E-mails sent"}},"kind":"count","base":1000,"per_plan":100}}"#
                ),
            )],
        }
    }

    /// Changes the draft in the middle of an expression.
    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// The signed lines: manifest, certificates, then the rest.
    pub fn lines(&self) -> Vec<String> {
        self.lines_with(|_| {})
    }

    /// The same, with the signed lines of the body changed before the manifest is signed over them.
    pub fn lines_with(&self, change: impl FnOnce(&mut Vec<String>)) -> Vec<String> {
        let body = self.rows.iter().chain(&self.limits).chain(&self.meters);
        let mut body: Vec<String> = body.map(Line::sign).collect();
        change(&mut body);
        let mut manifest = self.manifest.clone();
        for (place, value) in [
            ("@rows", self.rows.len().to_string()),
            ("@limits", self.limits.len().to_string()),
            ("@meters", self.meters.len().to_string()),
            ("@sha256", hex(&sha256(text(&body).as_bytes()))),
        ] {
            manifest.payload = manifest.payload.replace(place, &value);
        }
        let mut lines = vec![manifest.sign()];
        lines.extend(self.certificates.iter().chain(&self.key_lists).map(Line::sign));
        lines.extend(body);
        lines
    }

    pub fn file(&self) -> Vec<u8> {
        text(&self.lines()).into_bytes()
    }
}

/// Lines with their ends.
pub fn text(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// A certificate for the key `subject`, signed by `signer`.
pub fn certificate(issuer: &str, subject: &str, signer: &'static str, certifies: bool) -> Line {
    let subject = key(subject);
    let (x, kid) = (base64url(subject.public().as_bytes()), subject.public().kid());
    let certifies = if certifies { r#""certifies":true,"# } else { "" };
    Line::new(
        "key",
        signer,
        format!(
            r#"{{"issuer":"{issuer}","jwk":{{"kty":"OKP","crv":"Ed25519","x":"{x}","kid":"{kid}"}},"not_before":{NOT_BEFORE},"not_after":{NOT_AFTER},{certifies}"iat":{NOT_BEFORE}}}"#
        ),
    )
}

/// The three parts of a signed line.
pub fn parts(line: &str) -> [&str; 3] {
    let mut parts = line.split('.');
    [(); 3].map(|()| parts.next().expect("a signed line has three parts"))
}

/// The same signature written with s + ℓ, which plain Ed25519 of old accepted.
pub fn malleable(line: &str) -> String {
    let [header, payload, signature] = parts(line);
    let mut bytes = URL_SAFE_NO_PAD.decode(signature).expect("it was encoded here");
    let order_less_one = (Scalar::ZERO - Scalar::ONE).to_bytes();
    let mut carry = 1;
    for (s, l) in bytes[32..].iter_mut().zip(order_less_one) {
        let sum = u16::from(*s) + u16::from(l) + carry;
        *s = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    format!("{header}.{payload}.{}", base64url(bytes))
}

/// A signature whose R is the neutral element: it satisfies the equation without a nonce.
pub fn small_order_r(line: &Line) -> String {
    let signed = format!("{}.{}", base64url(&line.header), base64url(&line.payload));
    let key = key(line.key);
    let expanded = Sha512::digest(*key.seed());
    let low: [u8; 32] = expanded[..32].try_into().expect("32 of 64 bytes");
    let secret = Scalar::from_bytes_mod_order(clamp_integer(low));
    let mut r = [0; 32];
    r[0] = 1;
    let digest = Sha512::new().chain_update(r).chain_update(key.public().as_bytes()).chain_update(&signed);
    let k = Scalar::from_bytes_mod_order_wide(&digest.finalize().into());
    let signature = [r, (k * secret).to_bytes()].concat();
    format!("{signed}.{}", base64url(signature))
}
