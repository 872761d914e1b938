//! The frame around every page: top bar, navigation, sheet.

use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

use crate::navigation::{NavGroup, navigation};
use crate::{
    Button, Dialog, Here, Icon, Lang, Notice, Preferences, Size, Theme, asset, icon, portrait_of, t,
};

/// Which server the page belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Server {
    /// The customer's.
    #[default]
    Manager,
    /// The vendor's; the brand says so.
    Authority,
    /// The vendor's store, where customers' people order.
    Store,
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
    /// The address of a picture of the person, where there is one.
    pub picture: Option<String>,
    /// Links in the person's menu: label, address.
    pub links: Vec<(String, String)>,
    /// Where the sign-out form is posted.
    pub sign_out: String,
}

/// Where an open page hears that what stands on every page has changed.
#[derive(Clone, Debug, Default)]
pub struct Live {
    /// The address of the server-sent events.
    pub stream: String,
    /// A page that has nothing but the banners.
    pub banners: String,
    /// What the page was drawn with: a stream that says anything else has news.
    pub mark: String,
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
    /// Where the page hears that they have changed; without it they are those of the next page.
    pub live: Option<Live>,
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
            @let live = self.live.as_ref();
            div.app.bare[self.navigation.is_empty()] inert[dialog.is_some()] data-stream=[live.map(|live| &live.stream)]
                data-banners=[live.map(|live| &live.banners)] data-mark=[live.map(|live| &live.mark)] {
                (self.top())
                (navigation(self.lang(), &self.navigation, current))
                main.sheet id="main" {
                    div.page {
                        div.live data-live="banners" { @for banner in &self.banners { (banner) } }
                        (body)
                    }
                }
            }
            @if let Some(dialog) = dialog { (dialog) }
            (keys(self.lang()))
            div.visually-hidden id="say" role="status" {}
        };
        document(self.preferences, title, &inside)
    }

    fn top(&self) -> Markup {
        let lang = self.lang();
        html! {
            header.top {
                @if !self.navigation.is_empty() {
                    (Button::opens(t!(lang, "navigation-menu"), "nav")
                        .icon(Icon::Menu).plain().only_icon().on_phones())
                }
                (brand(&self.home, self.server, lang))
                @if let Some(switcher) = &self.switcher { (switch(lang, switcher)) }
                @if let Some((action, placeholder)) = &self.search {
                    // What was asked stands here on the page made to answer it; a list says it in the field of its own.
                    @let answers = self.here.path() == action.as_str() && action.ends_with("/search");
                    @let asked = self.here.get("q").filter(|_| answers);
                    (global_search(lang, action, placeholder, asked))
                }
                div.top-end {
                    (languages(&self.here, lang))
                    (self.theme())
                    @if let Some(person) = &self.signed_in { (menu(lang, person)) }
                }
            }
        }
    }

    /// Three states in turn. Without script the form is sent and the page comes back.
    fn theme(&self) -> Markup {
        let (lang, now) = (self.lang(), self.preferences.theme);
        let name = |theme| match theme {
            Theme::System => t!(lang, "navigation-theme-system"),
            Theme::Light => t!(lang, "navigation-theme-light"),
            Theme::Dark => t!(lang, "navigation-theme-dark"),
        };
        let label = |theme: Theme| t!(lang, "navigation-theme", now = name(theme), next = name(theme.next()));
        let action = if self.theme_action.is_empty() { "/theme" } else { &self.theme_action };
        html! {
            form method="post" action=(action) {
                input type="hidden" name="back" value=(self.here);
                button.button.plain.icon type="submit" name="theme" value=(now.next().name())
                    aria-label=(label(now)) title=(label(now)) data-theme-button
                    data-system=(label(Theme::System)) data-light=(label(Theme::Light))
                    data-dark=(label(Theme::Dark)) { (Icon::Theme) }
            }
        }
    }
}

fn switch(lang: Lang, switcher: &Switcher) -> Markup {
    let inside = html! {
        span { b { (switcher.name) } small { (switcher.detail) } }
    };
    if switcher.others.len() < 2 {
        return html! { div.switcher.alone { (inside) } };
    }
    let label =
        t!(lang, "navigation-switch", name = switcher.name.as_str(), detail = switcher.detail.as_str());
    html! {
        button.switcher type="button" popovertarget="switch" aria-label=(label) {
            (inside) (Icon::Down)
        }
        div.popup id="switch" popover {
            h2 { (t!(lang, "navigation-switch-list")) }
            ul {
                @for (name, detail, href, this) in &switcher.others {
                    li {
                        a href=(href) aria-current=[this.then_some("true")] {
                            span { b { (name) } small { (detail) } }
                            @if *this { (Icon::Tick) }
                        }
                    }
                }
            }
        }
    }
}

fn global_search(lang: Lang, action: &str, placeholder: &str, value: Option<&str>) -> Markup {
    html! {
        search.search {
            form method="get" action=(action) {
                (Icon::Search)
                input.input type="search" name="q" value=[value] placeholder=(placeholder)
                    aria-label=(t!(lang, "navigation-search")) aria-keyshortcuts="Control+K"
                    data-search-all autocomplete="off";
                kbd.needs-script aria-hidden="true" { (t!(lang, "navigation-search-key")) }
                button.visually-hidden type="submit" tabindex="-1" { (t!(lang, "navigation-search")) }
            }
        }
    }
}

fn menu(lang: Lang, person: &SignedIn) -> Markup {
    let label = t!(lang, "navigation-signed-in", name = person.name.as_str());
    html! {
        button.button.plain.icon type="button" popovertarget="person" aria-label=(label)
            title=(person.name) { (portrait_of(&person.name, person.picture.as_deref(), Size::Normal)) }
        div.popup.person-menu id="person" popover {
            p { b { (person.name) } small { (person.login) } }
            ul {
                @for (name, href) in &person.links { li { a href=(href) { (name) } } }
                li.needs-script {
                    button type="button" data-open="keys" { (t!(lang, "navigation-keys")) kbd { "?" } }
                }
                li {
                    form method="post" action=(person.sign_out) {
                        button type="submit" { (t!(lang, "navigation-sign-out")) }
                    }
                }
            }
        }
    }
}

/// Every language by its own name, each a link to this page in that language.
pub(crate) fn languages(here: &Here, lang: Lang) -> Markup {
    html! {
        nav.segment aria-label=(t!(lang, "navigation-language")) {
            @for other in Lang::ALL {
                a href=(here.with("lang", other.tag())) lang=(other.tag()) hreflang=(other.tag())
                    aria-current=[(*other == lang).then_some("true")] { (other.own_name()) }
            }
        }
    }
}

/// What `?` shows: every key. Opened by the script alone, because the keys are the script's.
fn keys(lang: Lang) -> Markup {
    let rows = [
        ("Ctrl K", t!(lang, "navigation-key-search")),
        ("/", t!(lang, "navigation-key-list")),
        ("j k", t!(lang, "navigation-key-rows")),
        ("x", t!(lang, "navigation-key-tick")),
        ("Enter", t!(lang, "navigation-key-open")),
        ("e", t!(lang, "navigation-key-export")),
        ("?", t!(lang, "navigation-key-help")),
        ("Esc", t!(lang, "navigation-key-close")),
    ];
    html! {
        dialog.dialog.narrow id="keys" aria-labelledby="keys-title" {
            header {
                div { h1 id="keys-title" { (t!(lang, "navigation-keys-all")) } }
                form method="dialog" {
                    button.button.plain.icon type="submit" aria-label=(t!(lang, "dialog-close"))
                        title=(t!(lang, "dialog-close")) { (Icon::Cross) }
                }
            }
            div.inside {
                div.body {
                    dl.facts.list.keys {
                        @for (key, means) in rows {
                            dt { @for one in key.split(' ') { kbd { (one) } " " } } dd { (means) }
                        }
                    }
                    label.row.tick {
                        input type="checkbox" data-letters checked;
                        " " (t!(lang, "navigation-key-letters"))
                    }
                }
            }
        }
    }
}

/// The name of the product, leading home.
pub(crate) fn brand(home: &str, server: Server, lang: Lang) -> Markup {
    html! {
        a.brand href=(home) {
            (PreEscaped(BRAND)) span { "licentia" }
            @if server == Server::Authority { small { (t!(lang, "navigation-authority")) } }
            @if server == Server::Store { small { (t!(lang, "navigation-store")) } }
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
