//! A vendor and a customer set up from nothing with the command line alone, as an operator would do it: the main job up
//! to the package in force. The manager runs on the database of the story.

mod commands;
mod database;
mod server;

pub use commands::{command, done, json_of, run};
pub use database::{Database, database_by_socket, fresh_database};
pub use server::Server;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::http;

/// The serial number of the customer of every story.
pub const SERIAL: &str = "1801852599";
/// Its name.
pub const HOLDER: &str = "Nordlys Trading AS";

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
        self.activates_next("first.tls");
    }

    /// Signs the customer's next package into a file of this name and puts it in force.
    ///
    /// # Panics
    /// When a server refuses.
    pub fn activates_next(&self, name: &str) {
        let file = self.issue(name);
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
        let mut licences = self.customers_licences();
        let lines = licences.as_array_mut().unwrap().iter_mut();
        lines.filter(|line| line["module"] == module).for_each(|line| line["quantity"] = json!(quantity));
        self.customer_becomes(&json!({"licences": licences}));
    }

    /// Sets how much of each module the customer owns; what was not owned before is added.
    ///
    /// # Panics
    /// When the authority refuses.
    pub fn owns(&self, lines: &[(&str, u32)]) {
        let mut licences = self.customers_licences();
        let list = licences.as_array_mut().unwrap();
        for (module, quantity) in lines {
            match list.iter_mut().find(|line| line["module"] == *module) {
                Some(line) => line["quantity"] = json!(quantity),
                None => list.push(json!({"module": module, "quantity": quantity})),
            }
        }
        self.customer_becomes(&json!({"licences": licences}));
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
        let line = |(module, quantity): &(&str, u32)| json!({"module": module, "quantity": quantity});
        let licences: Vec<_> = lines.iter().map(line).collect();
        self.customer_becomes(&json!({"suite": suite, "licences": licences}));
    }

    /// What the customer owns.
    fn customers_licences(&self) -> Value {
        http::get(&self.customer(), &self.authority_token).body["licences"].clone()
    }

    /// Changes what the authority knows of the customer.
    fn customer_becomes(&self, change: &Value) {
        assert_eq!(http::try_patch(&self.customer(), &self.authority_token, change), Some(200));
    }

    /// The address of the customer at the authority.
    fn customer(&self) -> String {
        format!("{}/api/v1/customers/{SERIAL}", self.authority.url)
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
        Server::start("manager", &self.manager_folder(), Some(&self.database))
    }

    /// Kills the manager and starts it again.
    ///
    /// # Panics
    /// When it does not start again.
    pub fn kill_and_restart(&mut self) {
        self.manager.take().unwrap().kill();
        self.manager = Some(self.second_manager());
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
        self.manager = Some(Server::start_with("manager", &self.manager_folder(), &arguments));
    }

    /// Replays the ledger against the tables with `licentia verify`, beside the running server.
    #[must_use]
    pub fn verify(&self) -> Output {
        let dir = self.manager_folder();
        command(&["verify", "--json", "--database", &self.database, "--dir", dir.to_str().unwrap()])
            .output()
            .unwrap()
    }

    /// The database's URL.
    #[must_use]
    pub fn database(&self) -> &str {
        &self.database
    }
    /// The folder of the manager.
    fn manager_folder(&self) -> PathBuf {
        self.folder.path().join("manager")
    }
}
