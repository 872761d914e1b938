//! Stories of people and programs coming in, on both databases.

use http::HeaderMap;
use http::header::{COOKIE, HeaderValue};

use super::*;
use crate::db::{Backend, Sql as _, values};
use crate::settings::{Overrides, Settings};
use crate::testing::{NOON_MS as NOON, TestDb, soon};

const HOUR: i64 = 3_600_000;
pub(crate) const HERE: ScopeNo = ScopeNo(1);
const GOOD: &str = "correct horse battery";

/// A database with an [`Access`] and a clock that obeys.
pub(crate) struct House {
    pub(crate) access: Access,
    test: TestDb,
}

/// A house on SQLite.
pub(crate) async fn house() -> House {
    House::on(Backend::Sqlite).await
}

async fn access(db: &Db, https: bool) -> Access {
    let mut accounts = Settings::load(None, Overrides::default()).unwrap().accounts;
    accounts.password_memory_kib = 64;
    accounts.password_passes = 1;
    let options = AccessOptions { cookie: "licentia_session", https, accounts };
    Access::open(db.clone(), options).await.unwrap()
}

/// Each story runs once on SQLite and once on PostgreSQL.
macro_rules! on_both_databases {
    ($(async fn $story:ident($house:ident: House) $body:block)+) => {$(
        async fn $story($house: House) $body

        mod $story {
            #[test]
            fn sqlite() {
                crate::testing::run(async {
                    super::$story(super::House::on(super::Backend::Sqlite).await).await;
                });
            }
            #[test]
            fn postgres() {
                crate::testing::run(async {
                    super::$story(super::House::on(super::Backend::Postgres).await).await;
                });
            }
        }
    )+};
}

impl House {
    async fn on(backend: Backend) -> Self {
        let test = TestDb::new(backend);
        let access = access(test.db(), false).await;
        Self { access, test }
    }

    fn pass_ms(&self, ms: i64) {
        self.test.clock().advance_ms(ms);
    }

    /// A token with `rights`, made by the server itself.
    pub(crate) async fn token(&self, rights: Rights) -> String {
        let new = NewToken { label: "test".into(), rights, expires_at_ms: None, site: None };
        let made = self.access.make_token(&server(), new).await.unwrap();
        made.value.token
    }
}

fn server() -> Granted<ManageAccess> {
    Granted::to_the_server(By::setup(), HERE)
}

fn person(login: &str, rights: Rights) -> NewAccount {
    NewAccount { login: login.into(), name: format!("{login} Berg"), rights, user: None }
}

fn chosen(login: &str, password: &str) -> Chosen {
    Chosen { login: login.into(), name: "Anna Berg".into(), password: password.into() }
}

fn from(address: &str) -> Browser {
    Browser { address: Some(address.into()), agent: "test".into() }
}

fn look() -> Look {
    Look { lang: "en".into(), theme: None }
}

fn cookies(signed_in: &SignedIn) -> HeaderMap {
    let line = signed_in.cookies[0].to_str().unwrap();
    let pair = line.split(';').next().unwrap();
    HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(pair).unwrap())])
}

fn code<T>(result: Result<T, Problem>) -> (u16, String) {
    match result {
        Ok(_) => (200, String::new()),
        Err(problem) => (problem.status, problem.code.into_owned()),
    }
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

fn token_of(link: &Link) -> &str {
    link.path.strip_prefix("/set-up/").unwrap()
}

impl House {
    /// An account with a password, ready to sign in.
    async fn settled(&self, login: &str, rights: Rights) -> i64 {
        let no = self.access.invite(&server(), person(login, rights)).await.unwrap().value;
        let link = self.access.make_link(&server(), no, Purpose::SetUp).await.unwrap();
        self.access.set_up(token_of(&link), chosen(login, GOOD), from("10.0.0.1")).await.unwrap();
        no
    }

    async fn sign_in(&self, login: &str, password: &str) -> Result<SignedIn, Problem> {
        self.access.sign_in(login, password.into(), None, from("10.0.0.2")).await
    }

    /// The chain's bytes as text.
    async fn chain(&self) -> String {
        let read = self.test.db().read(|r| {
            let rows = r.query("SELECT bytes FROM ledger ORDER BY revision", &[])?;
            let bytes = rows.iter().map(|row| row.get::<Vec<u8>>(0)).collect::<Result<Vec<_>, _>>()?;
            Ok(bytes.concat())
        });
        String::from_utf8(read.await.unwrap()).unwrap()
    }

    /// How many of the texts beside the chain hold `word`.
    async fn texts_with(&self, word: &'static str) -> usize {
        let read = self.test.db().read(move |r| {
            let rows = r.query("SELECT bytes FROM ledger_text WHERE scope = $1", &values![HERE])?;
            let texts =
                rows.iter().map(|row| row.get::<Option<Vec<u8>>>(0)).collect::<Result<Vec<_>, _>>()?;
            Ok(texts
                .into_iter()
                .flatten()
                .filter(|text| String::from_utf8_lossy(text).contains(word))
                .count())
        });
        read.await.unwrap()
    }

    async fn caller(&self, headers: &HeaderMap) -> Result<Caller, Problem> {
        self.access.caller(headers, None, look()).await
    }
}

fn bearer(token: &str) -> HeaderMap {
    let value = HeaderValue::from_str(&format!("Bearer {token}")).unwrap();
    HeaderMap::from_iter([(AUTHORIZATION, value)])
}

mod accounts;
mod doors;
