//! The card layout: sign-in, set-up, and pages for people who are not signed in.

use maud::{Markup, Render, html};

use crate::frame::{Server, brand, document, languages};
use crate::{Here, Preferences, t};

/// A page with one card in the middle: sign-in, first set-up, an error outside the frame.
#[must_use]
pub fn card_page(
    preferences: Preferences,
    here: &Here,
    server: Server,
    title: &str,
    body: impl Render,
) -> Markup {
    let inside = html! {
        a.skip href="#main" { (t!(preferences.lang, "navigation-skip")) }
        div.alone {
            header { (brand("/", server, preferences.lang)) (languages(here, preferences.lang)) }
            main.card id="main" { (body) }
        }
    };
    document(preferences, title, &inside)
}
