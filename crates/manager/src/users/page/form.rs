//! Adding and editing a user.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_core::licence::UserKind;
use licentia_platform::access::{ManageUsers, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_protocol::api;
use licentia_ui::{Button, Dialog, Field, error_summary, hidden, problem_words, t, text, tick_box};
use maud::{Markup, html};

use super::{address, despite, list, notice, show};
use crate::page::Screen;
use crate::snapshot::Snapshot;
use crate::state::Manager;
use crate::users::{Changing, Listed, NewUser, change, create, find, site_slug};

/// What stands in the form.
#[derive(Clone, Debug, Default)]
struct Typed {
    login: String,
    name: String,
    email: String,
    groups: String,
    job_title: String,
    role: String,
    attributes: String,
    sites: Vec<String>,
    kind: &'static str,
    can_log_in: bool,
    waiting_for_approval: bool,
    /// The version that is being edited.
    seen: String,
}

const KINDS: [(&str, UserKind, api::UserKind); 5] = [
    ("internal", UserKind::Internal, api::UserKind::Internal),
    ("resource", UserKind::Resource, api::UserKind::Resource),
    ("external", UserKind::External, api::UserKind::External),
    ("anonymous", UserKind::Anonymous, api::UserKind::Anonymous),
    ("system", UserKind::System, api::UserKind::System),
];

impl Typed {
    fn read(form: &Form) -> Self {
        let kind =
            KINDS.iter().find(|(name, ..)| *name == form.text("kind")).map_or("internal", |(name, ..)| name);
        Self {
            login: form.text("login").to_owned(),
            name: form.text("name").to_owned(),
            email: form.text("email").to_owned(),
            groups: form.text("groups").to_owned(),
            job_title: form.text("job_title").to_owned(),
            role: form.text("role").to_owned(),
            attributes: form.text("attributes").to_owned(),
            sites: form.all("site").map(str::to_owned).collect(),
            kind,
            can_log_in: form.has("can_log_in"),
            waiting_for_approval: form.has("waiting_for_approval"),
            seen: form.text("seen").to_owned(),
        }
    }

    fn of(at: &Snapshot, user: &Listed) -> Self {
        let row = &user.row;
        let attribute = |(name, value): (&String, &String)| format!("{name} = {value}");
        let kind = KINDS.iter().find(|(_, kind, _)| *kind == row.kind).map_or("internal", |(name, ..)| name);
        Self {
            login: row.login.clone(),
            name: row.name.clone(),
            email: row.email.clone().unwrap_or_default(),
            groups: row.groups.join("; "),
            job_title: row.job_title.clone().unwrap_or_default(),
            role: row.role.clone().unwrap_or_default(),
            attributes: row.attributes.iter().map(attribute).collect::<Vec<_>>().join("\n"),
            sites: row.sites.iter().filter_map(|no| site_slug(at, *no)).collect(),
            kind,
            can_log_in: row.can_log_in,
            waiting_for_approval: row.waiting_for_approval,
            seen: user.rev.to_string(),
        }
    }

    fn groups(&self) -> Vec<String> {
        self.groups
            .split([';', '\n'])
            .map(|group| group.trim().to_owned())
            .filter(|group| !group.is_empty())
            .collect()
    }

    /// One in each line, `name = value`; a line without a value is left out.
    fn attributes(&self) -> BTreeMap<String, String> {
        let lines = self.attributes.lines().filter_map(|line| line.split_once('='));
        lines.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect()
    }

    fn kind(&self) -> (UserKind, api::UserKind) {
        KINDS
            .iter()
            .find(|(name, ..)| *name == self.kind)
            .map_or((UserKind::Internal, api::UserKind::Internal), |(_, a, b)| (*a, *b))
    }
}

pub(super) async fn add(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    screen.caller.may::<ManageUsers>()?;
    adding(&manager, &screen, &Typed { kind: "internal", can_log_in: true, ..Typed::default() }, None).await
}

pub(super) async fn added(
    State(manager): State<Manager>,
    screen: Screen,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageUsers>()?;
    let typed = Typed::read(&form);
    let new = NewUser {
        login: typed.login.clone(),
        name: typed.name.clone(),
        email: typed.email.clone(),
        kind: typed.kind().0,
        can_log_in: typed.can_log_in,
        groups: typed.groups(),
        job_title: typed.job_title.clone(),
        role: typed.role.clone(),
        attributes: typed.attributes(),
        waiting_for_approval: typed.waiting_for_approval,
        sites: typed.sites.clone(),
    };
    match create(&manager, &granted, new).await {
        Ok(done) => Ok(Redirect::to(&address(&screen, &done.value.login, &done.value.id)).into_response()),
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => adding(&manager, &screen, &typed, Some(problem)).await,
    }
}

async fn adding(
    manager: &Manager,
    screen: &Screen,
    typed: &Typed,
    refused: Option<Problem>,
) -> Result<Response, Problem> {
    let title = t!(screen.lang, "users-add");
    let dialog = dialog(screen, title, screen.to("/users"), screen.to("/users/new"), typed, refused.as_ref());
    Ok(screen.dialog("users", list::body(manager, screen).await?, &dialog))
}

pub(super) async fn edit(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, user)): Path<(String, String)>,
) -> Result<Response, Problem> {
    screen.caller.may::<ManageUsers>()?;
    let user = find(&manager, &screen.caller.may::<View>()?, &user).await?;
    let typed = Typed::of(&screen.at, &user);
    editing(&manager, &screen, &user, &typed, None).await
}

pub(super) async fn edited(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, user)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageUsers>()?;
    let user = find(&manager, &screen.caller.may::<View>()?, &user).await?;
    let typed = Typed::read(&form);
    if typed.seen != user.rev.to_string() {
        let current = Typed { seen: user.rev.to_string(), ..typed };
        return editing(&manager, &screen, &user, &current, Some(Problem::precondition_failed())).await;
    }
    let patch = api::UserPatch {
        login: Some(typed.login.clone()),
        name: Some(typed.name.clone()),
        email: Some(typed.email.clone()),
        kind: Some(typed.kind().1),
        groups: Some(typed.groups()),
        job_title: Some(typed.job_title.clone()),
        role: Some(typed.role.clone()),
        attributes: Some(typed.attributes()),
        sites: Some(typed.sites.clone()).filter(|sites| !sites.is_empty()),
        despite_silence: form.has("silence"),
        ..api::UserPatch::default()
    };
    let changing = Changing { user: user.row.id.clone(), patch, ..Changing::default() };
    match change(&manager, &granted, changing).await {
        Ok(_) => Ok(Redirect::to(&address(&screen, &typed.login, &user.row.id)).into_response()),
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => editing(&manager, &screen, &user, &typed, Some(problem)).await,
    }
}

async fn editing(
    manager: &Manager,
    screen: &Screen,
    user: &Listed,
    typed: &Typed,
    refused: Option<Problem>,
) -> Result<Response, Problem> {
    let title = t!(screen.lang, "users-edit-title", name = user.row.name.as_str());
    let back = address(screen, &user.row.login, &user.row.id);
    let action = format!("{back}/edit");
    let dialog = dialog(screen, title, back, action, typed, refused.as_ref());
    Ok(screen.dialog("users", show::body(manager, screen, user, None).await?, &dialog))
}

/// The form itself: what was typed stays, and an error stands at its field.
fn dialog(
    screen: &Screen,
    title: String,
    close: String,
    action: String,
    typed: &Typed,
    refused: Option<&Problem>,
) -> Dialog {
    let lang = screen.lang;
    let path = refused.and_then(Problem::path).unwrap_or_default();
    let words = refused.map(|problem| {
        let said = problem_words(lang, &problem.code, &[("path", path.into())]);
        problem.why(lang.tag()).filter(|_| problem.code == "invalid").unwrap_or(said)
    });
    let error = |field: &str| words.clone().filter(|_| path == field);
    let fields = [
        Field::text("login", t!(lang, "users-column-login"))
            .value(&typed.login)
            .required()
            .autocomplete("off")
            .error(error("login"))
            .focused(),
        Field::text("name", t!(lang, "users-column-name"))
            .value(&typed.name)
            .autocomplete("off")
            .hint(t!(lang, "users-name-hint"))
            .error(error("name")),
        Field::email("email", t!(lang, "users-email"))
            .value(&typed.email)
            .autocomplete("off")
            .error(error("email")),
        Field::text("groups", t!(lang, "users-groups"))
            .value(&typed.groups)
            .hint(t!(lang, "users-groups-hint"))
            .error(error("groups")),
        Field::text("job_title", t!(lang, "users-job-title"))
            .value(&typed.job_title)
            .autocomplete("off")
            .error(error("job_title")),
        Field::text("role", t!(lang, "users-role"))
            .value(&typed.role)
            .autocomplete("off")
            .error(error("role")),
        Field::area("attributes", t!(lang, "users-attributes"))
            .value(&typed.attributes)
            .hint(t!(lang, "users-attributes-hint"))
            .error(error("attributes")),
    ];
    let kinds = KINDS
        .iter()
        .map(|(name, ..)| ((*name).to_owned(), text(lang, &format!("kind-{name}")), *name == typed.kind));
    let known = fields.iter().find(|field| *field.id() == format!("field-{path}"));
    let new = typed.seen.is_empty();
    let body = html! {
        @if let (Some(field), Some(words)) = (known, &words) { (error_summary(lang, &[(field.id().to_owned(), words.clone())])) }
        @else if let Some(problem) = refused { (notice(lang, problem)) }
        @for field in &fields { (field) }
        (Field::select("kind", t!(lang, "users-kind"), kinds.collect::<Vec<_>>()))
        (sites(screen, typed))
        @if new {
            (tick_box("can_log_in", "true", &t!(lang, "users-can-log-in"), typed.can_log_in))
            (tick_box("waiting_for_approval", "true", &t!(lang, "users-waiting-for-approval"), typed.waiting_for_approval))
        }
        @else { (hidden("seen", &typed.seen)) }
        (despite(lang, refused))
    };
    let dialog = Dialog::new(lang, title, close).narrow().form(action).body(body);
    let save = if new { t!(lang, "users-add") } else { t!(lang, "users-save") };
    let footer = html! { (dialog.cancel()) (Button::submit(save).primary()) };
    dialog.footer(footer)
}

/// The databases, where there are several to choose from.
fn sites(screen: &Screen, typed: &Typed) -> Markup {
    let satellites = screen.at.satellites();
    let slugs: Vec<String> = std::iter::once(screen.at.installation().slug.clone())
        .chain(satellites.map(|s| s.slug.clone()))
        .collect();
    let central = slugs.first().cloned().unwrap_or_default();
    let ticked = |slug: &String| typed.sites.contains(slug) || (typed.sites.is_empty() && *slug == central);
    html! {
        @if slugs.len() > 1 {
            fieldset { legend { (t!(screen.lang, "users-sites")) }
                @for slug in &slugs { (tick_box("site", slug, slug, ticked(slug))) }
            }
        }
    }
}
