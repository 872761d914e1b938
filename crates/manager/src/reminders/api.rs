//! `/api/v1/reminders`.

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use http::HeaderName;
use http::header::ETAG;
use jiff::Timestamp;
use licentia_core::reminders::{Kind, Steps};
use licentia_platform::access::{Caller, Look, ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{IfMatch, Json, etag};
use licentia_protocol::api::{
    Changed, Delivery, Page, Reminder, ReminderAddress, ReminderSettings, RemindersRun, TestMail,
    TestMailSent,
};
use licentia_ui::Lang;
use utoipa::OpenApi;

use super::told::Names;
use super::{Address, Chosen, Message, Ran};
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(
    paths(list, run, settings, choose, deliveries, test),
    tags((name = "reminders", description = "What runs out or fills up, told in time."))
)]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/reminders", get(list))
        .route("/reminders/run", post(run))
        .route("/reminders/settings", get(settings).put(choose))
        .route("/reminders/deliveries", get(deliveries))
        .route("/reminders/test", post(test))
}

/// What was told, when and to whom, the newest first.
#[utoipa::path(get, path = "/api/v1/reminders", tag = "reminders",
    responses((status = 200, description = "The reminders.", body = Page<Reminder>)))]
async fn list(
    State(manager): State<Manager>,
    caller: Caller,
    look: Look,
) -> Result<Json<Page<Reminder>>, Problem> {
    let granted = caller.may::<View>()?;
    let (made, at) = (super::list(&manager, &granted).await?, manager.snapshot(granted.scope).await?);
    let (lang, names) = (language(&manager, &look), Names::known(&manager, &granted).await?);
    let items = made.into_iter().map(|made| Reminder {
        id: made.id,
        made_at: time(made.made_at),
        told_to: names.of(lang, &made.told_to),
        need: crate::home::wire(&at, lang, &made.need),
    });
    Ok(Json(Page::whole(items.collect())))
}

/// Looks now for what is new, whatever the hour, and tells it.
#[utoipa::path(post, path = "/api/v1/reminders/run", tag = "reminders",
    responses((status = 200, description = "What it came to.", body = RemindersRun)))]
async fn run(State(manager): State<Manager>, caller: Caller) -> Result<Json<RemindersRun>, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let Ran { made, messages } = super::run(&manager, granted.scope).await?;
    Ok(Json(RemindersRun { made, messages }))
}

/// Before which dates people are told, of what, and who gets mail.
#[utoipa::path(get, path = "/api/v1/reminders/settings", tag = "reminders",
    responses((status = 200, description = "What is chosen.", body = ReminderSettings)))]
async fn settings(
    State(manager): State<Manager>,
    caller: Caller,
) -> Result<([(HeaderName, String); 1], Json<ReminderSettings>), Problem> {
    let (chosen, revision) = super::settings(&manager, &caller.may::<View>()?).await?;
    let Chosen { steps, off, muted, also } = chosen;
    let also = also.into_iter().map(|Address { address, lang }| ReminderAddress { address, lang }).collect();
    let off = off.into_iter().map(|kind| kind.as_str().to_owned()).collect();
    Ok(([(ETAG, etag(revision))], Json(ReminderSettings { steps: steps.into(), off, muted, also })))
}

/// Chooses anew.
#[utoipa::path(put, path = "/api/v1/reminders/settings", tag = "reminders",
    request_body = ReminderSettings,
    responses((status = 200, description = "It is chosen.", body = Changed)))]
async fn choose(
    State(manager): State<Manager>,
    caller: Caller,
    seen: IfMatch,
    Json(chosen): Json<ReminderSettings>,
) -> Result<Json<Changed>, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let ReminderSettings { steps, off, muted, also } = chosen;
    let steps = Steps::new(steps).map_err(|error| Problem::invalid("steps", error.to_string()))?;
    let kind = |name: &String| {
        Kind::told(name).ok_or_else(|| {
            let problem = Problem::invalid("off", format!("There is no kind `{name}`."));
            problem.words("why-no-kind").arg("name", name)
        })
    };
    let off = off.iter().map(kind).collect::<Result<_, _>>()?;
    let also = also.into_iter().map(|ReminderAddress { address, lang }| Address { address, lang }).collect();
    let seen = move |revision| seen.check(&etag(revision));
    let done = super::choose(&manager, &granted, Chosen { steps, off, muted, also }, seen).await?;
    Ok(Json(Changed { revision: done.revision }))
}

/// The messages of the last weeks, the newest first, with how they fare.
#[utoipa::path(get, path = "/api/v1/reminders/deliveries", tag = "reminders",
    responses((status = 200, description = "The messages.", body = Page<Delivery>)))]
async fn deliveries(State(manager): State<Manager>, caller: Caller) -> Result<Json<Page<Delivery>>, Problem> {
    let messages = super::deliveries(&manager, &caller.may::<ManageLicences>()?).await?;
    Ok(Json(Page::whole(messages.into_iter().map(delivery).collect())))
}

/// Sends a mail at once, so that somebody sees that mail arrives.
#[utoipa::path(post, path = "/api/v1/reminders/test", tag = "reminders",
    request_body = TestMail,
    responses((status = 200, description = "The mail server took it.", body = TestMailSent)))]
async fn test(
    State(manager): State<Manager>,
    caller: Caller,
    look: Look,
    Json(TestMail { to }): Json<TestMail>,
) -> Result<Json<TestMailSent>, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    super::trial(&manager, &granted, &to, language(&manager, &look)).await?;
    Ok(Json(TestMailSent { to }))
}

/// The language of whoever asks.
pub(crate) fn language(manager: &Manager, look: &Look) -> Lang {
    Lang::from_tag(&look.lang).unwrap_or(manager.default_lang())
}

fn delivery(message: Message) -> Delivery {
    let state = message.state().to_owned();
    Delivery {
        state,
        id: message.id,
        way: message.way.as_str().to_owned(),
        receiver: message.receiver,
        subject: message.subject,
        made_at: time(message.made_at),
        sent_at: message.sent_at.map(time),
        next_at: message.next_at.map(time),
        tries: message.tries,
        code: message.failure,
        detail: message.detail,
    }
}

fn time(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or_default()
}
