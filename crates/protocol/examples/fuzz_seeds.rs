//! Writes what the fuzz targets begin with, made from the vectors.
//!
//! `cargo run -p licentia-protocol --example fuzz_seeds -- FOLDER`
//!
//! For each kind of file one folder, with every vector twice: as it is, and as a draft, a line of
//! `LETTER PAYLOAD` for each signed line, which the target signs itself (`fuzz/src/draft.rs`).

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

#[path = "../tests/vectors/mod.rs"]
mod vectors;

/// The largest seed: longer ones slow the fuzzer down and show nothing that shorter ones do not.
const LONGEST: usize = 12_000;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name the folder to write to")?);
    let vectors = vectors::all();
    for vector in vectors.accept.iter().chain(&vectors.refuse) {
        let kind = serde_json::to_value(vector.kind)?;
        let folder = folder.join(kind.as_str().unwrap_or_default());
        let Some(name) = vector.file.as_deref().map(|file| file.replace('/', "-")) else { continue };
        write(&folder, &name, &vector.bytes)?;
        if let Some(draft) = draft(&vector.bytes) {
            write(&folder, &format!("{name}.draft"), &draft)?;
        }
    }
    let root = folder.join("root");
    let (key, trust) = (vectors::key("root"), vectors::trust());
    write(&root, "root.pem", trust.to_pem().as_bytes())?;
    write(&root, "demo.pem", licentia_protocol::Trust { demo: true, ..trust }.to_pem().as_bytes())?;
    write(&root, "secret.pem", key.to_pem().as_bytes())?;
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    for entry in fs::read_dir(examples)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            // The beginning is enough: a whole catalogue is long.
            let text = fs::read_to_string(&path)?;
            let tables: Vec<&str> = text.split("\n\n").collect();
            write(&folder.join("catalogue"), &name, tables[..tables.len().min(8)].join("\n\n").as_bytes())?;
        }
    }
    Ok(())
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    if bytes.len() > LONGEST {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    fs::write(folder.join(name), bytes)
}

/// The draft of a file, if all its lines are signed lines of one line each.
fn draft(file: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(file).ok()?;
    let mut draft = Vec::new();
    for line in text.lines() {
        let mut parts = line.split('.').map(|part| URL_SAFE_NO_PAD.decode(part));
        let header: serde_json::Value = serde_json::from_slice(&parts.next()?.ok()?).ok()?;
        let payload = String::from_utf8(parts.next()?.ok()?).ok()?;
        if payload.contains('\n') {
            return None;
        }
        let letter = letter(header["typ"].as_str()?, header["kid"].as_str()?)?;
        draft.extend_from_slice(format!("{letter} {}\n", with_mark(&payload)).as_bytes());
    }
    Some(draft)
}

fn letter(typ: &str, kid: &str) -> Option<char> {
    Some(match typ.strip_prefix("licence-")?.strip_suffix("+jws")? {
        "manifest" => 'M',
        "key" if kid == vectors::key("deputy").public().kid() => 'D',
        "key" => 'C',
        "keys" => 'K',
        "row" => 'R',
        "limit" => 'L',
        "meter" => 'E',
        "request" => 'Q',
        "receipt" => 'B',
        "letter" => 'T',
        "answer" => 'A',
        "usage" => 'U',
        "usage-receipt" => 'V',
        "visit" => 'W',
        _ => return None,
    })
}

/// A manifest's hash is filled in when the draft is signed.
fn with_mark(payload: &str) -> String {
    match payload.split_once("\"limits\":").and_then(|_| payload.split_once("\"sha256\":\"")) {
        Some((before, after)) if after.len() > 64 => format!("{before}\"sha256\":\"@sha256{}", &after[64..]),
        _ => payload.to_owned(),
    }
}
