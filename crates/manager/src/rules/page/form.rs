//! Adding and editing a rule: who, what, and then what it would do.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;
use licentia_core::licence::{Scope, UserKind};
use licentia_core::licences::Module;
use licentia_platform::access::ManageLicences;
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_protocol::api::{NewRule, RuleCondition};
use licentia_ui::{
    Button, Dialog, Field, Notice, Tone, encode, error_summary, kind_words, problem_notice, t, tick_box,
};
use maud::{Markup, html};

use super::super::{Edit, wire};
use super::{list, preview};
use crate::page::Screen;
use crate::state::Manager;

/// The attribute's prefix in a condition.
const ATTRIBUTE: &str = "attribute:";
/// What stands for any value at all.
const ANY: &str = "*";

pub(super) async fn add(screen: Screen) -> Result<Response, Problem> {
    screen.caller.may::<ManageLicences>()?;
    let rule = NewRule {
        name: String::new(),
        enabled: true,
        over_manual: false,
        when: Vec::new(),
        modules: Vec::new(),
    };
    Ok(draw(&screen, None, &rule, None))
}

pub(super) async fn added(
    State(manager): State<Manager>,
    screen: Screen,
    form: Form,
) -> Result<Response, Problem> {
    let rule = read(&form);
    go_on(&manager, &screen, None, rule).await
}

pub(super) async fn edit(screen: Screen, Path((_, id)): Path<(String, String)>) -> Result<Response, Problem> {
    screen.caller.may::<ManageLicences>()?;
    let rows = &screen.at.rules.rows;
    let row = rows.iter().find(|row| row.id == id).ok_or_else(|| Problem::not_found("page"))?;
    Ok(draw(&screen, Some(&id), &wire::said(&screen.at, row), None))
}

pub(super) async fn edited(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let rule = read(&form);
    go_on(&manager, &screen, Some(id), rule).await
}

/// Shows what the rule would do; what is wrong with it stands at its field, and what was typed stays.
async fn go_on(
    manager: &Manager,
    screen: &Screen,
    id: Option<String>,
    rule: NewRule,
) -> Result<Response, Problem> {
    screen.caller.may::<ManageLicences>()?;
    let edit = match &id {
        Some(id) => Edit::Change { id: id.clone(), rule: rule.clone(), place: None },
        None => Edit::Add { rule: rule.clone(), place: None },
    };
    match preview::draw(manager, screen, edit, None).await {
        Err(problem) if problem.status == 422 || problem.code == "demo_limit" => {
            Ok(draw(screen, id.as_deref(), &rule, Some(&problem)))
        }
        answer => answer,
    }
}

/// The rule in the form.
fn read(form: &Form) -> NewRule {
    let mut when = Vec::new();
    for (attribute, field) in
        [("group", "group"), ("role", "role"), ("job_title", "job_title"), ("installation", "installation")]
    {
        if let Some(is) = values(form.text(field)) {
            when.push(RuleCondition { attribute: attribute.to_owned(), is });
        }
    }
    let kinds: Vec<String> = form.all("kind").map(str::to_owned).collect();
    if !kinds.is_empty() {
        when.push(RuleCondition { attribute: "kind".to_owned(), is: kinds });
    }
    for line in form.text("attributes").lines() {
        let (name, is) = line.split_once('=').unwrap_or((line, ANY));
        if !name.trim().is_empty() {
            let attribute = format!("{ATTRIBUTE}{}", name.trim());
            when.push(RuleCondition { attribute, is: values(is).unwrap_or_default() });
        }
    }
    let plans = form.all("plan").filter(|plan| !plan.is_empty());
    let modules = plans.chain(form.all("module")).map(str::to_owned).collect();
    NewRule {
        name: form.text("name").to_owned(),
        enabled: form.has("enabled"),
        over_manual: form.has("over_manual"),
        when,
        modules,
    }
}

/// The values in a field; none when it is empty, and an empty list for any value.
fn values(text: &str) -> Option<Vec<String>> {
    let parts: Vec<String> =
        text.split([';', '\n']).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [] => None,
        [any] if any == ANY => Some(Vec::new()),
        _ => Some(parts),
    }
}

/// The values of a condition as the field shows them.
fn typed(rule: &NewRule, attribute: &str) -> String {
    let found = rule.when.iter().find(|one| one.attribute == attribute);
    found.map(|one| if one.is.is_empty() { ANY.to_owned() } else { one.is.join("; ") }).unwrap_or_default()
}

fn attributes(rule: &NewRule) -> String {
    let lines = rule.when.iter().filter_map(|one| {
        let name = one.attribute.strip_prefix(ATTRIBUTE)?;
        Some(if one.is.is_empty() { name.to_owned() } else { format!("{name} = {}", one.is.join("; ")) })
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn draw(screen: &Screen, id: Option<&str>, rule: &NewRule, refused: Option<&Problem>) -> Response {
    let lang = screen.lang;
    let (title, action) = match id {
        None => (t!(lang, "rules-add"), screen.to("/rules/new")),
        Some(id) => (t!(lang, "rules-edit"), screen.to(&format!("/rules/{}", encode(id)))),
    };
    let path = refused.and_then(|problem| problem.extra.get("path")).and_then(serde_json::Value::as_str);
    let words = refused.and_then(|problem| problem.detail.clone()).unwrap_or_default();
    let wrong = |part: &str| path.filter(|path| path.contains(part)).map(|_| words.clone());
    let dialog = Dialog::new(lang, title, screen.to("/rules")).form(action).body(html! {
        @if let Some(words) = wrong("name") { (error_summary(lang, &[("field-name".to_owned(), words)])) }
        @else if let Some(problem) = refused {
            @if problem.code == "invalid" { (Notice::new(Tone::Bad, words.clone()).focused()) }
            @else { (problem_notice(lang, &problem.code, &[])) }
        }
        (Field::text("name", t!(lang, "rules-name")).value(&rule.name).required().error(wrong("name")).autocomplete("off").focused())
        fieldset {
            legend { (t!(lang, "rules-when")) }
            p.quiet.small { (t!(lang, "rules-when-hint")) }
            div.stack { (conditions(screen, rule)) }
        }
        fieldset {
            legend { (t!(lang, "rules-gets")) }
            div.stack.tight { (gives(screen, rule)) }
        }
        (tick_box("over_manual", "true", &t!(lang, "rules-over-manual"), rule.over_manual))
        (tick_box("enabled", "true", &t!(lang, "rules-enabled"), rule.enabled))
    });
    let footer = html! { (dialog.cancel()) (Button::submit(t!(lang, "rules-preview")).primary()) };
    screen.dialog("rules", list::body(screen), &dialog.footer(footer))
}

fn conditions(screen: &Screen, rule: &NewRule) -> Markup {
    let lang = screen.lang;
    let several = !screen.at.sites.satellites.is_empty() || !typed(rule, "installation").is_empty();
    let kinds: BTreeSet<&String> =
        rule.when.iter().filter(|one| one.attribute == "kind").flat_map(|one| &one.is).collect();
    html! {
        (Field::text("group", t!(lang, "rules-group")).value(typed(rule, "group")).hint(t!(lang, "rules-values-hint")))
        div.field {
            span.label { (t!(lang, "rules-kind")) }
            div.row {
                @for kind in UserKind::EVERY {
                    (tick_box("kind", kind.as_str(), &kind_words(lang, kind), kinds.contains(&kind.as_str().to_owned())))
                }
            }
        }
        div.cols.even {
            (Field::text("role", t!(lang, "rules-role")).value(typed(rule, "role")))
            (Field::text("job_title", t!(lang, "rules-job-title")).value(typed(rule, "job_title")))
        }
        @if several {
            (Field::text("installation", t!(lang, "rules-installation")).value(typed(rule, "installation")).hint(t!(lang, "rules-installation-hint")))
        }
        (Field::area("attributes", t!(lang, "rules-attributes")).value(attributes(rule)).hint(t!(lang, "rules-attributes-hint")))
    }
}

/// A plan of each issuer that has any, and the other modules that can be given.
fn gives(screen: &Screen, rule: &NewRule) -> Markup {
    let lang = screen.lang;
    let licences = screen.at.licences();
    let offered = |module: &Module| {
        let suite = licences.issuers()[module.issuer].suite.as_ref();
        let follows = suite.is_some_and(|suite| suite.module == module.name.code());
        !module.hidden && module.scope == Scope::User && !follows
    };
    let modules: Vec<&Module> =
        licences.modules().map(|(_, module)| module).filter(|module| offered(module)).collect();
    let chosen = |module: &Module| rule.modules.iter().any(|name| name.as_str() == module.name.as_str());
    let title = |module: &Module| module.title(lang.tag()).to_owned();
    let unknown = rule
        .modules
        .iter()
        .filter(|name| !modules.iter().any(|module| module.name.as_str() == name.as_str()));
    html! {
        @for (number, issuer) in licences.issuers().iter().enumerate() {
            @let plans: Vec<_> = modules.iter().filter(|module| module.issuer == number && module.plan).collect();
            @if !plans.is_empty() {
                @let none = (String::new(), t!(lang, "rules-no-plan"), false);
                @let options = plans.iter().map(|plan| (plan.name.to_string(), title(plan), chosen(plan)));
                (Field::select("plan", t!(lang, "rules-plan-of", issuer = issuer.name.as_str()), std::iter::once(none).chain(options).collect::<Vec<_>>()))
            }
        }
        @for module in modules.iter().filter(|module| !module.plan) {
            (tick_box("module", module.name.as_str(), &title(module), chosen(module)))
        }
        @for name in unknown { (tick_box("module", name, name, true)) }
        @if modules.is_empty() { p.quiet { (t!(lang, "rules-nothing-to-give")) } }
    }
}
