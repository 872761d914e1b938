//! One thing to know on this page.

use maud::{Markup, Render, html};

use crate::{Button, Icon, Tone};

/// One thing to know on this page, with at most one action. Not for success after a click: say that
/// where the change is.
pub struct Notice {
    tone: Tone,
    icon: Icon,
    text: Markup,
    action: Option<Button>,
    code: Option<String>,
    role: Option<&'static str>,
    focus: bool,
}

impl Notice {
    /// `text` may hold a `strong` sentence first. Bad ones are announced as alerts.
    #[must_use]
    pub fn new(tone: Tone, text: impl Render) -> Notice {
        let (icon, role) = match tone {
            Tone::Bad => (Icon::Stop, Some("alert")),
            Tone::Warn => (Icon::Warn, None),
            Tone::Good => (Icon::Tick, Some("status")),
            _ => (Icon::Info, None),
        };
        Notice { tone, icon, text: text.render(), action: None, code: None, role, focus: false }
    }

    /// What to do about it.
    #[must_use]
    pub fn action(mut self, button: Button) -> Notice {
        self.action = Some(button);
        self
    }

    /// The stable code of a refusal.
    #[must_use]
    pub fn code(mut self, code: impl Into<String>) -> Notice {
        self.code = Some(code.into());
        self
    }

    /// Another icon than the tone's.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Notice {
        self.icon = icon;
        self
    }

    /// Stands there since the page came; nothing to announce.
    #[must_use]
    pub fn quiet(mut self) -> Notice {
        self.role = None;
        self
    }

    /// Takes the focus when the page comes: the summary of a form's errors.
    #[must_use]
    pub fn focused(mut self) -> Notice {
        self.focus = true;
        self
    }
}

impl Render for Notice {
    fn render(&self) -> Markup {
        html! {
            div class=(self.tone.after("notice")) role=[self.role]
                tabindex=[self.focus.then_some("-1")] autofocus[self.focus] {
                (self.icon)
                p { (self.text) @if let Some(code) = &self.code { " " code.quiet { (code) } } }
                @if let Some(action) = &self.action { (action) }
            }
        }
    }
}
