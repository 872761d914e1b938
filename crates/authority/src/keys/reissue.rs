//! Packages signed with an old key, signed again with the one that signs now.

use licentia_platform::access::{Granted, Sell};
use licentia_platform::problem::Problem;

use super::store;
use crate::packages::issue_all;
use crate::state::Authority;

/// How many customers are taken at a time, between two words of progress.
const AT_A_TIME: usize = 256;

/// How far it is.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Customers whose newest package hung on a key that signs no more.
    pub customers: u64,
    /// Those that have their next package.
    pub done: u64,
    /// Those that could not get one, by serial number, and why.
    pub failed: Vec<(String, Problem)>,
}

/// Signs the next package of every customer who owns something and whose newest one hangs on another
/// key than the one that signs now. One that fails stops no other. `told` hears of the progress.
///
/// # Errors
/// 409 `no_issuer_key`, `issuer_key_withdrawn`, `issuer_key_expired`, `no_catalogue`: nothing was signed.
pub async fn reissue(
    authority: &Authority,
    granted: &Granted<Sell>,
    mut told: impl FnMut(&Progress),
) -> Result<Progress, Problem> {
    let signer = super::signer(authority).await?;
    signer.check(super::seconds(authority.now_ms()))?;
    let (issuer, kid) = (signer.issuer.to_string(), signer.kid().to_owned());
    let serials = authority.db().read(move |r| Ok(store::behind(r, &issuer, &kid)?)).await?;
    let mut progress = Progress { customers: serials.len() as u64, ..Progress::default() };
    told(&progress);
    for some in serials.chunks(AT_A_TIME) {
        for (serial, outcome) in issue_all(authority, granted, some.to_vec()).await? {
            match outcome {
                Ok(_) => progress.done += 1,
                Err(problem) => progress.failed.push((serial, problem)),
            }
        }
        told(&progress);
    }
    Ok(progress)
}
