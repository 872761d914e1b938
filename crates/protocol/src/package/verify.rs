//! Reading a package: size, structure, signatures, and only then contents.

use licentia_core::package::Package;

use super::body::Body;
use super::head::Head;
use super::row::once;
use super::{Evidence, Trust, Verified};
use crate::file::{self, Kind};
use crate::reasons::{Reason, Refused};

/// Verifies a package on the calling thread.
///
/// # Errors
/// The first thing that is wrong, in the order of the file; see [`Reason`]. Never panics.
pub fn verify(bytes: &[u8], trust: &Trust) -> Result<Verified<Package>, Refused> {
    verify_with(bytes, trust, 1)
}

/// Verifies a package on up to `threads` threads, the calling one included. The answer, refusals
/// included, does not depend on their number.
///
/// # Errors
/// As [`verify`].
pub fn verify_with(bytes: &[u8], trust: &Trust, threads: usize) -> Result<Verified<Package>, Refused> {
    let lines = file::lines(bytes, Kind::Package)?;
    let head = Head::read(&lines, trust)?;
    let body = Body::new(&lines, &head);
    body.check_count()?;
    let row_bytes = &bytes[head_length(&lines, body.first)..];
    let (parts, digest) = body.read(row_bytes, threads)?;
    if hex(&digest) != head.manifest.sha256 {
        return Err(Refused::new(
            Reason::RowsChanged,
            "the SHA-256 of the lines is not that of the manifest",
        ));
    }
    let Head { manifest, chain } = head;
    let mut package = manifest.package;
    for part in parts {
        package.rows.extend(part.rows);
        package.limits.extend(part.limits);
        package.meters.extend(part.meters);
    }
    once("limit", package.limits.iter().map(|limit| &*limit.name))?;
    once("meter", package.meters.iter().map(|meter| &*meter.name))?;
    let evidence = Evidence { prev: manifest.prev, ..Evidence::of_chain(bytes, chain, trust) };
    Ok(Verified::new(package, evidence))
}

/// How many bytes the first `count` lines take, line ends included.
fn head_length(lines: &[&str], count: usize) -> usize {
    lines[..count].iter().map(|line| line.len() + 1).sum()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
