//! Why settings are refused.

use std::path::PathBuf;

/// Why settings were refused. Nothing was started.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// `settings_missing`.
    #[error("the settings file {0} cannot be read: {1}")]
    Missing(PathBuf, String),
    /// `settings_syntax`.
    #[error("{file} is not TOML: {detail}")]
    Syntax {
        /// The file.
        file: String,
        /// What the parser said, with line and column.
        detail: String,
    },
    /// `settings_unknown_key`.
    #[error("{file}, line {line}: there is no setting `{key}`{}", hint(.nearest))]
    UnknownKey {
        /// The file.
        file: String,
        /// The line, counted from 1.
        line: usize,
        /// The key, with its table: `server.lisen`.
        key: String,
        /// The nearest key that exists.
        nearest: Option<String>,
    },
    /// `settings_invalid`.
    #[error("{file}: `{key}` {detail}")]
    Invalid {
        /// The file, with the line where it is known, or the flag.
        file: String,
        /// The key, with its table.
        key: String,
        /// What is wrong with its value, as the end of a sentence.
        detail: String,
    },
}

fn hint(nearest: &Option<String>) -> String {
    nearest.as_ref().map_or_else(String::new, |key| format!("; did you mean `{key}`?"))
}

impl SettingsError {
    /// `settings_invalid`.
    pub(super) fn invalid(
        file: impl Into<String>,
        key: impl Into<String>,
        detail: impl Into<String>,
    ) -> Self {
        Self::Invalid { file: file.into(), key: key.into(), detail: detail.into() }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing(..) => "settings_missing",
            Self::Syntax { .. } => "settings_syntax",
            Self::UnknownKey { .. } => "settings_unknown_key",
            Self::Invalid { .. } => "settings_invalid",
        }
    }
}
