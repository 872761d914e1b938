//! In use of total: meters, gauges and plan limits.

use maud::{Markup, Render, html};

use crate::{Icon, Lang, Tone, number, t};

/// From 85 % the colour is amber, at 100 % red. Integers, as rule 14 writes it.
#[must_use]
pub fn fullness(used: u64, total: u64) -> Tone {
    let (used, total) = (u128::from(used), u128::from(total));
    if used >= total {
        Tone::Bad
    } else if used * 100 >= total * 85 {
        Tone::Warn
    } else {
        Tone::Plain
    }
}

/// In use of total as a bar. The browser picks the colour from `low` and `high`.
#[must_use]
pub fn meter(lang: Lang, label: &str, used: u64, total: u64) -> Markup {
    // A total of nothing is full, and `max` may not be 0.
    let (shown, max) = if total == 0 { (1, 1) } else { (used.min(total), total) };
    let words = t!(lang, "meter-of", used = used, total = total);
    html! {
        meter min="0" max=(max) low=(hundredths(u128::from(max) * 85 - 1))
            high=(hundredths(u128::from(max) * 100 - 50)) optimum="0" value=(shown)
            aria-label={ (label) ", " (t!(lang, "meter-in-use")) } { (words) }
    }
}

/// `25499` → `254.99`: just under a whole number, so that reaching it changes the colour.
fn hundredths(value: u128) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

/// A row of meters to choose from; each leads to what it counts.
pub struct Gauges {
    lang: Lang,
    label: String,
    items: Vec<Markup>,
}

impl Gauges {
    /// `label` names the row for readers.
    #[must_use]
    pub fn new(lang: Lang, label: impl Into<String>) -> Gauges {
        Gauges { lang, label: label.into(), items: Vec::new() }
    }

    /// One gauge.
    #[must_use]
    pub fn gauge(self, label: &str, href: &str, used: u64, total: u64, chosen: bool) -> Gauges {
        self.noted(label, href, (used, total, ""), chosen, html! {})
    }

    /// One gauge with the unit that it counts in, and a remark below it.
    #[must_use]
    pub fn noted(
        mut self,
        label: &str,
        href: &str,
        (used, total, unit): (u64, u64, &str),
        chosen: bool,
        note: Markup,
    ) -> Gauges {
        let lang = self.lang;
        self.items.push(html! {
            a href=(href) aria-current=[chosen.then_some("true")] {
                span { (label) }
                span.figure {
                    (number(lang, used)) " " small {
                        (t!(lang, "meter-of-total", total = total))
                        @if !unit.is_empty() { " " (unit) }
                    }
                }
                (meter(lang, label, used, total))
                (note)
            }
        });
        self
    }
}

impl Render for Gauges {
    fn render(&self) -> Markup {
        html! { nav.gauges aria-label=(self.label) { @for item in &self.items { (item) } } }
    }
}

/// Plan limits with their marks at 85 and 100 % (rule 14). Where a limit leads somewhere, its whole line does.
pub struct Limits {
    lang: Lang,
    href: Option<String>,
    items: Vec<Markup>,
}

impl Limits {
    /// No limits yet.
    #[must_use]
    pub fn new(lang: Lang) -> Limits {
        Limits { lang, href: None, items: Vec::new() }
    }

    /// What follows leads there: to what the plan allows.
    #[must_use]
    pub fn opens(mut self, href: impl Into<String>) -> Limits {
        self.href = Some(href.into());
        self
    }

    fn label(&self, label: &str) -> Markup {
        html! { span { @match &self.href { Some(href) => a href=(href) { (label) }, None => (label) } } }
    }

    /// A limit with its current use; a maximum of 0 is reached, and shown without a bar.
    #[must_use]
    pub fn limit(mut self, label: &str, used: u64, max: u64) -> Limits {
        let (lang, tone) = (self.lang, fullness(used, max));
        let (icon, level) = match tone {
            Tone::Bad => (Icon::Stop, Some(t!(lang, "meter-reached"))),
            Tone::Warn => (Icon::Warn, Some(t!(lang, "meter-near"))),
            _ => (Icon::Tick, None),
        };
        let named = self.label(label);
        self.items.push(html! {
            li class=[Some(tone.class()).filter(|class| !class.is_empty())] {
                (icon) (named)
                span.num {
                    (t!(lang, "meter-of", used = used, total = max))
                    @if let Some(level) = level { span.visually-hidden { ", " (level) } }
                }
                @if max > 0 { (meter(lang, label, used, max)) }
            }
        });
        self
    }

    /// Something this plan does not limit.
    #[must_use]
    pub fn unlimited(mut self, label: &str) -> Limits {
        let words = t!(self.lang, "meter-no-limit");
        let label = self.label(label);
        self.items.push(html! { li { (Icon::Tick) (label) span.num.quiet { (words) } } });
        self
    }

    /// Something this plan does not bring; `note` says which plan does.
    #[must_use]
    pub fn absent(mut self, label: &str, note: &str) -> Limits {
        let label = self.label(label);
        self.items.push(html! { li.quiet { (Icon::Minus) (label) span.num { (note) } } });
        self
    }
}

impl Render for Limits {
    fn render(&self) -> Markup {
        html! { ul.limits { @for item in &self.items { (item) } } }
    }
}

/// Long work: a bar with its count.
#[must_use]
pub fn progress(lang: Lang, label: &str, done: u64, total: u64) -> Markup {
    html! {
        progress.wide max=(total.max(1)) value=(done.min(total)) aria-label=(label) {
            (t!(lang, "meter-of", used = done, total = total))
        }
    }
}
