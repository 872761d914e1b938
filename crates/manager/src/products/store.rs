//! The SQL of products: former packages, and pages of people.

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licence::{Kinds, UserKind};
use licentia_core::names::fold_login;
use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, Value, values};

use super::people::{Only, Order};
use crate::sealed::PackageState;

/// A package that was in force once.
#[derive(Clone, Debug)]
pub(super) struct Former {
    pub(super) id: String,
    pub(super) sequence: u64,
    pub(super) sha256: String,
}

/// The packages of an issuer that came into force and are not any more, the newest first.
pub(super) fn former(sql: &mut dyn Sql, scope: ScopeNo, issuer: &str) -> Result<Vec<Former>, DbError> {
    let text = "SELECT id, sequence, sha256 FROM package WHERE scope = $1 AND issuer = $2 AND state <> $3 \
                AND activated_revision IS NOT NULL ORDER BY sequence DESC";
    let rows = sql.query(text, &values![scope, issuer, PackageState::InForce.as_str()])?;
    let one = |row: &Row| {
        Ok(Former { id: row.get(0)?, sequence: row.get::<i64>(1)?.cast_unsigned(), sha256: row.get(2)? })
    };
    rows.iter().map(one).collect()
}

/// A condition on users, with what is bound to it.
#[derive(Clone, Debug)]
pub(super) struct Which {
    text: String,
    params: Vec<Value>,
}

impl Which {
    /// Whoever was granted one of these, `staged` beside them.
    pub(super) fn granted(scope: ScopeNo, granting: &[ModuleNo], only: &Only, staged: &[UserNo]) -> Self {
        let mut which = Self { text: String::new(), params: vec![Value::from(scope)] };
        let modules = which.bind(numbers(granting.iter().map(|no| u32::from(no.0))));
        let source = if *only == Only::FromRules { "AND source = 3 " } else { "" };
        let has = format!(
            "u.no IN (SELECT user_no FROM assignment WHERE scope = $1 AND state = 0 {source}\
             AND module_no IN (SELECT CAST(value->>0 AS BIGINT) FROM EACH({modules})))"
        );
        let has = match only {
            Only::UnusedSince(day) => {
                let day = which.bind(day.to_string());
                format!("{has} AND COALESCE(u.last_used, '') < {day}")
            }
            Only::All | Only::FromRules => has,
        };
        let staged = which.bind(numbers(staged.iter().map(|no| no.0)));
        which.text = format!(
            "u.scope = $1 AND u.state <> 'deleted' AND ({has} \
             OR u.no IN (SELECT CAST(value->>0 AS BIGINT) FROM EACH({staged})))"
        );
        which
    }

    /// Whoever could be given the module: with us, of a kind that may have it, and nothing granted yet.
    pub(super) fn without(scope: ScopeNo, granting: &[ModuleNo], kinds: Kinds, but: &[UserNo]) -> Self {
        let mut which = Self { text: String::new(), params: vec![Value::from(scope)] };
        let modules = which.bind(numbers(granting.iter().map(|no| u32::from(no.0))));
        let allowed = UserKind::EVERY.into_iter().filter(|kind| kinds.contains(*kind));
        let kinds = which.bind(numbers(allowed.map(|kind| u32::from(kind.value()))));
        let but = which.bind(numbers(but.iter().map(|no| no.0)));
        which.text = format!(
            "u.scope = $1 AND u.state = 'active' \
             AND u.kind IN (SELECT CAST(value->>0 AS BIGINT) FROM EACH({kinds})) \
             AND u.no NOT IN (SELECT CAST(value->>0 AS BIGINT) FROM EACH({but})) \
             AND u.no NOT IN (SELECT user_no FROM assignment WHERE scope = $1 \
             AND module_no IN (SELECT CAST(value->>0 AS BIGINT) FROM EACH({modules})))"
        );
        which
    }

    /// Text in the name, log-in name, e-mail address, job title or a group, without regard to capitals.
    pub(super) fn search(mut self, text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return self;
        }
        let folded = self.bind(format!("%{}%", escaped(&fold_login(text))));
        let typed = self.bind(format!("%{}%", escaped(text)));
        self.text.push_str(&format!(
            " AND (u.name_key LIKE {folded} ESCAPE '!' OR u.login_key LIKE {folded} ESCAPE '!' \
             OR LOWER(u.email) LIKE {folded} ESCAPE '!' OR LOWER(u.job_title) LIKE {folded} ESCAPE '!' \
             OR u.job_title LIKE {typed} ESCAPE '!' OR LOWER(u.groups) LIKE {folded} ESCAPE '!' \
             OR u.groups LIKE {typed} ESCAPE '!')"
        ));
        self
    }

    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.params.push(value.into());
        format!("${}", self.params.len())
    }
}

fn escaped(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

fn numbers(list: impl Iterator<Item = u32>) -> Rows {
    let mut set = Rows::new();
    for no in list {
        set.row().int(no);
    }
    set
}

/// How many there are.
pub(super) fn count(sql: &mut dyn Sql, which: &Which) -> Result<u64, DbError> {
    let text = format!("SELECT COUNT(*) FROM app_user u WHERE {}", which.text);
    let row = sql.query_one(&text, &which.params)?;
    row.map_or(Ok(0), |row| row.get::<i64>(0).map(i64::cast_unsigned))
}

/// One page of them.
pub(super) fn page(
    sql: &mut dyn Sql,
    which: &Which,
    order: Order,
    limit: u32,
    offset: u64,
) -> Result<Vec<UserNo>, DbError> {
    let (column, way) = (order.column(), if order.down() { " DESC" } else { "" });
    let text = format!(
        "SELECT u.no FROM app_user u WHERE {} ORDER BY {column}{way}, u.no{way} LIMIT {limit} OFFSET {offset}",
        which.text
    );
    sql.query(&text, &which.params)?.iter().map(|row| Ok(UserNo(row.get(0)?))).collect()
}

impl Order {
    fn column(self) -> &'static str {
        match self.key() {
            "job-title" => "LOWER(COALESCE(u.job_title, ''))",
            "last-used" => "COALESCE(u.last_used, '')",
            _ => "u.name_key",
        }
    }
}
