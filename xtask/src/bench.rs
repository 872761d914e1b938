//! `cargo xtask bench`: each path beside its anchor, in one run, as ratios.

use anyhow::Result;

/// Runs the named benchmarks, or all.
pub(crate) fn run(_names: &[String]) -> Result<()> {
    anyhow::bail!("no benchmark is written yet")
}
