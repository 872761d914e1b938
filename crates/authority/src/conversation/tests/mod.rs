//! Managers ask; who they are decides what they are told.

mod guarded;

use std::convert::identity;

use licentia_platform::access::{Sell, View};
use licentia_platform::db::Backend;
use licentia_platform::testing::both_databases;
use licentia_protocol::conversation::{HolderChange, Purpose, ReceiptState, State};
use licentia_protocol::testing as sample;
use serde_json::{Value, json};

use crate::installations::{self, Installation, State as Standing, Which};
use crate::packages::{self, Wish};
use crate::testing::TestAuthority;
use crate::testing::installation::TestInstallation;

both_databases!(identity;
    the_first_contact_binds_and_a_second_key_is_a_possible_copy,
    who_is_not_expected_waits_for_support,
    a_serial_number_is_closed_unless_sales_opens_it,
    a_new_package_is_offered_and_handed_out,
    a_hold_stops_everything_new_and_its_release_lets_it_out,
    messages_and_links_reach_the_customer,
    a_new_name_and_serial_number_reach_the_customer,
    what_an_installation_tells_is_kept,
    an_older_database_is_noticed,
    receipts_say_what_is_in_force,
    letters_are_kept_with_their_comparison,
);

pub(super) const SERIAL: &str = "1801852599";
const OWNED: &[(&str, u32)] = &[("server", 0), ("ten-sales", 3)];

pub(super) async fn house(backend: Backend) -> (TestAuthority, TestInstallation) {
    let t = TestAuthority::on(backend).await;
    t.customer(SERIAL, OWNED).await;
    let installation = TestInstallation::new(&t, 7, SERIAL);
    (t, installation)
}

pub(super) async fn issue(t: &TestAuthority) -> packages::Issued {
    packages::issue(&t.authority, &t.granted::<Sell>(), SERIAL, Wish::default()).await.unwrap().value
}

pub(super) async fn patch(t: &TestAuthority, serial: &str, body: Value) -> crate::testing::Answer {
    let token = t.full_token().await;
    t.api("PATCH", &format!("/api/v1/customers/{serial}"), &token, body).await
}

pub(super) async fn known(t: &TestAuthority) -> Vec<Installation> {
    let query = crate::customers::Query { limit: 1, ..Default::default() };
    let listed = crate::customers::list(&t.authority, &t.granted::<View>(), query).await.unwrap();
    let serial = &listed.items[0].serial;
    installations::of_customer(&t.authority, &t.granted(), serial).await.unwrap()
}

pub(super) async fn kinds(t: &TestAuthority) -> Vec<String> {
    let token = t.full_token().await;
    let ledger = t.api("GET", &format!("/api/v1/ledger?customer={SERIAL}"), &token, Value::Null).await.json();
    ledger["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["kind"].as_str().unwrap().to_owned())
        .collect()
}

async fn the_first_contact_binds_and_a_second_key_is_a_possible_copy(backend: Backend) {
    let (t, first) = house(backend).await;
    patch(&t, SERIAL, json!({"message": {"en": "Only for Nordlys"}})).await;
    let answer = first.ask(&t).await;
    assert_eq!((answer.state, answer.code.as_deref()), (State::Message, None));
    assert_eq!(answer.head.as_ref().unwrap(), &sample::head(1), "the head comes back countersigned");
    let second = TestInstallation::new(&t, 8, SERIAL);
    issue(&t).await;
    let answer = second.ask(&t).await;
    assert_eq!((answer.state, answer.code.as_deref()), (State::Problem, Some("installation_claimed")));
    let told = (&answer.package, &answer.message, &answer.holder, &answer.head, &answer.hold, &answer.link);
    assert_eq!(told, (&None, &None, &None, &None, &None, &None), "a possible copy learns nothing");
    let refused = second.fetch(&t).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (409, "installation_claimed"));
    let states: Vec<_> = known(&t).await.iter().map(|one| (one.kid.clone(), one.state)).collect();
    assert_eq!(
        states,
        [(first.kid().to_owned(), Standing::Bound), (second.kid().to_owned(), Standing::Copy)]
    );
    assert_eq!(
        kinds(&t).await,
        ["installations.copy", "packages.issued", "installations.bound", "customers.changed"]
    );
    assert_eq!(first.ask(&t).await.state, State::NewLicence, "the bound one goes on");
}

async fn who_is_not_expected_waits_for_support(backend: Backend) {
    let (t, first) = house(backend).await;
    patch(&t, SERIAL, json!({"enrolment": "closed"})).await;
    let waits = |answer: licentia_protocol::Verified<licentia_protocol::conversation::Answer>| {
        assert_eq!(answer.code.as_deref(), Some("installation_waiting"));
        assert!(answer.next_check_s <= 3_600, "somebody is about to look at it");
    };
    waits(first.ask(&t).await);
    patch(&t, SERIAL, json!({"enrolment": "open"})).await;
    let mut misspelt = TestInstallation::new(&t, 8, SERIAL);
    misspelt.name.push('.');
    waits(misspelt.ask(&t).await);
    assert_eq!(first.ask(&t).await.state, State::UpToDate, "sales opened it");
    let unknown = TestInstallation::new(&t, 9, "1234567890");
    assert_eq!(unknown.ask(&t).await.code.as_deref(), Some("serial_unknown"));

    // Support takes the other one instead, which closes the first.
    let token = t.full_token().await;
    let accept = format!("/api/v1/installations/{}/accept", misspelt.kid());
    let accepted = t.api("POST", &accept, &token, json!({"reason": "A new machine"})).await;
    assert_eq!(accepted.status.as_u16(), 200, "{}", accepted.text());
    assert_eq!(first.ask(&t).await.code.as_deref(), Some("installation_released"));
    assert_eq!(misspelt.ask(&t).await.state, State::NewCompanyName, "it is told how it is called");
    let release = format!("/api/v1/installations/{}/release", misspelt.kid());
    assert_eq!(t.api("POST", &release, &token, json!({})).await.status.as_u16(), 200);
    assert_eq!(t.api("POST", &release, &token, json!({})).await.code(), "installation_not_bound");
    assert_eq!(misspelt.ask(&t).await.code.as_deref(), Some("installation_released"));
    let fresh = TestInstallation::new(&t, 10, SERIAL);
    waits(fresh.ask(&t).await);
    patch(&t, SERIAL, json!({"enrolment": "open"})).await;
    assert_eq!(fresh.ask(&t).await.state, State::UpToDate, "sales opened it again");
    let listed = t.api("GET", "/api/v1/installations?state=released", &token, Value::Null).await.json();
    assert_eq!(listed["total"], 2, "{listed}");
}

async fn a_serial_number_is_closed_unless_sales_opens_it(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let token = t.full_token().await;
    let new = json!({"serial": SERIAL, "name": format!("Nordlys {SERIAL} AS"), "zone": "Europe/Oslo"});
    let made = t.api("POST", "/api/v1/customers", &token, new).await.json();
    assert_eq!(made["enrolment"], "closed", "nobody said that it is open");
    let first = TestInstallation::new(&t, 7, SERIAL);
    assert_eq!(first.ask(&t).await.code.as_deref(), Some("installation_waiting"));
    patch(&t, SERIAL, json!({"enrolment": "open"})).await;
    assert_eq!(first.ask(&t).await.state, State::UpToDate);
    let path = format!("/api/v1/customers/{SERIAL}");
    let shown = t.api("GET", &path, &token, Value::Null).await.json();
    assert_eq!(shown["enrolment"], "closed", "binding the first one closes it");

    // A copy that was heard while the first was bound is bound by nobody but support.
    let copy = TestInstallation::new(&t, 8, SERIAL);
    assert_eq!(copy.ask(&t).await.code.as_deref(), Some("installation_claimed"));
    let release = format!("/api/v1/installations/{}/release", first.kid());
    assert_eq!(t.api("POST", &release, &token, json!({})).await.status.as_u16(), 200);
    let stranger = TestInstallation::new(&t, 9, SERIAL);
    assert_eq!(stranger.ask(&t).await.code.as_deref(), Some("installation_waiting"), "released is not open");
    patch(&t, SERIAL, json!({"enrolment": "open"})).await;
    for _ in 0..2 {
        assert_eq!(copy.ask(&t).await.code.as_deref(), Some("installation_waiting"), "though it is open");
    }
    let accept = format!("/api/v1/installations/{}/accept", copy.kid());
    assert_eq!(t.api("POST", &accept, &token, json!({})).await.status.as_u16(), 200);
    assert_eq!(copy.ask(&t).await.state, State::UpToDate);
    let shown = t.api("GET", &path, &token, Value::Null).await.json();
    assert_eq!(shown["enrolment"], "closed", "and accepting one closes it too");

    // In the page somebody says it with a box, which is ticked.
    let cookie =
        t.signed_in(&[licentia_platform::access::Right::Sell, licentia_platform::access::Right::View]).await;
    assert!(t.page("/customers/new", &cookie).await.text().contains("name=\"open\" value=\"1\" checked"));
    for (serial, open, expected) in [("1000000011", "&open=1", "open"), ("1000000012", "", "closed")] {
        let form = format!("serial={serial}&name=A&zone=Europe/Oslo{open}");
        assert_eq!(t.form("/customers/new", &cookie, &form).await.status.as_u16(), 303);
        let shown = t.api("GET", &format!("/api/v1/customers/{serial}"), &token, Value::Null).await.json();
        assert_eq!(shown["enrolment"], expected);
    }
}

async fn a_new_package_is_offered_and_handed_out(backend: Backend) {
    let (t, mut one) = house(backend).await;
    let before = issue(&t).await;
    let answer = one.ask(&t).await;
    let offer = answer.package.clone().unwrap();
    assert_eq!((answer.state, offer.sequence), (State::NewLicence, 1));
    assert_eq!((&offer.sha256, offer.iat), (&before.sha256, before.issued_at_ms / 1_000));
    let file = one.fetch(&t).await;
    assert_eq!(file.headers["content-type"], "application/licentia-package");
    assert_eq!(one.package(&file.bytes).installation, None, "it was signed before anybody was bound");
    one.sequence = 1;
    assert_eq!(one.ask(&t).await.state, State::UpToDate);
    assert_eq!(one.ask(&t).await.next_check_s, 86_400);
    let nothing = one.fetch(&t).await;
    assert_eq!(nothing.code(), "nothing_new");
    issue(&t).await;
    let file = one.fetch(&t).await;
    let package = one.package(&file.bytes);
    assert_eq!(package.installation.as_deref(), Some(one.kid()));
    assert_eq!(package.store.as_deref(), Some("https://store.example/buy"));
}

async fn a_hold_stops_everything_new_and_its_release_lets_it_out(backend: Backend) {
    let (t, one) = house(backend).await;
    one.ask(&t).await;
    patch(&t, SERIAL, json!({"hold": {"en": "Invoice 4711 is not paid", "sv": "Faktura 4711 är obetald"}}))
        .await;
    issue(&t).await;
    let answer = one.ask(&t).await;
    assert_eq!((answer.state, &answer.package), (State::Message, &None));
    assert_eq!(answer.hold.as_ref().unwrap()["sv"], "Faktura 4711 är obetald");
    assert_eq!(one.fetch(&t).await.code(), "on_hold");
    let released = patch(&t, SERIAL, json!({"hold": {}})).await.json();
    assert_eq!(released.get("hold"), None);
    assert_eq!(one.ask(&t).await.state, State::NewLicence);
    assert_eq!(one.fetch(&t).await.status.as_u16(), 200);
}

async fn messages_and_links_reach_the_customer(backend: Backend) {
    let (t, one) = house(backend).await;
    let link = "https://example.com/move";
    let body =
        json!({"message": {"en": "We are moving", "sv": "Vi flyttar.\r\n\r\nVälkomna!"}, "link": link});
    assert_eq!(patch(&t, SERIAL, body).await.json()["link"], link);
    let answer = one.ask(&t).await;
    assert_eq!((answer.state, answer.link.as_deref()), (State::MessageWithLink, Some(link)));
    assert_eq!(answer.message.as_ref().unwrap()["sv"], "Vi flyttar.\n\nVälkomna!");
    assert_eq!(patch(&t, SERIAL, json!({"link": "javascript:alert(1)"})).await.code(), "link_invalid");
    let gone = patch(&t, SERIAL, json!({"message": {}})).await.json();
    assert_eq!((gone.get("message"), gone.get("link")), (None, None), "a link goes with its words");
    assert_eq!(one.ask(&t).await.state, State::UpToDate);
    assert_eq!(patch(&t, SERIAL, json!({"link": link})).await.code(), "link_without_message");
}

async fn a_new_name_and_serial_number_reach_the_customer(backend: Backend) {
    let (t, mut one) = house(backend).await;
    issue(&t).await;
    one.ask(&t).await;
    let mut wish = one.draft(&t, Purpose::Serial);
    let new = ("Nordlys Group AS".to_owned(), "1999999999".to_owned());
    wish.change = Some(HolderChange { name: new.0.clone(), serial: new.1.clone() });
    let reply = t.post_file("/licensing/v1/serial", "", &one.sign(&wish)).await;
    let answer = one.read(&wish, &reply);
    assert_eq!(answer.code.as_deref(), Some("change_waiting"), "nobody has authorised it");

    assert_eq!(patch(&t, SERIAL, json!({"name": new.0})).await.status.as_u16(), 200);
    assert_eq!(one.ask(&t).await.state, State::NewCompanyName);
    let changed = patch(&t, SERIAL, json!({"serial": new.1, "reason": "Merger"})).await.json();
    assert_eq!((&changed["serial"], &changed["replaces"]["serial"]), (&json!(new.1), &json!(SERIAL)));
    let answer = one.ask(&t).await;
    let holder = answer.holder.clone().unwrap();
    assert_eq!((answer.state, holder.name, holder.serial), (State::NewSerial, new.0.clone(), new.1.clone()));
    let next =
        packages::issue(&t.authority, &t.granted::<Sell>(), &new.1, Wish::default()).await.unwrap().value;
    let file = one.fetch(&t).await;
    let package = one.package(&file.bytes);
    assert_eq!(package.sequence, next.sequence);
    let replaces = package.replaces.clone().unwrap();
    assert_eq!(
        (&replaces.name, &replaces.serial),
        (&one.name, &one.serial),
        "what the installation still says"
    );
    // It follows: nothing has to be turned any more.
    (one.name, one.serial, one.sequence) = (new.0, new.1.clone(), next.sequence);
    assert_eq!(one.ask(&t).await.state, State::UpToDate);
    let after =
        packages::issue(&t.authority, &t.granted::<Sell>(), &new.1, Wish::default()).await.unwrap().value;
    let (_, bytes) = packages::file(&t.authority, &t.granted(), &after.id).await.unwrap();
    assert_eq!(one.package(&bytes).replaces, None);
    let token = t.full_token().await;
    let old = json!({"serial": SERIAL, "name": "Somebody else"});
    assert_eq!(t.api("POST", "/api/v1/customers", &token, old).await.code(), "serial_taken");
}

async fn what_an_installation_tells_is_kept(backend: Backend) {
    let (t, mut one) = house(backend).await;
    one.ask(&t).await;
    one.revision = 40;
    one.ask_with(&t, |request| {
        request.version = Some("12.1.0".parse().unwrap());
        request.keys = 3;
        request.back_ms = Some(90_000_000);
        request.deleted = true;
        request.sequence = 5;
    })
    .await;
    let told = &known(&t).await[0];
    assert_eq!((told.version.as_deref(), told.keys, told.sequence), (Some("12.1.0"), 3, 5));
    assert_eq!(told.set_back.map(|(ms, _)| ms), Some(90_000_000));
    assert!(told.deleted_at_ms.is_some() && told.head.revision == 40);
    assert_eq!(kinds(&t).await, ["installations.clock_set_back", "installations.bound"]);
    one.ask(&t).await;
    assert_eq!(kinds(&t).await.len(), 2, "an ordinary contact is not in the chain");
}

async fn an_older_database_is_noticed(backend: Backend) {
    let (t, mut one) = house(backend).await;
    one.revision = 100;
    one.ask(&t).await;
    // A request that was written earlier and arrives later proves nothing.
    one.revision = 90;
    one.ask_with(&t, |request| request.iat -= 60).await;
    assert_eq!(known(&t).await[0].rewound_at_ms, None);
    // Nor does one that another message of the same minute has overtaken; what it says is taken in.
    t.clock.advance_ms(30_000);
    for _ in 0..2 {
        one.ask_with(&t, |request| request.deleted = true).await;
        assert_eq!(known(&t).await[0].rewound_at_ms, None);
        assert!(known(&t).await[0].deleted_at_ms.is_some());
        t.clock.advance_ms(30_000);
    }
    t.clock.advance_ms(1_000);
    let answer = one.ask(&t).await;
    assert_eq!(answer.head.as_ref().unwrap(), &sample::head(100), "it is told what it had");
    assert!(known(&t).await[0].rewound_at_ms.is_some());
    assert_eq!(kinds(&t).await[0], "installations.rewound");
    let token = t.full_token().await;
    let attention = t.api("GET", "/api/v1/installations?attention=true", &token, Value::Null).await.json();
    assert_eq!(attention["items"][0]["kid"], one.kid());
    let which = Which { kid: one.kid().to_owned(), serial: None };
    installations::acknowledge(&t.authority, &t.granted(), which, None).await.unwrap();
    one.revision = 91;
    assert_eq!(one.ask(&t).await.head.as_ref().unwrap(), &sample::head(91));
    assert_eq!(known(&t).await[0].rewound_at_ms, None);
    // Another chain of the same length is another database.
    one.ask_with(&t, |request| request.head.hash = "f".repeat(64)).await;
    assert!(known(&t).await[0].rewound_at_ms.is_some());
}

async fn receipts_say_what_is_in_force(backend: Backend) {
    let (t, one) = house(backend).await;
    one.ask(&t).await;
    let issued = issue(&t).await;
    let receipt = one.receipt(&t, |receipt| receipt.sha256.clone_from(&issued.sha256));
    for _ in 0..2 {
        let taken = t.post_file("/licensing/v1/receipt", "", &receipt).await;
        assert_eq!(taken.status.as_u16(), 200, "{}", taken.text());
    }
    let told = &known(&t).await[0];
    assert_eq!((told.sequence, told.package.as_deref()), (1, Some(issued.sha256.as_str())));
    let deleted = one.receipt(&t, |receipt| receipt.state = ReceiptState::Deleted);
    t.post_file("/licensing/v1/receipt", "", &deleted).await;
    let told = &known(&t).await[0];
    assert!(told.deleted_at_ms.is_some() && told.package.is_none() && told.sequence == 1);
    let stranger = TestInstallation::new(&t, 8, SERIAL);
    let foreign = t.post_file("/licensing/v1/receipt", "", &stranger.receipt(&t, |_| ())).await;
    assert_eq!(foreign.code(), "installation_claimed");
    let nobody = TestInstallation::new(&t, 8, "1234567890");
    assert_eq!(
        t.post_file("/licensing/v1/receipt", "", &nobody.receipt(&t, |_| ())).await.code(),
        "serial_unknown"
    );
}

async fn letters_are_kept_with_their_comparison(backend: Backend) {
    let (t, one) = house(backend).await;
    let comparison = json!({"rows": [{"module": "superoffice.ten-sales", "change": -3}]});
    let letter = one.letter(&t, |letter| letter.comparison = Some(comparison.to_string()));
    for _ in 0..2 {
        let taken = t.post_file("/licensing/v1/upgrade-request", "", &letter).await;
        assert_eq!((taken.status.as_u16(), &taken.json()["received"]), (202, &json!(true)));
    }
    let token = t.full_token().await;
    let listed = t.api("GET", "/api/v1/requests?kind=letter", &token, Value::Null).await.json();
    assert_eq!(listed["total"], 1, "once, however often it comes");
    let id = listed["items"][0]["id"].as_str().unwrap();
    let shown = t.api("GET", &format!("/api/v1/requests/{id}"), &token, Value::Null).await.json();
    assert_eq!((&shown["comparison"], &shown["from"]["name"]), (&comparison, &json!("Anna Berg")));
    let closed = t.api("POST", &format!("/api/v1/requests/{id}/close"), &token, json!({})).await;
    assert_eq!(closed.status.as_u16(), 200, "{}", closed.text());
    // A stranger may write, for that may be what it is about; but not without end.
    let copy = TestInstallation::new(&t, 8, SERIAL);
    let mut codes = Vec::new();
    for _ in 0..22 {
        codes.push(
            t.post_file("/licensing/v1/upgrade-request", "", &copy.letter(&t, |_| ())).await.status.as_u16(),
        );
    }
    assert_eq!((codes[0], codes[19], codes[20], codes[21]), (202, 202, 429, 429));
}
