//! What is sent, and how a try ends.

use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::clock::new_id;
use licentia_platform::db::{ScopeNo, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::outbound::Received;
use licentia_platform::problem::Problem;
use licentia_ui::Lang;
use serde_json::{Value, json};

use super::{Webhook, sign, store, type_of};
use crate::reminders::outbox::{Fate, Message, Way, store as outbox};
use crate::reminders::{Links, Made, about, words};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// The code of a message whose receiver wants no more.
pub(crate) const GONE: &str = "gone";
/// The code of a message to somebody who is not told any more.
const NOBODY: &str = "receiver_gone";

/// How a trial ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Whether the receiver took it.
    pub arrived: bool,
    /// Why not.
    pub code: Option<String>,
    /// For an expert.
    pub detail: Option<String>,
}

impl Webhook {
    /// The messages about what was told.
    pub(crate) fn messages(
        &self,
        w: &mut Write<'_>,
        at: &Snapshot,
        links: &Links,
        made: &[Made],
    ) -> Vec<Message> {
        let now = w.now_ms();
        let wanted = made.iter().filter(|made| self.wants(&type_of(made.need.kind)));
        let wanted = wanted.map(|made| {
            let kind = type_of(made.need.kind);
            let body = body(&kind, now, self.data(at, links, made));
            let id = w.new_id().to_string();
            Message::new(id, Way::Webhook, self.reference(), kind, body.to_string(), now)
        });
        wanted.collect()
    }

    fn data(&self, at: &Snapshot, links: &Links, made: &Made) -> Value {
        let (need, lang) = (&made.need, Lang::from_tag(&self.lang).unwrap_or_default());
        let words = words(at, lang, need);
        json!({
            "installation": installation(at),
            "id": made.id,
            "key": need.key,
            "step": need.step,
            "severity": need.severity,
            "about": about(need),
            "title": words.title,
            "detail": words.detail,
            "link": links.to(&words.path),
        })
    }
}

fn installation(at: &Snapshot) -> Value {
    let row = at.installation();
    json!({"id": row.id, "slug": row.slug, "name": row.name, "serial": row.serial})
}

fn body(kind: &str, now_ms: i64, data: Value) -> Value {
    let timestamp = jiff::Timestamp::from_millisecond(now_ms).unwrap_or_default();
    json!({"type": kind, "timestamp": timestamp.to_string(), "data": data})
}

/// One try of a message.
pub(crate) async fn send(manager: &Manager, scope: ScopeNo, message: &Message) -> Result<Fate, Problem> {
    let id = message.receiver.strip_prefix("webhook:").unwrap_or_default().to_owned();
    let hook = manager.db().read(move |r| Ok(store::find(r, scope, &id)?)).await?;
    let Some(hook) = hook.filter(|hook| hook.disabled_at.is_none()) else {
        return Ok(Fate::Dropped { code: NOBODY.to_owned() });
    };
    Ok(post(manager, scope, &hook, &message.id, message.body.clone().into_bytes()).await)
}

async fn post(manager: &Manager, scope: ScopeNo, hook: &Webhook, id: &str, body: Vec<u8>) -> Fate {
    let headers = sign::headers(manager, scope, hook, id, &body, manager.clock().now_ms());
    match manager.hooks().deliver(&hook.url, "application/json", headers, body).await {
        Ok(Received { status: 200..=299, .. }) => Fate::Arrived,
        Ok(Received { status: 410, .. }) => Fate::Dropped { code: GONE.to_owned() },
        Ok(Received { status, retry_after_s }) => Fate::Failed {
            code: "status".to_owned(),
            detail: Some(format!("HTTP {status}")),
            retry_after_s: retry_after_s.filter(|_| matches!(status, 429 | 503)),
        },
        Err(error) => Fate::failed(error.code(), error),
    }
}

/// Sends a message of the type `webhook.test` at once. What comes of it is only answered.
///
/// # Errors
/// 404 `not_found`; the database's.
pub async fn trial(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    id: String,
) -> Result<Tried, Problem> {
    let scope = granted.scope;
    let hook = manager.db().read(move |r| Ok(store::find(r, scope, &id)?)).await?;
    let hook = hook.ok_or_else(|| Problem::not_found("webhook"))?;
    let at = manager.snapshot(scope).await?;
    let now_ms = manager.clock().now_ms();
    let id = new_id(now_ms, manager.db().random().as_ref()).to_string();
    let body = body("webhook.test", now_ms, json!({"installation": installation(&at)}));
    Ok(match post(manager, scope, &hook, &id, body.to_string().into_bytes()).await {
        Fate::Arrived => Tried { arrived: true, code: None, detail: None },
        Fate::Failed { code, detail, .. } => Tried { arrived: false, code: Some(code), detail },
        Fate::Dropped { code } => Tried { arrived: false, code: Some(code), detail: None },
    })
}

/// Tells a webhook no more, because it said so itself. `receiver` is what stands in the outbox.
pub(crate) fn disable(w: &mut Write<'_>, receiver: &str) -> Result<(), Problem> {
    let (scope, now) = (w.scope(), w.now_ms());
    let id = receiver.strip_prefix("webhook:").unwrap_or_default();
    let hook = store::find(w, scope, id)?.filter(|hook| hook.disabled_at.is_none());
    let Some(mut hook) = hook else { return Ok(()) };
    hook.disabled_at = Some(now);
    hook.disabled_by = Some(GONE.to_owned());
    store::update(w, &hook)?;
    outbox::give_up(w, receiver, GONE)?;
    w.record(Entry::new("webhooks.disabled", 1).after(json!({"webhook": hook.id, "by": GONE})))
}
