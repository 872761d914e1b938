//! Above the list: quick filters and one for each licence, with counts, and which columns to show.

use licentia_core::ids::ModuleNo;
use licentia_protocol::api::UserQuick;
use licentia_ui::{Button, Filters, Here, Icon, Lang, number, t, text, tick_box};
use maud::{Markup, Render, html};

use super::title;
use super::view::{FURTHER, Tab, View};
use crate::page::Screen;
use crate::users::columns::{Column, offered};
use crate::users::{Counts, Overview};

/// So many licences stand side by side; more are chosen from a list.
const SIDE_BY_SIDE: usize = 6;

/// The quick filters of the tab and those that came with the address: they stand beside the search, which says what all of
/// them together find (`total`).
pub(super) fn beside(screen: &Screen, view: &View, overview: &Overview, total: u64) -> Markup {
    let (lang, here) = (screen.lang, view.bare());
    let everybody = everybody(&here.without("quick").without("waiting"));
    html! {
        @if everybody != here { p.quiet.nowrap role="status" { (t!(lang, "users-found", count = total)) } }
        (quick(screen, view, &counts(view.tab, overview)))
        (further(screen, view))
    }
}

/// The filters by licence.
pub(super) fn by_licence(screen: &Screen, view: &View, overview: &Overview) -> Markup {
    licences(screen, view, &counts(view.tab, overview))
}

fn counts(tab: Tab, overview: &Overview) -> Counts {
    match tab {
        Tab::Associates => overview.associates.clone(),
        Tab::Others => overview.others.clone(),
        _ => overview.associates.with(&overview.others),
    }
}

/// The words of the quick filters, with their counts.
fn sorts(lang: Lang, counts: &Counts) -> [(UserQuick, &'static str, String, u64); 7] {
    [
        (UserQuick::CanLogIn, "can_log_in", t!(lang, "users-quick-can-log-in"), counts.can_log_in),
        (UserQuick::None, "none", t!(lang, "users-quick-none"), counts.without),
        (UserQuick::Potential, "potential", t!(lang, "users-quick-potential"), counts.potential),
        (
            UserQuick::WaitingForApproval,
            "waiting_for_approval",
            t!(lang, "users-quick-approval"),
            counts.unapproved,
        ),
        (UserQuick::LoggedOn, "logged_on", t!(lang, "users-quick-logged-on"), counts.logged_on),
        (UserQuick::Expired, "expired", t!(lang, "users-quick-expired"), counts.expired),
        (UserQuick::Former, "former", t!(lang, "users-quick-former"), counts.former),
    ]
}

fn quick(screen: &Screen, view: &View, counts: &Counts) -> Filters {
    let (lang, here) = (screen.lang, view.bare());
    let bare = here.without("quick").without("waiting");
    let (chosen, waits) = (here.get("quick").unwrap_or_default(), here.get("waiting") == Some("true"));
    let mut filters = Filters::new(lang, t!(lang, "users-filter-quick")).filter(
        &t!(lang, "users-everybody"),
        everybody(&bare).to_string(),
        counts.all,
        everybody(&bare) == here,
    );
    let sorts = sorts(lang, counts).into_iter();
    let mut links: Vec<Link> = sorts
        .map(|(_, word, label, count)| (label, bare.with("quick", word), count, chosen == word))
        .collect();
    links.push((t!(lang, "assignments-waiting"), bare.with("waiting", true), counts.waiting, waits));
    // Those that find nobody are there to be known, but take no room from the list.
    let (some, nobody): (Vec<_>, Vec<_>) = links.into_iter().partition(|(.., count, on)| *count > 0 || *on);
    for (label, to, count, on) in some {
        filters = filters.filter(&label, to.to_string(), count, on);
    }
    if view.tab != Tab::Associates {
        for (word, count) in counts.kinds() {
            let on = here.get("kind") == Some(word);
            let to = if on { here.without("kind") } else { here.with("kind", word) };
            filters = filters.filter(&text(lang, &format!("kind-{word}")), to.to_string(), count, on);
        }
    }
    if nobody.is_empty() {
        filters
    } else {
        filters.last(more(lang, t!(lang, "users-more"), "more-quick", &nobody))
    }
}

/// A filter: what it is called, where it leads, how many it finds, whether it is chosen.
type Link = (String, Here, u64, bool);

/// The address without any filter.
fn everybody(bare: &Here) -> Here {
    let bare = ["plan", "kind", "q"].into_iter().fold(bare.clone(), |here, name| here.without(name));
    FURTHER.into_iter().fold(bare, |here, name| here.without(name))
}

/// One filter for each visible user licence in force, plans first.
fn licences(screen: &Screen, view: &View, counts: &Counts) -> Markup {
    let (lang, here) = (screen.lang, view.bare());
    let bare = here.without("plan").without("module");
    let mut offers: Vec<_> = offered(&screen.at).collect();
    if offers.is_empty() {
        return html! {};
    }
    offers.sort_by_key(|licence| !licence.module.plan);
    let links: Vec<Link> = offers
        .iter()
        .map(|licence| {
            let (name, field) =
                (licence.module.name.as_str(), if licence.module.plan { "plan" } else { "module" });
            let on = here.get(field) == Some(name);
            let to = if on { bare.clone() } else { bare.with(field, name) };
            (
                licence.module.title(lang.tag()).to_owned(),
                to,
                counts.having(&screen.at, licence.module.no),
                on,
            )
        })
        .collect();
    let aside = links.iter().enumerate().filter(|(index, link)| *index < SIDE_BY_SIDE || link.3);
    let mut filters = Filters::new(lang, t!(lang, "users-filter"));
    for (_, (label, to, count, on)) in aside {
        filters = filters.filter(label, to.to_string(), *count, *on);
    }
    let none = here.get("plan") == Some("none");
    let to = if none { bare.clone() } else { bare.with("plan", "none") };
    filters = filters.filter(&t!(lang, "users-no-plan"), to.to_string(), counts.no_plan, none);
    if links.len() > SIDE_BY_SIDE {
        let label = t!(lang, "users-filter-more", count = links.len());
        filters = filters.last(more(lang, label, "more-licences", &links));
    }
    filters.render()
}

/// A list of filters that opens.
fn more(lang: Lang, label: String, id: &str, links: &[Link]) -> Markup {
    html! {
        span.more {
            (Button::opens(label, id).plain().small().icon(Icon::Down))
            div.popup id=(id) popover { ul {
                @for (label, to, count, on) in links {
                    li { a href=(to) aria-current=[on.then_some("true")] { (label) " " span.quiet { (number(lang, *count)) } } }
                }
            } }
        }
    }
}

/// Filters that came with the address, each to be taken away.
fn further(screen: &Screen, view: &View) -> Markup {
    let (lang, here) = (screen.lang, view.bare());
    let visible = |no: Option<ModuleNo>| no.is_some_and(|no| offered(&screen.at).any(|l| l.module.no == no));
    let module = |name: &str| screen.at.licences().no(name);
    let told = |value: &str| module(value).map_or_else(|| value.to_owned(), |no| title(&screen.at, lang, no));
    let on =
        FURTHER.iter().filter_map(|name| Some((*name, here.get(name).filter(|value| !value.is_empty())?)));
    let chips: Vec<(String, Here)> = on
        .filter(|(name, value)| *name != "module" || !visible(module(value)))
        .map(|(name, value)| {
            let word = match name {
                "holds" => t!(lang, "users-holding", module = told(value).as_str()),
                "module" => t!(lang, "users-filter-module", module = told(value).as_str()),
                "without" => t!(lang, "users-filter-without", module = told(value).as_str()),
                "group" => t!(lang, "users-filter-group", group = value),
                "role" => t!(lang, "users-filter-role", role = value),
                "site" => t!(lang, "users-filter-site", site = value),
                "attribute" => value.to_owned(),
                "source" => {
                    t!(lang, "users-filter-source", source = text(lang, &format!("source-{value}")).as_str())
                }
                "state" => text(lang, &format!("users-state-{value}")),
                _ if value == "true" => t!(lang, "users-only-log-in"),
                _ => t!(lang, "users-state-inactive"),
            };
            (word, here.without(name))
        })
        .collect();
    html! {
        @if !chips.is_empty() {
            nav.row.filters aria-label=(t!(lang, "users-filter-further")) {
                @for (word, without) in &chips {
                    a.filter href=(without) aria-current="true" title=(t!(lang, "users-filter-clear")) {
                        (word) " " (Icon::Cross)
                    }
                }
            }
        }
    }
}

/// Which columns to show: a form that keeps the rest of the address.
pub(super) fn columns(screen: &Screen, view: &View) -> Markup {
    let lang = screen.lang;
    let fixed = |column: &Column| {
        use Column as C;
        matches!(
            column,
            C::Name | C::Login | C::Groups | C::Role | C::Plan | C::Source | C::State | C::LastUsed
        ) || (*column == C::Kind && view.tab != Tab::Associates)
    };
    let mut offers: Vec<Column> = Column::plain().filter(|column| !fixed(column)).collect();
    offers.extend(offered(&screen.at).map(|licence| Column::Module(licence.module.no)));
    html! {
        span.more {
            (Button::opens(t!(lang, "users-columns"), "columns").icon(Icon::Columns).plain())
            form.popup id="columns" popover method="get" action=(view.here.path()) {
                (view.bare().hidden_fields(&["columns"]))
                ul {
                    @for column in &offers {
                        li { (tick_box("columns", &column.name(&screen.at), &column.title(&screen.at, lang), view.columns.contains(column))) }
                    }
                }
                (Button::submit(t!(lang, "users-columns-show")).small())
            }
        }
    }
}
