//! The frame around every page: top bar, navigation, sheet.

use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

use crate::navigation::{NavGroup, navigation};
use crate::{Button, Dialog, Here, Icon, Lang, Notice, Preferences, Size, asset, icon, portrait, t};

/// Which server the page belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Server {
    /// The customer's.
    #[default]
    Manager,
    /// The vendor's; the brand says so.
    Authority,
}

/// The thing whose pages these are, and the others one may change to.
#[derive(Clone, Debug, Default)]
pub struct Switcher {
    /// Its name ("Production").
    pub name: String,
    /// A small line below ("Central · Oslo").
    pub detail: String,
    /// Everything one may change to, this one included: name, detail, address, whether it is this.
    pub others: Vec<(String, String, String, bool)>,
}

/// Who is signed in.
#[derive(Clone, Debug, Default)]
pub struct SignedIn {
    /// Name of the person.
    pub name: String,
    /// Log-in name or e-mail address.
    pub login: String,
    /// Links in the person's menu: label, address.
    pub links: Vec<(String, String)>,
    /// Where the sign-out form is posted.
    pub sign_out: String,
}

/// Everything that is the same on all pages of one request.
#[derive(Default)]
pub struct Frame {
    /// Language and theme.
    pub preferences: Preferences,
    /// Where the reader is.
    pub here: Here,
    /// Manager or authority.
    pub server: Server,
    /// Where the brand leads.
    pub home: String,
    /// Installation or customer area.
    pub switcher: Option<Switcher>,
    /// Address and placeholder of the search box; it asks with `q`.
    pub search: Option<(String, String)>,
    /// Who is signed in.
    pub signed_in: Option<SignedIn>,
    /// The navigation.
    pub navigation: Vec<NavGroup>,
    /// What stands under the top bar of every page until it ends: demo mode, read-only, clock set back.
    pub banners: Vec<Notice>,
    /// Where the theme form is posted (fields `theme` and `back`). Empty: `/theme`.
    pub theme_action: String,
}

impl Frame {
    /// The language of the page.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.preferences.lang
    }

    /// A whole page: `title` for the browser, `current` the id of its place in the navigation.
    #[must_use]
    pub fn page(&self, title: &str, current: &str, body: impl Render) -> Markup {
        self.whole(title, current, &body.render(), None)
    }

    /// A page with a dialog open over it; the page behind is inert.
    #[must_use]
    pub fn page_with_dialog(&self, current: &str, body: impl Render, dialog: &Dialog) -> Markup {
        self.whole(dialog.title(), current, &body.render(), Some(dialog))
    }

    fn whole(&self, title: &str, current: &str, body: &Markup, dialog: Option<&Dialog>) -> Markup {
        let inside = html! {
            a.skip href="#main" { (t!(self.lang(), "navigation-skip")) }
            div.app inert[dialog.is_some()] {
                (self.top())
                (navigation(self.lang(), &self.navigation, current))
                main.sheet id="main" {
                    div.page { @for banner in &self.banners { (banner) } (body) }
                }
            }
            @if let Some(dialog) = dialog { (dialog) }
            div.visually-hidden id="say" role="status" {}
        };
        document(self.preferences, title, &inside)
    }

    fn top(&self) -> Markup {
        let lang = self.lang();
        html! {
            header.top {
                (Button::opens(t!(lang, "navigation-menu"), "nav").icon(Icon::Menu).plain().only_icon())
                (brand(&self.home, self.server, lang))
                @if let Some(switcher) = &self.switcher { (switch(lang, switcher)) }
                @if let Some((action, placeholder)) = &self.search {
                    (global_search(lang, action, placeholder, self.here.get("q")))
                }
                div.top-end {
                    (languages(&self.here, lang))
                    (self.theme())
                    @if let Some(person) = &self.signed_in { (menu(lang, person)) }
                }
            }
        }
    }

    fn theme(&self) -> Markup {
        let _ = self.theme_action.as_str();
        html! {}
    }
}

fn switch(_lang: Lang, _switcher: &Switcher) -> Markup {
    html! {}
}

fn global_search(_lang: Lang, _action: &str, _placeholder: &str, _value: Option<&str>) -> Markup {
    html! {}
}

fn menu(_lang: Lang, person: &SignedIn) -> Markup {
    portrait(&person.name, Size::Normal)
}

fn languages(_here: &Here, _lang: Lang) -> Markup {
    html! {}
}

/// The name of the product, leading home.
pub(crate) fn brand(home: &str, server: Server, lang: Lang) -> Markup {
    html! {
        a.brand href=(home) {
            (PreEscaped(BRAND)) span { "licentia" }
            @if server == Server::Authority { small { (t!(lang, "navigation-authority")) } }
        }
    }
}

const BRAND: &str = r#"<svg viewBox="0 0 22 22" aria-hidden="true"><rect width="22" height="22" rx="6" fill="currentColor"/><path d="M7.5 5v8.6c0 1.6.9 2.4 2.6 2.4M14.5 9.4V16" class="cut"/><circle class="cut-dot" cx="14.5" cy="5.9" r="1.5"/></svg>"#;

/// A whole HTML document: head, the icons it uses, and what is inside.
pub(crate) fn document(preferences: Preferences, title: &str, inside: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(preferences.lang.tag()) data-theme=[preferences.theme.chosen()] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · licentia" }
                link rel="stylesheet" href=(asset::style_sheet());
                link rel="icon" type="image/svg+xml" href=(asset::favicon());
                script src=(asset::script()) defer {}
            }
            body { (icon::sprite(&inside.0)) (inside) }
        }
    }
}
