//! Every vector is accepted, or refused for its own reason; and the committed files are these vectors.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use licentia_protocol::package::{expect, verify_with};
use licentia_protocol::{Reason, Refused};

#[path = "vectors/mod.rs"]
mod vectors;

use vectors::{Holds, Vector};

fn check(vector: &Vector, threads: usize) -> Result<Holds, Refused> {
    let package = verify_with(&vector.bytes, &vectors::trust(), threads)?;
    if let Some(here) = &vector.expected {
        expect(&package, &here.to_expected())?;
    }
    Ok(Holds {
        issuer: package.issuer.to_string(),
        sequence: package.sequence,
        modules: package.rows.iter().map(|row| row.module.clone()).collect(),
        limits: package.limits.len(),
        meters: package.meters.len(),
    })
}

fn name(vector: &Vector) -> &str {
    vector.file.as_deref().unwrap_or(vector.about)
}

#[test]
fn what_must_be_accepted_is_accepted_and_says_what_it_should() {
    for vector in vectors::all().accept {
        for threads in [1, 2, 7] {
            let holds =
                check(&vector, threads).unwrap_or_else(|refused| panic!("{}: {refused}", name(&vector)));
            assert_eq!(Some(holds), vector.holds, "{}", name(&vector));
        }
    }
}

#[test]
fn what_must_be_refused_is_refused_for_its_own_reason_at_its_line() {
    let mut wrong = Vec::new();
    for vector in vectors::all().refuse {
        for threads in [1, 2] {
            match check(&vector, threads) {
                Ok(_) => wrong.push(format!("{} was accepted", name(&vector))),
                Err(refused) if (Some(refused.code()), refused.line) == (vector.code, vector.line) => {}
                Err(refused) => wrong.push(format!("{} (line {:?}): {refused}", name(&vector), vector.line)),
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn there_are_vectors_for_every_reason() {
    let vectors = vectors::all();
    let codes: BTreeSet<_> = vectors.refuse.iter().filter_map(|vector| vector.code).collect();
    let all: BTreeSet<_> = Reason::ALL.iter().map(|reason| reason.code()).collect();
    assert_eq!(codes, all);
    assert!(vectors.accept.len() >= 10, "{}", vectors.accept.len());
    assert!(vectors.refuse.len() >= 40, "{}", vectors.refuse.len());
}

#[test]
fn the_committed_files_are_these_vectors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let mut committed = BTreeMap::new();
    read(&folder, "", &mut committed);
    committed.remove("verify_package.py");
    let made = vectors::files();
    let advice = "write them anew: cargo run -p licentia-protocol --example vectors";
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&committed), names(&made), "{advice}");
    for (path, bytes) in &made {
        assert!(committed[path] == *bytes, "{path} differs; {advice}");
    }
}

fn read(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            read(&entry.path(), &format!("{prefix}{name}/"), files);
        } else {
            files.insert(format!("{prefix}{name}"), fs::read(entry.path()).unwrap());
        }
    }
}
