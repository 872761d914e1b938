//! What a value of another shape than the one asked for is told: a sentence for a person, in place of the parser's.

use crate::problem::Problem;

/// A value of another shape than the one asked for, at `path`; `message` is what the parser said of it.
pub(super) fn shape_problem(path: &str, message: &str) -> Problem {
    let path = if path == "." { "" } else { path };
    let message = message.split(" at line ").next().unwrap_or(message).trim_end_matches('.');
    let code = ["unknown_field", "missing_field", "duplicate_field"]
        .into_iter()
        .find(|code| message.starts_with(&code.replace('_', " ")))
        .unwrap_or("invalid");
    // The sentence needs a word for the whole body: JSONPath's.
    let named = if path.is_empty() { "$" } else { path };
    let said = sentence(code, path, message);
    let problem = Problem::refused(422, code).arg("path", named).with("path", path).detail(said);
    in_words(problem, path, message)
}

/// The same with the words of the language files for its detail, where they have them.
fn in_words(problem: Problem, path: &str, message: &str) -> Problem {
    let field = quoted(message).next().unwrap_or(path);
    let words = match &*problem.code {
        "missing_field" => "why-missing",
        "duplicate_field" => "why-twice",
        "invalid" => "why-shape",
        _ => return problem,
    };
    if words != "why-shape" {
        return problem.words(words).arg("field", field);
    }
    let Some(must) = must(message) else { return problem };
    let Some(kind) = word(&must) else { return problem };
    let whole = if path.is_empty() { "body" } else { "field" };
    let known = must.strip_prefix("one of: ").unwrap_or_default();
    problem.words(words).arg("whole", whole).arg("kind", kind).arg("known", known)
}

/// What the language files call a kind of values.
fn word(must: &str) -> Option<&'static str> {
    Some(match must {
        "a whole number, 0 or more" => "count",
        "a whole number" => "whole",
        "a whole number that fits" => "fits",
        "a number" => "number",
        "`true` or `false`" => "truth",
        "a text" => "text",
        "a list" => "list",
        "an object" => "object",
        _ if must.starts_with("a date such as") => "date",
        _ if must.starts_with("one of: ") => "choice",
        _ => return None,
    })
}

fn sentence(code: &str, path: &str, message: &str) -> String {
    let field = quoted(message).next().unwrap_or(path);
    let whole = if path.is_empty() { "What was sent".to_owned() } else { format!("`{path}`") };
    match code {
        "unknown_field" => match expected(message) {
            Some(known) => format!("There is no field `{field}` here; there is {known}."),
            None => format!("There is no field `{field}` here."),
        },
        "missing_field" => format!("The field `{field}` is missing."),
        "duplicate_field" => format!("The field `{field}` comes twice."),
        _ => match must(message) {
            Some(must) => format!("{whole} must be {must}."),
            None if path.is_empty() => format!("{message}."),
            None => format!("`{path}`: {message}."),
        },
    }
}

/// What a value must be, where the parser's words are its own and nobody's else.
fn must(message: &str) -> Option<String> {
    const NUMBERS: [&str; 4] =
        ["invalid digit", "cannot parse integer", "number too large", "number too small"];
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    if message.starts_with("unknown variant") {
        return Some(expected(message)?.replace("one of ", "one of: "));
    }
    let time = says(&["date", "year", "month", "day", "timestamp", "civil", "offset"]);
    if time && says(&["pars", "required range"]) {
        return Some("a date such as `2027-03-01`, or a moment such as `2027-03-01T12:00:00Z`".to_owned());
    }
    if says(&NUMBERS) {
        return Some("a whole number that fits".to_owned());
    }
    if message.starts_with("invalid ") || message.starts_with("expected ") {
        return expected(message).map(kind);
    }
    if says(&["`true` or `false`"]) {
        return Some("`true` or `false`".to_owned());
    }
    None
}

/// What the parser expected.
fn expected(message: &str) -> Option<&str> {
    message.split_once("expected ").map(|(_, expected)| expected)
}

/// The parser's kinds of values in plain words.
fn kind(expected: &str) -> String {
    let first = expected.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or(expected);
    match (first, expected) {
        ("u8" | "u16" | "u32" | "u64" | "usize", _) => "a whole number, 0 or more".to_owned(),
        ("i8" | "i16" | "i32" | "i64" | "isize" | "integer", _) => "a whole number".to_owned(),
        ("f32" | "f64", _) => "a number".to_owned(),
        (_, "a boolean") => "`true` or `false`".to_owned(),
        (_, "a string" | "string" | "str" | "a borrowed string") => "a text".to_owned(),
        (_, "a sequence") => "a list".to_owned(),
        ("struct" | "map" | "a", kind) if kind.starts_with("struct") || kind.ends_with("map") => {
            "an object".to_owned()
        }
        (_, other) => other.to_owned(),
    }
}

/// The words in backquotes.
fn quoted(message: &str) -> impl Iterator<Item = &str> {
    message.split('`').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_told_what_a_value_must_be() {
        for (path, message, code, said) in [
            (
                "limit",
                "invalid digit found in string",
                "invalid",
                "`limit` must be a whole number that fits.",
            ),
            (
                "users[3].units",
                "invalid type: string \"x\", expected u32 at line 1 column 12",
                "invalid",
                "`users[3].units` must be a whole number, 0 or more.",
            ),
            (
                "dry_run",
                "provided string was not `true` or `false`",
                "invalid",
                "`dry_run` must be `true` or `false`.",
            ),
            (
                "enabled",
                "invalid type: integer `1`, expected a boolean",
                "invalid",
                "`enabled` must be `true` or `false`.",
            ),
            (
                ".",
                "missing field `login` at line 1 column 2",
                "missing_field",
                "The field `login` is missing.",
            ),
            (".", "duplicate field `limit`", "duplicate_field", "The field `limit` comes twice."),
            (
                "quick",
                "unknown variant `x`, expected one of `former`, `none`",
                "invalid",
                "`quick` must be one of: `former`, `none`.",
            ),
            (
                ".",
                "invalid type: sequence, expected struct NewUser",
                "invalid",
                "What was sent must be an object.",
            ),
            ("rights", "`fly` is no right", "invalid", "`rights`: `fly` is no right."),
        ] {
            let problem = shape_problem(path, message);
            assert_eq!((&*problem.code, problem.detail.as_deref()), (code, Some(said)), "{message}");
            // Everything but what a type says of its own values is said in every language.
            let is_own = path == "rights";
            assert_eq!(problem.words.is_none(), is_own, "{message}");
        }
    }
}
