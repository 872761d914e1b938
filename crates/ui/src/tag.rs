//! Tags and counts: a state in one or two words, a number beside a name.

use maud::{Markup, Render, html};

use crate::{Icon, Lang, Tone, Whole, number, t};

/// A state in one or two words.
pub struct Tag {
    label: String,
    tone: Tone,
    icon: Option<Icon>,
}

impl Tag {
    /// A tag of this meaning.
    #[must_use]
    pub fn new(tone: Tone, label: impl Into<String>) -> Tag {
        Tag { label: label.into(), tone, icon: None }
    }

    /// Verified, in force, yes: with a tick.
    #[must_use]
    pub fn good(label: impl Into<String>) -> Tag {
        Tag::new(Tone::Good, label).icon(Icon::Tick)
    }

    /// Soon, nearly full, not used.
    #[must_use]
    pub fn warn(label: impl Into<String>) -> Tag {
        Tag::new(Tone::Warn, label)
    }

    /// Somebody is stopped.
    #[must_use]
    pub fn bad(label: impl Into<String>) -> Tag {
        Tag::new(Tone::Bad, label)
    }

    /// With an icon before the word.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Tag {
        self.icon = Some(icon);
        self
    }
}

impl Render for Tag {
    fn render(&self) -> Markup {
        html! {
            span class=(self.tone.after("tag")) {
                @if let Some(icon) = self.icon { (icon) }
                (self.label)
            }
        }
    }
}

/// A number beside a name: how many there are.
#[must_use]
pub fn count(lang: Lang, value: impl Whole) -> Markup {
    html! { span.count { (number(lang, value)) } }
}

/// A number that waits for this person.
#[must_use]
pub fn count_waiting(lang: Lang, value: impl Whole) -> Markup {
    html! {
        span.count.alert {
            span.visually-hidden { (t!(lang, "count-waiting")) " " }
            (number(lang, value))
        }
    }
}
