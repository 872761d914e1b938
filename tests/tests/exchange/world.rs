//! The two servers in this process: an authority that listens, a manager that asks it, and a network that loses what it
//! is told to lose.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http_body_util::BodyExt as _;
use licentia_authority::keys::{self, KeyFiles, NewKeys, Replace, RootKey, Unlock};
use licentia_authority::{Authority, HOUSE};
use licentia_manager::{Manager, installations};
use licentia_platform::access::{Access, Granted, NewToken, Rights};
use licentia_platform::by::By;
use licentia_platform::clock::{ManualClock, SystemRandom};
use licentia_platform::db::{Backend, ScopeNo};
use licentia_platform::secret::Secret;
use licentia_platform::settings::{Issuer, Overrides, Settings};
use licentia_platform::testing::{NOON_MS, Place};
use licentia_protocol::package::Trust;
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// Whose packages they are.
pub(crate) const ISSUER: &str = "superoffice";
/// The customer.
pub(crate) const SERIAL: &str = "1801852599";

const CATALOGUE: &str = "format = 1\nissuer = \"superoffice\"\ntitles = { en = \"SuperOffice\" }\n
[[modules]]\ncode = \"server\"\nscope = \"system\"\ntitles = { en = \"Server\" }\n
[[modules]]\ncode = \"sales\"\nscope = \"user\"\nplan = true\nset = [\"sale\"]\ntitles = { en = \"Sales\" }\n
[[modules]]\ncode = \"sale\"\nscope = \"user\"\nhidden = true\ntitles = { en = \"Sale\" }\n
[[modules]]\ncode = \"travel\"\nscope = \"user\"\ntitles = { en = \"Travel\" }\n";

/// What happens to a message on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Arrives,
    /// It never reaches the authority.
    RequestLost,
    /// The authority acts on it, and its answer never comes back.
    AnswerLost,
}

/// One server's router with a token.
pub(crate) struct Side {
    router: Router,
    token: String,
}

/// Both servers, and everything they stand on.
pub(crate) struct World {
    pub(crate) authority: Authority,
    pub(crate) vendor: Side,
    pub(crate) manager: Option<Manager>,
    pub(crate) customer: Side,
    pub(crate) clock: ManualClock,
    secret: Arc<Secret>,
    token: String,
    url: String,
    trust: Trust,
    fate: Arc<AtomicU8>,
    unlock: Unlock,
    files: KeyFiles,
    places: [Place; 2],
}

impl World {
    pub(crate) async fn new(backend: Backend) -> Self {
        let places = [Place::new(backend), Place::new(backend)];
        let clock = ManualClock::at(NOON_MS);
        let unlock = Unlock::key_file(Unlock::new_key_file());
        let authority = open_authority(&places[0], &clock, &unlock).await;
        let files = KeyFiles::in_folder(&places[0].folder());
        let new = NewKeys {
            issuer: ISSUER.parse().unwrap(),
            demo: false,
            files: files.clone(),
            root_unlock: unlock.clone(),
            unlock: unlock.clone(),
            valid_days: keys::VALID_DAYS,
        };
        keys::init(&authority, &Granted::to_the_server(By::setup(), HOUSE), new).await.unwrap();
        let trust = Trust::from_pem(&std::fs::read_to_string(&files.public).unwrap()).unwrap();
        let token = make_token(authority.access(), HOUSE).await;
        let vendor = Side { router: authority.router(), token };
        let fate = Arc::new(AtomicU8::new(0));
        let url = listen(vendor.router.clone(), fate.clone()).await;
        let secret = Arc::new(Secret::create(&places[1].folder().join("secret"), &SystemRandom).unwrap());
        let manager = open_manager(places[1].url(), &secret, &trust, &clock, &url).await;
        let scope = first_installation(&manager).await;
        let token = make_token(manager.access(), scope).await;
        let customer = Side { router: manager.router(), token: token.clone() };
        let manager = Some(manager);
        Self {
            authority,
            vendor,
            manager,
            customer,
            clock,
            secret,
            token,
            url,
            trust,
            fate,
            unlock,
            files,
            places,
        }
    }

    /// What happens to whatever the manager says online from now on.
    pub(crate) fn is(&self, fate: Fate) {
        self.fate.store(fate as u8, Ordering::SeqCst);
    }

    /// Stops the manager and starts it again.
    pub(crate) async fn restart(&mut self) {
        let manager = self.manager.take().unwrap();
        let db = manager.db().clone();
        self.customer.router = Router::new();
        drop(manager);
        tokio::task::spawn_blocking(move || db.close()).await.unwrap();
        let again =
            open_manager(self.places[1].url(), &self.secret, &self.trust, &self.clock, &self.url).await;
        self.customer = Side { router: again.router(), token: self.token.clone() };
        self.manager = Some(again);
    }

    /// Another manager with the same key and no memory: what is answered to it was made for another question.
    pub(crate) async fn twin(&self, backend: Backend) -> (Side, Manager, Place) {
        let place = Place::new(backend);
        let manager = open_manager(place.url(), &self.secret, &self.trust, &self.clock, &self.url).await;
        let scope = first_installation(&manager).await;
        let token = make_token(manager.access(), scope).await;
        (Side { router: manager.router(), token }, manager, place)
    }

    /// The next signing key; answers the one before.
    pub(crate) async fn rotate(&self) -> Option<String> {
        let before = self.signing_key().await;
        let root = RootKey::open(&self.files.secret, &self.unlock).unwrap();
        let replace =
            Replace { root, unlock: self.unlock.clone(), valid_days: keys::VALID_DAYS, suspect: false };
        let granted = Granted::to_the_server(By::setup(), HOUSE);
        keys::rotate(&self.authority, &granted, replace).await.unwrap();
        before
    }

    /// Takes a key out of use that signs no longer.
    pub(crate) async fn withdraw(&self, kid: String) {
        let root = RootKey::open(&self.files.secret, &self.unlock).unwrap();
        let granted = Granted::to_the_server(By::setup(), HOUSE);
        keys::withdraw(&self.authority, &granted, root, kid, "superseded".to_owned()).await.unwrap();
    }

    async fn signing_key(&self) -> Option<String> {
        let (_, list) = self.vendor.get("/api/v1/keys").await;
        let items = list["items"].as_array()?;
        items.iter().find(|key| key["state"] == "active")?["kid"].as_str().map(str::to_owned)
    }
}

impl Side {
    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        let (status, bytes) = self.call("GET", path, "application/json", Vec::new()).await;
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    pub(crate) async fn file(&self, path: &str) -> (u16, Vec<u8>) {
        self.call("GET", path, "application/json", Vec::new()).await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let (status, bytes) =
            self.call(method, path, "application/json", body.to_string().into_bytes()).await;
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    pub(crate) async fn call(&self, method: &str, path: &str, kind: &str, body: Vec<u8>) -> (u16, Vec<u8>) {
        let request = http::Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", kind)
            .body(Body::from(body))
            .unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        assert!(status < 500 || status == 503, "{method} {path}: {status}");
        (status, answer.into_body().collect().await.unwrap().to_bytes().to_vec())
    }
}

async fn open_authority(place: &Place, clock: &ManualClock, unlock: &Unlock) -> Authority {
    let options = licentia_authority::Options {
        url: place.url().to_owned(),
        secret: Arc::new(Secret::create(&place.folder().join("secret"), &SystemRandom).unwrap()),
        settings: Settings::load(None, Overrides::default()).unwrap(),
        clock: Arc::new(clock.clone()),
        random: Arc::new(SystemRandom),
        unlock: Some(unlock.clone()),
    };
    Authority::open(options).await.unwrap()
}

async fn open_manager(
    url: &str,
    secret: &Arc<Secret>,
    trust: &Trust,
    clock: &ManualClock,
    authority: &str,
) -> Manager {
    let mut settings = Settings::load(None, Overrides::default()).unwrap();
    let issuer = Issuer { authority: authority.to_owned(), ..Issuer::default() };
    settings.issuers.insert(ISSUER.to_owned(), issuer);
    let options = licentia_manager::Options {
        url: url.to_owned(),
        secret: secret.clone(),
        trust: trust.clone(),
        settings,
        clock: Arc::new(clock.clone()),
        random: Arc::new(SystemRandom),
    };
    Manager::open(options).await.unwrap()
}

async fn first_installation(manager: &Manager) -> ScopeNo {
    let new = installations::NewInstallation { slug: "production".to_owned(), name: "Production".to_owned() };
    installations::create(manager, &By::setup(), new).await.unwrap().value.scope
}

async fn make_token(access: &Access, scope: ScopeNo) -> String {
    let granted = Granted::to_the_server(By::setup(), scope);
    let new = NewToken { label: "exchange".to_owned(), rights: Rights::ALL, expires_at_ms: None, site: None };
    access.make_token(&granted, new).await.unwrap().value.token
}

/// Serves on a port of its own, through the network that loses things.
async fn listen(router: Router, fate: Arc<AtomicU8>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = router.layer(from_fn_with_state(fate, lossy));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn lossy(State(fate): State<Arc<AtomicU8>>, request: Request, next: Next) -> Response {
    match fate.load(Ordering::SeqCst) {
        1 => StatusCode::BAD_GATEWAY.into_response(),
        2 => {
            next.run(request).await;
            StatusCode::GATEWAY_TIMEOUT.into_response()
        }
        _ => next.run(request).await,
    }
}

/// The catalogue and the customer, at the vendor; the people and the holder, at the customer.
pub(crate) async fn fill(world: &World, people: usize) {
    let catalogue = CATALOGUE.as_bytes().to_vec();
    let (status, _) = world.vendor.call("PUT", "/api/v1/catalogue", "application/toml", catalogue).await;
    assert_eq!(status, 200);
    let customer = json!({
        "serial": SERIAL, "name": "Nordlys Trading AS", "zone": "Europe/Oslo", "licences": [], "enrolment": "open",
    });
    assert_eq!(world.vendor.send("POST", "/api/v1/customers", &customer).await.0, 201);
    let holder = json!({"serial": SERIAL, "holder": "Nordlys Trading AS"});
    assert_eq!(world.customer.send("POST", "/api/v1/installation/serial", &holder).await.0, 200);
    for person in 0..people {
        let login = format!("user{person}");
        let body = json!({"login": login, "name": login, "kind": "internal", "can_log_in": true});
        assert_eq!(world.customer.send("POST", "/api/v1/users", &body).await.0, 201);
    }
}
