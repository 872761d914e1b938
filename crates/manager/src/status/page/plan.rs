//! The plan and how near it is to each limit: count, colour and icon, and *Upgrade* where it gets tight.

use licentia_core::licence::text_in;
use licentia_core::licences::Total;
use licentia_core::limits::Level;
use licentia_platform::access::Right;
use licentia_ui::{Button, Icon, Limits, Panel, Tag, encode, t};
use maud::{Markup, Render as _, html};

use super::upgrade::SEATS;
use super::{suite_path, upgrade_path};
use crate::licences::{Licence, in_force};
use crate::limits::LimitNow;
use crate::page::Screen;
use crate::status::{Status, Subscription};

pub(super) fn panel(screen: &Screen, status: &Status<'_>) -> Markup {
    let lang = screen.lang;
    let limited: Vec<_> =
        status.subscriptions.iter().filter(|one| one.suite.is_some() || !one.limits.is_empty()).collect();
    match limited.as_slice() {
        [] if status.subscriptions.is_empty() => {
            let words =
                if screen.at.demo() { t!(lang, "status-demo-why") } else { t!(lang, "status-none-why") };
            Panel::titled("plan", t!(lang, "status-plan-none")).body(html! { p.quiet { (words) } }).render()
        }
        [] => plans(screen),
        // Alone it is as high as the panel beside it.
        [one] => suite(screen, one),
        limited => html! { div.stack { @for one in limited { (suite(screen, one)) } } },
    }
}

/// One plan for everybody, with its seats and limits.
fn suite(screen: &Screen, one: &Subscription<'_>) -> Markup {
    let lang = screen.lang;
    let title = match one.plan(lang.tag()) {
        Some(plan) => t!(lang, "status-plan", plan = plan),
        None => t!(lang, "status-restrictions-of", issuer = one.issuer.title(lang.tag())),
    };
    let page = suite_path(screen, &one.issuer.name);
    let panel = Panel::titled(format!("plan-{}", one.issuer.name), title)
        .body(html! { div.stack.tight { (limits(screen, one, &page)) } })
        .footer(footer(screen, one, &page));
    match tag(screen, one) {
        Some(tag) => panel.aside(tag).render(),
        None => panel.render(),
    }
}

/// Seats first, then every limit in the package's order. What the plan does not include stands last, with where it begins.
pub(super) fn limits(screen: &Screen, one: &Subscription<'_>, href: &str) -> Limits {
    let lang = screen.lang;
    let mut list = Limits::new(lang).opens(href);
    if let Some((_, seats)) = one.suite {
        let label = t!(lang, "status-seats");
        list = match seats.total {
            Some(total) => list.limit(&label, seats.used, total),
            None => list.unlimited(&label),
        };
    }
    let (absent, there): (Vec<_>, Vec<_>) = one.limits.iter().partition(|limit| limit.is_absent());
    list = there.into_iter().fold(list, |list, limit| match limit.max {
        Some(max) => list.limit(limit.title(lang.tag()), limit.used, max),
        None => list.unlimited(limit.title(lang.tag())),
    });
    absent.into_iter().fold(list, |list, limit| {
        let next = limit.next.as_ref().map(|next| text_in(&next.titles, lang.tag(), ""));
        let note =
            next.map_or_else(|| t!(lang, "status-not-included"), |plan| t!(lang, "status-from", plan = plan));
        list.absent(limit.title(lang.tag()), &note)
    })
}

/// How many limits are reached or near, of those that the plan includes.
fn tag(screen: &Screen, one: &Subscription<'_>) -> Option<Tag> {
    let lang = screen.lang;
    let seats = one.suite.map(|(_, seats)| seats.level());
    let limits = one.limits.iter().filter(|limit| !limit.is_absent()).map(|limit| limit.level);
    let levels: Vec<Level> = limits.chain(seats).collect();
    let count = |level| levels.iter().filter(|one| **one == level).count();
    match (count(Level::Reached), count(Level::Warning)) {
        (0, 0) => None,
        (0, near) => Some(Tag::warn(t!(lang, "status-near", count = near)).icon(Icon::Warn)),
        (reached, _) => Some(Tag::bad(t!(lang, "status-reached", count = reached)).icon(Icon::Stop)),
    }
}

/// The limit that is nearest, of those that the plan includes.
fn tightest<'a>(one: &'a Subscription<'_>) -> Option<&'a LimitNow> {
    let tight = |limit: &&LimitNow| limit.level != Level::Normal && !limit.is_absent();
    one.limits.iter().filter(tight).max_by_key(|limit| limit.level)
}

fn footer(screen: &Screen, one: &Subscription<'_>, page: &str) -> Markup {
    let lang = screen.lang;
    let tight = tightest(one);
    let seats = one.suite.is_some_and(|(_, seats)| seats.level() != Level::Normal);
    let next = tight.and_then(|limit| limit.next.as_ref()).map(|next| text_in(&next.titles, lang.tag(), ""));
    let limit = tight.map(|limit| limit.title(lang.tag()));
    let about = tight.map(|limit| limit.name.as_str()).or(seats.then_some(SEATS));
    html! {
        p.small.quiet {
            (t!(lang, "status-kept")) " "
            @if let (Some(next), Some(limit)) = (next, limit) { (t!(lang, "status-lifts", plan = next, limit = limit)) }
        }
        span.row.end {
            (Button::link(t!(lang, "status-what-allows"), page).small())
            @if about.is_some() && screen.caller.has(Right::ManageLicences) {
                (Button::link(t!(lang, "status-upgrade"), upgrade_path(screen, &one.issuer.name, about)).small().primary().dialog())
            }
        }
    }
}

/// Without a suite: the user plans with their seats.
fn plans(screen: &Screen) -> Markup {
    let lang = screen.lang;
    let plans: Vec<Licence<'_>> =
        in_force(&screen.at).filter(|l| l.module.plan && !l.module.hidden).collect();
    let mut list = Limits::new(lang);
    for licence in plans {
        let title = licence.module.title(lang.tag());
        list = list.opens(screen.to(&format!("/products/{}", encode(licence.module.name.as_str()))));
        list = match licence.total {
            Total::Count(total) => list.limit(title, licence.in_use, total),
            Total::Unrestricted => list.unlimited(title),
            Total::Absent => list,
        };
    }
    let means = html! { p.small.quiet { (t!(lang, "status-plans-mean")) } };
    Panel::titled("plan", t!(lang, "status-plans"))
        .body(html! { div.stack.tight { (list) } })
        .footer(means)
        .render()
}
