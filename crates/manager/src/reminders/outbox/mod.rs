//! What is on its way out: mail and webhooks, each tried until it has arrived, for three days.
//!
//! A message is written down in the transaction that decides on it, and sent afterwards: a server that dies in between
//! loses none. Of several servers on one database one tries a message at a time, whoever takes its turn. A server that
//! dies after sending and before saying so lets the next one send it again: at least once, under the same id, by which
//! the receiver knows it.

mod forget;
mod schedule;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use licentia_platform::by::By;
use licentia_platform::db::{ScopeNo, Write};
use licentia_platform::mail::Mail;
use licentia_platform::problem::Problem;
use tokio::task::JoinSet;

use super::letter::Letter;
use super::receivers;
use crate::interfaces::webhooks;
use crate::state::Manager;

pub(crate) use forget::forget_person;
pub use store::{Message, Way};

/// How many messages of an installation are tried at a time.
const AT_ONCE: u32 = 16;
/// In how many installations messages are tried at a time.
const INSTALLATIONS: usize = 64;
/// How often it is looked for what is due.
const LOOK: Duration = Duration::from_secs(1);
/// How long one try may take.
const PATIENCE: Duration = Duration::from_secs(90);
/// How long whoever tries has the turn, in milliseconds: longer than a try may take.
const TURN_MS: i64 = 120_000;

/// What became of a try.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum Fate {
    /// It has arrived.
    Arrived,
    /// It has not; the code says why, and an expert may want the words. Perhaps the receiver says when to come again.
    Failed { code: String, detail: Option<String>, retry_after_s: Option<u64> },
    /// It will never: nobody is to be tried any more.
    Dropped { code: String },
}

impl Fate {
    pub(crate) fn failed(code: &str, detail: impl ToString) -> Self {
        Self::Failed { code: code.to_owned(), detail: Some(detail.to_string()), retry_after_s: None }
    }
}

/// Tries what is due in every installation, once. What goes wrong in one of them is for the log.
///
/// # Errors
/// The database's, when it cannot be asked what is due.
pub async fn deliver_due(manager: &Manager) -> Result<(), Problem> {
    let mut under_way = UnderWay::default();
    under_way.begin(manager).await?;
    while under_way.tries.join_next().await.is_some() {}
    Ok(())
}

/// Tries what is due for as long as the server runs. Each installation goes its own way: a receiver that does not answer
/// keeps nobody waiting but those whose messages are tried beside its own.
pub(crate) async fn deliver_always(manager: Manager) {
    let (mut under_way, mut ticks) = (UnderWay::default(), tokio::time::interval(LOOK));
    loop {
        ticks.tick().await;
        under_way.settle();
        if let Err(Problem { code, detail, .. }) = under_way.begin(&manager).await {
            tracing::warn!(%code, ?detail, "what is to be sent could not be read and is looked for again");
        }
    }
}

/// The installations whose messages are being tried.
#[derive(Default)]
struct UnderWay {
    tries: JoinSet<()>,
    scopes: HashMap<tokio::task::Id, ScopeNo>,
}

impl UnderWay {
    /// Begins to try what is due in installations where nothing is being tried.
    async fn begin(&mut self, manager: &Manager) -> Result<(), Problem> {
        let now = manager.now_ms();
        for scope in manager.db().read(move |r| Ok(store::due(r, now)?)).await? {
            if self.scopes.len() >= INSTALLATIONS || self.scopes.values().any(|busy| *busy == scope) {
                continue;
            }
            let manager = manager.clone();
            let begun = self.tries.spawn(async move {
                if let Err(Problem { code, detail, .. }) = deliver(&manager, scope).await {
                    tracing::warn!(scope = scope.0, %code, ?detail, "messages could not be sent and are tried again");
                }
            });
            self.scopes.insert(begun.id(), scope);
        }
        Ok(())
    }

    /// Forgets those that have been tried, however that ended.
    fn settle(&mut self) {
        while let Some(ended) = self.tries.try_join_next_with_id() {
            let id = ended.map_or_else(|error| error.id(), |(id, ())| id);
            self.scopes.remove(&id);
        }
    }
}

/// Tries what is due in one installation.
async fn deliver(manager: &Manager, scope: ScopeNo) -> Result<(), Problem> {
    let by = By::system("outbox");
    let taken = manager.db().write(scope, &by, |w| {
        w.outside_chain();
        let now = w.now_ms();
        Ok(store::take(w, now, now + TURN_MS, AT_ONCE)?)
    });
    let mut tries = JoinSet::new();
    for message in taken.await?.value {
        let manager = manager.clone();
        tries.spawn(async move {
            let tried = tokio::time::timeout(PATIENCE, attempt(&manager, scope, &message)).await;
            let fate = match tried {
                Ok(Ok(fate)) => fate,
                Ok(Err(problem)) => Fate::failed(&problem.code, problem.detail.unwrap_or_default()),
                Err(_) => Fate::failed("timeout", ""),
            };
            (message, fate)
        });
    }
    let fates = tries.join_all().await;
    if fates.is_empty() {
        return Ok(());
    }
    let mut chance = [0; 8];
    manager.db().random().fill(&mut chance);
    let chance = u64::from_le_bytes(chance);
    let gone = fates.iter().filter(|(_, fate)| *fate == Fate::Dropped { code: webhooks::GONE.to_owned() });
    let gone: BTreeSet<String> = gone.map(|(message, _)| message.receiver.clone()).collect();
    let told = manager.db().write(scope, &by, move |w| {
        w.outside_chain();
        fates.iter().try_for_each(|(message, fate)| settle(w, message, fate, chance))
    });
    told.await?;
    for receiver in gone {
        manager.db().write(scope, &by, move |w| webhooks::disable(w, &receiver)).await?;
    }
    Ok(())
}

/// One try.
async fn attempt(manager: &Manager, scope: ScopeNo, message: &Message) -> Result<Fate, Problem> {
    match message.way {
        Way::Mail => mail(manager, scope, message).await,
        Way::Webhook => webhooks::send(manager, scope, message).await,
    }
}

async fn mail(manager: &Manager, scope: ScopeNo, message: &Message) -> Result<Fate, Problem> {
    let Some(to) = receivers::address(manager, scope, &message.receiver).await? else {
        return Ok(Fate::Dropped { code: "receiver_gone".to_owned() });
    };
    let letter: Letter =
        serde_json::from_str(&message.body).map_err(|error| Problem::internal(error.to_string()))?;
    let Letter { subject, text, html } = letter;
    let mail = Mail { id: message.id.clone(), to, subject, text, html: Some(html) };
    Ok(match manager.mailer().send(mail, manager.clock().now_ms()).await {
        Ok(()) => Fate::Arrived,
        Err(error) => Fate::failed(error.code(), error),
    })
}

/// Writes down what became of a try.
fn settle(w: &mut Write<'_>, message: &Message, fate: &Fate, chance: u64) -> Result<(), Problem> {
    let now = w.now_ms();
    match fate {
        Fate::Arrived => store::arrived(w, &message.id, now)?,
        Fate::Dropped { code } => store::failed(w, &message.id, code, None, None)?,
        Fate::Failed { code, detail, retry_after_s } => {
            let next = schedule::next(message.made_at, message.tries + 1, now, *retry_after_s, chance);
            store::failed(w, &message.id, code, detail.as_deref(), next)?;
        }
    }
    Ok(())
}
