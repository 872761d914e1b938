//! From days to places on the drawing: the scale, the phases between the dates, the months below.

use jiff::civil::Date;

use super::labels::wide;
use crate::date::days_between;
use crate::{Lang, text};

/// Width of the drawing in its own units.
pub(super) const WIDTH: f64 = 1088.0;

/// Where the dates put the licences (rule 7), and what is behind us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Past,
    Current,
    Warned,
    Expired,
    Stopped,
}

impl Phase {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Phase::Past => "past",
            Phase::Current => "current",
            Phase::Warned => "warned",
            Phase::Expired => "expired",
            Phase::Stopped => "stopped",
        }
    }

    pub(super) const fn text_class(self) -> &'static str {
        match self {
            Phase::Past | Phase::Stopped => "",
            Phase::Current => "accent",
            Phase::Warned => "warn",
            Phase::Expired => "bad",
        }
    }
}

/// A phase on the drawing.
pub(super) struct Band {
    pub(super) phase: Phase,
    pub(super) from: f64,
    to: f64,
}

impl Band {
    pub(super) fn width(&self) -> f64 {
        self.to - self.from
    }

    /// Where its name stands: the middle of its widest part that no stem crosses.
    pub(super) fn middle(&self, stems: &[f64], name: &str) -> Option<f64> {
        let mut edges = vec![self.from, self.to];
        edges.extend(stems.iter().filter(|x| **x > self.from + 6.0 && **x < self.to - 6.0));
        edges.sort_by(f64::total_cmp);
        let widest = edges.windows(2).max_by(|one, two| (one[1] - one[0]).total_cmp(&(two[1] - two[0])))?;
        let fits = !name.is_empty() && widest[1] - widest[0] > wide(name) * 0.92 + 6.0;
        fits.then(|| (widest[0] + widest[1]) / 2.0)
    }
}

/// A month or year on the axis.
pub(super) struct Mark {
    pub(super) x: f64,
    pub(super) label: String,
}

/// Days to places, from a little before the first date to a little after the last.
pub(super) struct Scale {
    first: Date,
    days: f64,
}

impl Scale {
    pub(super) fn new(today: Date, dates: impl Iterator<Item = Date>) -> Scale {
        let (mut first, mut last) = (today, today);
        for date in dates {
            first = first.min(date);
            last = last.max(date);
        }
        let span = days_between(first, last).max(30);
        let back = jiff::Span::new().days((span / 22).max(4));
        let on = jiff::Span::new().days((span / 16).max(8));
        let start = first.checked_sub(back).unwrap_or(first);
        let end = last.checked_add(on).unwrap_or(last);
        Scale { first: start, days: days_between(start, end).max(1) as f64 }
    }

    /// Where a day ends: that is where the stem of a last day stands.
    pub(super) fn end_of(&self, date: Date) -> f64 {
        self.x(date.tomorrow().unwrap_or(date))
    }

    /// Where a day begins.
    pub(super) fn x(&self, date: Date) -> f64 {
        let share = days_between(self.first, date) as f64 / self.days;
        (share * WIDTH).clamp(0.0, WIDTH)
    }

    /// The phases from left to right; those without a beginning are left out.
    pub(super) fn bands(&self, today: Date, phases: &[(Phase, Option<Date>)]) -> Vec<Band> {
        let now = self.x(today);
        let mut bands = Vec::new();
        if now > 0.0 {
            bands.push(Band { phase: Phase::Past, from: 0.0, to: now });
        }
        let mut begun = (Phase::Current, now);
        for (phase, begins) in phases {
            let Some(at) = begins.map(|date| self.x(date).max(now)) else { continue };
            if at > begun.1 {
                bands.push(Band { phase: begun.0, from: begun.1, to: at });
            }
            begun = (*phase, at);
        }
        if begun.1 < WIDTH {
            bands.push(Band { phase: begun.0, from: begun.1, to: WIDTH });
        }
        bands
    }

    /// The first days of months, or of years, as many as have room; none where a line is in the way.
    pub(super) fn marks(&self, lang: Lang, blocked: &[f64]) -> Vec<Mark> {
        let month = WIDTH / self.days * 30.4;
        let step = [1, 2, 3, 6, 12, 24, 60, 120].into_iter().find(|n| month * f64::from(*n) > 60.0);
        let step = step.unwrap_or(240);
        let mut marks = Vec::new();
        let mut day = self.first.first_of_month();
        while let Ok(next) = day.checked_add(jiff::Span::new().months(1)) {
            day = next;
            let x = self.x(day);
            if x >= WIDTH - 1.0 || marks.len() > 40 {
                break;
            }
            let months = i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
            let label = month_label(lang, day, step);
            let end = x + 8.0 + wide(&label) * 0.9;
            let free = blocked.iter().all(|line| *line < x - 1.0 || *line > end);
            if months.rem_euclid(step) == 0 && end < WIDTH && free {
                marks.push(Mark { x, label });
            }
        }
        marks
    }
}

fn month_label(lang: Lang, day: Date, step: i32) -> String {
    if step >= 12 {
        return day.year().to_string();
    }
    let month = text(lang, &format!("date-month-short-{}", day.month()));
    if day.month() == 1 { format!("{month} {}", day.year()) } else { month }
}
