//! `/api/v1/users`.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch};
use http::{HeaderValue, StatusCode, header};
use jiff::Timestamp;
use licentia_core::ids::ModuleNo;
use licentia_core::licence::UserKind;
use licentia_platform::access::{Caller, ManageUsers, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{IfMatch, Json, Path, Query, etag, page_limit};
use licentia_protocol::api;
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::columns::Column;
use super::export::{Wanted, export};
use super::{Changing, Listed, Paging, Sort};
use crate::sealed::{CENTRAL, UserState};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, file, create, show, change, delete, groups, rename), tags((name = "users", description = "The people and other users of the installation.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/users", get(list).post(create))
        .route("/users/export", get(file))
        .route("/groups", get(groups))
        .route("/groups/{group}", patch(rename))
        .route("/users/{id}", get(show).patch(change).delete(delete))
        .merge(super::account::api::routes())
        .merge(super::leave::api::routes())
        .merge(super::own::api::routes())
        .merge(super::portraits::api::routes())
}

/// A query that has every member of a filter beside its own.
macro_rules! query {
    ($(#[$about:meta])* struct $name:ident { $($own:tt)* }) => {
        $(#[$about])*
        #[derive(Debug, Default, Deserialize, IntoParams)]
        #[serde(default)]
        #[into_params(parameter_in = Query)]
        struct $name {
            $($own)*
            /// What to sort by: `name`, `login`, `email`, `group` (the primary one), `role`, `plan`, `state`, `last_used`,
            /// `job_title`, `kind` or `can_log_in`; with `-` in front the other way round.
            #[param(pattern = "^-?(name|login|email|group|role|plan|state|last_used|job_title|kind|can_log_in)$")]
            sort: Option<String>,
            /// Words that all occur in name, log-in name, e-mail address, groups, role, job title, values of attributes or
            /// the title of an assigned plan, or that are the code of an assigned licence or the user's id.
            search: Option<String>,
            /// One of the sorts that lists offer.
            quick: Option<api::UserQuick>,
            /// Internal users, or all others.
            associates: Option<bool>,
            /// Users with exactly this role.
            #[param(min_length = 1)]
            role: Option<String>,
            /// Users with this attribute: `department=Sales`, or `department` for whatever value.
            #[param(min_length = 1)]
            attribute: Option<String>,
            /// Users of this database, by its short name.
            #[param(min_length = 1)]
            site: Option<String>,
            /// Users who were assigned something by this source.
            source: Option<api::Source>,
            /// Members of this group.
            group: Option<String>,
            /// Users of this kind.
            kind: Option<api::UserKind>,
            /// Users in this state; everybody who is not deleted unless told.
            state: Option<api::UserState>,
            /// Users who may or may not log in.
            can_log_in: Option<bool>,
            /// Users who are assigned this module or plan.
            #[param(min_length = 1)]
            module: Option<String>,
            /// Users who are not assigned this module or plan.
            #[param(min_length = 1)]
            without: Option<String>,
            /// Users with this plan; `none`: users without any.
            #[param(min_length = 1)]
            plan: Option<String>,
            /// Users who hold this module today.
            #[param(min_length = 1)]
            holds: Option<String>,
            /// Users with something on the waiting list, or with nothing on it.
            waiting: Option<bool>,
        }

        impl $name {
            fn sort(&self) -> Result<Sort, Problem> {
                self.sort.as_deref().map_or(Ok(Sort::default()), str::parse)
            }

            fn filter(self) -> api::UserFilter {
                api::UserFilter {
                    search: self.search,
                    quick: self.quick,
                    associates: self.associates,
                    group: self.group,
                    role: self.role,
                    attribute: self.attribute,
                    site: self.site,
                    source: self.source,
                    kind: self.kind,
                    state: self.state,
                    can_log_in: self.can_log_in,
                    module: self.module,
                    without: self.without,
                    plan: self.plan,
                    holds: self.holds,
                    waiting: self.waiting,
                }
            }
        }
    };
}

query! {
    /// The query of `GET /users`.
    struct Asked {
        /// How many at most, 1 to 1,000; 50 unless told.
        #[param(minimum = 1, maximum = 1_000)]
        limit: Option<u32>,
        /// `next` of the page before.
        #[param(min_length = 1)]
        cursor: Option<String>,
    }
}

query! {
    /// The query of `GET /users/export`.
    struct AskedFile {
        /// `csv` or `xlsx`; CSV unless told.
        #[param(pattern = "^(csv|xlsx)$")]
        format: Option<String>,
        /// The columns, separated by commas: `name`, `login`, `email`, `kind`, `groups`, `job_title`, `role`, `plan`,
        /// `source`, `can_log_in`, `state`, `sites`, `last_used`, and any licence of users by its module. All but the
        /// licences unless told.
        #[param(min_length = 1)]
        columns: Option<String>,
    }
}

/// The users, one page at a time.
#[utoipa::path(get, path = "/api/v1/users", tag = "users", params(Asked),
    responses((status = 200, description = "One page.", body = api::Page<api::User>)))]
async fn list(
    State(manager): State<Manager>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<api::Page<api::User>>, Problem> {
    let granted = caller.may_here::<View>()?;
    let limit = page_limit(asked.limit)?;
    let paging = Paging { sort: asked.sort()?, limit, cursor: asked.cursor.clone(), offset: 0 };
    let at = manager.snapshot(granted.scope).await?;
    let mut filter = asked.filter();
    // A satellite sees the people who belong to it.
    if granted.site != CENTRAL {
        // A token of one that was just closed sees nobody.
        let slug = super::site_slug(&at, granted.site);
        filter.site = Some(slug.ok_or_else(|| Problem::refused(403, "central_only"))?);
    }
    let found = super::list(&manager, &granted, &filter, paging).await?;
    let items = found.items.iter().map(|user| wire(&at, user)).collect();
    Ok(Json(api::Page { items, next: found.next, total: Some(found.total) }))
}

/// Everybody that a filter finds as one file, CSV or XLSX.
#[utoipa::path(get, path = "/api/v1/users/export", tag = "users", params(AskedFile),
    responses((status = 200, description = "The file.", content(
        (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
async fn file(
    State(manager): State<Manager>,
    caller: Caller,
    Query(asked): Query<AskedFile>,
) -> Result<Response, Problem> {
    let granted = caller.may::<View>()?;
    let at = manager.snapshot(granted.scope).await?;
    let columns = match asked.columns.as_deref() {
        Some(names) => Column::list(&at, names)?,
        None => Column::plain().collect(),
    };
    let (format, sort) = (asked.format.as_deref().unwrap_or("csv").parse()?, asked.sort()?);
    let wanted = Wanted { format, sort, columns, lang: None, filter: asked.filter() };
    export(&manager, &granted, wanted).await
}

/// The groups, with their members and the plans they were granted.
#[utoipa::path(get, path = "/api/v1/groups", tag = "users",
    responses((status = 200, description = "All groups, by name.", body = api::Groups)))]
async fn groups(State(manager): State<Manager>, caller: Caller) -> Result<Json<api::Groups>, Problem> {
    let granted = caller.may::<View>()?;
    let found = super::groups(&manager, &granted).await?;
    let at = manager.snapshot(granted.scope).await?;
    let plan = |(no, users): &(ModuleNo, u64)| api::GroupPlan {
        plan: at.name(*no).map(ToString::to_string).unwrap_or_default(),
        users: *users,
    };
    let group = |group: &super::Group| api::Group {
        name: group.name.clone(),
        members: group.members,
        can_log_in: group.active,
        plans: group.plans.iter().map(plan).collect(),
    };
    Ok(Json(api::Groups { items: found.iter().map(group).collect() }))
}

/// Gives a group another name, as one change of all its members. A group of that name and this one become one.
#[utoipa::path(patch, path = "/api/v1/groups/{group}", tag = "users", request_body = api::GroupPatch,
    params(("group" = String, Path, description = "The group's name.")),
    responses((status = 200, description = "How many users carry the new name.", body = api::GroupRenamed)))]
async fn rename(
    State(manager): State<Manager>,
    caller: Caller,
    Path(group): Path<String>,
    Json(patch): Json<api::GroupPatch>,
) -> Result<Json<api::GroupRenamed>, Problem> {
    let granted = caller.may::<ManageUsers>()?;
    let renaming = super::NewGroupName { group, name: patch.name };
    let done = super::rename_group(&manager, &granted, renaming).await?;
    Ok(Json(api::GroupRenamed { users: done.value.users }))
}

/// Adds a user.
#[utoipa::path(post, path = "/api/v1/users", tag = "users", request_body = api::NewUser,
    responses((status = 201, description = "The user.", body = api::User)))]
async fn create(
    State(manager): State<Manager>,
    caller: Caller,
    Json(body): Json<api::NewUser>,
) -> Result<Response, Problem> {
    let done = super::create(&manager, &caller.may::<ManageUsers>()?, body.into()).await?;
    let mut response = answer(&manager, &caller, &done.value.id).await?;
    *response.status_mut() = StatusCode::CREATED;
    let location = format!("/api/v1/users/{}", done.value.id);
    response.headers_mut().insert(header::LOCATION, text(&location)?);
    Ok(response)
}

/// One user.
#[utoipa::path(get, path = "/api/v1/users/{id}", tag = "users",
    params(("id" = String, Path, description = "The user's id or log-in name.")),
    responses((status = 200, description = "The user.", body = api::User)))]
async fn show(
    State(manager): State<Manager>,
    caller: Caller,
    Path(user): Path<String>,
) -> Result<Response, Problem> {
    answer(&manager, &caller, &user).await
}

/// Changes a user; what is absent stays as it is.
#[utoipa::path(patch, path = "/api/v1/users/{id}", tag = "users", request_body = api::UserPatch,
    params(("id" = String, Path, description = "The user's id or log-in name."),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that was seen.")),
    responses((status = 200, description = "The user as it is now.", body = api::User)))]
async fn change(
    State(manager): State<Manager>,
    caller: Caller,
    Path(user): Path<String>,
    seen: IfMatch,
    Json(patch): Json<api::UserPatch>,
) -> Result<Response, Problem> {
    let granted = caller.may::<ManageUsers>()?;
    // The name may be what changes: the answer is found by id.
    let id = super::find(&manager, &caller.may::<View>()?, &user).await?.row.id;
    super::change(&manager, &granted, Changing { user: id.clone(), patch, seen }).await?;
    answer(&manager, &caller, &id).await
}

/// Deletes a user: everything personal goes, the history stays.
#[utoipa::path(delete, path = "/api/v1/users/{id}", tag = "users",
    params(("id" = String, Path, description = "The user's id or log-in name."),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that was seen.")),
    responses((status = 204, description = "The user is deleted.")))]
async fn delete(
    State(manager): State<Manager>,
    caller: Caller,
    Path(user): Path<String>,
    seen: IfMatch,
) -> Result<StatusCode, Problem> {
    super::delete(&manager, &caller.may::<ManageUsers>()?, user, seen).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One user with its `ETag`.
async fn answer(manager: &Manager, caller: &Caller, user: &str) -> Result<Response, Problem> {
    let granted = caller.may_here::<View>()?;
    let found = super::find(manager, &granted, user).await?;
    let at = manager.snapshot(granted.scope).await?;
    let mut response = Json(wire(&at, &found)).into_response();
    response.headers_mut().insert(header::ETAG, text(&etag(found.rev))?);
    Ok(response)
}

fn text(value: &str) -> Result<HeaderValue, Problem> {
    HeaderValue::from_str(value).map_err(|error| Problem::internal(error.to_string()))
}

pub(crate) fn wire(at: &Snapshot, user: &Listed) -> api::User {
    let row = &user.row;
    let time = |ms| Timestamp::from_millisecond(ms).ok();
    let acting = user.plans.iter().filter(|(_, _, waits)| !waits);
    let mut plans: Vec<String> =
        acting.filter_map(|(no, ..)| at.name(*no)).map(ToString::to_string).collect();
    plans.dedup();
    api::User {
        id: row.id.clone(),
        login: row.login.clone(),
        name: row.name.clone(),
        email: row.email.clone(),
        kind: kind(row.kind),
        can_log_in: row.can_log_in,
        state: state(row.state),
        groups: row.groups.clone(),
        job_title: row.job_title.clone(),
        role: row.role.clone(),
        attributes: row.attributes.clone(),
        waiting_for_approval: row.waiting_for_approval,
        sites: row.sites.iter().filter_map(|no| super::site_slug(at, *no)).collect(),
        plans,
        created_at: time(row.created_at),
        updated_at: time(row.updated_at),
        last_used: row.last_used.as_deref().and_then(|day| day.parse().ok()),
    }
}

pub(super) fn kind(kind: UserKind) -> api::UserKind {
    match kind {
        UserKind::Internal => api::UserKind::Internal,
        UserKind::Resource => api::UserKind::Resource,
        UserKind::External => api::UserKind::External,
        UserKind::Anonymous => api::UserKind::Anonymous,
        UserKind::System => api::UserKind::System,
    }
}

fn state(state: UserState) -> api::UserState {
    match state {
        UserState::Active => api::UserState::Active,
        UserState::Former => api::UserState::Former,
        UserState::Deleted => api::UserState::Deleted,
    }
}
