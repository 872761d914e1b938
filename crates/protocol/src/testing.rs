//! What the tests of this crate share.

use proptest::prelude::ProptestConfig;

/// A property's number of cases: `usual`, times the whole number in `LICENTIA_TEST_SCALE`.
pub(crate) fn cases(usual: u32) -> ProptestConfig {
    let scale = std::env::var("LICENTIA_TEST_SCALE").ok().and_then(|s| s.parse().ok());
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(usual.saturating_mul(scale.unwrap_or(1)))
    }
}
