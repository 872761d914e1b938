//! The conversation with customers' managers, `/licensing/v1`: what each asks, and the signed answer.
//!
//! Nobody signs in here. A message is signed by the installation's key, an answer by the issuer's; an
//! answer names the nonce and the key that asked, and a nonce is taken once, so that neither can be
//! used again by whoever captured it. A package is handed out only to the key that is bound, and its
//! SHA-256 stands in a signed answer.

mod answer;
pub(crate) mod api;
pub(crate) mod contact;
pub(crate) mod hear;
pub(crate) mod heard;
mod routine;
mod store;
#[cfg(test)]
mod tests;

use licentia_platform::problem::Problem;
use licentia_protocol::conversation::{Purpose, Request, write_answer};

use crate::installations::Origin;
use crate::keys::{self, Signer};
use crate::state::{Authority, HOUSE};
use heard::Met;
use routine::{Outcome, Routine};

pub(crate) use api::routes as api_routes;

/// Answers what is new: the signed answer (`status`, and `serial` for a change of holder).
///
/// # Errors
/// 422 with the reason why it is no such request; 409 `wrong_addressee`, `other_root`,
/// `request_replayed`; 422 `request_too_old`, `request_from_future`, `request_not_online`. Whatever concerns the customer stands in the answer.
pub async fn ask(authority: &Authority, bytes: &[u8], purpose: Purpose) -> Result<Vec<u8>, Problem> {
    let request = hear::request(authority, bytes).await?;
    asked_for(&request, purpose)?;
    let heard = hear::of_request(&request, Origin::Online, bytes);
    if purpose == Purpose::Status {
        match authority.db().append::<Routine>(HOUSE, heard.clone()).await? {
            Outcome::Met(met) => {
                let signer = keys::recent_signer(authority).await?;
                return answer(authority, &signer, &request, Some(&met));
            }
            Outcome::Replayed => return Err(Problem::conflict("request_replayed")),
            Outcome::Unusual => {}
        }
    }
    let met = hear::meet(authority, heard).await?;
    let signer = keys::signer(authority).await?;
    answer(authority, &signer, &request, met.as_ref())
}

/// Refuses what was not meant to come here: another purpose, or a file that somebody found on its way.
fn asked_for(request: &Request, purpose: Purpose) -> Result<(), Problem> {
    if request.purpose == purpose {
        let online = request.online.then_some(());
        return online.ok_or_else(|| Problem::refused(422, "request_not_online"));
    }
    let (asked, here) = (hear::purpose(request.purpose), hear::purpose(purpose));
    Err(Problem::refused(422, "wrong_purpose").arg("asked", asked).arg("here", here))
}

/// The signed answer, with the key list when the installation knows an older one.
fn answer(
    authority: &Authority,
    signer: &Signer,
    request: &Request,
    met: Option<&Met>,
) -> Result<Vec<u8>, Problem> {
    let now_ms = authority.now_ms();
    signer.check(now_ms.div_euclid(1_000))?;
    let keys = signer.key_list().filter(|_| signer.list_version() > request.keys);
    let answer = answer::compose(request, met, &signer.issuer, now_ms);
    Ok(write_answer(&answer, &signer.key, &signer.certificates, keys))
}

/// Hands out the package that an answer offered.
///
/// # Errors
/// As [`ask`]; 409 `serial_unknown`, `installation_waiting`, `installation_claimed`,
/// `installation_released`, `on_hold`, `nothing_new`.
pub async fn fetch(authority: &Authority, bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let request = hear::request(authority, bytes).await?;
    asked_for(&request, Purpose::Package)?;
    let met = hear::meet(authority, hear::of_request(&request, Origin::Online, bytes)).await?;
    let met = known(met)?;
    if met.party.notices.hold.is_some() {
        return Err(Problem::conflict("on_hold"));
    }
    let offer = answer::offer(&request, &met).ok_or_else(|| Problem::conflict("nothing_new"))?;
    let file = authority.db().read(move |r| Ok(crate::packages::store::file(r, &offer.id)?)).await?;
    Ok(file.ok_or_else(|| Problem::not_found("package"))?.1)
}

/// The customer's own installation, or why whoever asks is not taken for it.
pub(crate) fn known(met: Option<Met>) -> Result<Met, Problem> {
    let met = met.ok_or_else(|| Problem::conflict("serial_unknown"))?;
    match met.state.refusal() {
        None => Ok(met),
        Some(code) => Err(Problem::conflict(code)),
    }
}

/// Takes in a receipt.
///
/// # Errors
/// As [`fetch`], with the reasons of a receipt.
pub async fn receive(authority: &Authority, bytes: &[u8]) -> Result<(), Problem> {
    let receipt = hear::receipt(authority, bytes).await?;
    known(hear::meet(authority, hear::of_receipt(&receipt, Origin::Online, bytes)).await?).map(drop)
}

/// Takes in a letter, even from an installation that is not bound: that may be what it is about.
///
/// # Errors
/// 422 with the reason why it is no letter; 409 `serial_unknown`, `too_many_letters`.
pub async fn write(authority: &Authority, bytes: &[u8]) -> Result<(), Problem> {
    let letter = hear::letter(authority, bytes).await?;
    let met = hear::meet(authority, hear::of_letter(&letter, Origin::Online, bytes)).await?;
    let met = met.ok_or_else(|| Problem::conflict("serial_unknown"))?;
    met.kept.map(drop).ok_or_else(|| Problem::refused(429, "too_many_letters"))
}
