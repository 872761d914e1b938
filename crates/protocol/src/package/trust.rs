//! The root key: the only thing that is trusted without a signature.

use crate::keys::{KeyError, PublicKey};

/// The comment line that marks the root of a demonstration.
const DEMO_MARK: &str = "# licentia demo root";

/// The root key that certifies issuers' keys (rule 9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trust {
    /// The key.
    pub root: PublicKey,
    /// Whether it is a demonstration's, which no real server trusts.
    pub demo: bool,
}

impl Trust {
    /// Reads a `PUBLIC KEY` PEM file, in which the comment line `# licentia demo root` marks the root
    /// of a demonstration.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        Ok(Self { root: PublicKey::from_pem(pem)?, demo: pem.lines().any(|line| line.trim() == DEMO_MARK) })
    }

    /// The PEM file, with the mark if it is a demonstration's.
    pub fn to_pem(&self) -> String {
        let pem = self.root.to_pem();
        if self.demo { format!("{DEMO_MARK}\n{pem}") } else { pem }
    }
}
