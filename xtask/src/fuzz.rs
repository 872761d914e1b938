//! `cargo xtask fuzz`: every reader of bytes from outside, fed by libFuzzer for a while.
//!
//! libFuzzer wants coverage counters, which the compiler puts in with the flags below on stable too; they go
//! to everything in the build, which is why `fuzz/` is a workspace of its own with its own target folder. The
//! inputs begin with the vectors and grow from run to run in `target/fuzz/corpus`. What breaks a reader is
//! kept in `target/fuzz/findings`, and the command fails.

use crate::tools;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

/// Every target: one for each reader.
const TARGETS: &[&str] = &[
    "package",
    "request",
    "receipt",
    "letter",
    "usage",
    "answer",
    "usage_receipt",
    "visit",
    "key_list",
    "certificate",
    "root",
    "catalogue",
];

/// How long each target runs with every test.
pub(crate) const SECONDS_IN_TESTS: u32 = 5;

/// How long each target runs when nothing is said.
const SECONDS: u32 = 60;

/// What puts the counters in that libFuzzer reads.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares";

/// What one run came to.
struct Outcome {
    target: &'static str,
    executions: u64,
    inputs: usize,
    findings: Vec<PathBuf>,
    /// What the target said last, if it ended badly.
    said: Option<String>,
}

/// `cargo xtask fuzz [--seconds N] [TARGET ...]`.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let mut seconds = SECONDS;
    let mut targets = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--seconds" {
            let number = rest.next().context("--seconds wants a number")?;
            seconds = number.parse().with_context(|| format!("--seconds {number}"))?;
        } else {
            let known = TARGETS.iter().find(|target| *target == argument);
            targets.push(*known.with_context(|| format!("no target {argument}; there are {TARGETS:?}"))?);
        }
    }
    let all = targets.is_empty();
    run_targets(if all { TARGETS } else { &targets }, seconds)
}

/// Runs every target for so many seconds each.
pub(crate) fn run_all(seconds: u32) -> Result<()> {
    run_targets(TARGETS, seconds)
}

fn run_targets(targets: &[&'static str], seconds: u32) -> Result<()> {
    let programs = build()?;
    let seeds = folder("seeds");
    let mut write_seeds = Command::new("cargo");
    write_seeds
        .current_dir(tools::root())
        .args(["run", "--quiet", "--package", "licentia-protocol", "--example", "fuzz_seeds", "--"])
        .arg(&seeds);
    tools::run(&mut write_seeds)?;

    let waiting = Mutex::new(targets.iter());
    let next = || waiting.lock().ok().and_then(|mut waiting| waiting.next().copied());
    let work = || -> Result<Vec<Outcome>> {
        std::iter::from_fn(next).map(|target| feed(&programs, &seeds, target, seconds)).collect()
    };
    let workers = thread::available_parallelism().map_or(1, usize::from).min(targets.len());
    let outcomes: Result<Vec<Vec<Outcome>>> = thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().expect("a worker does not panic")).collect()
    });
    report(outcomes?.into_iter().flatten().collect(), seconds)
}

/// Builds the targets and answers the folder they are in.
fn build() -> Result<PathBuf> {
    let host = host()?;
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(tools::root())
        .args(["build", "--quiet", "--release", "--locked", "--manifest-path", "fuzz/Cargo.toml"])
        // With --target, the flags are kept from build scripts and macros, which run without libFuzzer.
        .args(["--target", &host, "--target-dir"])
        .arg(folder("build"))
        .env("RUSTFLAGS", COVERAGE)
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    tools::need("c++", "g++")?;
    tools::run(&mut cargo)?;
    Ok(folder("build").join(host).join("release"))
}

/// The machine's own target triple.
fn host() -> Result<String> {
    let output = Command::new("rustc").arg("-vV").output().context("cannot start rustc")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc -vV names no host")?.to_owned())
}

/// A folder of the fuzzer's own, below the target folder.
fn folder(name: &str) -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| tools::root().join("target"), PathBuf::from);
    target.join("fuzz").join(name)
}

/// Feeds one target.
fn feed(programs: &Path, seeds: &Path, target: &'static str, seconds: u32) -> Result<Outcome> {
    let (corpus, findings) = (folder("corpus").join(target), folder("findings").join(target));
    for folder in [&corpus, &findings] {
        fs::create_dir_all(folder)?;
    }
    let before = files(&findings)?;
    let output = Command::new(programs.join(target))
        .arg(&corpus)
        .args([&seeds.join(target), &findings])
        .args([&format!("-max_total_time={seconds}"), "-timeout=120", "-rss_limit_mb=2048", "-max_len=16000"])
        .args(["-print_final_stats=1", &format!("-artifact_prefix={}/", findings.display())])
        .arg(format!("-dict={}", tools::root().join("fuzz/words.dict").display()))
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start the target {target}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let executions = said.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    let new = files(&findings)?.into_iter().filter(|file| !before.contains(file)).collect();
    Ok(Outcome {
        target,
        executions: executions.and_then(|number| number.trim().parse().ok()).unwrap_or(0),
        inputs: files(&corpus)?.len(),
        findings: new,
        said: (!output.status.success()).then(|| ending(&said)),
    })
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
}

/// The first lines that say why, or the last there are.
fn ending(said: &str) -> String {
    let lines: Vec<&str> = said.lines().collect();
    let from =
        lines.iter().position(|line| line.contains("panicked at") || line.contains("ERROR: libFuzzer"));
    let from = from.unwrap_or(lines.len().saturating_sub(12));
    lines[from..].iter().take(12).copied().collect::<Vec<_>>().join("\n")
}

/// Prints a line for each target, and fails if anything was found.
fn report(mut outcomes: Vec<Outcome>, seconds: u32) -> Result<()> {
    outcomes.sort_by_key(|outcome| TARGETS.iter().position(|target| *target == outcome.target));
    println!("{:<12} {:>12} {:>8} {:>8} {:>9}", "fuzz", "executions", "per s", "inputs", "findings");
    let mut total = 0;
    for Outcome { target, executions, inputs, findings, said } in &outcomes {
        let rate = executions / u64::from(seconds.max(1));
        let findings = findings.len().max(usize::from(said.is_some()));
        println!("{target:<12} {executions:>12} {rate:>8} {inputs:>8} {findings:>9}");
        total += executions;
    }
    let bad: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.said.is_some()).collect();
    println!(
        "fuzz: {} targets, {seconds} s each, {total} executions, {} findings",
        outcomes.len(),
        bad.len()
    );
    for Outcome { target, findings, said, .. } in &bad {
        eprintln!("\n{target}: {}", said.as_deref().unwrap_or_default());
        for file in findings {
            eprintln!("kept: {}", file.display());
        }
    }
    // A target that executed nothing has shown nothing.
    if let Some(idle) = outcomes.iter().find(|outcome| outcome.executions == 0 && outcome.said.is_none()) {
        bail!("the target {} executed nothing", idle.target);
    }
    if !bad.is_empty() {
        bail!("{} fuzz targets found something", bad.len());
    }
    Ok(())
}
