//! Mail to people, by SMTP.
//!
//! One message at a time to one server, which does the rest: queues, retries to other servers, returns. What this server
//! owes is that its own message reaches that one, and its caller keeps and repeats it until [`Mailer::send`] says so.
//! A message carries an id of its own, so that one which was sent twice because the answer got lost is seen as one.

#[cfg(test)]
mod tests;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParametersBuilder};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Message, SmtpTransport, Transport as _};

use crate::settings::{self, MailTls, Settings};

/// The longest wait for each step of the conversation.
const PATIENCE: Duration = Duration::from_secs(20);
/// The most characters of what a mail server said that are kept.
const SENTENCE: usize = 300;

/// A message to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The same at every attempt; letters, digits and hyphens.
    pub id: String,
    /// The address.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// The message.
    pub text: String,
    /// The same as a page, for those who read it so.
    pub html: Option<String>,
}

/// Why a message was not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// `mail_off`: there is no `[mail] server`, or `[outbound] enabled = false`.
    #[error("no mail is sent: [mail] server is not set, or [outbound] enabled = false")]
    Off,
    /// `mail_settings`: what the settings name cannot be used.
    #[error("the settings of mail cannot be used: {0}")]
    Settings(String),
    /// `mail_address`: no address that mail can be sent to.
    #[error("{0:?} is no mail address")]
    Address(String),
    /// `mail_refused`: the mail server said no.
    #[error("the mail server refused it: {0}")]
    Refused(String),
    /// `mail_unreachable`: nobody answers there, not in time, or not securely.
    #[error("the mail server cannot be reached: {0}")]
    Unreachable(String),
}

impl MailError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Off => "mail_off",
            Self::Settings(_) => "mail_settings",
            Self::Address(_) => "mail_address",
            Self::Refused(_) => "mail_refused",
            Self::Unreachable(_) => "mail_unreachable",
        }
    }
}

/// Sends mail. Cheap to clone.
#[derive(Clone)]
pub struct Mailer(Result<Sender, MailError>);

#[derive(Clone)]
struct Sender {
    transport: SmtpTransport,
    from: Mailbox,
}

impl Mailer {
    /// As the settings say. What is wrong with them is said by every message that is not sent, and keeps no server from
    /// starting.
    pub fn open(settings: &Settings) -> Self {
        if settings.mail.server.is_empty() || !settings.outbound.enabled {
            return Self(Err(MailError::Off));
        }
        let sender = sender(settings).map_err(MailError::Settings);
        if let Err(error) = &sender {
            tracing::error!(code = error.code(), %error, "no mail can be sent");
        }
        Self(sender)
    }

    /// Why nothing can be sent, if that is known beforehand.
    pub fn trouble(&self) -> Option<&MailError> {
        self.0.as_ref().err()
    }

    /// Hands a message to the mail server. `now_ms` is the time that it carries.
    ///
    /// # Errors
    /// A [`MailError`]. After [`MailError::Unreachable`] the message may have been sent all the same.
    pub async fn send(&self, mail: Mail, now_ms: i64) -> Result<(), MailError> {
        let Sender { transport, from } = self.0.clone()?;
        let message = message(from, &mail, now_ms)?;
        let sent = tokio::task::spawn_blocking(move || transport.send(&message)).await;
        match sent {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(told(&error)),
            Err(_) => Err(MailError::Unreachable("the attempt ended without an answer".to_owned())),
        }
    }
}

/// Whether `text` is an address that mail can be from or to, with or without a name.
pub fn is_mailbox(text: &str) -> bool {
    text.parse::<Mailbox>().is_ok()
}

fn sender(settings: &Settings) -> Result<Sender, String> {
    let settings::Mail { server, port, tls, user, password_file, from, ca_file } = &settings.mail;
    let from: Mailbox = from.parse().map_err(|error| format!("mail.from: {error}"))?;
    let parameters = || {
        let mut parameters = TlsParametersBuilder::new(server.clone());
        if !ca_file.is_empty() {
            let pem = read(settings, "mail.ca_file", ca_file)?;
            let certificate =
                Certificate::from_pem(&pem).map_err(|error| format!("mail.ca_file: {error}"))?;
            parameters = parameters.add_root_certificate(certificate);
        }
        parameters.build().map_err(|error| error.to_string())
    };
    let (usual, tls) = match tls {
        MailTls::Starttls => (587, Tls::Required(parameters()?)),
        MailTls::Tls => (465, Tls::Wrapper(parameters()?)),
        MailTls::None => (25, Tls::None),
    };
    let mut transport = SmtpTransport::builder_dangerous(server)
        .port(if *port == 0 { usual } else { *port })
        .tls(tls)
        .hello_name(ClientId::Domain(from.email.domain().to_owned()))
        .timeout(Some(PATIENCE));
    if !user.is_empty() {
        let password = String::from_utf8(read(settings, "mail.password_file", password_file)?)
            .map_err(|_| "mail.password_file: is not text".to_owned())?;
        let password = password.trim_end_matches(['\r', '\n']).to_owned();
        transport = transport.credentials(Credentials::new(user.clone(), password));
    }
    Ok(Sender { transport: transport.build(), from })
}

fn read(settings: &Settings, key: &str, file: &str) -> Result<Vec<u8>, String> {
    let path = settings.path(file);
    std::fs::read(&path).map_err(|error| format!("{key}: {} cannot be read: {error}", path.display()))
}

fn message(from: Mailbox, mail: &Mail, now_ms: i64) -> Result<Message, MailError> {
    let to: Mailbox = mail.to.parse().map_err(|_| MailError::Address(mail.to.clone()))?;
    let id = format!("<{}@{}>", mail.id, from.email.domain());
    let moment = UNIX_EPOCH + Duration::from_millis(u64::try_from(now_ms).unwrap_or_default());
    let builder = Message::builder()
        .message_id(Some(id))
        .date(SystemTime::min(moment, UNIX_EPOCH + LATEST))
        .from(from)
        .to(to)
        .subject(mail.subject.replace(['\r', '\n'], " "));
    let made = match &mail.html {
        None => builder.singlepart(lettre::message::SinglePart::plain(mail.text.clone())),
        Some(html) => builder.multipart(MultiPart::alternative_plain_html(mail.text.clone(), html.clone())),
    };
    made.map_err(|error| MailError::Settings(error.to_string()))
}

/// The end of the year 9999: mail knows no later time.
const LATEST: Duration = Duration::from_secs(253_402_300_799);

fn told(error: &lettre::transport::smtp::Error) -> MailError {
    let mut words = error.to_string();
    let mut inner = std::error::Error::source(error);
    while let Some(source) = inner {
        let more = source.to_string();
        if !words.contains(&more) {
            words = format!("{words}: {more}");
        }
        inner = source.source();
    }
    let words: String = words.chars().filter(|letter| !letter.is_control()).take(SENTENCE).collect();
    if error.is_permanent() || error.is_transient() {
        return MailError::Refused(words);
    }
    MailError::Unreachable(words)
}
