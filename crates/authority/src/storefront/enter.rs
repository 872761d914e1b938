//! The way in: a link that an installation has signed, taken once.

use licentia_core::prices::Wanted;
use licentia_platform::db::Write;
use licentia_platform::problem::Problem;
use licentia_protocol::conversation::{self as wire, GOOD_FOR_S, read_visit};
use licentia_protocol::sha256;

use super::{LASTS_MS, Visit, by, store};
use crate::conversation::hear::refused;
use crate::customers;
use crate::installations;
use crate::orders::Orderer;
use crate::state::Authority;

/// Begins a visit: verifies the link and that the key which signed it is the customer's own. Answers what the
/// browser's cookie holds from now on, and the language of whoever came.
///
/// # Errors
/// 422 with the reason why it is no such link, `visit_expired`; 409 `wrong_addressee`, `visit_unknown`, `visit_used`.
pub(crate) async fn enter(
    authority: &Authority,
    line: &str,
    address: Option<String>,
) -> Result<(String, String), Problem> {
    let link = read_visit(line).map_err(|error| refused(&error))?.into_inner();
    let signer = crate::keys::recent_signer(authority).await?;
    if link.issuer != signer.issuer {
        return Err(Problem::conflict("wrong_addressee")
            .arg("ours", signer.issuer.as_str())
            .arg("theirs", link.issuer.as_str()));
    }
    let now_s = authority.now_ms().div_euclid(1_000);
    if !(now_s - GOOD_FOR_S..=now_s + GOOD_FOR_S).contains(&link.iat) {
        return Err(Problem::refused(422, "visit_expired"));
    }
    let serial = link.serial.clone();
    let no = authority.db().read(move |r| Ok(customers::store::scope_by_any(r, &serial)?)).await?;
    let no = no.ok_or_else(unknown)?;
    let mut secret = [0_u8; 32];
    authority.db().random().fill(&mut secret);
    let cookie: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let (hash, lang) = (sha256(cookie.as_bytes()), link.lang.clone());
    let write = move |w: &mut Write<'_>| begin(w, link, hash);
    authority.db().write(no, &by(address), write).await?;
    Ok((cookie, lang))
}

/// Nothing about anybody: whoever asks has not been shown to come from a customer.
fn unknown() -> Problem {
    Problem::conflict("visit_unknown")
}

fn begin(w: &mut Write<'_>, link: wire::Visit, hash: [u8; 32]) -> Result<(), Problem> {
    w.outside_chain();
    let (no, now_ms) = (w.scope(), w.now_ms());
    let bound = installations::store::bound(w, no)?;
    if bound.is_none_or(|(kid, ..)| kid != link.key.kid()) {
        return Err(unknown());
    }
    let until_ms = (link.iat + 2 * GOOD_FOR_S).saturating_mul(1_000);
    if !store::take_nonce(w, no, link.key.kid(), &link.nonce, until_ms)? {
        return Err(Problem::conflict("visit_used"));
    }
    let visit = Visit {
        hash,
        customer: no,
        kid: link.key.kid().to_owned(),
        by: Orderer { name: link.visitor.name, email: link.visitor.email },
        lang: link.lang,
        module: link.module,
        back: link.back,
        basket: Wanted::default(),
    };
    store::forget(w, now_ms)?;
    Ok(store::begin(w, &visit, now_ms, now_ms + LASTS_MS)?)
}
