//! The air gap: a request file comes, a response file goes, a receipt comes back.

use std::convert::identity;

use licentia_platform::access::Sell;
use licentia_platform::db::Backend;
use licentia_platform::testing::both_databases;
use licentia_protocol::conversation::{HolderChange, Purpose};
use licentia_protocol::package::{Expected, expect};
use serde_json::{Value, json};

use super::{Content, Options};
use crate::packages::{self, Wish};
use crate::testing::installation::TestInstallation;
use crate::testing::{Answer, TestAuthority};

both_databases!(identity;
    a_request_is_answered_once_and_with_the_same_bytes,
    the_same_file_ten_times_at_once_signs_one_package,
    another_key_is_refused_and_recorded,
    a_hold_and_a_closed_request_are_not_answered,
    a_version_must_be_covered,
    a_change_of_holder_needs_sales,
    files_of_each_kind_are_told_apart,
    what_is_on_the_desk_is_listed,
    a_file_cannot_be_used_up_online,
);

const SERIAL: &str = "1801852599";
const OWNED: &[(&str, u32)] = &[("server", 0), ("ten-sales", 3)];

struct House {
    t: TestAuthority,
    one: TestInstallation,
    token: String,
}

async fn house(backend: Backend) -> House {
    let t = TestAuthority::on(backend).await;
    t.customer(SERIAL, OWNED).await;
    let one = TestInstallation::new(&t, 7, SERIAL);
    let token = t.full_token().await;
    House { t, one, token }
}

impl House {
    async fn answer(&self, file: &str) -> Answer {
        self.t.post_file("/api/v1/answers", &self.token, file).await
    }

    async fn patch(&self, body: Value) -> Answer {
        self.t.api("PATCH", &format!("/api/v1/customers/{SERIAL}"), &self.token, body).await
    }

    async fn requests(&self, query: &str) -> Value {
        self.t.api("GET", &format!("/api/v1/requests{query}"), &self.token, Value::Null).await.json()
    }
}

async fn a_request_is_answered_once_and_with_the_same_bytes(backend: Backend) {
    let House { t, one, token } = &house(backend).await;
    let request = one.draft(t, Purpose::Package);
    let file = one.sign(&request);
    let first = t.post_file("/api/v1/answers", token, &file).await;
    assert_eq!(first.status.as_u16(), 200, "{}", first.text());
    let package = one.package(&first.bytes);
    assert_eq!(first.headers["licentia-package"], package.id.as_str());
    assert_eq!(package.installation.as_deref(), Some(one.kid()), "the file enrolled its key");
    assert_eq!(package.nonce.as_deref(), Some(request.nonce.as_str()));
    let nonces = [request.nonce.as_str()];
    let expected = Expected {
        holder: &one.name,
        serial: SERIAL,
        installation: Some(one.kid()),
        nonces: &nonces,
        ..Expected::default()
    };
    expect(&package, &expected).unwrap();
    packages::issue(&t.authority, &t.granted::<Sell>(), SERIAL, Wish::default()).await.unwrap();
    t.clock.advance_ms(60 * 86_400_000);
    let again = t.post_file("/api/v1/answers", token, &file).await;
    assert_eq!(again.bytes, first.bytes, "whatever happened meanwhile");
    // The nonce under other bytes is somebody's mistake or worse.
    let mut other = request.clone();
    other.sequence = 9;
    assert_eq!(t.post_file("/api/v1/answers", token, &one.sign(&other)).await.code(), "request_replayed");
    // What came as a file does not come online as well.
    let online = t.post_file("/licensing/v1/package", "", &file).await;
    assert!(["request_replayed", "request_too_old"].contains(&online.code().as_str()), "{}", online.text());
    let ledger = t.api("GET", &format!("/api/v1/ledger?customer={SERIAL}"), token, Value::Null).await.json();
    let issued = &ledger["items"][1];
    assert_eq!(
        (&issued["kind"], &issued["after"]["installation"]),
        (&json!("packages.issued"), &json!(one.kid()))
    );
}

async fn the_same_file_ten_times_at_once_signs_one_package(backend: Backend) {
    let House { t, one, .. } = house(backend).await;
    let other = t.another(Some(t.unlock.clone())).await;
    let file = one.file(&t).into_bytes();
    let mut running = tokio::task::JoinSet::new();
    for n in 0..10 {
        let authority = if n % 2 == 0 { t.authority.clone() } else { other.clone() };
        let (granted, file) = (t.granted::<Sell>(), file.clone());
        running.spawn(async move {
            super::answer(&authority, &granted, file, Options::default()).await.unwrap().bytes
        });
    }
    let answers = running.join_all().await;
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    let issued = packages::of_customer(&t.authority, &t.granted(), SERIAL, None, 10).await.unwrap();
    assert_eq!(issued.len(), 1);
    other.db().close();
}

async fn another_key_is_refused_and_recorded(backend: Backend) {
    let house = house(backend).await;
    let House { t, one, token } = &house;
    one.ask(t).await;
    let copy = TestInstallation::new(t, 8, SERIAL);
    let refused = house.answer(&copy.file(t)).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (409, "installation_claimed"));
    let id = refused.json()["request"].as_str().unwrap().to_owned();
    let waiting = house.requests("?state=waiting").await;
    assert_eq!(
        (&waiting["items"][0]["id"], &waiting["items"][0]["installation_state"]),
        (&json!(id), &json!("copy"))
    );
    let answer = format!("/api/v1/requests/{id}/answer");
    assert_eq!(t.api("POST", &answer, token, Value::Null).await.code(), "installation_claimed");
    let accept = format!("/api/v1/installations/{}/accept", copy.kid());
    assert_eq!(t.api("POST", &accept, token, json!({})).await.status.as_u16(), 200);
    let answered = t.api("POST", &answer, token, Value::Null).await;
    assert_eq!(answered.status.as_u16(), 200, "{}", answered.text());
    assert_eq!(copy.package(&answered.bytes).installation.as_deref(), Some(copy.kid()));
    assert_eq!(house.answer(&one.file(t)).await.code(), "installation_released");
    let unknown = TestInstallation::new(t, 8, "1234567890");
    assert_eq!(house.answer(&unknown.file(t)).await.code(), "serial_unknown");
}

async fn a_hold_and_a_closed_request_are_not_answered(backend: Backend) {
    let house = house(backend).await;
    let House { t, one, token } = &house;
    house.patch(json!({"hold": {"en": "Invoice 4711 is not paid"}})).await;
    let file = one.file(t);
    let held = house.answer(&file).await;
    assert_eq!(held.code(), "on_hold");
    assert!(held.text().contains("Invoice 4711"), "{}", held.text());
    house.patch(json!({"hold": {}})).await;
    assert_eq!(house.answer(&file).await.status.as_u16(), 200);
    house.patch(json!({"hold": {"en": "Again"}})).await;
    assert_eq!(house.answer(&file).await.status.as_u16(), 200, "what was handed out stays handed out");
    house.patch(json!({"hold": {}})).await;
    let mut second = one.draft(t, Purpose::Package);
    second.version = Some("99.0.0".parse().unwrap());
    house.patch(json!({"versions_to": "12.9.9"})).await;
    let refused = house.answer(&one.sign(&second)).await;
    let id = refused.json()["request"].as_str().unwrap().to_owned();
    assert_eq!(
        t.api("POST", &format!("/api/v1/requests/{id}/close"), token, json!({})).await.status.as_u16(),
        200
    );
    assert_eq!(house.answer(&one.sign(&second)).await.code(), "request_closed");
}

async fn a_version_must_be_covered(backend: Backend) {
    let house = house(backend).await;
    let House { t, one, token } = &house;
    house.patch(json!({"versions_from": "12.0.0", "versions_to": "12.9.9"})).await;
    let mut request = one.draft(t, Purpose::Package);
    request.version = Some("13.1.0".parse().unwrap());
    let file = one.sign(&request);
    let refused = house.answer(&file).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (409, "version_not_covered"));
    let covered = t.post_file("/api/v1/answers?cover_version=true&reason=Upgrade", token, &file).await;
    assert_eq!(covered.status.as_u16(), 200, "{}", covered.text());
    let versions = one.package(&covered.bytes).versions.unwrap();
    assert_eq!(
        (versions.from.unwrap().to_string(), versions.to.unwrap().to_string()),
        ("12.0.0".into(), "13.1.0".into())
    );
    assert_eq!(house.requests("").await["items"][0]["version"], "13.1.0");
}

async fn a_change_of_holder_needs_sales(backend: Backend) {
    let house = house(backend).await;
    let House { t, one, token } = &house;
    let before = house.answer(&one.file(t)).await;
    assert_eq!(before.status.as_u16(), 200);
    let mut request = one.draft(t, Purpose::Serial);
    let (name, serial) = ("Nordlys Group AS", "1999999999");
    request.change = Some(HolderChange { name: name.to_owned(), serial: serial.to_owned() });
    let file = one.sign(&request);
    assert_eq!(house.answer(&file).await.code(), "change_waiting");
    house.patch(json!({"name": name, "serial": serial})).await;
    let answered = t.post_file("/api/v1/answers", token, &file).await;
    assert_eq!(answered.status.as_u16(), 200, "{}", answered.text());
    let package = one.package(&answered.bytes);
    let replaces = package.replaces.clone().unwrap();
    assert_eq!((package.holder.name.as_str(), package.holder.serial.as_str()), (name, serial));
    assert_eq!((replaces.name.as_str(), replaces.serial.as_str()), (one.name.as_str(), SERIAL));
    let nonces = [request.nonce.as_str()];
    let ours = Expected {
        holder: &one.name,
        serial: SERIAL,
        installation: Some(one.kid()),
        nonces: &nonces,
        ..Expected::default()
    };
    expect(&package, &ours).unwrap();
}

async fn files_of_each_kind_are_told_apart(backend: Backend) {
    let house = house(backend).await;
    let House { t, one, token } = &house;
    let granted = t.granted::<Sell>();
    let receive =
        |file: String| super::receive(&t.authority, &granted, file.into_bytes(), Options::default());
    assert!(matches!(receive(one.file(t)).await.unwrap(), super::Received::Answered(_)));
    assert!(matches!(receive(one.receipt(t, |_| ())).await.unwrap(), super::Received::Receipt(_)));
    let super::Received::Letter(id) = receive(one.letter(t, |_| ())).await.unwrap() else {
        panic!("a letter")
    };
    let opened = super::show(&t.authority, &t.granted(), &id).await.unwrap();
    assert!(matches!(opened.content, Content::Letter(letter) if letter.subject == "Too few seats"));
    assert_eq!(receive("Dear vendor,\n".to_owned()).await.unwrap_err().code, "not_a_request");
    let mistaken = t.post_file("/api/v1/receipts", token, &one.file(t)).await;
    assert_eq!(mistaken.code(), "this_is_a_request", "nothing is signed by mistake");
    let taken = t.post_file("/api/v1/receipts", token, &one.receipt(t, |_| ())).await;
    assert_eq!(taken.json(), json!({"received": true}));
    let package = house.answer(&one.file(t)).await;
    let text = String::from_utf8(package.bytes).unwrap();
    assert_eq!(house.answer(&text).await.code(), "this_is_a_package");
}

async fn what_is_on_the_desk_is_listed(backend: Backend) {
    let house = house(backend).await;
    let House { t, one, token } = &house;
    one.ask(t).await;
    for n in 0..5 {
        t.clock.advance_ms(1_000);
        let file = if n == 2 { one.receipt(t, |_| ()) } else { one.letter(t, |_| ()) };
        t.post_file("/api/v1/receipts", token, &file).await;
    }
    let mut seen = Vec::new();
    let mut page = house.requests("?limit=2").await;
    loop {
        let items = page["items"].as_array().unwrap().clone();
        seen.extend(items.iter().map(|item| item["kind"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        page = house.requests(&format!("?limit=2&cursor={next}")).await;
    }
    assert_eq!(seen, ["letter", "letter", "receipt", "letter", "letter"]);
    assert_eq!(house.requests(&format!("?customer={SERIAL}&state=waiting")).await["total"], 4);
    assert_eq!(house.requests("?kind=parcel").await["code"], "invalid");
    let id = house.requests("?kind=receipt").await["items"][0]["id"].as_str().unwrap().to_owned();
    let file = t.api("GET", &format!("/api/v1/requests/{id}/file"), token, Value::Null).await;
    assert_eq!(file.headers["content-type"], "application/licentia-request");
    let refused = t.api("POST", &format!("/api/v1/requests/{id}/answer"), token, Value::Null).await;
    assert_eq!(refused.code(), "not_a_request_here");
}

async fn a_file_cannot_be_used_up_online(backend: Backend) {
    let House { t, one, token } = &house(backend).await;
    one.ask(t).await;
    packages::issue(&t.authority, &t.granted::<Sell>(), SERIAL, Wish::default()).await.unwrap();
    // Somebody reads the file on its way and is faster than whoever carries it.
    let file = one.file(t);
    let captured = t.post_file("/licensing/v1/package", "", &file).await;
    assert_eq!((captured.status.as_u16(), captured.code().as_str()), (422, "request_not_online"));
    let answered = t.post_file("/api/v1/answers", token, &file).await;
    assert_eq!(answered.status.as_u16(), 200, "{}", answered.text());
}
