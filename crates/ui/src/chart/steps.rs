//! A level day by day, as a stepped area under the line of what there is.

use jiff::civil::Date;
use maud::{Markup, Render, html};

use super::{BOTTOM, Frame, LABELS, Plot, RIGHT, TOP, figure, px, wide};
use crate::date::days_between;
use crate::{Lang, date_words_short, t, text};

/// From so many days on, the axis counts months.
const MONTHS_FROM: i64 = 62;
/// From so many days on, single days are too narrow to be pointed at.
const POINTED_UP_TO: i64 = 400;

/// One day.
#[derive(Clone, Debug)]
pub struct StepDay {
    /// The day.
    pub day: Date,
    /// The level.
    pub value: u64,
    /// What there was; `None` = no limit.
    pub limit: Option<u64>,
    /// Whether the last unit was taken.
    pub full: bool,
}

/// A level over days. Days that are missing leave a gap.
pub struct Steps {
    lang: Lang,
    frame: Frame,
    from: Date,
    to: Date,
    level: String,
    limit: String,
    full: String,
    days: Vec<StepDay>,
}

impl Steps {
    /// `id` is unique on the page; `title` names the drawing, `description` says in a sentence what it shows. The axis goes
    /// from the first day to the last, both included.
    #[must_use]
    pub fn new(
        lang: Lang,
        id: impl Into<String>,
        title: impl Into<String>,
        description: impl Into<String>,
        (from, to): (Date, Date),
    ) -> Steps {
        let frame = Frame { id: id.into(), title: title.into(), description: description.into() };
        let (level, limit, full) = (String::new(), String::new(), String::new());
        Steps { lang, frame, from, to: to.max(from), level, limit, full, days: Vec::new() }
    }

    /// What the level, its limit and a day at the limit are called.
    #[must_use]
    pub fn words(
        mut self,
        level: impl Into<String>,
        limit: impl Into<String>,
        full: impl Into<String>,
    ) -> Steps {
        (self.level, self.limit, self.full) = (level.into(), limit.into(), full.into());
        self
    }

    /// The days, oldest first. What lies outside the axis is left out.
    #[must_use]
    pub fn days(mut self, days: impl IntoIterator<Item = StepDay>) -> Steps {
        let (from, to) = (self.from, self.to);
        self.days.extend(days.into_iter().filter(|day| (from..=to).contains(&day.day)));
        self
    }

    /// How many days the axis has.
    fn count(&self) -> i64 {
        days_between(self.from, self.to) + 1
    }

    fn x(&self, plot: &Plot, day: Date) -> f64 {
        plot.left + plot.width() * days_between(self.from, day) as f64 / self.count() as f64
    }

    fn slot(&self, plot: &Plot) -> f64 {
        plot.width() / self.count() as f64
    }

    /// Runs of days one after the other.
    fn runs(&self) -> impl Iterator<Item = &[StepDay]> {
        self.days.chunk_by(|a, b| days_between(a.day, b.day) == 1)
    }

    /// A stepped line through `value` of each day; it breaks where there is none.
    fn line(&self, plot: &Plot, value: impl Fn(&StepDay) -> Option<u64>) -> String {
        let (slot, mut path) = (self.slot(plot), String::new());
        for run in self.runs() {
            let mut at: Option<u64> = None;
            for day in run {
                let (x, now) = (self.x(plot, day.day), value(day));
                let Some(now) = now else {
                    at = None;
                    continue;
                };
                match at {
                    Some(before) if before == now => {}
                    Some(_) => path += &format!("H{}V{}", px(x), px(plot.y(now))),
                    None => path += &format!("M{} {}", px(x), px(plot.y(now))),
                }
                at = Some(now);
                let ends = day.day == run[run.len() - 1].day;
                let breaks = !ends && next_of(run, day).is_some_and(|next| value(next).is_none());
                if ends || breaks {
                    path += &format!("H{}", px(x + slot));
                }
            }
        }
        path
    }

    /// The same lines closed down to the axis.
    fn area(&self, plot: &Plot) -> String {
        let (slot, mut path) = (self.slot(plot), String::new());
        for run in self.runs() {
            let (first, last) = (self.x(plot, run[0].day), self.x(plot, run[run.len() - 1].day) + slot);
            path += &format!("M{} {}", px(first), px(BOTTOM));
            let mut at = None;
            for day in run.iter().filter(|day| at.replace(day.value) != Some(day.value)) {
                path += &format!("H{}V{}", px(self.x(plot, day.day)), px(plot.y(day.value)));
            }
            path += &format!("H{}V{}Z", px(last), px(BOTTOM));
        }
        path
    }

    /// Days at the limit, as stretches.
    fn stretches(&self, plot: &Plot) -> Vec<(f64, f64)> {
        let slot = self.slot(plot);
        let of_run = |run: &[StepDay]| -> Vec<(f64, f64)> {
            let same = run.chunk_by(|a, b| a.full == b.full).filter(|days| days[0].full);
            same.map(|days| (self.x(plot, days[0].day), slot * days.len() as f64)).collect()
        };
        self.runs().flat_map(of_run).collect()
    }

    /// The marks under the axis: the first of each month, or single days.
    fn marks(&self, plot: &Plot) -> Vec<(f64, String)> {
        let months = self.count() > MONTHS_FROM;
        let every = (wide("30 Sep") + 24.0) / self.slot(plot);
        let every = every.ceil().max(1.0) as i64;
        let days = self.from.series(jiff::Span::new().days(1)).take_while(|day| *day <= self.to);
        let wanted = days.filter(|day| match months {
            true => day.day() == 1,
            false => (days_between(*day, self.to)) % every == 0,
        });
        let label = |day: Date| match months {
            true => month_words(self.lang, day),
            false => day_month(self.lang, day),
        };
        wanted.map(|day| (self.x(plot, day), label(day))).collect()
    }

    /// The highest day, marked with its number.
    fn highest(&self, plot: &Plot) -> Markup {
        let mut highest: Option<&StepDay> = None;
        for day in &self.days {
            if highest.is_none_or(|known| day.value > known.value) {
                highest = Some(day);
            }
        }
        let Some(day) = highest.filter(|day| day.value > 0) else { return html! {} };
        let words = t!(self.lang, "chart-highest", value = day.value);
        let (x, y) = (self.x(plot, day.day) + self.slot(plot) / 2.0, plot.y(day.value));
        let half = wide(&words) * 0.55;
        html! {
            circle.dot cx=(px(x)) cy=(px(y)) r="3" {}
            text class="mid now-label halo" x=(px(x.clamp(plot.left + half, RIGHT - half))) y=(px(y - 9.0)) { (words) }
        }
    }

    fn drawing(&self, plot: &Plot) -> Markup {
        let (slot, months) = (self.slot(plot), self.count() > MONTHS_FROM);
        html! {
            (plot.lines())
            path.area d=(self.area(plot)) {}
            path.curve d=(self.line(plot, |day| Some(day.value))) {}
            path.limit d=(self.line(plot, |day| day.limit)) {}
            @for (x, width) in self.stretches(plot) {
                rect.full x=(px(x)) y=(px(BOTTOM + 1.0)) width=(px(width.max(1.5))) height="4" {}
            }
            @for (x, label) in self.marks(plot) {
                line.axis x1=(px(x)) x2=(px(x)) y1=(px(BOTTOM)) y2=(px(BOTTOM + 8.0)) {}
                @if months { text x=(px(x + 4.0)) y=(px(LABELS)) { (label) } }
                @else { text class="mid" x=(px((x + slot / 2.0).min(RIGHT - wide(&label) * 0.45))) y=(px(LABELS)) { (label) } }
            }
            (plot.again())
            (self.highest(plot))
            @if self.count() <= POINTED_UP_TO {
                @for day in &self.days {
                    rect.hit x=(px(self.x(plot, day.day))) y=(px(TOP)) width=(px(slot)) height=(px(BOTTOM - TOP)) {
                        title { (self.point(day)) }
                    }
                }
            }
        }
    }

    /// What the pointer shows over a day.
    fn point(&self, day: &StepDay) -> String {
        let date = date_words_short(self.lang, day.day);
        match day.limit {
            Some(limit) => t!(self.lang, "chart-day-of", day = date, value = day.value, limit = limit),
            None => t!(self.lang, "chart-day", day = date, value = day.value),
        }
    }
}

/// The day after one in its run.
fn next_of<'a>(run: &'a [StepDay], day: &StepDay) -> Option<&'a StepDay> {
    let at = usize::try_from(days_between(run[0].day, day.day)).ok()?;
    run.get(at + 1)
}

/// "21 Nov": a day under a drawing that says the year elsewhere.
#[must_use]
pub fn day_month(lang: Lang, day: Date) -> String {
    let month = text(lang, &format!("date-month-short-{}", day.month()));
    t!(lang, "chart-day-month", day = day.day().to_string(), month = month)
}

/// "Nov", and "Jan 2027".
fn month_words(lang: Lang, day: Date) -> String {
    let month = text(lang, &format!("date-month-short-{}", day.month()));
    if day.month() == 1 { format!("{month} {}", day.year()) } else { month }
}

impl Render for Steps {
    fn render(&self) -> Markup {
        let highest = self.days.iter().map(|day| day.value.max(day.limit.unwrap_or(0))).max();
        let plot = Plot::new(self.lang, highest.unwrap_or(0));
        let mut legend = vec![("level", self.level.clone())];
        if self.days.iter().any(|day| day.limit.is_some()) {
            legend.push(("limit", self.limit.clone()));
        }
        if self.days.iter().any(|day| day.full) {
            legend.push(("full", self.full.clone()));
        }
        figure(&self.frame, &legend, self.drawing(&plot))
    }
}
