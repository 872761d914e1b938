//! Keys: made once, closed at rest, opened with what closed them.

use std::convert::identity;
use std::os::unix::fs::PermissionsExt as _;

use licentia_platform::db::{Backend, Sql as _};
use licentia_platform::testing::both_databases;
use serde_json::Value;

use super::{Unlock, init};
use crate::testing::TestAuthority;
use crate::{Authority, StartError};

mod partners;
mod replacing;

both_databases!(identity;
    keys_are_made_once_and_the_root_stays_out_of_the_database,
    a_restart_needs_what_closed_the_key,
    public_halves_are_public,
);

async fn keys_are_made_once_and_the_root_stays_out_of_the_database(backend: Backend) {
    let t = TestAuthority::bare(backend).await;
    t.make_keys().await;
    let files = t.files();
    let mode = std::fs::metadata(&files.secret).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    let root = super::RootKey::open(&files.secret, &t.unlock).unwrap();
    assert_eq!(root.public(), &t.authority.signer().unwrap().trust.root);
    let sealed = t
        .authority
        .db()
        .read(|r| Ok(r.query("SELECT sealed FROM signing_key WHERE role = 'root'", &[])?))
        .await
        .unwrap();
    assert_eq!(sealed[0].get::<Option<Vec<u8>>>(0).unwrap(), None);
    let again = init(&t.authority, &t.granted(), t.new_keys()).await.unwrap_err();
    assert_eq!(again.code, "keys_exist");
    let other = TestAuthority::bare(backend).await;
    std::fs::write(other.files().public, "mine").unwrap();
    let in_the_way = init(&other.authority, &other.granted(), other.new_keys()).await.unwrap_err();
    assert_eq!(in_the_way.code, "key_file_exists");
    assert!(!other.files().secret.exists(), "nothing half-done");
}

async fn a_restart_needs_what_closed_the_key(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let kid = t.authority.signer().unwrap().kid().to_owned();
    let opened = t.another(Some(t.unlock.clone())).await;
    assert_eq!(opened.signer().unwrap().kid(), kid);
    let closed = t.another(None).await;
    assert_eq!(closed.signer().err().unwrap().code, "no_issuer_key");
    let wrong = super::load_signer(&closed, &Unlock::key_file(Unlock::new_key_file())).await;
    assert!(matches!(wrong, Err(StartError::Key(ref error)) if error.code() == "unlock_failed"));
    let close = |authority: Authority| authority.db().close();
    close(opened);
    close(closed);
}

async fn public_halves_are_public(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let keys = t.page("/.well-known/licentia/keys.json", "").await.json();
    assert_eq!(keys["keys"].as_array().unwrap().len(), 2);
    assert_eq!(keys["certificates"].as_array().unwrap().len(), 1);
    assert!(keys["keys"].as_array().unwrap().iter().all(|key| key.get("d").is_none()));
    let token = t.full_token().await;
    let listed = t.api("GET", "/api/v1/keys", &token, Value::Null).await.json();
    assert_eq!(listed["items"][0]["issuer"], "superoffice");
    assert!(listed["root"]["pem"].as_str().unwrap().contains("BEGIN PUBLIC KEY"));
}
