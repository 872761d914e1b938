//! The five dates of an issuer (rule 7) drawn to scale, with the same dates in a table.

mod labels;
mod scale;

use jiff::civil::Date;
use maud::{Markup, Render, html};

use crate::{Lang, date, date_words, days_away, t};
use labels::{Label, place};
use scale::{Phase, Scale};

/// The dates to draw; an absent one is "never".
pub struct Timeline {
    /// The language.
    pub lang: Lang,
    /// Today in the package's zone.
    pub today: Date,
    /// When the manager asks for news.
    pub next_check: Option<Date>,
    /// The first day on which administrators are told.
    pub admin_warning: Option<Date>,
    /// The last day of the licences' proper time.
    pub expiry: Option<Date>,
    /// The last day on which they still work.
    pub grace: Option<Date>,
    /// Product versions released after this are refused.
    pub maintenance: Option<Date>,
}

struct Entry {
    title: String,
    means: String,
    date: Option<Date>,
    /// A last day, whose stem stands at its end.
    last: bool,
}

impl Timeline {
    fn entries(&self) -> Vec<Entry> {
        let lang = self.lang;
        let entry = |title, means, date| Entry { title, means, date, last: true };
        let first = |title, means, date| Entry { title, means, date, last: false };
        vec![
            first(t!(lang, "timeline-next-check"), t!(lang, "timeline-next-check-means"), self.next_check),
            first(
                t!(lang, "timeline-admin-warning"),
                t!(lang, "timeline-admin-warning-means"),
                self.admin_warning,
            ),
            entry(t!(lang, "timeline-expiry"), t!(lang, "timeline-expiry-means"), self.expiry),
            entry(t!(lang, "timeline-grace"), t!(lang, "timeline-grace-means"), self.grace),
            entry(t!(lang, "timeline-maintenance"), t!(lang, "timeline-maintenance-means"), self.maintenance),
        ]
    }

    /// Labels by day, those of the same day together.
    fn labels(&self, entries: &[Entry], scale: &Scale) -> Vec<Label> {
        let mut days: Vec<(Date, bool, String)> = Vec::new();
        for entry in entries {
            let Some(day) = entry.date else { continue };
            match days.iter_mut().find(|(known, last, _)| (*known, *last) == (day, entry.last)) {
                Some((_, _, title)) => *title = format!("{title}, {}", entry.title),
                None => days.push((day, entry.last, entry.title.clone())),
            }
        }
        days.sort_by_key(|(day, last, _)| (*day, *last));
        let label = |(day, last, title): (Date, bool, String)| {
            let words = date_words(self.lang, day);
            let away = days_away(self.lang, day, self.today);
            let x = if last { scale.end_of(day) } else { scale.x(day) };
            Label::new(x, title, format!("{words} ({away})"))
        };
        days.into_iter().map(label).collect()
    }

    fn phases(&self) -> Vec<(Phase, Option<Date>)> {
        let after = |date: Option<Date>| date.and_then(|date| date.tomorrow().ok());
        vec![
            (Phase::Warned, self.admin_warning),
            (Phase::Expired, after(self.expiry)),
            (Phase::Stopped, after(self.grace)),
        ]
    }

    fn phase_name(&self, phase: Phase) -> String {
        let lang = self.lang;
        match phase {
            Phase::Past => String::new(),
            Phase::Current => t!(lang, "standing-current"),
            Phase::Warned => t!(lang, "standing-warned"),
            Phase::Expired => t!(lang, "standing-expired"),
            Phase::Stopped => t!(lang, "standing-stopped"),
        }
    }

    fn drawing(&self, entries: &[Entry]) -> Markup {
        let lang = self.lang;
        let scale = Scale::new(self.today, entries.iter().filter_map(|entry| entry.date));
        let today = scale.x(self.today);
        let placed = place(self.labels(entries, &scale), today, &t!(lang, "timeline-today"));
        let bands = scale.bands(self.today, &self.phases());
        let stems: Vec<f64> = placed.labels.iter().map(|label| label.x).collect();
        html! {
            svg.chart viewBox={ "0 " (-placed.above) " 1088 " (124.0 + placed.above + placed.below) }
                role="img" aria-label=(t!(lang, "timeline-label")) {
                @for band in &bands {
                    @let class = band.phase.class();
                    rect class={ "phase " (class) } x=(px(band.from)) y="46" width=(px(band.width())) height="24" {}
                    rect class={ "phase-edge " (class) } x=(px(band.from)) y="67" width=(px(band.width())) height="3" {}
                    @let name = self.phase_name(band.phase);
                    @if let Some(middle) = band.middle(&stems, &name) {
                        text class={ "mid " (band.phase.text_class()) } x=(px(middle)) y="60.5" { (name) }
                    }
                }
                @for mark in scale.marks(lang, &placed.blocked(today)) {
                    line.axis x1=(px(mark.x)) x2=(px(mark.x)) y1="70" y2="75" {}
                    text x=(px(mark.x + 4.0)) y="83" { (mark.label) }
                }
                @for label in &placed.labels { (label.draw()) }
                line.now x1=(px(today)) x2=(px(today)) y1="41" y2="104" {}
                circle.dot cx=(px(today)) cy="38" r="3.5" {}
                text.strong x=(px(placed.today_text)) y="117" text-anchor="middle" { (t!(lang, "timeline-today")) }
            }
        }
    }

    fn table(&self, entries: &[Entry]) -> Markup {
        let lang = self.lang;
        html! {
            table.table {
                caption.visually-hidden { (t!(lang, "timeline-caption")) }
                tbody {
                    @for entry in entries {
                        tr {
                            th scope="row" { (entry.title) br; small { (entry.means) } }
                            td.num {
                                @match entry.date {
                                    Some(day) => {
                                        (date(lang, day)) br;
                                        small { (days_away(lang, day, self.today)) }
                                    }
                                    None => span.quiet { (t!(lang, "timeline-never")) },
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

impl Render for Timeline {
    fn render(&self) -> Markup {
        let entries = self.entries();
        if entries.iter().all(|entry| entry.date.is_none()) {
            return html! { p.quiet { (t!(self.lang, "timeline-none")) } };
        }
        html! { figure.rail { (self.drawing(&entries)) (self.table(&entries)) } }
    }
}

/// One decimal is a tenth of a pixel: finer than anybody sees.
fn px(value: f64) -> String {
    format!("{value:.1}")
}
