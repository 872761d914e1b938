//! What travels between a vendor's authority, a customer's manager and an application.
//!
//! Two kinds of things: **signed files**, which carry their own proof and may come from anywhere,
//! and the **shapes of the HTTP interfaces**, shared by both servers, the SDK and the command line.
//!
//! A licence package is text: one compact JWS per line, a manifest first, then the certificates of
//! the keys, then the rows. `docs/format.md` specifies it for people who write their own verifier,
//! and `crates/protocol/vectors` holds files that must be accepted and files that must be refused.
//!
//! **Bytes from outside become licences only through [`package::verify`].** It examines size, then
//! structure, then signatures, and parses only what is verified; its answer is a [`Verified`]
//! package, which nothing else can make. What it refuses, it refuses with one [`Reason`] per cause,
//! the line and a detail.
//!
//! | module | holds |
//! |---|---|
//! | [`api`] | the shapes of the manager's HTTP interface |
//! | [`authority_api`] | the shapes of the authority's |
//! | [`conversation`] | requests, receipts and letters of an installation, and the authority's answers |
//! | [`jws`] | one signed line |
//! | [`key_list`] | the root's list of issuers' keys |
//! | [`keys`] | Ed25519 keys as bytes, JWK and PEM |
//! | [`package`] | the licence package: writing and verifying it |
//! | [`reasons`] | why something was refused |

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test may panic"))]

pub mod api;
pub mod authority_api;
pub mod conversation;
mod fields;
mod file;
mod json;
pub mod jws;
pub mod key_list;
pub mod keys;
pub mod package;
pub mod reasons;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use key_list::KeyList;
pub use keys::{PublicKey, SecretKey};
pub use package::{Trust, Verified};
pub use reasons::{Reason, Refused};

use sha2::{Digest as _, Sha256};

/// SHA-256 of `bytes`: the hash of this format wherever one is named.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
