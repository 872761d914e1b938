//! An operator replaces issuer keys with nothing but what `licentia keys next` says, beside a running server: a routine
//! replacement, one after a key leaked, and a partner's.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on should stop where it stands")]

use licentia_client::Client;
use licentia_core::names::IssuerName;
use licentia_protocol::SecretKey;
use licentia_protocol::conversation::{Head, Purpose, Request, write_request};
use licentia_protocol::package::{Trust, verify};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A machine with folders, on which commands are typed; what was typed and said is kept.
struct Machine {
    folder: tempfile::TempDir,
    said: String,
}

impl Machine {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), said: String::new() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Types a command; answers whether it succeeded and what it said.
    fn try_type(&mut self, line: &str) -> (bool, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_licentia"));
        command.current_dir(self.folder.path()).args(line.split(' ').skip(1));
        let output = command.env_remove("LICENTIA_SERVER").env_remove("LICENTIA_TOKEN").output().unwrap();
        let out = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        writeln!(self.said, "$ {line}\n{out}").unwrap();
        (output.status.success(), out)
    }

    fn types(&mut self, line: &str) -> String {
        let (done, out) = self.try_type(line);
        assert!(done, "{line}: {out}");
        out
    }

    fn refused(&mut self, line: &str, code: &str) {
        let (done, out) = self.try_type(line);
        assert!(!done && out.contains(&format!("[{code}]")), "{line}: {out}");
    }

    /// The command that `licentia keys next` says.
    fn next(&mut self, dir: &str) -> String {
        let out = self.types(&format!("licentia keys next --dir {dir}"));
        out.lines().rev().find(|line| line.starts_with("  licentia ")).unwrap().trim().to_owned()
    }

    /// Does what it says.
    fn walk(&mut self, dir: &str, expected: &str) -> String {
        let next = self.next(dir);
        assert!(next.starts_with(expected), "{next} where {expected} should be");
        self.types(&next)
    }

    /// Keeps what was typed and said beside the other artefacts of the tests.
    fn keep(&self, name: &str) {
        let said = self.said.replace(&self.folder.path().display().to_string(), "");
        std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), said).unwrap();
    }
}

/// A running authority.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(machine: &Machine, dir: &str) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let mut command = Command::new(env!("CARGO_BIN_EXE_licentia"));
        command.current_dir(machine.folder.path());
        command.args(["authority", "serve", "--dir", dir, "--listen", &address]);
        let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let server = Self { process, address };
        let until = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(&server.address).is_err() {
            assert!(Instant::now() < until, "the authority does not start");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    fn client(&self, token: &str) -> Client {
        Client::new(&format!("http://{}", self.address), token)
    }

    /// Sends a signed line; answers the whole response.
    fn post(&self, path: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/licentia-request\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n",
            self.address,
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Sets an authority up and answers its token.
fn set_up(machine: &mut Machine, line: &str) -> String {
    let out = machine.types(&format!("{line} --api-token walk"));
    machine.said.clear();
    out.lines().find_map(|line| line.strip_prefix("API token, shown only now: ")).unwrap().to_owned()
}

const SERIAL: &str = "1801852599";
const NAME: &str = "Nordlys Trading AS";

/// Catalogue, one customer, its first package.
fn sell(client: &Client, catalogue: &str, module: &str) {
    client.put_bytes("/api/v1/catalogue", "application/toml", catalogue.as_bytes()).unwrap();
    let customer = json!({
        "serial": SERIAL, "name": NAME, "zone": "Europe/Oslo", "licences": [{"module": module, "quantity": 5}],
        "enrolment": "open",
    });
    client.post("/api/v1/customers", &customer).unwrap();
    issue(client);
}

fn issue(client: &Client) -> Value {
    client.post("/api/v1/packages", &json!({"serial": SERIAL})).unwrap()
}

/// The customer's installation asks what is new, and says which key list it knows.
fn call(server: &Server, trust: &Trust, keys: u64) {
    let key = SecretKey::from_seed(&[7; 32]);
    let now_ms = i64::try_from(
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis(),
    )
    .unwrap();
    let request = Request {
        id: format!("0199a2f0-5c3e-7000-8000-{keys:012}"),
        nonce: format!("{keys:021}A"),
        purpose: Purpose::Status,
        issuer: IssuerName::new("superoffice").unwrap(),
        holder: NAME.to_owned(),
        serial: SERIAL.to_owned(),
        customer: None,
        version: None,
        sequence: 0,
        package: None,
        deleted: false,
        online: true,
        change: None,
        root: trust.root.kid().to_owned(),
        keys,
        head: Head { revision: keys + 1, hash: "00".repeat(32) },
        clock_ms: now_ms,
        back_ms: None,
        rewound: None,
        iat: now_ms / 1_000,
        key: key.public().clone(),
    };
    let answer = server.post("/licensing/v1/status", &write_request(&request, &key));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[test]
fn the_walk_leads_through_a_routine_replacement_and_one_after_a_leak() {
    let mut machine = Machine::new();
    let token = set_up(&mut machine, "licentia authority init --issuer superoffice --dir vendor");
    let server = Server::start(&machine, "vendor");
    let client = server.client(&token);
    sell(&client, include_str!("../../../examples/superoffice.toml"), "ten-sales");
    let trust = Trust::from_pem(&std::fs::read_to_string(machine.path("vendor/root.pem")).unwrap()).unwrap();
    call(&server, &trust, 1);

    let first = client.get("/api/v1/keys").unwrap()["items"][0]["kid"].as_str().unwrap().to_owned();
    machine.refused(&format!("licentia keys withdraw {first} --reason why --dir vendor"), "key_active");
    machine.walk("vendor", "licentia keys rotate");
    let second = issue(&client)["kid"].as_str().unwrap().to_owned();
    assert_ne!(second, first, "the running server signs with the new key");
    // That was the customer's next package; another one hangs on nothing old.
    machine.walk("vendor", "licentia keys publish -o keys-2.list");
    call(&server, &trust, 2);
    machine.walk("vendor", &format!("licentia keys withdraw {first} --reason superseded"));
    machine.walk("vendor", "licentia keys publish -o keys-3.list");
    assert!(machine.next("vendor").starts_with("licentia keys rotate"));

    let new = machine.types("licentia keys rotate --compromised --dir vendor");
    assert!(new.contains(&format!("licentia keys withdraw {second} --reason compromised")), "{new}");
    let gone = machine.walk("vendor", "licentia keys withdraw");
    assert!(gone.contains("whose newest package hangs on it: 1."), "{gone}");
    machine.walk("vendor", "licentia keys reissue");
    call(&server, &trust, 5);
    machine.types("licentia keys next --dir vendor");
    let table = machine.types("licentia keys status --dir vendor");
    assert!(
        table.contains("withdrawn (compromised)") && table.contains("known to 1 of 1 installations"),
        "{table}"
    );
    machine.keep("keys-walk.txt");

    let newest = client.get("/api/v1/keys").unwrap();
    assert_eq!(newest["list"], 5);
    let id = issue(&client)["id"].as_str().unwrap().to_owned();
    let file = client.get_bytes(&format!("/api/v1/packages/{id}")).unwrap();
    let list = verify(&file, &trust).unwrap().evidence().keys.clone().unwrap();
    assert!(list.withdrawn(&first).is_some() && list.withdrawn(&second).is_some());
}

const ACME: &str = "format = 1\nissuer = \"acme\"\ntitles = { en = \"ACME\" }\n\n\
                    [[modules]]\ncode = \"scanner\"\nscope = \"user\"\ntitles = { en = \"Scanner\" }\n";

#[test]
fn a_partner_gets_its_key_certified_replaced_and_withdrawn_by_files_alone() {
    let mut machine = Machine::new();
    set_up(&mut machine, "licentia authority init --issuer superoffice --dir vendor");
    assert!(
        !machine.try_type("licentia authority init --issuer acme --partner --dir partner").0,
        "whose root?"
    );
    let init = "licentia authority init --issuer acme --partner --trust vendor/root.pem --dir partner";
    let token = set_up(&mut machine, init);
    assert!(machine.next("partner").starts_with("licentia keys install acme.cert"));
    let certify = "licentia keys certify partner/acme.pub.pem --partner --dir vendor -o acme.cert --issuer";
    machine.refused(&format!("{certify} superoffice"), "issuer_is_ours");
    machine.types(&format!("{certify} acme"));
    machine.walk("partner", "licentia keys install acme.cert");

    let server = Server::start(&machine, "partner");
    let client = server.client(&token);
    sell(&client, ACME, "scanner");
    let first = issue(&client)["kid"].as_str().unwrap().to_owned();
    let made = machine.types("licentia keys rotate --compromised --dir partner");
    assert!(made.contains("acme.pub.pem"), "{made}");
    machine.refused(&format!("{certify} acme"), "issuer_certified");
    machine.types(&format!("{certify} acme --replaces {first}"));
    machine.walk("partner", "licentia keys install acme.cert");
    machine.types(&format!("licentia keys withdraw {first} --reason compromised --dir vendor"));
    machine.types("licentia keys publish -o keys.list --dir vendor");
    machine.walk("partner", "licentia keys install keys.list");
    machine.walk("partner", "licentia keys reissue");
    assert_ne!(issue(&client)["kid"].as_str().unwrap(), first);
    machine.refused("licentia keys install acme.cert --dir vendor", "key_not_ours");
    let secrets: String = ["partner/acme.pub.pem", "acme.cert", "keys.list"]
        .iter()
        .map(|name| std::fs::read_to_string(machine.path(name)).unwrap())
        .collect();
    assert!(!secrets.contains("PRIVATE") && !secrets.contains("AGE-SECRET"));
    machine.keep("keys-partner-walk.txt");
}
