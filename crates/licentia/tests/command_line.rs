//! The command line as scripts and operators meet it: exit codes, stable codes on standard error, and nothing half done.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on should stop where it stands")]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

fn licentia(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_licentia"));
    command.args(arguments).env_remove("LICENTIA_SERVER").env_remove("LICENTIA_TOKEN").output().unwrap()
}

fn refused(output: &Output, code: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(&format!("[{code}]")), "{code} is not in: {said}");
}

/// The address of a server that answers one request, with this.
fn answering(json: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut asked, mut piece) = (Vec::new(), [0; 1024]);
        while !asked.ends_with(b"\r\n\r\n") {
            let read = stream.read(&mut piece).unwrap();
            asked.extend_from_slice(&piece[..read]);
        }
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
        write!(stream, "{head}\r\ncontent-length: {}\r\n\r\n{json}", json.len()).unwrap();
    });
    address
}

/// What people read of it.
fn told(arguments: &[&str], answer: &'static str) -> String {
    let server = answering(answer);
    let output = licentia(&[arguments, &["--server", &server, "--token", "lic_story"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn users_are_listed_with_their_plans() {
    let users = r#"{"items": [{"login": "anna", "name": "Anna", "plans": ["superoffice.ten-sales"]}]}"#;
    let listed = told(&["users", "list"], users);
    assert!(listed.contains("superoffice.ten-sales"), "{listed}");
}

#[test]
fn nothing_urgent_is_not_nothing_at_all() {
    let today =
        r#"{"items": [{"severity": "warning", "title": "A package waits", "detail": "Look at it."}]}"#;
    assert_eq!(told(&["today", "--urgent"], today), "Nothing has stopped or run out.\n");
    assert!(told(&["today"], today).contains("A package waits"));
    assert_eq!(told(&["today"], r#"{"items": []}"#), "Nothing needs you.\n");
}

#[test]
fn wrong_use_is_exit_code_2() {
    assert_eq!(licentia(&["no-such-command"]).status.code(), Some(2));
    assert_eq!(licentia(&["assign"]).status.code(), Some(2));
    let help = licentia(&["--help"]);
    assert_eq!(help.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&help.stdout).contains("Self-hosted licensing"));
}

#[test]
fn a_hold_without_words_is_wrong_use() {
    for blank in ["", "  "] {
        let output = licentia(&["customer", "hold", "1801852599", blank]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("customer release"), "{said}");
    }
}

#[test]
fn a_command_without_a_token_says_where_to_get_one() {
    let output = licentia(&["licences"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("LICENTIA_TOKEN"));
}

#[test]
fn a_port_in_use_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("demo");
    let output =
        licentia(&["demo", "--manager-port", &port, "--authority-port", "0", "--dir", dir.to_str().unwrap()]);
    refused(&output, "port_in_use");
    assert!(String::from_utf8_lossy(&output.stderr).contains(&port));
    assert!(!dir.exists(), "nothing was made");
}

#[test]
fn a_secret_file_that_is_missing_or_readable_by_others_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    let made = licentia(&["authority", "init", "--issuer", "acme", "--dir", dir]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let secret = folder.path().join("authority.secret");
    assert_eq!(std::fs::metadata(&secret).unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o644)).unwrap();
    refused(&licentia(&["authority", "serve", "--listen", "127.0.0.1:0", "--dir", dir]), "secret_readable");
    std::fs::remove_file(&secret).unwrap();
    refused(&licentia(&["authority", "serve", "--listen", "127.0.0.1:0", "--dir", dir]), "secret_missing");
}

#[test]
fn a_settings_file_leaves_the_folder_where_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("m");
    let dir = dir.to_str().unwrap();
    assert!(licentia(&["authority", "init", "--issuer", "acme", "--dir", dir]).status.success());
    let config = folder.path().join("m.toml");
    std::fs::write(&config, "[log]\nformat = \"json\"\n").unwrap();
    let clock = licentia(&["authority", "clock", "--dir", dir, "--config", config.to_str().unwrap()]);
    assert!(clock.status.success(), "{}", String::from_utf8_lossy(&clock.stderr));
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "nothing was made beside the file: {left:?}");
}

#[test]
fn the_root_of_a_demonstration_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let made = licentia(&["authority", "init", "--issuer", "acme", "--dir", folder.path().to_str().unwrap()]);
    assert!(made.status.success());
    let root = std::fs::read_to_string(folder.path().join("root.pem")).unwrap();
    let demo = folder.path().join("demo.pem");
    std::fs::write(&demo, format!("# licentia demo root\n{root}")).unwrap();
    let manager = folder.path().join("manager");
    let arguments =
        ["manager", "init", "--trust", demo.to_str().unwrap(), "--dir", manager.to_str().unwrap()];
    refused(&licentia(&arguments), "demo_root");
    assert!(!manager.exists(), "nothing was made");
}

#[test]
fn packages_are_verified_offline() {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("../protocol/vectors");
    let root = vectors.join("root.pem");
    let folder = tempfile::tempdir().unwrap();
    let zeros = folder.path().join("zeros.tls");
    std::fs::write(&zeros, vec![0; 17 << 20]).unwrap();
    let output =
        licentia(&["package", "inspect", zeros.to_str().unwrap(), "--trust", root.to_str().unwrap()]);
    refused(&output, "too_large");
    let text = folder.path().join("letter.tls");
    std::fs::write(&text, "Dear customer,\n").unwrap();
    let output = licentia(&["package", "verify", text.to_str().unwrap(), "--trust", root.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("not_a_package"));
}

#[test]
fn a_second_server_in_the_same_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    assert!(licentia(&["authority", "init", "--issuer", "acme", "--dir", dir]).status.success());
    let lock = std::fs::File::create(folder.path().join("authority.lock")).unwrap();
    lock.lock().unwrap();
    refused(&licentia(&["authority", "serve", "--listen", "127.0.0.1:0", "--dir", dir]), "folder_in_use");
}
