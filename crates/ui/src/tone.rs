//! What a colour means.

/// Colour means something, and a word or an icon always goes with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// May be clicked, is chosen, or is on its way.
    Accent,
    /// Just added, or verified.
    Good,
    /// From 85 %, or soon.
    Warn,
    /// Somebody is or will be stopped.
    Bad,
    /// A remark in a thin frame.
    Line,
}

impl Tone {
    /// The class of the style sheet.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Tone::Plain => "",
            Tone::Accent => "accent",
            Tone::Good => "good",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
            Tone::Line => "line",
        }
    }

    /// As a second class: with a space before it, or nothing.
    pub(crate) fn after(self, class: &str) -> String {
        match self.class() {
            "" => class.to_owned(),
            own => format!("{class} {own}"),
        }
    }
}
