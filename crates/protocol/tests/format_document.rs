//! `docs/format.md` is true: its recipes verify our packages with `openssl` and Python's `joserfc` and refuse
//! tampered ones, and its list of reasons is the program's. A second verifier, written from the document alone, agrees
//! with every vector.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use licentia_protocol::Reason;

#[path = "vectors/mod.rs"]
mod vectors;

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn document() -> String {
    fs::read_to_string(here().join("../../docs/format.md")).unwrap()
}

/// A Python with joserfc.
fn python() -> String {
    std::env::var("LICENTIA_PYTHON")
        .expect("LICENTIA_PYTHON names no Python with joserfc: run `cargo xtask test`, which makes one")
}

/// The first block of code in the section of `docs/format.md` with this heading, written to a file.
fn recipe(heading: &str, language: &str, name: &str) -> PathBuf {
    let document = document();
    let section = document.split(&format!("\n### {heading}\n")).nth(1).unwrap();
    let block = section.split(&format!("```{language}\n")).nth(1).unwrap();
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, block.split("```").next().unwrap()).unwrap();
    path
}

/// Runs a recipe on a file of our own.
fn run(program: &str, recipe: &Path, package: &[u8], name: &str) -> Output {
    let package_path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.tls"));
    fs::write(&package_path, package).unwrap();
    let mut command = Command::new(program);
    command.arg(recipe).arg(here().join("vectors/root.pem")).arg(package_path);
    command.output().unwrap_or_else(|error| panic!("{program} cannot be started: {error}"))
}

/// Packages spoilt in ways that any recipe must notice.
fn tampered() -> Vec<(&'static str, Vec<u8>)> {
    let accepted = vectors::all().accept.into_iter().find(|vector| vector.about.contains("all five dates"));
    let lines: Vec<String> = String::from_utf8(accepted.unwrap().bytes)
        .unwrap()
        .split_inclusive('\n')
        .map(str::to_owned)
        .collect();
    let changed = |change: &dyn Fn(&mut Vec<String>)| {
        let mut lines = lines.clone();
        change(&mut lines);
        lines.concat().into_bytes()
    };
    // Another letter in the middle of the payload, still base64url.
    let letter = |line: usize| {
        changed(&|lines| {
            let at = lines[line].len() / 2;
            let other = if lines[line].as_bytes()[at] == b'A' { "B" } else { "A" };
            lines[line].replace_range(at..=at, other);
        })
    };
    vec![
        ("manifest", letter(0)),
        ("certificate", letter(1)),
        ("row", letter(3)),
        ("meter", letter(7)),
        ("removed", changed(&|lines| drop(lines.remove(3)))),
        ("repeated", changed(&|lines| lines.insert(3, lines[3].clone()))),
        ("exchanged", changed(&|lines| lines.swap(2, 3))),
        ("headless", changed(&|lines| drop(lines.remove(1)))),
    ]
}

/// The recipe verifies what we issue and refuses it once tampered with.
fn check_recipe(program: &str, recipe: &Path, prefix: &str) {
    // One program per line is slow, and 150 rows tell no more than ten.
    let few_lines =
        |vector: &vectors::Vector| vector.kind == vectors::Kind::Package && vector.bytes.len() < 20_000;
    for vector in vectors::all().accept.into_iter().filter(few_lines) {
        let file = vector.file.unwrap().replace('/', "-");
        let output = run(program, recipe, &vector.bytes, &format!("{prefix}-{file}"));
        assert!(output.status.success(), "{file}: {output:?}");
        assert!(output.stdout.starts_with(b"verified"), "{file}: {output:?}");
    }
    for (name, bytes) in tampered() {
        let output = run(program, recipe, &bytes, &format!("{prefix}-tampered-{name}"));
        assert!(!output.status.success(), "{name}: {output:?}");
    }
}

#[test]
fn openssl_verifies_our_packages_and_refuses_tampered_ones() {
    let version = Command::new("openssl").arg("version").output();
    assert!(version.is_ok(), "openssl is not installed: run `cargo xtask test`, or install it");
    check_recipe("bash", &recipe("With openssl", "bash", "verify.sh"), "openssl");
}

#[test]
fn joserfc_verifies_our_packages_and_refuses_tampered_ones() {
    check_recipe(&python(), &recipe("With Python", "python", "verify.py"), "joserfc");
}

#[test]
fn a_second_verifier_agrees_with_every_vector() {
    let folder = here().join("vectors");
    let mut command = Command::new(python());
    command.arg("-B").arg(folder.join("verify_package.py")).arg("--vectors").arg(&folder);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn openssl_reads_and_writes_our_keys() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let key = vectors::key("issuer");
    let (ours, theirs) = (folder.join("ours.pem"), folder.join("theirs.pem"));
    fs::write(&ours, &*key.to_pem()).unwrap();
    let openssl = |arguments: &[&str], file: &Path| {
        let output = Command::new("openssl").args(arguments).arg(file).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(openssl(&["pkey", "-pubout", "-in"], &ours), key.public().to_pem());
    assert_eq!(openssl(&["pkey", "-in"], &ours), *key.to_pem());
    openssl(&["genpkey", "-algorithm", "ed25519", "-out"], &theirs);
    let theirs_pem = fs::read_to_string(&theirs).unwrap();
    assert_eq!(*licentia_protocol::SecretKey::from_pem(&theirs_pem).unwrap().to_pem(), theirs_pem);
}

#[test]
fn every_reason_is_documented_and_nothing_else() {
    let document = document();
    let section = document.split("\n## Reasons\n").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows: Vec<&str> = section.lines().filter(|line| line.starts_with("| `")).collect();
    let ours: Vec<String> = Reason::ALL
        .iter()
        .map(|reason| format!("| `{}` | {} | {} |", reason.code(), reason.meaning(), reason.remedy()))
        .collect();
    assert_eq!(rows, ours, "the table must read:\n{}", ours.join("\n"));
}
