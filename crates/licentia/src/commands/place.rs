//! Where a server keeps its things: folder, settings, database, secret file, keys, lock.

use anyhow::{Context, Result};
use clap::Args;
use licentia_authority::keys::Unlock;
use licentia_platform::clock::SystemRandom;
use licentia_platform::secret::Secret;
use licentia_platform::settings::{Overrides, Settings};
use std::io::Write as _;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a server keeps its things, and where it listens.
#[derive(Args, Clone, Debug)]
pub(crate) struct Place {
    /// Folder with the database, the secret file and the keys
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub(super) dir: PathBuf,
    /// Settings file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// sqlite:PATH or postgres://USER@HOST/NAME
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Address and port to listen on
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// Address under which people reach this server
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
}

/// Which of the two servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Manager,
    Authority,
}

impl Side {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Manager => "manager",
            Self::Authority => "authority",
        }
    }
}

impl Place {
    /// A place in a folder, with everything else as it comes.
    pub(crate) fn in_folder(dir: &Path, port: u16) -> Self {
        let listen = Some(format!("127.0.0.1:{port}"));
        Self { dir: dir.to_owned(), config: None, database: None, listen, public_url: None }
    }

    /// What the file and the flags say; the folder is the default for what neither does.
    pub(super) fn settings(&self, side: Side) -> Result<Settings> {
        let overrides = Overrides {
            listen: self.listen.clone(),
            database: self.database.clone(),
            public_url: self.public_url.clone(),
            ..Overrides::default()
        };
        let loaded = Settings::load(self.config.as_deref(), overrides);
        let mut settings = loaded.map_err(|error| coded(error.code(), &error))?;
        // Not the file's folder, from which relative paths in the file start.
        let dir = std::path::absolute(&self.dir).unwrap_or_else(|_| self.dir.clone());
        let file = |kind: &str| dir.join(format!("{}.{kind}", side.name()));
        if settings.database.url.is_empty() {
            settings.database.url = format!("sqlite:{}", file("db").display());
        }
        // A secret file beside a database of its own stays where it was made.
        if settings.secret.file.is_empty()
            && (file("secret").exists() || !self.secret_path(&settings, side).exists())
        {
            settings.secret.file = file("secret").display().to_string();
        }
        Ok(settings)
    }

    pub(super) fn database(&self, settings: &Settings, side: Side) -> String {
        settings.database_or(&format!("{}.db", side.name()))
    }

    pub(super) fn secret_path(&self, settings: &Settings, side: Side) -> PathBuf {
        settings.secret_or(&format!("{}.db", side.name()))
    }

    /// Keeps a second server away from an embedded database: two would not see each other's changes. On PostgreSQL
    /// several are welcome.
    pub(super) fn hold(&self, settings: &Settings, side: Side) -> Result<Option<std::fs::File>> {
        if !self.database(settings, side).starts_with("sqlite:") {
            return Ok(None);
        }
        hold(&self.dir, side.name()).map(Some)
    }

    /// The same place on another command line: with a space before it, empty when nothing has to be said.
    pub(super) fn words(&self) -> String {
        let dir = self.dir.display().to_string();
        let dir = Some(dir).filter(|dir| dir != ".");
        let config = self.config.as_ref().map(|path| path.display().to_string());
        let told = [("dir", dir), ("config", config), ("database", self.database.clone())];
        let told = told.into_iter().filter_map(|(name, value)| Some(format!(" --{name} {}", value?)));
        told.collect()
    }

    pub(super) fn root(&self) -> PathBuf {
        self.dir.join("root.pem")
    }

    pub(super) fn key_file(&self) -> PathBuf {
        self.dir.join("authority.key")
    }

    pub(super) fn address(&self, settings: &Settings, port: u16) -> SocketAddr {
        settings.listen_or(SocketAddr::from(([127, 0, 0, 1], port)))
    }
}

/// Takes the lock file `NAME.lock` of a folder for as long as the answer lives.
pub(crate) fn hold(dir: &Path, name: &str) -> Result<std::fs::File> {
    let path = dir.join(format!("{name}.lock"));
    let file = std::fs::OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path);
    let file = file.with_context(|| format!("cannot open {}", path.display()))?;
    file.try_lock().map_err(|_| {
        anyhow::anyhow!(
            "another process serves {}: end it first, or choose another folder with --dir [folder_in_use]",
            dir.display()
        )
    })?;
    Ok(file)
}

pub(super) fn prepare(place: &Place, side: Side) -> Result<Settings> {
    std::fs::create_dir_all(&place.dir)
        .with_context(|| format!("cannot make the folder {}", place.dir.display()))?;
    let settings = place.settings(side)?;
    let path = place.secret_path(&settings, side);
    if !path.exists() {
        Secret::create(&path, &SystemRandom).map_err(|error| coded(error.code(), &error))?;
    }
    Ok(settings)
}

pub(super) fn write_new(path: &Path, bytes: &[u8], mode: u32) -> Result<()> {
    let file = std::fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(path);
    let mut file = file.with_context(|| format!("cannot write {}", path.display()))?;
    file.write_all(bytes).with_context(|| format!("cannot write {}", path.display()))
}

pub(super) fn unlock(place: &Place) -> Result<Unlock> {
    let path = place.key_file();
    let text = std::fs::read_to_string(&path).with_context(|| {
        format!(
            "cannot read {}, which opens the signing key: run `licentia authority init` first",
            path.display()
        )
    })?;
    Ok(Unlock::key_file(text))
}

pub(super) fn secret(place: &Place, settings: &Settings, side: Side) -> Result<Arc<Secret>> {
    let secret = Secret::load(&place.secret_path(settings, side));
    secret.map(Arc::new).map_err(|error| coded(error.code(), &error))
}

/// An error of ours with its stable code at the end.
pub(super) fn coded(code: &str, error: &impl std::fmt::Display) -> anyhow::Error {
    anyhow::anyhow!("{error} [{code}]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_the_default_for_what_the_file_does_not_say() {
        let folder = tempfile::tempdir().unwrap();
        let (dir, elsewhere) = (folder.path().join("m"), folder.path().join("etc"));
        std::fs::create_dir(&elsewhere).unwrap();
        let config = elsewhere.join("m.toml");
        let of = |text: &str, database: Option<&str>| {
            std::fs::write(&config, text).unwrap();
            let mut place = Place::in_folder(&dir, 0);
            place.config = Some(config.clone());
            place.database = database.map(str::to_owned);
            let settings = place.settings(Side::Manager).unwrap();
            (place.database(&settings, Side::Manager), place.secret_path(&settings, Side::Manager))
        };
        let sqlite = |path: PathBuf| format!("sqlite:{}", path.display());
        let (database, secret) = (sqlite(dir.join("manager.db")), dir.join("manager.secret"));
        assert_eq!(of("[log]\nformat = \"json\"\n", None), (database.clone(), secret.clone()));
        assert_eq!(of("[secret]\nfile = \"s\"\n", None), (database, elsewhere.join("s")));
        let said = "[database]\nurl = \"sqlite:x.db\"\n";
        assert_eq!(of(said, None), (sqlite(elsewhere.join("x.db")), secret.clone()));
        assert_eq!(of(said, Some("postgres://u@h/n")), ("postgres://u@h/n".to_owned(), secret.clone()));
        let beside = elsewhere.join("x.db.secret");
        std::fs::write(&beside, "").unwrap();
        assert_eq!(of(said, None).1, beside, "made before, and found again");
        std::fs::create_dir(&dir).unwrap();
        std::fs::write(&secret, "").unwrap();
        assert_eq!(of(said, None).1, secret);
    }
}
