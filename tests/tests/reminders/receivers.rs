//! The mail server and the webhook receiver of these stories, as a process of its own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use licentia_platform::settings::{Overrides, Settings};
use licentia_tests::PATIENCE;
use serde_json::Value;
use tempfile::TempDir;

/// Both receivers; dropping them ends them.
pub(crate) struct Receivers {
    process: Child,
    input: ChildStdin,
    told: Receiver<Value>,
    folder: TempDir,
    smtp: u16,
    http: u16,
}

impl Receivers {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        certificate(folder.path());
        std::fs::write(folder.path().join("password"), "öppna sesam\n").unwrap();
        let python = std::env::var("LICENTIA_PYTHON")
            .expect("LICENTIA_PYTHON names no Python with aiosmtpd: run `cargo xtask test`, which makes one");
        let mut process = Command::new(python)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reminders/receivers.py"))
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (tell, told) = channel();
        let out = BufReader::new(process.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if tell.send(serde_json::from_str(&line).unwrap_or_default()).is_err() {
                    break;
                }
            }
        });
        let ports: Value = told.recv_timeout(PATIENCE).expect("the receivers start");
        let port = |name: &str| u16::try_from(ports[name].as_u64().unwrap()).unwrap();
        let input = process.stdin.take().unwrap();
        Self { smtp: port("smtp"), http: port("http"), process, input, told, folder }
    }

    /// The settings of a server that sends its mail there and may call its own network.
    pub(crate) fn settings(&self) -> Settings {
        let file = self.folder.path().join("licentia.toml");
        let text = format!(
            "[server]\npublic_url = \"https://licences.example.com\"\n[webhooks]\ninternal = true\n\
             [mail]\nserver = \"localhost\"\nport = {}\nuser = \"licences\"\npassword_file = \"password\"\n\
             from = \"Licences <licences@example.com>\"\nca_file = \"certificate.pem\"\n",
            self.smtp
        );
        std::fs::write(&file, text).unwrap();
        Settings::load(Some(&file), Overrides::default()).unwrap()
    }

    /// The address of a webhook.
    pub(crate) fn hook(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.http)
    }

    /// Lets messages be verified with a secret.
    pub(crate) fn know(&self, secret: &str) {
        let arrived = self.ask(&format!("secret {secret}"));
        assert!(arrived.is_empty(), "it arrived before the secret, and nobody asked for it: {arrived:?}");
    }

    /// Everything that arrived and was not asked for yet. What is sent is acknowledged only after it was told, so whatever
    /// a sender knows to have arrived is among it.
    pub(crate) fn arrived(&self) -> Vec<Value> {
        self.ask("so far")
    }

    /// Everything that is told before the answer to this.
    fn ask(&self, line: &str) -> Vec<Value> {
        writeln!(&self.input, "{line}").unwrap();
        let mut before = Vec::new();
        loop {
            let told = self.told.recv_timeout(PATIENCE).expect("the receivers answer");
            if told["done"] == line {
                return before;
            }
            before.push(told);
        }
    }
}

impl Drop for Receivers {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What the Standard Webhooks library for JavaScript says of a message that arrived: its type, or why it refuses it.
pub(crate) fn judged_in_javascript(secret: &str, arrived: &Value) -> String {
    const SCRIPT: &str = r#"
const { Webhook } = require("standardwebhooks");
const [, secret, arrived] = process.argv;
const { body, headers } = JSON.parse(arrived);
try {
  console.log(new Webhook(secret).verify(body, headers).type);
} catch (error) {
  console.log(error.message);
}"#;
    let folder = std::env::var("LICENTIA_NODE")
        .expect("LICENTIA_NODE names no folder with npm packages: run `cargo xtask test`, which makes one");
    let arguments = ["-e", SCRIPT, secret, &arrived.to_string()];
    let output = Command::new("node").current_dir(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A certificate for this machine that nobody else would trust.
fn certificate(folder: &Path) {
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
        ])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout"])
        .arg(folder.join("key.pem"))
        .arg("-out")
        .arg(folder.join("certificate.pem"))
        .stderr(Stdio::null())
        .status();
    assert!(made.unwrap().success(), "openssl makes a certificate");
}
