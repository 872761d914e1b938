//! Figures of closed months on their way to the issuer: sent until the authority's signed receipt is here.

use licentia_core::names::IssuerName;
use licentia_platform::db::ScopeNo;

use super::by;
use super::converse::{self, Failure};
use crate::meters::report;
use crate::state::Manager;

/// How many bundles one contact sends: whoever was away for years is served in steps.
const AT_ONCE: usize = 20;

/// Sends what is not receipted yet.
///
/// # Errors
/// What goes wrong with the authority or the database: the next contact tries again.
pub(super) async fn send(
    manager: &Manager,
    scope: ScopeNo,
    issuer: &IssuerName,
    address: &str,
) -> Result<(), Failure> {
    for _ in 0..AT_ONCE {
        let sent = send_one(manager, scope, issuer, address).await;
        match sent {
            // A receipt that brings us no further would be asked for again and again.
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(failure) => {
                report::note_failure(manager, &by(), scope, issuer, failure.code.clone()).await?;
                return Err(failure);
            }
        }
    }
    Ok(())
}

/// Sends one bundle; answers whether its receipt has changed what there is to send. Nothing has when nothing waits.
async fn send_one(
    manager: &Manager,
    scope: ScopeNo,
    issuer: &IssuerName,
    address: &str,
) -> Result<bool, Failure> {
    let Some(bundle) = report::next_online(manager, &by(), scope, issuer).await? else { return Ok(false) };
    let receipt = converse::usage(manager.outbound(), address, bundle.file).await?;
    Ok(report::receipted(manager, &by(), scope, &receipt).await?.is_news())
}
