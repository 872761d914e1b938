//! What the stories that cross crates stand on: the real binary as a process of its own, a real
//! browser, and a plain HTTP client.
//!
//! * [`air`] makes a network without a way out.
//! * [`chance`] makes choices that a seed repeats.
//! * [`demo`] starts `licentia demo` and reads its handshake.
//! * [`browser`] starts Chromium through its driver.
//! * [`house`] sets a vendor and a customer up from nothing, with the command line.
//! * [`http`] asks the API with a token.
//! * [`managers`] are several servers on one database, to be killed.
//!
//! The stories themselves are in `tests/*.rs`.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on should stop where it stands")]

pub mod air;
pub mod browser;
pub mod chance;
pub mod demo;
pub mod house;
pub mod http;
pub mod managers;

use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long a story waits for what has to happen. Nothing takes as long on a machine that works; it only ends a story in
/// which it never does.
pub const PATIENCE: Duration = Duration::from_secs(240);
/// The pause between two looks.
pub(crate) const LOOK: Duration = Duration::from_millis(20);

/// Looks again and again until it is as it should be, and answers what was seen then.
///
/// # Panics
/// When it never is, with what was seen last.
pub fn until<T, E: std::fmt::Debug>(what: &str, mut look: impl FnMut() -> Result<T, E>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        match look() {
            Ok(seen) => return seen,
            Err(last) => assert!(Instant::now() < end, "{what}: still not after {PATIENCE:?}: {last:?}"),
        }
        std::thread::sleep(LOOK);
    }
}

/// The binary under test, built by the same `cargo nextest run --workspace`.
///
/// # Panics
/// When it has not been built.
#[must_use]
pub fn binary() -> PathBuf {
    let deps = std::env::current_exe().unwrap();
    let path = deps.parent().and_then(std::path::Path::parent).unwrap().join("licentia");
    assert!(path.exists(), "{} is missing: run `cargo xtask test`, which builds it", path.display());
    path
}

/// A whole number that a variable may set, for longer runs or another seed.
#[must_use]
pub fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// A variable that `cargo xtask test` sets.
///
/// # Panics
/// When it is not set: nothing is skipped silently.
#[must_use]
pub fn needed(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| {
        panic!("{variable} is not set: run the tests with `cargo xtask test`, which sets it")
    })
}
