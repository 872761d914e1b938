//! What the tests of this crate share.

use proptest::prelude::ProptestConfig;

/// How many times as many cases as usual are tried: the whole number in `LICENTIA_TEST_SCALE`, or 1.
pub(crate) fn scale() -> u32 {
    std::env::var("LICENTIA_TEST_SCALE").ok().and_then(|scale| scale.parse().ok()).unwrap_or(1)
}

/// A property's number of cases.
pub(crate) fn cases(usual: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(usual.saturating_mul(scale())) }
}
