//! Making a request file.

use licentia_core::names::IssuerName;
use licentia_core::package::Version;
use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::db::{Done, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::conversation::{HolderChange, Purpose, Request, write_request};
use licentia_protocol::package::verify;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{FILE_NAME, issuer_of, store};
use crate::contact::Ours;
use crate::packages::NewHolder;
use crate::sealed::{PackageState, store as sealed};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// What to ask for. Everything has a value when nothing is said.
#[derive(Clone, Debug, Default)]
pub struct NewRequest {
    /// Who is asked; by default [`issuer_of`].
    pub issuer: Option<IssuerName>,
    /// The product version that licences are asked for; by default the one that the application last reported.
    pub version: Option<Version>,
    /// Whom the installation wants to become, for a change of name or serial number.
    pub change: Option<NewHolder>,
}

/// A request that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    /// Its id.
    pub id: String,
    /// Its nonce, which the response names.
    pub nonce: String,
    /// What the file is called.
    pub name: String,
    /// The file: one line.
    pub file: String,
}

/// Makes a request file, signed by the installation, and keeps its nonce open.
///
/// # Errors
/// 409 `holder_unknown` before serial number and owner are entered (rule 11); 422 `invalid` when nobody says which issuer
/// is asked and it cannot be told, or for a holder that could not be one.
pub async fn create(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    new: NewRequest,
) -> Result<Done<Created>, Problem> {
    let at = manager.snapshot(granted.scope).await?;
    let issuer = match new.issuer.or_else(|| issuer_of(manager, &at)) {
        Some(issuer) => Some(issuer),
        None => deleted_vendor(manager, granted).await?,
    };
    let issuer = issuer
        .ok_or_else(|| Problem::invalid("issuer", "whose licences are asked for, for example superoffice"))?;
    let ours = Ours::now(manager, granted.scope, &issuer).await?;
    let purpose = if new.change.is_some() { Purpose::Serial } else { Purpose::Package };
    let change = match new.change {
        Some(change) => {
            let change = change.checked()?;
            Some(HolderChange { name: change.holder, serial: change.serial })
        }
        None => None,
    };
    let product = at.product().map(|product| product.version);
    let version = new.version.or(product);
    let request = Request { version, change, online: false, ..ours.request(manager, purpose) };
    let line = write_request(&request, &ours.key);
    manager.write(granted.scope, &granted.by, move |w, at| keep(w, at, &request, line)).await
}

/// The vendor whose licences were deleted here, when all were (rule 11): the one that no certificate calls a partner.
async fn deleted_vendor(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
) -> Result<Option<IssuerName>, Problem> {
    let scope = granted.scope;
    let read = manager.db().read(move |r| Ok(sealed::packages(r, scope, &[PackageState::Deleted])?));
    let deleted = read.await?.into_iter().flatten();
    let verified = deleted.filter_map(|stored| verify(&stored.row.bytes, manager.trust()).ok());
    let mut vendors = verified.filter(|package| !package.evidence().partner);
    Ok(vendors.next_back().map(|package| package.issuer.clone()))
}

/// Makes a request to the issuer for another name or serial number (rule 8): only the issuer can authorise it.
///
/// # Errors
/// As [`create`]; 409 `serial_same` when nothing would change.
pub async fn serial_change(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    issuer: Option<IssuerName>,
    change: NewHolder,
) -> Result<Done<Created>, Problem> {
    create(manager, granted, NewRequest { issuer, change: Some(change), ..NewRequest::default() }).await
}

fn keep(w: &mut Write<'_>, at: &Snapshot, request: &Request, line: String) -> Result<Created, Problem> {
    let ours = at.installation();
    if let Some(change) = &request.change
        && ours.holder.as_ref() == Some(&change.name)
        && ours.serial.as_ref() == Some(&change.serial)
    {
        return Err(Problem::conflict("serial_same"));
    }
    store::insert(w, request, &line)?;
    let mut after = json!({
        "issuer": request.issuer, "request": request.id, "purpose": request.purpose, "version": request.version,
    });
    if let Some(change) = &request.change {
        after["serial"] = json!(change.serial);
        after["holder"] = json!(w.text(&change.name));
    }
    w.record(Entry::new("requests.created", 1).after(after))?;
    Ok(Created {
        id: request.id.clone(),
        nonce: request.nonce.clone(),
        name: FILE_NAME.to_owned(),
        file: line,
    })
}
