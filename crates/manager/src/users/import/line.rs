//! From a row of text to what it says of a user.

use std::collections::{HashMap, HashSet};

use licentia_core::ids::ModuleNo;
use licentia_core::licence::{Scope, UserKind};
use licentia_core::names::fold_login;

use super::faults::{Fault, Faults, well_formed};
use crate::csv::{ROWS, Record, records, text};
use crate::snapshot::Snapshot;
use crate::users::account::is_person;

/// The longest text of a cell, in characters.
const LONGEST: usize = 200;

/// One row as it says of one user; what it does not say is `None`.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub(super) row: u64,
    pub(super) login: String,
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
    pub(super) kind: Option<UserKind>,
    pub(super) can_log_in: Option<bool>,
    pub(super) waiting_for_approval: Option<bool>,
    pub(super) groups: Option<Vec<String>>,
    pub(super) job_title: Option<String>,
    pub(super) role: Option<String>,
    pub(super) sites: Option<Vec<String>>,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) plans: Vec<ModuleNo>,
}

impl Line {
    /// Whether somebody who is there would not log in any more after this.
    pub(super) fn rests(&self) -> bool {
        self.can_log_in == Some(false)
            || self.waiting_for_approval == Some(true)
            || self.kind.is_some_and(|kind| !is_person(kind))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Column {
    Login,
    Name,
    Email,
    Kind,
    CanLogIn,
    Waiting,
    Groups,
    JobTitle,
    Role,
    Sites,
    Plan,
    Attribute(String),
}

impl Column {
    fn named(heading: &str) -> Option<Self> {
        if let Some((word, name)) = heading.split_once(':')
            && word.trim().eq_ignore_ascii_case("attribute")
            && !name.trim().is_empty()
        {
            return Some(Self::Attribute(name.trim().to_owned()));
        }
        let plain = heading.to_lowercase().replace([' ', '-'], "_");
        Some(match plain.as_str() {
            "login" | "log_in" | "log_in_name" | "user" => Self::Login,
            "name" => Self::Name,
            "email" | "e_mail" | "e_mail_address" => Self::Email,
            "kind" => Self::Kind,
            "can_log_in" => Self::CanLogIn,
            "waiting_for_approval" => Self::Waiting,
            "groups" | "group" => Self::Groups,
            "job_title" => Self::JobTitle,
            "role" => Self::Role,
            "sites" | "installations" => Self::Sites,
            "plan" | "plans" | "user_plan" => Self::Plan,
            _ => return None,
        })
    }
}

/// What was read: every row that can be made sense of, and how many there were.
#[derive(Default)]
pub(super) struct Read {
    pub(super) lines: Vec<Line>,
    pub(super) rows: u64,
}

/// Reads a file; what is wrong with it goes to `faults`, and rows with faults are left out.
pub(super) fn read(at: &Snapshot, bytes: &[u8], faults: &mut Faults) -> Read {
    let Some(text) = text(bytes) else {
        faults.add(Fault::new(1, None, "csv_encoding"));
        return Read::default();
    };
    let mut records = records(&text);
    let Some(heading) = records.next() else {
        faults.add(Fault::new(1, None, "csv_empty"));
        return Read::default();
    };
    if heading.broken {
        faults.add(Fault::new(heading.row, None, "csv_quote"));
        return Read::default();
    }
    let Some(columns) = columns(&heading, faults) else { return Read::default() };
    let (plans, mut read, mut seen) = (Plans::of(at), Read::default(), HashMap::new());
    for record in records {
        read.rows += 1;
        if read.rows > ROWS as u64 {
            faults.add(Fault::new(record.row, None, "csv_too_many").arg("count", ROWS));
            break;
        }
        let before = faults.len();
        well_formed(&record, heading.cells.len(), faults);
        let line = line(&plans, &columns, &record, faults);
        if !line.login.is_empty() {
            let first = *seen.entry(fold_login(&line.login)).or_insert(record.row);
            if first != record.row {
                faults.add(Fault::new(record.row, Some("login".to_owned()), "csv_twice").arg("first", first));
            }
        }
        if faults.len() == before {
            read.lines.push(line);
        }
    }
    read
}

fn columns(heading: &Record<'_>, faults: &mut Faults) -> Option<Vec<Option<Column>>> {
    let (mut known, mut sound) = (HashSet::new(), true);
    let mut columns = Vec::with_capacity(heading.cells.len());
    for cell in &heading.cells {
        let column = Column::named(cell);
        let fault = |code| Fault::new(1, Some(cell.to_string()), code).arg("column", cell);
        match &column {
            None if cell.is_empty() => {}
            None => faults.add(fault("csv_unknown_column")),
            Some(column) if !known.insert(column.clone()) => {
                sound = false;
                faults.add(fault("csv_column_twice"));
            }
            Some(_) => {}
        }
        columns.push(column);
    }
    if !known.contains(&Column::Login) {
        faults.add(Fault::new(1, Some("login".to_owned()), "csv_no_column").arg("column", "login"));
        sound = false;
    }
    sound.then_some(columns)
}

/// Modules that can be handed out, by name and by title.
struct Plans {
    names: HashMap<String, ModuleNo>,
    /// The issuer of each that is a plan.
    issuers: HashMap<ModuleNo, usize>,
}

impl Plans {
    fn of(at: &Snapshot) -> Self {
        let mut names = HashMap::new();
        let modules = at.licences().modules().filter(|(_, m)| !m.hidden && m.scope == Scope::User);
        for (no, module) in modules {
            let titles = module.titles.values().map(|title| title.to_lowercase());
            for name in titles.chain([module.name.code().to_owned()]) {
                names.entry(name).or_insert(no);
            }
        }
        let modules = at.licences().modules().filter(|(_, m)| !m.hidden && m.scope == Scope::User);
        names.extend(modules.map(|(no, module)| (module.name.to_string(), no)));
        let plans = at.licences().modules().filter(|(_, module)| module.plan);
        Self { names, issuers: plans.map(|(no, module)| (no, module.issuer)).collect() }
    }

    /// The plan in the list that this one would take the place of.
    fn rival(&self, list: &[ModuleNo], no: ModuleNo) -> Option<ModuleNo> {
        let issuer = self.issuers.get(&no)?;
        list.iter().copied().find(|other| *other != no && self.issuers.get(other) == Some(issuer))
    }
}

fn line(plans: &Plans, columns: &[Option<Column>], record: &Record<'_>, faults: &mut Faults) -> Line {
    let mut line = Line { row: record.row, ..Line::default() };
    for (column, cell) in columns.iter().zip(&record.cells) {
        if let Some(column) = column {
            take(&mut line, plans, column, cell, faults);
        }
    }
    // Of a name that is there and cannot be kept it has been said already.
    let login = columns.iter().position(|column| *column == Some(Column::Login));
    if login.and_then(|place| record.cells.get(place)).is_none_or(|cell| cell.is_empty()) {
        faults.add(Fault::new(record.row, Some("login".to_owned()), "csv_login_missing"));
    }
    line
}

fn take(line: &mut Line, plans: &Plans, column: &Column, cell: &str, faults: &mut Faults) {
    let row = line.row;
    let mut fault = |name: &str, code| {
        faults.add(Fault::new(row, Some(name.to_owned()), code).arg("column", name).arg("value", cell))
    };
    let named = match column {
        Column::Login => "login",
        Column::Name => "name",
        Column::Email => "email",
        Column::Kind => "kind",
        Column::CanLogIn => "can_log_in",
        Column::Waiting => "waiting_for_approval",
        Column::Groups => "groups",
        Column::JobTitle => "job_title",
        Column::Role => "role",
        Column::Sites => "sites",
        Column::Plan => "plan",
        Column::Attribute(name) => name,
    };
    if cell.chars().any(crate::users::checked::unreadable) {
        return fault(named, "csv_control");
    }
    let listed = matches!(column, Column::Groups | Column::Sites | Column::Plan);
    if parts(cell, listed).any(|part| part.chars().count() > LONGEST) {
        return fault(named, "csv_too_long");
    }
    let text = cell.to_owned();
    match column {
        Column::Login => line.login = text,
        Column::Name => line.name = Some(text),
        Column::Email => match text.split_once('@') {
            Some((local, domain)) if !local.is_empty() && !domain.is_empty() && !text.contains(' ') => {
                line.email = Some(text);
            }
            None if text.is_empty() => line.email = Some(text),
            _ => fault(named, "csv_email"),
        },
        Column::Kind if text.is_empty() => {}
        Column::Kind => match kind(&text) {
            Some(kind) => line.kind = Some(kind),
            None => fault(named, "csv_kind"),
        },
        Column::CanLogIn | Column::Waiting if text.is_empty() => {}
        Column::CanLogIn | Column::Waiting => match yes(&text) {
            Some(yes) if *column == Column::Waiting => line.waiting_for_approval = Some(yes),
            Some(yes) => line.can_log_in = Some(yes),
            None => fault(named, "csv_yes_no"),
        },
        Column::Groups => line.groups = Some(parts(cell, true).map(str::to_owned).collect()),
        Column::Sites => line.sites = Some(parts(cell, true).map(str::to_owned).collect()),
        Column::JobTitle => line.job_title = Some(text),
        Column::Role => line.role = Some(text),
        Column::Attribute(name) => line.attributes.push((name.clone(), text)),
        Column::Plan => {
            for part in parts(cell, true) {
                match plans.names.get(&part.to_lowercase()) {
                    Some(no) if plans.rival(&line.plans, *no).is_some() => faults
                        .add(Fault::new(row, Some("plan".to_owned()), "csv_two_plans").arg("value", cell)),
                    Some(no) => line.plans.push(*no),
                    None => faults
                        .add(Fault::new(row, Some("plan".to_owned()), "module_unknown").arg("module", part)),
                }
            }
        }
    }
}

/// What stands in a cell, or the parts of a list in it.
fn parts(cell: &str, listed: bool) -> impl Iterator<Item = &str> {
    let separators: &[char] = if listed { &['|', ';'] } else { &[] };
    cell.split(separators).map(str::trim).filter(|part| !part.is_empty())
}

fn kind(text: &str) -> Option<UserKind> {
    Some(match text.to_lowercase().as_str() {
        "internal" | "intern" => UserKind::Internal,
        "resource" | "resurs" => UserKind::Resource,
        "external" | "extern" => UserKind::External,
        "anonymous" | "anonym" => UserKind::Anonymous,
        "system" => UserKind::System,
        _ => return None,
    })
}

fn yes(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "1" | "ja" | "x" => Some(true),
        "false" | "no" | "0" | "nej" => Some(false),
        _ => None,
    }
}
