//! What the servers' problems say on the command line, and how they come to say it.

use licentia_platform::problem::{Problem, Said, set_translator};
use licentia_ui::{Lang, Value};

/// An argument of a sentence. Counts choose the plural; everything else, serial numbers too, is text.
fn word<'a>(name: &str, value: &'a str) -> Value<'a> {
    match name {
        "count" | "seconds" => Value::try_number(value),
        _ => value.into(),
    }
}

/// Lets problems speak the languages of the language files.
pub(super) fn speak() {
    set_translator(|lang, code, args| {
        let lang = Lang::from_tag(lang).unwrap_or_default();
        let args: Vec<(&str, Value<'_>)> =
            args.iter().map(|(name, value)| (*name, word(name, value))).collect();
        licentia_ui::problem(lang, code, &args).map(|found| Said { title: found.title, detail: found.detail })
    });
}

/// A problem of a use case as an error of the command line.
pub(crate) fn said(problem: Problem) -> anyhow::Error {
    let said = problem.said("en");
    anyhow::anyhow!("{} {} [{}]", said.title, said.detail, problem.code)
}
