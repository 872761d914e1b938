//! What happened, and how it was decided.

use maud::{Markup, Render, html};

use crate::{Icon, Lang, Tone, t};

/// History, newest first.
#[derive(Default)]
pub struct Feed {
    items: Vec<Markup>,
}

impl Feed {
    /// Nothing happened yet.
    #[must_use]
    pub fn new() -> Feed {
        Feed::default()
    }

    /// One thing that happened: what, who and why, and when (see [`crate::moment`]).
    #[must_use]
    pub fn item(mut self, title: impl Render, detail: Option<Markup>, when: Markup) -> Feed {
        self.items.push(html! {
            li {
                b { (title) } br;
                @if let Some(detail) = detail { small { (detail) } br; }
                (when)
            }
        });
        self
    }
}

impl Render for Feed {
    fn render(&self) -> Markup {
        html! { ol.feed { @for item in &self.items { (item) } } }
    }
}

/// How one rule went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was looked at and holds.
    Passed,
    /// It said no; nothing after it was looked at.
    Failed,
    /// It was not reached.
    Skipped,
}

/// A decision rule by rule.
pub struct Trace {
    lang: Lang,
    steps: Vec<Markup>,
}

impl Trace {
    /// No rules yet.
    #[must_use]
    pub fn new(lang: Lang) -> Trace {
        Trace { lang, steps: Vec::new() }
    }

    /// The next rule: what it says, what was found, and a note at the end of the line.
    #[must_use]
    pub fn step(mut self, outcome: Outcome, title: impl Render, detail: impl Render, note: &str) -> Trace {
        let lang = self.lang;
        let (class, icon, word) = match outcome {
            Outcome::Passed => (None, Icon::Tick, t!(lang, "trace-passed")),
            Outcome::Failed => (Some("no"), Icon::Cross, t!(lang, "trace-failed")),
            Outcome::Skipped => (Some("skipped"), Icon::Skip, t!(lang, "trace-skipped")),
        };
        self.steps.push(html! {
            li class=[class] {
                (icon)
                div { b { span.visually-hidden { (word) " " } (title) } p { (detail) } }
                small { (note) }
            }
        });
        self
    }
}

impl Render for Trace {
    fn render(&self) -> Markup {
        html! { ol.trace { @for step in &self.steps { (step) } } }
    }
}

/// The result of a decision in one sentence, with its stable code. Good, warn (partly) or bad.
#[must_use]
pub fn verdict(tone: Tone, title: impl Render, detail: impl Render, code: &str) -> Markup {
    let icon = match tone {
        Tone::Good => Icon::Tick,
        Tone::Warn => Icon::Warn,
        _ => Icon::Stop,
    };
    html! {
        div class=(tone.after("verdict")) role="status" {
            (icon) div { h2 { (title) } p { (detail) } } code.quiet { (code) }
        }
    }
}

/// Who can fix it, and how: a list of remedies with one action each.
#[must_use]
pub fn fixes(items: impl IntoIterator<Item = (String, String, Option<crate::Button>)>) -> Markup {
    html! {
        ul.fixes {
            @for (title, detail, action) in items {
                li { div { b { (title) } p { (detail) } } @if let Some(action) = &action { (action) } }
            }
        }
    }
}
