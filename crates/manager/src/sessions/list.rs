//! Who is logged in, and which concurrent seats each session has.

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_platform::access::{Granted, View};
use licentia_platform::db::ScopeNo;
use licentia_platform::problem::Problem;
use licentia_platform::web::{decode_cursor, encode_cursor};
use licentia_ui::Lang;
use uuid::Uuid;

use super::store;
use crate::state::Manager;
use crate::users::Alphabet;

/// An open session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub user: UserNo,
    /// The user's id.
    pub user_id: String,
    /// The user's log-in name.
    pub login: String,
    /// The user's name.
    pub name: String,
    /// The client's module.
    pub client: ModuleNo,
    /// The concurrent modules of which it has a seat.
    pub seats: Vec<ModuleNo>,
    /// Since when, in milliseconds UTC.
    pub opened_at: i64,
    /// When it was last heard of.
    pub seen_at: i64,
}

/// Which open sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionFilter {
    /// Text in the user's name or log-in name.
    pub search: Option<String>,
    /// Of this user: id or log-in name.
    pub user: Option<String>,
    /// Having a seat of this module.
    pub module: Option<String>,
    /// Having a seat of any module.
    pub seated: bool,
}

/// By what a list is in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortBy {
    /// When the session began.
    #[default]
    Since,
    /// When it was last heard of.
    Heard,
    /// The user's name.
    User,
}

/// In which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionSort {
    /// By what.
    pub by: SortBy,
    /// The largest first.
    pub down: bool,
    /// In whose alphabet names are.
    pub alphabet: Alphabet,
}

impl SessionSort {
    /// The newest first: the order in which cursors go on.
    pub const NEWEST: Self = Self { by: SortBy::Since, down: true, alphabet: Alphabet::Latin };

    /// From its name, such as `-since`, `heard` or `user`; the newest first for any other.
    pub fn named(name: &str) -> Self {
        let (down, name) = name.strip_prefix('-').map_or((false, name), |name| (true, name));
        match name {
            "since" => Self { by: SortBy::Since, down, ..Self::NEWEST },
            "heard" => Self { by: SortBy::Heard, down, ..Self::NEWEST },
            "user" => Self { by: SortBy::User, down, ..Self::NEWEST },
            _ => Self::NEWEST,
        }
    }

    /// In the alphabet of whoever reads the list.
    #[must_use]
    pub fn read_in(self, lang: Lang) -> Self {
        Self { alphabet: Alphabet::of(lang), ..self }
    }
}

/// One page of sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The sessions.
    pub items: Vec<Listed>,
    /// How many the filter finds.
    pub total: u64,
    /// Where the next page begins, in the order of the newest.
    pub next: Option<String>,
}

/// What the store looks for: names resolved to numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    pub(super) search: Option<String>,
    pub(super) user: Option<UserNo>,
    pub(super) module: Option<ModuleNo>,
    pub(super) seated: bool,
    /// Beyond this place: opened at, id.
    pub(super) after: Option<(i64, String)>,
}

/// The open sessions that a filter finds.
///
/// # Errors
/// 422 `invalid` for a user or module that does not exist; 400 `cursor_invalid`; the database's.
pub async fn list(
    manager: &Manager,
    granted: &Granted<View>,
    filter: &SessionFilter,
    sort: SessionSort,
    (limit, offset, cursor): (u32, u64, Option<&str>),
) -> Result<Found, Problem> {
    let at = manager.snapshot(granted.scope).await?;
    let unknown = |path, name: &str| Problem::invalid(path, format!("there is no `{name}`"));
    let user = filter.user.as_deref();
    let user =
        user.map(|name| at.user_named(name).map(|user| user.no()).ok_or_else(|| unknown("user", name)));
    let module = filter.module.as_deref();
    let module = module.map(|name| at.licences().no(name).ok_or_else(|| unknown("module", name)));
    let wanted = Wanted {
        search: filter.search.clone().filter(|text| !text.trim().is_empty()),
        user: user.transpose()?,
        module: module.transpose()?,
        seated: filter.seated,
        after: cursor.map(decode_cursor).transpose()?,
    };
    let scope = granted.scope;
    let reading = move |r: &mut licentia_platform::db::Read<'_>| {
        let all = Wanted { after: None, ..wanted.clone() };
        Ok((store::count(r, scope, &all)?, store::page(r, scope, &wanted, sort, limit + 1, offset)?))
    };
    let (total, mut items) = manager.db().read(reading).await?;
    let more = items.len() > limit as usize;
    items.truncate(limit as usize);
    heard(manager, scope, &mut items);
    let next = items.last().filter(|_| more && sort == SessionSort::NEWEST);
    let next = next.map(|last| encode_cursor(&(last.opened_at, last.id.to_string())));
    Ok(Found { items, total, next })
}

/// The open sessions of one user, the newest first.
///
/// # Errors
/// The database's.
pub async fn of_user(
    manager: &Manager,
    granted: &Granted<View>,
    user: UserNo,
) -> Result<Vec<Listed>, Problem> {
    let (scope, wanted) = (granted.scope, Wanted { user: Some(user), ..Wanted::default() });
    let reading = move |r: &mut licentia_platform::db::Read<'_>| {
        Ok(store::page(r, scope, &wanted, SessionSort::NEWEST, 100, 0)?)
    };
    let mut items = manager.db().read(reading).await?;
    heard(manager, scope, &mut items);
    Ok(items)
}

/// Open sessions by their ids; those that have ended meanwhile are left out.
///
/// # Errors
/// The database's.
pub async fn named(manager: &Manager, granted: &Granted<View>, ids: &[Uuid]) -> Result<Vec<Listed>, Problem> {
    let (scope, ids) = (granted.scope, ids.iter().map(Uuid::to_string).collect::<Vec<_>>());
    let mut items = manager.db().read(move |r| Ok(store::named(r, scope, &ids)?)).await?;
    heard(manager, scope, &mut items);
    Ok(items)
}

/// Heartbeats that are still in memory count.
fn heard(manager: &Manager, scope: ScopeNo, items: &mut [Listed]) {
    for item in items {
        if let Some(last) = manager.beats().last(scope, item.id.as_u128()) {
            item.seen_at = item.seen_at.max(last);
        }
    }
}
