//! The command line as scripts and operators meet it: exit codes, stable codes on standard error, and nothing half done.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on should stop where it stands")]

use std::io::{BufRead, BufReader, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};
use std::thread::JoinHandle;

fn licentia(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_licentia"));
    command.args(arguments).env_remove("LICENTIA_SERVER").env_remove("LICENTIA_TOKEN").output().unwrap()
}

fn refused(output: &Output, code: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(&format!("[{code}]")), "{code} is not in: {said}");
}

/// The address of a server that answers one request with this, and what that request will have been.
fn answering(json: &'static str) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let asked = request(&mut BufReader::new(&stream));
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
        write!(stream, "{head}\r\ncontent-length: {}\r\n\r\n{json}", json.len()).unwrap();
        asked
    });
    (address, asked)
}

/// One request, head and body, in however many pieces it comes.
fn request(stream: &mut impl BufRead) -> String {
    let (mut head, mut length) = (String::new(), 0);
    while !head.ends_with("\r\n\r\n") {
        let begin = head.len();
        assert_ne!(stream.read_line(&mut head).unwrap(), 0, "the request ends in its head: {head}");
        let line = head[begin..].to_lowercase();
        assert!(!line.starts_with("transfer-encoding:"), "bodies are sent with their length: {head}");
        if let Some(said) = line.strip_prefix("content-length:") {
            length = said.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    head + str::from_utf8(&body).unwrap()
}

/// What people read of it, and what its server was asked.
fn at_a_server(arguments: &[&str], answer: &'static str) -> (String, String) {
    let (server, asked) = answering(answer);
    let output = licentia(&[arguments, &["--server", &server, "--token", "lic_story"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (String::from_utf8(output.stdout).unwrap(), asked.join().unwrap())
}

/// What people read of it.
fn told(arguments: &[&str], answer: &'static str) -> String {
    at_a_server(arguments, answer).0
}

#[test]
fn users_are_listed_with_their_plans() {
    let users = r#"{"items": [{"login": "anna", "name": "Anna", "plans": ["superoffice.ten-sales"]}]}"#;
    let listed = told(&["users", "list"], users);
    assert!(listed.contains("superoffice.ten-sales"), "{listed}");
}

#[test]
fn a_portrait_is_sent_or_removed_and_never_both() {
    assert_eq!(told(&["users", "portrait", "anna", "--remove"], ""), "anna has no picture.\n");
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = file.path().to_str().unwrap();
    assert_eq!(told(&["users", "portrait", "anna", path], ""), "anna has a new picture.\n");
    for arguments in [&["users", "portrait", "anna"][..], &["users", "portrait", "anna", path, "--remove"]] {
        assert_eq!(licentia(arguments).status.code(), Some(2), "{arguments:?}");
    }
    let gone = licentia(&["users", "portrait", "anna", "/no/such/file", "--token", "lic_story"]);
    assert!(String::from_utf8_lossy(&gone.stderr).contains("cannot read /no/such/file"));
}

#[test]
fn each_way_of_letting_go_says_what_it_does_and_what_stays() {
    let answer = r#"{"levels": [
        {"level": "licences", "possible": true, "seats": [{"title": "Sales"}], "served": 5,
         "served_first": [{"name": "Bo"}, {"name": "Cid"}]},
        {"level": "former", "possible": true, "seats": [{"title": "Sales"}], "served": 1, "served_first": [{"name": "Bo"}]},
        {"level": "delete", "possible": false, "because": "user_has_session", "seats": [], "served": 0}],
        "by_rule": true}"#;
    let said = told(&["users", "leave", "anna"], answer);
    let levels: Vec<&str> = said.split("\n\n").collect();
    let [licences, former, delete] = levels[..] else { panic!("{said}") };
    assert!(licences.contains("the log-in, the groups and all data stay"), "{licences}");
    assert!(licences.contains("Frees Sales.") && licences.contains("Bo, Cid and 3 more."), "{licences}");
    assert!(licences.contains("A rule gives some of them") && !former.contains("rule"), "{said}");
    assert!(former.contains("can no longer log in") && former.contains("data and history stay"), "{former}");
    assert!(former.contains("waiting list: Bo.") && !former.contains("erased"), "{former}");
    assert!(delete.contains("erased, in the history too") && delete.contains("Frees no seat."), "{delete}");
    assert!(delete.contains("end the session first. [user_has_session]"), "{delete}");
}

#[test]
fn a_link_to_send_has_its_server_in_it() {
    let answer = r#"{"account": {"login": "anna"}, "link": {"url": "/set-up/abc"}}"#;
    let (server, asked) = answering(answer);
    let said = licentia(&["users", "account", "give", "anna", "--server", &server, "--token", "lic_story"]);
    asked.join().unwrap();
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains(&format!("it works once: {server}/set-up/abc")), "{said}");
}

#[test]
fn what_a_rule_gives_again_is_said_before_it_is_taken() {
    let effect = |by_rules: u64| {
        let effect = format!(
            r#"{{"module": "acme.web", "in_use": 3, "in_use_after": 1, "loses": 2, "by_rules": {by_rules}}}"#
        );
        format!(r#"{{"counts": {{"done": 2}}, "effect": [{effect}]}}"#).leak()
    };
    let recall = ["recall", "anna", "bo", "-m", "acme.web", "--dry-run"];
    let said = told(&recall, effect(2));
    assert!(said.contains("2 of it comes from rules, which give it again"), "{said}");
    let said = told(&recall, effect(0));
    assert!(!said.contains("rules"), "{said}");
}

#[test]
fn a_preview_of_rules_shows_twenty_unless_all_are_asked_for() {
    let gains: Vec<String> =
        (0..30).map(|no| format!(r#"{{"user": "u{no}", "module": "acme.web"}}"#)).collect();
    let text = format!(
        r#"{{"effect": {{"counts": {{"gains": 900, "users": 900}}, "gains": [{}]}}}}"#,
        gains.join(", ")
    );
    let answer: &'static str = text.leak();
    let few = told(&["rules", "preview"], answer);
    assert!(few.contains("u19") && !few.contains("u20") && few.contains("… and 880 more"), "{few}");
    let all = told(&["rules", "preview", "--all"], answer);
    assert!(all.contains("u29") && all.contains("… and 870 more"), "{all}");
}

#[test]
fn what_comes_from_two_sources_is_held_once() {
    let answer = r#"{"day": "2026-10-12", "records_begin": "2026-11-22", "items": [{"login": "anna", "name": "Anna",
        "active": true, "held": [{"module": "acme.web", "source": "manual"}, {"module": "acme.web", "source": "rule"},
        {"module": "acme.cad", "source": "rule"}]}]}"#;
    let said = told(&["report", "holders"], answer);
    assert!(said.contains("acme.web (manual, rule)") && said.contains("acme.cad (rule)"), "{said}");
    assert_eq!(said.matches("acme.web").count(), 1, "{said}");
    assert!(said.contains("The records of this installation begin on 2026-11-22"), "{said}");
    let counted = r#"{"day": "2026-11-23", "records_begin": "2026-11-22", "plan_seats": 1, "modules": [
        {"module": "acme.cad", "counting": "concurrent", "in_use": 2, "assigned": 5, "total": 3},
        {"module": "acme.map", "counting": "concurrent", "in_use": null, "assigned": 4, "total": 3}]}"#;
    let said = told(&["report", "counting"], counted);
    assert!(said.contains("2 open, 5 assigned") && said.contains(" 4 assigned"), "{said}");
    assert!(!said.contains("is not known here"), "{said}");
}

/// What a command asks of its server.
fn asked(arguments: &[&str]) -> String {
    at_a_server(arguments, "{}").1
}

#[test]
fn a_users_fields_are_changed_and_what_is_not_named_stays() {
    let groups = ["users", "change", "anna", "--email", "", "--group", "Sales", "--group", "Nordics"];
    let request = asked(&[&groups[..], &["--attribute", "department=A=B"]].concat());
    assert!(request.starts_with("PATCH /api/v1/users/anna "), "{request}");
    let body = request.split("\r\n\r\n").nth(1).unwrap();
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    let expected = r#"{"email": "", "groups": ["Sales", "Nordics"], "attributes": {"department": "A=B"}}"#;
    assert_eq!(body, serde_json::from_str::<serde_json::Value>(expected).unwrap());
    assert!(asked(&["users", "change", "anna", "--no-groups"]).ends_with(r#"{"groups":[]}"#));
    // Nothing to change is wrong use, and so is an attribute without a value.
    assert_eq!(licentia(&["users", "change", "anna"]).status.code(), Some(2));
    let wrong = licentia(&["users", "change", "anna", "--attribute", "x", "--token", "lic_story"]);
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("x is not NAME=VALUE"));
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
