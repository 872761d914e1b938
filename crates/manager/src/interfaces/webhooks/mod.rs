//! Webhooks out, as Standard Webhooks 1.0 has them: programs are told what people are told.
//!
//! A message is a JSON object `{"type","timestamp","data"}`, sent with `POST`, signed with a secret of its endpoint
//! (`v1`, HMAC-SHA256) at every try anew, and tried until somebody answers 2xx, for three days. An endpoint that answers
//! 410 is asked no more. Redirects are failures, and addresses inside this server's own network are refused unless the
//! operator allows them.
//!
//! No secret is stored: it is derived from the server's secret file. A new one is made by counting on; until a day
//! afterwards messages carry both signatures, so that a receiver can change over in its own time.

pub(crate) mod api;
mod send;
mod sign;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use send::{GONE, disable, send};
pub use send::{Tried, trial};
pub use sign::Secret;

pub(crate) use api::routes as api_routes;

use licentia_core::reminders::Kind;
use licentia_platform::access::{Granted, ManageLicences, View};
use licentia_platform::db::{Done, ScopeNo, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::outbound::{given_address, leads_inside};
use licentia_platform::problem::Problem;
use licentia_ui::Lang;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::reminders::outbox::store as outbox;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// How many webhooks an installation may have.
const MOST: usize = 20;

/// A program that is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// Its id.
    pub id: String,
    /// Where it is told.
    pub url: String,
    /// Of what: `reminder.expiry`, …; empty for everything.
    pub kinds: Vec<String>,
    /// The language of the sentences in its messages.
    pub lang: String,
    /// The number of its secret.
    pub secret_no: u32,
    /// When it got another secret, in milliseconds UTC.
    pub rotated_at: Option<i64>,
    /// When it was added, in milliseconds UTC.
    pub created_at: i64,
    /// Since when it is told nothing.
    pub disabled_at: Option<i64>,
    /// Why: `hand`, or `gone` when it answered 410.
    pub disabled_by: Option<String>,
}

/// A program to tell from now on.
#[derive(Clone, Debug, Default)]
pub struct NewWebhook {
    /// Where.
    pub url: String,
    /// Of what; empty for everything.
    pub kinds: Vec<String>,
    /// In which language; the server's own where none is said.
    pub lang: Option<String>,
}

impl Webhook {
    /// What stands in the outbox.
    pub(crate) fn reference(&self) -> String {
        format!("webhook:{}", self.id)
    }

    /// Leaves of its address what tells nobody a secret: many services hand out addresses that let in whoever knows them.
    pub(crate) fn keep_host(&mut self) {
        let address = self.url.parse::<http::Uri>().unwrap_or_default();
        let (scheme, host) =
            (address.scheme_str().unwrap_or("https"), address.authority().map_or("", |of| of.as_str()));
        self.url = format!("{scheme}://{host}/…");
    }

    /// Whether it is told of messages of this type.
    pub(crate) fn wants(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|wanted| wanted == kind)
    }
}

/// The types of messages there are, in order.
pub fn types() -> Vec<String> {
    Kind::TOLD.into_iter().map(type_of).collect()
}

/// The type of the message about a kind of need.
pub(crate) fn type_of(kind: Kind) -> String {
    format!("reminder.{}", kind.as_str())
}

/// Every webhook of an installation, the oldest first.
///
/// # Errors
/// The database's.
pub async fn list(manager: &Manager, granted: &Granted<View>) -> Result<Vec<Webhook>, Problem> {
    all(manager, granted.scope).await
}

async fn all(manager: &Manager, scope: ScopeNo) -> Result<Vec<Webhook>, Problem> {
    manager.db().read(move |r| Ok(store::list(r, scope)?)).await
}

/// Those that are told something.
pub(crate) async fn active(manager: &Manager, scope: ScopeNo) -> Result<Vec<Webhook>, Problem> {
    let mut hooks = all(manager, scope).await?;
    hooks.retain(|hook| hook.disabled_at.is_none());
    Ok(hooks)
}

/// Adds a webhook. Its secret is [`Secret::of`].
///
/// # Errors
/// 422 `invalid` for an address, a type or a language that is none, `address_internal` for an address inside this
/// server's own network; 409 `too_many_webhooks` beyond twenty.
pub async fn add(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    new: NewWebhook,
) -> Result<Done<Webhook>, Problem> {
    let NewWebhook { url, mut kinds, lang } = new;
    let url = given_address(&url)?;
    if leads_inside(&url) && !manager.settings().webhooks.internal {
        return Err(Problem::unprocessable("address_internal", "url", "[webhooks] internal = false"));
    }
    let known = types();
    if let Some(wrong) = kinds.iter().find(|kind| !known.contains(kind)) {
        return Err(Problem::invalid("kinds", format!("There is no type {wrong:?}.")));
    }
    kinds.sort_unstable();
    kinds.dedup();
    let lang = lang.unwrap_or_else(|| manager.default_lang().tag().to_owned());
    if Lang::from_tag(&lang).is_none_or(|known| known.tag() != lang) {
        return Err(Problem::invalid("lang", format!("{lang:?} is no language of this server.")));
    }
    let write = move |w: &mut Write<'_>, _: &Snapshot| {
        let scope = w.scope();
        if store::list(w, scope)?.len() >= MOST {
            return Err(Problem::conflict("too_many_webhooks").arg("count", MOST));
        }
        let (id, created_at) = (w.new_id().to_string(), w.now_ms());
        let hook = Webhook {
            id,
            url,
            kinds,
            lang,
            secret_no: 1,
            rotated_at: None,
            created_at,
            disabled_at: None,
            disabled_by: None,
        };
        store::insert(w, &hook)?;
        let told = w.text(&hook.url);
        let after = json!({"webhook": hook.id, "address": told, "kinds": hook.kinds, "lang": hook.lang});
        w.record(Entry::new("webhooks.added", 1).after(after))?;
        Ok(hook)
    };
    manager.write(granted.scope, &granted.by, write).await
}

/// Removes a webhook; what is on its way to it is given up.
///
/// # Errors
/// 404 `not_found`.
pub async fn remove(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    id: String,
) -> Result<Done<()>, Problem> {
    let write = move |w: &mut Write<'_>, _: &Snapshot| {
        if !store::delete(w, &id)? {
            return Err(Problem::not_found("webhook"));
        }
        outbox::give_up(w, &format!("webhook:{id}"), "receiver_gone")?;
        w.record(Entry::new("webhooks.removed", 1).before(json!({"webhook": id})))
    };
    manager.write(granted.scope, &granted.by, write).await
}

/// Tells a webhook again, or no more.
///
/// # Errors
/// 404 `not_found`.
pub async fn enable(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    id: String,
    enabled: bool,
) -> Result<Done<Webhook>, Problem> {
    change(manager, granted, id, move |hook, now| {
        if hook.disabled_at.is_none() == enabled {
            return None;
        }
        hook.disabled_at = (!enabled).then_some(now);
        hook.disabled_by = (!enabled).then(|| "hand".to_owned());
        Some(if enabled { "webhooks.enabled" } else { "webhooks.disabled" })
    })
    .await
}

/// Gives a webhook another secret. For a day its messages carry both signatures.
///
/// # Errors
/// 404 `not_found`.
pub async fn rotate(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    id: String,
) -> Result<Done<Webhook>, Problem> {
    change(manager, granted, id, |hook, now| {
        hook.secret_no += 1;
        hook.rotated_at = Some(now);
        Some("webhooks.secret_changed")
    })
    .await
}

/// One change of one webhook; `change` says what the ledger calls it, or that nothing changes.
async fn change(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    id: String,
    change: impl FnOnce(&mut Webhook, i64) -> Option<&'static str> + Send + 'static,
) -> Result<Done<Webhook>, Problem> {
    let write = move |w: &mut Write<'_>, _: &Snapshot| {
        let scope = w.scope();
        let mut hook = store::find(w, scope, &id)?.ok_or_else(|| Problem::not_found("webhook"))?;
        let Some(kind) = change(&mut hook, w.now_ms()) else { return Ok(hook) };
        store::update(w, &hook)?;
        if hook.disabled_at.is_some() {
            outbox::give_up(w, &hook.reference(), "webhook_disabled")?;
        }
        w.record(Entry::new(kind, 1).after(json!({"webhook": hook.id, "secret_no": hook.secret_no})))?;
        Ok(hook)
    };
    manager.write(granted.scope, &granted.by, write).await
}
