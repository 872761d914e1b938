//! Usage events in: a whole request is decided in one transaction, in the order in which requests arrived.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use licentia_core::meters::{
    Asked, Decided, Event, Facts, Key, MeterId, Outcome, Refusal, Subject, Window, decide, is_closed,
};
use licentia_core::time;
use licentia_platform::access::{Check, Granted};
use licentia_platform::db::{Kind, Write};
use licentia_platform::problem::Problem;
use tokio::sync::Semaphore;

use super::known::{Known, KnownMeter};
use super::purge::forgets_before;
use super::store::{self, days::Counted};
use super::{days, hash};
use crate::snapshot::{Slot, Snapshot};
use crate::state::Manager;

const HOUR_MS: i64 = 60 * 60 * 1_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The most events of one request.
pub const MAX_EVENTS: usize = 10_000;

/// The largest request, in bytes.
pub const MAX_BYTES: u64 = 8 * 1024 * 1024;

/// How many events this process has in its hands at once: what waits for one commit stays small, and so does memory.
static ROOM: Semaphore = Semaphore::const_new(ROOM_FOR);
const ROOM_FOR: usize = 2 * MAX_EVENTS;

/// A usage event as an application tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    key: Key,
    corrects: Option<Key>,
    meter: String,
    subject: Option<Subject>,
    /// When it happened, in milliseconds UTC; now, where nobody says.
    pub at_ms: Option<i64>,
    /// How much; `None` = nobody says.
    pub quantity: Option<u64>,
}

impl Reported {
    /// The event that `source` calls `id`, of the meter with this full name.
    pub fn new(source: &str, id: &str, meter: &str) -> Self {
        let key = key(source, id);
        Self { key, corrects: None, meter: meter.to_owned(), subject: None, at_ms: None, quantity: None }
    }

    /// It replaces the quantity of the event that `source` called `id`.
    pub fn corrects(&mut self, source: &str, id: &str) {
        self.corrects = Some(key(source, id));
    }

    /// Whom or what it is about.
    pub fn about(&mut self, subject: &str) {
        self.subject = Some(hash(&[subject.as_bytes()]));
    }
}

/// What an event is known by: 128 bits of its source and its id, which together are unique (CloudEvents 1.0 §3.1).
fn key(source: &str, id: &str) -> Key {
    hash(&[source.as_bytes(), id.as_bytes()])
}

/// Takes a request's events, at most [`MAX_EVENTS`]: one outcome for each, in their order. What is counted is counted
/// when this returns, whatever happens to the server then; what comes again is a duplicate.
///
/// # Errors
/// 503 `behind`, `busy`, `database_unavailable`, when nothing was counted; 503 `outcome_unknown`, when nobody knows: the
/// same request can simply be sent again.
pub async fn take(
    manager: &Manager,
    granted: &Granted<Check>,
    events: Vec<Reported>,
) -> Result<Vec<Outcome>, Problem> {
    let slot = manager.slot(granted.scope)?;
    manager.ready(&slot)?;
    crate::day::begin(manager, &slot).await;
    let settings = &manager.settings().meters;
    let item = Item {
        slot: Arc::clone(&slot),
        events,
        window_days: settings.window_days,
        close_after_days: settings.close_after_days,
    };
    let count = item.events.len().min(ROOM_FOR);
    let _room = ROOM.acquire_many(count as u32).await.map_err(|_| Problem::unavailable("busy"))?;
    manager.db().append::<Usage>(granted.scope, item).await
}

/// One request.
pub(crate) struct Item {
    slot: Arc<Slot>,
    events: Vec<Reported>,
    window_days: u32,
    close_after_days: u32,
}

/// The kind of thing that arrives by the thousand.
pub(crate) enum Usage {}

impl Kind for Usage {
    type Item = Item;
    type Outcome = Vec<Outcome>;
    const ACTOR: &'static str = "usage";

    fn apply(w: &mut Write<'_>, items: &[Item]) -> Result<Vec<Self::Outcome>, Problem> {
        let Some(first) = items.first() else { return Ok(Vec::new()) };
        let at = first.slot.at_head(w)?;
        let reported: Vec<&Reported> = items.iter().flat_map(|item| &item.events).collect();
        let mut outcomes = count(w, &at, first, &reported)?.into_iter();
        Ok(items.iter().map(|item| outcomes.by_ref().take(item.events.len()).collect()).collect())
    }
}

/// Reads what is known of these events, lets core decide, and writes what it says.
fn count(
    w: &mut Write<'_>,
    at: &Snapshot,
    settings: &Item,
    reported: &[&Reported],
) -> Result<Vec<Outcome>, Problem> {
    w.outside_chain();
    let names: BTreeSet<&str> = reported.iter().map(|event| &*event.meter).collect();
    let known = Known::of(w, at, &names)?;
    let scope = w.scope();
    let forgotten = store::events::forgotten(w, scope)?.map(|(before, _)| before);
    let moment = Moment::new(w.now_ms(), settings.window_days, forgotten, days::zone(at));
    let asked: Vec<Asked> =
        reported.iter().map(|event| (event.key, moment.check(event, known.get(&event.meter)))).collect();
    let meters = known.by_id();
    let past = forgets_before(moment.today, settings.window_days);
    let facts = facts(w, &meters, &asked, past)?;
    let mut decided =
        decide(&asked, facts, |month| is_closed(month, settings.close_after_days, moment.today));
    write(w, &meters, &mut decided, moment.today)?;
    Ok(decided.outcomes)
}

/// Now, as events are looked at.
struct Moment {
    window: Window,
    zone: TimeZone,
    today: Date,
}

impl Moment {
    /// What was received before the day `forgotten` is known no more. A window that was made longer is as long as it says
    /// once it has filled again: an event of before may have been counted already.
    fn new(now_ms: i64, window_days: u32, forgotten: Option<Date>, zone: TimeZone) -> Self {
        let full = i64::from(window_days) * DAY_MS;
        // An event comes an hour before its time at the earliest, so those of a day and an hour later are all there.
        let filled = forgotten.map(|day| now_ms - days::begins_ms(day, &zone) - HOUR_MS);
        let length_ms = filled.map_or(full, |filled| full.min(filled));
        Self { window: Window { now_ms, length_ms }, today: time::today(now_ms, &zone), zone }
    }

    fn check(&self, event: &Reported, meter: Option<&KnownMeter>) -> Result<Event, Refusal> {
        let meter = meter.ok_or(Refusal::MeterUnknown)?;
        let at_ms = event.at_ms.unwrap_or(self.window.now_ms);
        let event = Event {
            key: event.key,
            corrects: event.corrects,
            meter: meter.id,
            kind: meter.kind,
            at_ms,
            day: time::today(at_ms, &self.zone),
            subject: event.subject,
            quantity: event.quantity,
        };
        event.check(self.window).map(|()| event)
    }
}

/// Everything known that the events may touch: one read of each table.
fn facts(
    w: &mut Write<'_>,
    meters: &HashMap<MeterId, &KnownMeter>,
    asked: &[Asked],
    past: Date,
) -> Result<Facts, Problem> {
    let mut facts = Facts::default();
    let corrected = asked.iter().filter_map(|(_, event)| event.as_ref().ok()?.corrects);
    let keys: BTreeSet<Key> = asked.iter().map(|(key, _)| *key).chain(corrected).collect();
    store::events::known(w, keys.into_iter(), past, &mut facts)?;
    let subjects = facts.subjects_of(asked);
    store::events::known_subjects(w, &subjects, &mut facts)?;
    let wanted = facts.days_of(asked);
    let named = wanted.iter().filter_map(|(id, day)| {
        let meter = meters.get(id)?;
        Some(((&*meter.issuer, &*meter.name, *day), *id))
    });
    let named: BTreeMap<(&str, &str, Date), MeterId> = named.collect();
    let (scope, days) = (w.scope(), named.keys().copied().collect());
    for counted in store::days::some(w, scope, &days)? {
        if let Some(id) = named.get(&(&*counted.issuer, &*counted.meter, counted.day)) {
            facts.days.insert((*id, counted.day), counted.used);
        }
    }
    Ok(facts)
}

fn write(
    w: &mut Write<'_>,
    meters: &HashMap<MeterId, &KnownMeter>,
    decided: &mut Decided,
    today: Date,
) -> Result<(), Problem> {
    store::events::write(w, decided, today)?;
    for (meter, day) in std::mem::take(&mut decided.anew) {
        let made = store::events::quantities(w, meter, day)?.into_iter().collect();
        decided.days.insert((meter, day), made);
    }
    let counted: Vec<Counted> = decided
        .days
        .iter()
        .filter_map(|((id, day), used)| {
            let meter = meters.get(id)?;
            let (issuer, name) = (meter.issuer.clone(), meter.name.clone());
            Some(Counted { issuer, meter: name, day: *day, kind: meter.kind, used: *used })
        })
        .collect();
    Ok(store::days::put(w, &counted)?)
}
