//! The head of a page: where one is, its title, its actions; and tabs between sibling views.

use maud::{Markup, Render, html};

use crate::{Button, Lang, Size, Tag, Whole, count, portrait_of};

/// Title with crumbs before it, a sentence below it and actions beside it. First in every page.
#[derive(Default)]
pub struct Head {
    title: String,
    crumbs_label: String,
    crumbs: Vec<(String, String)>,
    lead: Option<Markup>,
    actions: Vec<Markup>,
    portrait: Option<String>,
    picture: Option<String>,
}

impl Head {
    /// A head with the page's one `<h1>`.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Head {
        Head { title: title.into(), ..Head::default() }
    }

    /// One step of the way here, outermost first.
    #[must_use]
    pub fn crumb(mut self, lang: Lang, label: impl Into<String>, href: impl Into<String>) -> Head {
        self.crumbs_label = crate::t!(lang, "navigation-crumbs");
        self.crumbs.push((label.into(), href.into()));
        self
    }

    /// A sentence below the title.
    #[must_use]
    pub fn lead(mut self, lead: Markup) -> Head {
        self.lead = Some(lead);
        self
    }

    /// An action, most needed last.
    #[must_use]
    pub fn action(mut self, button: Button) -> Head {
        self.actions.push(button.render());
        self
    }

    /// Anything else among the actions: a form with one button, a copy button.
    #[must_use]
    pub fn action_markup(mut self, action: Markup) -> Head {
        self.actions.push(action);
        self
    }

    /// The portrait of the person the page is about.
    #[must_use]
    pub fn portrait(mut self, name: impl Into<String>) -> Head {
        self.portrait = Some(name.into());
        self
    }

    /// The address of a picture of that person.
    #[must_use]
    pub fn picture(mut self, address: Option<&str>) -> Head {
        self.picture = address.map(str::to_owned);
        self
    }

    fn titles(&self) -> Markup {
        html! {
            @if !self.crumbs.is_empty() {
                nav aria-label=(self.crumbs_label) {
                    ol.crumbs { @for (label, href) in &self.crumbs { li { a href=(href) { (label) } } } }
                }
            }
            h1 { (self.title) }
            @if let Some(lead) = &self.lead { p { (lead) } }
        }
    }
}

impl Render for Head {
    fn render(&self) -> Markup {
        html! {
            header.head {
                @match &self.portrait {
                    Some(name) => div.person { (portrait_of(name, self.picture.as_deref(), Size::Large)) div { (self.titles()) } },
                    None => div { (self.titles()) },
                }
                @if !self.actions.is_empty() {
                    div.row { @for action in &self.actions { (action) } }
                }
            }
        }
    }
}

/// Sibling views of one thing: each tab is a link with its own URL.
pub struct Tabs {
    label: String,
    tabs: Vec<Markup>,
}

impl Tabs {
    /// `label` names the set for readers ("Issuers").
    #[must_use]
    pub fn new(label: impl Into<String>) -> Tabs {
        Tabs { label: label.into(), tabs: Vec::new() }
    }

    /// One view.
    #[must_use]
    pub fn tab(self, label: impl Into<String>, href: impl Into<String>, current: bool) -> Tabs {
        self.with(label, href, current, html! {})
    }

    /// One view with how many things are in it.
    #[must_use]
    pub fn counted(
        self,
        lang: Lang,
        label: impl Into<String>,
        href: impl Into<String>,
        current: bool,
        value: impl Whole,
    ) -> Tabs {
        self.with(label, href, current, html! { " " (count(lang, value)) })
    }

    /// One view with its state: an issuer that is not current.
    #[must_use]
    pub fn tagged(self, label: impl Into<String>, href: impl Into<String>, current: bool, tag: Tag) -> Tabs {
        self.with(label, href, current, html! { " " (tag) })
    }

    fn with(
        mut self,
        label: impl Into<String>,
        href: impl Into<String>,
        current: bool,
        after: Markup,
    ) -> Tabs {
        let (label, href): (String, String) = (label.into(), href.into());
        let page = current.then_some("page");
        self.tabs.push(html! { a href=(href) aria-current=[page] { (label) (after) } });
        self
    }
}

impl Render for Tabs {
    fn render(&self) -> Markup {
        html! { nav.tabs aria-label=(self.label) { @for tab in &self.tabs { (tab) } } }
    }
}
