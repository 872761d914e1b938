//! Whether a verified package is meant for here and now (rule 8).

use licentia_core::package::{Holder, Package};

use super::Verified;
use crate::key_list::{KeyList, not_withdrawn};
use crate::reasons::{Reason, Refused};

/// What this installation knows about itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expected<'a> {
    /// The holder's name; the package's holder, or the one it replaces, must be exactly equal.
    pub holder: &'a str,
    /// The holder's serial number; the same.
    pub serial: &'a str,
    /// The highest package of the same issuer that has been in force, if any. It is remembered even
    /// when the licences have been deleted (rule 11).
    pub in_force: Option<InForce>,
    /// The thumbprint of this installation's key. A package that names an installation must name it.
    pub installation: Option<&'a str>,
    /// The nonces of the requests that are open here. A package that answers a request must answer
    /// one of them.
    pub nonces: &'a [&'a str],
    /// The newest key list known here.
    pub keys: Option<&'a KeyList>,
}

/// A package that is or has been in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InForce {
    /// Its sequence number.
    pub sequence: u64,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

/// Asks whether the package is meant for this holder and newer than what is in force.
///
/// # Errors
/// [`Reason::KeyWithdrawn`], [`Reason::WrongSerial`], [`Reason::WrongHolder`],
/// [`Reason::HolderChangeNotAuthorised`], [`Reason::WrongInstallation`], [`Reason::WrongNonce`],
/// [`Reason::OlderSequence`], [`Reason::AlreadyInForce`], [`Reason::SequenceReused`]. Gaps in the
/// sequence are fine.
pub fn expect(package: &Verified<Package>, expected: &Expected<'_>) -> Result<(), Refused> {
    let evidence = package.evidence();
    not_withdrawn(evidence, expected.keys.into_iter().chain(&evidence.keys))?;
    same_holder(package, expected)?;
    if let Some(installation) = &package.installation {
        let ours = expected.installation.unwrap_or("none");
        same(Reason::WrongInstallation, "installation", installation, ours)?;
    }
    if let Some(nonce) = &package.nonce {
        let ours = expected.nonces;
        if !ours.contains(&&**nonce) {
            let detail = format!("the package answers {nonce:?}; {} requests are open here", ours.len());
            return Err(Refused::new(Reason::WrongNonce, detail));
        }
    }
    match expected.in_force {
        Some(before) => newer(package, &before),
        None => Ok(()),
    }
}

/// The package's holder is ours, or it replaces ours: the authorised change of name or serial number.
fn same_holder(package: &Package, expected: &Expected<'_>) -> Result<(), Refused> {
    let holder = &package.holder;
    let ours = |holder: &Holder| holder.serial == expected.serial && holder.name == expected.holder;
    match &package.replaces {
        _ if ours(holder) => Ok(()),
        Some(former) if ours(former) => Ok(()),
        Some(former) => Err(Refused::new(
            Reason::HolderChangeNotAuthorised,
            format!(
                "the package turns {:?}, {:?} into {:?}, {:?}; here it is {:?}, {:?}",
                former.name, former.serial, holder.name, holder.serial, expected.holder, expected.serial
            ),
        )),
        None => {
            same(Reason::WrongSerial, "serial number", &holder.serial, expected.serial)?;
            same(Reason::WrongHolder, "holder", &holder.name, expected.holder)
        }
    }
}

fn same(reason: Reason, what: &str, theirs: &str, ours: &str) -> Result<(), Refused> {
    if theirs == ours {
        return Ok(());
    }
    Err(Refused::new(reason, format!("the package is for the {what} {theirs:?}, here it is {ours:?}")))
}

fn newer(package: &Verified<Package>, before: &InForce) -> Result<(), Refused> {
    let (new, old) = (package.sequence, before.sequence);
    if new > old {
        return Ok(());
    }
    let same_bytes = package.evidence().sha256 == before.sha256;
    Err(match (new == old, same_bytes) {
        (false, _) => Refused::new(
            Reason::OlderSequence,
            format!("the package has sequence number {new}, in force is {old}"),
        ),
        (true, true) => Refused::new(
            Reason::AlreadyInForce,
            format!("the package with sequence number {old} is in force already"),
        ),
        (true, false) => Refused::new(
            Reason::SequenceReused,
            format!("another package with sequence number {old} is in force"),
        ),
    })
}
