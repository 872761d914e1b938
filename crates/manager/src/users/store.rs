//! The SQL of lists: which users, in which order, how many.

use std::collections::HashSet;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::names::fold_login;
use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, Value, Write, values};
use licentia_platform::ledger::StoredEntry;
use licentia_platform::{ledger, problem::Problem};

use super::Sort;
use crate::sealed::UserState;

/// A condition on users as SQL, with what is bound to it. The first parameter is the scope.
#[derive(Clone, Debug)]
pub(crate) struct Where {
    text: String,
    params: Vec<Value>,
}

impl Where {
    /// Every user of the installation, deleted ones too.
    pub(super) fn all(scope: ScopeNo) -> Self {
        Self { text: "u.scope = $1".to_owned(), params: vec![Value::from(scope)] }
    }

    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.params.push(value.into());
        format!("${}", self.params.len())
    }

    fn and(&mut self, condition: &str) {
        self.text.push_str(" AND ");
        self.text.push_str(condition);
    }

    pub(super) fn state(&mut self, state: UserState) {
        let state = self.bind(state.as_str());
        self.and(&format!("u.state = {state}"));
    }

    pub(super) fn not_deleted(&mut self) {
        self.and("u.state <> 'deleted'");
    }

    pub(super) fn kind(&mut self, kind: i64) {
        let kind = self.bind(kind);
        self.and(&format!("u.kind = {kind}"));
    }

    pub(super) fn can_log_in(&mut self, can: bool) {
        let can = self.bind(i64::from(can));
        self.and(&format!("u.can_log_in = {can}"));
    }

    /// In a group of exactly this name.
    pub(super) fn group(&mut self, group: &str) {
        let group = self.bind(serde_json::Value::from(group).to_string());
        self.and(&format!("REPLACE(u.groups, {group}, '') <> u.groups"));
    }

    /// Text in the name, log-in name, e-mail address or a group, without regard to capitals.
    pub(super) fn search(&mut self, text: &str) {
        let folded = self.bind(format!("%{}%", escaped(&fold_login(text))));
        let typed = self.bind(format!("%{}%", escaped(text)));
        self.and(&format!(
            "(u.name_key LIKE {folded} ESCAPE '!' OR u.login_key LIKE {folded} ESCAPE '!' \
             OR LOWER(u.email) LIKE {folded} ESCAPE '!' OR LOWER(u.groups) LIKE {folded} ESCAPE '!' \
             OR u.groups LIKE {typed} ESCAPE '!')"
        ));
    }

    /// Granted one of these modules, or none of them.
    pub(super) fn assigned(&mut self, modules: &[ModuleNo], granted: bool) {
        let (not, modules) = (if granted { "" } else { "NOT " }, self.bind(numbers(modules)));
        self.and(&format!(
            "u.no {not}IN (SELECT user_no FROM assignment WHERE scope = $1 \
             AND module_no IN (SELECT CAST(value->>0 AS BIGINT) FROM EACH({modules})))"
        ));
    }

    /// May log in, and one of these grants acts on `day` (`YYYY-MM-DD`).
    pub(super) fn holding(&mut self, granting: &[ModuleNo], day: &str) {
        let (modules, day) = (self.bind(numbers(granting)), self.bind(day));
        self.and(&format!(
            "u.state = 'active' AND u.can_log_in = 1 AND u.no IN (SELECT user_no FROM assignment \
             WHERE scope = $1 AND state = 0 AND COALESCE(valid_from, {day}) <= {day} \
             AND COALESCE(valid_until, {day}) >= {day} \
             AND module_no IN (SELECT CAST(value->>0 AS BIGINT) FROM EACH({modules})))"
        ));
    }

    /// One of these users.
    pub(super) fn among(&mut self, users: &[UserNo]) {
        let mut set = Rows::new();
        for no in users {
            set.row().int(no.0);
        }
        let users = self.bind(set);
        self.and(&format!("u.no IN (SELECT CAST(value->>0 AS BIGINT) FROM EACH({users}))"));
    }

    pub(super) fn waiting(&mut self, waits: bool) {
        let not = if waits { "" } else { "NOT " };
        self.and(&format!("u.no {not}IN (SELECT user_no FROM assignment WHERE scope = $1 AND state = 1)"));
    }

    /// Beyond this place of the list (exclusive).
    pub(super) fn after(&mut self, sort: Sort, place: &(String, u32)) {
        let (key, no) = (self.bind(place.0.as_str()), self.bind(place.1));
        let beyond = if sort.down { "<" } else { ">" };
        self.and(&format!("({}, u.no) {beyond} ({key}, {no})", sort.column()));
    }
}

impl Sort {
    fn column(self) -> &'static str {
        match self.by {
            super::SortBy::Name => "u.name_key",
            super::SortBy::Login => "u.login_key",
            super::SortBy::LastUsed => "COALESCE(u.last_used, '')",
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

fn numbers(list: &[ModuleNo]) -> Rows {
    let mut set = Rows::new();
    for no in list {
        set.row().int(no.0);
    }
    set
}

/// One page: the users' numbers with the key they were sorted by.
pub(super) fn page(
    sql: &mut dyn Sql,
    of: &Where,
    sort: Sort,
    limit: u32,
    offset: u64,
) -> Result<Vec<(UserNo, String)>, DbError> {
    let (column, way) = (sort.column(), if sort.down { " DESC" } else { "" });
    let text = format!(
        "SELECT u.no, {column} FROM app_user u WHERE {} ORDER BY {column}{way}, u.no{way} LIMIT {limit} OFFSET {offset}",
        of.text
    );
    let rows = sql.query(&text, &of.params)?;
    rows.iter().map(|row: &Row| Ok((UserNo(row.get(0)?), row.get(1)?))).collect()
}

/// How many there are.
pub(super) fn count(sql: &mut dyn Sql, of: &Where) -> Result<u64, DbError> {
    let row = sql.query_one(&format!("SELECT COUNT(*) FROM app_user u WHERE {}", of.text), &of.params)?;
    row.map_or(Ok(0), |row| row.get::<i64>(0).map(i64::cast_unsigned))
}

/// The numbers of all of them, in order.
pub(super) fn select(sql: &mut dyn Sql, of: &Where) -> Result<Vec<UserNo>, DbError> {
    let mut found = Vec::new();
    let text = format!("SELECT u.no FROM app_user u WHERE {} ORDER BY u.no", of.text);
    sql.query_each(&text, &of.params, &mut |row| {
        found.push(UserNo(row.get(0)?));
        Ok(())
    })?;
    Ok(found)
}

/// Revisions that speak of a user: those with texts about the user, newest first.
pub(super) fn revisions_about(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    id: &str,
    limit: u32,
) -> Result<Vec<u64>, DbError> {
    let text = "SELECT DISTINCT revision FROM ledger_text WHERE scope = $1 AND owner = $2 AND owner <> '' \
                ORDER BY revision DESC LIMIT $3";
    let rows = sql.query(text, &values![scope, id, limit])?;
    rows.iter().map(|row| row.get::<i64>(0).map(i64::cast_unsigned)).collect()
}

/// One entry of the chain.
pub(super) fn entry(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    revision: u64,
) -> Result<Option<StoredEntry>, Problem> {
    Ok(ledger::entries_after(sql, scope, revision.saturating_sub(1), 1)?.pop())
}

/// The name of whoever an entry calls `account:3` or `token:7`.
pub(crate) fn actor_name(sql: &mut dyn Sql, actor: &str) -> Result<Option<String>, DbError> {
    let Some((kind, no)) = actor.split_once(':') else { return Ok(None) };
    let text = match kind {
        "account" => "SELECT name FROM account WHERE no = $1",
        "token" => "SELECT label FROM api_token WHERE no = $1",
        _ => return Ok(None),
    };
    let Ok(no) = no.parse::<i64>() else { return Ok(None) };
    sql.query_one(text, &values![no])?.map(|row| row.get(0)).transpose()
}

/// Until when a deleted user's log-in name is kept, by its hash.
pub(super) fn login_kept(w: &mut Write<'_>, hash: &str) -> Result<Option<i64>, DbError> {
    let scope = w.scope();
    let row =
        w.query_one("SELECT until FROM login_kept WHERE scope = $1 AND hash = $2", &values![scope, hash])?;
    row.map(|row| row.get(0)).transpose()
}

/// Keeps a deleted user's log-in name, and forgets those that are free again.
pub(super) fn keep_login(w: &mut Write<'_>, hash: &str, until: i64) -> Result<(), DbError> {
    let (scope, now) = (w.scope(), w.now_ms());
    w.execute("DELETE FROM login_kept WHERE scope = $1 AND until <= $2", &values![scope, now])?;
    w.execute(
        "INSERT INTO login_kept (scope, hash, until) VALUES ($1, $2, $3) \
         ON CONFLICT (scope, hash) DO UPDATE SET until = $3",
        &values![scope, hash, until],
    )
    .map(drop)
}

/// The names of all groups that anybody is in.
pub(super) fn all_groups(sql: &mut dyn Sql, scope: ScopeNo) -> Result<HashSet<String>, DbError> {
    let text = "SELECT DISTINCT groups FROM app_user WHERE scope = $1 AND state <> 'deleted'";
    let rows = sql.query(text, &values![scope])?;
    let lists = rows.iter().filter_map(|row| serde_json::from_str::<Vec<String>>(row.text(0)?).ok());
    Ok(lists.flatten().collect())
}
