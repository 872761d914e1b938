//! The tables as they are committed, read beside the servers in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Everything that seats depend on, at one moment.
pub(crate) struct Moment {
    /// The number of the package in force.
    pub(crate) sequence: u64,
    /// The names behind module numbers.
    pub(crate) names: BTreeMap<u64, String>,
    /// What acts of each user who may log in: granted modules, by number.
    pub(crate) active: BTreeMap<u64, BTreeSet<u64>>,
    /// Every row there is: user, module, source; and whether it waits.
    pub(crate) rows: BTreeMap<(u64, u64, u64), bool>,
    /// The seats of open sessions.
    pub(crate) sessions: Vec<Vec<u64>>,
    /// Users by number: the log-in name.
    pub(crate) users: BTreeMap<u64, String>,
}

/// One entry of the ledger, with its members.
pub(crate) struct Entry {
    pub(crate) revision: u64,
    pub(crate) kind: String,
    pub(crate) subjects: Vec<String>,
    pub(crate) after: Value,
    pub(crate) members: Vec<Value>,
}

enum Place {
    Postgres(Box<postgres::Client>),
    Sqlite(rusqlite::Connection),
}

/// A reader of its own, apart from every server.
pub(crate) struct Tables(Place);

const PACKAGE: &str = "SELECT sequence FROM package WHERE state = 'in_force'";
const MODULES: &str = "SELECT no, name FROM module";
const USERS: &str = "SELECT no, login, CASE WHEN state = 'active' AND can_log_in = 1 AND waiting_for_approval = 0 \
                     THEN 1 ELSE 0 END FROM app_user";
const ROWS: &str = "SELECT user_no, module_no, source, state FROM assignment";
const SESSIONS: &str = "SELECT 0, seats FROM seat_session WHERE ended_at IS NULL";

/// What makes a [`Moment`].
const NOW: [&str; 5] = [PACKAGE, MODULES, USERS, ROWS, SESSIONS];
/// What makes the list of [`Entry`]s.
const LEDGER: [&str; 2] = [
    "SELECT l.revision, l.kind, l.bytes FROM ledger l JOIN installation i ON i.scope = l.scope ORDER BY l.revision",
    "SELECT m.revision, m.members FROM ledger_members m JOIN installation i ON i.scope = m.scope \
     ORDER BY m.revision, m.chunk",
];

impl Tables {
    /// Opens the database of a manager.
    pub(crate) fn open(url: &str) -> Self {
        Self(match url.strip_prefix("sqlite:") {
            Some(file) => {
                let connection = rusqlite::Connection::open(file).unwrap();
                connection.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
                connection.execute_batch("PRAGMA query_only = ON").unwrap();
                Place::Sqlite(connection)
            }
            None => Place::Postgres(Box::new(postgres::Client::connect(url, postgres::NoTls).unwrap())),
        })
    }

    /// One moment; `None` when the database was busy with a server that was just killed.
    pub(crate) fn moment(&mut self) -> Option<Moment> {
        moment(self.read(&NOW)?)
    }

    /// One moment, and the whole ledger of the installation up to it, oldest first.
    pub(crate) fn everything(&mut self) -> (Moment, Vec<Entry>) {
        let mut tables = self.read(&[&NOW[..], &LEDGER[..]].concat()).unwrap();
        let entries = entries(tables.split_off(NOW.len()));
        (moment(tables).unwrap(), entries)
    }

    /// The whole ledger of the installation, oldest first.
    pub(crate) fn ledger(&mut self) -> Vec<Entry> {
        entries(self.read(&LEDGER).unwrap())
    }

    /// Several questions in one transaction: all of them see the same moment.
    fn read(&mut self, questions: &[&str]) -> Option<Vec<Table>> {
        match &mut self.0 {
            Place::Postgres(client) => {
                let mut transaction = client
                    .build_transaction()
                    .isolation_level(postgres::IsolationLevel::RepeatableRead)
                    .read_only(true)
                    .start()
                    .unwrap();
                let tables = questions.iter().map(|question| {
                    let rows = transaction.query(*question, &[]).unwrap();
                    rows.iter().map(|row| (0..row.len()).map(|at| of_postgres(row, at)).collect()).collect()
                });
                Some(tables.collect())
            }
            Place::Sqlite(connection) => {
                let transaction = connection.transaction().ok()?;
                questions.iter().map(|question| of_sqlite(&transaction, question).ok()).collect()
            }
        }
    }
}

fn moment(tables: Vec<Table>) -> Option<Moment> {
    let [package, modules, users, rows, sessions] = <[Table; 5]>::try_from(tables).ok()?;
    let able: BTreeSet<u64> =
        users.iter().filter(|row| number(&row[2]) == 1).map(|row| number(&row[0])).collect();
    let mut active: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
    for row in rows.iter().filter(|row| number(&row[3]) == 0) {
        if able.contains(&number(&row[0])) {
            active.entry(number(&row[0])).or_default().insert(number(&row[1]));
        }
    }
    let key = |row: &Vec<Cell>| (number(&row[0]), number(&row[1]), number(&row[2]));
    Some(Moment {
        sequence: package.first().map_or(0, |row| number(&row[0])),
        names: modules.iter().map(|row| (number(&row[0]), text(&row[1]))).collect(),
        active,
        rows: rows.iter().map(|row| (key(row), number(&row[3]) != 0)).collect(),
        sessions: sessions.iter().filter_map(|row| serde_json::from_str(&text(&row[1])).ok()).collect(),
        users: users.iter().map(|row| (number(&row[0]), text(&row[1]))).collect(),
    })
}

fn entries(tables: Vec<Table>) -> Vec<Entry> {
    let mut members: BTreeMap<u64, Vec<Value>> = BTreeMap::new();
    for row in &tables[1] {
        let chunk: Vec<Value> = serde_json::from_str(&text(&row[1])).unwrap();
        members.entry(number(&row[0])).or_default().extend(chunk);
    }
    let entry = |row: &Vec<Cell>| {
        let written: Value = serde_json::from_str(&text(&row[2])).unwrap();
        let subjects = written["subjects"].as_array().cloned().unwrap_or_default();
        Entry {
            revision: number(&row[0]),
            kind: text(&row[1]),
            subjects: subjects.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect(),
            after: written["after"].clone(),
            members: members.remove(&number(&row[0])).unwrap_or_default(),
        }
    };
    tables[0].iter().map(entry).collect()
}

type Table = Vec<Vec<Cell>>;

enum Cell {
    Number(u64),
    Text(String),
}

fn number(cell: &Cell) -> u64 {
    match cell {
        Cell::Number(number) => *number,
        Cell::Text(text) => panic!("{text} is no number"),
    }
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
    }
}

fn of_postgres(row: &postgres::Row, at: usize) -> Cell {
    use postgres::types::Type;
    match *row.columns()[at].type_() {
        Type::TEXT => Cell::Text(row.get(at)),
        Type::BYTEA => Cell::Text(String::from_utf8(row.get(at)).unwrap()),
        Type::INT4 => Cell::Number(u64::try_from(row.get::<_, i32>(at)).unwrap()),
        _ => Cell::Number(u64::try_from(row.get::<_, i64>(at)).unwrap()),
    }
}

fn of_sqlite(transaction: &rusqlite::Transaction<'_>, question: &str) -> rusqlite::Result<Table> {
    use rusqlite::types::ValueRef;
    let mut statement = transaction.prepare(question)?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let mut table = Vec::new();
    while let Some(row) = rows.next()? {
        let cell = |at: usize| {
            Ok(match row.get_ref(at)? {
                ValueRef::Integer(number) => Cell::Number(u64::try_from(number).unwrap()),
                ValueRef::Text(text) | ValueRef::Blob(text) => {
                    Cell::Text(String::from_utf8(text.to_vec()).unwrap())
                }
                other => panic!("{other:?}"),
            })
        };
        table.push((0..columns).map(cell).collect::<rusqlite::Result<Vec<Cell>>>()?);
    }
    Ok(table)
}
