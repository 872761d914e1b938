//! Every text is in every language, with the same values in it.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;
use licentia_core::decide::{Access, Code};

use crate::language::SOURCES;
use crate::{Lang, has_text};

/// What a text has: the names of its values.
type Texts = BTreeMap<String, BTreeSet<String>>;

/// Keys and `key.attribute`s of one source with the values they use, read line by line.
fn texts(source: &str) -> Texts {
    let mut found = Texts::new();
    let (mut key, mut current) = (String::new(), String::new());
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        let name = line.split(" =").next().unwrap_or_default().trim();
        if line.starts_with(|first: char| first.is_ascii_alphabetic()) {
            key = name.to_owned();
            current = name.to_owned();
        } else if let Some(attribute) = name.strip_prefix('.').filter(|_| line.starts_with(' ')) {
            current = format!("{key}.{attribute}");
        }
        if !current.is_empty() {
            found.entry(current.clone()).or_default().extend(values(line));
        }
    }
    found
}

fn values(line: &str) -> Vec<String> {
    let name = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || "_-".contains(*c)).collect();
    line.split('$').skip(1).map(name).collect()
}

#[test]
fn every_file_is_read_without_a_mistake() {
    for (lang, files) in Lang::ALL.iter().zip(SOURCES) {
        for (file, source) in *files {
            let mistakes = FluentResource::try_new((*source).to_owned()).err().map(|(_, mistakes)| mistakes);
            assert_eq!(mistakes, None, "{}/{file}", lang.tag());
        }
    }
}

#[test]
fn no_key_stands_twice() {
    for (lang, files) in Lang::ALL.iter().zip(SOURCES) {
        let mut known = BTreeMap::new();
        for (file, source) in *files {
            for line in source.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic())) {
                let key = line.split(" =").next().unwrap_or_default();
                assert_eq!(known.insert(key, file), None, "{}: {key} in {file}", lang.tag());
            }
        }
    }
}

#[test]
fn all_languages_have_the_same_files_keys_and_values() {
    for (lang, files) in Lang::ALL.iter().zip(SOURCES).skip(1) {
        let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
        let english: Vec<&str> = SOURCES[0].iter().map(|(name, _)| *name).collect();
        assert_eq!(names, english, "files of {}", lang.tag());
        for ((name, english), (_, other)) in SOURCES[0].iter().zip(*files) {
            assert_eq!(texts(english), texts(other), "{name}: en and {}", lang.tag());
        }
    }
}

#[test]
fn every_refusal_says_what_to_do() {
    for (lang, files) in Lang::ALL.iter().zip(SOURCES) {
        for key in files.iter().flat_map(|(_, source)| texts(source).into_keys()) {
            // A code has no hyphens; `problem-catalogue-…` are single lines of a longer list.
            let code = key.strip_prefix("problem-").or_else(|| key.strip_prefix("check-"));
            if code.is_some_and(|code| !code.contains(['-', '.'])) {
                assert!(has_text(*lang, &format!("{key}.detail")), "{}: {key}", lang.tag());
            }
        }
    }
}

#[test]
fn every_code_of_a_check_has_its_sentence_and_its_rule() {
    for lang in Lang::ALL {
        for code in Code::EVERY {
            assert!(has_text(*lang, &format!("check-{}", code.as_str())), "{code:?}");
            assert!(has_text(*lang, &format!("rule-{}", code.as_str())), "{code:?}");
        }
        let refused = Code::EVERY.into_iter().filter(|code| code.access() != Access::Full);
        for code in refused.chain(Code::ASSIGNING) {
            assert!(has_text(*lang, &format!("problem-{}", code.as_str())), "{code:?}");
        }
    }
}

#[test]
fn languages_are_found_by_tag_and_by_what_a_browser_asks() {
    assert_eq!(Lang::from_tag("sv-FI"), Some(Lang::Sv));
    assert_eq!(Lang::from_tag("SV"), Some(Lang::Sv));
    assert_eq!(Lang::from_tag("de"), None);
    assert_eq!(Lang::from_accept_language("de, sv;q=0.8, en;q=0.5"), Lang::Sv);
    assert_eq!(Lang::from_accept_language("en-GB,sv;q=0.9"), Lang::En);
    assert_eq!(Lang::from_accept_language("sv;q=0, en;q=0.1"), Lang::En);
    assert_eq!(Lang::from_accept_language(";;q=x,,"), Lang::En);
}
