//! Telling what is new.

use std::sync::Arc;

use licentia_core::reminders::{Kind, Need, News, news};
use licentia_platform::by::By;
use licentia_platform::db::{ScopeNo, Write};
use licentia_platform::mail::MailError;
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};

use super::letter::{Links, letter};
use super::outbox::{Message, Way, store as outbox};
use super::receivers::{self, Receiver};
use super::store::{self, Made};
use super::{facts, settings};
use crate::interfaces::webhooks::{self, Webhook};
use crate::snapshot::Snapshot;
use crate::state::Manager;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// So long messages are remembered that arrived or were given up.
pub(super) const REMEMBERED_MS: i64 = 30 * DAY_MS;

/// What a look came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ran {
    /// How many reminders were made, also those that nobody could be told of.
    pub made: u64,
    /// How many messages were written about them.
    pub messages: u64,
}

/// Tells what is new in every installation, whatever the hour.
///
/// # Errors
/// The first problem of any installation; the others are looked at all the same.
pub async fn run_due(manager: &Manager) -> Result<(), Problem> {
    let mut outcome = Ok(());
    for slot in manager.slots() {
        outcome = outcome.and(run(manager, slot.scope()).await.map(drop));
    }
    outcome
}

/// Tells what is new in one installation.
///
/// # Errors
/// 404 `not_found`; 503 `behind`; the database's.
pub async fn run(manager: &Manager, scope: ScopeNo) -> Result<Ran, Problem> {
    let at = manager.snapshot(scope).await?;
    let (chosen, _) = settings::of(manager, scope).await?;
    let mut needs = facts::needs(manager, &at, &chosen.steps).await?;
    needs.retain(|need| need.step.is_some() && chosen.tells(need.kind));
    // Where nothing is ever sent, nothing is written down to be sent: the pages tell it.
    let receivers = match manager.mailer().trouble() {
        Some(MailError::Off) => Vec::new(),
        _ => receivers::all(manager, scope, &chosen).await?,
    };
    let hooks = match manager.hooks().is_enabled() {
        true => webhooks::active(manager, scope).await?,
        false => Vec::new(),
    };
    let telling = Telling { links: Links::of(manager, &at), receivers, hooks, needs, at };
    let done = manager.db().write(scope, &By::system("reminders"), move |w| telling.tell(w)).await?;
    Ok(done.value)
}

/// Everything that is needed inside the write.
struct Telling {
    at: Arc<Snapshot>,
    links: Links,
    needs: Vec<Need>,
    receivers: Vec<Receiver>,
    hooks: Vec<Webhook>,
}

impl Telling {
    fn tell(&self, w: &mut Write<'_>) -> Result<Ran, Problem> {
        w.outside_chain();
        let (scope, now) = (w.scope(), w.now_ms());
        let known = store::known(w, scope)?;
        let heard = |kind: Kind| !self.told_to(kind).is_empty();
        let News { told, passed, left, back, forgotten } = news(&self.needs, &known, now, heard);
        store::forget(w, &forgotten)?;
        store::leave(w, &left, Some(now))?;
        store::leave(w, &back, None)?;
        let kind = |key: &str| self.needs.iter().find(|need| need.key == key).map(|need| need.kind);
        let passed = passed.into_iter().map(|(key, step)| (key, step, kind(key).is_none_or(heard)));
        store::pass(w, &passed.collect::<Vec<_>>())?;
        outbox::forget(w, now - REMEMBERED_MS)?;
        let made = told.into_iter().map(|need| Made {
            id: w.new_id().to_string(),
            need: need.clone(),
            made_at: now,
            told_to: self.told_to(need.kind),
        });
        let mut made: Vec<Made> = made.collect();
        if made.is_empty() {
            return Ok(Ran::default());
        }
        facts::name_people_in(w, made.iter_mut().map(|made| &mut made.need))?;
        store::insert(w, &made)?;
        let mut messages = self.mails(w, &made, now);
        for hook in &self.hooks {
            messages.extend(hook.messages(w, &self.at, &self.links, &made));
        }
        outbox::put(w, &messages)?;
        Ok(Ran { made: made.len() as u64, messages: messages.len() as u64 })
    }

    /// Everybody who is told of a kind of need, as the outbox names them. The pages tell it too, and remember nobody.
    fn told_to(&self, kind: Kind) -> Vec<String> {
        let people = self.receivers.iter().filter(|receiver| receiver.can_act(kind));
        let wanted = webhooks::type_of(kind);
        let programs = self.hooks.iter().filter(|hook| hook.wants(&wanted)).map(Webhook::reference);
        people.filter_map(Receiver::reference).chain(programs).collect()
    }

    /// One mail for everybody who can do something about any of it.
    fn mails(&self, w: &mut Write<'_>, made: &[Made], now: i64) -> Vec<Message> {
        let mut mails = Vec::new();
        for receiver in &self.receivers {
            let theirs = made.iter().map(|made| &made.need).filter(|need| receiver.can_act(need.kind));
            let theirs: Vec<&Need> = theirs.collect();
            let Some(reference) = receiver.reference().filter(|_| !theirs.is_empty()) else { continue };
            let letter = letter(&self.at, &self.links, receiver.lang, &theirs);
            let body = serde_json::to_string(&letter).expect("three texts are JSON");
            let id = w.new_id().to_string();
            mails.push(Message::new(id, Way::Mail, reference, letter.subject, body, now));
        }
        mails
    }
}
