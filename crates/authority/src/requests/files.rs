//! Files that somebody carried here.

use licentia_core::package::{Version, Versions};
use licentia_platform::access::{Granted, Sell};
use licentia_platform::problem::Problem;
use licentia_protocol::conversation::{Purpose, Request};
use licentia_protocol::{Reason, Refused};

use super::{Kind, State, stored};
use crate::conversation::heard::Met;
use crate::conversation::{hear, known};
use crate::customers::{self, store::Party};
use crate::installations::Origin;
use crate::packages::{self, Answering, Issued, Wish};
use crate::state::Authority;
use crate::subscriptions::SubscriptionPatch;

/// The answer to a request file.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The request's id on the desk.
    pub request: String,
    /// The package that answers it.
    pub package: Issued,
    /// Its bytes: the response file.
    pub bytes: Vec<u8>,
}

/// How a request is answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Let the customer own the version that is asked for, when what it owns does not cover it.
    pub cover_version: bool,
    /// Why, in somebody's words.
    pub reason: Option<String>,
}

/// What a file was, and what became of it.
#[derive(Clone, Debug)]
pub enum Received {
    /// A request, and the response to it.
    Answered(Box<Answered>),
    /// A receipt was taken in: its id on the desk.
    Receipt(String),
    /// A letter was laid on the desk, under this id.
    Letter(String),
}

/// Takes in any file of an installation, whichever kind it is.
///
/// # Errors
/// As [`answer`]; the reasons of the kind of file that it is; 409 `serial_unknown`, and for a receipt
/// `installation_waiting`, `installation_claimed`, `installation_released`.
pub async fn receive(
    authority: &Authority,
    granted: &Granted<Sell>,
    bytes: Vec<u8>,
    options: Options,
) -> Result<Received, Problem> {
    match kind(&bytes) {
        Kind::Request => {
            let answered = answer(authority, granted, bytes, options).await?;
            Ok(Received::Answered(Box::new(answered)))
        }
        Kind::Receipt => {
            let receipt = hear::receipt(authority, &bytes).await?;
            let met = hear::meet(authority, hear::of_receipt(&receipt, Origin::File, &bytes)).await?;
            kept(known(met)?).map(Received::Receipt)
        }
        Kind::Letter => {
            let letter = hear::letter(authority, &bytes).await?;
            let met = hear::meet(authority, hear::of_letter(&letter, Origin::File, &bytes)).await?;
            kept(met.ok_or_else(|| Problem::conflict("serial_unknown"))?).map(Received::Letter)
        }
    }
}

pub(super) fn kept(met: Met) -> Result<String, Problem> {
    met.kept.map(|kept| kept.id).ok_or_else(|| Problem::refused(429, "too_many_letters"))
}

/// What a file is; a request when it is none of ours, so that the refusal says what is wrong with it.
pub(super) fn kind(bytes: &[u8]) -> Kind {
    match licentia_protocol::conversation::read_request(bytes) {
        Err(Refused { reason: Reason::ThisIsAReceipt, .. }) => Kind::Receipt,
        Err(Refused { reason: Reason::ThisIsALetter, .. }) => Kind::Letter,
        _ => Kind::Request,
    }
}

/// Answers a request file: signs the next package, bound to its nonce and its key. The same file gets the
/// same bytes. A first file enrols its key as a first call does.
///
/// # Errors
/// 422 with the reason why it is no request, `request_too_old`; 409 `wrong_addressee`, `other_root`,
/// `serial_unknown`, `request_replayed`, `installation_waiting`, `installation_claimed`,
/// `installation_released`, `on_hold`, `change_waiting`, `version_not_covered`, `request_closed`, and
/// what [`packages::issue`] says. What was refused for such a reason lies on the desk.
pub async fn answer(
    authority: &Authority,
    granted: &Granted<Sell>,
    bytes: Vec<u8>,
    options: Options,
) -> Result<Answered, Problem> {
    let request = hear::request(authority, &bytes).await?;
    let met = hear::meet(authority, hear::of_request(&request, Origin::File, &bytes)).await?;
    let met = met.ok_or_else(|| Problem::conflict("serial_unknown"))?;
    let id = met.kept.as_ref().map(|kept| kept.id.clone());
    let waiting = |problem: Problem| match &id {
        Some(id) => problem.with("request", id),
        None => problem,
    };
    respond(authority, granted, &request, met.clone(), options).await.map_err(waiting)
}

/// Answers a request that lies on the desk.
///
/// # Errors
/// 404 `not_found`; 409 `not_a_request_here`; as [`answer`].
pub async fn answer_kept(
    authority: &Authority,
    granted: &Granted<Sell>,
    id: &str,
    options: Options,
) -> Result<Answered, Problem> {
    let (item, bytes) = stored(authority, id).await?;
    if item.kind != Kind::Request {
        return Err(Problem::conflict("not_a_request_here"));
    }
    // It may have come online: it is answered in a file all the same.
    let request = hear::request(authority, &bytes).await?;
    let heard = hear::of_request(&request, Origin::File, &bytes);
    let met = hear::meet(authority, heard).await?.ok_or_else(|| Problem::conflict("serial_unknown"))?;
    respond(authority, granted, &request, met, options).await
}

async fn respond(
    authority: &Authority,
    granted: &Granted<Sell>,
    request: &Request,
    met: Met,
    options: Options,
) -> Result<Answered, Problem> {
    let met = known(Some(met))?;
    let kept = met.kept.ok_or_else(|| Problem::refused(429, "too_many_letters"))?;
    if kept.package.is_none() {
        may_be_answered(request, &met.party, kept.state)?;
    }
    let serial = met.party.serial.clone();
    let mut wish = Wish { reason: options.reason, ..Wish::default() };
    if let Some(version) = request.version.filter(|_| options.cover_version) {
        wish.changes = covering(authority, &serial, version).await?;
    }
    let answering = Answering {
        request: kept.id.clone(),
        nonce: request.nonce.clone(),
        kid: request.key.kid().to_owned(),
        version: request.version,
    };
    let issued = match kept.package {
        Some(package) => packages::store_by_id(authority, package).await?,
        None => packages::answer(authority, &granted.by, &serial, answering, wish).await?.value,
    };
    let id = issued.id.clone();
    let file = authority.db().read(move |r| Ok(packages::store::file(r, &id)?)).await?;
    let (package, bytes) = file.ok_or_else(|| Problem::not_found("package"))?;
    Ok(Answered { request: kept.id, package, bytes })
}

/// Whether sales lets it be answered.
fn may_be_answered(request: &Request, party: &Party, state: State) -> Result<(), Problem> {
    if state == State::Closed {
        return Err(Problem::conflict("request_closed"));
    }
    if let Some(hold) = &party.notices.hold {
        let text = hold.get("en").or_else(|| hold.values().next()).cloned().unwrap_or_default();
        return Err(Problem::conflict("on_hold").detail(text));
    }
    let change = request.change.as_ref().filter(|_| request.purpose == Purpose::Serial);
    match change {
        Some(change) if !party.is(&change.name, &change.serial) => {
            Err(Problem::conflict("change_waiting").arg("name", &change.name).arg("serial", &change.serial))
        }
        _ => Ok(()),
    }
}

/// The change that lets a customer own a version.
async fn covering(
    authority: &Authority,
    serial: &str,
    version: Version,
) -> Result<SubscriptionPatch, Problem> {
    let serial = serial.to_owned();
    let customer = authority.db().read(move |r| customers::found(r, &serial)).await?;
    let wider = |versions: Versions| Versions {
        from: versions.from.map(|from| from.min(version)),
        to: versions.to.map(|to| to.max(version)),
    };
    let versions = customer.subscription.versions.filter(|versions| !versions.contains(version)).map(wider);
    Ok(SubscriptionPatch { versions: versions.map(Some), ..SubscriptionPatch::default() })
}
