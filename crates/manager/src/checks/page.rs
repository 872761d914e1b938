//! *Ask why*: a question, the verdict, every rule with what it saw, and who can fix it.

use std::time::Instant;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use jiff::civil::Date;
use licentia_core::decide::{Access, Action, Trace};
use licentia_core::ids::ModuleNo;
use licentia_core::names::fold_login;
use licentia_platform::access::{Right, View};
use licentia_platform::problem::Problem;
use licentia_ui::{
    Button, Head, Icon, Outcome, Panel, Tone, Trace as Steps, check, date_words, empty, encode, fixes,
    section_head, t, verdict,
};
use maud::{Markup, html};

use super::explain::{Explain, reached, who_words};
use super::{Answered, Question, store, why};
use crate::page::Screen;
use crate::sealed::CENTRAL;
use crate::snapshot::{Snapshot, work_out};
use crate::state::Manager;

/// How far back refusals are counted for the note beside the trace.
const REFUSED_DAYS: i64 = 30;

pub(crate) fn routes() -> Router<Manager> {
    Router::new().route("/why", get(show))
}

async fn show(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    screen.caller.may_any(&[Right::View, Right::ManageUsers, Right::ManageLicences])?;
    let asked = Asked::of(&screen);
    let answer = match asked.complete() {
        false => nothing_asked(&screen),
        true => answer(&manager, &screen, &asked).await?,
    };
    let title = t!(screen.lang, "checks-title");
    let body = html! { (Head::new(title.clone())) (form(&screen, &asked)) (answer) };
    Ok(screen.page(&title, "why", body))
}

/// What stands in the fields.
struct Asked {
    user: String,
    module: String,
    on: Option<Date>,
    typed_on: String,
}

impl Asked {
    fn of(screen: &Screen) -> Self {
        let field = |name| screen.here.get(name).unwrap_or("").trim().to_owned();
        let typed_on = field("on");
        Self { user: field("user"), module: field("module"), on: typed_on.parse().ok(), typed_on }
    }

    fn complete(&self) -> bool {
        !self.user.is_empty() && !self.module.is_empty()
    }
}

fn form(screen: &Screen, asked: &Asked) -> Markup {
    let (lang, at) = (screen.lang, &screen.at);
    let visible = at.licences().in_order().into_iter().filter(|module| !module.hidden);
    let day = asked.on.unwrap_or(at.day().today);
    html! {
        form.ask.row role="search" method="get" {
            span { (t!(lang, "checks-may")) }
            label.grow {
                span.visually-hidden { (t!(lang, "checks-user")) }
                input.input name="user" value=(asked.user) placeholder=(t!(lang, "checks-user")) required
                    autocomplete="off" autocapitalize="none" spellcheck="false";
            }
            span { (t!(lang, "checks-use")) }
            label.grow {
                span.visually-hidden { (t!(lang, "checks-module")) }
                input.input name="module" value=(asked.module) placeholder=(t!(lang, "checks-module")) required
                    list="modules" autocomplete="off" autocapitalize="none" spellcheck="false";
            }
            datalist id="modules" {
                @for module in visible { option value=(module.name) { (module.title(lang.tag())) } }
            }
            span { (t!(lang, "checks-on")) }
            label {
                span.visually-hidden { (t!(lang, "checks-date")) }
                input.input.date type="date" name="on" value=(day);
            }
            (Button::submit(t!(lang, "checks-ask")).primary())
        }
        @if !asked.typed_on.is_empty() && asked.on.is_none() {
            p.small role="alert" { (t!(lang, "checks-no-date", text = asked.typed_on.as_str())) }
        }
    }
}

fn nothing_asked(screen: &Screen) -> Markup {
    let lang = screen.lang;
    empty(Icon::Ask, &t!(lang, "checks-nothing-asked"), t!(lang, "checks-nothing-asked-why"), &[])
}

/// The answer about one user and module, for a page that has decided who may see it.
pub(crate) async fn about(
    manager: &Manager,
    screen: &Screen,
    user: &str,
    module: &str,
) -> Result<Markup, Problem> {
    let asked = Asked { user: user.to_owned(), module: module.to_owned(), on: None, typed_on: String::new() };
    answer(manager, screen, &asked).await
}

async fn answer(manager: &Manager, screen: &Screen, asked: &Asked) -> Result<Markup, Problem> {
    let scope = screen.caller.scope;
    let module = module_called(&screen.at, &asked.module, screen.lang.tag());
    let user = user_called(manager, screen, &asked.user).await?;
    // In the database to which the user belongs, the central one before others.
    let known = screen.at.user_named(&user);
    let site = known.and_then(|known| screen.at.sites_of(known.no()).first()).copied().unwrap_or(CENTRAL);
    let (at, module) = (asked.on, &*module);
    let question = Question { user: &user, module, at, version: None, released: None, session: None, site };
    work_out(&screen.at, at.into_iter()).await?;
    let began = Instant::now();
    let (answered, trace) = why(&screen.at, &question);
    let micros = began.elapsed().as_micros() as u64;
    let refused = match (answered.user, answered.module) {
        (Some(user), Some(module)) => {
            let since =
                screen.at.day().today.saturating_sub(jiff::Span::new().days(REFUSED_DAYS)).to_string();
            let (user, module) = (user.no().0, module.0);
            manager.db().read(move |r| Ok(store::refused(r, scope, user, module, &since)?)).await?
        }
        _ => None,
    };
    Ok(drawn(screen, &answered, &trace, asked, micros, refused.map_or(0, |(times, _)| times)))
}

fn drawn(
    screen: &Screen,
    answered: &Answered<'_>,
    trace: &Trace,
    asked: &Asked,
    micros: u64,
    refused: i64,
) -> Markup {
    let lang = screen.lang;
    let words = Explain { lang, answered };
    let simulated = asked.on.filter(|on| *on != screen.at.day().today);
    let tone = match trace.decision.access {
        Access::Full => Tone::Good,
        Access::Read => Tone::Warn,
        Access::None => Tone::Bad,
    };
    let said = check(lang, trace.decision.code.as_str(), &[]);
    let title = said.map_or_else(String::new, |said| said.title);
    let detail = html! {
        (t!(lang, "checks-rules-counted", count = trace.steps.len() as u64)) " "
        (t!(lang, "checks-decided", micros = micros, revision = screen.at.revision()))
        @if let Some(day) = simulated { " " (t!(lang, "checks-simulated", day = date_words(lang, day))) }
    };
    let note = (refused > 0).then(|| html! { small { (t!(lang, "checks-refused-times", count = refused)) } });
    html! {
        (verdict(tone, title, detail, trace.decision.code.as_str()))
        div.cols.wide-end {
            section.stack.tight aria-labelledby="rules" {
                (section_head("rules", t!(lang, "checks-rule-by-rule"), note))
                (Panel::new().flush(steps(&words, trace)))
            }
            div.stack { (remedies(screen, &words, trace)) }
        }
    }
}

fn steps(words: &Explain<'_>, trace: &Trace) -> Steps {
    let mut steps = Steps::new(words.lang);
    let mut said = String::new();
    for (at, step) in trace.steps.iter().enumerate() {
        let outcome = match (step.holds, reached(trace, at)) {
            (true, true) => Outcome::Passed,
            (false, true) => Outcome::Failed,
            (_, false) => Outcome::Skipped,
        };
        let note = if step.decides { step.rule.as_str() } else { "" };
        // Several rules look at the licence: what it is is said once.
        let detail = words.detail(step);
        let shown = if detail == said { "" } else { detail.as_str() };
        steps = steps.step(outcome, words.rule(step), shown, note);
        said = detail;
    }
    steps
}

fn remedies(screen: &Screen, words: &Explain<'_>, trace: &Trace) -> Markup {
    let lang = words.lang;
    let list: Vec<_> = trace
        .remedies
        .iter()
        .map(|remedy| {
            (words.action(remedy), who_words(lang, remedy.who), button(screen, words, remedy.action))
        })
        .collect();
    let panel = Panel::titled("fix", t!(lang, "checks-who-can-fix")).accent();
    match list.is_empty() {
        true => html! { (panel.body(html! { p { (t!(lang, "checks-fix-nobody")) } })) },
        false => html! { (panel.body(fixes(list))) },
    }
}

/// The page on which the reader can do it, if it is one the reader may do.
fn button(screen: &Screen, words: &Explain<'_>, action: Action) -> Option<Button> {
    if !screen.sees() {
        return None;
    }
    let lang = words.lang;
    let user = words.answered.user.map(|user| screen.to(&format!("/users/{}", encode(user.login_key()))));
    let licence = |no: ModuleNo| {
        let name = screen.at.name(no)?;
        Some(screen.to(&format!("/licences/{}", encode(name.as_str()))))
    };
    let (label, href) = match action {
        Action::ActivateUser
        | Action::ChangeKind { .. }
        | Action::Assign { .. }
        | Action::RestoreOrAccept => (t!(lang, "checks-fix-show-user"), user?),
        Action::FreeSeat { module } => (t!(lang, "checks-fix-show-licence"), licence(module)?),
        Action::ActivatePackage | Action::Renew | Action::Buy => {
            (t!(lang, "navigation-packages"), screen.to("/packages"))
        }
        Action::AddUser => (t!(lang, "navigation-users"), screen.to("/users")),
        _ => return None,
    };
    Some(Button::link(label, href).small())
}

/// The module's name for what somebody typed: the name itself, a title in the reader's language, or a bare code.
fn module_called(at: &Snapshot, typed: &str, lang: &str) -> String {
    if at.licences().no(typed).is_some() {
        return typed.to_owned();
    }
    let wanted = fold_login(typed);
    let modules = at.licences().in_order();
    let titled = modules.iter().find(|module| fold_login(module.title(lang)) == wanted);
    let coded = || modules.iter().find(|module| module.name.code() == wanted);
    titled.or_else(coded).map_or_else(|| typed.to_owned(), |module| module.name.to_string())
}

/// The user's id for what somebody typed: a log-in name, an id, or the name of exactly one person.
async fn user_called(manager: &Manager, screen: &Screen, typed: &str) -> Result<String, Problem> {
    let granted = screen.caller.may::<View>();
    if screen.at.user_named(typed).is_some() || granted.is_err() {
        return Ok(typed.to_owned());
    }
    let (scope, key) = (screen.caller.scope, fold_login(typed));
    let ids = manager.db().read(move |r| Ok(store::ids_named(r, scope, &key)?)).await?;
    Ok(match <[String; 1]>::try_from(ids) {
        Ok([id]) => id,
        Err(_) => typed.to_owned(),
    })
}
