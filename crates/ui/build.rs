//! Finds the languages: every folder under `languages/` is one, named by its language tag.
//!
//! A third language is therefore one more folder. The texts are compiled in, so a server needs no
//! files beside its binary and a missing text is found by the tests, not by a reader.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=languages");
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets it"));
    let languages = folders(&root.join("languages"));
    std::fs::write(out.join("languages.rs"), generate(&languages)).expect("OUT_DIR is writable");
}

/// The folders below `root` in order, English first because it is what everything falls back to.
fn folders(root: &Path) -> Vec<(String, PathBuf)> {
    let mut found: Vec<(String, PathBuf)> = std::fs::read_dir(root)
        .expect("the languages folder is part of the crate")
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .collect();
    found.sort_by_key(|(tag, _)| (tag != "en", tag.clone()));
    found
}

/// The names and paths of the texts of one language, in order.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = std::fs::read_dir(folder)
        .expect("it was just listed")
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "ftl"))
        .map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            (name.into_owned(), path.display().to_string())
        })
        .collect();
    found.sort();
    found
}

/// `pt-BR` → `PtBr`.
fn variant(tag: &str) -> String {
    tag.split('-')
        .map(|part| {
            let mut letters = part.chars();
            let first = letters.next().unwrap_or('X').to_ascii_uppercase();
            format!("{first}{}", letters.as_str().to_ascii_lowercase())
        })
        .collect()
}

fn generate(languages: &[(String, PathBuf)]) -> String {
    let mut code = String::from(
        "/// A language of the pages: one folder under `languages/`, found when the crate is built.\n\
         #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]\n\
         pub enum Lang {\n",
    );
    for (index, (tag, _)) in languages.iter().enumerate() {
        let default = if index == 0 { "#[default] " } else { "" };
        let _ = writeln!(code, "/// `{tag}`.\n{default}{},", variant(tag));
    }
    code.push_str("}\nimpl Lang {\n/// All languages, English first.\npub const ALL: &'static [Lang] = &[");
    for (tag, _) in languages {
        let _ = write!(code, "Lang::{}, ", variant(tag));
    }
    code.push_str("];\n/// The BCP 47 tag: what stands in `lang=\"…\"` and in the language cookie.\n#[must_use]\npub const fn tag(self) -> &'static str { match self {");
    for (tag, _) in languages {
        let _ = write!(code, "Lang::{} => {tag:?}, ", variant(tag));
    }
    code.push_str("} }\n}\npub(crate) static SOURCES: &[&[(&str, &str)]] = &[\n");
    for (_, folder) in languages {
        code.push_str("&[");
        for (name, path) in files(folder) {
            let _ = write!(code, "({name:?}, include_str!({path:?})), ");
        }
        code.push_str("],\n");
    }
    code.push_str("];\n");
    code
}
