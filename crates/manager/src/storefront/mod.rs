//! The way to an issuer's store, with the customer already known by a signed link.
//!
//! *Purchase new licences* leads through here: [`way`] signs who comes, from which holder and serial number,
//! with the installation's key ([`licentia_protocol::conversation::Visit`]), and the browser goes to the store
//! with it. While such a visit is fresh the issuer's authority is asked every few seconds, and at once when the
//! person comes back, so that what was ordered is here seconds later.

mod fresh;
mod page;
#[cfg(test)]
mod tests;

use axum::Router;
use licentia_core::names::{IssuerName, ModuleName};
use licentia_platform::access::{Caller, ManageLicences, Right};
use licentia_platform::problem::Problem;
use licentia_protocol::conversation::{PARAMETER, Visit, Visitor, write_visit};
use licentia_ui::{Button, Icon, encode, t};

use crate::contact::{self, Ours};
use crate::page::Screen;
use crate::snapshot::Snapshot;
use crate::state::Manager;
use crate::users;

pub(crate) use fresh::Visits;
pub(crate) use page::routes as page_routes;

/// The longest name of a person in a link, in bytes.
const NAME: usize = 400;
/// The longest address of a person in a link, in bytes.
const EMAIL: usize = 320;

/// The API has no part in this: programs order at the authority.
pub(crate) fn api_routes() -> Router<Manager> {
    Router::new()
}

/// Where somebody goes, and with what.
pub(crate) struct Destination<'a> {
    /// Whose store.
    pub(crate) issuer: &'a str,
    /// What the person was looking at: a module's code without the issuer.
    pub(crate) module: Option<&'a str>,
    /// The tag of the language that the person reads.
    pub(crate) lang: &'a str,
    /// Where the way leads back to.
    pub(crate) back: Option<String>,
}

/// The address of the store with a link that is signed now, and good once and for five minutes.
///
/// # Errors
/// 403; 404 `not_found` for no issuer; 409 `no_store`, `holder_unknown`; 503 `behind`.
pub(crate) async fn way(
    manager: &Manager,
    caller: &Caller,
    destination: Destination<'_>,
) -> Result<String, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let issuer: IssuerName = destination.issuer.parse().map_err(|_| Problem::not_found("issuer"))?;
    let at = manager.snapshot(granted.scope).await?;
    let store = contact::store_of(manager, &at, &issuer)
        .ok_or_else(|| Problem::conflict("no_store").arg("issuer", issuer.as_str()))?;
    let ours = Ours::now(manager, granted.scope, &issuer).await?;
    let visit = Visit {
        nonce: ours.nonce(manager),
        holder: ours.holder.clone(),
        serial: ours.serial.clone(),
        visitor: visitor(manager, caller).await,
        lang: destination.lang.to_owned(),
        module: destination.module.and_then(|module| code(&issuer, module)),
        back: destination.back,
        iat: ours.now_ms.div_euclid(1_000),
        head: ours.head.clone(),
        key: ours.key.public().clone(),
        issuer: issuer.clone(),
    };
    manager.visits().begin(granted.scope, issuer, manager.clock().now_ms());
    let join = if store.contains('?') { '&' } else { '?' };
    Ok(format!("{store}{join}{PARAMETER}={}", encode(&write_visit(&visit, &ours.key))))
}

/// A module's code, whether its issuer was said with it or not. What is no name leads to the store all the same: an
/// address that somebody mistyped is nothing that the store should have to refuse.
fn code(issuer: &IssuerName, module: &str) -> Option<String> {
    let own = module.strip_prefix(issuer.as_str()).and_then(|rest| rest.strip_prefix('.'));
    ModuleName::new(issuer, own.unwrap_or(module)).ok().map(|name| name.code().to_owned())
}

/// Who comes, as the vendor may know them: name, and the address that stands with the user.
async fn visitor(manager: &Manager, caller: &Caller) -> Visitor {
    let mut name = caller.by.actor.name().to_owned();
    let mut email = None;
    if let Some(id) = caller.user.as_deref()
        && let Ok(user) = users::find_in(manager, caller.scope, id).await
    {
        name = user.row.name;
        email = user.row.email;
    }
    let mut end = name.len().min(NAME);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.truncate(end);
    let name = if name.is_empty() { caller.by.actor.reference() } else { name };
    Visitor { name, email: email.filter(|email| !email.is_empty() && email.len() <= EMAIL) }
}

/// *Purchase new licences*, for those who may, where the issuer has a store. `module` is what is looked at.
pub(crate) fn button(
    manager: &Manager,
    screen: &Screen,
    issuer: &str,
    module: Option<&str>,
) -> Option<Button> {
    let to = address(manager, screen, issuer, module)?;
    Some(Button::link(t!(screen.lang, "licences-purchase"), to).icon(Icon::Cart))
}

/// The address of the way to the store, for those who may go it.
pub(crate) fn address(
    manager: &Manager,
    screen: &Screen,
    issuer: &str,
    module: Option<&str>,
) -> Option<String> {
    let query = module.map(|module| format!("?module={}", encode(module))).unwrap_or_default();
    Some(door(manager, &screen.caller, &screen.at, issuer)? + &query)
}

/// The same before there is a screen, and with nothing looked at.
pub(crate) fn door(manager: &Manager, caller: &Caller, at: &Snapshot, issuer: &str) -> Option<String> {
    if !caller.has(Right::ManageLicences) || at.installation().serial.is_none() {
        return None;
    }
    contact::store_of(manager, at, &issuer.parse().ok()?)?;
    Some(format!("/i/{}/store/{issuer}", caller.slug))
}
