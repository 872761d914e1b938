//! What a user holds: the plan to choose, further modules after their prerequisites, and what follows from both.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_core::ids::ModuleNo;
use licentia_core::licence::Scope;
use licentia_core::seats::{Assignment, Source};
use licentia_platform::access::{ManageLicences, Right, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::{
    Button, Choice, Here, Icon, Node, Panel, Tag, Tone, choices, date_words_short, hidden, number,
    section_head, t, tree,
};
use maud::{Markup, Render as _, html};

use super::list::reason;
use super::{address, effective, show, title};
use crate::assignments::{Order, assign, seen};
use crate::licences::{Licence, follows_log_in, in_force};
use crate::page::Screen;
use crate::products::start;
use crate::snapshot::{User, waits};
use crate::state::Manager;
use crate::users::columns::begun;
use crate::users::{Listed, find};

pub(super) async fn apply(
    State(manager): State<Manager>,
    mut screen: Screen,
    Path((_, user)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let user = find(&manager, &screen.caller.may::<View>()?, &user).await?;
    let (give, take) = wanted(&form);
    let back = address(&screen, &user.row.login, &user.row.id);
    if give.is_empty() && take.is_empty() {
        return Ok(Redirect::to(&back).into_response());
    }
    let reason = Some(form.text("reason").to_owned()).filter(|reason| !reason.is_empty());
    let was = form.get("had").map(str::to_owned);
    let order = Order {
        instead_of: take,
        reason,
        seen: was.clone(),
        ..Order::by_hand(vec![user.row.id.clone()], give, screen.lang)
    };
    // What is refused is shown on the page of the user: its own address only takes forms.
    screen.here = Here::new(&back, "");
    let problem = match assign(&manager, &granted, order).await {
        Ok(_) => return Ok(Redirect::to(&back).into_response()),
        Err(problem) if problem.is_internal() => return Err(problem),
        Err(problem) => problem,
    };
    let typed = if problem.code == "licences_changed" {
        screen.at = manager.snapshot(granted.scope).await?;
        let changes = changed(&manager, &screen, &user, &was.unwrap_or_default()).await?;
        Typed { form: None, problem: problem.arg("user", &user.row.name).arg("changes", changes) }
    } else {
        Typed { form: Some(&form), problem }
    };
    let body = show::body(&manager, &screen, &user, Some(&typed)).await?;
    Ok(screen.page(&user.row.name, "users", body))
}

/// What has become of what the form saw: what is new and by whom, and what is gone.
async fn changed(manager: &Manager, screen: &Screen, user: &Listed, was: &str) -> Result<String, Problem> {
    let lang = screen.lang;
    let Some(known) = screen.at.user(user.row.no) else { return Ok(String::new()) };
    let (_, by) = effective::of(manager, screen, user).await?;
    let is = seen(&screen.at, &known);
    let word = |name: &str| match screen.at.licences().no(name.trim_end_matches('~')) {
        Some(no) => title(&screen.at, lang, no),
        None => name.to_owned(),
    };
    let granter = |name: &str| {
        let granted = known.assignments().iter().find(|a| {
            screen.at.name(a.module).is_some_and(|module| module.to_string() == name.trim_end_matches('~'))
        });
        granted.and_then(|a| by.get(&a.order)).and_then(|by| by.name.as_deref())
    };
    let new = is.split_whitespace().filter(|name| was.split_whitespace().all(|other| other != *name));
    let new = new.map(|name| match granter(name) {
        Some(by) => t!(lang, "users-changed-by", names = word(name), by = by),
        None => word(name),
    });
    let gone = was.split_whitespace().filter(|name| is.split_whitespace().all(|other| other != *name));
    let (new, gone): (Vec<String>, Vec<String>) = (new.collect(), gone.map(word).collect());
    let mut said = Vec::new();
    if !new.is_empty() {
        said.push(t!(lang, "users-changed-new", names = new.join(", ")));
    }
    if !gone.is_empty() {
        said.push(t!(lang, "users-changed-gone", names = gone.join(", ")));
    }
    Ok(said.join("; "))
}

/// What was typed, and why it was refused.
pub(crate) struct Typed<'a> {
    /// `None` when it no longer fits what the user has.
    pub(super) form: Option<&'a Form>,
    pub(super) problem: Problem,
}

/// The difference between what the form showed and what came back: what to give and what to take.
fn wanted(form: &Form) -> (Vec<String>, Vec<String>) {
    let (mut give, mut take) = (Vec::new(), Vec::new());
    for issuer in form.all("issuer") {
        let (was, is) = (form.text(&format!("was-plan-{issuer}")), form.get(&format!("plan-{issuer}")));
        let Some(is) = is.map(str::trim).filter(|is| *is != was) else { continue };
        if is.is_empty() { take.push(was.to_owned()) } else { give.push(is.to_owned()) }
    }
    let was: Vec<&str> = form.all("was-module").collect();
    give.extend(form.all("module").filter(|module| !was.contains(module)).map(str::to_owned));
    take.extend(
        was.iter()
            .filter(|module| form.all("module").all(|ticked| ticked != **module))
            .map(|module| (*module).to_owned()),
    );
    (give, take)
}

/// Plans, and further modules: the fields of one form.
pub(super) fn fields(
    screen: &Screen,
    user: &Listed,
    typed: Option<&Typed<'_>>,
    by: &effective::By,
) -> (Markup, Markup) {
    let lang = screen.lang;
    let Some(known) = screen.at.user(user.row.no) else { return (html! {}, html! {}) };
    let may = screen.caller.has(Right::ManageLicences);
    let issuers: Vec<usize> = (0..screen.at.licences().issuers().len())
        .filter(|issuer| plans_of(screen, *issuer).next().is_some())
        .collect();
    let further = further(screen, &known, typed);
    let plans = html! {
        (hidden("had", seen(&screen.at, &known).as_str()))
        @for licence in in_force(&screen.at).filter(|l| follows_log_in(screen.at.licences(), l.module)) { (suite(screen, &known, &licence)) }
        @for issuer in &issuers { (plans(screen, user, &known, (*issuer, issuers.len() > 1), typed, by)) }
        @if may && (!issuers.is_empty() || further.is_some()) {
            div.row {
                (reason(lang).value(typed.and_then(|typed| typed.form).map(|form| form.text("reason")).unwrap_or_default()))
                (Button::submit(t!(lang, "users-apply")).primary())
            }
        }
    };
    let further = html! {
        @if let Some(nodes) = further { (Panel::titled("further", t!(lang, "users-further")).body(nodes)) }
    };
    (plans, further)
}

/// Where the fields are sent.
pub(super) fn action(screen: &Screen, user: &Listed) -> String {
    format!("{}/licences", address(screen, &user.row.login, &user.row.id))
}

fn plans_of<'a>(screen: &'a Screen, issuer: usize) -> impl Iterator<Item = Licence<'a>> {
    let plan = move |l: &Licence<'_>| {
        let by_hand = !l.module.hidden && !follows_log_in(screen.at.licences(), l.module);
        l.module.issuer == issuer && l.module.plan && by_hand && l.module.scope == Scope::User
    };
    in_force(&screen.at).filter(plan)
}

/// The one plan of everybody: whoever can log in has a seat (rule 3a).
fn suite(screen: &Screen, user: &User<'_>, licence: &Licence<'_>) -> Markup {
    let (lang, module) = (screen.lang, licence.module);
    let title = module.title(lang.tag());
    let row = user.assignments().iter().find(|a| a.module == module.no);
    let state = match row {
        Some(row) if waits(row) => Tag::new(Tone::Accent, t!(lang, "assignments-waiting")).icon(Icon::Clock),
        Some(_) if user.active() => Tag::good(t!(lang, "users-suite-seat")),
        _ => Tag::new(Tone::Line, t!(lang, "users-suite-no-seat")),
    };
    let used =
        licence.total.cap().map(|total| t!(lang, "users-suite-used", used = licence.in_use, total = total));
    let means = html! { p { (t!(lang, "users-suite-means")) } @if let Some(used) = used { p.small.quiet { (used) } } };
    Panel::titled("suite", title).aside(state).body(means).render()
}

fn plans(
    screen: &Screen,
    listed: &Listed,
    user: &User<'_>,
    (issuer, several): (usize, bool),
    typed: Option<&Typed<'_>>,
    by: &effective::By,
) -> Markup {
    let (lang, of) = (screen.lang, &screen.at.licences().issuers()[issuer]);
    let field = format!("plan-{}", of.name);
    let granted = |no: ModuleNo| user.assignments().iter().find(|a| a.module == no);
    let was = plans_of(screen, issuer).find(|l| granted(l.module.no).is_some_and(|a| !waits(a)));
    let was = was.map(|l| l.module.name.to_string()).unwrap_or_default();
    let chosen = typed.and_then(|typed| typed.form).and_then(|form| form.get(&field)).unwrap_or(&was);
    let none = Choice::new("", t!(lang, "users-no-plan"))
        .detail(t!(lang, "users-no-plan-means"))
        .chosen(chosen.is_empty());
    let mut items = vec![none];
    for licence in plans_of(screen, issuer) {
        let name = licence.module.name.as_str();
        let mut choice = Choice::new(name, licence.module.title(lang.tag()))
            .detail(licence.module.tooltip(lang.tag()))
            .chosen(name == chosen);
        if let Some(total) = licence.total.cap() {
            // Somebody who has the seat may keep it, however full the plan is.
            choice = choice.seats(licence.in_use, total).held(name == was);
        }
        if granted(licence.module.no).is_some_and(waits) {
            choice = choice.tag(effective::in_line(screen, listed, licence.module.no));
        }
        items.push(choice);
    }
    let legend = if several {
        t!(lang, "users-plan-of", issuer = of.title(lang.tag()))
    } else {
        t!(lang, "users-plan")
    };
    html! {
        section {
            (section_head(&field, legend.as_str(), Some(html! { (t!(lang, "users-plan-means")) })))
            (choices(lang, &legend, &field, &items))
            @for granted in of_plans(screen, user, issuer) {
                p.small.quiet { (title(&screen.at, lang, granted.module)) ": " (effective::grant(screen, listed, granted, by.get(&granted.order))) }
            }
            @if of_plans(screen, user, issuer).iter().any(|granted| granted.source == Source::Rule) {
                p.small.quiet { (t!(lang, "assignments-withdraw-means")) }
            }
            (hidden("issuer", of.name.as_str()))
            (hidden(&format!("was-plan-{}", of.name), &was))
        }
    }
}

/// The grants of the issuer's plans, oldest first: who chose the plan, and when.
fn of_plans<'a>(screen: &Screen, user: &User<'a>, issuer: usize) -> Vec<&'a Assignment> {
    let plan = |no: ModuleNo| plans_of(screen, issuer).any(|licence| licence.module.no == no);
    let mut granted: Vec<&Assignment> = user.assignments().iter().filter(|a| plan(a.module)).collect();
    granted.sort_by_key(|a| a.order);
    granted
}

/// Modules that are handed out one by one, nested after what they require.
fn further(screen: &Screen, user: &User<'_>, typed: Option<&Typed<'_>>) -> Option<Markup> {
    let single = |l: &Licence<'_>| {
        !l.module.plan && !l.module.hidden && !l.module.tier && l.module.scope == Scope::User
    };
    let all: Vec<Licence<'_>> = in_force(&screen.at).filter(single).collect();
    if all.is_empty() {
        return None;
    }
    let parent = |l: &Licence<'_>| {
        l.module
            .requires
            .iter()
            .copied()
            .find(|no| all.iter().any(|other| other.module.no == *no && other.module.no != l.module.no))
    };
    let roots: Vec<Node> =
        all.iter().filter(|l| parent(l).is_none()).map(|l| node(screen, user, typed, l, &all, 0)).collect();
    let held = all.iter().filter(|l| direct(user, l.module.no)).map(|l| l.module.name.as_str());
    Some(html! {
        div id="modules" { (tree("module", &roots)) }
        @for name in held { (hidden("was-module", name)) }
    })
}

fn direct(user: &User<'_>, no: ModuleNo) -> bool {
    user.assignments().iter().any(|a| a.module == no)
}

fn node(
    screen: &Screen,
    user: &User<'_>,
    typed: Option<&Typed<'_>>,
    licence: &Licence<'_>,
    all: &[Licence<'_>],
    level: u32,
) -> Node {
    let (lang, module) = (screen.lang, licence.module);
    let own = direct(user, module.no);
    let by_plan = !own && user.holds(module.no);
    let typed_on = typed.and_then(|typed| typed.form);
    let typed_on = typed_on.map(|form| form.all("module").any(|name| name == module.name.as_str()));
    let full = licence.free().is_some_and(|free| free <= 0) && !own;
    let begins = start(module, screen.at.day().today).filter(|_| !begun(&screen.at, licence));
    let mut node = Node::new(module.name.as_str(), module.title(lang.tag()))
        .ticked(by_plan || typed_on.unwrap_or(own))
        .disabled(by_plan || full || !screen.caller.has(Right::ManageLicences));
    if let Some(total) = licence.total.cap() {
        let (used, total) = (number(lang, licence.in_use), number(lang, total));
        node = node.detail(if let Some(start) = begins {
            t!(lang, "users-module-begins", day = date_words_short(lang, start))
        } else if full {
            t!(lang, "users-module-full", used = used, total = total)
        } else {
            t!(lang, "users-module-used", used = used, total = total)
        });
    }
    if by_plan {
        node = node.tag(Tag::new(Tone::Line, t!(lang, "users-from-plan")));
    } else if user.assignments().iter().any(|a| a.module == module.no && waits(a)) {
        node = node.tag(Tag::new(Tone::Accent, t!(lang, "assignments-waiting")).icon(Icon::Clock));
    }
    // The first prerequisite that is handed out too is the parent; core refuses circles, the level is for safety.
    let children = all.iter().filter(|l| level < 8 && first_parent(l, all) == Some(module.no));
    children.fold(node, |node, child| node.child(self::node(screen, user, typed, child, all, level + 1)))
}

fn first_parent(licence: &Licence<'_>, all: &[Licence<'_>]) -> Option<ModuleNo> {
    let others = |no: &ModuleNo| all.iter().any(|other| other.module.no == *no && *no != licence.module.no);
    licence.module.requires.iter().copied().find(others)
}
