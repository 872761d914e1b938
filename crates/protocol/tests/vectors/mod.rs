//! The vectors: files that every verifier of the format must accept, and files that it must refuse,
//! each for its own reason. Deterministic: keys come from names, and Ed25519 needs no randomness.

// Shared by the test that compares and the example that writes; each uses its own part.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, missing_docs)]

mod accept;
mod accept_conversation;
mod converse;
mod forge;
mod read;
mod refuse_contents;
mod refuse_conversation;
mod refuse_file;
mod refuse_keys;
mod refuse_line;
mod refuse_messages;
mod usage;
mod visit;

use std::collections::BTreeMap;

use licentia_protocol::package::{Expected, InForce};
use licentia_protocol::{KeyList, Trust};
use serde::Serialize;

pub use converse::NONCE;
pub use forge::key;
#[allow(unused_imports, reason = "the example only writes")]
pub use read::read;

/// What a file is given as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Package,
    Request,
    Receipt,
    Letter,
    Usage,
    Visit,
    Answer,
    UsageReceipt,
    KeyList,
    Certificate,
}

impl Kind {
    pub const ALL: [Kind; 10] = [
        Kind::Package,
        Kind::Request,
        Kind::Receipt,
        Kind::Letter,
        Kind::Usage,
        Kind::Visit,
        Kind::Answer,
        Kind::UsageReceipt,
        Kind::KeyList,
        Kind::Certificate,
    ];

    /// How the names of such files usually end.
    pub fn ending(self) -> &'static str {
        match self {
            Kind::Package => "tls",
            Kind::Request => "tlr",
            Kind::Receipt => "tlc",
            Kind::Letter => "tll",
            Kind::Usage => "tlu",
            Kind::Visit => "visit",
            Kind::Answer => "answer",
            Kind::UsageReceipt => "receipt",
            Kind::KeyList => "keys",
            Kind::Certificate => "cert",
        }
    }
}

/// One file and what must become of it.
#[derive(Clone, Debug, Serialize)]
pub struct Vector {
    /// What it is given as.
    pub kind: Kind,
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
    /// What was asked, of an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<AskedHere>,
    /// The file of the key list that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<&'static str>,
    /// Some of what an accepted file holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds: Option<serde_json::Value>,
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

impl Vector {
    /// A file and nothing more; `name` is its path without the ending.
    fn new(kind: Kind, name: &str, about: &'static str, bytes: Vec<u8>) -> Self {
        Self {
            kind,
            file: Some(format!("{name}.{}", kind.ending())),
            zeros: None,
            code: None,
            line: None,
            about,
            expected: None,
            asked: None,
            known: None,
            holds: None,
            bytes,
        }
    }

    /// The same as what somebody is answered whose question was not the sample's.
    fn asked(self, change: &dyn Fn(&mut AskedHere)) -> Self {
        let mut asked = AskedHere::sample();
        change(&mut asked);
        Self { asked: Some(asked), ..self }
    }
}

/// What was asked.
#[derive(Clone, Debug, Serialize)]
pub struct AskedHere {
    pub nonce: &'static str,
    pub installation: String,
    pub issuer: &'static str,
}

impl AskedHere {
    /// What the sample request asks.
    pub fn sample() -> Self {
        Self { nonce: NONCE, installation: converse::kid("installation"), issuer: "acme" }
    }
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

    pub fn to_expected<'a>(&'a self, keys: Option<&'a KeyList>) -> Expected<'a> {
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
            keys,
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
    refuse.extend(refuse_conversation::all());
    refuse.extend(refuse_messages::all());
    refuse.extend(usage::refused());
    refuse.extend(visit::refused());
    let mut accept = accept::all();
    accept.extend(accept_conversation::all());
    accept.extend(usage::accepted());
    accept.extend(visit::accepted());
    Vectors {
        about: "Signed files that must be accepted and that must be refused; see docs/format.md. \
                Made by `cargo run -p licentia-protocol --example vectors`.",
        root: "root.pem",
        accept,
        refuse,
    }
}

/// How many vectors there are for each reason, and as which kinds of files.
pub fn table(vectors: &Vectors) -> String {
    let mut table = format!("{:<30} {:>5}", "reason", "all");
    for kind in Kind::ALL {
        table += &format!(" {:>8}", kind.ending());
    }
    let mut line = |name: &str, list: &[&Vector]| {
        table += &format!("\n{name:<30} {:>5}", list.len());
        for kind in Kind::ALL {
            let count = list.iter().filter(|vector| vector.kind == kind).count();
            table += &format!(" {:>8}", if count == 0 { "·".to_owned() } else { count.to_string() });
        }
    };
    for reason in licentia_protocol::Reason::ALL {
        let of_reason = |vector: &&Vector| vector.code == Some(reason.code());
        line(reason.code(), &vectors.refuse.iter().filter(of_reason).collect::<Vec<_>>());
    }
    line("refused", &vectors.refuse.iter().collect::<Vec<_>>());
    line("accepted", &vectors.accept.iter().collect::<Vec<_>>());
    table
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

/// A file that must be accepted, and some of what it holds.
fn accepted_as(
    kind: Kind,
    name: &str,
    about: &'static str,
    bytes: Vec<u8>,
    mut holds: serde_json::Value,
) -> Vector {
    // Another crate's features decide how a map is ordered; the file that is committed must not depend on them.
    holds.sort_all_objects();
    Vector { holds: Some(holds), ..Vector::new(kind, &format!("accept/{name}"), about, bytes) }
}

/// A file that must be refused. `name` begins with the code, a dot and the variant may follow.
fn refused(name: &str, line: impl Into<Option<usize>>, about: &'static str, bytes: Vec<u8>) -> Vector {
    refused_as(Kind::Package, name, line, about, bytes)
}

/// The same, given as another kind of file.
fn refused_as(
    kind: Kind,
    name: &str,
    line: impl Into<Option<usize>>,
    about: &'static str,
    bytes: Vec<u8>,
) -> Vector {
    let code = name.split('.').next().unwrap_or_default();
    let known = licentia_protocol::Reason::ALL.iter().find(|reason| reason.code() == code);
    let code = known.unwrap_or_else(|| panic!("{code} is no reason")).code();
    let file = Vector::new(kind, &format!("refuse/{name}"), about, bytes);
    Vector { code: Some(code), line: line.into(), ..file }
}

/// So many zero bytes, which are too many.
fn too_large(kind: Kind, name: &str, zeros: usize, about: &'static str) -> Vector {
    Vector { file: None, zeros: Some(zeros), ..refused_as(kind, name, None, about, vec![0; zeros]) }
}
