//! The root's two files: the encrypted secret half, which leaves the server, and the public half,
//! which every customer gets.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use licentia_platform::problem::Problem;
use licentia_protocol::package::Trust;
use licentia_protocol::{PublicKey, SecretKey};
use zeroize::Zeroizing;

use super::{Unlock, opened_key, seal_problem};

/// Where the root's key goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFiles {
    /// The secret half, encrypted with age; mode 0600.
    pub secret: PathBuf,
    /// The public half as PEM: what `licentia manager init --trust` takes.
    pub public: PathBuf,
}

impl KeyFiles {
    /// `root.key.age` and `root.pem` in `folder`.
    pub fn in_folder(folder: &Path) -> Self {
        Self { secret: folder.join("root.key.age"), public: folder.join("root.pem") }
    }

    /// Writes both, and neither over another file.
    pub(super) fn write(&self, secret: &[u8], public: &str) -> Result<(), Problem> {
        for path in [&self.secret, &self.public] {
            if path.exists() {
                return Err(exists(path));
            }
        }
        create(&self.secret, secret, 0o600)?;
        create(&self.public, public.as_bytes(), 0o644)
    }
}

fn create(path: &Path, bytes: &[u8], mode: u32) -> Result<(), Problem> {
    let file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path);
    let written = file.and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    written.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => exists(path),
        _ => Problem::conflict("key_file_not_written")
            .arg("path", path.display())
            .detail(format!("{}: {error}", path.display())),
    })
}

fn exists(path: &Path) -> Problem {
    Problem::conflict("key_file_exists").arg("path", path.display())
}

/// The root's key, opened for as long as this lives.
#[derive(Clone)]
pub struct RootKey(Arc<SecretKey>);

impl From<SecretKey> for RootKey {
    fn from(key: SecretKey) -> Self {
        Self(Arc::new(key))
    }
}

impl RootKey {
    /// Opens the file with the root's secret half.
    ///
    /// # Errors
    /// 409 `key_file_unreadable`, `unlock_failed`, `key_file_invalid`.
    pub fn open(path: &Path, unlock: &Unlock) -> Result<Self, Problem> {
        let unreadable = |detail: String| {
            Problem::conflict("key_file_unreadable").arg("path", path.display()).detail(detail)
        };
        let sealed = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
        let pem = Zeroizing::new(unlock.open(&sealed).map_err(|error| seal_problem(&error))?);
        Ok(Self(Arc::new(opened_key(&pem).map_err(unreadable)?)))
    }

    /// Its public half: what customers trust.
    pub fn public(&self) -> &PublicKey {
        self.0.public()
    }

    pub(super) fn secret(&self) -> &SecretKey {
        &self.0
    }

    /// Refuses when this is another root than the one that customers of this authority trust.
    pub(super) fn check(&self, trust: &Trust) -> Result<(), Problem> {
        match self.public() == &trust.root {
            true => Ok(()),
            false => Err(Problem::conflict("wrong_root")),
        }
    }
}
