//! `/api/v1/users/{id}/account`.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::CACHE_CONTROL;
use jiff::Timestamp;
use jiff::civil::Date;
use licentia_platform::access::{self, AccountState, Caller, ManageAccess, Right, Rights};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Path};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::{Given, Wish};
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(account_show, account_give, account_remove))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new().route("/users/{id}/account", get(account_show).put(account_give).delete(account_remove))
}

/// What a user signs in to Licentia with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UserAccount)]
struct Shown {
    /// The log-in name: the user's.
    login: String,
    /// What it may do; nothing = the user's own page only.
    #[schema(value_type = Vec<Right>, example = json!(["view"]))]
    rights: Rights,
    /// `active`; `invited` as long as no password was chosen; `ended` after its last day; `resting` while the user may not
    /// log in; `blocked` since the user became a former one.
    #[schema(example = "active")]
    state: &'static str,
    /// Whether a password was chosen: whoever was only invited cannot sign in yet.
    has_password: bool,
    /// The last day on which it may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Date>,
    /// When somebody last signed in with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    signed_in_at: Option<Timestamp>,
}

/// What the account of a user should be.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GiveAccount)]
struct Wanted {
    /// What it may do: no more than whoever gives it. Nothing = the user's own page only.
    #[schema(value_type = Vec<Right>, example = json!(["view", "manage_licences"]))]
    rights: Rights,
    /// The last day on which it may be used; absent = no end.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Date>,
    /// An account of this log-in name that belongs to no user is this person's.
    #[serde(default)]
    adopt: bool,
    /// Make a new one-time link, though a password was chosen.
    #[serde(default)]
    link: bool,
}

/// The account, and the link that was made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GivenAccount)]
struct Answer {
    /// The account as it is now.
    account: Shown,
    /// The one-time link to choose a password with. It cannot be read again.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<OneTime>,
}

/// A link that works once.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OneTimeLink)]
struct OneTime {
    /// Its address; a path where the server does not know its own address.
    url: String,
    /// Until when it works.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
}

/// The account of a user.
#[utoipa::path(get, path = "/api/v1/users/{id}/account", operation_id = "account_show", tag = "users",
    params(("id" = String, Path, description = "The user's id or log-in name.")),
    responses((status = 200, description = "The account.", body = Shown)))]
async fn account_show(
    State(manager): State<Manager>,
    caller: Caller,
    Path(user): Path<String>,
) -> Result<Json<Shown>, Problem> {
    let account = super::find(&manager, &caller.may::<ManageAccess>()?, &user).await?;
    Ok(Json(shown(&manager, &caller, &account).await?))
}

/// Gives a user an account, or changes rights and end of the one there is.
#[utoipa::path(put, path = "/api/v1/users/{id}/account", operation_id = "account_give", tag = "users",
    request_body = Wanted,
    params(("id" = String, Path, description = "The user's id or log-in name.")),
    responses((status = 200, description = "The account as it is now.", body = Answer),
        (status = 201, description = "The new account, with its one-time link.", body = Answer)))]
async fn account_give(
    State(manager): State<Manager>,
    caller: Caller,
    Path(user): Path<String>,
    Json(wanted): Json<Wanted>,
) -> Result<Response, Problem> {
    let granted = caller.may::<ManageAccess>()?;
    let Wanted { rights, until, adopt, link } = wanted;
    let given = super::give(&manager, &granted, &user, Wish { rights, until, adopt, link }).await?;
    let status = if given.made { StatusCode::CREATED } else { StatusCode::OK };
    let account = shown(&manager, &caller, &given.account).await?;
    let answer = Answer { account, link: one_time(&manager, &given) };
    Ok((status, [(CACHE_CONTROL, "no-store")], Json(answer)).into_response())
}

/// Takes a user's account away; the user stays.
#[utoipa::path(delete, path = "/api/v1/users/{id}/account", operation_id = "account_remove", tag = "users",
    params(("id" = String, Path, description = "The user's id or log-in name.")),
    responses((status = 204, description = "The user cannot sign in to Licentia any more.")))]
async fn account_remove(
    State(manager): State<Manager>,
    caller: Caller,
    Path(user): Path<String>,
) -> Result<StatusCode, Problem> {
    super::take_away(&manager, &caller.may::<ManageAccess>()?, &user).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn one_time(manager: &Manager, given: &Given) -> Option<OneTime> {
    let link = given.link.as_ref()?;
    let origin = manager.settings().public_origin().unwrap_or_default();
    let expires_at = Timestamp::from_millisecond(link.expires_at_ms).ok();
    Some(OneTime { url: format!("{origin}{}", link.path), expires_at })
}

async fn shown(manager: &Manager, caller: &Caller, account: &access::Account) -> Result<Shown, Problem> {
    let at = manager.snapshot(caller.scope).await?;
    Ok(Shown {
        login: account.login.clone(),
        rights: account.rights,
        state: match account.state {
            AccountState::Removed => AccountState::Blocked.as_str(),
            AccountState::Active if account.ends_at_ms.is_some_and(|end| end <= manager.now_ms()) => "ended",
            AccountState::Active if !account.is_taken_up() => "invited",
            state => state.as_str(),
        },
        has_password: account.has_password,
        until: super::until(&at, account),
        signed_in_at: account.signed_in_at_ms.and_then(|ms| Timestamp::from_millisecond(ms).ok()),
    })
}
