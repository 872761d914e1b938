//! Changing a user: names and groups, and whether the user is with us at all.

use licentia_core::decide::Code;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::names::fold_login;
use licentia_core::seats::{Change, Refusal};
use licentia_platform::access::{Granted, ManageUsers};
use licentia_platform::db::{Done, Read, ScopeNo, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_platform::web::{IfMatch, etag};
use licentia_protocol::api;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::account;
use super::follow::{Left, agree, follow_up};
use super::kept::Kept;
use super::moved::moved;
use super::new::{attributes, email, groups, groups_fit, kind, login, maybe, name, personal, sites, taken};
use super::stored_row;
use crate::assignments::{self, Member};
use crate::blockers::{self, Despite};
use crate::ledger::subject;
use crate::licences::follows_log_in;
use crate::rules::{self, After, Agreed};
use crate::sealed::{self, Stored, UserRow, UserState};
use crate::sessions::end_with_their_users;
use crate::snapshot::{Snapshot, User, waits};
use crate::state::Manager;

/// What to change, for whom, and which version of the user the caller saw.
#[derive(Clone, Debug, Default)]
pub struct Changing {
    /// The user by id or log-in name.
    pub user: String,
    /// What changes; the rest stays.
    pub patch: api::UserPatch,
    /// The version seen.
    pub seen: IfMatch,
}

/// How many intents of others the freed seats met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// Intents met.
    pub healed: u64,
    /// Whether the user's account has followed.
    #[serde(default)]
    pub account: bool,
}

/// Changes a user.
///
/// Whoever may no longer log in frees the seats and keeps the assignments; whoever may again is checked again (rule 5).
/// A former user loses licences and log-in, and gets nothing back by returning (rule 18).
///
/// # Errors
/// 404 `not_found`; 412 `precondition_failed`; 422 `invalid`; 409 `login_taken`, `login_reserved`, and `no_seat` or `user_kind` on
/// reactivating, with `offer: without_licences`; those of [`blockers::ask`] when the user loses licences by it.
pub async fn change(
    manager: &Manager,
    granted: &Granted<ManageUsers>,
    changing: Changing,
) -> Result<Done<Settled>, Problem> {
    let retires = changing.patch.state == Some(api::UserState::Former);
    let agreed = if retires {
        blockers::ask_about(manager, granted.scope, &changing.user).await?;
        Agreed::default()
    } else {
        let tried = changing.clone();
        let despite = if changing.patch.despite_silence { Despite::Silence } else { Despite::Nothing };
        agree(manager, granted.scope, despite, move |r, at| loses(r, at, tried)).await?
    };
    let kept = Kept::of(manager, granted.scope);
    let done = manager
        .write(granted.scope, &granted.by, move |w, at| write(w, at, &kept, changing, &agreed))
        .await?;
    settle(manager, granted.scope, done.value).await?;
    Ok(done)
}

/// What is left to do after the commit.
pub(super) async fn settle(manager: &Manager, scope: ScopeNo, settled: Settled) -> Result<(), Problem> {
    if settled.account {
        account::heard(manager).await;
    }
    assignments::heal_rest(manager, scope, settled.healed).await
}

/// What the user loses by the change and by what the rules make of it.
fn loses(r: &mut Read<'_>, at: &Snapshot, changing: Changing) -> Result<Vec<(UserNo, ModuleNo)>, Problem> {
    let user = at.user_named(&changing.user).ok_or_else(|| Problem::not_found("user"))?;
    let stored = stored_row(r, at.scope(), user.no())?;
    let without = changing.patch.without_licences.unwrap_or(false);
    let row = patched(at, &stored.row, changing.patch, stored.row.updated_at)?;
    let order = at.revision() + 1;
    let moved = moved(at, &user, &stored.row, &row, order, without)?;
    let mut rows = user.assignments().to_vec();
    moved.apply(&mut rows);
    let mut usage = at.usage().clone();
    usage.apply(&moved.usage);
    Ok(rules::would_lose(at, &mut usage, order, &[After { row: &row, assignments: &rows }]))
}

fn write(
    w: &mut Write<'_>,
    at: &Snapshot,
    kept: &Kept,
    changing: Changing,
    agreed: &Agreed,
) -> Result<Settled, Problem> {
    let user = at.user_named(&changing.user).ok_or_else(|| Problem::not_found("user"))?;
    let scope = w.scope();
    let stored = stored_row(w, scope, user.no())?;
    changing.seen.check(&etag(stored.rev))?;
    let without = changing.patch.without_licences.unwrap_or(false);
    let row = patched(at, &stored.row, changing.patch, w.now_ms())?;
    if same(&row, &stored.row) {
        return Ok(Settled::default());
    }
    if row.login_key != stored.row.login_key {
        kept.free(w, "", &row.login_key)?;
    }
    groups_fit(w, at, row.groups.iter())?;
    let moved = moved(at, &user, &stored.row, &row, w.revision(), without)?;
    save(w, at, &user, (stored, row), moved, agreed)
}

/// Writes the row, the seats and the entry, and meets whom the freed seats reach.
pub(super) fn save(
    w: &mut Write<'_>,
    at: &Snapshot,
    user: &User<'_>,
    (stored, row): (Stored<UserRow>, UserRow),
    moved: Change,
    agreed: &Agreed,
) -> Result<Settled, Problem> {
    sealed::store::change_users(w, std::slice::from_ref(&stored), std::slice::from_ref(&row))?;
    let (no, before) = (user.no(), stored.row);
    let mut rows = user.assignments().to_vec();
    moved.apply(&mut rows);
    let mut usage = at.usage().clone();
    usage.apply(&moved.usage);
    // Whoever comes back stands in the queue again, perhaps before free seats.
    let returns = row.acts() && !before.acts() && rows.iter().any(waits);
    let frees = moved.usage.iter().any(|(_, units)| *units < 0);
    // What the user gives up or takes with it is told like every other grant (rule 19).
    let own = Member::of(no, &moved, user.assignments()).into_iter();
    let own =
        own.map(|one| Member { what: if one.what == "replaced" { "recalled" } else { one.what }, ..one });
    let own: Vec<Member> = own.collect();
    sealed::apply(w, &[(no, moved)], None)?;
    // Whoever leaves takes nobody's access away but their own, and is never the last who could give it (rule 12).
    let accounts = account::follow_in(w, std::slice::from_ref(&row))?;
    let mut entry = entry(w, &before, &row);
    for followed in &accounts {
        entry = entry.subject(followed.subject.as_str());
    }
    entry = end_with_their_users(w, at, std::slice::from_ref(&row), entry)?;
    own.iter().for_each(|member| entry.member(member));
    let users = [After { row: &row, assignments: &rows }];
    let left = Left { users: &users, usage, freed: &[], frees: returns || frees };
    let healed = follow_up(w, at, left, agreed, &mut entry)?;
    w.record(entry)?;
    Ok(Settled { healed, account: !accounts.is_empty() })
}

fn entry(w: &mut Write<'_>, before: &UserRow, row: &UserRow) -> Entry {
    let kind = match (before.state, row.state, before.acts(), row.acts()) {
        (_, UserState::Deleted, ..) => "users.deleted",
        (UserState::Active, UserState::Former, ..) => "users.retired",
        (_, _, true, false) => "users.deactivated",
        (_, _, false, true) => "users.activated",
        _ => "users.changed",
    };
    let (mut was, mut is) = (facts(before), facts(row));
    let renamed = before.login != row.login
        || before.name != row.name
        || before.email != row.email
        || before.groups != row.groups
        || (&before.job_title, &before.role, &before.attributes)
            != (&row.job_title, &row.role, &row.attributes);
    if renamed && row.state != UserState::Deleted {
        was["personal"] = json!(personal(w, before));
        is["personal"] = json!(personal(w, row));
    }
    Entry::new(kind, 1).subject(subject::user(row.no)).before(was).after(is)
}

fn facts(row: &UserRow) -> Value {
    json!({"kind": row.kind, "can_log_in": row.can_log_in, "state": row.state.as_str(),
        "waiting_for_approval": row.waiting_for_approval, "sites": row.sites})
}

fn same(a: &UserRow, b: &UserRow) -> bool {
    UserRow { updated_at: 0, ..a.clone() } == UserRow { updated_at: 0, ..b.clone() }
}

fn patched(at: &Snapshot, old: &UserRow, patch: api::UserPatch, now_ms: i64) -> Result<UserRow, Problem> {
    let mut row = UserRow { updated_at: now_ms, ..old.clone() };
    if let Some(typed) = patch.login {
        row.login = login("", &typed)?;
        row.login_key = fold_login(&row.login);
        let other = at.user_named(&row.login).filter(|other| other.no() != row.no);
        if other.is_some() {
            return Err(taken("", &row.login));
        }
    }
    if let Some(typed) = patch.name {
        row.name = name("", &typed)?;
        row.name_key = fold_login(&row.name);
    }
    if let Some(typed) = patch.email {
        row.email = email("", &typed)?;
    }
    if let Some(typed) = patch.groups {
        row.groups = groups("", typed)?;
    }
    if let Some(typed) = patch.job_title {
        row.job_title = maybe("", "job_title", &typed)?;
    }
    if let Some(typed) = patch.role {
        row.role = maybe("", "role", &typed)?;
    }
    if let Some(typed) = patch.attributes {
        row.attributes = attributes("", typed)?;
    }
    if let Some(chosen) = patch.sites {
        row.sites = sites(at, "", &chosen)?;
    }
    if let Some(chosen) = patch.kind {
        row.kind = kind(chosen);
    }
    row.waiting_for_approval = patch.waiting_for_approval.unwrap_or(row.waiting_for_approval);
    stand(&mut row, patch.state, patch.can_log_in)?;
    stays_as_it_was(old, &row)?;
    Ok(row)
}

/// Whoever has left is nothing new: no other kind of user, and nobody's approval is asked for.
pub(super) fn stays_as_it_was(old: &UserRow, new: &UserRow) -> Result<(), Problem> {
    if new.state != UserState::Former || old.state != UserState::Former {
        return Ok(());
    }
    let (path, what) = match (old.kind == new.kind, old.waiting_for_approval == new.waiting_for_approval) {
        (true, true) => return Ok(()),
        (false, _) => ("kind", "A former user stays the kind of user that it was"),
        (_, false) => ("waiting_for_approval", "A former user waits for nobody's approval"),
    };
    Err(Problem::invalid(path, format!("{what}: make the user active first.")).words("why-former"))
}

/// Where the user stands, and whether the user may log in: a former one never may (rule 18).
pub(super) fn stand(
    row: &mut UserRow,
    state: Option<api::UserState>,
    can_log_in: Option<bool>,
) -> Result<(), Problem> {
    match state {
        None => {}
        Some(api::UserState::Active) => row.state = UserState::Active,
        Some(api::UserState::Former) => row.state = UserState::Former,
        Some(api::UserState::Deleted) => {
            return Err(Problem::invalid("state", "Deleting has its own method: DELETE."));
        }
    }
    let former = row.state == UserState::Former;
    if former && can_log_in == Some(true) {
        let why = "A former user cannot log in: make the user active first.";
        return Err(Problem::invalid("can_log_in", why).words("why-former"));
    }
    row.can_log_in = !former && can_log_in.unwrap_or(row.can_log_in);
    Ok(())
}

/// Core's refusal as a problem that names the modules.
pub(super) fn refused(at: &Snapshot, refusal: &Refusal) -> Problem {
    let name = |no: ModuleNo| at.name(no).map(ToString::to_string).unwrap_or_default();
    let problem = Problem::conflict(refusal.code.as_str())
        .arg("module", name(refusal.module))
        .with("module", name(refusal.module));
    // Of a suite nobody recalls seats, and there is no other plan to choose (rule 3a).
    let licences = at.licences();
    let follows = licences.module(refusal.module).is_some_and(|module| follows_log_in(licences, module));
    let problem =
        if follows && refusal.code == Code::NoSeat { problem.words("no_seat-suite") } else { problem };
    match refusal.because {
        Some(because) => problem.with("because", name(because)),
        None => problem,
    }
}
