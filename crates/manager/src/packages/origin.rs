//! How a package came here.

use serde::{Deserialize, Serialize};

/// How a package came here (rule 8): only a fetched one may come into force by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Somebody loaded a file.
    #[default]
    File,
    /// The manager fetched it from the issuer's authority.
    Fetched,
    /// Somebody loaded the answer to a request of this installation.
    Response,
}

impl Origin {
    /// As stored and as answered.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Fetched => "fetched",
            Self::Response => "response",
        }
    }

    /// From what is stored; anything unknown is a file.
    pub fn from_stored(text: &str) -> Self {
        [Self::Fetched, Self::Response].into_iter().find(|origin| origin.as_str() == text).unwrap_or_default()
    }
}
