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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn why_a_value_is_refused_is_said_in_the_readers_language() {
        speak();
        let syntax = |text: &str| {
            let error = serde_json::from_str::<serde_json::Value>(text).unwrap_err();
            licentia_platform::web::not_json(&error)
        };
        let shape =
            Problem::invalid("units", "`units` must be a whole number, 0 or more.").words("why-shape");
        let range = Problem::invalid("units", "It must be from 1 to 9007199254740991.").words("why-range");
        let long = Problem::invalid("name", "At most 200 characters.").words("why-most-characters");
        for (problem, swedish) in [
            (syntax("{"), "Innehållet är inte JSON: det slutar för tidigt på rad 1, vid tecken 1."),
            (syntax("{x"), "Innehållet är inte JSON: det går inte att läsa vidare på rad 1, vid tecken 2."),
            (licentia_platform::web::page_limit(Some(0)).unwrap_err(), "`limit` måste vara 1 till 1000."),
            (
                shape.arg("whole", "field").arg("kind", "count"),
                "Rätta units och skicka igen. `units` måste vara ett heltal, 0 eller mer.",
            ),
            (
                range.arg("most", 9_007_199_254_740_991_u64),
                "Rätta units och skicka igen. Det måste vara från 1 till 9007199254740991.",
            ),
            (long.arg("most", 200), "Rätta name och skicka igen. Högst 200 tecken."),
        ] {
            let (detail, english) = (problem.detail.clone().unwrap(), problem.said("en").detail);
            assert!(english.ends_with(&detail), "{english}");
            let said = problem.said("sv").detail;
            assert!(said.ends_with(swedish) && !said.contains(&detail), "{said}");
        }
    }

    #[test]
    fn what_is_too_large_or_compressed_is_told_what_is_taken() {
        speak();
        for (problem, en, sv) in [
            (Problem::too_large(8 << 20), "At most 8 MiB is taken here.", "Högst 8 MiB tas emot här."),
            (Problem::too_large(1_000), "At most 1000 B is taken here.", "Högst 1000 B tas emot här."),
            (Problem::compressed(), "without Content-Encoding", "utan Content-Encoding"),
        ] {
            assert!(problem.said("en").detail.contains(en), "{:?}", problem.said("en"));
            assert!(problem.said("sv").detail.contains(sv), "{:?}", problem.said("sv"));
        }
    }
}
