//! Adding and editing a rule: who, what, and then what it would do.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use licentia_core::licence::{Scope, UserKind};
use licentia_core::licences::Module;
use licentia_platform::access::{ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_protocol::api::{NewRule, RuleCondition};
use licentia_ui::{
    Button, Dialog, Field, Notice, Tone, encode, error_summary, kind_words, problem_notice, t, tick_box,
};
use maud::{Markup, html};

use super::super::{Edit, wire};
use super::{list, preview};
use crate::page::{Screen, why};
use crate::state::Manager;
use crate::{installations, users};

/// The attribute's prefix in a condition.
const ATTRIBUTE: &str = "attribute:";
/// What stands for any value at all.
const ANY: &str = "*";

pub(super) async fn add(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    screen.caller.may::<ManageLicences>()?;
    let rule = NewRule {
        name: String::new(),
        enabled: true,
        over_manual: false,
        when: Vec::new(),
        modules: Vec::new(),
    };
    draw(&manager, &screen, None, &rule, None).await
}

pub(super) async fn added(
    State(manager): State<Manager>,
    screen: Screen,
    form: Form,
) -> Result<Response, Problem> {
    let rule = read(&form);
    go_on(&manager, &screen, None, rule).await
}

pub(super) async fn edit(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    screen.caller.may::<ManageLicences>()?;
    let rows = &screen.at.rules.rows;
    let row = rows.iter().find(|row| row.id == id).ok_or_else(|| Problem::not_found("page"))?;
    draw(&manager, &screen, Some(&id), &wire::said(&screen.at, row), None).await
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
            draw(manager, screen, id.as_deref(), &rule, Some(&problem)).await
        }
        answer => answer,
    }
}

/// Properties with a field for one of several values, and one for none of them.
const FIELDS: [(&str, &str); 3] = [("group", "group"), ("role", "role"), ("job_title", "job_title")];

/// The rule in the form.
fn read(form: &Form) -> NewRule {
    let mut when = Vec::new();
    for (attribute, field) in FIELDS {
        for (field, not) in [(field.to_owned(), false), (format!("{field}_not"), true)] {
            if let Some(is) = values(form.text(&field)) {
                when.push(RuleCondition { attribute: attribute.to_owned(), is, not });
            }
        }
    }
    for attribute in ["kind", "installation"] {
        let is: Vec<String> = form.all(attribute).map(str::to_owned).collect();
        if !is.is_empty() {
            when.push(RuleCondition { attribute: attribute.to_owned(), is, not: false });
        }
    }
    when.extend(form.text("attributes").lines().filter_map(attribute));
    when.extend(form.all("further").filter_map(|text| serde_json::from_str(text).ok()));
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

/// `department = Research; Sales`, `department != Sales`, `department` for any value, `department !=` for none. A line that
/// names no attribute is refused later: without it the rule would be for more people than was meant.
fn attribute(line: &str) -> Option<RuleCondition> {
    let (name, is, not) = match (line.split_once("!="), line.split_once('=')) {
        (Some((name, is)), _) => (name, is, true),
        (None, Some((name, is))) => (name, is, false),
        (None, None) => (line, ANY, false),
    };
    let attribute = format!("{ATTRIBUTE}{}", name.trim());
    (!line.trim().is_empty()).then(|| RuleCondition { attribute, is: values(is).unwrap_or_default(), not })
}

/// The values in a field; none when it is empty, and an empty list for any value.
fn values(text: &str) -> Option<Vec<String>> {
    let parts: Vec<String> =
        text.split([';', '\n']).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [] if text.trim().is_empty() => None,
        // Nothing but separators: a value was meant, and is refused as empty.
        [] => Some(vec![String::new()]),
        [any] if any == ANY => Some(Vec::new()),
        _ => Some(parts),
    }
}

/// A rule's conditions as the form shows them: each in its field, what no field has room for beside.
#[derive(Default)]
struct Shown<'a> {
    /// Per field what is typed in it.
    fields: BTreeMap<String, String>,
    /// Ticked kinds and installations.
    ticked: Vec<(&'a str, &'a str)>,
    attributes: Vec<String>,
    further: Vec<&'a RuleCondition>,
}

impl<'a> Shown<'a> {
    fn of(screen: &Screen, rule: &'a NewRule) -> Self {
        let mut shown = Self::default();
        // A database that was closed since has no box to tick.
        let there = |value: &String| installations::names(&screen.at).any(|(slug, _)| slug == value);
        for one in &rule.when {
            let words = if one.is.is_empty() { ANY.to_owned() } else { one.is.join("; ") };
            let field = FIELDS.iter().find(|(attribute, _)| *attribute == one.attribute);
            let field =
                field.map(|(_, field)| if one.not { format!("{field}_not") } else { (*field).to_owned() });
            let ticks =
                one.attribute == "kind" || (one.attribute == "installation" && one.is.iter().all(there));
            let twice = shown.ticked.iter().any(|(attribute, _)| *attribute == one.attribute);
            match (one.attribute.strip_prefix(ATTRIBUTE), field) {
                (Some(name), _) => shown.attributes.push(match (one.is.is_empty(), one.not) {
                    (true, false) => name.to_owned(),
                    (true, true) => format!("{name} !="),
                    (false, not) => format!("{name} {} {words}", if not { "!=" } else { "=" }),
                }),
                (None, Some(field)) if !shown.fields.contains_key(&field) => {
                    shown.fields.insert(field, words);
                }
                _ if ticks && !one.not && !one.is.is_empty() && !twice => {
                    shown.ticked.extend(one.is.iter().map(|value| (&*one.attribute, &**value)));
                }
                _ => shown.further.push(one),
            }
        }
        shown
    }

    fn typed(&self, field: &str) -> String {
        self.fields.get(field).cloned().unwrap_or_default()
    }
}

/// Groups that are suggested.
const SUGGESTED: usize = 500;

async fn draw(
    manager: &Manager,
    screen: &Screen,
    id: Option<&str>,
    rule: &NewRule,
    refused: Option<&Problem>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let groups = users::groups(manager, &screen.caller.may::<View>()?).await?;
    let groups: Vec<String> = groups.iter().take(SUGGESTED).map(|group| group.name.clone()).collect();
    let (title, action) = match id {
        None => (t!(lang, "rules-add"), screen.to("/rules/new")),
        Some(id) => (t!(lang, "rules-edit"), screen.to(&format!("/rules/{}", encode(id)))),
    };
    let path = refused.and_then(Problem::path);
    let words = refused.and_then(|problem| why(lang, problem)).unwrap_or_default();
    let wrong = |part: &str| path.filter(|path| path.contains(part)).map(|_| words.clone());
    let dialog = Dialog::new(lang, title, screen.to("/rules")).form(action).body(html! {
        @if let Some(words) = wrong("name") { (error_summary(lang, &[("field-name".to_owned(), format!("{}: {words}", t!(lang, "rules-name")))])) }
        @else if let Some(problem) = refused {
            @if problem.code == "invalid" { (Notice::new(Tone::Bad, words.clone()).focused()) }
            @else { (problem_notice(lang, &problem.code, &[])) }
        }
        (Field::text("name", t!(lang, "rules-name")).value(&rule.name).required().error(wrong("name")).autocomplete("off").focused())
        fieldset {
            legend { (t!(lang, "rules-when")) }
            div.stack.tight {
                p.quiet.small { (t!(lang, "rules-when-hint")) " " (t!(lang, "rules-values-hint")) }
                (conditions(screen, rule, &groups))
            }
        }
        fieldset {
            legend { (t!(lang, "rules-gets")) }
            div.stack.tight { (gives(screen, rule)) }
        }
        div.stack.tight {
            (tick_box("over_manual", "true", &t!(lang, "rules-over-manual"), rule.over_manual))
            (tick_box("enabled", "true", &t!(lang, "rules-enabled"), rule.enabled))
        }
    });
    let footer = html! { (dialog.cancel()) (Button::submit(t!(lang, "rules-preview")).primary()) };
    Ok(screen.dialog("rules", list::body(screen), &dialog.footer(footer)))
}

fn conditions(screen: &Screen, rule: &NewRule, groups: &[String]) -> Markup {
    let (lang, shown) = (screen.lang, Shown::of(screen, rule));
    let ticked = |attribute: &str, value: &str| shown.ticked.contains(&(attribute, value));
    let field = |name: &str, label: String| {
        let field = Field::text(name, label).value(shown.typed(name)).autocomplete("off");
        if name.starts_with("group") { field.suggestions(groups.iter().cloned()) } else { field }
    };
    let pair = |name: &str, label: String| {
        html! { div.cols.even { (field(name, label)) (field(&format!("{name}_not"), t!(lang, "rules-is-not"))) } }
    };
    let several =
        !screen.at.sites.satellites.is_empty() || shown.ticked.iter().any(|(of, _)| *of == "installation");
    html! {
        (pair("group", t!(lang, "rules-group")))
        div.field {
            span.label { (t!(lang, "rules-kind")) }
            div.row {
                @for kind in UserKind::EVERY {
                    (tick_box("kind", kind.as_str(), &kind_words(lang, kind), ticked("kind", kind.as_str())))
                }
            }
        }
        (pair("role", t!(lang, "rules-role")))
        (pair("job_title", t!(lang, "rules-job-title")))
        @if several {
            div.field {
                span.label { (t!(lang, "rules-installation")) }
                div.row {
                    @for (slug, name) in installations::names(&screen.at) {
                        (tick_box("installation", slug, name, ticked("installation", slug)))
                    }
                }
            }
        }
        (Field::area("attributes", t!(lang, "rules-attributes")).value(shown.attributes.join("\n")).hint(t!(lang, "rules-attributes-hint")))
        @if !shown.further.is_empty() {
            div.field {
                span.label { (t!(lang, "rules-further")) }
                @for one in &shown.further {
                    (tick_box("further", &further(one), &list::words(screen, one), true))
                }
            }
        }
    }
}

/// A condition as a tick box carries it.
fn further(condition: &RuleCondition) -> String {
    serde_json::to_string(condition).expect("texts are JSON")
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
                (Field::select("plan", t!(lang, "rules-plan-of", issuer = issuer.title(lang.tag())), std::iter::once(none).chain(options).collect::<Vec<_>>()))
            }
        }
        @for module in modules.iter().filter(|module| !module.plan) {
            (tick_box("module", module.name.as_str(), &title(module), chosen(module)))
        }
        @for name in unknown { (tick_box("module", name, name, true)) }
        @if modules.is_empty() { p.quiet { (t!(lang, "rules-nothing-to-give")) } }
    }
}
