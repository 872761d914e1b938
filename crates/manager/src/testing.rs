//! A manager for tests: on SQLite or PostgreSQL, with a clock that obeys, a root and an issuer of its own.
//!
//! ```ignore
//! stories!(a_user_is_told_why);
//!
//! async fn a_user_is_told_why(t: TestManager) {
//!     t.activate(|package| package.rows = vec![row("ten-sales", 20)]).await;
//!     let anna = t.user("anna").await;
//!     t.assign(anna, "acme.ten-sales").await;
//!     let (status, answer) = t.get("/api/v1/checks/anna/acme.ten-sales").await;
//! }
//! ```
//! makes the tests `a_user_is_told_why::sqlite` and `a_user_is_told_why::postgres`.

mod packages;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use axum::Router;
use axum::body::Body;
use http::{Method, Request, StatusCode};
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licence::{Quantity, Row, UserKind};
use licentia_core::names::fold_login;
use licentia_core::seats::{self, Ask, Change, Refusal, Source};
use licentia_platform::access::{Caller, Granted, ManageAccess, NewToken, Rights};
use licentia_platform::by::By;
use licentia_platform::clock::{Clock as _, ManualClock, SystemRandom};
use licentia_platform::db::{Backend, ScopeNo};
use licentia_platform::ledger::Entry;
use licentia_platform::secret::Secret;
use licentia_platform::settings::{Overrides, Settings};
use licentia_platform::testing::{NOON_MS, Place};
use licentia_protocol::SecretKey;
use licentia_protocol::package::Trust;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::installations::{self, NewInstallation};
use crate::ledger::subject;
use crate::sealed::{self, UserRow, UserState};
use crate::snapshot::Slot;
use crate::{Manager, Options};

/// Makes a test on each database of each `async fn(TestManager)` named.
#[macro_export]
macro_rules! stories {
    ($($story:ident),+ $(,)?) => { $(
        mod $story {
            use licentia_platform::db::Backend;
            use $crate::testing::TestManager;

            #[test]
            fn sqlite() {
                licentia_platform::testing::run(async {
                    super::$story(TestManager::on(Backend::Sqlite).await).await
                });
            }
            #[test]
            fn postgres() {
                licentia_platform::testing::run(async {
                    super::$story(TestManager::on(Backend::Postgres).await).await
                });
            }
        }
    )+ };
}
pub use crate::stories;

/// The issuer of every test package.
pub const ISSUER: &str = "acme";

/// A manager with one installation, `test`, and a token that may do everything in it.
pub struct TestManager {
    /// The server.
    pub manager: Manager,
    /// Its clock, standing at noon UTC of 21 November 2026.
    pub clock: ManualClock,
    /// The installation.
    pub scope: ScopeNo,
    /// A token with every right.
    pub token: String,
    /// The whole server as a router.
    pub router: Router,
    /// Where its database is.
    pub place: Place,
    secret: Arc<Secret>,
    root: SecretKey,
    key: SecretKey,
    sequence: AtomicU64,
}

/// A named user module with this many seats.
pub fn row(module: &str, count: u32) -> Row {
    Row::new(0, module, Quantity::Count(count))
}

/// A plan with this many seats that brings these modules.
pub fn plan(module: &str, count: u32, set: &[&str]) -> Row {
    Row { flags: 1, set: set.iter().map(ToString::to_string).collect(), ..row(module, count) }
}

impl TestManager {
    /// A fresh manager on a fresh database.
    pub async fn on(backend: Backend) -> Self {
        let place = Place::new(backend);
        let secret =
            Secret::create(&place.folder().join("secret"), &SystemRandom).expect("the folder is empty");
        let (clock, secret) = (ManualClock::at(NOON_MS), Arc::new(secret));
        let root = SecretKey::from_seed(&[1; 32]);
        let settings = Settings::load(None, Overrides::default()).expect("the defaults are right");
        let manager = open(&place, &secret, &clock, &root, settings).await;
        let new = NewInstallation { slug: "test".to_owned(), name: "Test".to_owned() };
        let made = installations::create(&manager, &By::setup(), new).await.expect("an installation");
        let scope = made.value.scope;
        let token = token(&manager, scope, Rights::ALL).await;
        Self {
            router: manager.router(),
            manager,
            clock,
            scope,
            token,
            place,
            secret,
            root,
            key: SecretKey::from_seed(&[2; 32]),
            sequence: AtomicU64::new(0),
        }
    }

    /// A second server on the same database: as another replica, or the first after a restart.
    pub async fn second(&self) -> Manager {
        self.second_with(Settings::load(None, Overrides::default()).expect("the defaults are right")).await
    }

    /// The same with other settings.
    pub async fn second_with(&self, settings: Settings) -> Manager {
        open(&self.place, &self.secret, &self.clock, &self.root, settings).await
    }

    /// A caller with every right, as extractors make them.
    pub fn caller(&self) -> Caller {
        Caller::trusted(By::setup(), self.scope, "test", Rights::ALL)
    }

    /// Adds an internal user who may log in.
    pub async fn user(&self, login: &str) -> UserNo {
        let login = login.to_owned();
        let by = By::setup();
        let made = self.manager.write(self.scope, &by, move |w, at| {
            let row = UserRow { id: w.new_id().to_string(), ..user_row(at.next_user_no().0, &login) };
            sealed::store::insert_users(w, std::slice::from_ref(&row))?;
            w.record(Entry::new("users.created", 1).subject(subject::user(row.no)))?;
            Ok(row.no)
        });
        made.await.expect("a user").value
    }

    /// The number of a module.
    pub async fn module(&self, name: &str) -> ModuleNo {
        let snapshot = self.manager.snapshot(self.scope).await.expect("a snapshot");
        snapshot.licences().no(name).unwrap_or_else(|| panic!("{name} is in no package"))
    }

    /// Assigns a module or plan by hand.
    pub async fn assign(&self, user: UserNo, module: &str) {
        self.try_assign(user, module).await.expect("a seat");
    }

    /// Assigns a module or plan by hand, if the rules let it.
    ///
    /// # Errors
    /// What the rules say.
    pub async fn try_assign(&self, user: UserNo, module: &str) -> Result<(), Refusal> {
        let no = self.module(module).await;
        let by = By::setup();
        let done = self.manager.write(self.scope, &by, move |w, at| {
            let ask = Ask::new(no, Source::Manual, w.revision());
            let person = at.user(user).expect("the user was made").person();
            match seats::assign(at.licences(), at.day(), at.usage(), &person, &ask) {
                Err(refusal) => Ok(Some(refusal.code.as_str().to_owned())),
                Ok(change) => {
                    sealed::apply(w, &[(user, change)], None)?;
                    w.record(Entry::new("assignments.assigned", 1).subject(subject::user(user)))?;
                    Ok(None)
                }
            }
        });
        match done.await.expect("a decision").value {
            None => Ok(()),
            Some(code) => {
                let code = licentia_core::decide::Code::from_name(&code).expect("it is one");
                Err(Refusal { code, module: no, because: None })
            }
        }
    }

    /// Takes everything from a user.
    pub async fn recall_all(&self, user: UserNo) {
        let by = By::setup();
        let done = self.manager.write(self.scope, &by, move |w, at| {
            let remove = at
                .user(user)
                .map_or_else(Vec::new, |user| user.assignments().iter().map(|a| a.key()).collect());
            sealed::apply(w, &[(user, Change { remove, ..Change::default() })], None)?;
            w.record(Entry::new("assignments.recalled", 1).subject(subject::user(user)))
        });
        done.await.expect("a recall");
    }

    /// Lets time pass, and waits until the server has heard of its database again.
    pub async fn pass_ms(&self, ms: i64) {
        self.clock.advance_ms(ms);
        hears(&self.manager).await;
    }

    /// Moves the machine's date by a day and lets no time pass: nobody has to hear of the database again, so that a year
    /// takes seconds.
    pub fn next_day(&self) {
        self.clock.set_ms(self.clock.now_ms() + 24 * 60 * 60 * 1_000);
    }

    /// `GET` with the token.
    pub async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.ask(Method::GET, path, None).await
    }

    /// `POST` of JSON with the token.
    pub async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.ask(Method::POST, path, Some(body)).await
    }

    /// `DELETE` with the token.
    pub async fn delete(&self, path: &str) -> (StatusCode, Value) {
        self.ask(Method::DELETE, path, None).await
    }

    /// Any request with the token; the answer's body as JSON, or as a text in JSON.
    pub async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {}", self.token));
        let request = match body {
            None => request.body(Body::empty()),
            Some(body) => {
                request.header("content-type", "application/json").body(Body::from(body.to_string()))
            }
        };
        self.send(request.expect("a request")).await
    }

    /// Any request at all.
    pub async fn send(&self, request: Request<Body>) -> (StatusCode, Value) {
        let response = self.router.clone().oneshot(request).await.expect("a router always answers");
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), 64 << 20).await.expect("a whole body");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        (status, serde_json::from_str(&text).unwrap_or(json!(text)))
    }
}

/// Waits until a server has heard of its database, and has read what it heard of, after time has passed.
pub async fn hears(manager: &Manager) {
    let late = |slot: &Arc<Slot>| slot.behind_ms() > 1_000;
    while manager.db().behind_ms() > 1_000 || manager.slots().iter().any(late) {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

impl Drop for TestManager {
    fn drop(&mut self) {
        self.manager.db().close();
    }
}

/// A user who may log in, with an id made of the number.
pub fn user_row(no: u32, login: &str) -> UserRow {
    UserRow {
        no: UserNo(no),
        id: format!("0199a2f0-0000-7000-9000-{no:012}"),
        login: login.to_owned(),
        login_key: fold_login(login),
        name: login.to_owned(),
        name_key: fold_login(login),
        email: None,
        kind: UserKind::Internal,
        can_log_in: true,
        state: UserState::Active,
        groups: Vec::new(),
        created_at: NOON_MS,
        updated_at: NOON_MS,
        last_used: None,
        layout: crate::sealed::UserLayout::NOW,
        job_title: None,
        role: None,
        attributes: std::collections::BTreeMap::new(),
        waiting_for_approval: false,
        sites: vec![crate::sealed::CENTRAL],
    }
}

/// Adds users in one change.
pub async fn add_users(t: &TestManager, rows: Vec<UserRow>) {
    let by = By::setup();
    let added = t.manager.write(t.scope, &by, move |w, _| {
        sealed::store::insert_users(w, &rows)?;
        let mut entry = Entry::new("users.created", 1).after(json!({"count": rows.len()}));
        for row in &rows {
            entry.member(&(row.no,));
        }
        w.record(entry)
    });
    added.await.expect("users");
}

/// A token of an installation.
pub async fn token(manager: &Manager, scope: ScopeNo, rights: Rights) -> String {
    token_at(manager, scope, None, rights).await
}

/// A token of one of its satellites.
pub async fn token_at(manager: &Manager, scope: ScopeNo, site: Option<u32>, rights: Rights) -> String {
    let granted = Granted::<ManageAccess>::to_the_server(By::setup(), scope);
    let new = NewToken { label: "test".to_owned(), rights, expires_at_ms: None, site };
    manager.access().make_token(&granted, new).await.expect("a token").value.token
}

async fn open(
    place: &Place,
    secret: &Arc<Secret>,
    clock: &ManualClock,
    root: &SecretKey,
    settings: Settings,
) -> Manager {
    let options = Options {
        url: place.url().to_owned(),
        secret: Arc::clone(secret),
        trust: Trust { root: root.public().clone(), demo: false },
        settings,
        clock: Arc::new(clock.clone()),
        random: Arc::new(SystemRandom),
    };
    Manager::open(options).await.expect("a fresh database opens")
}
