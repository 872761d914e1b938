//! How Licentia looks: layout, tables, dialogs, forms, charts, and every text in every language.
//!
//! Pages are written with [maud](https://maud.lambda.xyz) in the servers' `page.rs` files, from the
//! components here. A component is a value that renders itself, so it stands in a template as it is:
//!
//! ```
//! use licentia_ui::{Button, Head, Icon, Lang, t};
//! use maud::html;
//!
//! let lang = Lang::En;
//! let page = html! {
//!     (Head::new(t!(lang, "navigation-licences"))
//!         .action(Button::link(t!(lang, "action-load-file"), "load").icon(Icon::Upload)))
//! };
//! assert!(page.0.contains("<h1>Licences</h1>"));
//! ```
//!
//! A whole page is [`Frame::page`], or [`card_page`] for people who are not signed in; a decision that
//! needs the whole attention is a [`Dialog`], which has its own address and is a page without script.
//!
//! What holds for all of it: no inline style and no inline script (the
//! [policy](asset::CONTENT_SECURITY_POLICY) forbids them), everything works without script, colour never
//! speaks alone, and every word comes from `languages/` through [`t!`].
//!
//! | module | for |
//! |---|---|
//! | `language`, `number`, `date`, `problem` | texts, numbers, dates and refusals in the reader's language |
//! | `frame`, `navigation`, `sign_in`, `preferences`, `here` | the whole page: top bar, navigation, sheet; theme, language, links that change one thing |
//! | `head`, `facts`, `panel`, `notice`, `tag`, `button`, `portrait`, `copy` | the parts most pages have |
//! | `table`, `tools` | what is compared: sorting, filters, ticking, pages, staged changes |
//! | `meter`, `timeline`, `doughnut`, `chart` | charts, always with the same numbers in a table |
//! | `choices`, `form`, `dialog` | deciding |
//! | `history` | what happened, and how it was decided |
//! | [`docs`] | the pages about the interface and its codes |
//! | `asset`, `icon` | style sheet, script, favicon; shapes |

pub mod asset;
mod button;
mod chart;
mod choices;
mod copy;
mod date;
mod dialog;
pub mod docs;
mod doughnut;
mod facts;
mod form;
mod frame;
mod head;
mod here;
mod history;
mod icon;
mod language;
mod meter;
mod navigation;
mod notice;
mod number;
mod panel;
mod portrait;
mod preferences;
mod problem;
mod sign_in;
mod table;
mod tag;
mod terms;
#[cfg(test)]
mod tests;
mod timeline;
mod tone;
mod tools;

pub use button::Button;
pub use chart::{Bar, Bars, StepDay, Steps, day_month, spark};
pub use choices::{Choice, Node, choices, tree};
pub use copy::{copy_button, copyable};
pub use date::{
    ago, date, date_or_dash, date_short, date_with_days, date_words, date_words_short, day_of, days_away,
    moment,
};
pub use dialog::Dialog;
pub use doughnut::Doughnut;
pub use facts::Facts;
pub use form::{Field, error_summary, hidden, tick_box};
pub use frame::{Frame, Live, Server, SignedIn, Switcher};
pub use head::{Head, Tabs};
pub use here::{Here, encode};
pub use history::{Feed, Outcome, Trace, fixes, verdict};
pub use icon::Icon;
pub use language::{Lang, Value, has_text, missing_texts, text, text_with};
pub use meter::{Gauges, Limits, fullness, meter, progress};
pub use navigation::{NavGroup, NavItem};
pub use notice::Notice;
pub use number::{Whole, amount, dash, money, number, number_or_dash, percent, signed};
pub use panel::{Panel, empty, section_head};
pub use portrait::{Size, crowd, person, person_of, portrait, portrait_of};
pub use preferences::{LANGUAGE_COOKIE, Preferences, THEME_COOKIE, Theme, ZONE_COOKIE, readers_zone};
pub use problem::{Sentences, check, problem, problem_notice, problem_page, problem_words};
pub use sign_in::card_page;
pub use table::{Cell, Column, Row, Table, ticks};
pub use tag::{Tag, count, count_waiting};
pub use terms::{kind_words, right_words, scope_words, source_words, standing_tag, state_words};
pub use timeline::Timeline;
pub use tone::Tone;
pub use tools::{Bulk, Filters, pager, pager_cursor, search, staged, tools};
