//! The SQL of lists: which users, in which order, how many.

use std::collections::HashSet;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_platform::db::{Backend, DbError, Row, Rows, ScopeNo, Sql, Value, Write, values};
use licentia_platform::ledger::StoredEntry;
use licentia_platform::{ledger, problem::Problem};

use super::members::Members;
use super::sort::{Alphabet, Sort, SortBy};

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

    /// In a group of exactly this name.
    pub(super) fn group(&mut self, group: &str) {
        let group = self.bind(serde_json::Value::from(group).to_string());
        self.and(&format!("REPLACE(u.groups, {group}, '') <> u.groups"));
    }

    /// Of exactly this role.
    pub(super) fn role(&mut self, role: &str) {
        let role = self.bind(role);
        self.and(&format!("COALESCE(u.role, '') = {role}"));
    }

    /// With an attribute: `name=value`, or `name` for any value.
    pub(super) fn attribute(&mut self, asked: &str) {
        let json = |text: &str| serde_json::Value::from(text.trim()).to_string();
        let member = match asked.split_once('=') {
            Some((name, value)) => format!("{}:{}", json(name), json(value)),
            None => format!("{}:", json(asked)),
        };
        let member = self.bind(member);
        self.and(&format!("REPLACE(u.attributes, {member}, '') <> u.attributes"));
    }

    /// Without any use since this day.
    pub(super) fn unused_since(&mut self, day: &str) {
        let day = self.bind(day);
        self.and(&format!("COALESCE(u.last_used, '') < {day}"));
    }

    /// Granted one of these modules, as it is now, before this moment.
    pub(super) fn granted_before(&mut self, modules: &[ModuleNo], before_ms: i64) {
        let before = self.bind(before_ms);
        let modules: Vec<String> = modules.iter().map(|no| no.0.to_string()).collect();
        let modules = if modules.is_empty() { "-1".to_owned() } else { modules.join(", ") };
        self.and(&format!(
            "EXISTS (SELECT 1 FROM assignment a WHERE a.scope = u.scope AND a.user_no = u.no \
             AND a.module_no IN ({modules}) AND a.since_ms < {before})"
        ));
    }

    /// Belonging to the database of this number.
    pub(super) fn site(&mut self, no: u32) {
        let no = self.bind(format!("%,{no},%"));
        self.and(&format!("REPLACE(REPLACE(u.sites, '[', ','), ']', ',') LIKE {no}"));
    }
}

/// A column that users are sorted by. Each has an index, with the number behind it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key(&'static str);

impl Key {
    pub(super) fn of(sort: Sort) -> Self {
        Self(match sort.by {
            SortBy::Login => "u.login_key",
            SortBy::Email => "LOWER(COALESCE(u.email, ''))",
            SortBy::Group => "SUBSTR(u.groups, 1, 120)",
            SortBy::Role => "COALESCE(u.role, '')",
            SortBy::LastUsed => "COALESCE(u.last_used, '')",
            SortBy::JobTitle => "COALESCE(u.job_title, '')",
            _ => name_order(sort.alphabet),
        })
    }
}

/// By what names of users `u` are put in order: every list of people has them where readers look for them.
pub(crate) fn name_order(alphabet: Alphabet) -> &'static str {
    match alphabet {
        Alphabet::Nordic => "u.name_sort",
        // As `core::names::PLAIN` says; the words are those of the index.
        Alphabet::Latin => "REPLACE(REPLACE(REPLACE(u.name_sort, '{a', 'a'), '{b', 'a'), '{c', 'o')",
    }
}

/// Part of everybody, in the order of a column.
pub(super) struct Stretch {
    pub(super) scope: ScopeNo,
    pub(super) key: Key,
    pub(super) down: bool,
    /// Beyond this place (exclusive).
    pub(super) after: Option<(String, u32)>,
    pub(super) limit: u64,
}

impl Stretch {
    /// The condition and the order, after what is bound already.
    fn words(&self, params: &mut Vec<Value>) -> (String, String) {
        let (key, way) = (self.key.0, if self.down { " DESC" } else { "" });
        let order = format!("ORDER BY {key}{way}, u.no{way} LIMIT {}", self.limit.min(i64::MAX as u64));
        let Some((place, no)) = &self.after else { return (String::new(), order) };
        params.push(Value::from(place.as_str()));
        params.push(Value::from(*no));
        let beyond = if self.down { "<" } else { ">" };
        let (place, no) = (params.len() - 1, params.len());
        // The first half says nothing new: SQLite looks an expression up in an index only where it stands alone.
        (format!("AND {key} {beyond}= ${place} AND ({key}, u.no) {beyond} (${place}, ${no})"), order)
    }
}

/// Hands over the rows of a stretch, number and key, members or not.
pub(super) fn stretch(
    sql: &mut dyn Sql,
    of: &Stretch,
    each: &mut dyn FnMut(u32, &str),
) -> Result<(), DbError> {
    let (key, mut params) = (of.key.0, values![of.scope].to_vec());
    let (beyond, order) = of.words(&mut params);
    let text = format!("SELECT u.no, {key} FROM app_user u WHERE u.scope = $1 {beyond} {order}");
    sql.query_each(&text, &params, &mut |row| {
        each(row.get(0)?, row.text(1).unwrap_or_default());
        Ok(())
    })
}

/// A few users in order, fetched by number and sorted.
pub(super) fn few(
    sql: &mut dyn Sql,
    members: &Members,
    of: &Stretch,
    offset: u64,
) -> Result<Vec<(u32, String)>, DbError> {
    let mut set = Rows::new();
    for no in members.numbers() {
        set.row().int(no.0);
    }
    let (key, mut params) = (of.key.0, vec![Value::from(of.scope), Value::from(set)]);
    let (beyond, order) = of.words(&mut params);
    // CROSS JOIN keeps the order of the two on SQLite: the numbers first, then each user by its key.
    let text = format!(
        "SELECT u.no, {key} FROM EACH($2) CROSS JOIN app_user u \
         WHERE u.scope = $1 AND u.no = CAST(value->>0 AS BIGINT) {beyond} {order} OFFSET {offset}"
    );
    let rows = sql.query(&text, &params)?;
    rows.iter().map(|row: &Row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Whom a condition on texts finds.
pub(super) fn select(sql: &mut dyn Sql, of: &Where) -> Result<Members, DbError> {
    let mut found = Members::default();
    let text = format!("SELECT u.no FROM app_user u WHERE {}{}", of.text, as_they_lie(sql));
    sql.query_each(&text, &of.params, &mut |row| {
        found.insert(UserNo(row.get(0)?));
        Ok(())
    })?;
    Ok(found)
}

/// For a look at every row: SQLite would walk any index of the scope, and fetch each row from another place.
fn as_they_lie(sql: &dyn Sql) -> &'static str {
    match sql.backend() {
        Backend::Sqlite => " ORDER BY u.no",
        Backend::Postgres => "",
    }
}

/// Those in whose folded texts every one of these folded words occurs.
pub(super) fn search<'a>(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    words: impl IntoIterator<Item = &'a str>,
) -> Result<Members, DbError> {
    let mut found = Where::all(scope);
    let place = match sql.backend() {
        Backend::Sqlite => "INSTR",
        Backend::Postgres => "STRPOS",
    };
    for word in words {
        let word = found.bind(word);
        found.and(&format!("{place}(u.search_key, {word}) > 0"));
    }
    select(sql, &found)
}

/// Hands over who is in which groups, as JSON, whoever is in any.
pub(super) fn memberships(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    each: &mut dyn FnMut(UserNo, &str),
) -> Result<(), DbError> {
    let text = format!(
        "SELECT u.no, u.groups FROM app_user u WHERE u.scope = $1 AND u.state <> 'deleted' AND u.groups <> '[]'{}",
        as_they_lie(sql)
    );
    sql.query_each(&text, &values![scope], &mut |row| {
        each(UserNo(row.get(0)?), row.text(1).unwrap_or_default());
        Ok(())
    })
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

/// The hashes of all log-in names that are kept now.
pub(super) fn logins_kept(w: &mut Write<'_>) -> Result<HashSet<String>, DbError> {
    let (scope, now) = (w.scope(), w.now_ms());
    let rows =
        w.query("SELECT hash FROM login_kept WHERE scope = $1 AND until > $2", &values![scope, now])?;
    rows.iter().map(|row| row.get(0)).collect()
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
