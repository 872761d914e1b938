//! The vectors: files that every verifier of the format must accept, and files that it must refuse,
//! each for its own reason. Deterministic: keys come from names, and Ed25519 needs no randomness.

// Shared by the test that compares and the example that writes; each uses its own part.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, missing_docs)]

mod accept;
mod forge;
mod refuse_contents;
mod refuse_file;
mod refuse_keys;
mod refuse_line;

use std::collections::BTreeMap;

use licentia_protocol::Trust;
use licentia_protocol::package::{Expected, InForce};
use serde::Serialize;

pub use forge::key;

/// One file and what must become of it.
#[derive(Clone, Debug, Serialize)]
pub struct Vector {
    /// Its path under `vectors/`; absent where the contents are described by `zeros`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The file consists of that many zero bytes and is not kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zeros: Option<usize>,
    /// Why it must be refused; absent if it must be accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// The line that is named, counted from 1; absent where the cause is not in one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What is special about it.
    pub about: &'static str,
    /// What the installation knows about itself; absent where only the file is verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Here>,
    /// What an accepted file holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds: Option<Holds>,
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// What an installation knows about itself.
#[derive(Clone, Debug, Serialize)]
pub struct Here {
    pub holder: &'static str,
    pub serial: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_force: Option<SequenceHash>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub installation: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nonces: Vec<&'static str>,
}

/// The package in force.
#[derive(Clone, Debug, Serialize)]
pub struct SequenceHash {
    pub sequence: u64,
    pub sha256: String,
}

/// What an accepted file holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Holds {
    pub issuer: String,
    pub sequence: u64,
    pub modules: Vec<String>,
    pub limits: usize,
    pub meters: usize,
}

impl Here {
    /// The holder of the sample package, with nothing in force.
    pub fn sample() -> Self {
        Self {
            holder: "Bergström & Søn AB",
            serial: "1000234567",
            in_force: None,
            installation: None,
            nonces: Vec::new(),
        }
    }

    pub fn to_expected(&self) -> Expected<'_> {
        let in_force = self.in_force.as_ref().map(|in_force| {
            let pair = |n: usize| u8::from_str_radix(&in_force.sha256[2 * n..2 * n + 2], 16).unwrap();
            InForce { sequence: in_force.sequence, sha256: std::array::from_fn(pair) }
        });
        Expected {
            holder: self.holder,
            serial: self.serial,
            in_force,
            installation: self.installation,
            nonces: &self.nonces,
            keys: None,
        }
    }
}

/// The list of all vectors, as it stands in `vectors.json`.
#[derive(Serialize)]
pub struct Vectors {
    pub about: &'static str,
    /// The root to trust.
    pub root: &'static str,
    pub accept: Vec<Vector>,
    pub refuse: Vec<Vector>,
}

/// Makes all vectors.
pub fn all() -> Vectors {
    let mut refuse = refuse_file::all();
    refuse.extend(refuse_line::all());
    refuse.extend(refuse_keys::all());
    refuse.extend(refuse_contents::all());
    Vectors {
        about: "Licence packages that must be accepted and that must be refused; see docs/format.md. \
                Made by `cargo run -p licentia-protocol --example vectors`.",
        root: "root.pem",
        accept: accept::all(),
        refuse,
    }
}

/// The root of the vectors.
pub fn trust() -> Trust {
    Trust { root: key("root").public().clone(), demo: false }
}

/// Every file of the folder `vectors/`, by path.
pub fn files() -> BTreeMap<String, Vec<u8>> {
    let vectors = all();
    let mut json = serde_json::to_string_pretty(&vectors).unwrap();
    json.push('\n');
    let mut files = BTreeMap::from([
        ("root.pem".to_owned(), trust().to_pem().into_bytes()),
        ("vectors.json".to_owned(), json.into_bytes()),
    ]);
    for vector in vectors.accept.into_iter().chain(vectors.refuse) {
        if let Some(file) = vector.file {
            let before = files.insert(file.clone(), vector.bytes);
            assert!(before.is_none(), "{file} is there twice");
        }
    }
    files
}

/// A file that must be refused. `name` begins with the code, a dot and the variant may follow.
fn refused(name: &str, line: impl Into<Option<usize>>, about: &'static str, bytes: Vec<u8>) -> Vector {
    let code = name.split('.').next().unwrap_or_default();
    let known = licentia_protocol::Reason::ALL.iter().find(|reason| reason.code() == code);
    Vector {
        file: Some(format!("refuse/{name}.tls")),
        zeros: None,
        code: Some(known.unwrap_or_else(|| panic!("{code} is no reason")).code()),
        line: line.into(),
        about,
        expected: None,
        holds: None,
        bytes,
    }
}
