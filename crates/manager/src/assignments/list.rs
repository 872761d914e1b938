//! What is granted, and what waits.

use jiff::civil::Date;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::seats::Source;
use licentia_platform::access::{Granted as May, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{decode_cursor, encode_cursor};

use super::store::{self, Which};
use crate::state::Manager;

/// Which assignments, and which page of them.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Only this user's.
    pub user: Option<UserNo>,
    /// Only of this module or plan.
    pub module: Option<ModuleNo>,
    /// Only those that wait, or only those that act.
    pub waiting: Option<bool>,
    /// Only those that wait for this reason.
    pub code: Option<String>,
    /// Only those of users whose name, log-in name or e-mail address has this in it.
    pub search: Option<String>,
    /// How many at most.
    pub limit: u32,
    /// Where to go on.
    pub cursor: Option<String>,
}

/// One assignment with what its user is called.
#[derive(Clone, Debug)]
pub struct Granted {
    /// Whose.
    pub user: UserNo,
    /// The log-in name.
    pub login: String,
    /// The user's id.
    pub id: String,
    /// The name for people.
    pub name: String,
    /// The module or plan.
    pub module: ModuleNo,
    /// Where it comes from.
    pub source: Source,
    /// How many units.
    pub units: u32,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// Whether it waits.
    pub waits: bool,
    /// Why it waits.
    pub code: Option<String>,
    /// When it was granted, in milliseconds UTC.
    pub at_ms: Option<i64>,
}

/// One page of assignments.
#[derive(Clone, Debug)]
pub struct Listing {
    /// Oldest grant first.
    pub items: Vec<Granted>,
    /// How many there are in all.
    pub total: u64,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// Assignments, oldest grant first: of those that wait, the next to be served comes first.
///
/// # Errors
/// 400 `cursor_invalid`; the database's.
pub async fn list(manager: &Manager, granted: &May<View>, asked: Asked) -> Result<Listing, Problem> {
    let (scope, limit) = (granted.scope, asked.limit);
    let after = asked.cursor.as_deref().map(decode_cursor).transpose()?;
    let search = asked.search.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let which = Which {
        user: asked.user,
        module: asked.module,
        waiting: asked.waiting,
        code: asked.code,
        search,
        after,
    };
    let reading = move |r: &mut licentia_platform::db::Read<'_>| {
        Ok((store::count(r, scope, &which)?, store::list(r, scope, &which, limit + 1)?))
    };
    let (total, mut lines) = manager.db().read(reading).await?;
    let more = lines.len() > limit as usize;
    lines.truncate(limit as usize);
    let last = lines.last().filter(|_| more);
    let next = last.map(|l| encode_cursor(&(l.order, l.user.0, l.module.0, l.source)));
    Ok(Listing { items: lines.into_iter().map(granted_of).collect(), total, next })
}

fn granted_of(line: store::Line) -> Granted {
    let day = |text: Option<String>| text.and_then(|text| text.parse().ok());
    Granted {
        user: line.user,
        login: line.login,
        id: line.id,
        name: line.name,
        module: line.module,
        source: Source::from_value(line.source).unwrap_or(Source::Manual),
        units: line.units,
        from: day(line.from),
        until: day(line.until),
        waits: line.waits,
        code: line.code,
        at_ms: line.at_ms,
    }
}
