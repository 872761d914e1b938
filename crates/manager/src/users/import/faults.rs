//! What is wrong with the rows of a file: all of it, before anything is written.

use licentia_platform::problem::Problem;
use licentia_protocol::api::ImportProblem;
use licentia_ui::{Lang, Value, problem};

use crate::csv::Record;

/// The longest list in one answer of a job.
pub(crate) const FIRST: usize = 1_000;

/// Something wrong with one row.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    row: u64,
    column: Option<String>,
    code: &'static str,
    args: Vec<(&'static str, String)>,
}

impl Fault {
    /// In this row, under this column.
    pub(crate) fn new(row: u64, column: Option<String>, code: &'static str) -> Self {
        Self { row, column: column.map(|name| shown(&name)), code, args: Vec::new() }
    }

    /// With a word for its sentence.
    pub(crate) fn arg(mut self, name: &'static str, value: impl ToString) -> Self {
        let value = value.to_string();
        // A sentence of ours is told whole.
        self.args.push((name, if name == "detail" { value } else { shown(&value) }));
        self
    }

    fn wire(&self, lang: Lang) -> ImportProblem {
        let args: Vec<(&str, Value<'_>)> = self
            .args
            .iter()
            .map(|(name, value)| match *name {
                "count" | "expected" => (*name, Value::try_number(value)),
                _ => (*name, Value::from(value.as_str())),
            })
            .collect();
        let said = problem(lang, self.code, &args);
        let message = said.map_or_else(
            || licentia_ui::check(lang, self.code, &args).map_or_else(|| self.code.to_owned(), |s| s.title),
            |said| format!("{} {}", said.title, said.detail).trim_end().to_owned(),
        );
        ImportProblem { row: self.row, column: self.column.clone(), code: self.code.to_owned(), message }
    }
}

/// The longest text of a file in a sentence, in characters.
const SHOWN: usize = 60;

/// A text of a file as a sentence may repeat it: what is no letter for people is none in a terminal either.
fn shown(text: &str) -> String {
    let letter = |c: char| if crate::users::checked::unreadable(c) { '\u{FFFD}' } else { c };
    let mut shown: String = text.chars().take(SHOWN).map(letter).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// Everything that is wrong with a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// As answered, in the order of the rows.
    pub(crate) fn wire(&mut self, lang: Lang) -> Vec<ImportProblem> {
        self.0.sort_by_key(|fault| fault.row);
        self.0.iter().map(|fault| fault.wire(lang)).collect()
    }

    /// 422 `import_invalid` with all of them.
    pub(crate) fn problem(mut self, lang: Lang, rows: u64) -> Problem {
        refused(&self.wire(lang), rows)
    }
}

/// 422 `import_invalid` with these problems of so many rows.
pub(crate) fn refused(problems: &[ImportProblem], rows: u64) -> Problem {
    Problem::refused(422, "import_invalid")
        .arg("count", problems.len())
        .with("count", problems.len())
        .with("rows", rows)
        .with("problems", problems)
}

/// Everything after the first thousand, in pieces.
pub(crate) fn pages(problems: &[ImportProblem]) -> Vec<String> {
    let rest = problems.get(FIRST..).unwrap_or_default();
    rest.chunks(FIRST).map(|piece| serde_json::to_string(piece).unwrap_or_default()).collect()
}

/// Whether a row has as many cells as the heading, closed quotes, and letters that are UTF-8.
pub(crate) fn well_formed(record: &Record<'_>, expected: usize, faults: &mut Faults) {
    let fault = |code| Fault::new(record.row, None, code);
    let extra = record.cells.iter().skip(expected).any(|cell| !cell.is_empty());
    if record.cells.len() < expected || extra {
        let count = record.cells.len();
        faults.add(fault("csv_cells").arg("count", count).arg("expected", expected));
    }
    if record.broken {
        faults.add(fault("csv_quote"));
    }
    if record.cells.iter().any(|cell| cell.contains('\u{FFFD}')) {
        faults.add(fault("csv_encoding"));
    }
}
