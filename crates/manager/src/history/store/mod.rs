//! The SQL of history: what is kept of a day, and what other nouns count per day.

mod others;
mod refusals;
mod use_day;

pub(super) use others::{limit_lines, usage_event_lines};
pub(super) use refusals::{
    Apart, Chosen, Line, RefusalRow, add_refusals, all_refusals, name_askers, people, refusal_lines,
    refusals, refusals_by_code, refusals_by_day, refusals_total, refused_for_seats,
};
pub(super) use use_day::{
    all_days, all_highest, days, first_open, highest, keep, last_closed, silent, use_lines,
};

use jiff::civil::Date;
use licentia_platform::db::{DbError, Row, ScopeNo, Sql, values};

use super::closing::Lines;

/// The rows of a day, each as a line.
fn lines(
    sql: &mut dyn Sql,
    text: &str,
    scope: ScopeNo,
    day: Date,
    line: impl Fn(&Row) -> Result<String, DbError>,
) -> Result<Lines, DbError> {
    let rows = sql.query(text, &values![scope, day.to_string()])?;
    rows.iter().map(line).collect::<Result<Vec<String>, DbError>>().map(Lines::from)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
