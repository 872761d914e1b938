//! The server's secret file: what is never in the database (rule 10).
//!
//! Its text form is one line per secret and a first line naming the version, so that it can be
//! copied to the other replicas and read by whoever has to restore a server:
//!
//! ```text
//! licentia-secret 1
//! seal <43 characters of base64url>
//! installation <43 characters of base64url>
//! session <43 characters of base64url>
//! ```

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::clock::Random;
use crate::db::{ScopeNo, push_hex};

const FIRST_LINE: &str = "licentia-secret 1";
/// More than any secret file holds; what is larger is something else.
const LIMIT_BYTES: u64 = 64 * 1024;

/// The secrets of one server, shared by all its replicas.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Secret {
    seal: [u8; 32],
    installation: [u8; 32],
    session: [u8; 32],
    #[zeroize(skip)]
    path: Option<PathBuf>,
}

/// Why a secret file was not used.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// `secret_missing`.
    #[error(
        "there is no secret file at {0}: copy it from the server's other replicas or its backup, or run `init` to set up a new server"
    )]
    Missing(PathBuf),
    /// `secret_readable`.
    #[error(
        "the secret file {path} can be read by others (mode {mode:o}): run `chmod 600 {path}` and consider who may have read it"
    )]
    Readable {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// `secret_invalid`.
    #[error("{0} is not a secret file of this version: {1}")]
    Invalid(PathBuf, String),
    /// `secret_exists`.
    #[error(
        "there already is a secret file at {0}: a second `init` would make every seal of the first one worthless"
    )]
    Exists(PathBuf),
    /// `secret_unreadable`.
    #[error("the secret file {0} cannot be read or written: {1}")]
    Io(PathBuf, std::io::Error),
}

impl SecretError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "secret_missing",
            Self::Readable { .. } => "secret_readable",
            Self::Invalid(..) => "secret_invalid",
            Self::Exists(_) => "secret_exists",
            Self::Io(..) => "secret_unreadable",
        }
    }
}

impl Secret {
    /// Makes new secrets and writes them to `path`, readable by the owner only.
    ///
    /// # Errors
    /// [`SecretError::Exists`] when there is a file already, [`SecretError::Io`] when it cannot be written.
    pub fn create(path: &Path, random: &dyn Random) -> Result<Self, SecretError> {
        let mut secret = Self::random(random);
        let mut file =
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(|error| {
                match error.kind() {
                    std::io::ErrorKind::AlreadyExists => SecretError::Exists(path.to_owned()),
                    _ => SecretError::Io(path.to_owned(), error),
                }
            })?;
        file.write_all(secret.to_text().as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(|error| SecretError::Io(path.to_owned(), error))?;
        secret.path = Some(path.to_owned());
        Ok(secret)
    }

    /// Reads the secrets at `path`.
    ///
    /// # Errors
    /// A [`SecretError`] that says what to do: the file is missing, readable by others, or not a secret file.
    pub fn load(path: &Path) -> Result<Self, SecretError> {
        let io = |error| SecretError::Io(path.to_owned(), error);
        let file = File::open(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => SecretError::Missing(path.to_owned()),
            _ => io(error),
        })?;
        let metadata = file.metadata().map_err(io)?;
        let mode = metadata.mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(SecretError::Readable { path: path.to_owned(), mode });
        }
        let mut text = Zeroizing::new(String::new());
        file.take(LIMIT_BYTES).read_to_string(&mut text).map_err(io)?;
        let mut secret =
            Self::from_text(&text).map_err(|why| SecretError::Invalid(path.to_owned(), why.to_owned()))?;
        secret.path = Some(path.to_owned());
        Ok(secret)
    }

    /// New secrets that stand in no file: for tests and for throw-away servers.
    pub fn random(random: &dyn Random) -> Self {
        let mut secret = Self { seal: [0; 32], installation: [0; 32], session: [0; 32], path: None };
        random.fill(&mut secret.seal);
        random.fill(&mut secret.installation);
        random.fill(&mut secret.session);
        secret
    }

    /// The key of the seals.
    pub(crate) fn seal_key(&self) -> &[u8; 32] {
        &self.seal
    }

    /// The Ed25519 seed of the installation's key: one per scope, all derived from one secret, so
    /// that a new installation needs no new file on every replica.
    pub fn installation_seed(&self, scope: ScopeNo) -> Zeroizing<[u8; 32]> {
        let mut input = Zeroizing::new([0_u8; 40]);
        input[..32].copy_from_slice(&self.installation);
        input[32..].copy_from_slice(&scope.0.to_be_bytes());
        Zeroizing::new(blake3::derive_key("licentia 1 installation key", input.as_slice()))
    }

    /// A key for the purpose named, such as `"csrf"`: different purposes get unrelated keys.
    pub fn session_key(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(blake3::derive_key(&format!("licentia 1 session {purpose}"), &self.session))
    }

    /// What tells this secret file from another, and nothing about what is in it.
    pub fn fingerprint(&self) -> String {
        let mut text = String::new();
        push_hex(&mut text, &blake3::derive_key("licentia 1 secret fingerprint", &self.seal)[..16]);
        text
    }

    /// Where the file is, when there is one.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(format!("{FIRST_LINE}\n"));
        for (name, secret) in
            [("seal", &self.seal), ("installation", &self.installation), ("session", &self.session)]
        {
            text.push_str(name);
            text.push(' ');
            text.push_str(&Zeroizing::new(URL_SAFE_NO_PAD.encode(secret)));
            text.push('\n');
        }
        text
    }

    fn from_text(text: &str) -> Result<Self, &'static str> {
        let mut lines = text.lines();
        if lines.next() != Some(FIRST_LINE) {
            return Err("its first line is not `licentia-secret 1`");
        }
        let mut found: [Option<[u8; 32]>; 3] = [None; 3];
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (name, value) = line.split_once(' ').ok_or("a line is not `name value`")?;
            let index = ["seal", "installation", "session"]
                .iter()
                .position(|known| *known == name)
                .ok_or("it has a secret this version does not know")?;
            let bytes =
                Zeroizing::new(URL_SAFE_NO_PAD.decode(value).map_err(|_| "a secret is not base64url")?);
            let secret =
                <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| "a secret is not 32 bytes long")?;
            if found[index].replace(secret).is_some() {
                return Err("it names a secret twice");
            }
        }
        let [Some(seal), Some(installation), Some(session)] = found else {
            return Err("a secret is missing in it");
        };
        Ok(Self { seal, installation, session, path: None })
    }
}

/// Writes `text` beside `path` and puts it in its place in one step, readable by the owner only.
pub(crate) fn replace_file(path: &Path, text: &str) -> std::io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let new = PathBuf::from(name);
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
    file.write_all(text.as_bytes())?;
    drop(file);
    fs::rename(&new, path)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::clock::SystemRandom;

    #[test]
    fn a_secret_file_comes_back_as_it_was_made() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        let made = Secret::create(&path, &SystemRandom).unwrap();
        let loaded = Secret::load(&path).unwrap();
        assert_eq!(made.seal, loaded.seal);
        assert_eq!(*made.installation_seed(ScopeNo(1)), *loaded.installation_seed(ScopeNo(1)));
        assert_ne!(*made.installation_seed(ScopeNo(1)), *made.installation_seed(ScopeNo(2)));
        assert_ne!(*made.session_key("a"), *made.session_key("b"));
        assert_eq!(Secret::create(&path, &SystemRandom).err().unwrap().code(), "secret_exists");
    }

    #[test]
    fn a_missing_readable_or_broken_file_is_refused_each_for_its_reason() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        assert_eq!(Secret::load(&path).err().unwrap().code(), "secret_missing");

        Secret::create(&path, &SystemRandom).unwrap();
        for mode in [0o640, 0o604, 0o660, 0o620] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let error = Secret::load(&path).err().unwrap();
            assert_eq!(error.code(), "secret_readable");
            assert!(error.to_string().contains("chmod 600"));
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();

        let text = fs::read_to_string(&path).unwrap();
        for broken in [
            String::new(),
            text.replace("secret 1", "secret 2"),
            text.replace("seal ", "seel "),
            text.replace("seal ", "session "),
            text.lines().take(3).collect::<Vec<_>>().join("\n"),
            text.replace("seal ", "seal A"),
        ] {
            fs::write(&path, broken).unwrap();
            assert_eq!(Secret::load(&path).err().unwrap().code(), "secret_invalid");
        }
    }
}
