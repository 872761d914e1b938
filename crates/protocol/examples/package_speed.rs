//! How fast packages are verified (P4) and signed (P5's signing half), beside bare Ed25519.
//!
//! `cargo run --release -p licentia-protocol --example package_speed [-- --json]`
//!
//! The anchor verifies (or makes) the same signatures over the same bytes in a bare loop. Both sides
//! alternate and are measured in this thread's time on the processor, so that other work on the
//! machine does not count; a figure is the median of the rounds' ratios. The line for two threads is
//! elapsed time and needs two idle cores.

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use licentia_core::licence::{Quantity, Row, Texts};
use licentia_core::names::IssuerName;
use licentia_core::package::{Holder, Package};
use licentia_protocol::package::{self, Certificate, Trust};
use licentia_protocol::{PublicKey, SecretKey};

const ROUNDS: usize = 15;

fn main() -> Result<(), Box<dyn Error>> {
    let json = std::env::args().any(|arg| arg == "--json");
    for rows in [200, 20_000] {
        let bench = Bench::new(rows)?;
        let repeat = 4_000 / rows + 1;
        let verify = bench.ratio(
            repeat,
            || {
                black_box(bench.verify(1));
            },
            || bench.anchor_verify(),
        );
        report(json, &format!("verify {rows} rows"), &verify);
        let sign = bench.ratio(
            repeat,
            || {
                black_box(bench.issue());
            },
            || bench.anchor_sign(),
        );
        report(json, &format!("sign {rows} rows"), &sign);
    }
    let bench = Bench::new(20_000)?;
    let elapsed = |threads| {
        let start = Instant::now();
        black_box(bench.verify(threads));
        start.elapsed().as_secs_f64()
    };
    let mut gains: Vec<f64> = (0..ROUNDS).map(|_| elapsed(1) / elapsed(2)).collect();
    let gain = median(&mut gains);
    report(json, "verify 20000 rows, two threads", &Figure { ratio: gain, ours_us: 0.0, anchor_us: 0.0 });
    Ok(())
}

/// A package with what the anchors need.
struct Bench {
    key: SecretKey,
    signing: SigningKey,
    verifying: VerifyingKey,
    certificate: String,
    trust: Trust,
    package: Package,
    file: Vec<u8>,
    signed: Vec<(Vec<u8>, Signature)>,
}

struct Figure {
    /// The anchor's time by ours.
    ratio: f64,
    ours_us: f64,
    anchor_us: f64,
}

impl Bench {
    fn new(rows: usize) -> Result<Self, Box<dyn Error>> {
        let root = SecretKey::from_seed(&[1; 32]);
        let key = SecretKey::from_seed(&[2; 32]);
        let certificate = certificate(key.public(), &root)?;
        let package = sample(rows)?;
        let file = package::issue(&package, None, &key, std::slice::from_ref(&certificate));
        let signed = std::str::from_utf8(&file)?.lines().map(taken_apart).collect::<Result<_, _>>()?;
        let signing = SigningKey::from_bytes(&key.seed());
        Ok(Self {
            verifying: signing.verifying_key(),
            signing,
            key,
            certificate,
            trust: Trust { root: root.public().clone(), demo: false },
            package,
            file,
            signed,
        })
    }

    fn verify(&self, threads: usize) -> usize {
        package::verify_with(&self.file, &self.trust, threads).map_or(0, |package| package.rows.len())
    }

    fn anchor_verify(&self) {
        for (message, signature) in &self.signed {
            let _ = black_box(self.verifying.verify_strict(message, signature));
        }
    }

    fn issue(&self) -> usize {
        package::issue(&self.package, None, &self.key, std::slice::from_ref(&self.certificate)).len()
    }

    fn anchor_sign(&self) {
        for (message, _) in &self.signed {
            black_box(self.signing.sign(message));
        }
    }

    fn ratio(&self, repeat: usize, ours: impl Fn(), anchor: impl Fn()) -> Figure {
        assert_eq!(self.verify(1), self.package.rows.len(), "the sample must be in order");
        let measure = |what: &dyn Fn()| {
            let start = on_cpu_ns();
            (0..repeat).for_each(|_| what());
            on_cpu_ns().saturating_sub(start) as f64 / 1000.0 / (repeat * self.signed.len()) as f64
        };
        let rounds: Vec<(f64, f64)> = (0..ROUNDS).map(|_| (measure(&ours), measure(&anchor))).collect();
        Figure {
            ratio: median(&mut rounds.iter().map(|(ours, anchor)| anchor / ours).collect::<Vec<_>>()),
            ours_us: median(&mut rounds.iter().map(|(ours, _)| *ours).collect::<Vec<_>>()),
            anchor_us: median(&mut rounds.iter().map(|(_, anchor)| *anchor).collect::<Vec<_>>()),
        }
    }
}

fn taken_apart(line: &str) -> Result<(Vec<u8>, Signature), Box<dyn Error>> {
    let (message, signature) = line.rsplit_once('.').ok_or("no dot")?;
    let signature = URL_SAFE_NO_PAD.decode(signature)?;
    Ok((message.as_bytes().to_vec(), Signature::from_slice(&signature)?))
}

fn certificate(key: &PublicKey, root: &SecretKey) -> Result<String, Box<dyn Error>> {
    let certificate = Certificate {
        issuer: IssuerName::new("superoffice")?,
        key: key.clone(),
        not_before: 1_790_000_000,
        not_after: 1_890_000_000,
        certifies: false,
        iat: 1_790_000_000,
    };
    Ok(certificate.sign(root))
}

/// A package like those of the sample vendor: two titles per row, now and then a plan with its set.
fn sample(rows: usize) -> Result<Package, Box<dyn Error>> {
    let row = |n: usize| {
        let mut row = Row::new(n as u32, format!("module-{n}"), Quantity::Count(n as u32 % 500));
        row.titles = Texts::from([
            ("en".into(), format!("Module number {n}")),
            ("sv".into(), format!("Modul nummer {n} för alla")),
        ]);
        row.due = Some(jiff::civil::date(2028, 12, 31));
        if n.is_multiple_of(20) {
            row.flags = 1;
            row.set = (1..18).map(|m| format!("module-{}", n + m)).collect();
        }
        row
    };
    Ok(Package {
        id: "0199a2f0-5c3e-7000-8000-000000000001".into(),
        sequence: 1,
        issuer: IssuerName::new("superoffice")?,
        issuer_title: Texts::new(),
        holder: Holder { name: "Berg AB".into(), serial: "1000234567".into(), customer: None },
        installation: None,
        zone: "Europe/Stockholm".into(),
        dates: Default::default(),
        versions: None,
        iat: 1_800_000_000,
        nonce: None,
        suite: None,
        rows: (0..rows).map(row).collect(),
        limits: Vec::new(),
        meters: Vec::new(),
    })
}

/// This thread's time on a processor so far, from the kernel.
fn on_cpu_ns() -> u64 {
    // The kernel brings the figure up to date when the thread gives way.
    std::thread::yield_now();
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|ns| ns.parse().ok()).unwrap_or_default()
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[expect(clippy::print_stdout, reason = "this is what the program is for")]
fn report(json: bool, path: &str, figure: &Figure) {
    let Figure { ratio, ours_us, anchor_us } = figure;
    if json {
        println!(
            r#"{{"path":"{path}","ratio":{ratio:.3},"ours_us":{ours_us:.3},"anchor_us":{anchor_us:.3}}}"#
        );
    } else {
        println!("{path:32} {ratio:6.3}   ours {ours_us:7.2} µs   bare {anchor_us:7.2} µs");
    }
}
