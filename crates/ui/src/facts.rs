//! A few facts about one thing.

use maud::{Markup, Render, html};

/// A term over its value, side by side; with [`list`](Facts::list) as two columns.
/// For up to eight facts; what is compared belongs in a table.
#[derive(Default)]
pub struct Facts {
    items: Vec<(String, Markup, bool)>,
    list: bool,
}

impl Facts {
    /// No facts yet.
    #[must_use]
    pub fn new() -> Facts {
        Facts::default()
    }

    /// One fact.
    #[must_use]
    pub fn fact(mut self, label: impl Into<String>, value: impl Render) -> Facts {
        self.items.push((label.into(), value.render(), false));
        self
    }

    /// One fact that is read letter by letter: a serial number, a fingerprint.
    #[must_use]
    pub fn mono(mut self, label: impl Into<String>, value: impl Render) -> Facts {
        self.items.push((label.into(), value.render(), true));
        self
    }

    /// The fact, if there is one.
    #[must_use]
    pub fn maybe(self, label: impl Into<String>, value: Option<impl Render>) -> Facts {
        match value {
            Some(value) => self.fact(label, value),
            None => self,
        }
    }

    /// Terms in one column, values in the other.
    #[must_use]
    pub fn list(mut self) -> Facts {
        self.list = true;
        self
    }
}

impl Render for Facts {
    fn render(&self) -> Markup {
        let mono = |yes: bool| yes.then_some("mono");
        html! {
            @if self.list {
                dl.facts.list {
                    @for (label, value, code) in &self.items {
                        dt { (label) } dd class=[mono(*code)] { (value) }
                    }
                }
            } @else {
                dl.facts {
                    @for (label, value, code) in &self.items {
                        div { dt { (label) } dd class=[mono(*code)] { (value) } }
                    }
                }
            }
        }
    }
}
