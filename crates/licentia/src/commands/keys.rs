//! `licentia keys …`: the keys of an authority, on the machine where it keeps its things.
//!
//! The commands work on the authority's own database, beside a server that may be running: it signs with
//! the new key from its next package on. Only the root's key file has to be brought here, for as long as
//! a command runs.

use super::keys_told::{certified, finished, progress, rotated, standing, walk};
use super::place::{Place, Side, unlock};
use super::problems::said;
use super::servers::{in_runtime, open_authority};
use crate::output::{self, Format, text};
use crate::remote::Remote;
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use licentia_authority::keys::{self, NewCertificate, Replace, RootKey, Unlock};
use licentia_authority::{Authority, HOUSE};
use licentia_core::names::IssuerName;
use licentia_platform::access::{Granted, RightKind};
use licentia_platform::by::By;
use licentia_platform::clock::{Clock as _, SystemClock};
use licentia_protocol::PublicKey;
use serde_json::json;
use std::path::{Path, PathBuf};

/// What opens the root's key file when it was closed with a passphrase.
const PASSPHRASE: &str = "LICENTIA_ROOT_PASSPHRASE";

/// `licentia keys …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Keys {
    /// The keys as a running server tells them
    List,
    /// Which keys sign, until when, and how much hangs on each
    Status {
        #[command(flatten)]
        place: Place,
    },
    /// Where a replacement stands, and the one command that comes next
    Next {
        #[command(flatten)]
        place: Place,
    },
    /// Replace the key that signs; at a partner's authority, make the next key for the root's owner to certify
    Rotate {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        root: RootFile,
        /// For how many days the new key may sign
        #[arg(long, default_value_t = keys::VALID_DAYS, value_name = "N")]
        days: u32,
        /// Somebody else may know the old key: withdraw it first, re-issue afterwards
        #[arg(long)]
        compromised: bool,
    },
    /// Take a key out of use for everybody: nothing it signed is accepted any more
    Withdraw {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        root: RootFile,
        /// The key's thumbprint, or how it begins
        // A thumbprint may begin with a hyphen.
        #[arg(allow_hyphen_values = true)]
        kid: String,
        /// Why: everybody may read it in the key list
        #[arg(long, value_name = "WHY")]
        reason: String,
    },
    /// Certify somebody else's key with the root: a partner's, or that of another server
    Certify {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        root: RootFile,
        #[command(flatten)]
        wish: Wish,
    },
    /// Take in what the root's owner sent back: a certificate, a key list, or both
    Install {
        #[command(flatten)]
        place: Place,
        /// The file
        file: PathBuf,
    },
    /// Write the key list to a file, for managers that never call and for partners
    #[command(visible_alias = "export")]
    Publish {
        #[command(flatten)]
        place: Place,
        /// Where the list goes; keys-VERSION.list unless told
        #[arg(long, short, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Sign the next package of every customer whose newest one hangs on an old key
    Reissue {
        #[command(flatten)]
        place: Place,
    },
}

/// The root's key, which is brought here only while a command needs it.
#[derive(Args, Debug)]
pub(crate) struct RootFile {
    /// The root's key file; root.key.age in the folder unless told
    #[arg(long = "root", value_name = "FILE")]
    root: Option<PathBuf>,
    /// The age key that opens it; authority.key in the folder unless told (or a passphrase in
    /// LICENTIA_ROOT_PASSPHRASE)
    #[arg(long, value_name = "FILE")]
    root_unlock: Option<PathBuf>,
}

/// What shall be certified.
#[derive(Args, Debug)]
pub(crate) struct Wish {
    /// The public half that was sent, as PEM
    #[arg(value_name = "PUBLIC.pem")]
    public: PathBuf,
    /// The issuer name that the key may sign for
    #[arg(long, value_name = "NAME")]
    issuer: String,
    /// The issuer is a partner: its licences are assigned and deleted apart
    #[arg(long)]
    partner: bool,
    /// For how many days the key may sign
    #[arg(long, default_value_t = keys::VALID_DAYS, value_name = "N")]
    days: u32,
    /// The same issuer's key before this one
    #[arg(long, value_name = "KID", allow_hyphen_values = true)]
    replaces: Option<String>,
    /// Where the certificate goes
    #[arg(long, short, value_name = "FILE.cert")]
    out: PathBuf,
}

impl Keys {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        match self {
            Self::List => list(format, remote),
            Self::Status { place } => in_runtime(async move {
                let authority = open_authority(&place).await?;
                standing(format, &keys::status(&authority, &granted()).await.map_err(said)?);
                Ok(())
            }),
            Self::Next { place } => in_runtime(async move {
                let authority = open_authority(&place).await?;
                walk(format, &keys::next(&authority, &granted()).await.map_err(said)?, &place);
                Ok(())
            }),
            Self::Rotate { place, root, days, compromised } => {
                in_runtime(rotate(place, root, days, compromised, format))
            }
            Self::Withdraw { place, root, kid, reason } => {
                in_runtime(withdraw(place, root, kid, reason, format))
            }
            Self::Certify { place, root, wish } => in_runtime(certify(place, root, wish, format)),
            Self::Install { place, file } => in_runtime(install(place, file, format)),
            Self::Publish { place, out } => in_runtime(publish(place, out, format)),
            Self::Reissue { place } => in_runtime(reissue(place, format)),
        }
    }
}

/// Whoever reads the authority's secret file may do anything with it.
pub(super) fn granted<R: RightKind>() -> Granted<R> {
    Granted::to_the_server(By::setup(), HOUSE)
}

fn list(format: Format, remote: &Remote) -> Result<()> {
    let columns = [
        text("key", "kid"),
        text("issuer", "issuer"),
        text("state", "state"),
        text("from", "not_before"),
        text("until", "not_after"),
    ];
    output::list(format, &remote.authority()?.get("/api/v1/keys")?, &columns);
    Ok(())
}

impl RootFile {
    fn open(&self, place: &Place) -> Result<RootKey> {
        let path = self.root.clone().unwrap_or_else(|| place.dir.join("root.key.age"));
        if !path.exists() {
            bail!(
                "the root's key is not at {}: bring it here and name it with --root FILE [key_file_unreadable]",
                path.display()
            );
        }
        RootKey::open(&path, &self.unlock(place)?).map_err(said)
    }

    fn unlock(&self, place: &Place) -> Result<Unlock> {
        if let Ok(passphrase) = std::env::var(PASSPHRASE) {
            return Ok(Unlock::passphrase(passphrase));
        }
        match &self.root_unlock {
            Some(path) => Ok(Unlock::key_file(read(path)?)),
            None => unlock(place),
        }
    }
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn write(path: &Path, contents: &str) -> Result<()> {
    std::fs::write(path, contents).with_context(|| format!("cannot write {}", path.display()))
}

/// What a command ends with: where the keys stand now.
async fn next(format: Format, authority: &Authority, place: &Place) -> Result<()> {
    finished(format, &keys::next(authority, &granted()).await.map_err(said)?, place);
    Ok(())
}

async fn rotate(place: Place, root: RootFile, days: u32, compromised: bool, format: Format) -> Result<()> {
    let authority = open_authority(&place).await?;
    let partner = keys::status(&authority, &granted()).await.map_err(said)?.partner;
    if partner {
        let made = keys::request_replacement(&authority, &granted(), unlock(&place)?, compromised)
            .await
            .map_err(said)?;
        let path = public_half(&place, &made.value)?;
        if format == Format::Json {
            output::json(&json!({"kid": made.value.kid, "issuer": made.value.issuer, "public": path}));
        } else {
            output::line(&format!(
                "A new key {} was made; its public half is in {}.",
                made.value.kid,
                path.display()
            ));
        }
        return next(format, &authority, &place).await;
    }
    let replace =
        Replace { root: root.open(&place)?, unlock: unlock(&place)?, valid_days: days, suspect: compromised };
    let new = keys::rotate(&authority, &granted(), replace).await.map_err(said)?.value;
    rotated(format, &new);
    next(format, &authority, &place).await
}

/// Writes the public half of a key that waits for its certificate beside the authority's other files.
pub(super) fn public_half(place: &Place, waiting: &keys::Waiting) -> Result<PathBuf> {
    let path = place.dir.join(format!("{}.pub.pem", waiting.issuer));
    write(&path, &waiting.pem)?;
    Ok(path)
}

async fn withdraw(place: Place, root: RootFile, kid: String, reason: String, format: Format) -> Result<()> {
    let authority = open_authority(&place).await?;
    let root = root.open(&place)?;
    let gone = keys::withdraw(&authority, &granted(), root, kid, reason).await.map_err(said)?.value;
    if format == Format::Json {
        output::json(&json!(gone));
    } else {
        output::line(&format!("Key {} is withdrawn; key list {} says so.", gone.kid, gone.list));
        if gone.customers > 0 {
            output::line(&format!(
                "Customers whose newest package hangs on it: {}. What they have activated stays in force, but they \
                 can load it no more.",
                gone.customers
            ));
        }
    }
    next(format, &authority, &place).await
}

async fn certify(place: Place, root: RootFile, wish: Wish, format: Format) -> Result<()> {
    let new = NewCertificate {
        key: PublicKey::from_pem(&read(&wish.public)?)
            .map_err(|error| anyhow::anyhow!("{}: {error} [{}]", wish.public.display(), error.code()))?,
        issuer: IssuerName::new(&wish.issuer)
            .with_context(|| format!("{:?} is no issuer name [name_invalid]", wish.issuer))?,
        partner: wish.partner,
        days: wish.days,
        replaces: wish.replaces,
    };
    let root = root.open(&place)?;
    // The root may be kept where there is no authority: then nothing is remembered, and no list is signed.
    let apart = !place.secret_path(&place.settings(Side::Authority)?, Side::Authority).exists();
    let done = match apart {
        true => keys::certify_apart(&root, &new, SystemClock::default().now_ms()),
        false => {
            let authority = open_authority(&place).await?;
            keys::certify(&authority, &granted(), root, new).await.map(|done| done.value)
        }
    };
    let done = done.map_err(said)?;
    write(&wish.out, &done.file)?;
    certified(format, &done, &wish.out);
    Ok(())
}

async fn install(place: Place, file: PathBuf, format: Format) -> Result<()> {
    let authority = open_authority(&place).await?;
    let bytes = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let taken = install_in(&authority, &bytes).await?;
    if format == Format::Json {
        output::json(&json!(taken));
    } else {
        output::line(&match (&taken.kid, taken.changed) {
            (_, false) => format!("Nothing is new: key list {} is in force.", taken.list),
            (Some(kid), true) => format!("Key {kid} signs from now on; key list {} is in force.", taken.list),
            (None, true) => format!("Key list {} is in force.", taken.list),
        });
    }
    next(format, &authority, &place).await
}

/// Takes in a file from the root's owner.
pub(super) async fn install_in(authority: &Authority, bytes: &[u8]) -> Result<keys::Installed> {
    Ok(keys::install(authority, &granted(), bytes).await.map_err(said)?.value)
}

async fn publish(place: Place, out: Option<PathBuf>, format: Format) -> Result<()> {
    let authority = open_authority(&place).await?;
    let list = keys::export(&authority, &granted()).await.map_err(said)?;
    let out = out.unwrap_or_else(|| PathBuf::from(list.file_name()));
    write(&out, &list.file())?;
    let told = format!("Key list {} is in {}.", list.version, out.display());
    output::said(format, &json!({"version": list.version, "file": out}), &told);
    next(format, &authority, &place).await
}

async fn reissue(place: Place, format: Format) -> Result<()> {
    let authority = open_authority(&place).await?;
    let done = keys::reissue(&authority, &granted(), progress).await.map_err(said)?;
    let failed: Vec<_> =
        done.failed.iter().map(|(serial, problem)| json!({"serial": serial, "code": problem.code})).collect();
    if format == Format::Json {
        output::json(&json!({"customers": done.customers, "done": done.done, "failed": failed}));
    } else {
        output::line(&format!("{} of {} customers have their next package.", done.done, done.customers));
        for (serial, problem) in &done.failed {
            output::line(&format!("  {serial}: {} [{}]", problem.said("en").title, problem.code));
        }
    }
    if !done.failed.is_empty() {
        bail!("{} customers have no new package [reissue_incomplete]", done.failed.len());
    }
    next(format, &authority, &place).await
}

#[cfg(test)]
mod tests {
    use crate::commands::CommandLine;
    use clap::Parser as _;

    #[test]
    fn a_thumbprint_may_begin_with_a_hyphen() {
        let words = ["licentia", "keys", "withdraw", "-r8x_Q", "--reason", "superseded", "--dir", "vendor"];
        CommandLine::try_parse_from(words).unwrap();
        let words = "licentia keys certify acme.pem --issuer acme --replaces -r8x_Q -o acme.cert --partner";
        CommandLine::try_parse_from(words.split(' ')).unwrap();
    }
}
