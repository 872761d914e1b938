//! The documentation that a server shows of itself: its interface out of the OpenAPI document, and every
//! code with what it means and what to do.

mod api;
mod codes;
mod document;
#[cfg(test)]
mod tests;

use maud::{Markup, Render};

use crate::{Frame, Here, Icon, NavGroup, NavItem, Preferences, Server, t};
pub use codes::{all_codes, code_page, codes_page};
pub use document::Document;

/// `/docs`: every operation by noun, with the shapes it takes and gives.
#[must_use]
pub fn api_page(preferences: Preferences, here: &Here, server: Server, document: &Document) -> Markup {
    let title = t!(preferences.lang, "docs-api");
    frame(preferences, here, server).page(&title, "api", api::body(preferences.lang, document))
}

/// The frame of pages that everybody may read, signed in or not.
fn frame(preferences: Preferences, here: &Here, server: Server) -> Frame {
    let lang = preferences.lang;
    let items = vec![
        NavItem::new("api", t!(lang, "docs-api"), "/docs", Icon::Book),
        NavItem::new("codes", t!(lang, "docs-codes"), "/docs/problems", Icon::Info),
        NavItem::new("file", t!(lang, "docs-openapi"), "/openapi.json", Icon::Download),
    ];
    Frame {
        preferences,
        here: here.clone(),
        server,
        home: "/".to_owned(),
        navigation: vec![NavGroup { title: t!(lang, "docs-navigation"), items }],
        ..Frame::default()
    }
}

fn page(
    preferences: Preferences,
    here: &Here,
    server: Server,
    title: &str,
    current: &str,
    body: impl Render,
) -> Markup {
    frame(preferences, here, server).page(title, current, body)
}
