//! What each fuzz target does with its bytes.
//!
//! Every target takes its input twice. **As it is**: the bytes of a file. A fuzzer cannot forge a
//! signature, so this exercises everything in front of it, and only there may an assertion be that
//! nothing panics. **As a draft**: lines of `KIND PAYLOAD` that are signed here with the keys of the test
//! vectors before they are read, so that the fuzzer gets behind the signatures, where the contents are
//! read. What is accepted there must survive being written and read again.

mod catalogue;
mod conversation;
mod draft;
#[allow(dead_code, reason = "the authority uses the rest")]
#[path = "../../crates/authority/src/catalogue/fields.rs"]
mod fields;
#[allow(dead_code, unused_imports, reason = "the authority uses the rest")]
#[path = "../../crates/authority/src/catalogue/file.rs"]
mod file;
mod package;
#[allow(dead_code, reason = "the authority uses the rest")]
#[path = "../../crates/authority/src/catalogue/problem.rs"]
mod problem;
mod root;

pub use catalogue::catalogue;
pub use conversation::{answer, certificate, key_list, letter, receipt, request, usage, usage_receipt, visit};
pub use package::package;
pub use root::root;

use licentia_protocol::{SecretKey, Trust, sha256};

/// A key of the test vectors, by its name.
fn key(name: &str) -> SecretKey {
    SecretKey::from_seed(&sha256(format!("licentia test key: {name}").as_bytes()))
}

/// Trust in the root of the test vectors.
fn trust() -> Trust {
    Trust { root: key("root").public().clone(), demo: false }
}
