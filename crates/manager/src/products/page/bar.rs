//! What is staged and not saved: the floating bar, what others have done meanwhile, and why something was refused.

use std::collections::BTreeMap;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licence::Counting;
use licentia_core::seats::{Assignment, State};
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_ui::{Button, Lang, Notice, Tone, hidden, staged as staged_bar, t, tick_box};
use maud::{Markup, html};

use super::show::Product;
use super::staged::{AT_MOST, Staged, granted_as};
use crate::assignments::{self, Meanwhile};
use crate::page;
use crate::state::Manager;
use crate::users;

/// Names in one sentence before it says how many more.
const NAMES: usize = 3;

/// The bar below: how many come and go, how it would be afterwards, and that nothing is saved.
pub(super) fn staged(product: &Product<'_>, refused: Option<&Problem>) -> Markup {
    let (lang, settled) = (product.screen.lang, &product.settled);
    if product.staged.is_empty() {
        return html! {};
    }
    let cancel = Button::link(t!(lang, "dialog-cancel"), product.with(&Staged::default()).to_string());
    if settled.count() == 0 {
        let text = html! { (t!(lang, "products-nothing-left")) };
        return staged_bar(true, text, html! { div.row { (cancel) } });
    }
    let too_many = beyond(product);
    let apply = Button::submit(t!(lang, "action-apply", count = settled.count())).primary();
    let apply = if too_many > 0 { apply.disabled("staged-why") } else { apply };
    let preview = Button::link(t!(lang, "products-preview"), product.at("preview").to_string());
    let silence = refused.is_some_and(|problem| problem.code == "blocker_unreachable");
    let buttons = html! {
        form.row method="post" action=(product.here()) {
            (hidden("seen", &product.screen.at.revision().to_string()))
            @if silence { (tick_box("silence", "true", &t!(lang, "superfluous-despite"), false)) }
            (preview.plain().dialog()) (cancel) (apply)
        }
    };
    staged_bar(true, html! { (words(product)) (afterwards(product, too_many)) }, buttons)
}

/// "2 to add, 1 to recall."
pub(super) fn words(product: &Product<'_>) -> Markup {
    let (lang, settled) = (product.screen.lang, &product.settled);
    let (add, drop) = (settled.add.len(), settled.drop.len());
    let words = match (add, drop) {
        (add, 0) => t!(lang, "products-to-add", add = add),
        (0, drop) => t!(lang, "products-to-recall", drop = drop),
        (add, drop) => t!(lang, "products-to-add-and-recall", add = add, drop = drop),
    };
    html! { b { (words) } " " }
}

/// Seats that would be missing.
fn beyond(product: &Product<'_>) -> i64 {
    let cap = product.licence.total.cap().filter(|_| product.module().counting == Counting::Named);
    let cap = cap.and_then(|cap| i64::try_from(cap).ok());
    // Whoever only takes away is never kept from it, however full it is.
    cap.filter(|_| product.staged_units > 0).map_or(0, |cap| product.after() - cap)
}

fn afterwards(product: &Product<'_>, too_many: i64) -> Markup {
    let lang = product.screen.lang;
    let cap = product.licence.total.cap().filter(|_| product.module().counting == Counting::Named);
    let unsaved = t!(lang, "products-not-saved");
    html! {
        @if product.staged.too_many { (t!(lang, "products-too-many", most = AT_MOST)) " " }
        @if too_many > 0 {
            span.bad id="staged-why" { (t!(lang, "products-beyond", count = too_many)) } " "
        } @else if let Some(cap) = cap {
            (t!(lang, "products-afterwards", used = product.after().max(0), total = cap)) " "
            @if product.served > 0 { (t!(lang, "products-served", count = product.served)) " " }
        }
        (unsaved)
    }
}

/// What others have done to these seats since the first change was staged.
pub(super) async fn meanwhile(manager: &Manager, product: &Product<'_>) -> Result<Markup, Problem> {
    let Some(since) = product.staged.since.filter(|_| !product.staged.is_empty()) else {
        return Ok(html! {});
    };
    let granted = product.screen.caller.may::<View>()?;
    let happened = assignments::meanwhile(manager, &granted, product.module().no, since).await?;
    Ok(html! {
        @for sentence in sentences(product, &happened.list) { (Notice::new(Tone::Accent, sentence)) }
        @if happened.more { (Notice::new(Tone::Accent, t!(product.screen.lang, "products-meanwhile-more"))) }
    })
}

/// "Ingrid Solberg has added Anna Berg meanwhile."
fn sentences(product: &Product<'_>, happened: &[Meanwhile]) -> Vec<String> {
    let lang = product.screen.lang;
    // Whoever is given another plan is not given this one.
    let granting = users::granting(&product.screen.at, product.module().no);
    let mut of: BTreeMap<(&str, bool, Option<ModuleNo>), Vec<&str>> = BTreeMap::new();
    for one in happened {
        let comes = matches!(one.what.as_str(), "assigned" | "healed");
        let other = Some(one.module).filter(|no| !granting.contains(no));
        let names = of.entry((one.by(), comes, other)).or_default();
        if !names.contains(&one.name.as_str()) {
            names.push(&one.name);
        }
    }
    // Whoever was given another plan gave up the one before: that goes without saying.
    let given: Vec<(&str, Vec<&str>)> = of
        .iter()
        .filter(|((_, comes, other), _)| *comes && other.is_some())
        .map(|((by, ..), names)| (*by, names.clone()))
        .collect();
    for ((by, comes, other), names) in &mut of {
        if !comes && other.is_some() {
            names.retain(|name| !given.iter().any(|(giver, given)| giver == by && given.contains(name)));
        }
    }
    of.retain(|_, names| !names.is_empty());
    let sentence = |((by, comes, other), names): ((&str, bool, Option<ModuleNo>), Vec<&str>)| {
        let users = few(lang, &names, names.len());
        let plan = other.map(|no| plan_title(product, no));
        match (comes, plan) {
            (true, None) => t!(lang, "products-meanwhile-added", by = by, users = users),
            (false, None) => t!(lang, "products-meanwhile-recalled", by = by, users = users),
            (true, Some(plan)) => t!(lang, "products-meanwhile-other", by = by, users = users, plan = plan),
            (false, Some(plan)) => {
                t!(lang, "products-meanwhile-other-gone", by = by, users = users, plan = plan)
            }
        }
    };
    of.into_iter().map(sentence).collect()
}

/// The first of these names, and how many more of so many.
fn few(lang: Lang, names: &[&str], count: usize) -> String {
    let shown = names[..names.len().min(NAMES)].join(", ");
    match count.saturating_sub(NAMES) {
        0 => shown,
        more => t!(lang, "products-and-more", names = shown, count = more),
    }
}

fn plan_title(product: &Product<'_>, no: ModuleNo) -> String {
    let at = &product.screen.at;
    match at.licences().module(no) {
        Some(module) => module.title(product.screen.lang.tag()).to_owned(),
        None => at.name(no).map(ToString::to_string).unwrap_or_default(),
    }
}

/// Whose other plan of the same issuer the staged one would take the place of, and to how many a rule gives again what is
/// staged to be recalled: it is said before it is done.
pub(super) async fn replaces(manager: &Manager, product: &Product<'_>) -> Result<Markup, Problem> {
    let (screen, lang, module) = (product.screen, product.screen.lang, product.module());
    if !product.may_change() {
        return Ok(html! {});
    }
    let own = granted_as(&screen.at, module.no);
    let other = |no: ModuleNo| {
        let plan = screen.at.licences().module(no);
        let plan = plan.filter(|other| module.plan && other.plan && other.issuer == module.issuer);
        plan.is_some() && !own.contains(&no)
    };
    let mut of: BTreeMap<ModuleNo, Vec<UserNo>> = BTreeMap::new();
    // What waits is not had yet, and what is over stays as it is.
    let today = screen.at.day().today;
    let has = |row: &Assignment| row.state == State::Active && row.until.is_none_or(|last| today <= last);
    for user in product.settled.add.iter().filter_map(|no| screen.at.user(*no)) {
        for row in user.assignments().iter().filter(|row| has(row) && other(row.module)) {
            of.entry(row.module).or_default().push(user.no());
        }
    }
    let mut sentences = Vec::with_capacity(of.len());
    for (plan, mut users) in of {
        users.dedup();
        let first = users[..users.len().min(NAMES)].to_vec();
        let names = users::names(manager, screen.caller.scope, first).await?;
        let names: Vec<&str> = names.iter().map(|(_, named)| named.name.as_str()).collect();
        let (count, plan) = (users.len(), plan_title(product, plan));
        let users = few(lang, &names, count);
        sentences.push(t!(lang, "products-would-replace", count = count, users = users, plan = plan));
    }
    Ok(html! {
        @for sentence in sentences { (Notice::new(Tone::Warn, sentence)) }
        (assignments::page::by_rules(lang, product.by_rules))
    })
}

/// A refusal, with everybody it is about.
pub(super) fn refusal(product: &Product<'_>, problem: &Problem) -> Markup {
    let lang = product.screen.lang;
    let refused = problem.extra.get("refused").cloned();
    let refused: Vec<licentia_protocol::api::RefusedOne> =
        refused.and_then(|list| serde_json::from_value(list).ok()).unwrap_or_default();
    let objections = problem.extra.get("objections").and_then(serde_json::Value::as_array).cloned();
    let text = |value: &serde_json::Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    html! {
        (page::refused(lang, problem))
        @if !refused.is_empty() {
            ul.lines { @for one in refused.iter().take(20) { li { (name_of(product, &one.user)) span.end.small.quiet { (one.message) } } } }
        }
        @if let Some(objections) = objections {
            ul.lines { @for one in &objections { li { (text(one, "name")) span.end.small.quiet { (text(one, "message")) } } } }
        }
    }
}

/// What somebody named by id is called: the log-in name, which every snapshot knows.
pub(super) fn name_of(product: &Product<'_>, named: &str) -> String {
    product.screen.at.user_named(named).map_or_else(|| named.to_owned(), |user| user.login_key().to_owned())
}
