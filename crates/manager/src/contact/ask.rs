//! One question to one authority, from taking the turn to giving it back.

use licentia_core::names::IssuerName;
use licentia_platform::by::By;
use licentia_platform::db::ScopeNo;
use licentia_platform::problem::Problem;
use licentia_protocol::conversation::State;

use super::converse::{self, Failure};
use super::finish::{Settled, finish};
use super::hear::{Next, hear};
use super::ours::Ours;
use super::schedule::Why;
use super::turn::{Turn, take};
use super::{Offered, Word, addresses, by, receipt, usage};
use crate::packages::{self, Fetched, Named};
use crate::state::Manager;

/// Asks the authority of `issuer`, if it is time and nobody else does. Returns when to ask again, in milliseconds UTC of
/// this machine's clock.
///
/// # Errors
/// The database's. What goes wrong with the authority is kept in the issuer's row and tried again.
pub(super) async fn ask(
    manager: &Manager,
    scope: ScopeNo,
    issuer: &IssuerName,
    why: Why,
    who: &By,
) -> Result<Option<i64>, Problem> {
    let at = manager.snapshot(scope).await?;
    let address = addresses::of(manager, &at, issuer).filter(|_| manager.outbound().is_enabled());
    let Some(address) = address else { return Ok(None) };
    let ours = Ours::now(manager, scope, issuer).await?;
    let taken = take(manager, scope, issuer, why, who).await?;
    let turn = match taken.value {
        // A repeated press of the button under the same key: it was asked already.
        Turn::Ours(_) if taken.replayed => return Ok(None),
        Turn::Ours(turn) => turn,
        Turn::NotNow(next) => return Ok(Some(next)),
    };
    let settled = converse(manager, scope, &ours, &address, &turn).await;
    if let Err(failure) = &settled {
        tracing::warn!(
            scope = scope.0, %issuer, %address, code = failure.code, detail = failure.detail, "the authority gave no answer that counts"
        );
    }
    finish(manager, scope, issuer, turn, settled).await.map(Some)
}

/// The whole conversation: what is new, the package if there is one, and the receipt for the one in force.
async fn converse(
    manager: &Manager,
    scope: ScopeNo,
    ours: &Ours,
    address: &str,
    turn: &str,
) -> Result<Settled, Failure> {
    let heard = converse::status(manager, ours, address).await?;
    let next_check_s = heard.answer.next_check_s;
    // An authority that does not take us for its customer's installation takes no receipt from us either.
    let is_refused = heard.answer.state == State::Problem;
    let next = hear(manager, scope, ours, turn, heard).await?;
    let Next { word, code, offered } = next;
    let mut settled = Settled { word, code, next_check_s };
    if let Some(offered) = offered {
        let named = named(&ours.issuer, &offered);
        if !packages::is_loaded(manager, scope, &named, &offered.sha256).await? {
            let bytes = converse::package(manager, ours, address, &offered).await?;
            let granted = licentia_platform::access::Granted::to_the_server(by(), scope);
            packages::load_fetched(manager, &granted, bytes, named).await?;
        }
        settled = match packages::activate_fetched(manager, scope, offered.id).await? {
            Fetched::Activated(_) => settled.after_activation(),
            // What is wrong otherwise stays told.
            Fetched::Waits(_) if settled.word == Word::Problem => settled,
            Fetched::Waits(why) => settled.while_it_waits(why),
        };
    }
    // The signed answer stands whatever becomes of the receipt, which is sent again with the next question.
    if !is_refused && let Err(failure) = receipt::send(manager, scope, &ours.issuer, address).await {
        let (issuer, code, detail) = (&ours.issuer, failure.code, failure.detail);
        tracing::warn!(scope = scope.0, %issuer, %address, code, detail, "the authority has not taken the receipt");
    }
    if !is_refused && let Err(failure) = usage::send(manager, scope, &ours.issuer, address).await {
        let (issuer, code, detail) = (&ours.issuer, failure.code, failure.detail);
        tracing::warn!(scope = scope.0, %issuer, %address, code, detail, "the authority has not taken the usage");
    }
    Ok(settled)
}

/// Lets what was fetched before come into force: a server may have stopped in between, or what stood in the way is gone.
///
/// # Errors
/// The database's.
pub(super) async fn settle(manager: &Manager, scope: ScopeNo, issuer: &IssuerName) -> Result<(), Problem> {
    let name = issuer.clone();
    let row = manager.db().read(move |r| Ok(super::store::one(r, scope, name.as_str())?)).await?;
    let Some(offered) = row.offered else { return Ok(()) };
    if packages::is_loaded(manager, scope, &named(issuer, &offered), &offered.sha256).await? {
        packages::activate_fetched(manager, scope, offered.id).await?;
    }
    Ok(())
}

fn named(issuer: &IssuerName, offered: &Offered) -> Named {
    Named { issuer: issuer.clone(), id: offered.id.clone(), sequence: offered.sequence }
}
