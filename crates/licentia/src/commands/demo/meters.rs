//! What the sample customer used in a year: the closed months as another system counted them, and what happened since as
//! CloudEvents.

use super::said;
use anyhow::Result;
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use licentia_client::Client;
use licentia_core::meters::is_closed;
use licentia_core::month::Month;
use licentia_manager::Manager;
use licentia_manager::meters::{PastUse, take_over};
use licentia_platform::access::Granted;
use licentia_platform::by::By;
use licentia_platform::db::ScopeNo;
use serde_json::{Value, json};

/// How far it goes back: the month that is going on, and so many before it.
const MONTHS: usize = 11;
/// The days over which the use has grown from then to now.
const DAYS: i64 = 350;
/// How many events go into one request.
const BATCH: usize = 2_000;
/// Who tells them.
const SOURCE: &str = "https://crm.example/nordlys";

/// What is used on a working day, today and `DAYS` ago, and on a day off.
struct Habit {
    meter: &'static str,
    now: u64,
    then: u64,
    day_off: u64,
}

/// Each of these is an event of its own.
const COUNTED: [Habit; 3] = [
    Habit { meter: "superoffice.customer-centre-logins", now: 110, then: 62, day_off: 35 },
    Habit { meter: "superoffice.chat-sessions", now: 72, then: 5, day_off: 12 },
    Habit { meter: "superoffice.form-submissions", now: 40, then: 34, day_off: 10 },
];
/// These are told every few hours, by the number sent.
const EMAILS: Habit = Habit { meter: "superoffice.emails", now: 1_400, then: 350, day_off: 260 };
/// So often a day.
const MAILINGS: u64 = 6;
/// What is looked at once a day: gigabytes and contacts, then and now.
const LEVELS: [(&str, u64, u64); 2] =
    [("superoffice.storage", 21, 57), ("creatio.active-contacts", 380, 720)];

/// Takes over the months that are closed, and tells the rest as an application would.
pub(super) async fn fill(manager: &Manager, scope: ScopeNo, customer: Client) -> Result<()> {
    let today = manager.snapshot(scope).await.map_err(said)?.day().today;
    let after_days = manager.settings().meters.close_after_days;
    let closed = |day: &Date| is_closed(Month::of(*day), after_days, today);
    let this = Month::of(today);
    let first = (0..MONTHS).fold(this, |month, _| month.previous()).first_day();
    let days: Vec<Date> = first.series(1.day()).take_while(|day| *day < today).collect();
    let (past, since): (Vec<Date>, Vec<Date>) = days.into_iter().partition(closed);
    let granted = Granted::to_the_server(By::setup(), scope);
    let past = past.into_iter().flat_map(|day| taken_over(day, ago(day, today))).collect();
    take_over(manager, &granted, past).await.map_err(said)?;
    tokio::task::spawn_blocking(move || tell(&customer, &since, today)).await?
}

/// How many days ago a day was.
fn ago(day: Date, today: Date) -> i64 {
    day.until(today).map_or(0, |span| i64::from(span.get_days()))
}

fn tell(customer: &Client, days: &[Date], today: Date) -> Result<()> {
    let mut events = Vec::new();
    for day in days {
        of_day(*day, ago(*day, today), &mut events);
    }
    for batch in events.chunks(BATCH) {
        let body = serde_json::to_vec(batch)?;
        customer.post_as("/api/v1/usage", "application/cloudevents-batch+json", &body)?;
    }
    Ok(())
}

/// A day by its sums.
fn taken_over(day: Date, ago: i64) -> Vec<PastUse> {
    let past = |meter: &str, events, used| PastUse { meter: meter.to_owned(), day, events, used };
    let counted = COUNTED.iter().map(|habit| (habit.meter, habit.on(day, ago)));
    let mut told: Vec<PastUse> = counted.map(|(meter, count)| past(meter, count, count)).collect();
    told.push(past(EMAILS.meter, MAILINGS, mailings(day, ago).sum()));
    told.extend(levels(ago).map(|(meter, level)| past(meter, 1, level)));
    told
}

/// The same day by its events.
fn of_day(day: Date, ago: i64, events: &mut Vec<Value>) {
    for habit in &COUNTED {
        let count = habit.on(day, ago);
        events.extend((0..count).map(|n| event(habit.meter, day, n * 1_440 / count.max(1), n, json!({}))));
    }
    for (part, quantity) in (0..).zip(mailings(day, ago)) {
        events.push(event(EMAILS.meter, day, 420 + part * 120, part, json!({ "quantity": quantity })));
    }
    events.extend(levels(ago).map(|(meter, level)| event(meter, day, 180, 0, json!({ "quantity": level }))));
}

fn mailings(day: Date, ago: i64) -> impl Iterator<Item = u64> {
    (0..MAILINGS).map(move |part| EMAILS.on(day, ago) / MAILINGS + part * 7)
}

/// They have grown evenly.
fn levels(ago: i64) -> impl Iterator<Item = (&'static str, u64)> {
    let days = ago.clamp(0, DAYS).unsigned_abs();
    LEVELS.iter().map(move |(meter, then, now)| (*meter, now - (now - then) * days / DAYS.unsigned_abs()))
}

impl Habit {
    /// How much on a day: it grows through the months, summers and the turn of the year are quiet, and no two days are
    /// quite the same.
    fn on(&self, day: Date, ago: i64) -> u64 {
        if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            return self.day_off;
        }
        let grown = (self.now - self.then) * (DAYS - ago).clamp(0, DAYS).unsigned_abs() / DAYS.unsigned_abs();
        let season = match (day.month(), day.day()) {
            (7, _) => 55,
            (8, _) | (12, 18..) => 80,
            (3 | 9 | 10, _) => 108,
            _ => 100,
        };
        // 90 to 110 per cent.
        let chance = 90 + u64::from(day.day_of_year().unsigned_abs()) * 37 % 21;
        (self.then + grown) * chance * season / 10_000
    }
}

/// An event so many minutes into a day. Its id says what it is, so that telling it again changes nothing.
fn event(meter: &str, day: Date, minute: u64, n: u64, data: Value) -> Value {
    let (hour, minute) = (minute / 60 % 24, minute % 60);
    json!({
        "specversion": "1.0", "id": format!("{meter}-{day}-{n}"), "source": SOURCE, "type": meter,
        "subject": "nordlys", "time": format!("{day}T{hour:02}:{minute:02}:00Z"), "data": data,
    })
}
