//! An authority that says what a test wants: a real server on this machine, with real signatures.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State as Shared;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use http::StatusCode;
use licentia_core::meters::{Here, hear};
use licentia_protocol::SecretKey;
use licentia_protocol::conversation::{
    Answer, Figure, Letter, Offer, Receipt, Request, State, Usage, UsageReceipt, read_letter, read_receipt,
    read_request, read_usage, write_answer, write_usage_receipt,
};
use licentia_protocol::package::{Certificate, Trust, verify};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// What goes wrong with the answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Twist {
    /// Nothing.
    #[default]
    None,
    /// An answer to another question.
    WrongNonce,
    /// An answer to another installation.
    OtherInstallation,
    /// The last answer once more.
    Replay,
    /// Signed by a key that nobody has certified.
    OtherKey,
    /// Something that is no answer.
    Garbage,
    /// Another package than the one offered.
    OtherBytes,
    /// No answer at all.
    Down,
}

/// What the authority says, and what it was told.
#[derive(Default)]
pub(super) struct Script {
    /// The answer; nonce and installation are filled in.
    pub(super) answer: Option<Answer>,
    /// The file that is offered with it.
    pub(super) package: Option<Vec<u8>>,
    /// The list of keys that comes with it.
    pub(super) keys: Option<String>,
    pub(super) twist: Twist,
    /// Its key is certified as a partner's.
    pub(super) partner: bool,
    /// Receipts are refused.
    pub(super) no_receipts: bool,
    pub(super) asked: Vec<Request>,
    pub(super) fetched: Vec<Request>,
    pub(super) receipts: Vec<Receipt>,
    /// Whoever brings a receipt waits here, and how many have come so far.
    pub(super) gate: Option<Arc<Notify>>,
    pub(super) bringing: u32,
    /// Receipts that were refused.
    pub(super) unwelcome: u32,
    pub(super) letters: Vec<Letter>,
    /// Letters are refused.
    pub(super) no_letters: bool,
    /// Usage is refused.
    pub(super) no_usage: bool,
    /// What receipts for usage say instead of the last figure.
    pub(super) through: Option<u64>,
    pub(super) usage: Vec<Usage>,
    /// The figures that it has, by number.
    pub(super) figures: BTreeMap<u64, Figure>,
    last: Vec<u8>,
}

/// A running authority; it ends with the test.
pub(super) struct Authority {
    pub(super) url: String,
    script: Arc<Mutex<Script>>,
    task: JoinHandle<()>,
}

type Scripted = Shared<Arc<Mutex<Script>>>;

impl Authority {
    pub(super) async fn start() -> Self {
        let script =
            Arc::new(Mutex::new(Script { answer: Some(answer(State::UpToDate)), ..Script::default() }));
        let router = Router::new()
            .route("/licensing/v1/status", post(status))
            .route("/licensing/v1/package", post(package))
            .route("/licensing/v1/receipt", post(receipt))
            .route("/licensing/v1/upgrade-request", post(letter))
            .route("/licensing/v1/usage", post(usage))
            .route("/.well-known/licentia/keys.json", get(published))
            .with_state(Arc::clone(&script));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, script, task }
    }

    pub(super) fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on it says this.
    pub(super) fn says(&self, state: State, change: impl FnOnce(&mut Answer)) {
        let mut answer = answer(state);
        change(&mut answer);
        let mut script = self.script();
        (script.answer, script.package) = (Some(answer), None);
    }

    /// From now on it offers this package.
    pub(super) fn offers(&self, bytes: Vec<u8>) {
        self.says(State::NewLicence, |answer| answer.package = Some(offer(&bytes)));
        self.script().package = Some(bytes);
    }

    /// From now on its key is certified as a partner's.
    pub(super) fn speaks_as_partner(&self) {
        self.script().partner = true;
    }

    pub(super) fn twists(&self, twist: Twist) {
        self.script().twist = twist;
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(super) fn root() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

fn issuer_key() -> SecretKey {
    SecretKey::from_seed(&[2; 32])
}

/// The offer of a package.
pub(super) fn offer(bytes: &[u8]) -> Offer {
    let package = verify(bytes, &Trust { root: root().public().clone(), demo: false }).unwrap();
    let sha256 = crate::sealed::hex(&package.evidence().sha256);
    Offer { id: package.id.clone(), sequence: package.sequence, sha256, iat: package.iat }
}

fn answer(state: State) -> Answer {
    Answer {
        nonce: String::new(),
        installation: String::new(),
        issuer: "acme".parse().unwrap(),
        state,
        package: None,
        next_check_s: 3_600,
        at_ms: licentia_platform::testing::NOON_MS,
        hold: None,
        message: None,
        link: None,
        holder: None,
        head: None,
        code: None,
    }
}

fn certificate(key: &SecretKey, root: &SecretKey, partner: bool) -> String {
    let issuer = "acme".parse().unwrap();
    let key = key.public().clone();
    let certificate = Certificate {
        issuer,
        key,
        not_before: 0,
        not_after: 9_000_000_000,
        certifies: false,
        partner,
        iat: 0,
    };
    certificate.sign(root)
}

async fn status(Shared(script): Scripted, body: Bytes) -> axum::response::Response {
    let request = read_request(&body).unwrap().into_inner();
    let mut script = script.lock().unwrap();
    let mut answer = script.answer.clone().unwrap();
    (answer.nonce, answer.installation) = (request.nonce.clone(), request.key.kid().to_owned());
    answer.head = answer.head.or_else(|| Some(request.head.clone()));
    script.asked.push(request);
    let key = match script.twist {
        Twist::Down => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Twist::Garbage => return "<html>Welcome to this hotel</html>".into_response(),
        Twist::Replay => return script.last.clone().into_response(),
        Twist::OtherKey => SecretKey::from_seed(&[7; 32]),
        _ => issuer_key(),
    };
    match script.twist {
        Twist::WrongNonce => answer.nonce = "A".repeat(22),
        Twist::OtherInstallation => answer.installation = key.public().kid().to_owned(),
        _ => {}
    }
    let signer = if script.twist == Twist::OtherKey { SecretKey::from_seed(&[8; 32]) } else { root() };
    script.last =
        write_answer(&answer, &key, &[certificate(&key, &signer, script.partner)], script.keys.as_deref());
    script.last.clone().into_response()
}

async fn package(Shared(script): Scripted, body: Bytes) -> axum::response::Response {
    let request = read_request(&body).unwrap().into_inner();
    let mut script = script.lock().unwrap();
    script.fetched.push(request);
    let mut bytes = script.package.clone().unwrap();
    if script.twist == Twist::OtherBytes {
        bytes.push(b'\n');
    }
    bytes.into_response()
}

async fn receipt(Shared(script): Scripted, body: Bytes) -> axum::response::Response {
    let gate = {
        let mut script = script.lock().unwrap();
        script.bringing += 1;
        script.gate.clone()
    };
    if let Some(gate) = gate {
        gate.notified().await;
    }
    let mut script = script.lock().unwrap();
    if script.no_receipts || script.twist == Twist::Down {
        script.unwelcome += 1;
        return StatusCode::CONFLICT.into_response();
    }
    script.receipts.push(read_receipt(&body).unwrap().into_inner());
    "{\"received\":true}".into_response()
}

async fn usage(Shared(script): Scripted, body: Bytes) -> axum::response::Response {
    let mut script = script.lock().unwrap();
    if script.no_usage || script.twist == Twist::Down {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let usage = read_usage(&body).unwrap().into_inner();
    let (first, last) = usage.range();
    let other = |figure: &&Figure| script.figures.get(&figure.n).is_some_and(|here| here != *figure);
    let here = Here {
        through: script.figures.last_key_value().map(|(n, _)| *n),
        follows: false,
        differs: usage.figures.iter().find(other).map(|figure| figure.n),
    };
    let heard = hear(here, first, last);
    if heard.new.is_some() {
        script.figures.extend(usage.figures.iter().map(|figure| (figure.n, figure.clone())));
    }
    let receipt = UsageReceipt {
        usage: usage.id.clone(),
        nonce: usage.nonce.clone(),
        installation: usage.key.kid().to_owned(),
        issuer: usage.issuer.clone(),
        sha256: crate::sealed::hex(&licentia_protocol::sha256(&body)),
        through: script.through.unwrap_or(heard.word.through),
        taken: heard.word.taken,
        at_ms: usage.iat * 1_000,
    };
    script.usage.push(usage);
    let key = issuer_key();
    write_usage_receipt(&receipt, &key, &[certificate(&key, &root(), false)], None).into_response()
}

async fn letter(Shared(script): Scripted, body: Bytes) -> axum::response::Response {
    let mut script = script.lock().unwrap();
    if script.twist == Twist::Down {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    if script.no_letters {
        return (StatusCode::TOO_MANY_REQUESTS, "{\"code\":\"too_many_letters\"}").into_response();
    }
    script.letters.push(read_letter(&body).unwrap().into_inner());
    StatusCode::ACCEPTED.into_response()
}

async fn published() -> axum::Json<serde_json::Value> {
    let unknown = certificate(&issuer_key(), &SecretKey::from_seed(&[8; 32]), false);
    let certificates = ["nonsense".to_owned(), unknown, certificate(&issuer_key(), &root(), false)];
    axum::Json(serde_json::json!({"keys": [], "certificates": certificates}))
}
