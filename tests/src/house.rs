//! A vendor and a customer set up from nothing with the command line alone, as an operator would do it: the main job up
//! to the package in force. The manager runs on the database of the story.

use crate::{binary, http, needed};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The serial number of the customer of every story.
pub const SERIAL: &str = "1801852599";
/// Its name.
pub const HOLDER: &str = "Nordlys Trading AS";

/// Which database the manager stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// The embedded one.
    Sqlite,
    /// A fresh database in the server that `cargo xtask test` started.
    Postgres,
}

/// One server as a process of its own.
pub struct Server {
    process: Child,
    /// Its base URL.
    pub url: String,
}

impl Server {
    /// Starts it in its folder on a free port, and waits until it is ready.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start(side: &str, dir: &Path, database: Option<&str>) -> Self {
        match database {
            Some(url) => Self::start_with(side, dir, &["--database", url]),
            None => Self::start_with(side, dir, &[]),
        }
    }

    /// The same with other arguments.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start_with(side: &str, dir: &Path, arguments: &[&str]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new(binary());
        command.args([side, "serve", "--listen", &format!("127.0.0.1:{port}"), "--dir"]).arg(dir);
        command.args(arguments);
        let process = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut server = Self { process, url: format!("http://127.0.0.1:{port}") };
        server.wait();
        server
    }

    fn wait(&mut self) {
        let until = Instant::now() + Duration::from_secs(60);
        while Instant::now() < until {
            if std::net::TcpStream::connect(self.url.trim_start_matches("http://")).is_ok()
                && http::get(&format!("{}/readyz", self.url), "").status == 200
            {
                // What it logs from now on is read and dropped, so that it never waits for us.
                let mut log = self.process.stderr.take().unwrap();
                std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
                return;
            }
            if let Some(status) = self.process.try_wait().unwrap() {
                let mut log = String::new();
                self.process.stderr.take().unwrap().read_to_string(&mut log).unwrap();
                panic!("the server ended with {status}: {log}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("{} was not ready within a minute", self.url);
    }

    /// Ends it as a power cut does.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// The process, for signals.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A vendor with a catalogue and a customer; the customer's manager with its package in force.
pub struct House {
    folder: TempDir,
    database: String,
    authority: Server,
    authority_token: String,
    manager: Option<Server>,
    /// Token of the manager with every right.
    pub token: String,
    /// One-time link of the manager's first administrator.
    pub set_up: String,
    /// One-time link of the vendor's first administrator.
    pub vendor_set_up: String,
}

impl House {
    /// Sets everything up from nothing: keys, catalogue, customer, package, manager, activation.
    ///
    /// # Panics
    /// When a command fails.
    #[must_use]
    pub fn build(database: Database) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (vendor, customer) = (folder.path().join("authority"), folder.path().join("manager"));
        let dir = |path: &PathBuf| path.display().to_string();
        let made = json_of(&run(&[
            "authority",
            "init",
            "--issuer",
            "superoffice",
            "--api-token",
            "story",
            "--json",
            "--dir",
            &dir(&vendor),
        ]));
        let authority_token = made["token"].as_str().unwrap().to_owned();
        let authority = Server::start("authority", &vendor, None);
        let vendor_set_up = format!("{}{}", authority.url, made["set_up"].as_str().unwrap());
        let url = match database {
            Database::Sqlite => format!("sqlite:{}", customer.join("manager.db").display()),
            Database::Postgres => fresh_database(),
        };
        let root = dir(&vendor.join("root.pem"));
        let made = json_of(&run(&[
            "manager",
            "init",
            "--trust",
            &root,
            "--api-token",
            "story",
            "--json",
            "--dir",
            &dir(&customer),
            "--database",
            &url,
        ]));
        let token = made["token"].as_str().unwrap().to_owned();
        let manager = Server::start("manager", &customer, Some(&url));
        let set_up = format!("{}{}", manager.url, made["set_up"].as_str().unwrap());
        let manager = Some(manager);
        let house =
            Self { folder, database: url, authority, authority_token, manager, token, set_up, vendor_set_up };
        house.vendor_sells();
        house.customer_activates();
        house
    }

    fn vendor_sells(&self) {
        let catalogue = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/superoffice.toml");
        self.authority_does(&["catalogue", "apply", catalogue.to_str().unwrap()]);
        let lines: Vec<Value> = [
            ("server", json!(1)),
            ("online-web-services", json!(1)),
            ("ten-sales", json!(20)),
            ("ten-service", json!(10)),
            ("service-desk", json!(10)),
        ]
        .into_iter()
        .map(|(module, quantity)| json!({"module": module, "quantity": quantity}))
        .collect();
        let body = json!({
            "serial": SERIAL, "name": HOLDER, "zone": "Europe/Oslo", "licences": lines, "enrolment": "open",
        });
        let made = http::post(
            &format!("{}/api/v1/customers", self.authority.url),
            &self.authority_token,
            &body,
            &[],
        );
        assert_eq!(made.status, 201, "{made:?}");
    }

    fn customer_activates(&self) {
        let holder = json!({"serial": SERIAL, "holder": HOLDER});
        let set = http::post(&self.api("/installation/serial"), &self.token, &holder, &[]);
        assert_eq!(set.status, 200, "{set:?}");
        let file = self.issue("first.tls");
        let loaded = json_of(&self.manager_does(&["package", "load", file.to_str().unwrap(), "--json"]));
        self.manager_does(&["package", "activate", loaded["id"].as_str().unwrap()]);
    }

    /// Signs the customer's next package into a file.
    ///
    /// # Panics
    /// When the authority refuses.
    #[must_use]
    pub fn issue(&self, name: &str) -> PathBuf {
        let file = self.folder.path().join(name);
        self.authority_does(&["issue", SERIAL, "--out", file.to_str().unwrap()]);
        file
    }

    /// Runs a command against the authority.
    ///
    /// # Panics
    /// When it fails.
    pub fn authority_does(&self, arguments: &[&str]) -> Output {
        done(
            command(arguments)
                .env("LICENTIA_SERVER", &self.authority.url)
                .env("LICENTIA_TOKEN", &self.authority_token),
        )
    }

    /// Runs a command against the manager.
    ///
    /// # Panics
    /// When it fails.
    pub fn manager_does(&self, arguments: &[&str]) -> Output {
        done(self.manager_command(arguments))
    }

    /// A command against the manager, not yet run.
    ///
    /// # Panics
    /// When the manager is not running.
    pub fn manager_command<'a>(&self, arguments: &[&str]) -> &'a mut Command {
        let command = Box::leak(Box::new(command(arguments)));
        command.env("LICENTIA_SERVER", &self.manager.as_ref().unwrap().url).env("LICENTIA_TOKEN", &self.token)
    }

    /// The address of a page of the manager's installation.
    ///
    /// # Panics
    /// When the manager is not running.
    #[must_use]
    pub fn page(&self, path: &str) -> String {
        format!("{}/i/production{path}", self.manager.as_ref().unwrap().url)
    }

    /// The address of a page of the authority.
    #[must_use]
    pub fn vendor_page(&self, path: &str) -> String {
        format!("{}{path}", self.authority.url)
    }

    /// Changes how much of a module the customer owns, as sales would.
    ///
    /// # Panics
    /// When the authority refuses.
    pub fn sells(&self, module: &str, quantity: u32) {
        let url = format!("{}/api/v1/customers/{SERIAL}", self.authority.url);
        let mut licences = http::get(&url, &self.authority_token).body["licences"].clone();
        let lines = licences.as_array_mut().unwrap().iter_mut();
        lines.filter(|line| line["module"] == module).for_each(|line| line["quantity"] = json!(quantity));
        let status = http::try_patch(&url, &self.authority_token, &json!({"licences": licences}));
        assert_eq!(status, Some(200));
    }

    /// Sets how much of each module the customer owns; what was not owned before is added.
    ///
    /// # Panics
    /// When the authority refuses.
    pub fn owns(&self, lines: &[(&str, u32)]) {
        let url = format!("{}/api/v1/customers/{SERIAL}", self.authority.url);
        let mut licences = http::get(&url, &self.authority_token).body["licences"].clone();
        let list = licences.as_array_mut().unwrap();
        for (module, quantity) in lines {
            match list.iter_mut().find(|line| line["module"] == *module) {
                Some(line) => line["quantity"] = json!(quantity),
                None => list.push(json!({"module": module, "quantity": quantity})),
            }
        }
        let status = http::try_patch(&url, &self.authority_token, &json!({"licences": licences}));
        assert_eq!(status, Some(200));
    }

    /// The folder in which everything of the house is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Moves the customer to a suite: one plan for everybody, and nothing else but these modules.
    ///
    /// # Panics
    /// When the authority refuses.
    pub fn moves_to_suite(&self, suite: &str, lines: &[(&str, u32)]) {
        let url = format!("{}/api/v1/customers/{SERIAL}", self.authority.url);
        let line = |(module, quantity): &(&str, u32)| json!({"module": module, "quantity": quantity});
        let licences: Vec<_> = lines.iter().map(line).collect();
        let status =
            http::try_patch(&url, &self.authority_token, &json!({"suite": suite, "licences": licences}));
        assert_eq!(status, Some(200));
    }

    /// The root's public key.
    #[must_use]
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("authority/root.pem")
    }

    /// Ends the manager; [`House::second_manager`] starts others on its database.
    pub fn stop_manager(&mut self) {
        if let Some(manager) = self.manager.take() {
            manager.kill();
        }
    }

    /// The address of an endpoint of the manager.
    ///
    /// # Panics
    /// When the manager is not running.
    #[must_use]
    pub fn api(&self, path: &str) -> String {
        format!("{}/api/v1{path}", self.manager.as_ref().unwrap().url)
    }

    /// A second manager process on the same database.
    #[must_use]
    pub fn second_manager(&self) -> Server {
        Server::start("manager", &self.folder.path().join("manager"), Some(&self.database))
    }

    /// Kills the manager and starts it again.
    ///
    /// # Panics
    /// When it does not start again.
    pub fn kill_and_restart(&mut self) {
        self.manager.take().unwrap().kill();
        self.manager =
            Some(Server::start("manager", &self.folder.path().join("manager"), Some(&self.database)));
    }

    /// Kills the manager and starts it again with settings of one's own.
    ///
    /// # Panics
    /// When it does not start again.
    pub fn kill_and_restart_with(&mut self, settings: &str) {
        self.manager.take().unwrap().kill();
        let file = self.folder.path().join("manager.toml");
        std::fs::write(&file, settings).unwrap();
        let arguments = ["--database", &self.database, "--config", file.to_str().unwrap()];
        let dir = self.folder.path().join("manager");
        self.manager = Some(Server::start_with("manager", &dir, &arguments));
    }

    /// Replays the ledger against the tables with `licentia verify`, beside the running server.
    #[must_use]
    pub fn verify(&self) -> Output {
        let dir = self.folder.path().join("manager");
        command(&["verify", "--json", "--database", &self.database, "--dir", dir.to_str().unwrap()])
            .output()
            .unwrap()
    }

    /// The database's URL.
    #[must_use]
    pub fn database(&self) -> &str {
        &self.database
    }
}

/// A fresh database in the server that `cargo xtask test` started, reached through its unix socket.
///
/// # Panics
/// When the server has no socket.
#[must_use]
pub fn database_by_socket() -> String {
    let url = fresh_database();
    let mut client = postgres::Client::connect(&needed("LICENTIA_TEST_POSTGRES"), postgres::NoTls).unwrap();
    let said: String = client.query_one("SHOW unix_socket_directories", &[]).unwrap().get(0);
    let folder = said.split(',').next().unwrap().trim();
    assert!(!folder.is_empty(), "the PostgreSQL server for tests has no unix socket");
    let (user, place) = url.trim_start_matches("postgres://").split_once('@').unwrap();
    let (address, name) = place.split_once('/').unwrap();
    let port = address.rsplit_once(':').map_or("5432", |(_, port)| port);
    format!("postgres://{user}@{}:{port}/{name}", folder.replace('/', "%2F"))
}

/// The URL of a fresh database in the server that `cargo xtask test` started.
///
/// # Panics
/// When there is no such server.
#[must_use]
pub fn fresh_database() -> String {
    let server = needed("LICENTIA_TEST_POSTGRES");
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let now = std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_nanos());
    let name = format!("story_{}_{:x}_{}", std::process::id(), now, COUNT.fetch_add(1, Ordering::Relaxed));
    let mut client = postgres::Client::connect(&server, postgres::NoTls).unwrap();
    client.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}

/// The binary with arguments, and nothing of our own environment about servers.
#[must_use]
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command.args(arguments).env_remove("LICENTIA_SERVER").env_remove("LICENTIA_TOKEN");
    command
}

/// Runs the binary.
///
/// # Panics
/// When it fails.
pub fn run(arguments: &[&str]) -> Output {
    done(&mut command(arguments))
}

/// Runs a command.
///
/// # Panics
/// When it fails.
pub fn done(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?} ended with {}: {}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// What a command printed, as JSON.
///
/// # Panics
/// When it is none.
#[must_use]
pub fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("not JSON ({e}): {}", String::from_utf8_lossy(&output.stdout)))
}

/// The first line a child prints.
///
/// # Panics
/// When it prints nothing.
pub fn first_line(child: &mut Child) -> String {
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    line
}
