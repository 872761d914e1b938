//! Files that a command writes: the place is looked at before anything is done, and nothing is overwritten unasked.

use anyhow::{Context, Result, bail};
use clap::Args;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Where to write.
#[derive(Args, Clone, Debug)]
pub(crate) struct NewFile {
    /// Write to this file; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Overwrite the file
    #[arg(long)]
    force: bool,
}

impl NewFile {
    /// Where to write: what was said, or `usual` in this folder. To be asked for before anything is done.
    ///
    /// # Errors
    /// The file is there, and nobody said `--force`; or its folder is not.
    pub(crate) fn place(&self, usual: &str) -> Result<Place> {
        let path = self.out.clone().unwrap_or_else(|| PathBuf::from(usual));
        if path == Path::new("-") {
            return Ok(Place { path: None, force: self.force });
        }
        if path.is_dir() {
            bail!("{} is a folder: name a file in it", path.display());
        }
        if path.symlink_metadata().is_ok() && !self.force {
            bail!("{} is there already: choose another name, or say --force", path.display());
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder
            && !folder.is_dir()
        {
            bail!("there is no folder {}", folder.display());
        }
        Ok(Place { path: Some(path), force: self.force })
    }
}

/// A place that was looked at.
#[derive(Debug)]
pub(crate) struct Place {
    path: Option<PathBuf>,
    force: bool,
}

impl Place {
    /// Writes the file; answers what it is called, unless it went to standard output.
    ///
    /// # Errors
    /// The disk's; somebody made the file in between.
    pub(crate) fn write(&self, bytes: &[u8]) -> Result<Option<String>> {
        let Some(path) = &self.path else {
            std::io::stdout().write_all(bytes).context("cannot write to standard output")?;
            return Ok(None);
        };
        let mut options = std::fs::OpenOptions::new();
        options.write(true).truncate(true).create(true);
        if !self.force {
            options.truncate(false).create(false).create_new(true);
        }
        let written = options.open(path).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Some(path.display().to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::NewFile;

    #[test]
    fn nothing_is_overwritten_unasked_and_the_place_is_looked_at_first() {
        let folder = std::env::temp_dir().join(format!("licentia-file-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("a.tlr");
        let new = |force| NewFile { out: Some(path.clone()), force };
        let place = new(false).place("x").unwrap();
        assert!(place.write(b"one").unwrap().is_some());
        assert!(new(false).place("x").is_err());
        assert!(place.write(b"two").is_err(), "somebody was faster");
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        new(true).place("x").unwrap().write(b"2").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"2");
        let nowhere = NewFile { out: Some(folder.join("no/such/file")), force: true };
        assert!(nowhere.place("x").is_err());
        assert!(NewFile { out: Some(folder.clone()), force: true }.place("x").is_err());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
