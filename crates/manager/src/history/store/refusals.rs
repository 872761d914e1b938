//! `refusal_day`, read for people.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use licentia_core::decide::Code;
use licentia_core::ids::ModuleNo;
use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, Value, Write, values};

use super::{Lines, lines, unsigned};
use crate::history::{PastRefusal, Refusal, RefusalOrder};
use crate::users::store::{actor_name, name_order};

/// The refusals that were asked for.
pub(in crate::history) struct Chosen {
    pub(in crate::history) scope: ScopeNo,
    pub(in crate::history) days: (Date, Date),
    pub(in crate::history) code: Option<&'static str>,
    pub(in crate::history) module: Option<ModuleNo>,
    pub(in crate::history) search: Option<String>,
}

impl Chosen {
    /// `FROM … WHERE …` with its parameters; with `code`, of the reason that was asked for only.
    fn clause(&self, code: bool) -> (String, Vec<Value>) {
        let mut text = "FROM refusal_day d LEFT JOIN app_user u ON u.scope = d.scope AND u.no = d.user_no \
                        WHERE d.scope = $1 AND d.day >= $2 AND d.day <= $3"
            .to_owned();
        let mut params = values![self.scope, self.days.0.to_string(), self.days.1.to_string()].to_vec();
        if let Some(wanted) = self.code.filter(|_| code) {
            params.push(wanted.into());
            text.push_str(&format!(" AND d.code = ${}", params.len()));
        }
        if let Some(module) = self.module {
            params.push(i64::from(module.0).into());
            text.push_str(&format!(" AND d.module_no = ${}", params.len()));
        }
        if let Some(search) = &self.search {
            params.push(format!("%{}%", escaped(search)).into());
            let n = params.len();
            text.push_str(&format!(" AND u.search_key LIKE ${n} ESCAPE '!'"));
        }
        (text, params)
    }
}

/// A text in which nothing means anything to `LIKE`.
fn escaped(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

impl RefusalOrder {
    fn clause(self) -> String {
        let first = match self {
            Self::Last => "MAX(d.last_at) DESC",
            Self::Times => "SUM(d.count) DESC",
            Self::User(alphabet) => name_order(alphabet),
        };
        format!("{first}, d.user_no, d.module_no, d.code, d.item, d.asker")
    }
}

/// A line of the list, with its module's number.
pub(in crate::history) struct RefusalRow {
    refusal: Refusal,
    module: i64,
}

impl RefusalRow {
    pub(in crate::history) fn named(self, name: impl Fn(ModuleNo) -> Option<String>) -> Refusal {
        let no = u16::try_from(self.module).ok().map(ModuleNo);
        Refusal { module: no.and_then(name), ..self.refusal }
    }

    /// Who asked, to be named.
    pub(in crate::history) fn asker(&mut self) -> &mut Option<String> {
        &mut self.refusal.asked_by
    }
}

/// Puts names to programs and accounts; whoever is gone keeps the number.
pub(in crate::history) fn name_askers<'a>(
    sql: &mut dyn Sql,
    askers: impl IntoIterator<Item = &'a mut Option<String>>,
) -> Result<(), DbError> {
    let mut known: HashMap<String, Option<String>> = HashMap::new();
    for asker in askers.into_iter().filter_map(Option::as_mut) {
        let name = match known.entry(asker.clone()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(actor_name(sql, asker)?),
        };
        if let Some(name) = name {
            asker.clone_from(name);
        }
    }
    Ok(())
}

/// A text that says something.
fn said(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// One page of the list.
pub(in crate::history) fn refusals(
    sql: &mut dyn Sql,
    chosen: &Chosen,
    order: RefusalOrder,
    (limit, offset): (u32, u64),
) -> Result<Vec<RefusalRow>, DbError> {
    let (from, mut params) = chosen.clause(true);
    let by = order.clause();
    params.push(i64::from(limit).into());
    params.push(offset.cast_signed().into());
    let (limit, offset) = (params.len() - 1, params.len());
    let text = format!(
        "SELECT d.module_no, d.code, CAST(SUM(d.count) AS BIGINT), COUNT(*), MIN(d.first_at), MAX(d.last_at), u.id, u.login, \
         u.name, u.state, d.item, d.asker {from} GROUP BY d.user_no, d.module_no, d.code, d.item, d.asker, u.id, u.login, u.name, u.name_sort, u.state \
         ORDER BY {by} LIMIT ${limit} OFFSET ${offset}"
    );
    sql.query(&text, &params)?.iter().map(refusal).collect()
}

fn refusal(row: &Row) -> Result<RefusalRow, DbError> {
    let (times, days): (i64, i64) = (row.get(2)?, row.get(3)?);
    let (id, state): (Option<String>, Option<String>) = (row.get(6)?, row.get(9)?);
    let of_today = |at| -> Result<String, DbError> {
        let text: Option<String> = row.get(at)?;
        Ok(text.filter(|_| state.as_deref() != Some("deleted")).unwrap_or_default())
    };
    let refusal = Refusal {
        user: id,
        login: of_today(7)?,
        name: of_today(8)?,
        module: None,
        item: said(row.get(10)?),
        asked_by: said(row.get(11)?),
        code: row.get(1)?,
        times: unsigned(times),
        days: unsigned(days),
        first_at: row.get(4)?,
        last_at: row.get(5)?,
    };
    Ok(RefusalRow { refusal, module: row.get(0)? })
}

/// A line of the list without names: small, for there may be a million of them.
#[derive(Clone, Copy, Debug)]
pub(in crate::history) struct Line {
    /// The user's number; -1 for somebody unknown.
    pub(in crate::history) user: i64,
    module: i64,
    /// Its place among the reasons.
    reason: u16,
    times: u64,
    days: u64,
    first_at: i64,
    last_at: i64,
}

impl Line {
    /// With its names: the reason's, the module's, and who it was.
    pub(in crate::history) fn named(
        self,
        reasons: &[Apart],
        module: impl Fn(ModuleNo) -> Option<String>,
        who: Option<&Who>,
    ) -> Refusal {
        let who = who.cloned().unwrap_or_default();
        let no = u16::try_from(self.module).ok().map(ModuleNo);
        let Apart { code, item, asked_by } =
            reasons.get(usize::from(self.reason)).cloned().unwrap_or_default();
        Refusal {
            user: who.id,
            login: who.login,
            name: who.name,
            module: no.and_then(module),
            item,
            asked_by,
            code,
            times: self.times,
            days: self.days,
            first_at: self.first_at,
            last_at: self.last_at,
        }
    }
}

/// Why, beside modules of what, and of whom beside users: few different ones stand in many lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::history) struct Apart {
    code: String,
    item: Option<String>,
    /// Who asked.
    pub(in crate::history) asked_by: Option<String>,
}

/// The whole list, and the reasons in it.
pub(in crate::history) fn all_refusals(
    sql: &mut dyn Sql,
    chosen: &Chosen,
    order: RefusalOrder,
) -> Result<(Vec<Line>, Vec<Apart>), DbError> {
    let (from, params) = chosen.clause(true);
    let by = order.clause();
    let text = format!(
        "SELECT d.user_no, d.module_no, d.code, CAST(SUM(d.count) AS BIGINT), COUNT(*), MIN(d.first_at), MAX(d.last_at), \
         d.item, d.asker {from} GROUP BY d.user_no, d.module_no, d.code, d.item, d.asker, u.name_sort ORDER BY {by}"
    );
    let (mut lines, mut places) = (Vec::new(), HashMap::<[String; 3], usize>::new());
    sql.query_each(&text, &params, &mut |row| {
        let reason = [2, 7, 8].map(|at| row.text(at).unwrap_or_default().to_owned());
        let next = places.len();
        let place = *places.entry(reason).or_insert(next);
        let (times, days): (i64, i64) = (row.get(3)?, row.get(4)?);
        lines.push(Line {
            user: row.get(0)?,
            module: row.get(1)?,
            reason: u16::try_from(place).unwrap_or(u16::MAX),
            times: unsigned(times),
            days: unsigned(days),
            first_at: row.get(5)?,
            last_at: row.get(6)?,
        });
        Ok(())
    })?;
    let mut reasons = vec![Apart::default(); places.len()];
    for ([code, item, asker], place) in places {
        reasons[place] = Apart { code, item: said(item), asked_by: said(asker) };
    }
    name_askers(sql, reasons.iter_mut().map(|reason| &mut reason.asked_by))?;
    Ok((lines, reasons))
}

/// Who somebody is today; whoever was deleted has an id only.
#[derive(Clone, Debug, Default)]
pub(in crate::history) struct Who {
    id: Option<String>,
    login: String,
    name: String,
}

/// Who these users are, by their numbers.
pub(in crate::history) fn people(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    users: &BTreeSet<i64>,
) -> Result<HashMap<i64, Who>, DbError> {
    let mut set = Rows::new();
    for user in users {
        set.row().int(*user);
    }
    let text = "SELECT no, id, login, name, state FROM app_user \
                WHERE scope = $1 AND no IN (SELECT CAST(value->>0 AS BIGINT) FROM EACH($2))";
    let who = |row: &Row| {
        let gone = row.text(4) == Some("deleted");
        let of_today = |at| if gone { Ok(String::new()) } else { row.get(at) };
        Ok((row.get(0)?, Who { id: row.get(1)?, login: of_today(2)?, name: of_today(3)? }))
    };
    sql.query(text, &values![scope, set])?.iter().map(who).collect()
}

/// How many lines the whole list has.
pub(in crate::history) fn refusals_total(sql: &mut dyn Sql, chosen: &Chosen) -> Result<u64, DbError> {
    let (from, params) = chosen.clause(true);
    let text = format!(
        "SELECT COUNT(*) FROM (SELECT 1 {from} GROUP BY d.user_no, d.module_no, d.code, d.item, d.asker) AS line"
    );
    let row = sql.query_one(&text, &params)?;
    Ok(unsigned(row.map_or(Ok(0), |row| row.get(0))?))
}

/// How often on each day.
pub(in crate::history) fn refusals_by_day(
    sql: &mut dyn Sql,
    chosen: &Chosen,
) -> Result<Vec<(Date, u64)>, DbError> {
    let (from, params) = chosen.clause(true);
    let text = format!("SELECT d.day, CAST(SUM(d.count) AS BIGINT) {from} GROUP BY d.day ORDER BY d.day");
    let mut days = Vec::new();
    for row in sql.query(&text, &params)? {
        let (day, times): (String, i64) = (row.get(0)?, row.get(1)?);
        days.extend(day.parse().ok().map(|day| (day, unsigned(times))));
    }
    Ok(days)
}

/// How often for each reason, whichever was asked for.
pub(in crate::history) fn refusals_by_code(
    sql: &mut dyn Sql,
    chosen: &Chosen,
) -> Result<Vec<(String, u64)>, DbError> {
    let (from, params) = chosen.clause(false);
    let text =
        format!("SELECT d.code, CAST(SUM(d.count) AS BIGINT) {from} GROUP BY d.code ORDER BY 2 DESC, 1");
    let rows = sql.query(&text, &params)?;
    rows.iter().map(|row| Ok((row.get(0)?, unsigned(row.get(1)?)))).collect()
}

/// Who was refused for want of a seat or a session, one after the other: module, day and user's number, -1 for somebody
/// unknown.
pub(in crate::history) fn refused_for_seats(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    (from, to): (Date, Date),
    each: &mut dyn FnMut(ModuleNo, Date, i64),
) -> Result<(), DbError> {
    sql.query_each(
        "SELECT module_no, day, user_no FROM refusal_day \
         WHERE scope = $1 AND day >= $2 AND day <= $3 AND module_no >= 0 AND code IN ($4, $5)",
        &values![scope, from.to_string(), to.to_string(), Code::NoSeat.as_str(), Code::NoSession.as_str()],
        &mut |row| {
            let (module, day, user): (i64, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let of_module = u16::try_from(module).ok().map(ModuleNo).zip(day.parse().ok());
            if let Some((module, day)) = of_module {
                each(module, day, user);
            }
            Ok(())
        },
    )
}

/// Adds refusals of days from before; each is dated to nine hours into its day.
pub(in crate::history) fn add_refusals(
    w: &mut Write<'_>,
    refusals: &[PastRefusal],
    begins_ms: impl Fn(Date) -> i64,
) -> Result<(), DbError> {
    const WORK_BEGINS_MS: i64 = 9 * 60 * 60 * 1_000;
    let (scope, mut set) = (w.scope(), Rows::with_capacity(refusals.len(), 6));
    for past in refusals {
        let at = begins_ms(past.day).saturating_add(WORK_BEGINS_MS);
        set.row()
            .text(&past.day.to_string())
            .int(past.user.0)
            .int(past.module.0)
            .text(past.code.as_str())
            .int(past.times)
            .int(at);
    }
    w.execute(
        "INSERT INTO refusal_day (scope, day, user_no, module_no, code, item, asker, count, first_at, last_at) \
         SELECT CAST($1 AS BIGINT), value->>0, CAST(value->>1 AS BIGINT), CAST(value->>2 AS BIGINT), value->>3, '', '', \
         CAST(value->>4 AS BIGINT), CAST(value->>5 AS BIGINT), CAST(value->>5 AS BIGINT) FROM EACH($2)",
        &values![scope, set],
    )
    .map(drop)
}

/// The rows of a day, each as a line.
pub(in crate::history) fn refusal_lines(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    day: Date,
) -> Result<Lines, DbError> {
    let text = "SELECT user_no, module_no, code, count, first_at, last_at, item, asker FROM refusal_day \
                WHERE scope = $1 AND day = $2";
    lines(sql, text, scope, day, |row| {
        let (user, module, code): (i64, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (count, first, last): (i64, i64, i64) = (row.get(3)?, row.get(4)?, row.get(5)?);
        let (item, asker): (String, String) = (row.get(6)?, row.get(7)?);
        let line = format!("{user} {module} {code} {count} {first} {last}");
        // As before where there is nothing to add: what was closed stays as it was closed.
        Ok(if item.is_empty() && asker.is_empty() { line } else { format!("{line} {item} {asker}") })
    })
}
