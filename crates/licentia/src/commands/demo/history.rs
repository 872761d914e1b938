//! A year that lies behind the sample customer: what was in use, what there was, and who was refused.

use super::said;
use anyhow::Result;
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use licentia_core::decide::Code;
use licentia_core::history::{Figure, Kept};
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licence::Counting;
use licentia_manager::Manager;
use licentia_manager::history::{History, Past, PastDay, PastRefusal, Period, capacity, take_over};
use licentia_manager::snapshot::Snapshot;
use licentia_platform::access::Granted;
use licentia_platform::by::By;
use licentia_platform::db::ScopeNo;

/// How far back it goes, in days.
const DAYS: i64 = 364;
/// So many days ago, the licences were renewed with more of everything.
const RENEWED: i64 = 152;

/// Writes the year before today, once.
pub(super) async fn fill(manager: &Manager, scope: ScopeNo) -> Result<()> {
    let at = manager.snapshot(scope).await.map_err(said)?;
    let view = Granted::to_the_server(By::setup(), scope);
    let now = capacity(manager, &view, Period::of_days(&at, 1)).await.map_err(said)?;
    let days: Vec<PastDay> = now.iter().flat_map(|product| year(&at, product)).collect();
    let past = Past { refusals: refusals(&at, &days), last_uses: last_uses(&at), days };
    let manage = Granted::to_the_server(By::setup(), scope);
    take_over(manager, &manage, past).await.map(drop).map_err(said)
}

/// Most people were there yesterday or the working day before, some have been away for weeks, and one in ten never came.
fn last_uses(at: &Snapshot) -> Vec<(UserNo, Date)> {
    let today = at.day().today;
    let active = at.users().filter(|user| user.active());
    let of = active.filter_map(|user| {
        let chance = noise(user.login_key(), 7);
        let ago = match chance % 20 {
            0..=11 => 1,
            12..=14 => 2 + chance as i64 % 3,
            15..=17 => 6 + chance as i64 % 50,
            _ => return None,
        };
        Some((user.no(), working_day(today.checked_sub(ago.days()).ok()?)?))
    });
    of.collect()
}

/// The day itself, or the Friday before it.
fn working_day(day: Date) -> Option<Date> {
    match day.weekday() {
        Weekday::Saturday => day.checked_sub(1.day()).ok(),
        Weekday::Sunday => day.checked_sub(2.days()).ok(),
        _ => Some(day),
    }
}

/// The days of one product up to yesterday.
fn year(at: &Snapshot, product: &History) -> Vec<PastDay> {
    let today = at.day().today;
    let module = product.item.module.and_then(|no| at.licences().module(no));
    let concurrent = module.is_some_and(|module| module.counting == Counting::Concurrent);
    let day = |ago: i64| {
        let day = today.checked_sub(ago.days()).ok()?;
        let cap = product.now.cap.map(|cap| if ago > RENEWED { before_renewal(cap) } else { cap });
        let used = match concurrent {
            true => at_work(&product.item.name, day, cap.unwrap_or(0)),
            false => held(&product.item.name, product.now.used, ago),
        };
        let figure = Figure { used: cap.map_or(used, |cap| used.min(cap)), cap };
        Some(PastDay {
            item: product.item.name.clone(),
            day,
            kept: Kept { peak: figure.used, cap, full: figure.full() },
        })
    };
    (1..=DAYS).rev().filter_map(day).collect()
}

/// What there was before the renewal: four fifths, in fives.
fn before_renewal(cap: u64) -> u64 {
    if cap < 10 { cap } else { (cap * 4 / 5).div_ceil(5) * 5 }
}

/// Seats that people hold: from three fifths to those of today, a few more or fewer each week.
fn held(item: &str, now: u64, ago: i64) -> u64 {
    let week = ago / 7;
    if week == 0 {
        return now;
    }
    let grown = 100 - 40 * ago.unsigned_abs() / DAYS.unsigned_abs();
    let swing = noise(item, week) % 9;
    now * (grown + swing).saturating_sub(4).min(104) / 100
}

/// Seats of open sessions: a working week, and quiet summers.
fn at_work(item: &str, day: Date, cap: u64) -> u64 {
    let share = match (day.weekday(), day.month()) {
        (Weekday::Saturday | Weekday::Sunday, _) => 8,
        (_, 7) => 35,
        (Weekday::Friday, _) => 60,
        _ => 78,
    };
    cap * (share + noise(item, i64::from(day.day_of_year())) % 26) / 100
}

/// The same number for the same thing, on every run.
fn noise(item: &str, at: i64) -> u64 {
    let seed = item.bytes().fold(at.unsigned_abs().wrapping_add(11), |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (seed >> 17) % 1_000
}

/// People who met a full house: on every third day on which a product had no seat left.
fn refusals(at: &Snapshot, days: &[PastDay]) -> Vec<PastRefusal> {
    let full = days.iter().filter(|past| past.kept.full);
    let people: Vec<UserNo> = at.users().filter(|user| user.active()).map(|user| user.no()).collect();
    let refused = |past: &PastDay| {
        let no: ModuleNo = at.licences().no(&past.item)?;
        let chance = noise(&past.item, i64::from(past.day.day_of_year()) + 400);
        // The same few people ask again and again.
        let few = people.get(chance as usize % people.len().clamp(1, 9) * 3)?;
        let code = match at.licences().module(no)?.counting {
            Counting::Concurrent => Code::NoSession,
            Counting::Named => Code::NoSeat,
        };
        let asked = chance.is_multiple_of(3) && !at.user(*few)?.holds(no);
        asked.then_some(PastRefusal {
            day: past.day,
            user: *few,
            module: no,
            code,
            times: 1 + (chance % 4) as u32,
        })
    };
    full.filter_map(refused).collect()
}
