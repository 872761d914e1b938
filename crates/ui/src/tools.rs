//! Above and below a list: search, filters, what to do with the ticked ones, pages, staged changes.

use maud::{Markup, Render, html};

use crate::{Button, Here, Icon, Lang, Whole, number, t};

/// A search field over a list: a GET form that keeps the rest of the query.
#[must_use]
pub fn search(here: &Here, name: &str, label: &str, placeholder: &str) -> Markup {
    html! {
        form.search method="get" action=(here.path()) role="search" {
            (here.hidden_fields(&[name, "page"]))
            (Icon::Search)
            input.input type="search" name=(name) value=[here.get(name)] aria-label=(label)
                placeholder=(placeholder) aria-keyshortcuts="/" data-search autocomplete="off";
            button.visually-hidden type="submit" tabindex="-1" { (label) }
        }
    }
}

/// The line above a list: [`search`] first, then tick boxes or filters, actions at the end.
#[must_use]
pub fn tools(start: impl Render, end: impl Render) -> Markup {
    html! { div.tools { (start) span.end.row { (end) } } }
}

/// Filters over a list: links, one of them chosen, each with its count.
pub struct Filters {
    lang: Lang,
    label: String,
    items: Vec<Markup>,
}

impl Filters {
    /// `label` names the set for readers ("Filter by plan").
    #[must_use]
    pub fn new(lang: Lang, label: impl Into<String>) -> Filters {
        Filters { lang, label: label.into(), items: Vec::new() }
    }

    /// Something beside the filters, at the end of their row: a list of more of them.
    #[must_use]
    pub fn last(mut self, end: impl Render) -> Filters {
        self.items.push(end.render());
        self
    }

    /// One filter.
    #[must_use]
    pub fn filter(
        mut self,
        label: &str,
        href: impl Into<String>,
        count: impl Whole,
        chosen: bool,
    ) -> Filters {
        let href: String = href.into();
        self.items.push(html! {
            a.filter href=(href) aria-current=[chosen.then_some("true")] {
                (label) " " span { (number(self.lang, count)) }
            }
        });
        self
    }
}

impl Render for Filters {
    fn render(&self) -> Markup {
        html! { nav.row.filters aria-label=(self.label) { @for item in &self.items { (item) } } }
    }
}

/// What to do with the ticked rows. Shown when a row is ticked, by the style sheet alone.
/// `all` spans the filter, not the page: a link to the same list with everything chosen.
pub struct Bulk {
    lang: Lang,
    chosen: u64,
    all: Option<(String, u64)>,
    whole: bool,
    clear: String,
    actions: Vec<Markup>,
}

impl Bulk {
    /// `chosen` rows are ticked now; `clear` is the same list with none.
    #[must_use]
    pub fn new(lang: Lang, chosen: u64, clear: impl Into<String>) -> Bulk {
        Bulk { lang, chosen, all: None, whole: false, clear: clear.into(), actions: Vec::new() }
    }

    /// Offers to choose all `count` of the filter.
    #[must_use]
    pub fn all(mut self, href: impl Into<String>, count: u64) -> Bulk {
        self.all = Some((href.into(), count));
        self
    }

    /// Everything in the filter is chosen, not only this page: the bar stays.
    #[must_use]
    pub fn whole_filter(mut self) -> Bulk {
        self.whole = true;
        self
    }

    /// A field or button.
    #[must_use]
    pub fn action(mut self, action: impl Render) -> Bulk {
        self.actions.push(action.render());
        self
    }
}

impl Render for Bulk {
    fn render(&self) -> Markup {
        let lang = self.lang;
        let stays = self.whole || self.chosen > 0;
        html! {
            div class=(if stays { "bulk stays" } else { "bulk" }) role="status" {
                p {
                    b data-chosen=(t!(lang, "table-chosen-template", count = "#"))
                        data-chosen-one=(t!(lang, "table-chosen", count = 1)) {
                        @if self.chosen > 0 { (t!(lang, "table-chosen", count = self.chosen)) }
                        @else { (t!(lang, "table-chosen-some")) }
                    }
                    @if let Some((href, count)) = self.all.as_ref().filter(|_| !self.whole) {
                        " " a href=(href) { (t!(lang, "table-choose-all", count = *count)) }
                    }
                    @if self.whole { input type="hidden" name="all" value="true"; }
                }
                @for action in &self.actions { (action) }
                (Button::link(t!(lang, "table-choose-none"), self.clear.as_str())
                    .icon(Icon::Cross).plain().small().only_icon())
            }
        }
    }
}

/// Pages of a list. `page` counts from 1.
#[must_use]
pub fn pager(lang: Lang, here: &Here, page: u64, per_page: u64, total: u64) -> Markup {
    let per_page = per_page.max(1);
    let pages = total.div_ceil(per_page).max(1);
    let page = page.clamp(1, pages);
    let first = if total == 0 { 0 } else { (page - 1) * per_page + 1 };
    let last = (page * per_page).min(total);
    html! {
        div.pager {
            span { (t!(lang, "pager-range", first = first, last = last, total = total)) }
            @if pages > 1 {
                nav aria-label=(t!(lang, "pager-label")) {
                    ol {
                        (step(here, page.checked_sub(1).filter(|p| *p > 0), Icon::Left, &t!(lang, "pager-earlier")))
                        @for shown in shown_pages(page, pages) {
                            li {
                                @match shown {
                                    None => span { "…" },
                                    Some(n) => a href=(here.with("page", n))
                                        aria-current=[(n == page).then_some("page")] { (number(lang, n)) },
                                }
                            }
                        }
                        (step(here, Some(page + 1).filter(|p| *p <= pages), Icon::Right, &t!(lang, "pager-next")))
                    }
                }
            }
        }
    }
}

/// Pages without a known total: earlier and later only, by cursors.
#[must_use]
pub fn pager_cursor(lang: Lang, words: &str, earlier: Option<&str>, later: Option<&str>) -> Markup {
    let end = |href: Option<&str>, icon: Icon, label: String| {
        html! {
            li {
                @match href {
                    Some(href) => a href=(href) aria-label=(label) { (icon) },
                    None => span aria-disabled="true" { (icon) },
                }
            }
        }
    };
    html! {
        div.pager {
            span { (words) }
            nav aria-label=(t!(lang, "pager-label")) {
                ol {
                    (end(earlier, Icon::Left, t!(lang, "pager-earlier")))
                    (end(later, Icon::Right, t!(lang, "pager-next")))
                }
            }
        }
    }
}

fn step(here: &Here, to: Option<u64>, icon: Icon, label: &str) -> Markup {
    html! {
        li {
            @match to {
                Some(page) => a href=(here.with("page", page)) aria-label=(label) { (icon) },
                None => span aria-disabled="true" { (icon) },
            }
        }
    }
}

/// The first, the last and the neighbours; `None` is a gap.
fn shown_pages(page: u64, pages: u64) -> Vec<Option<u64>> {
    let mut shown = Vec::new();
    let mut before = 0;
    for n in 1..=pages {
        let near = n.abs_diff(page) <= 1 || n == 1 || n == pages || (page <= 2 && n <= 3);
        if near {
            if n - before > 1 {
                shown.push(None);
            }
            shown.push(Some(n));
            before = n;
        } else if n > page + 3 && n < pages {
            break;
        }
    }
    if before < pages {
        shown.push(None);
        shown.push(Some(pages));
    }
    shown
}

/// Unsaved changes: floats until they are applied or cancelled.
#[must_use]
pub fn staged(dirty: bool, text: impl Render, buttons: impl Render) -> Markup {
    html! {
        div class=(if dirty { "staged dirty" } else { "staged" }) role="status" {
            p { (text) } (buttons)
        }
    }
}
