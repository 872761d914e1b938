//! What the sample customer used: two months of e-mails, log-ins, chats, forms and storage, as CloudEvents.

use anyhow::Result;
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use licentia_client::Client;
use serde_json::{Value, json};

/// How far back events are told, in days: not as far as they are taken.
const DAYS: i64 = 60;
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
    Habit { meter: "superoffice.customer-centre-logins", now: 110, then: 80, day_off: 35 },
    Habit { meter: "superoffice.chat-sessions", now: 72, then: 40, day_off: 12 },
    Habit { meter: "superoffice.form-submissions", now: 40, then: 30, day_off: 10 },
];
/// These are told every few hours, by the number sent.
const EMAILS: Habit = Habit { meter: "superoffice.emails", now: 1_400, then: 900, day_off: 260 };
/// Gigabytes then and now.
const STORAGE: (u64, u64) = (38, 57);

/// Tells all of it.
pub(super) fn fill(client: &Client, today: Date) -> Result<()> {
    let mut events = Vec::new();
    for ago in (1..=DAYS).rev() {
        if let Ok(day) = today.checked_sub(ago.days()) {
            of_day(day, ago, &mut events);
        }
    }
    for batch in events.chunks(BATCH) {
        let body = serde_json::to_vec(batch)?;
        client.post_as("/api/v1/usage", "application/cloudevents-batch+json", &body)?;
    }
    Ok(())
}

fn of_day(day: Date, ago: i64, events: &mut Vec<Value>) {
    for habit in &COUNTED {
        let count = habit.on(day, ago);
        events.extend((0..count).map(|n| event(habit.meter, day, n * 1_440 / count.max(1), n, json!({}))));
    }
    for part in 0..6 {
        let quantity = EMAILS.on(day, ago) / 6 + part * 7;
        events.push(event(EMAILS.meter, day, 420 + part * 120, part, json!({ "quantity": quantity })));
    }
    let (then, now) = STORAGE;
    let level = now - (now - then) * ago.unsigned_abs() / DAYS.unsigned_abs();
    events.push(event("superoffice.storage", day, 180, 0, json!({ "quantity": level })));
}

impl Habit {
    /// How much on a day: it grows through the weeks, and no two days are quite the same.
    fn on(&self, day: Date, ago: i64) -> u64 {
        if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            return self.day_off;
        }
        let grown = (self.now - self.then) * (DAYS - ago).unsigned_abs() / DAYS.unsigned_abs();
        let usual = self.then + grown;
        // 90 to 110 per cent.
        usual * (90 + u64::from(day.day_of_year().unsigned_abs()) * 37 % 21) / 100
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
