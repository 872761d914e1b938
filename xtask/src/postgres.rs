//! A PostgreSQL server of our own: a fresh cluster in a temporary folder on a free port of
//! 127.0.0.1, ended when the value is dropped. `initdb` refuses to run as root, so under root
//! the server belongs to the unprivileged user `postgres`.

use crate::tools;
use anyhow::{Context, Result, bail};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long it may take to answer; nothing takes as long on a machine that works.
const PATIENCE: Duration = Duration::from_secs(180);
/// On how many ports it is tried: somebody else may take one before it does.
const PORTS: u32 = 5;

/// How the server treats the disk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// `fsync=on`: what a benchmark needs.
    Real,
    /// `fsync=off`: tests kill our servers, never PostgreSQL or the machine.
    Test,
}

/// A running server.
pub(crate) struct Postgres {
    // First, so that it has ended before its folder goes.
    _server: Server,
    _folder: Folder,
    url: String,
}

/// Its process; ended with the value.
struct Server(Child);

/// Where it keeps everything; removed with the value.
struct Folder(PathBuf);

impl Postgres {
    /// Creates the cluster and waits until it answers.
    pub(crate) fn start(durability: Durability) -> Result<Self> {
        let programs = tools::postgres_programs()?;
        let folder = Folder::make()?;
        let mut initdb = as_postgres(&programs.join("initdb"));
        initdb
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-D"])
            .arg(folder.0.join("data"))
            .stdout(Stdio::null());
        tools::run(&mut initdb)?;
        let mut tries = 1;
        loop {
            let port = free_port()?;
            let mut server = Server::start(&programs, &folder.0, port, durability)?;
            match server.wait(&programs, &folder.0, port) {
                Ok(()) => {
                    let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
                    return Ok(Self { _server: server, _folder: folder, url });
                }
                Err(error) if tries < PORTS && server.has_ended() => {
                    eprintln!("xtask: {error:#}; trying again");
                    tries += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// The URL of its `postgres` database, as a superuser.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Folder {
    fn make() -> Result<Self> {
        let folder = Self(std::env::temp_dir().join(format!("licentia-postgres-{}", std::process::id())));
        if folder.0.exists() {
            std::fs::remove_dir_all(&folder.0)?;
        }
        std::fs::create_dir_all(&folder.0)?;
        if tools::is_root() {
            tools::run(Command::new("chown").arg("postgres").arg(&folder.0))?;
        }
        Ok(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Server {
    fn start(programs: &Path, folder: &Path, port: u16, durability: Durability) -> Result<Self> {
        let fsync = if durability == Durability::Real { "fsync=on" } else { "fsync=off" };
        let log = std::fs::File::create(folder.join("log"))?;
        let server = as_postgres(&programs.join("postgres"))
            .arg("-D")
            .arg(folder.join("data"))
            .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1"])
            .args(["-c", &format!("max_connections={}", connections())])
            .args(["-c", fsync, "-c", "shared_buffers=512MB", "-c", "max_wal_size=4GB", "-c"])
            .arg(format!("unix_socket_directories={}", folder.display()))
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .context("cannot start postgres")?;
        Ok(Self(server))
    }

    fn wait(&mut self, programs: &Path, folder: &Path, port: u16) -> Result<()> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            let asked = Command::new(programs.join("pg_isready"))
                .args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()])
                .status()?;
            // Whoever answers on the port is ours only as long as ours is there.
            if let Some(status) = self.0.try_wait()? {
                let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
                bail!("postgres ended with {status}: {log}");
            }
            if asked.success() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("postgres did not answer within {PATIENCE:?}")
    }

    fn has_ended(&mut self) -> bool {
        self.0.try_wait().is_ok_and(|status| status.is_some())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !self.has_ended() {
            // SIGINT asks for a fast shutdown; `kill` on the child would leave shared memory behind.
            let _ = Command::new("kill").args(["-INT", &self.0.id().to_string()]).status();
            let _ = self.0.wait();
        }
    }
}

fn as_postgres(program: &Path) -> Command {
    if tools::is_root() {
        // setpriv replaces itself by the program, so that the child's id is the server's own.
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]).arg(program);
        command
    } else {
        Command::new(program)
    }
}

/// As many tests run at once as there are cores, each with up to three servers that have up to twelve connections.
fn connections() -> usize {
    std::thread::available_parallelism().map_or(500, |cores| (40 * cores.get()).max(500))
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
