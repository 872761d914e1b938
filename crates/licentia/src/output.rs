//! What a command prints: tables for people, JSON for programs, errors with their code.

#![expect(clippy::print_stderr, reason = "printing is what this file is for")]

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};
use licentia_client::Error as ClientError;
use serde_json::Value;
use std::io::Write;

/// How results are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Aligned columns and sentences.
    People,
    /// One JSON document on standard output.
    Json,
}

/// One column: its heading, the member of each item it shows, and what that holds.
pub(crate) struct Column {
    heading: &'static str,
    member: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Texts,
}

/// A column of text.
pub(crate) const fn text(heading: &'static str, member: &'static str) -> Column {
    Column { heading, member, kind: Kind::Text }
}

/// A column of numbers, aligned to the right.
pub(crate) const fn number(heading: &'static str, member: &'static str) -> Column {
    Column { heading, member, kind: Kind::Number }
}

/// A column of texts in several languages: shown in English, or else in the first language there is.
pub(crate) const fn texts(heading: &'static str, member: &'static str) -> Column {
    Column { heading, member, kind: Kind::Texts }
}

/// Prints a list answer (`{"items": […]}` or a bare array).
pub(crate) fn list(format: Format, answer: &Value, columns: &[Column]) {
    if format == Format::Json {
        return json(answer);
    }
    let items = answer.get("items").unwrap_or(answer).as_array().map(Vec::as_slice).unwrap_or_default();
    if items.is_empty() {
        return line("(none)");
    }
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(columns.iter().map(|c| cell(c, c.heading.to_uppercase())));
    for item in items {
        table.add_row(columns.iter().map(|c| cell(c, content(c, item.pointer(&pointer(c.member))))));
    }
    line(&table.to_string());
}

/// Prints one object as a list of facts, or as JSON.
pub(crate) fn facts(format: Format, answer: &Value, columns: &[Column]) {
    if format == Format::Json {
        return json(answer);
    }
    let width = columns.iter().map(|c| c.heading.len()).max().unwrap_or(0);
    for column in columns {
        if let Some(value) = answer.pointer(&pointer(column.member)).filter(|v| !v.is_null()) {
            line(&format!("{:width$}  {}", column.heading, content(column, Some(value))));
        }
    }
}

/// Prints one object as a list of facts and, below them, the list that is its `member`; or as JSON.
pub(crate) fn facts_and_list(
    format: Format,
    answer: &Value,
    facts: &[Column],
    (member, columns): (&str, &[Column]),
) {
    self::facts(format, answer, facts);
    if format == Format::People {
        line("");
        list(format, &answer[member], columns);
    }
}

/// Prints the JSON document itself.
pub(crate) fn json(value: &Value) {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Prints the answer to a change as JSON, or as one sentence for people.
pub(crate) fn said(format: Format, answer: &Value, sentence: &str) {
    match format {
        Format::Json => json(answer),
        Format::People => line(sentence),
    }
}

/// Prints one line for people. A reader that has gone away (`licentia … | head`) is not an error.
pub(crate) fn line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{}", plain(text));
}

/// A text as a terminal may show it: whatever somebody has put into a name or a file tells no terminal to do anything, and
/// turns no direction of writing round.
fn plain(text: &str) -> std::borrow::Cow<'_, str> {
    let odd = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    if text.contains(odd) { text.replace(odd, "\u{FFFD}").into() } else { text.into() }
}

/// Prints an error with its stable code, and each problem of a list on its own line.
pub(crate) fn error(error: &anyhow::Error) {
    if let Some(ClientError::Problem(problem)) = error.downcast_ref::<ClientError>() {
        complain(&format!("licentia: {} [{}]", problem.title, problem.code));
        if let Some(detail) = &problem.detail {
            complain(&format!("  {detail}"));
        }
        for member in ["problems", "blocked"] {
            for item in problem.extra.get(member).and_then(Value::as_array).into_iter().flatten() {
                complain(&format!("  - {}", compact(item)));
            }
        }
        let all = problem.extra.get("counts").and_then(|counts| counts["refused"].as_u64());
        for line in problem.extra.get("refused").map(|refused| reasons(refused, all)).unwrap_or_default() {
            complain(&format!("  - {line}"));
        }
        return;
    }
    complain(&format!("licentia: {error:#}"));
}

fn complain(text: &str) {
    eprintln!("{}", plain(text));
}

/// Names that are shown per reason.
const NAMES: usize = 5;

/// Refusals by reason: each code once, with how often, the first names, and what it means. `all` is how many there are
/// when the list holds only the first of them.
pub(crate) fn reasons(refused: &Value, all: Option<u64>) -> Vec<String> {
    let list = refused.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut codes: Vec<(&str, Vec<&Value>)> = Vec::new();
    for one in list {
        let code = one["code"].as_str().unwrap_or("–");
        match codes.iter_mut().find(|(known, _)| *known == code) {
            Some((_, items)) => items.push(one),
            None => codes.push((code, vec![one])),
        }
    }
    codes.sort_by_key(|(_, items)| std::cmp::Reverse(items.len()));
    let mut lines: Vec<String> = codes.iter().map(|(code, items)| reason(code, items)).collect();
    let more = all.unwrap_or(0).saturating_sub(list.len() as u64);
    if more > 0 {
        lines.push(format!("and {more} more refused"));
    }
    lines
}

fn reason(code: &str, items: &[&Value]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in items.iter().filter_map(|one| one["user"].as_str()) {
        if !names.contains(&name) {
            names.push(name);
        }
        if names.len() > NAMES {
            break;
        }
    }
    let more = if names.len() > NAMES { ", …" } else { "" };
    names.truncate(NAMES);
    let message = items.first().and_then(|one| one["message"].as_str()).unwrap_or_default();
    format!("{code}: {} ({}{more}) {message}", items.len(), names.join(", ")).trim_end().to_owned()
}

fn compact(item: &Value) -> String {
    let Some(members) = item.as_object() else { return shown(Some(item)) };
    members
        .iter()
        .filter(|(_, v)| !v.is_null())
        .map(|(k, v)| format!("{k}: {}", shown(Some(v))))
        .collect::<Vec<_>>()
        .join(", ")
}

fn pointer(member: &str) -> String {
    format!("/{}", member.replace('.', "/"))
}

fn cell(column: &Column, content: String) -> Cell {
    let alignment = if column.kind == Kind::Number { CellAlignment::Right } else { CellAlignment::Left };
    Cell::new(content).set_alignment(alignment)
}

/// What people read in a column: a true minus before numbers, one language of several.
fn content(column: &Column, value: Option<&Value>) -> String {
    match (column.kind, value) {
        (Kind::Texts, Some(Value::Object(texts))) => shown(texts.get("en").or_else(|| texts.values().next())),
        (Kind::Number, value) => {
            let number = shown(value);
            match number.strip_prefix('-') {
                Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => format!("−{rest}"),
                _ => number,
            }
        }
        (_, value) => shown(value),
    }
}

fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "–".to_owned(),
        Some(Value::Bool(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => items.iter().map(|i| shown(Some(i))).collect::<Vec<_>>().join(", "),
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn refusals_are_told_by_reason() {
        let one = |user: String, code: &str| json!({"user": user, "module": "acme.web", "code": code, "message": "Why."});
        let mut refused: Vec<Value> = (0..945).map(|no| one(format!("u{no}"), "no_seat")).collect();
        refused.push(one("anna".to_owned(), "user_inactive"));
        let told = reasons(&json!(refused), Some(950));
        assert_eq!(
            told,
            [
                "no_seat: 945 (u0, u1, u2, u3, u4, …) Why.",
                "user_inactive: 1 (anna) Why.",
                "and 4 more refused"
            ]
        );
    }

    #[test]
    fn no_name_tells_a_terminal_anything() {
        assert_eq!(plain("Anna\tBerg\nÅ"), "Anna\tBerg\nÅ");
        assert_eq!(plain("\u{1b}[2J\u{9b}31mAnna\u{202e}\r"), "\u{FFFD}[2J\u{FFFD}31mAnna\u{FFFD}\u{FFFD}");
    }

    #[test]
    fn people_read_a_true_minus_and_one_language() {
        let change = number("+/−", "change");
        let read = [json!("-5"), json!(-5), json!("+5"), json!("-"), json!("off")];
        let read = read.map(|value| content(&change, Some(&value)));
        assert_eq!(read, ["−5", "−5", "+5", "-", "off"]);
        assert_eq!(content(&text("day", "day"), Some(&json!("-5"))), "-5");
        let hold = texts("hold", "hold");
        assert_eq!(content(&hold, Some(&json!({"da": "Ubetalt", "en": "Not paid"}))), "Not paid");
        assert_eq!(content(&hold, Some(&json!({"nb": "Ubetalt", "sv": "Obetald"}))), "Ubetalt");
        assert_eq!(content(&hold, None), "–");
    }
}
