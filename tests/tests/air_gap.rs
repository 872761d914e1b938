//! The air-gap drill: the whole conversation between a manager that has no network and its vendor, by the binary and by
//! files alone. Everything on the customer's side runs inside a network namespace whose only way out is counted; at the
//! end nothing may have been sent.
//!
//! `cargo nextest run -p licentia-tests air_gap --no-capture` prints what was done.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on should stop where it stands")]
#![expect(clippy::print_stdout, reason = "what was done is read by people")]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use licentia_tests::air::Air;
use licentia_tests::house::{HOLDER, SERIAL, Server, command, database_by_socket, done, json_of, run};
use licentia_tests::{binary, http, until};
use serde_json::{Value, json};

#[test]
fn the_whole_conversation_sends_no_packet_on_sqlite() {
    drill("SQLite", |folder| format!("sqlite:{}", folder.join("manager.db").display()));
}

#[test]
fn the_whole_conversation_sends_no_packet_on_postgresql() {
    drill("PostgreSQL through a unix socket", |_| database_by_socket());
}

fn drill(on: &str, database: impl FnOnce(&Path) -> String) {
    let folder = tempfile::tempdir().unwrap();
    println!("Air-gap drill, the manager on {on}");
    let vendor = Vendor::new(&folder.path().join("vendor"));
    let customer = Customer::new(&folder.path().join("customer"), &vendor.root, database);
    first_licence(&vendor, &customer);
    people_and_checks(&customer);
    renewal(&vendor, &customer);
    an_old_answer_is_refused(&vendor, &customer);
    coming_version(&vendor, &customer);
    let report = json_of(&customer.runs(&[
        "verify",
        "--json",
        "--dir",
        customer.folder.to_str().unwrap(),
        "--database",
        &customer.database,
    ]));
    assert_eq!((&report["report"]["faults"], &report["rewound"]), (&json!([]), &Value::Null), "{report}");
    println!("  verify: {} entries, 0 faults", report["report"]["entries"]);

    let sent = customer.air.packets_out();
    println!("  packets sent out of the customer's network: {sent}");
    assert_eq!(sent, 0);
    customer.air.send_one();
    println!("  after one packet on purpose the meter says:  {}", customer.air.packets_out());
    assert_eq!(customer.air.packets_out(), 1, "the meter counts");
}

/// The request, its answer, the activation and the receipt.
fn first_licence(vendor: &Vendor, customer: &Customer) {
    customer.runs(&["installation", "serial", SERIAL, HOLDER]);
    let request = customer.file("LicenseRequest.tlr");
    customer.runs(&["request", "create", "--issuer", "superoffice", "--out", path(&request)]);
    println!("  request file: {} bytes", size(&request));
    let answer = vendor.answers(&request, "first.tls");
    println!("  answer: {} bytes", size(&answer));
    let id = customer.activates(&answer);
    assert_eq!(vendor.knows()["sequence"], json!(0), "without a receipt the vendor does not know");
    vendor.takes_receipt(&customer.receipt(&id));
    let known = vendor.knows();
    assert_eq!((&known["sequence"], &known["state"]), (&json!(1), &json!("bound")), "{known}");
    println!("  receipt taken in: the vendor knows of no. 1 at {}", known["customer_name"]);
}

fn people_and_checks(customer: &Customer) {
    for login in ["anna", "bo"] {
        customer.runs(&["users", "add", login, "--name", login]);
    }
    customer.runs(&["assign", "--module", "superoffice.ten-sales", "anna"]);
    customer.runs(&["check", "anna", "superoffice.sale-cal"]);
    let refused = customer.command(&["check", "bo", "superoffice.sale-cal"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(1), "no licence: exit code 1");
    println!("  anna may, bo may not");
}

/// The vendor sells more; the next request brings it.
fn renewal(vendor: &Vendor, customer: &Customer) {
    vendor.sells(30, "12.0.0", "12.99.0");
    let request = customer.file("renewal.tlr");
    customer.runs(&["request", "create", "--out", path(&request)]);
    let answer = vendor.answers(&request, "renewal.tls");
    let id = customer.activates(&answer);
    let plan = json_of(&customer.runs(&["licences", "superoffice.ten-sales", "--json"]));
    assert_eq!((&plan["total"], &plan["in_use"]), (&json!(30), &json!(1)), "{plan}");
    vendor.takes_receipt(&customer.receipt(&id));
    let known = vendor.knows();
    println!("  renewal: 30 plans in force, the vendor knows of no. {}", known["sequence"]);
    customer.runs(&["check", "anna", "superoffice.sale-cal"]);
}

/// A file that was captured on its way and is loaded once more, or by somebody else's request, changes nothing.
fn an_old_answer_is_refused(vendor: &Vendor, customer: &Customer) {
    for name in ["first.tls", "renewal.tls"] {
        let old = vendor.folder.join(name);
        let output = customer.command(&["package", "load", path(&old)]).output().unwrap();
        assert!(!output.status.success());
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        println!("  {name} once more: {said}");
    }
}

/// A licence for a version that is not installed yet is prepared, and in force once the application reports it.
fn coming_version(vendor: &Vendor, customer: &Customer) {
    customer.runs(&["installation", "version", "12.0.0"]);
    vendor.sells(30, "13.0.0", "13.99.0");
    let request = customer.file("upgrade.tlr");
    customer.runs(&["request", "create", "--version", "13.0.0", "--out", path(&request)]);
    let answer = vendor.answers(&request, "upgrade.tls");
    let id = customer.activates(&answer);
    assert_eq!(customer.state_of(&id), "prepared");
    println!("  for 13.0.0, while 12.0.0 runs: prepared");
    customer.runs(&["check", "anna", "superoffice.sale-cal"]);
    vendor.takes_receipt(&customer.receipt(&id));
    customer.runs(&["installation", "version", "13.0.0"]);
    assert_eq!(customer.state_of(&id), "in_force");
    vendor.takes_receipt(&customer.receipt(&id));
    let known = vendor.knows();
    println!("  13.0.0 reported: in force; the vendor knows of no. {}", known["sequence"]);
    customer.runs(&["check", "anna", "superoffice.sale-cal"]);
}

/// The vendor, who has a network.
struct Vendor {
    folder: PathBuf,
    root: PathBuf,
    token: String,
    server: Server,
}

impl Vendor {
    fn new(folder: &Path) -> Self {
        let made = json_of(&run(&[
            "authority",
            "init",
            "--issuer",
            "superoffice",
            "--api-token",
            "drill",
            "--json",
            "--dir",
            path(folder),
        ]));
        // An address that every package carries: the manager has been told to call nobody.
        let config = folder.join("licentia.toml");
        let addresses = "[server]\npublic_url = \"http://198.51.100.7\"\n[database]\nurl = \"sqlite:authority.db\"\n[secret]\nfile = \"authority.secret\"\n";
        std::fs::write(&config, addresses).unwrap();
        let token = made["token"].as_str().unwrap().to_owned();
        let server = Server::start_with("authority", folder, &["--config", path(&config)]);
        let vendor = Self { folder: folder.to_owned(), root: folder.join("root.pem"), token, server };
        let catalogue = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/superoffice.toml");
        vendor.runs(&["catalogue", "apply", path(&catalogue)]);
        let body = json!({
            "serial": SERIAL, "name": HOLDER, "zone": "Europe/Oslo", "licences": licences(20), "enrolment": "open",
        });
        let made = http::post(&format!("{}/api/v1/customers", vendor.server.url), &vendor.token, &body, &[]);
        assert_eq!(made.status, 201, "{made:?}");
        vendor
    }

    fn runs(&self, arguments: &[&str]) -> Output {
        let server = &self.server.url;
        done(command(arguments).env("LICENTIA_SERVER", server).env("LICENTIA_TOKEN", &self.token))
    }

    /// Answers a request file that was carried here; the answer is carried back.
    fn answers(&self, request: &Path, name: &str) -> PathBuf {
        let out = self.folder.join(name);
        self.runs(&["answer", path(request), "--out", path(&out)]);
        out
    }

    fn takes_receipt(&self, receipt: &Path) {
        self.runs(&["receipt", path(receipt)]);
    }

    fn sells(&self, plans: u32, from: &str, to: &str) {
        let (serial, licences) = (SERIAL, licences(plans));
        let body = json!({"serial": serial, "licences": licences, "versions_from": from, "versions_to": to});
        let made = http::post(&format!("{}/api/v1/packages", self.server.url), &self.token, &body, &[]);
        assert_eq!(made.status, 201, "{made:?}");
    }

    /// What is known of the customer's installation.
    fn knows(&self) -> Value {
        json_of(&self.runs(&["installations", "list", "--json"]))["items"][0].clone()
    }
}

fn licences(plans: u32) -> Value {
    json!([
        {"module": "server", "quantity": 1},
        {"module": "online-web-services", "quantity": 1},
        {"module": "ten-sales", "quantity": plans},
    ])
}

/// The customer, who has none.
struct Customer {
    air: Air,
    folder: PathBuf,
    database: String,
    url: String,
    token: String,
    server: Child,
}

impl Customer {
    fn new(folder: &Path, root: &Path, database: impl FnOnce(&Path) -> String) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        let (air, database) = (Air::new(), database(folder));
        let made = done(air.inside(binary()).args([
            "manager",
            "init",
            "--trust",
            path(root),
            "--api-token",
            "drill",
            "--json",
            "--dir",
            path(folder),
            "--database",
            &database,
        ]));
        let token = json_of(&made)["token"].as_str().unwrap().to_owned();
        let config = folder.join("licentia.toml");
        let secret = format!(
            "[outbound]\nenabled = false\n[secret]\nfile = \"manager.secret\"\n[database]\nurl = \"{database}\"\n"
        );
        std::fs::write(&config, secret).unwrap();
        let mut serve = air.inside(binary());
        serve.args(["manager", "serve", "--listen", "127.0.0.1:7300", "--dir", path(folder)]);
        serve.args(["--config", path(&config)]).stdout(Stdio::null()).stderr(Stdio::null());
        let server = serve.spawn().unwrap();
        let url = "http://127.0.0.1:7300".to_owned();
        let this = Self { air, folder: folder.to_owned(), database, url, token, server };
        this.wait();
        this
    }

    fn wait(&self) {
        until("the manager is ready", || {
            let output = self.command(&["users", "list"]).output().unwrap();
            if output.status.success() { Ok(()) } else { Err(output) }
        });
    }

    /// A command of the customer's, inside.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.air.inside(binary());
        command.args(arguments).env("LICENTIA_SERVER", &self.url).env("LICENTIA_TOKEN", &self.token);
        command
    }

    fn runs(&self, arguments: &[&str]) -> Output {
        done(&mut self.command(arguments))
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Loads an answer, looks at the comparison, activates.
    fn activates(&self, answer: &Path) -> String {
        let loaded = json_of(&self.runs(&["package", "load", path(answer), "--json"]));
        let id = loaded["id"].as_str().unwrap().to_owned();
        self.runs(&["package", "activate", &id]);
        id
    }

    fn receipt(&self, id: &str) -> PathBuf {
        let file = self.file("receipt.tlc");
        self.runs(&["package", "receipt", id, "--out", path(&file), "--force"]);
        file
    }

    fn state_of(&self, id: &str) -> String {
        let packages = json_of(&self.runs(&["package", "list", "--json"]));
        let items = packages["items"].as_array().unwrap();
        let package = items.iter().find(|package| package["id"] == id).unwrap();
        package["state"].as_str().unwrap().to_owned()
    }
}

impl Drop for Customer {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn size(file: &Path) -> u64 {
    std::fs::metadata(file).unwrap().len()
}
