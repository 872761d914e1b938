//! Who tells nothing: what such a customer used goes on no invoice, and somebody should ask.

use std::collections::HashMap;

use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use licentia_core::month::Month;
use licentia_platform::db::{ScopeNo, Sql};
use licentia_platform::problem::Problem;

use super::draft::Obstruction;
use super::store;
use crate::catalogue;

/// How many days after its end a month should be here: installations close it after three, and report with their next
/// contact.
const HERE_AFTER_DAYS: i64 = 4;

/// The customers whose package had meters in a month of which nothing was reported, once it should have been.
pub(super) fn silent(
    sql: &mut dyn Sql,
    month: Month,
    only: Option<ScopeNo>,
    today: Date,
) -> Result<Vec<Obstruction>, Problem> {
    let end = month.next().first_day();
    if end.checked_add(HERE_AFTER_DAYS.days()).is_ok_and(|day| today < day) {
        return Ok(Vec::new());
    }
    let end_ms = end.to_zoned(TimeZone::UTC).map_or(i64::MAX, |end| end.timestamp().as_millisecond());
    let mut metered: HashMap<u64, bool> = HashMap::new();
    let mut silent = Vec::new();
    for (party, edition) in store::unreported(sql, month, end_ms, only)? {
        let metered = match metered.get(&edition) {
            Some(known) => *known,
            None => {
                let sold = catalogue::edition(sql, edition)?;
                let some = sold.is_some_and(|edition| !edition.file.catalogue.meters.is_empty());
                metered.insert(edition, some);
                some
            }
        };
        if metered {
            silent.push(Obstruction {
                serial: party.serial,
                customer_name: party.name,
                meter: String::new(),
                month,
                currency: party.currency,
                code: "not_reported".to_owned(),
            });
        }
    }
    Ok(silent)
}
