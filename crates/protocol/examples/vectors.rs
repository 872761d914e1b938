//! Writes the vectors, `crates/protocol/vectors`, anew.
//!
//! `cargo run -p licentia-protocol --example vectors`
//!
//! A test compares the committed files with what this writes, so after a change of the format both are
//! committed together.

use std::error::Error;
use std::fs;
use std::path::Path;

#[path = "../tests/vectors/mod.rs"]
mod vectors;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    for part in ["accept", "refuse"] {
        if folder.join(part).exists() {
            fs::remove_dir_all(folder.join(part))?;
        }
        fs::create_dir_all(folder.join(part))?;
    }
    for (path, bytes) in vectors::files() {
        fs::write(folder.join(path), bytes)?;
    }
    Ok(())
}
