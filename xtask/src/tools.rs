//! What tests need from outside the workspace, and how it gets onto the machine.
//!
//! Everything comes from the ordinary package registries by its name. On a machine where this
//! command may not install (not root, not Debian) it says which packages to install by hand.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

/// How often what comes over the network is asked for, before it counts as not to be had.
const TRIES: u32 = 5;

/// Python packages of the foreign-client tests, pinned: several of them are still 0.x.
const PYTHON_PACKAGES: &[&str] =
    &["aiosmtpd==1.4.6", "joserfc==1.8.0", "standardwebhooks==1.1.0", "cloudevents==2.2.0"];

/// The workspace's root folder.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies one level below the root").to_owned()
}

/// Runs a command, inheriting its output, and fails when it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let shown = format!("{command:?}");
    let status = command.status().with_context(|| format!("cannot start {shown}"))?;
    if !status.success() {
        bail!("{shown} ended with {status}");
    }
    Ok(())
}

/// Does what needs the network; a registry that does not answer, or a lock that another installation holds, is waited for
/// a little longer each time.
fn patiently(what: &str, mut attempt: impl FnMut() -> Result<()>) -> Result<()> {
    for tries in 1.. {
        match attempt() {
            Err(error) if tries < TRIES => {
                eprintln!("xtask: {what}: {error:#}; trying again");
                thread::sleep(Duration::from_secs(5) * tries);
            }
            done => return done,
        }
    }
    Ok(())
}

/// Whether this process is root. Asked of `id`, because the standard library cannot tell.
pub(crate) fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.starts_with(b"0\n"))
}

/// The folder with PostgreSQL's server programs, installing Debian's package if there is none.
pub(crate) fn postgres_programs() -> Result<PathBuf> {
    if let Some(found) = find_postgres() {
        return Ok(found);
    }
    apt_install(&["postgresql"])?;
    find_postgres()
        .context("the package postgresql is installed, but initdb is nowhere under /usr/lib/postgresql")
}

fn find_postgres() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .flatten()
        .map(|e| e.path().join("bin"))
        .filter(|p| p.join("initdb").exists())
        .collect();
    versions.sort();
    versions.pop()
}

/// Chromium and its driver, in one step so that their versions match.
pub(crate) fn browser() -> Result<(PathBuf, PathBuf)> {
    let (browser, driver) = (PathBuf::from("/usr/bin/chromium"), PathBuf::from("/usr/bin/chromedriver"));
    if !browser.exists() || !driver.exists() {
        apt_install(&["chromium", "chromium-driver", "fonts-dejavu-core"])?;
    }
    if !browser.exists() || !driver.exists() {
        bail!(
            "the packages chromium and chromium-driver are installed, but /usr/bin/chromium or /usr/bin/chromedriver is missing"
        );
    }
    Ok((browser, driver))
}

/// A Python with the packages of the foreign-client tests, in a folder of its own.
pub(crate) fn python() -> Result<PathBuf> {
    let home = root().join(".tools/python");
    let python = home.join("bin/python");
    let stamp = home.join("packages.txt");
    let wanted = PYTHON_PACKAGES.join("\n");
    if python.exists() && std::fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(python);
    }
    std::fs::create_dir_all(&home)?;
    let made = Command::new("python3")
        .args(["-m", "venv"])
        .arg(&home)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !made.is_ok_and(|status| status.success()) {
        apt_install(&["python3", "python3-venv"])?;
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home))?;
    }
    patiently("Python packages", || {
        run(Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "10"])
            .args(PYTHON_PACKAGES))
    })?;
    std::fs::write(&stamp, wanted)?;
    Ok(python)
}

/// A folder with the npm packages of the foreign-client tests: the versions of the committed lock file, each held
/// against its hash.
pub(crate) fn node() -> Result<PathBuf> {
    need("node", "nodejs")?;
    need("npm", "npm")?;
    let (list, home) = (root().join("tests/node"), root().join(".tools/node"));
    let wanted = std::fs::read_to_string(list.join("package-lock.json"))?;
    // npm takes the folder away before it fills it anew: a stamp in it is one of a whole installation.
    let stamp = home.join("node_modules/.licentia-lock.json");
    if std::fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(home);
    }
    std::fs::create_dir_all(&home)?;
    for file in ["package.json", "package-lock.json"] {
        std::fs::copy(list.join(file), home.join(file))?;
    }
    patiently("npm packages", || {
        run(Command::new("npm").current_dir(&home).args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            "--fetch-retries=5",
        ]))
    })?;
    std::fs::write(&stamp, wanted)?;
    Ok(home)
}

/// Fails early, with the sentence that helps, when a program from `PATH` is missing.
pub(crate) fn need(program: &str, package: &str) -> Result<()> {
    let there =
        Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !there {
        apt_install(&[package])?;
    }
    Ok(())
}

/// `cargo nextest`, from crates.io when the machine lacks it.
pub(crate) fn nextest() -> Result<()> {
    let there = Command::new("cargo")
        .args(["nextest", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success());
    if !there {
        let mut install = Command::new("cargo");
        install.args(["install", "cargo-nextest", "--locked"]);
        patiently("cargo-nextest", || run(&mut install))?;
    }
    Ok(())
}

/// Installs Debian packages, or says which ones a person has to install.
pub(crate) fn apt_install(packages: &[&str]) -> Result<()> {
    let by_hand = format!("install by hand: {}", packages.join(" "));
    if !is_root() || !Path::new("/usr/bin/apt-get").exists() {
        bail!("the tests need packages that only root may install on a Debian-like system; {by_hand}");
    }
    eprintln!("xtask: installing {}", packages.join(" "));
    let quiet = |args: &[&str]| -> Result<()> {
        let output = Command::new("apt-get")
            .args(args)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .output()
            .context("cannot start apt-get")?;
        if !output.status.success() {
            bail!(
                "apt-get {} failed: {}; {by_hand}",
                args.join(" "),
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Ok(())
    };
    // Machines that have just started install their own updates, and hold the lock meanwhile.
    let options = ["-qq", "-o", "Acquire::Retries=5", "-o", "DPkg::Lock::Timeout=300"];
    let install = ["install", "-y", "--no-install-recommends"];
    patiently("packages", || {
        quiet(&[&["update"], &options[..]].concat())?;
        quiet(&[&install[..], &options, packages].concat())
    })
}
