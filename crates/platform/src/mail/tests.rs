use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;

use super::*;
use crate::settings::Overrides;

/// A mail server that takes one message, and says what it was told. `refuses`: what it answers to the first recipient.
fn server(refuses: Option<&'static str>) -> (u16, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let (mut out, mut heard, mut in_data) = (stream.try_clone().unwrap(), String::new(), false);
        out.write_all(b"220 here\r\n").unwrap();
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            heard.push_str(&line);
            heard.push('\n');
            let answer = match line.as_str() {
                "." => {
                    in_data = false;
                    "250 taken"
                }
                _ if in_data => continue,
                "DATA" => {
                    in_data = true;
                    "354 go on"
                }
                "QUIT" => break,
                rcpt if rcpt.starts_with("RCPT") => refuses.unwrap_or("250 yes"),
                _ => "250 yes",
            };
            out.write_all(format!("{answer}\r\n").as_bytes()).unwrap();
        }
        heard
    });
    (port, heard)
}

fn mailer(port: u16) -> Mailer {
    let mut settings = Settings::load(None, Overrides::default()).unwrap();
    settings.mail.server = "127.0.0.1".to_owned();
    settings.mail.port = port;
    settings.mail.tls = MailTls::None;
    settings.mail.from = "Licences <licences@example.com>".to_owned();
    Mailer::open(&settings)
}

fn mail(to: &str) -> Mail {
    Mail {
        id: "0199a2f0".to_owned(),
        to: to.to_owned(),
        subject: "Två licenser\r\nBcc: everybody@example.com".to_owned(),
        text: "Hej!\n.\nEnd".to_owned(),
        html: Some("<p>Hej!</p>".to_owned()),
    }
}

#[test]
fn a_message_arrives_whole_and_with_its_id() {
    crate::testing::run(async {
        let (port, heard) = server(None);
        mailer(port).send(mail("Anna <anna@example.org>"), 1_800_000_000_000).await.unwrap();
        let heard = heard.join().unwrap();
        assert!(heard.starts_with("EHLO example.com\nMAIL FROM:<licences@example.com>"), "{heard}");
        assert!(heard.contains("RCPT TO:<anna@example.org>\n"), "{heard}");
        assert!(heard.contains("Message-ID: <0199a2f0@example.com>\n"), "{heard}");
        assert!(heard.contains("Date: Fri, 15 Jan 2027 08:00:00 +0000\n"), "{heard}");
        assert!(heard.contains("multipart/alternative"), "{heard}");
        assert!(!heard.contains("\nBcc"), "a line break makes no header: {heard}");
        assert!(heard.contains("\n..\n"), "a dot alone ends nothing: {heard}");
    });
}

#[test]
fn what_is_in_the_way_is_told_apart() {
    crate::testing::run(async {
        let (port, heard) = server(Some("550 no such user here"));
        let error = mailer(port).send(mail("nobody@example.org"), 0).await.unwrap_err();
        assert_eq!(
            (error.code(), error.to_string().contains("no such user")),
            ("mail_refused", true),
            "{error}"
        );
        drop(heard);

        let error = mailer(port).send(mail("no address"), 0).await.unwrap_err();
        assert_eq!(error.code(), "mail_address");

        // Nobody listens there.
        let error = mailer(9).send(mail("anna@example.org"), 0).await.unwrap_err();
        assert_eq!(error.code(), "mail_unreachable", "{error}");

        let off = Mailer::open(&Settings::load(None, Overrides::default()).unwrap());
        assert_eq!(off.send(mail("anna@example.org"), 0).await, Err(MailError::Off));
    });
}

#[test]
fn settings_that_cannot_be_used_are_said_and_stop_nobody() {
    let mut settings = Settings::load(None, Overrides::default()).unwrap();
    settings.mail.server = "mail.example.com".to_owned();
    settings.mail.from = "licences@example.com".to_owned();
    settings.mail.user = "licences".to_owned();
    settings.mail.password_file = "/nowhere/at/all".to_owned();
    let mailer = Mailer::open(&settings);
    let trouble = mailer.trouble().expect("the password is not there");
    assert_eq!(trouble.code(), "mail_settings");
    assert!(trouble.to_string().contains("/nowhere/at/all"), "{trouble}");
}
