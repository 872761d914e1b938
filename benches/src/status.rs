//! P13: status checks of 100,000 installations at the authority, per second on a processor, beside the same
//! signatures in a bare loop.
//!
//! **The least work**: verify the request, sign the answer. What is said is kept durably, 256 in flight; HTTP is
//! not part of it.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, anyhow};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer as _, SigningKey};
use licentia_authority::keys::{self, KeyFiles, NewKeys, Unlock};
use licentia_authority::{Authority, HOUSE, Options, conversation};
use licentia_core::names::IssuerName;
use licentia_platform::access::Granted;
use licentia_platform::by::By;
use licentia_platform::clock::{SystemClock, SystemRandom};
use licentia_platform::db::Backend;
use licentia_platform::problem::Problem;
use licentia_platform::secret::Secret;
use licentia_platform::settings::{Overrides, Settings};
use licentia_platform::testing::Place;
use licentia_protocol::SecretKey;
use licentia_protocol::conversation::{Head, Purpose, Request, write_request};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::report::{Budget, Line, Unit};
use crate::timing::on_cpu_ns;

const INSTALLATIONS: usize = 100_000;
/// Status checks in a round, each of another installation.
const CHECKS: usize = 20_000;
const IN_FLIGHT: usize = 256;
const ROUNDS: usize = 5;

pub(crate) fn run(runtime: &Runtime) -> Result<Vec<Line>> {
    let budget = Budget {
        path: "P13 status checks of 100,000 installations, SQLite, per CPU-second",
        anchor: "verify_strict and sign in a bare loop",
        unit: Unit::PerSecond,
        gate: Some(0.6),
        goal: Some(0.85),
    };
    let place = Place::new(Backend::Sqlite);
    let world = runtime.block_on(World::open(&place))?;
    let mut rounds = Vec::new();
    for round in 0..=ROUNDS {
        let asked = world.requests(round);
        rounds.push((runtime.block_on(world.ours(&asked))?, world.bare(&asked)?));
    }
    world.authority.db().close();
    // The first warms up.
    Ok(vec![budget.line(&rounds[1..])])
}

struct World {
    authority: Authority,
    root: String,
    key: SecretKey,
}

fn said(problem: Problem) -> anyhow::Error {
    anyhow!("{problem}")
}

impl World {
    async fn open(place: &Place) -> Result<Self> {
        let secret = Secret::create(&place.folder().join("secret"), &SystemRandom)?;
        let unlock = Unlock::key_file(Unlock::new_key_file());
        let options = Options {
            url: place.url().to_owned(),
            secret: Arc::new(secret),
            settings: Settings::load(None, Overrides::default())?,
            clock: Arc::new(SystemClock::default()),
            random: Arc::new(SystemRandom),
            unlock: Some(unlock.clone()),
        };
        let authority = Authority::open(options).await?;
        let new = NewKeys {
            issuer: IssuerName::new("acme")?,
            demo: false,
            files: KeyFiles::in_folder(&place.folder()),
            root_unlock: unlock.clone(),
            unlock,
            valid_days: 30,
        };
        let granted = Granted::to_the_server(By::system("bench"), HOUSE);
        let made = keys::init(&authority, &granted, new).await.map_err(said)?;
        let key = SecretKey::from_seed(&[9; 32]);
        fill(place, key.public().kid());
        Ok(Self { authority, root: made.value.root, key })
    }

    /// Signed requests, each of another installation.
    fn requests(&self, round: usize) -> Vec<Vec<u8>> {
        let now_ms = self.authority.db().certain_now_ms();
        let request = |n: usize| {
            let no = (round * CHECKS + n) % INSTALLATIONS;
            let request = Request {
                id: "0199a2f0-5c3e-7000-8000-0000000000a1".to_owned(),
                nonce: format!("{:021}A", round * CHECKS + n),
                purpose: Purpose::Status,
                issuer: IssuerName::new("acme").expect("it is a name"),
                holder: format!("Customer {no}"),
                serial: format!("{}", 1_000_000_000 + no),
                customer: None,
                version: None,
                sequence: 1,
                package: None,
                deleted: false,
                online: true,
                change: None,
                root: self.root.clone(),
                keys: 1,
                head: Head { revision: 10 + round as u64, hash: "ab".repeat(32) },
                clock_ms: now_ms,
                back_ms: None,
                rewound: None,
                iat: now_ms.div_euclid(1_000),
                key: self.key.public().clone(),
            };
            write_request(&request, &self.key).into_bytes()
        };
        (0..CHECKS).map(request).collect()
    }

    /// Checks per second on a processor, all threads of the process together.
    async fn ours(&self, asked: &[Vec<u8>]) -> Result<f64> {
        let before = process_cpu();
        let mut tasks = JoinSet::new();
        for chunk in asked.chunks(CHECKS.div_ceil(IN_FLIGHT)) {
            let (authority, chunk) = (self.authority.clone(), chunk.to_vec());
            tasks.spawn(async move {
                for bytes in chunk {
                    conversation::ask(&authority, &bytes, Purpose::Status).await.map_err(said)?;
                }
                Ok(())
            });
        }
        tasks.join_all().await.into_iter().collect::<Result<()>>()?;
        Ok(asked.len() as f64 / (process_cpu() - before).as_secs_f64())
    }

    /// The same signatures verified, and one made for each.
    fn bare(&self, asked: &[Vec<u8>]) -> Result<f64> {
        let key = SigningKey::from_bytes(&self.key.seed());
        let signed: Vec<(&[u8], Signature)> = asked.iter().map(|line| apart(line)).collect::<Result<_>>()?;
        let mut wrong = 0;
        let ns = on_cpu_ns(|| {
            for (message, signature) in &signed {
                wrong += usize::from(key.verifying_key().verify_strict(message, signature).is_err());
                std::hint::black_box(key.sign(message));
            }
        });
        anyhow::ensure!(wrong == 0, "every signature is good");
        Ok(asked.len() as f64 * 1e9 / ns)
    }
}

fn apart(line: &[u8]) -> Result<(&[u8], Signature)> {
    let line = line.trim_ascii_end();
    let dot = line.iter().rposition(|byte| *byte == b'.').ok_or_else(|| anyhow!("no signature"))?;
    let signature = URL_SAFE_NO_PAD.decode(&line[dot + 1..])?;
    Ok((&line[..dot], Signature::from_slice(&signature)?))
}

/// Customers with an installation each, bound and heard before. One key stands for all of them.
fn fill(place: &Place, kid: &str) {
    let hash = "ab".repeat(32);
    place.tamper(&format!(
        "WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < {last})
         INSERT INTO customer (no, id, serial, name, name_key, search_key, zone, created_at, updated_at, revision)
         SELECT 1000 + n, 'c' || n, CAST(1000000000 + n AS TEXT), 'Customer ' || n, 'c', 'c', 'UTC', 0, 0, 0 FROM n;
         INSERT INTO installation (customer_no, kid, public_key, state, origin, first_at, last_at, name, serial, sequence,
           keys_version, said_iat, head_revision, head_hash, told_revision, told_hash)
         SELECT no, '{kid}', x'00', 'bound', 'online', 0, 0, name, serial, 1, 1, 0, 1, '{hash}', 1, '{hash}' FROM customer;
         INSERT INTO package (id, customer_no, issuer, sequence, sha256, bytes, row_count, kid, catalogue, issued_at,
           issued_by)
         SELECT 'p' || no, no, 'acme', 1, zeroblob(32), x'00', 1, 'k', 1, 0, 'setup' FROM customer;
         ANALYZE",
        last = INSTALLATIONS - 1
    ));
}

/// What all threads of this process have spent on processors.
fn process_cpu() -> Duration {
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let spent = threads.filter_map(|thread| {
        let stat = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        stat.split(' ').next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(spent.sum())
}
