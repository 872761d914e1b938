//! A PostgreSQL server of our own: a fresh cluster in a temporary folder on a free port of
//! 127.0.0.1, ended when the value is dropped. `initdb` refuses to run as root, so under root
//! the server belongs to the unprivileged user `postgres`.

use crate::tools;
use anyhow::{Context, Result, bail};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

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
    server: Child,
    folder: PathBuf,
    url: String,
}

impl Postgres {
    /// Creates the cluster and waits until it answers (30 s at most).
    pub(crate) fn start(durability: Durability) -> Result<Self> {
        let programs = tools::postgres_programs()?;
        let folder = std::env::temp_dir().join(format!("licentia-postgres-{}", std::process::id()));
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        if tools::is_root() {
            tools::run(Command::new("chown").arg("postgres").arg(&folder))?;
        }
        let data = folder.join("data");
        let mut initdb = as_postgres(&programs.join("initdb"));
        initdb
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-D"])
            .arg(&data)
            .stdout(Stdio::null());
        tools::run(&mut initdb)?;
        let port = free_port()?;
        let fsync = if durability == Durability::Real { "fsync=on" } else { "fsync=off" };
        let log = std::fs::File::create(folder.join("log"))?;
        let server = as_postgres(&programs.join("postgres"))
            .arg("-D")
            .arg(&data)
            .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=500"])
            .args(["-c", fsync, "-c", "shared_buffers=512MB", "-c", "max_wal_size=4GB", "-c"])
            .arg(format!("unix_socket_directories={}", folder.display()))
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .context("cannot start postgres")?;
        let mut running =
            Self { server, folder, url: format!("postgres://postgres@127.0.0.1:{port}/postgres") };
        running.wait(&programs, port)?;
        Ok(running)
    }

    /// The URL of its `postgres` database, as a superuser.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn wait(&mut self, programs: &Path, port: u16) -> Result<()> {
        let until = Instant::now() + Duration::from_secs(30);
        while Instant::now() < until {
            let asked = Command::new(programs.join("pg_isready"))
                .args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()])
                .status()?;
            if asked.success() {
                return Ok(());
            }
            if let Some(status) = self.server.try_wait()? {
                let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("postgres ended with {status}: {log}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("postgres did not answer within 30 s")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT asks for a fast shutdown; `kill` on the child would leave shared memory behind.
        let _ = Command::new("kill").args(["-INT", &self.server.id().to_string()]).status();
        let _ = self.server.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
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

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
