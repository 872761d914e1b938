//! The vendor replaces its signing key, and then withdraws one that leaked, by the binary. Two customers follow: one asks
//! online, the other gets files. Meanwhile an application asks both managers without a pause, and no answer may be a no.
//! The one online also asks by itself, whenever it likes: so it is waited for what an answer brings, not for an answer.
//!
//! `cargo nextest run -p licentia-tests key_replacement --no-capture` prints what was done.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on should stop where it stands")]
#![expect(clippy::print_stdout, reason = "what was done is read by people")]

use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use licentia_tests::house::{Database, Server, command, done, fresh_database, json_of, run};
use licentia_tests::{http, until};
use serde_json::{Value, json};

const ISSUER: &str = "superoffice";

#[test]
fn nobody_loses_a_check_while_keys_are_replaced_and_withdrawn_on_sqlite() {
    story(Database::Sqlite);
}

#[test]
fn nobody_loses_a_check_while_keys_are_replaced_and_withdrawn_on_postgresql() {
    story(Database::Postgres);
}

fn story(database: Database) {
    let folder = tempfile::tempdir().unwrap();
    println!("Key replacement, managers on {database:?}");
    let vendor = Vendor::new(&folder.path().join("vendor"));
    let mut online =
        Customer::new(folder.path(), "Nordlys Trading AS", "1801852599", &vendor, database, true);
    let mut offline = Customer::new(folder.path(), "Malmö Marin AB", "1600065823", &vendor, database, false);
    let asking = [Asking::of(&online), Asking::of(&offline)];

    let first = vendor.signing_key();
    replaced(&vendor, &online, &offline);
    vendor.keys(&["withdraw", &first, "--reason", "superseded"]);
    online.contact();
    println!("  the first key is withdrawn, nothing hangs on it");
    let second = vendor.signing_key();
    leaked(&vendor, &online, &offline, &second);

    for asking in asking {
        let (answers, refusals) = asking.end();
        println!("  {answers} checks meanwhile, refused: {}", refusals.len());
        assert!(answers > 100 && refusals.is_empty(), "{answers} answers, {refusals:?}");
    }
    for customer in [&mut online, &mut offline] {
        customer.restart();
        assert!(customer.may(), "what was accepted stays in force after a restart");
        customer.is_sound();
    }
    println!("  both restarted: anna may, the ledgers are sound");
}

/// A routine replacement: the new key signs, every package is signed anew, both customers get theirs.
fn replaced(vendor: &Vendor, online: &Customer, offline: &Customer) {
    let old = vendor.signing_key();
    vendor.keys(&["rotate"]);
    let new = vendor.signing_key();
    assert_ne!(new, old);
    vendor.keys(&["reissue"]);
    assert_eq!(offline.sequence(), 1);
    online.follows(1);
    offline.activates(&vendor.file_for(offline, "replaced.tls"));
    let told = (online.sequence(), offline.sequence());
    assert!(told.1 > 1, "{told:?}");
    println!(
        "  replaced {} by {}: online has no. {}, by file no. {}",
        short(&old),
        short(&new),
        told.0,
        told.1
    );
}

/// The key that signs may be known to a thief: it is replaced and withdrawn before anything is signed anew.
fn leaked(vendor: &Vendor, online: &Customer, offline: &Customer, leaked: &str) {
    // Held back, so that the manager does not fetch it by itself before the key is withdrawn.
    vendor.holds(online, &json!({"en": "Please call us."}));
    let captured = vendor.issues(online, "captured.tls");
    vendor.keys(&["rotate", "--compromised"]);
    vendor.keys(&["withdraw", leaked, "--reason", "compromised"]);
    let before = online.sequence();
    vendor.is_followed_by(online);
    let refused = online.command(&["package", "load", path(&captured)]).output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("[key_withdrawn]"), "{said}");
    assert_eq!(online.sequence(), before, "what was in force stays");
    println!(
        "  {} leaked and is withdrawn; what it signed and is not in force: key_withdrawn",
        short(leaked)
    );

    vendor.keys(&["reissue"]);
    vendor.holds(online, &json!({}));
    online.follows(before);
    let last = vendor.file_for(offline, "last.tls");
    let id = offline.activates(&last);
    let receipt = offline.folder.join("receipt.tlc");
    offline.runs(&["package", "receipt", &id, "--out", path(&receipt)]);
    vendor.runs(&["receipt", path(&receipt)]);
    println!("  signed anew: online has no. {}, by file no. {}", online.sequence(), offline.sequence());
    // The one without a network learned of it from the package.
    let old = vendor.folder.join("replaced.tls");
    let refused = offline.command(&["package", "load", path(&old)]).output().unwrap();
    assert!(!refused.status.success());
    let list = json_of(&vendor.runs(&["keys", "list", "--json"]));
    assert_eq!((&list["knowing"], &list["installations"]), (&json!(2), &json!(2)));
    println!(
        "  key list {}: known to {} of {} installations",
        list["list"], list["knowing"], list["installations"]
    );
}

/// An application that asks without a pause.
struct Asking {
    stop: Arc<AtomicBool>,
    asking: JoinHandle<(u64, Vec<Value>)>,
}

impl Asking {
    fn of(customer: &Customer) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, url, token) = (stop.clone(), customer.check(), customer.token.clone());
        let asking = std::thread::spawn(move || {
            let (mut answers, mut refusals) = (0, Vec::new());
            while !stopped.load(Ordering::Relaxed) {
                let answer = http::get(&url, &token);
                answers += 1;
                if answer.body["allowed"] != true {
                    refusals.push(answer.body);
                }
                // Thousands are enough, and the machine has other things to do.
                std::thread::sleep(Duration::from_millis(1));
            }
            (answers, refusals)
        });
        Self { stop, asking }
    }

    fn end(self) -> (u64, Vec<Value>) {
        self.stop.store(true, Ordering::Relaxed);
        self.asking.join().unwrap()
    }
}

struct Vendor {
    folder: PathBuf,
    token: String,
    server: Server,
}

impl Vendor {
    fn new(folder: &Path) -> Self {
        let made = json_of(&run(&[
            "authority",
            "init",
            "--issuer",
            ISSUER,
            "--api-token",
            "story",
            "--json",
            "--dir",
            path(folder),
        ]));
        let token = made["token"].as_str().unwrap().to_owned();
        let server = Server::start("authority", folder, None);
        let vendor = Self { folder: folder.to_owned(), token, server };
        let catalogue = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/superoffice.toml");
        vendor.runs(&["catalogue", "apply", path(&catalogue)]);
        vendor
    }

    fn runs(&self, arguments: &[&str]) -> Output {
        let server = &self.server.url;
        done(command(arguments).env("LICENTIA_SERVER", server).env("LICENTIA_TOKEN", &self.token))
    }

    /// `licentia keys …` on the authority's machine, beside the running server.
    fn keys(&self, arguments: &[&str]) -> Output {
        run(&[&["keys"], arguments, &["--dir", path(&self.folder)]].concat())
    }

    /// The key that signs now.
    fn signing_key(&self) -> String {
        let list = json_of(&self.runs(&["keys", "list", "--json"]));
        let items = list["items"].as_array().unwrap();
        let signs = items.iter().find(|key| key["state"] == "active").unwrap_or_else(|| panic!("{list}"));
        signs["kid"].as_str().unwrap().to_owned()
    }

    fn sells(&self, name: &str, serial: &str) {
        let licences = json!([
            {"module": "server", "quantity": 1},
            {"module": "online-web-services", "quantity": 1},
            {"module": "ten-sales", "quantity": 20},
        ]);
        let body = json!({
            "serial": serial, "name": name, "zone": "Europe/Oslo", "licences": licences, "enrolment": "open",
        });
        let made = http::post(&format!("{}/api/v1/customers", self.server.url), &self.token, &body, &[]);
        assert_eq!(made.status, 201, "{made:?}");
    }

    /// The customer asks until it says that it knows the newest list of keys.
    fn is_followed_by(&self, customer: &Customer) {
        until("the newest list of keys has come through", || {
            customer.contact();
            let list = json_of(&self.runs(&["keys", "list", "--json"]));
            if list["knowing"] == 0 { Err(list) } else { Ok(()) }
        });
    }

    /// Holds back what is new, with a text that says why, or hands it out again.
    fn holds(&self, customer: &Customer, text: &Value) {
        let url = format!("{}/api/v1/customers/{}", self.server.url, customer.serial);
        assert_eq!(http::try_patch(&url, &self.token, &json!({"hold": text})), Some(200));
    }

    /// Signs a package and keeps it aside.
    fn issues(&self, customer: &Customer, name: &str) -> PathBuf {
        let file = self.folder.join(name);
        self.runs(&["issue", &customer.serial, "--out", path(&file)]);
        file
    }

    /// The newest package of a customer, carried by hand.
    fn file_for(&self, customer: &Customer, name: &str) -> PathBuf {
        let request = customer.folder.join("LicenseRequest.tlr");
        customer.runs(&["request", "create", "--out", path(&request), "--force"]);
        let file = self.folder.join(name);
        self.runs(&["answer", path(&request), "--out", path(&file)]);
        file
    }
}

struct Customer {
    folder: PathBuf,
    serial: String,
    token: String,
    config: PathBuf,
    server: Option<Server>,
}

impl Customer {
    fn new(
        folder: &Path,
        name: &str,
        serial: &str,
        vendor: &Vendor,
        database: Database,
        online: bool,
    ) -> Self {
        let folder = folder.join(serial);
        std::fs::create_dir_all(&folder).unwrap();
        let url = match database {
            Database::Sqlite => format!("sqlite:{}", folder.join("manager.db").display()),
            Database::Postgres => fresh_database(),
        };
        let root = vendor.folder.join("root.pem");
        let made = json_of(&run(&[
            "manager",
            "init",
            "--trust",
            path(&root),
            "--api-token",
            "story",
            "--json",
            "--dir",
            path(&folder),
            "--database",
            &url,
        ]));
        let outbound = match online {
            true => format!("[issuers.{ISSUER}]\nauthority = \"{}\"\n", vendor.server.url),
            false => "[outbound]\nenabled = false\n".to_owned(),
        };
        let config = folder.join("licentia.toml");
        let rest = format!("[secret]\nfile = \"manager.secret\"\n[database]\nurl = \"{url}\"\n");
        std::fs::write(&config, format!("{outbound}{rest}")).unwrap();
        let token = made["token"].as_str().unwrap().to_owned();
        let mut customer = Self { folder, serial: serial.to_owned(), token, config, server: None };
        customer.restart();
        vendor.sells(name, serial);
        customer.runs(&["installation", "serial", serial, name]);
        customer.activates(&vendor.issues(&customer, &format!("{serial}.tls")));
        customer.runs(&["users", "add", "anna", "--name", "Anna Lindqvist"]);
        customer.runs(&["assign", "--module", "superoffice.ten-sales", "anna"]);
        customer
    }

    fn restart(&mut self) {
        if let Some(server) = self.server.take() {
            server.kill();
        }
        self.server = Some(Server::start_with("manager", &self.folder, &["--config", path(&self.config)]));
    }

    fn url(&self) -> &str {
        &self.server.as_ref().unwrap().url
    }

    fn check(&self) -> String {
        format!("{}/api/v1/checks/anna/superoffice.sale-cal", self.url())
    }

    fn may(&self) -> bool {
        http::get(&self.check(), &self.token).body["allowed"] == true
    }

    fn command(&self, arguments: &[&str]) -> std::process::Command {
        let mut command = command(arguments);
        command.env("LICENTIA_SERVER", self.url()).env("LICENTIA_TOKEN", &self.token);
        command
    }

    fn runs(&self, arguments: &[&str]) -> Output {
        done(&mut self.command(arguments))
    }

    /// Asks the authority, and waits until nobody does any more.
    fn contact(&self) {
        until("the authority has answered", || {
            let state = json_of(&self.runs(&["contact", "check", ISSUER, "--json"]));
            if state["asking"] == true { Err(state) } else { Ok(()) }
        });
    }

    /// Asks until a later package than this is in force.
    fn follows(&self, before: u64) {
        until("a later package is in force", || {
            self.contact();
            let now = self.sequence();
            if now > before { Ok(()) } else { Err(now) }
        });
    }

    fn activates(&self, file: &Path) -> String {
        let loaded = json_of(&self.runs(&["package", "load", path(file), "--json"]));
        let id = loaded["id"].as_str().unwrap().to_owned();
        self.runs(&["package", "activate", &id]);
        id
    }

    /// The number of the package in force.
    fn sequence(&self) -> u64 {
        let packages = json_of(&self.runs(&["package", "list", "--json"]));
        let items = packages["items"].as_array().unwrap();
        let in_force = items.iter().find(|package| package["state"] == "in_force").unwrap();
        in_force["sequence"].as_u64().unwrap()
    }

    fn is_sound(&self) {
        let arguments = ["verify", "--json", "--dir", path(&self.folder), "--config", path(&self.config)];
        let report = json_of(&run(&arguments));
        assert_eq!(report["report"]["faults"], json!([]), "{report}");
    }
}

fn short(kid: &str) -> &str {
    &kid[..8]
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}
