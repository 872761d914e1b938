//! Orders from a file: a user and a module in each row.

use std::collections::HashMap;

use licentia_core::decide::Code;
use licentia_core::licence::Scope;
use licentia_core::licences::Module;
use licentia_platform::problem::Problem;
use licentia_ui::Lang;

use super::answer::FIRST;
use super::order::{Order, Who};
use crate::csv::{ROWS, records, text};
use crate::licences::follows_log_in;
use crate::snapshot::Snapshot;
use crate::users::{self, Fault, Faults};

/// Reads a file with the columns `user` and `module`. Rows that are left out are named in the order.
///
/// # Errors
/// 422 `import_invalid` with every problem of every row, unless they are to be left out.
pub(crate) fn read(at: &Snapshot, bytes: &[u8], skip_invalid: bool, lang: Lang) -> Result<Order, Problem> {
    let mut faults = Faults::default();
    let (mut pairs, mut rows) = (Vec::new(), 0);
    match text(bytes) {
        None => faults.add(Fault::new(1, None, "csv_encoding")),
        Some(text) => {
            rows = read_rows(at, &text, &mut faults, &mut pairs);
        }
    }
    if !faults.is_empty() && (!skip_invalid || pairs.is_empty()) {
        return Err(faults.problem(lang, rows));
    }
    let mut modules: Vec<String> =
        pairs.iter().map(|(_, module): &(String, String)| module.clone()).collect();
    modules.sort_unstable();
    modules.dedup();
    let left_out =
        (rows.saturating_sub(pairs.len() as u64), faults.wire(lang).into_iter().take(FIRST).collect());
    Ok(Order { who: Who::Pairs(pairs.into()), left_out, ..Order::by_hand(Vec::new(), modules, lang) })
}

/// What keeps a module from being handed to anybody, whoever it is.
fn wrong(at: &Snapshot, module: &str) -> Option<&'static str> {
    let Some(no) = at.licences().no(module) else { return Some(Code::ModuleUnknown.as_str()) };
    let given = |module: &Module| {
        module.scope == Scope::User && !module.hidden && !follows_log_in(at.licences(), module)
    };
    at.licences().module(no).is_some_and(|module| !given(module)).then_some(Code::NotAssignable.as_str())
}

fn read_rows(at: &Snapshot, text: &str, faults: &mut Faults, pairs: &mut Vec<(String, String)>) -> u64 {
    let mut records = records(text);
    let Some(heading) = records.next() else {
        faults.add(Fault::new(1, None, "csv_empty"));
        return 0;
    };
    if heading.broken {
        faults.add(Fault::new(heading.row, None, "csv_quote"));
        return 0;
    }
    let heading: Vec<String> = heading.cells.iter().map(|cell| cell.to_lowercase()).collect();
    let column = |name: &str| heading.iter().position(|cell| cell == name);
    for cell in heading.iter().filter(|cell| !matches!(cell.as_str(), "user" | "login" | "module")) {
        faults.add(Fault::new(1, Some(cell.clone()), "csv_unknown_column").arg("column", cell));
    }
    for name in ["user", "module"] {
        if column(name).is_none() && !(name == "user" && column("login").is_some()) {
            faults.add(Fault::new(1, Some(name.to_owned()), "csv_no_column").arg("column", name));
        }
    }
    let (Some(user), Some(module)) = (column("user").or(column("login")), column("module")) else { return 0 };
    let mut seen: HashMap<(String, String), u64> = HashMap::new();
    let mut rows = 0;
    for record in records {
        rows += 1;
        if rows > ROWS as u64 {
            faults.add(Fault::new(record.row, None, "csv_too_many").arg("count", ROWS));
            break;
        }
        let before = faults.len();
        users::well_formed(&record, heading.len(), faults);
        let cell = |place: usize| record.cells.get(place).map(|cell| cell.to_string()).unwrap_or_default();
        let (named, wanted) = (cell(user), cell(module).to_lowercase());
        if at.user_named(&named).is_none_or(|user| users::deleted(&user)) {
            faults.add(Fault::new(record.row, Some("user".to_owned()), "user_unknown").arg("user", &named));
        }
        if let Some(code) = wrong(at, &wanted) {
            faults.add(Fault::new(record.row, Some("module".to_owned()), code).arg("module", &wanted));
        }
        let key = (licentia_core::names::fold_login(&named), wanted.clone());
        if let Some(first) = seen.get(&key) {
            faults.add(Fault::new(record.row, None, "csv_twice").arg("first", first));
        } else {
            seen.insert(key, record.row);
        }
        if faults.len() == before {
            pairs.push((named, wanted));
        }
    }
    rows
}
