//! The navigation: groups of links with icons and counts.

use maud::{Markup, html};

use crate::{Icon, Lang, t};

/// A group of links with a title.
#[derive(Clone, Debug, Default)]
pub struct NavGroup {
    /// What they have in common.
    pub title: String,
    /// The links.
    pub items: Vec<NavItem>,
}

/// One link of the navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// What a page names to say that it is here ("users").
    pub id: &'static str,
    /// The word.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// The icon before the word.
    pub icon: Icon,
    /// How many there are; 0 shows nothing.
    pub count: u64,
    /// They wait for this person.
    pub waiting: bool,
}

impl NavItem {
    /// A link without a count.
    #[must_use]
    pub fn new(id: &'static str, label: impl Into<String>, href: impl Into<String>, icon: Icon) -> NavItem {
        NavItem { id, label: label.into(), href: href.into(), icon, count: 0, waiting: false }
    }

    /// With how many there are.
    #[must_use]
    pub fn counted(mut self, count: u64) -> NavItem {
        self.count = count;
        self
    }

    /// With how many wait for this person.
    #[must_use]
    pub fn waiting(mut self, count: u64) -> NavItem {
        (self.count, self.waiting) = (count, true);
        self
    }
}

/// The navigation beside the sheet; a popover on a phone.
pub(crate) fn navigation(lang: Lang, groups: &[NavGroup], current: &str) -> Markup {
    html! {
        nav.nav id="nav" popover aria-label=(t!(lang, "navigation-main")) {
            @for group in groups {
                section {
                    h2 { (group.title) }
                    ul {
                        @for item in &group.items {
                            li {
                                a href=(item.href) aria-current=[(item.id == current).then_some("page")] {
                                    (item.icon) (item.label)
                                    @if item.count > 0 {
                                        @if item.waiting { (crate::count_waiting(lang, item.count)) }
                                        @else { (crate::count(lang, item.count)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
