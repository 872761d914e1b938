//! The five dates of an issuer (rule 7) drawn to scale, with the same dates in a table.

use jiff::civil::Date;
use maud::{Markup, Render, html};

use crate::{Lang, t};

/// The dates to draw; an absent one is "never".
pub struct Timeline {
    /// The language.
    pub lang: Lang,
    /// Today in the package's zone.
    pub today: Date,
    /// When the manager asks for news.
    pub next_check: Option<Date>,
    /// When administrators are told.
    pub admin_warning: Option<Date>,
    /// When everybody responsible is told.
    pub expiry: Option<Date>,
    /// The last day before licences stop.
    pub grace: Option<Date>,
    /// Product versions released after this are refused.
    pub maintenance: Option<Date>,
}

impl Render for Timeline {
    fn render(&self) -> Markup {
        let _ = t!(self.lang, "timeline-label");
        html! {}
    }
}
