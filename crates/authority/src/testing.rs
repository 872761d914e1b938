//! An authority for tests, on either database, with a clock that obeys.

pub(crate) mod installation;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use licentia_core::names::IssuerName;
use licentia_platform::access::{
    Granted, ManageAccess, NewAccount, NewToken, Right, RightKind, Rights, Sell,
};
use licentia_platform::by::By;
use licentia_platform::clock::{ManualClock, SystemRandom};
use licentia_platform::db::Backend;
use licentia_platform::secret::Secret;
use licentia_platform::settings::{Overrides, Settings};
use licentia_platform::testing::{NOON_MS, Place};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::customers::{self, Customer, Details};
use crate::installations::rule::Enrolment;
use crate::keys::{self, KeyFiles, NewKeys, Unlock};
use crate::subscriptions::Subscription;
use crate::{Authority, HOUSE, Options, catalogue};

/// The sample vendor's catalogue.
pub(crate) const SAMPLE: &str = include_str!("../../../examples/superoffice.toml");

/// An authority in a fresh place.
pub(crate) struct TestAuthority {
    pub(crate) authority: Authority,
    pub(crate) clock: ManualClock,
    pub(crate) unlock: Unlock,
    secret: Arc<Secret>,
    place: Place,
}

/// What a request was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn location(&self) -> &str {
        self.headers.get(LOCATION).map_or("", |location| location.to_str().unwrap())
    }
}

/// A header of a request.
pub(crate) type Header<'a> = (&'a str, &'a str);

impl TestAuthority {
    /// Without keys and without a catalogue.
    pub(crate) async fn bare(backend: Backend) -> Self {
        let place = Place::new(backend);
        let secret = Secret::create(&place.folder().join("secret"), &SystemRandom).unwrap();
        let clock = ManualClock::at(NOON_MS);
        let unlock = Unlock::key_file(Unlock::new_key_file());
        let secret = Arc::new(secret);
        let authority = open(&place, &secret, &clock, Some(unlock.clone())).await;
        Self { authority, clock, unlock, secret, place }
    }

    /// With keys and the sample vendor's catalogue.
    pub(crate) async fn on(backend: Backend) -> Self {
        let this = Self::bare(backend).await;
        this.make_keys().await;
        catalogue::apply(&this.authority, &this.granted(), SAMPLE.as_bytes()).await.unwrap();
        this
    }

    /// Where the database is.
    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// Another server on the same database, as a replica or after a restart.
    pub(crate) async fn another(&self, unlock: Option<Unlock>) -> Authority {
        open(&self.place, &self.secret, &self.clock, unlock).await
    }

    pub(crate) fn files(&self) -> KeyFiles {
        KeyFiles::in_folder(&self.place.folder())
    }

    pub(crate) async fn make_keys(&self) {
        keys::init(&self.authority, &self.granted(), self.new_keys()).await.unwrap();
    }

    pub(crate) fn new_keys(&self) -> NewKeys {
        NewKeys {
            issuer: IssuerName::new("superoffice").unwrap(),
            demo: false,
            files: self.files(),
            root_unlock: self.unlock.clone(),
            unlock: self.unlock.clone(),
            valid_days: keys::VALID_DAYS,
        }
    }

    /// A new issuer key for so many days, certified with the root in this authority's folder.
    pub(crate) fn replacement(&self, valid_days: u32) -> keys::Replace {
        let root = keys::RootKey::open(&self.files().secret, &self.unlock).unwrap();
        keys::Replace { root, unlock: self.unlock.clone(), valid_days, suspect: false }
    }

    pub(crate) fn granted<R: RightKind>(&self) -> Granted<R> {
        Granted::to_the_server(By::system("test"), HOUSE)
    }

    /// A customer that owns these modules, open for a first contact: a quantity of 0 is a system licence.
    pub(crate) async fn customer(&self, serial: &str, owns: &[(&str, u32)]) -> Customer {
        let lines = owns.iter().map(|(module, quantity)| match quantity {
            0 => licentia_core::catalogue::OrderLine::there(*module),
            _ => licentia_core::catalogue::OrderLine::new(*module, *quantity),
        });
        let mut subscription = Subscription::default();
        subscription.order.lines = lines.collect();
        let granted = self.granted::<Sell>();
        let (details, open) = (details(serial), Enrolment::Open);
        let created = customers::create(&self.authority, &granted, details, subscription, open).await;
        created.unwrap().value
    }

    /// A token with these rights.
    pub(crate) async fn token(&self, rights: &[Right]) -> String {
        let new = NewToken {
            label: "test".to_owned(),
            rights: Rights::of(rights),
            expires_at_ms: None,
            site: None,
        };
        let granted = self.granted::<ManageAccess>();
        self.authority.access().make_token(&granted, new).await.unwrap().value.token
    }

    /// A token for everything.
    pub(crate) async fn full_token(&self) -> String {
        self.token(&crate::access::RIGHTS).await
    }

    /// The cookie of somebody who has just signed in for the first time.
    pub(crate) async fn signed_in(&self, rights: &[Right]) -> String {
        let new = NewAccount {
            login: "sara".to_owned(),
            name: "Sara Holm".to_owned(),
            rights: Rights::of(rights),
            user: None,
        };
        let link = self.authority.access().first_administrator(HOUSE, new).await.unwrap();
        let form = "login=sara&name=Sara+Holm&password=correct+horse+battery+staple";
        let answer = self.form(&link.path, "", form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let cookie = answer.headers.get(SET_COOKIE).unwrap().to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    /// Asks the API.
    pub(crate) async fn api(&self, method: &str, path: &str, token: &str, body: Value) -> Answer {
        self.api_with(method, path, token, body, &[]).await
    }

    pub(crate) async fn api_with(
        &self,
        method: &str,
        path: &str,
        token: &str,
        body: Value,
        headers: &[Header<'_>],
    ) -> Answer {
        let bearer = format!("Bearer {token}");
        let mut all = vec![(AUTHORIZATION.as_str(), bearer.as_str())];
        let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        if !bytes.is_empty() {
            all.push((CONTENT_TYPE.as_str(), "application/json"));
        }
        all.extend(headers);
        self.send(method, path, &all, bytes).await
    }

    /// Puts a catalogue file.
    pub(crate) async fn put_catalogue(&self, query: &str, token: &str, source: &str) -> Answer {
        let bearer = format!("Bearer {token}");
        let headers =
            [(AUTHORIZATION.as_str(), bearer.as_str()), (CONTENT_TYPE.as_str(), "application/toml")];
        self.send("PUT", &format!("/api/v1/catalogue{query}"), &headers, source.into()).await
    }

    /// Sends a file to the API.
    pub(crate) async fn post_file(&self, path: &str, token: &str, file: &str) -> Answer {
        let bearer = format!("Bearer {token}");
        let bearer = if token.is_empty() { "" } else { &bearer };
        let headers = [(AUTHORIZATION.as_str(), bearer), (CONTENT_TYPE.as_str(), "application/octet-stream")];
        self.send("POST", path, &headers, file.into()).await
    }

    /// Opens a page.
    pub(crate) async fn page(&self, path: &str, cookie: &str) -> Answer {
        let headers = [(COOKIE.as_str(), cookie), ("accept", "text/html")];
        self.send("GET", path, &headers, Vec::new()).await
    }

    /// Sends a form of a page.
    pub(crate) async fn form(&self, path: &str, cookie: &str, form: &str) -> Answer {
        let headers = [
            (COOKIE.as_str(), cookie),
            ("accept", "text/html"),
            ("sec-fetch-site", "same-origin"),
            (CONTENT_TYPE.as_str(), "application/x-www-form-urlencoded"),
        ];
        self.send("POST", path, &headers, form.into()).await
    }

    /// Sends a file with a page's form.
    pub(crate) async fn upload(&self, path: &str, cookie: &str, file: &[u8]) -> Answer {
        let headers = [
            (COOKIE.as_str(), cookie),
            ("accept", "text/html"),
            ("sec-fetch-site", "same-origin"),
            (CONTENT_TYPE.as_str(), "multipart/form-data; boundary=part"),
        ];
        let head = "--part\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.tlr\"\r\n\r\n";
        let body = [head.as_bytes(), file, b"\r\n--part--\r\n"].concat();
        self.send("POST", path, &headers, body).await
    }

    async fn send(&self, method: &str, path: &str, headers: &[Header<'_>], body: Vec<u8>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body)).unwrap();
        let router: Router = self.authority.router();
        let response = router.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }
}

async fn open(place: &Place, secret: &Arc<Secret>, clock: &ManualClock, unlock: Option<Unlock>) -> Authority {
    let mut settings = Settings::load(None, Overrides::default()).unwrap();
    // What a password costs is the platform's test; here it only has to be a password.
    settings.accounts.password_memory_kib = 64;
    settings.accounts.password_passes = 1;
    settings.store.url = "https://store.example/buy".to_owned();
    let options = Options {
        url: place.url().to_owned(),
        secret: Arc::clone(secret),
        settings,
        clock: Arc::new(clock.clone()),
        random: Arc::new(SystemRandom),
        unlock,
    };
    Authority::open(options).await.unwrap()
}

impl Drop for TestAuthority {
    fn drop(&mut self) {
        // Before its place is taken away.
        self.authority.db().close();
    }
}

/// A customer's fields with nothing unusual in them.
pub(crate) fn details(serial: &str) -> Details {
    Details {
        serial: serial.to_owned(),
        name: format!("Nordlys {serial} AS"),
        zone: "Europe/Oslo".to_owned(),
        ..Details::default()
    }
}

/// Rights that let somebody look and nothing else.
pub(crate) const LOOK: &[Right] = &[Right::View];
