//! Bars against a limit: what was used in each month, what was too much, and what is still to be expected.

use maud::{Markup, Render, html};

use super::{BOTTOM, Frame, LABELS, Plot, RIGHT, TOP, WIDTH, figure, px, wide};
use crate::{Lang, number, signed};

/// The widest a bar gets.
const WIDEST: f64 = 44.0;
/// How much of its slot a bar takes.
const SHARE: f64 = 0.62;

/// One bar.
#[derive(Clone, Debug, Default)]
pub struct Bar {
    label: String,
    words: String,
    value: u64,
    limit: Option<u64>,
    expected: Option<u64>,
    now: bool,
}

impl Bar {
    /// A value with what stands under it ("Nov") and the sentence that the pointer shows ("November 2026: 38,412 of
    /// 52,000").
    #[must_use]
    pub fn new(label: impl Into<String>, words: impl Into<String>, value: u64) -> Bar {
        Bar { label: label.into(), words: words.into(), value, ..Bar::default() }
    }

    /// What it is held against: what is above is drawn as overage.
    #[must_use]
    pub fn limit(mut self, limit: Option<u64>) -> Bar {
        self.limit = limit;
        self
    }

    /// What it will probably come to. Nothing is drawn unless that is more than it is.
    #[must_use]
    pub fn expected(mut self, expected: Option<u64>) -> Bar {
        self.expected = expected.filter(|expected| *expected > self.value);
        self
    }

    /// The one that goes on, or is looked at.
    #[must_use]
    pub fn now(mut self, now: bool) -> Bar {
        self.now = now;
        self
    }

    /// The part of `value` above the limit.
    fn over(&self, value: u64) -> u64 {
        self.limit.map_or(0, |limit| value.saturating_sub(limit))
    }

    fn highest(&self) -> u64 {
        self.value.max(self.expected.unwrap_or(0)).max(self.limit.unwrap_or(0))
    }
}

/// What the parts are called in the legend.
#[derive(Clone, Debug, Default)]
struct Words {
    within: String,
    over: String,
    next: String,
    limit: String,
}

/// Bars side by side, with the limit as a line across them.
pub struct Bars {
    lang: Lang,
    frame: Frame,
    words: Words,
    bars: Vec<Bar>,
}

impl Bars {
    /// `id` is unique on the page; `title` names the drawing, `description` says in a sentence what it shows; `within`
    /// names what the bars are.
    #[must_use]
    pub fn new(
        lang: Lang,
        id: impl Into<String>,
        title: impl Into<String>,
        description: impl Into<String>,
        within: impl Into<String>,
    ) -> Bars {
        let frame = Frame { id: id.into(), title: title.into(), description: description.into() };
        let words = Words { within: within.into(), ..Words::default() };
        Bars { lang, frame, words, bars: Vec::new() }
    }

    /// What the limit, what is above it and what is expected are called.
    #[must_use]
    pub fn against(
        mut self,
        limit: impl Into<String>,
        over: impl Into<String>,
        next: impl Into<String>,
    ) -> Bars {
        (self.words.limit, self.words.over, self.words.next) = (limit.into(), over.into(), next.into());
        self
    }

    /// The bars, from left to right.
    #[must_use]
    pub fn bars(mut self, bars: impl IntoIterator<Item = Bar>) -> Bars {
        self.bars.extend(bars);
        self
    }

    fn legend(&self) -> Vec<(&'static str, String)> {
        let any = |test: fn(&Bar) -> bool| self.bars.iter().any(test);
        let mut legend = vec![("", self.words.within.clone())];
        if any(|bar| bar.over(bar.value) > 0) {
            legend.push(("over", self.words.over.clone()));
        }
        if any(|bar| bar.expected.is_some()) {
            legend.push(("next", self.words.next.clone()));
        }
        if any(|bar| bar.limit.is_some()) {
            legend.push(("limit", self.words.limit.clone()));
        }
        legend
    }

    /// Labels for which there is room: every one, or every second, and so on, so that the last keeps its own.
    fn every(&self, slot: f64) -> usize {
        let widest = self.bars.iter().map(|bar| wide(&bar.label)).fold(0.0, f64::max) + 8.0;
        (widest / slot).ceil().max(1.0) as usize
    }

    fn bar(&self, plot: &Plot, bar: &Bar, from: f64, slot: f64, labelled: bool) -> Markup {
        let width = (slot * SHARE).min(WIDEST);
        let (x, middle) = (from + (slot - width) / 2.0, from + slot / 2.0);
        let over = bar.over(bar.value);
        let expected = bar.expected.unwrap_or(bar.value);
        let next_over = bar.over(expected) - over;
        let parts = [
            ("fill", 0, bar.value - over),
            ("fill-over", bar.value - over, bar.value),
            ("fill-next", bar.value, expected - next_over),
            ("fill-next-over", expected - next_over, expected),
        ];
        let parts: Vec<_> = parts.into_iter().filter(|(_, from, to)| to > from).collect();
        let top = plot.y(expected) - 6.0;
        // The last of many narrow bars stands at the edge of the drawing, and its label inside it.
        let beneath = middle.min(WIDTH - wide(&bar.label) / 2.0 - 2.0);
        html! {
            g.slot {
                title { (bar.words) }
                rect.hit x=(px(from)) y=(px(TOP)) width=(px(slot)) height=(px(BOTTOM - TOP)) {}
                @for (at, (class, low, high)) in parts.iter().enumerate() {
                    @let round = if at + 1 == parts.len() { 2.5 } else { 0.0 };
                    path class=(class) d=(block(x, width, plot.y(*high), plot.y(*low), round)) {}
                }
                @if bar.expected.is_some() {
                    text class=(if next_over + over > 0 { "bad mid" } else { "mid" }) x=(px(middle)) y=(px(top)) {
                        (number(self.lang, expected)) "?"
                    }
                } @else if over > 0 && slot > wide(&signed(self.lang, over)) {
                    text class="bad mid" x=(px(middle)) y=(px(top)) { (signed(self.lang, over)) }
                }
                @if labelled {
                    text class=(if bar.now { "mid now-label" } else { "mid" }) x=(px(beneath)) y=(px(LABELS)) { (bar.label) }
                }
            }
        }
    }

    /// The limit as a line that steps where it changes and stops where there is none.
    fn limit(&self, plot: &Plot, slot: f64) -> Option<String> {
        let mut path = String::new();
        let mut open = false;
        for (at, bar) in self.bars.iter().enumerate() {
            let from = plot.left + slot * at as f64;
            match bar.limit {
                None => open = false,
                Some(limit) => {
                    let y = px(plot.y(limit));
                    path += &if open { format!("V{y}") } else { format!("M{} {y}", px(from)) };
                    path += &format!("H{}", px(from + slot));
                    open = true;
                }
            }
        }
        (!path.is_empty()).then_some(path)
    }
}

/// A block with its two upper corners rounded.
fn block(x: f64, width: f64, top: f64, bottom: f64, round: f64) -> String {
    let round = round.min(bottom - top).min(width / 2.0);
    if round <= 0.0 {
        return format!("M{} {}H{}V{}H{}Z", px(x), px(top), px(x + width), px(bottom), px(x));
    }
    format!(
        "M{} {}V{}Q{} {} {} {}H{}Q{} {} {} {}V{}Z",
        px(x),
        px(bottom),
        px(top + round),
        px(x),
        px(top),
        px(x + round),
        px(top),
        px(x + width - round),
        px(x + width),
        px(top),
        px(x + width),
        px(top + round),
        px(bottom)
    )
}

impl Render for Bars {
    fn render(&self) -> Markup {
        let plot = Plot::new(self.lang, self.bars.iter().map(Bar::highest).max().unwrap_or(0));
        let slot = (RIGHT - plot.left) / self.bars.len().max(1) as f64;
        let every = self.every(slot);
        let last = self.bars.len().saturating_sub(1);
        let drawing = html! {
            (plot.lines())
            @for (at, bar) in self.bars.iter().enumerate() {
                (self.bar(&plot, bar, plot.left + slot * at as f64, slot, (last - at).is_multiple_of(every)))
            }
            @if let Some(path) = self.limit(&plot, slot) { path.limit d=(path) {} }
            (plot.again())
        };
        figure(&self.frame, &self.legend(), drawing)
    }
}
