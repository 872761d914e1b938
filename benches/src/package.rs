//! P4: a package from bytes to a verified value, beside the same signatures in a bare loop.
//!
//! **The least work**: one signature per row. Parsing, digests and the rules of structure are what the ratio shows.

use std::hint::black_box;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, SigningKey, VerifyingKey};
use licentia_core::licence::{Quantity, Row, Texts};
use licentia_core::names::IssuerName;
use licentia_core::package::{Holder, Package};
use licentia_protocol::SecretKey;
use licentia_protocol::package::{Certificate, Trust, issue, verify_with};

use crate::report::{Budget, Line, Unit};
use crate::timing::{elapsed_ms, on_cpu_ns, rounds};

/// 21 November 2026, in seconds.
const NOW: i64 = 1_795_262_400;

pub(crate) fn run() -> Result<Vec<Line>> {
    let (small, large) = (Sample::new(200)?, Sample::new(20_000)?);
    let budget = |path| Budget {
        path,
        anchor: "verify_strict in a bare loop",
        unit: Unit::Microseconds,
        gate: Some(0.85),
        goal: Some(0.97),
    };
    let threads = Budget {
        path: "P4 the same on two threads",
        anchor: "one thread",
        unit: Unit::Milliseconds,
        gate: None,
        goal: Some(1.9),
    };
    Ok(vec![
        budget("P4 verify a package of 200 rows, per row").line(&small.rounds(20)),
        budget("P4 verify a package of 20,000 rows, per row").line(&large.rounds(1)),
        threads.line(&rounds(|| elapsed_ms(|| large.verify(2)), || elapsed_ms(|| large.verify(1)))),
    ])
}

/// A package, and its signatures taken apart.
struct Sample {
    file: Vec<u8>,
    trust: Trust,
    key: VerifyingKey,
    signed: Vec<(Vec<u8>, Signature)>,
}

impl Sample {
    fn new(rows: usize) -> Result<Self> {
        let (root, key) = (SecretKey::from_seed(&[1; 32]), SecretKey::from_seed(&[2; 32]));
        let issuer = IssuerName::new("acme")?;
        let certificate = Certificate {
            issuer: issuer.clone(),
            key: key.public().clone(),
            not_before: NOW - 1_000,
            not_after: NOW + 100_000_000,
            certifies: false,
            partner: false,
            iat: NOW - 1_000,
        };
        let file = issue(&package(issuer, rows), None, &key, &[certificate.sign(&root)]);
        let signed = std::str::from_utf8(&file)?.lines().map(apart).collect::<Result<_>>()?;
        let trust = Trust { root: root.public().clone(), demo: false };
        Ok(Self { signed, file, trust, key: SigningKey::from_bytes(&key.seed()).verifying_key() })
    }

    /// Microseconds per signature, `repeat` packages at a time.
    fn rounds(&self, repeat: usize) -> Vec<(f64, f64)> {
        let per_row = |work: &dyn Fn()| {
            on_cpu_ns(|| (0..repeat).for_each(|_| work())) / 1_000.0 / (repeat * self.signed.len()) as f64
        };
        rounds(|| per_row(&|| self.verify(1)), || per_row(&|| self.verify_bare()))
    }

    fn verify(&self, threads: usize) {
        assert!(verify_with(black_box(&self.file), &self.trust, threads).is_ok(), "the sample is in order");
    }

    fn verify_bare(&self) {
        for (message, signature) in black_box(&self.signed) {
            // The certificate has another key: as much work, whatever comes of it.
            let _ = black_box(self.key.verify_strict(message, signature));
        }
    }
}

/// What was signed, and the signature, of one line of a package.
fn apart(line: &str) -> Result<(Vec<u8>, Signature)> {
    let (message, signature) = line.rsplit_once('.').context("a line without a signature")?;
    Ok((message.as_bytes().to_vec(), Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature)?)?))
}

/// Rows as vendors have them: two titles, a last day, now and then a plan with its set.
fn package(issuer: IssuerName, rows: usize) -> Package {
    let row = |n: usize| {
        let mut row = Row::new(n as u32, format!("module-{n}"), Quantity::Count(n as u32 % 500));
        let titles = [("en", format!("Module number {n}")), ("sv", format!("Modul nummer {n} för alla"))];
        row.titles = titles.into_iter().map(|(language, title)| (language.to_owned(), title)).collect();
        row.due = Some(jiff::civil::date(2028, 12, 31));
        if n.is_multiple_of(20) {
            row.flags = 1;
            row.set = (n + 1..n + 18).map(|other| format!("module-{other}")).collect();
        }
        row
    };
    Package {
        id: "0199a2f0-5c3e-7000-8000-000000000001".to_owned(),
        sequence: 1,
        issuer,
        issuer_title: Texts::new(),
        holder: Holder { name: "Berg AB".to_owned(), serial: "1000234567".to_owned(), customer: None },
        installation: None,
        zone: "Europe/Stockholm".to_owned(),
        dates: Default::default(),
        versions: None,
        iat: NOW,
        nonce: None,
        suite: None,
        replaces: None,
        authority: None,
        store: None,
        rows: (0..rows).map(row).collect(),
        limits: Vec::new(),
        meters: Vec::new(),
    }
}
