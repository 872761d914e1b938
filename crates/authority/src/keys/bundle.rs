//! What comes from the root's owner in a file: a chain of certificates, the key list, or both.

use licentia_platform::problem::Problem;
use licentia_protocol::jws::{Parts, Typ};
use licentia_protocol::package::{Certificate, Trust, read_certificates};
use licentia_protocol::{KeyList, Refused};

use super::refused;

/// The largest file that is looked at: the longest list there may be, and its certificates.
pub(super) const MAX_BYTES: usize = 1 << 20;

/// A verified file: every line's signature leads to the root.
#[derive(Debug)]
pub(super) struct Bundle {
    /// From the root downwards; empty in the file of a list.
    pub(super) chain: Vec<Certificate>,
    /// The same as signed lines, each but the last with its end.
    pub(super) lines: String,
    pub(super) list: Option<(KeyList, String)>,
}

impl Bundle {
    /// Reads and verifies a file: size first, then each line's signature, and only then its contents.
    pub(super) fn read(bytes: &[u8], trust: &Trust) -> Result<Self, Problem> {
        if bytes.len() > MAX_BYTES {
            return Err(Problem::too_large(MAX_BYTES as u64));
        }
        Self::verified(bytes, trust).map_err(|found| refused(&found))
    }

    fn verified(bytes: &[u8], trust: &Trust) -> Result<Self, Refused> {
        if is_list(bytes) {
            let list = KeyList::read(bytes, trust)?.into_inner();
            let line = String::from_utf8_lossy(bytes).trim_end().to_owned();
            return Ok(Self { chain: Vec::new(), lines: String::new(), list: Some((list, line)) });
        }
        let read = read_certificates(bytes, trust)?;
        let evidence = read.evidence();
        let list = evidence.keys.clone().zip(evidence.key_list_line.clone());
        let chain = read.into_inner();
        let text = String::from_utf8_lossy(bytes);
        let lines: Vec<&str> = text.lines().take(chain.len()).collect();
        Ok(Self { lines: lines.join("\n"), chain, list })
    }
}

/// Whether the first line says that it is a key list. Whatever else it is, is for [`read_certificates`] to tell.
fn is_list(bytes: &[u8]) -> bool {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let header = std::str::from_utf8(first).ok().and_then(|line| Parts::split(line).ok()?.header().ok());
    header.is_some_and(|header| header.typ == Typ::KEYS.as_str())
}
