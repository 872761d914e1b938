//! The pages of the gallery, for the example that writes them and the test that examines them.

mod charts;
mod decisions;
mod licences;
mod people;
mod states;

use jiff::civil::{Date, date};
use licentia_ui::{Frame, Here, Icon, Lang, NavGroup, NavItem, Preferences, SignedIn, Switcher, Theme, t};
use maud::Markup;

/// The day on which all of this happens.
const TODAY: Date = date(2026, 11, 21);

/// Draws a page inside a frame.
pub(crate) type Page = fn(&Frame) -> Markup;

/// Every page by its name.
pub(crate) const PAGES: &[(&str, Page)] = &[
    ("licences", licences::licences),
    ("product", licences::product),
    ("status", licences::status),
    ("activate", decisions::activate),
    ("load", decisions::load),
    ("why", decisions::why),
    ("why-yes", decisions::granted),
    ("users", people::users),
    ("user", people::user),
    ("sign-in", states::sign_in),
    ("states", states::states),
    ("missing", states::missing),
    ("charts", charts::charts),
];

/// The name of a page's file.
pub(crate) fn file(name: &str, lang: Lang, theme: Theme) -> String {
    match theme {
        Theme::System => format!("{name}.{}.html", lang.tag()),
        theme => format!("{name}.{}.{}.html", lang.tag(), theme.name()),
    }
}

/// The frame around all of them.
pub(crate) fn frame(lang: Lang, theme: Theme, name: &str) -> Frame {
    let page = |name: &str| file(name, lang, theme);
    Frame {
        preferences: Preferences { lang, theme, chosen_now: false },
        here: Here::new(&format!("/{}", page(name)), ""),
        home: page("licences"),
        switcher: Some(Switcher {
            name: "Production".into(),
            detail: "Central · Oslo".into(),
            others: [("Production", "Central · Oslo"), ("Retail", "Central · Malmö")]
                .map(|(name, detail)| (name.into(), detail.into(), page("status"), name == "Production"))
                .to_vec(),
        }),
        search: Some((page("users"), t!(lang, "navigation-search-manager"))),
        signed_in: Some(SignedIn {
            name: "Ingrid Solberg".into(),
            login: "ingrids".into(),
            picture: None,
            links: vec![(t!(lang, "navigation-access"), page("status"))],
            sign_out: page("sign-in"),
        }),
        navigation: navigation(lang, &page),
        ..Frame::default()
    }
}

fn navigation(lang: Lang, page: &dyn Fn(&str) -> String) -> Vec<NavGroup> {
    let item = |id, label, to: &str, icon| NavItem::new(id, label, page(to), icon);
    vec![
        NavGroup {
            title: t!(lang, "navigation-group-licensing"),
            items: vec![
                item("licences", t!(lang, "navigation-licences"), "licences", Icon::Key),
                item("packages", t!(lang, "navigation-packages"), "activate", Icon::File).waiting(1),
            ],
        },
        NavGroup {
            title: t!(lang, "navigation-group-people"),
            items: vec![
                item("users", t!(lang, "navigation-users"), "users", Icon::Users),
                item("waiting", t!(lang, "navigation-waiting"), "users", Icon::Queue).counted(6),
            ],
        },
        NavGroup {
            title: t!(lang, "navigation-group-insight"),
            items: vec![item("why", t!(lang, "navigation-why"), "why", Icon::Ask)],
        },
        NavGroup {
            title: t!(lang, "navigation-group-operation"),
            items: vec![
                item("ledger", t!(lang, "navigation-ledger"), "states", Icon::Book),
                item("access", t!(lang, "navigation-access"), "status", Icon::Shield),
            ],
        },
    ]
}
