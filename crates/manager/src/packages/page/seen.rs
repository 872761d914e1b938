//! What somebody saw when they pressed *Activate*, so that the page can say what became different in between.
//!
//! The tag alone makes sure that nothing else is activated (rule 8); these lines only find the words for it.

use std::collections::BTreeMap;

use licentia_core::compare::{CompareRow, Comparison};
use licentia_core::licence::text_in;
use licentia_core::licences::Total;
use licentia_ui::{Lang, t};

/// Sentences at most; the table shows the rest.
const SENTENCES: usize = 4;

/// One line per row: module, in use, new in use, total, new total.
pub(super) fn written(changes: &Comparison) -> String {
    let lines: Vec<String> = changes.rows.iter().map(line).collect();
    lines.join("\n")
}

fn line(row: &CompareRow) -> String {
    format!("{} {} {} {}", row.module, row.in_use, total(row.total), total(row.new_total))
}

fn total(total: Total) -> String {
    match total {
        Total::Absent => "none".to_owned(),
        Total::Count(count) => count.to_string(),
        Total::Unrestricted => "all".to_owned(),
    }
}

/// What is different now from what was seen then, in sentences.
pub(super) fn differences(lang: Lang, seen: &str, changes: &Comparison) -> Vec<String> {
    let then: BTreeMap<&str, (&str, &str)> = seen
        .lines()
        .filter_map(|line| {
            let (module, rest) = line.split_once(' ')?;
            Some((module, rest.split_once(' ')?))
        })
        .collect();
    let title = |row: &CompareRow| text_in(&row.titles, lang.tag(), row.module.code()).to_owned();
    let mut sentences = Vec::new();
    for row in changes.rows.iter().filter(|row| !row.hidden) {
        let now = line(row);
        let (used, totals) =
            now.split_once(' ').and_then(|(_, rest)| rest.split_once(' ')).unwrap_or_default();
        match then.get(row.module.as_str()) {
            None => sentences.push(t!(lang, "packages-differs-new", module = title(row))),
            Some((before, _)) if *before != used => {
                let before: u64 = before.parse().unwrap_or_default();
                sentences.push(t!(
                    lang,
                    "packages-differs-use",
                    module = title(row),
                    before = before,
                    now = row.in_use
                ));
            }
            Some((_, before)) if *before != totals => {
                sentences.push(t!(lang, "packages-differs-total", module = title(row)));
            }
            Some(_) => {}
        }
    }
    let gone = then.keys().filter(|module| !changes.rows.iter().any(|row| row.module.as_str() == **module));
    let gone = gone.count();
    if gone > 0 {
        sentences.push(t!(lang, "packages-differs-gone", count = gone));
    }
    sentences.truncate(SENTENCES);
    sentences
}
