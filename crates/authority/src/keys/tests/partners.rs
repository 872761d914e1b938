//! A partner makes its own key, the root certifies it for one name, and takes it back if it must.

use std::convert::identity;

use licentia_core::names::IssuerName;
use licentia_platform::access::Right;
use licentia_platform::db::Backend;
use licentia_platform::testing::both_databases;
use licentia_protocol::PublicKey;
use serde_json::Value;

use crate::catalogue;
use crate::keys::{self, NewCertificate, NewPartner, RootKey, Step, Waiting};
use crate::packages::{self, Wish};
use crate::testing::TestAuthority;

both_databases!(identity;
    a_partner_signs_with_its_own_key_once_the_root_certified_it,
    a_partners_key_is_replaced_and_withdrawn_by_the_root,
    a_name_is_certified_for_one_partner_only,
    what_comes_back_is_checked,
    the_api_shows_and_takes_lists,
    the_page_tells_states_and_the_next_step,
);

fn name(name: &str) -> IssuerName {
    IssuerName::new(name).unwrap()
}

fn root(t: &TestAuthority) -> RootKey {
    RootKey::open(&t.files().secret, &t.unlock).unwrap()
}

/// The root's authority, and a partner's whose key waits.
async fn both(backend: Backend) -> (TestAuthority, TestAuthority, Waiting) {
    let vendor = TestAuthority::on(backend).await;
    let partner = TestAuthority::bare(backend).await;
    let trust = vendor.authority.signer().unwrap().trust.clone();
    let new = NewPartner { issuer: name("acme"), trust, unlock: partner.unlock.clone() };
    let waiting = keys::init_partner(&partner.authority, &partner.granted(), new).await.unwrap().value;
    (vendor, partner, waiting)
}

fn wish(waiting: &Waiting, replaces: Option<&str>) -> NewCertificate {
    NewCertificate {
        key: PublicKey::from_pem(&waiting.pem).unwrap(),
        issuer: name(&waiting.issuer),
        partner: true,
        days: 730,
        replaces: replaces.map(str::to_owned),
    }
}

async fn certified(vendor: &TestAuthority, wish: NewCertificate) -> Result<keys::Certified, String> {
    let done = keys::certify(&vendor.authority, &vendor.granted(), root(vendor), wish).await;
    done.map(|done| done.value).map_err(|problem| problem.code.into_owned())
}

async fn install(t: &TestAuthority, file: &str) -> Result<keys::Installed, String> {
    let done = keys::install(&t.authority, &t.granted(), file.as_bytes()).await;
    done.map(|done| done.value).map_err(|problem| problem.code.into_owned())
}

async fn next(t: &TestAuthority) -> Step {
    keys::next(&t.authority, &t.granted()).await.unwrap()
}

const ACME: &str = r#"
format = 1
issuer = "acme"
titles = { en = "ACME" }

[[modules]]
code = "scanner"
scope = "user"
titles = { en = "Scanner" }
"#;

async fn a_partner_signs_with_its_own_key_once_the_root_certified_it(backend: Backend) {
    let (vendor, partner, waiting) = both(backend).await;
    assert_eq!(partner.authority.signer().err().unwrap().code, "no_issuer_key");
    assert!(matches!(next(&partner).await, Step::FirstCertificate { ref issuer, .. } if issuer == "acme"));
    let done = certified(&vendor, wish(&waiting, None)).await.unwrap();
    assert_eq!((done.kid.as_str(), done.list), (waiting.kid.as_str(), 2));
    let installed = install(&partner, &done.file).await.unwrap();
    assert_eq!((installed.kid.as_deref(), installed.list, installed.changed), (Some(&*waiting.kid), 2, true));
    assert!(!install(&partner, &done.file).await.unwrap().changed, "once is enough");
    let signer = partner.authority.signer().unwrap();
    assert!(signer.partner);
    assert!(next(&partner).await.is_rest());

    catalogue::apply(&partner.authority, &partner.granted(), ACME.as_bytes()).await.unwrap();
    partner.customer("2000000001", &[("scanner", 3)]).await;
    let issued = packages::issue(&partner.authority, &partner.granted(), "2000000001", Wish::default())
        .await
        .unwrap()
        .value;
    let file = packages::file(&partner.authority, &partner.granted(), &issued.id).await.unwrap().1;
    let vendors = vendor.authority.signer().unwrap().trust.clone();
    let verified = licentia_protocol::package::verify(&file, &vendors).unwrap();
    assert!(verified.evidence().partner);
    assert_eq!(verified.issuer, name("acme"));
}

async fn a_partners_key_is_replaced_and_withdrawn_by_the_root(backend: Backend) {
    let (vendor, partner, first) = both(backend).await;
    install(&partner, &certified(&vendor, wish(&first, None)).await.unwrap().file).await.unwrap();
    let unlock = partner.unlock.clone();
    let second =
        keys::request_replacement(&partner.authority, &partner.granted(), unlock, true).await.unwrap().value;
    assert!(
        matches!(next(&partner).await, Step::NextCertificate { ref replaces, .. } if *replaces == first.kid)
    );
    assert_eq!(partner.authority.signer().unwrap().kid(), first.kid, "the one before signs until then");
    assert_eq!(certified(&vendor, wish(&second, None)).await.unwrap_err(), "issuer_certified");
    let done = certified(&vendor, wish(&second, Some(&first.kid))).await.unwrap();
    install(&partner, &done.file).await.unwrap();
    assert_eq!(partner.authority.signer().unwrap().kid(), second.kid);
    assert_eq!(next(&partner).await, Step::AskWithdrawal { kid: first.kid.clone() });

    let granted = vendor.granted();
    keys::withdraw(&vendor.authority, &granted, root(&vendor), first.kid.clone(), "compromised".to_owned())
        .await
        .unwrap();
    let list = keys::export(&vendor.authority, &vendor.granted()).await.unwrap();
    let taken = install(&partner, &list.file()).await.unwrap();
    assert_eq!((taken.kid, taken.list, taken.changed), (None, 4, true));
    assert!(next(&partner).await.is_rest());
    assert_eq!(
        install(&partner, &done.file).await.unwrap().list,
        4,
        "an old certificate file takes nothing back"
    );
    assert_eq!(
        certified(&vendor, wish(&first, Some(&second.kid))).await.unwrap_err(),
        "key_already_withdrawn"
    );

    // The root takes the partner's present key back too: nothing more can be signed with it.
    let granted = vendor.granted();
    keys::withdraw(
        &vendor.authority,
        &granted,
        root(&vendor),
        second.kid.clone(),
        "contract ended".to_owned(),
    )
    .await
    .unwrap();
    let list = keys::current_list(&vendor.authority).await.unwrap().unwrap();
    install(&partner, &list.file()).await.unwrap();
    let signer = partner.authority.signer().unwrap();
    assert_eq!(signer.check(0).unwrap_err().code, "issuer_key_withdrawn");
    assert_eq!(next(&partner).await, Step::ReplaceWithdrawn { kid: second.kid });
}

async fn a_name_is_certified_for_one_partner_only(backend: Backend) {
    let (vendor, partner, waiting) = both(backend).await;
    let ours = NewCertificate { issuer: name("superoffice"), ..wish(&waiting, None) };
    assert_eq!(certified(&vendor, ours).await.unwrap_err(), "issuer_is_ours");
    let long = NewCertificate { days: 40_000, ..wish(&waiting, None) };
    assert_eq!(certified(&vendor, long).await.unwrap_err(), "invalid");
    certified(&vendor, wish(&waiting, None)).await.unwrap();
    certified(&vendor, wish(&waiting, None)).await.expect("the same key again: for longer");
    let thief = TestAuthority::bare(backend).await;
    let trust = vendor.authority.signer().unwrap().trust.clone();
    let new = NewPartner { issuer: name("acme"), trust, unlock: thief.unlock.clone() };
    let other = keys::init_partner(&thief.authority, &thief.granted(), new).await.unwrap().value;
    assert_eq!(certified(&vendor, wish(&other, None)).await.unwrap_err(), "issuer_certified");
    assert_eq!(certified(&vendor, wish(&other, Some(&other.kid))).await.unwrap_err(), "issuer_certified");
    let elsewhere = NewCertificate { issuer: name("beta"), ..wish(&waiting, None) };
    assert_eq!(certified(&vendor, elsewhere).await.unwrap_err(), "key_in_use");
    let vendors = NewCertificate {
        key: vendor.authority.signer().unwrap().key.public().clone(),
        ..NewCertificate { issuer: name("beta"), ..wish(&waiting, None) }
    };
    assert_eq!(certified(&vendor, vendors).await.unwrap_err(), "key_in_use");
    let stranger = TestAuthority::on(backend).await;
    let wrong =
        keys::certify(&vendor.authority, &vendor.granted(), root(&stranger), wish(&waiting, None)).await;
    assert_eq!(wrong.unwrap_err().code, "wrong_root");
    assert_eq!(keys::current_list(&partner.authority).await.unwrap(), None);
}

async fn certified_with(root: &RootKey, wish: &NewCertificate, now_ms: i64) -> String {
    keys::certify_apart(root, wish, now_ms).unwrap().file
}

async fn what_comes_back_is_checked(backend: Backend) {
    let (vendor, partner, waiting) = both(backend).await;
    let now = partner.authority.now_ms();
    let ours = wish(&waiting, None);
    let stranger = TestAuthority::on(backend).await;
    let forged = certified_with(&root(&stranger), &ours, now).await;
    assert_eq!(install(&partner, &forged).await.unwrap_err(), "untrusted_root");
    let renamed = NewCertificate { issuer: name("beta"), ..ours.clone() };
    let renamed = certified_with(&root(&vendor), &renamed, now).await;
    assert_eq!(install(&partner, &renamed).await.unwrap_err(), "certificate_other_issuer");
    let another =
        NewCertificate { key: stranger.authority.signer().unwrap().key.public().clone(), ..ours.clone() };
    let another = certified_with(&root(&vendor), &another, now).await;
    assert_eq!(install(&partner, &another).await.unwrap_err(), "key_not_ours");
    let ended = certified_with(&root(&vendor), &ours, now - 800 * 86_400_000).await;
    assert_eq!(install(&partner, &ended).await.unwrap_err(), "certificate_ended");
    assert_eq!(install(&partner, &waiting.pem).await.unwrap_err(), "this_is_a_key");
    assert_eq!(install(&partner, "").await.unwrap_err(), "empty");
    assert_eq!(install(&partner, &"x".repeat(2 << 20)).await.unwrap_err(), "too_large");
    let good = certified_with(&root(&vendor), &ours, now).await;
    assert_eq!(
        install(&partner, &good).await.unwrap().list,
        0,
        "the root may be kept apart from its authority"
    );

    let first = keys::current_list(&vendor.authority).await.unwrap().unwrap();
    install(&partner, &first.file()).await.unwrap();
    certified(&vendor, ours).await.unwrap();
    let second = keys::current_list(&vendor.authority).await.unwrap().unwrap();
    install(&partner, &second.file()).await.unwrap();
    assert_eq!(install(&partner, &first.file()).await.unwrap_err(), "older_key_list");
    let theirs = keys::current_list(&stranger.authority).await.unwrap().unwrap();
    assert_eq!(install(&partner, &theirs.file()).await.unwrap_err(), "untrusted_root");
    assert!(!install(&partner, &second.file()).await.unwrap().changed);
    assert_eq!(keys::current_list(&partner.authority).await.unwrap().unwrap().version, 2);
}

async fn the_api_shows_and_takes_lists(backend: Backend) {
    let (vendor, partner, waiting) = both(backend).await;
    let token = partner.full_token().await;
    let listed = partner.api("GET", "/api/v1/keys", &token, Value::Null).await.json();
    assert_eq!(listed["items"][0]["state"], "waiting");
    assert_eq!(listed["next"]["step"], "first-certificate");
    let open = partner.page("/.well-known/licentia/keys.json", "").await.json();
    assert_eq!(open["keys"].as_array().unwrap().len(), 1, "a key that waits is nobody's business");
    let file = certified(&vendor, wish(&waiting, None)).await.unwrap().file;
    let looks = partner.token(&[Right::View]).await;
    assert_eq!(partner.post_file("/api/v1/keys/list", &looks, &file).await.status, 403);
    assert_eq!(partner.post_file("/api/v1/keys/list", "", &file).await.status, 401);
    let taken = partner.post_file("/api/v1/keys/list", &token, &file).await;
    assert_eq!(taken.json()["kid"], waiting.kid.as_str(), "{}", taken.text());
    let refused = partner.post_file("/api/v1/keys/list", &token, "hello\n").await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (422, "not_a_certificate"));
    let line = partner.api("GET", "/api/v1/keys/list", &token, Value::Null).await;
    assert_eq!(line.headers.get("content-type").unwrap(), "application/licentia-keys");
    let open = partner.page("/.well-known/licentia/keys.json", "").await.json();
    assert_eq!(open["key_list"].as_str().unwrap(), line.text().trim_end());
    let theirs = vendor.api("GET", "/api/v1/keys", &vendor.full_token().await, Value::Null).await.json();
    let acme =
        theirs["items"].as_array().unwrap().iter().find(|key| key["issuer"] == "acme").unwrap().clone();
    assert_eq!(
        (&acme["partner"], &acme["ours"], &acme["state"]),
        (&true.into(), &false.into(), &"active".into())
    );
}

async fn the_page_tells_states_and_the_next_step(backend: Backend) {
    let (vendor, partner, waiting) = both(backend).await;
    certified(&vendor, wish(&waiting, None)).await.unwrap();
    keys::rotate(&vendor.authority, &vendor.granted(), vendor.replacement(400)).await.unwrap();
    let cookie = vendor.signed_in(&[Right::View]).await;
    let page = vendor.page("/keys", &cookie).await.text();
    for told in
        ["acme", "Partner", "Past; its packages stay valid", "licentia keys withdraw", "/keys/keys.list"]
    {
        assert!(page.contains(told), "{told} is not on the page");
    }
    assert!(!page.contains("AGE-SECRET-KEY") && !page.contains("PRIVATE KEY"));
    let swedish = vendor.page("/keys?lang=sv", &cookie).await.text();
    assert!(swedish.contains("Nyckellista") && !swedish.contains('⟦'));
    let file = vendor.page("/keys/keys.list", &cookie).await;
    assert!(file.headers.get("content-disposition").unwrap().to_str().unwrap().contains("keys-3.list"));
    let cookie = partner.signed_in(&[Right::View]).await;
    let page = partner.page("/keys", &cookie).await.text();
    assert!(page.contains("licentia keys install acme.cert"));
    assert_eq!(partner.page("/keys/keys.list", &cookie).await.status, 404);
}
