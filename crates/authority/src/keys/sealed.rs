//! Secret keys at rest: encrypted with age, under a passphrase or under a key file.
//!
//! The stored bytes are an ordinary age file, so that `age -d` or `rage -d` opens them in an emergency.

use age::secrecy::{ExposeSecret, SecretString};

/// scrypt's work factor, as a power of two: about a second and 128 MiB. Written into the file.
const WORK: u8 = 17;
/// The greatest work factor accepted when opening: what a hostile file may cost us.
const MOST_WORK: u8 = 20;

/// What opens the secret keys of the authority.
#[derive(Clone)]
pub enum Unlock {
    /// A passphrase a person knows.
    Passphrase(SecretString),
    /// An age identity (`AGE-SECRET-KEY-1…`), as it stands in a key file.
    KeyFile(SecretString),
}

/// Why a secret key was not opened or not closed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// `key_file_invalid`: no line of the key file is an age identity.
    #[error("the key file holds no line beginning AGE-SECRET-KEY-1")]
    KeyFile,
    /// `unlock_failed`: another passphrase or key file, or a damaged key.
    #[error("the passphrase or key file does not open the key: {0}")]
    Locked(String),
    /// `seal_failed`: the key could not be encrypted.
    #[error("the key could not be encrypted: {0}")]
    Seal(String),
}

impl SealError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::KeyFile => "key_file_invalid",
            Self::Locked(_) => "unlock_failed",
            Self::Seal(_) => "seal_failed",
        }
    }
}

impl Unlock {
    /// A passphrase.
    pub fn passphrase(text: String) -> Self {
        Self::Passphrase(SecretString::from(text))
    }

    /// The text of a key file; lines beginning with `#` are comments.
    pub fn key_file(text: String) -> Self {
        Self::KeyFile(SecretString::from(text))
    }

    /// The text of a new key file.
    pub fn new_key_file() -> String {
        let identity = age::x25519::Identity::generate();
        let public = identity.to_public();
        let secret = identity.to_string();
        format!(
            "# Opens the authority's secret keys. Keep it apart from the database.\n# public key: {public}\n{}\n",
            secret.expose_secret()
        )
    }

    /// Encrypts `secret`.
    ///
    /// # Errors
    /// [`SealError::KeyFile`] when the key file holds no identity; [`SealError::Seal`] when encryption fails.
    pub fn seal(&self, secret: &[u8]) -> Result<Vec<u8>, SealError> {
        let sealed = match self {
            Self::Passphrase(passphrase) => {
                let mut recipient = age::scrypt::Recipient::new(passphrase.clone());
                recipient.set_work_factor(WORK);
                age::encrypt(&recipient, secret)
            }
            Self::KeyFile(text) => age::encrypt(&identity(text)?.to_public(), secret),
        };
        sealed.map_err(|error| SealError::Seal(error.to_string()))
    }

    /// Decrypts what [`Unlock::seal`] encrypted.
    ///
    /// # Errors
    /// [`SealError::Locked`] when this is not what it was sealed with, or a byte was changed.
    pub fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let opened = match self {
            Self::Passphrase(passphrase) => {
                let mut identity = age::scrypt::Identity::new(passphrase.clone());
                identity.set_max_work_factor(MOST_WORK);
                age::decrypt(&identity, sealed)
            }
            Self::KeyFile(text) => age::decrypt(&identity(text)?, sealed),
        };
        opened.map_err(|error| SealError::Locked(error.to_string()))
    }
}

/// The first identity of a key file.
fn identity(text: &SecretString) -> Result<age::x25519::Identity, SealError> {
    text.expose_secret()
        .lines()
        .map(str::trim)
        .find(|line| line.starts_with("AGE-SECRET-KEY-1"))
        .and_then(|line| line.parse().ok())
        .ok_or(SealError::KeyFile)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_opens_what_it_closed_and_another_does_not() {
        let ours = Unlock::key_file(Unlock::new_key_file());
        let sealed = ours.seal(b"secret").unwrap();
        assert_eq!(ours.open(&sealed).unwrap(), b"secret");
        let theirs = Unlock::key_file(Unlock::new_key_file());
        assert_eq!(theirs.open(&sealed).unwrap_err().code(), "unlock_failed");
    }

    #[test]
    fn a_passphrase_opens_what_it_closed_and_another_does_not() {
        let ours = Unlock::passphrase("correct horse".to_owned());
        let sealed = ours.seal(b"secret").unwrap();
        assert!(!sealed.windows(6).any(|window| window == b"secret"));
        assert_eq!(ours.open(&sealed).unwrap(), b"secret");
        let theirs = Unlock::passphrase("battery staple".to_owned());
        assert_eq!(theirs.open(&sealed).unwrap_err().code(), "unlock_failed");
    }

    #[test]
    fn a_changed_byte_is_noticed() {
        let ours = Unlock::key_file(Unlock::new_key_file());
        let mut sealed = ours.seal(b"secret").unwrap();
        let last = sealed.len() - 1;
        sealed[last] ^= 1;
        assert_eq!(ours.open(&sealed).unwrap_err().code(), "unlock_failed");
    }

    #[test]
    fn a_file_without_an_identity_is_named() {
        let wrong = Unlock::key_file("hello\n".to_owned());
        assert_eq!(wrong.seal(b"x").unwrap_err().code(), "key_file_invalid");
    }
}
