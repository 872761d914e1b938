//! Every vector is accepted, or refused for its own reason; and the committed files are these vectors.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic, and print its table")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use licentia_protocol::Reason;

#[path = "vectors/mod.rs"]
mod vectors;

use vectors::{Kind, Vector, read};

fn name(vector: &Vector) -> &str {
    vector.file.as_deref().unwrap_or(vector.about)
}

#[test]
fn what_must_be_accepted_is_accepted_and_says_what_it_should() {
    let files = vectors::files();
    for vector in vectors::all().accept {
        for threads in [1, 2, 7] {
            let holds = read(&vector, &files, threads)
                .unwrap_or_else(|refused| panic!("{}: {refused}", name(&vector)));
            assert_eq!(Some(holds), vector.holds, "{}", name(&vector));
        }
    }
}

#[test]
fn what_must_be_refused_is_refused_for_its_own_reason_at_its_line() {
    let files = vectors::files();
    let mut wrong = Vec::new();
    for vector in vectors::all().refuse {
        for threads in [1, 2] {
            match read(&vector, &files, threads) {
                Ok(_) => wrong.push(format!("{} was accepted", name(&vector))),
                Err(refused) if (Some(refused.code()), refused.line) == (vector.code, vector.line) => {}
                Err(refused) => wrong.push(format!("{} (line {:?}): {refused}", name(&vector), vector.line)),
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Prints the table of vectors per reason and kind of file; nothing may be without one.
#[test]
fn there_are_vectors_for_every_reason_and_every_kind_of_file() {
    let vectors = vectors::all();
    println!("{}", vectors::table(&vectors));
    let codes: BTreeSet<_> = vectors.refuse.iter().filter_map(|vector| vector.code).collect();
    let all: BTreeSet<_> = Reason::ALL.iter().map(|reason| reason.code()).collect();
    assert_eq!(codes, all);
    for kind in Kind::ALL {
        let of_kind = |list: &[Vector]| list.iter().filter(|vector| vector.kind == kind).count();
        let (accepted, refused) = (of_kind(&vectors.accept), of_kind(&vectors.refuse));
        assert!(accepted >= 3 && refused >= 5, "{kind:?}: {accepted} accepted, {refused} refused");
    }
    assert!(vectors.refuse.len() >= 200, "{}", vectors.refuse.len());
}

#[test]
fn the_committed_files_are_these_vectors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let mut committed = BTreeMap::new();
    collect(&folder, "", &mut committed);
    committed.remove("verify_package.py");
    let made = vectors::files();
    let advice = "write them anew: cargo run -p licentia-protocol --example vectors";
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&committed), names(&made), "{advice}");
    for (path, bytes) in &made {
        assert!(committed[path] == *bytes, "{path} differs; {advice}");
    }
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{prefix}{name}/"), files);
        } else {
            files.insert(format!("{prefix}{name}"), fs::read(entry.path()).unwrap());
        }
    }
}
