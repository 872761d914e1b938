//! Dates and moments as the reader's language writes them, always as `<time datetime>`.
//!
//! The order of day, month and year stands in the language files (`date-…` in `common.ftl`).

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use maud::{Markup, html};

use crate::{Lang, t, text};

/// "27 March 2027" without markup: for titles, labels and texts.
#[must_use]
pub fn date_words(lang: Lang, date: Date) -> String {
    let month = text(lang, &format!("date-month-{}", date.month()));
    t!(lang, "date-long", day = date.day().to_string(), month = month, year = date.year().to_string())
}

/// "27 Mar 2027" without markup.
#[must_use]
pub fn date_words_short(lang: Lang, date: Date) -> String {
    let month = text(lang, &format!("date-month-short-{}", date.month()));
    t!(lang, "date-short", day = date.day().to_string(), month = month, year = date.year().to_string())
}

/// "in 126 days", "tomorrow", "today", "yesterday", "9 days ago".
#[must_use]
pub fn days_away(lang: Lang, date: Date, today: Date) -> String {
    match days_between(today, date) {
        0 => t!(lang, "date-today"),
        1 => t!(lang, "date-tomorrow"),
        -1 => t!(lang, "date-yesterday"),
        days if days > 0 => t!(lang, "date-in-days", days = days),
        days => t!(lang, "date-days-ago", days = -days),
    }
}

/// "27 March 2027": a date on its own.
#[must_use]
pub fn date(lang: Lang, date: Date) -> Markup {
    html! { time datetime=(date) { (date_words(lang, date)) } }
}

/// "27 Mar 2027": a date in a table.
#[must_use]
pub fn date_short(lang: Lang, date: Date) -> Markup {
    html! { time datetime=(date) { (date_words_short(lang, date)) } }
}

/// "27 March 2027 (in 126 days)": a date that somebody waits for or fears.
#[must_use]
pub fn date_with_days(lang: Lang, date: Date, today: Date) -> Markup {
    html! {
        time datetime=(date) { (date_words(lang, date)) }
        " " span.quiet { "(" (days_away(lang, date, today)) ")" }
    }
}

/// A date in a table, or a dash.
#[must_use]
pub fn date_or_dash(lang: Lang, date: Option<Date>) -> Markup {
    match date {
        Some(date) => date_short(lang, date),
        None => html! { span.quiet { (crate::dash()) } },
    }
}

/// A moment (milliseconds UTC) as it reads in `zone`: "today, 10:42", "yesterday, 16:20",
/// "21 Nov 2026, 13:55".
#[must_use]
pub fn moment(lang: Lang, at_ms: i64, now_ms: i64, zone: &TimeZone) -> Markup {
    let (at, now) = (zoned(at_ms, zone), zoned(now_ms, zone));
    let clock = format!("{:02}:{:02}", at.hour(), at.minute());
    let day = match days_between(now.date(), at.date()) {
        0 => t!(lang, "date-today"),
        -1 => t!(lang, "date-yesterday"),
        _ => date_words_short(lang, at.date()),
    };
    let machine = at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    html! { time datetime=(machine) { (t!(lang, "date-at", day = day, clock = clock)) } }
}

/// How long ago a moment was: "just now", "2 minutes ago", "1 hour ago", then days.
#[must_use]
pub fn ago(lang: Lang, at_ms: i64, now_ms: i64) -> Markup {
    let minutes = now_ms.saturating_sub(at_ms) / 60_000;
    let words = match minutes {
        ..1 => t!(lang, "date-just-now"),
        1..60 => t!(lang, "date-minutes-ago", minutes = minutes),
        60..1440 => t!(lang, "date-hours-ago", hours = minutes / 60),
        _ => t!(lang, "date-days-ago", days = minutes / 1440),
    };
    let machine = zoned(at_ms, &TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    html! { time datetime=(machine) { (words) } }
}

/// The day on which `at_ms` falls in `zone`.
#[must_use]
pub fn day_of(at_ms: i64, zone: &TimeZone) -> Date {
    zoned(at_ms, zone).date()
}

fn zoned(at_ms: i64, zone: &TimeZone) -> Zoned {
    Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone.clone())
}

/// How many days `to` is after `from`.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}
