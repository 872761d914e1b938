//! What support does at the desk before anything is answered.

use licentia_platform::access::{Granted, Sell};
use licentia_platform::problem::Problem;

use super::files::{kept, kind};
use super::{Kind, store};
use crate::conversation::{hear, known};
use crate::installations::Origin;
use crate::installations::listing::SILENT_DAYS;
use crate::state::Authority;

/// Lays a file of an installation on the desk, whichever kind it is, and answers its id there. Its key makes
/// itself heard as with a call; a request is not answered yet.
///
/// # Errors
/// 422 with the reason why it is no file of an installation, `request_too_old`; 409 `wrong_addressee`, `other_root`,
/// `serial_unknown`, `request_replayed`, and for a receipt `installation_waiting`, `installation_claimed`,
/// `installation_released`; 429 `too_many_letters`.
pub async fn lay(authority: &Authority, _granted: &Granted<Sell>, bytes: Vec<u8>) -> Result<String, Problem> {
    let kind = kind(&bytes);
    let heard = match kind {
        Kind::Request => hear::of_request(&hear::request(authority, &bytes).await?, Origin::File, &bytes),
        Kind::Receipt => hear::of_receipt(&hear::receipt(authority, &bytes).await?, Origin::File, &bytes),
        Kind::Letter => hear::of_letter(&hear::letter(authority, &bytes).await?, Origin::File, &bytes),
    };
    let met = hear::meet(authority, heard).await?;
    match kind {
        Kind::Receipt => kept(known(met)?),
        Kind::Request | Kind::Letter => kept(met.ok_or_else(|| Problem::conflict("serial_unknown"))?),
    }
}

/// How many things wait for support.
///
/// # Errors
/// As any read.
pub async fn waiting(authority: &Authority) -> Result<u64, Problem> {
    let since_ms = authority.now_ms() - SILENT_DAYS * 86_400_000;
    authority.db().read(move |r| Ok(store::waiting(r, since_ms)?)).await
}
