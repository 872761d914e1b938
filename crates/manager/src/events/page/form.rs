//! Adding, editing and ending an event, each a dialog.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use licentia_core::events::{Ending, EventKey, Kind, Reach};
use licentia_platform::access::ManageLicences;
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::{
    Button, Choice, Dialog, Field, Notice, Tone, Value, choices, encode, error_summary, hidden,
    problem_notice, t,
};
use maud::{Markup, html};

use super::super::{Change, Event, Hand, NewEvent, ReachAsked, change, ending_now, owner, start, told};
use super::body;
use super::section::reach_words;
use crate::page::Screen;
use crate::state::Manager;
use crate::users;

/// What was typed.
#[derive(Default)]
struct Typed {
    key: String,
    /// `everywhere`, `group`, `user`, or `installation:` and the short name.
    scope: String,
    owner: String,
    name: String,
    message: String,
    day: String,
    time: String,
    /// The revision that the form was made with.
    seen: Option<u64>,
}

impl Typed {
    fn read(form: &Form) -> Self {
        let text = |name: &str| form.text(name).to_owned();
        Self {
            key: text("key"),
            scope: text("scope"),
            owner: text("owner"),
            name: text("name"),
            message: text("message"),
            day: text("finish-day"),
            time: text("finish-time"),
            seen: form.text("seen").parse().ok(),
        }
    }

    fn of(screen: &Screen, event: &Event) -> Self {
        let owner = owner(&screen.at, &event.reach).unwrap_or_default();
        let (scope, owner) = match &event.reach {
            Reach::Installation(_) => (format!("installation:{owner}"), String::new()),
            reach => (reach.as_str().to_owned(), owner),
        };
        let finish = event.finish_at.and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
        let finish = finish.map(|at| at.to_zoned(zone(screen)));
        Self {
            key: event.key.to_string(),
            scope,
            owner,
            name: event.name.clone().unwrap_or_default(),
            message: event.message.clone().unwrap_or_default(),
            day: finish.as_ref().map(|at| at.date().to_string()).unwrap_or_default(),
            time: finish.map(|at| at.strftime("%H:%M").to_string()).unwrap_or_default(),
            seen: Some(event.revision),
        }
    }

    fn reach(&self) -> ReachAsked {
        match self.scope.split_once(':') {
            Some((scope, owner)) => ReachAsked { scope: scope.to_owned(), owner: owner.to_owned() },
            None if self.scope == "everywhere" => {
                ReachAsked { scope: self.scope.clone(), owner: String::new() }
            }
            None => ReachAsked { scope: self.scope.clone(), owner: self.owner.clone() },
        }
    }

    /// When it is expected to be over; a day without a time is over at its end.
    fn finish(&self, zone: &TimeZone) -> Result<Option<i64>, Problem> {
        if self.day.is_empty() && self.time.is_empty() {
            return Ok(None);
        }
        let wrong = |path: &str| Problem::invalid(path, "");
        let day = self.day.parse().map_err(|_| wrong("finish-day"))?;
        let time: Time = match self.time.as_str() {
            "" => Time::constant(23, 59, 0, 0),
            time => time.parse().map_err(|_| wrong("finish-time"))?,
        };
        let at = DateTime::from_parts(day, time).to_zoned(zone.clone()).map_err(|_| wrong("finish-day"))?;
        Ok(Some(at.timestamp().as_millisecond()))
    }
}

fn zone(screen: &Screen) -> TimeZone {
    crate::day::zone(&screen.at.installation().zone)
}

/// Where to go afterwards: to a page of this installation, and nowhere else.
fn back_to(screen: &Screen, back: Option<&str>) -> String {
    let back = back.filter(|back| back.starts_with(&screen.to("/")) && !back.contains('\\'));
    back.map_or_else(|| screen.to("/events"), str::to_owned)
}

pub(super) async fn add(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    screen.caller.may::<ManageLicences>()?;
    let back = back_to(&screen, screen.here.get("back"));
    let key = Kind::MessageOfTheDay.key().unwrap_or_default().to_owned();
    let typed = Typed { key, scope: "everywhere".to_owned(), ..Typed::default() };
    draw(&manager, &screen, None, &typed, &back, None).await
}

pub(super) async fn added(
    State(manager): State<Manager>,
    screen: Screen,
    form: Form,
) -> Result<Response, Problem> {
    let hand = Hand::Manages(screen.caller.may::<ManageLicences>()?);
    let (typed, back) = (Typed::read(&form), back_to(&screen, Some(form.text("back"))));
    let tried = async {
        let new = NewEvent {
            key: typed.key.clone(),
            reach: typed.reach(),
            message: Some(typed.message.clone()),
            finish_at: typed.finish(&zone(&screen))?,
            ..NewEvent::default()
        };
        start(&manager, &hand, new).await
    };
    done_or_again(&manager, &screen, None, &typed, &back, tried.await).await
}

pub(super) async fn edit(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (event, back) = asked_about(&screen, &id)?;
    draw(&manager, &screen, Some(&event), &Typed::of(&screen, &event), &back, None).await
}

pub(super) async fn edited(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let hand = Hand::Manages(screen.caller.may::<ManageLicences>()?);
    let (typed, back) = (Typed::read(&form), back_to(&screen, Some(form.text("back"))));
    let event = active(&screen, &id)?;
    let tried = async {
        let new = Change {
            reach: Some(typed.reach()),
            name: form.has("name").then(|| typed.name.clone()),
            message: Some(typed.message.clone()),
            finish_at: Some(typed.finish(&zone(&screen))?),
        };
        change(&manager, &hand, id.clone(), new, typed.seen).await
    };
    done_or_again(&manager, &screen, Some(&event), &typed, &back, tried.await).await
}

/// Back to where somebody came from; or the form once more, with what was typed and what is wrong with it.
async fn done_or_again<T>(
    manager: &Manager,
    screen: &Screen,
    event: Option<&Event>,
    typed: &Typed,
    back: &str,
    tried: Result<T, Problem>,
) -> Result<Response, Problem> {
    match tried {
        Ok(_) => Ok(Redirect::to(back).into_response()),
        Err(problem) if problem.status < 500 => {
            draw(manager, screen, event, typed, back, Some(&problem)).await
        }
        Err(problem) => Err(problem),
    }
}

/// The event that a dialog is opened about, and where it leads back to.
fn asked_about(screen: &Screen, id: &str) -> Result<(Event, String), Problem> {
    screen.caller.may::<ManageLicences>()?;
    Ok((active(screen, id)?, back_to(screen, screen.here.get("back"))))
}

fn active(screen: &Screen, id: &str) -> Result<Event, Problem> {
    let found = screen.at.events().active.iter().find(|event| event.id == id);
    found.cloned().ok_or_else(|| Problem::not_found("page"))
}

async fn draw(
    manager: &Manager,
    screen: &Screen,
    event: Option<&Event>,
    typed: &Typed,
    back: &str,
    refused: Option<&Problem>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let (title, action) = match event {
        None => (t!(lang, "events-add"), screen.to("/events/new")),
        Some(event) => {
            let title = t!(lang, "events-edit-title", title = told::title(event, lang));
            (title, screen.to(&format!("/events/{}", encode(&event.id))))
        }
    };
    let dialog = Dialog::new(lang, title, back).narrow().form(action);
    let button = if event.is_none() { t!(lang, "events-start") } else { t!(lang, "events-save") };
    let footer = html! { (dialog.cancel()) (Button::submit(button).primary()) };
    let fields = fields(manager, screen, event, typed, refused).await?;
    let inside = html! {
        (fields)
        (hidden("back", back))
        @if let Some(seen) = typed.seen { (hidden("seen", &seen.to_string())) }
    };
    Ok(screen.dialog("events", body(manager, screen).await?, &dialog.body(inside).footer(footer)))
}

/// What is wrong at a field, as a sentence. The first fault refuses the form; what else can be seen to be wrong is told
/// with it.
fn wrong(screen: &Screen, typed: &Typed, refused: Option<&Problem>, field: &str) -> Option<String> {
    let lang = screen.lang;
    let refused = refused.filter(|problem| problem.path().is_some())?;
    let Some(problem) = Some(refused).filter(|problem| problem.path() == Some(field)) else {
        let finish = typed.finish(&zone(screen)).err();
        let owned = matches!(typed.scope.as_str(), "group" | "user");
        let told = typed.key.parse().is_ok_and(|key: EventKey| key.kind().needs_message());
        return match field {
            "finish-day" | "finish-time"
                if finish.as_ref().is_some_and(|other| other.path() == Some(field)) =>
            {
                Some(t!(lang, "events-wrong-finish"))
            }
            "message" if told && typed.message.is_empty() => Some(t!(lang, "events-wrong-message")),
            "owner" if owned && typed.owner.is_empty() => Some(t!(lang, "events-wrong-owner")),
            _ => None,
        };
    };
    let code = &*problem.code;
    Some(match (code, field) {
        ("invalid", "finish-day" | "finish-time") => t!(lang, "events-wrong-finish"),
        ("invalid", "message") => t!(lang, "events-wrong-message"),
        ("invalid", "owner") => t!(lang, "events-wrong-owner"),
        ("invalid", _) => problem.why(lang.tag()).unwrap_or_default(),
        _ => t!(lang, "events-wrong-owner"),
    })
}

async fn fields(
    manager: &Manager,
    screen: &Screen,
    event: Option<&Event>,
    typed: &Typed,
    refused: Option<&Problem>,
) -> Result<Markup, Problem> {
    let lang = screen.lang;
    let error = |field: &str| wrong(screen, typed, refused, field);
    let named = ["owner", "message", "name", "finish-day", "finish-time"];
    let errors = named.iter().filter_map(|field| Some((format!("field-{field}"), error(field)?)));
    let errors: Vec<(String, String)> = errors.collect();
    let groups = users::groups(manager, &screen.caller.may()?).await?;
    let suggested: Vec<String> = groups.iter().map(|group| group.name.clone()).collect();
    let of_application = event.is_some_and(|event| event.key.kind() == Kind::Raised);
    Ok(html! {
        @if !errors.is_empty() { (error_summary(lang, &errors)) }
        @else if let Some(problem) = refused { (refusal(screen, problem, &typed.key)) }
        @if event.is_none() { (kinds(screen, typed)) }
        @if of_application {
            (Field::text("name", t!(lang, "events-name")).value(&typed.name).error(error("name")).autocomplete("off"))
        }
        (Field::area("message", t!(lang, "events-message")).value(&typed.message).hint(t!(lang, "events-message-hint")).error(error("message")))
        div.pair {
            (Field::date("finish-day", t!(lang, "events-finish-day")).value(&typed.day).error(error("finish-day")))
            (Field::time("finish-time", t!(lang, "events-finish-time")).value(&typed.time).error(error("finish-time")))
        }
        p.quiet.small { (t!(lang, "events-finish-hint")) }
        (Field::select("scope", t!(lang, "events-scope"), scopes(screen, typed)))
        (Field::text("owner", t!(lang, "events-owner")).value(&typed.owner).hint(t!(lang, "events-owner-hint"))
            .error(error("owner")).autocomplete("off").suggestions(suggested))
    })
}

/// Why it was refused, where that is not a field's fault.
fn refusal(screen: &Screen, problem: &Problem, key: &str) -> Notice {
    let lang = screen.lang;
    let key = told::key_words(key, lang);
    let others = problem.args.iter().filter(|(name, _)| *name != "key");
    let args = others.map(|(name, value)| (*name, Value::from(value.as_str())));
    let args: Vec<_> = args.chain([("key", Value::from(key.as_str()))]).collect();
    problem_notice(lang, &problem.code, &args)
}

/// The four that people start.
fn kinds(screen: &Screen, typed: &Typed) -> Markup {
    let lang = screen.lang;
    let items = [
        (
            Kind::MessageOfTheDay,
            t!(lang, "events-key-message-of-the-day"),
            t!(lang, "events-means-message-of-the-day"),
        ),
        (Kind::NoLogin, t!(lang, "events-key-no-login"), t!(lang, "events-means-no-login")),
        (Kind::NoFreetext, t!(lang, "events-key-no-freetext"), t!(lang, "events-means-no-freetext")),
        (Kind::NoTravel, t!(lang, "events-key-no-travel"), t!(lang, "events-means-no-travel")),
    ];
    let items = items.map(|(kind, label, detail)| {
        let key = kind.key().unwrap_or_default();
        Choice::new(key, label).detail(detail).chosen(typed.key == key)
    });
    choices(lang, &t!(lang, "events-kind"), "key", &items)
}

/// Everywhere, each database where there are several, a group, a user.
fn scopes(screen: &Screen, typed: &Typed) -> Vec<(String, String, bool)> {
    let lang = screen.lang;
    let option = |value: String, label: String| (value.clone(), label, value == typed.scope);
    let mut scopes = vec![option("everywhere".to_owned(), t!(lang, "events-reach-everywhere"))];
    let central = screen.at.installation();
    let satellites: Vec<_> = screen.at.satellites().collect();
    if !satellites.is_empty() || typed.scope.starts_with("installation:") {
        let databases = satellites.iter().map(|one| (&one.slug, &one.name));
        for (slug, name) in std::iter::once((&central.slug, &central.name)).chain(databases) {
            let label = t!(lang, "events-reach-installation", name = name.as_str());
            scopes.push(option(format!("installation:{slug}"), label));
        }
    }
    scopes.push(option("group".to_owned(), t!(lang, "events-one-group")));
    scopes.push(option("user".to_owned(), t!(lang, "events-one-user")));
    scopes
}

pub(super) async fn ask(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (event, back) = asked_about(&screen, &id)?;
    ending(&manager, &screen, &event, &back, None).await
}

/// Ends it; one that somebody else has ended meanwhile is what was wanted.
pub(super) async fn end(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let hand = Hand::Manages(screen.caller.may::<ManageLicences>()?);
    let back = back_to(&screen, Some(form.text("back")));
    match super::super::end(&manager, &hand, id.clone(), form.has("emergency")).await {
        Ok(_) => Ok(Redirect::to(&back).into_response()),
        Err(problem) if problem.status == 409 => {
            let event = active(&screen, &id)?;
            ending(&manager, &screen, &event, &back, Some(&problem)).await
        }
        Err(problem) => Err(problem),
    }
}

async fn ending(
    manager: &Manager,
    screen: &Screen,
    event: &Event,
    back: &str,
    refused: Option<&Problem>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let title = t!(lang, "events-end-title", title = told::title(event, lang));
    let action = screen.to(&format!("/events/{}/end", encode(&event.id)));
    let dialog = Dialog::new(lang, title, back).narrow().form(action);
    let reach = reach_words(screen, manager, &event.reach).await?;
    let ends = ending_now(manager, event).await?;
    let inside = html! {
        @if let Some(problem) = refused { (refusal(screen, problem, event.key.as_str())) }
        p { (t!(lang, "events-end-reach", reach = reach)) " " (t!(lang, "events-end-means")) }
        @match ends {
            Ending::Free => {}
            Ending::Emergency => { (Notice::new(Tone::Bad, t!(lang, "events-end-emergency")).quiet()) (hidden("emergency", "true")) }
            Ending::Never => { (Notice::new(Tone::Warn, t!(lang, "events-end-never")).quiet()) }
        }
        (hidden("back", back))
    };
    let label = if ends == Ending::Emergency {
        t!(lang, "events-end-in-emergency")
    } else {
        t!(lang, "events-end-button")
    };
    let footer = html! {
        (dialog.cancel())
        @if ends != Ending::Never { (Button::submit(label).danger()) }
    };
    Ok(screen.dialog("events", body(manager, screen).await?, &dialog.body(inside).footer(footer)))
}
