//! From a signed link to an order, and every way in that is none.

use std::convert::identity;

use http::StatusCode;
use http::header::SET_COOKIE;
use licentia_platform::db::Backend;
use licentia_platform::testing::both_databases;
use licentia_protocol::conversation::{Visit, write_visit};
use licentia_protocol::testing as sample;
use serde_json::{Value, json};

use crate::testing::installation::TestInstallation;
use crate::testing::{Answer, TestAuthority};

both_databases!(identity;
    whoever_comes_from_a_manager_is_known_and_orders,
    a_link_is_good_once_and_for_five_minutes,
    only_the_bound_key_vouches_for_anybody,
    what_was_seen_is_what_is_ordered,
    nothing_is_ordered_twice_and_nobody_sees_anothers_orders,
    a_visit_ends,
    fewer_wait_for_the_renewal,
    without_a_term_fewer_are_refused_in_words,
    what_was_planned_is_compared_with_and_marked_once_it_is_overtaken,
    what_has_no_cap_is_ordered_as_it_is_signed,
);

const SERIAL: &str = "1801852599";

/// A customer with a term, whose installation is bound, and who may order for 1,000 EUR a month.
async fn shop(backend: Backend) -> (TestAuthority, TestInstallation) {
    let t = TestAuthority::on(backend).await;
    t.customer(SERIAL, &[("server", 0), ("online-web-services", 0), ("ten-sales", 24)]).await;
    let installation = TestInstallation::new(&t, 7, SERIAL);
    installation.ask(&t).await;
    let terms = json!({"term": {"began": "2026-03-28", "months": 12}, "order_limit": 100_000});
    let token = t.full_token().await;
    let put = t.api("PUT", &format!("/api/v1/customers/{SERIAL}/terms"), &token, terms).await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.text());
    (t, installation)
}

/// The link that a manager makes now.
fn link(t: &TestAuthority, installation: &TestInstallation, change: impl FnOnce(&mut Visit)) -> String {
    let mut visit = sample::visit();
    visit.nonce = installation.draft(t, licentia_protocol::conversation::Purpose::Status).nonce;
    visit.issuer = t.authority.signer().unwrap().issuer.clone();
    visit.holder.clone_from(&installation.name);
    visit.serial.clone_from(&installation.serial);
    visit.iat = t.authority.now_ms().div_euclid(1_000);
    change(&mut visit);
    write_visit(&visit, &installation.key)
}

/// Enters with a link: the cookie.
async fn enter(t: &TestAuthority, link: &str) -> String {
    let answer = t.page(&format!("/store?visit={link}"), "").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/store"), "{}", answer.text());
    let cookies = answer.headers.get_all(SET_COOKIE).iter().map(|line| line.to_str().unwrap().to_owned());
    let visit = cookies.into_iter().find(|line| line.starts_with("licentia_store=")).expect("a cookie");
    assert!(visit.contains("; Path=/store; HttpOnly; SameSite=Lax"), "{visit}");
    visit.split(';').next().unwrap().to_owned()
}

/// A page in both languages, without a missing text; the English one.
async fn page(t: &TestAuthority, path: &str, cookie: &str) -> String {
    let sign = if path.contains('?') { '&' } else { '?' };
    let mut english = String::new();
    for lang in ["sv", "en"] {
        let answer = t.page(&format!("{path}{sign}lang={lang}"), cookie).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        english = answer.text();
        assert!(!english.contains('⟦'), "{path} in {lang} lacks a text");
    }
    english
}

/// What stands in a hidden field.
fn field(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\" value=\"")).expect("the field");
    let rest = &page[at + name.len() + 15..];
    rest[..rest.find('"').unwrap()].to_owned()
}

async fn choose(t: &TestAuthority, cookie: &str, module: &str, units: u32) -> Answer {
    t.form("/store", cookie, &format!("listed={module}&units-{module}={units}&review=1")).await
}

async fn order(t: &TestAuthority, cookie: &str, reference: &str) -> Answer {
    let seen = field(&page(t, "/store/review", cookie).await, "seen");
    t.form("/store/order", cookie, &format!("seen={seen}&reference={reference}")).await
}

async fn orders(t: &TestAuthority) -> Value {
    let token = t.full_token().await;
    t.api("GET", "/api/v1/orders", &token, Value::Null).await.json()["items"].clone()
}

async fn whoever_comes_from_a_manager_is_known_and_orders(backend: Backend) {
    let (t, mut installation) = shop(backend).await;
    let cookie =
        enter(&t, &link(&t, &installation, |visit| visit.module = Some("ten-sales".to_owned()))).await;
    let store = page(&t, "/store", &cookie).await;
    assert!(store.contains(&installation.name) && store.contains(SERIAL) && store.contains("Anna Berg"));
    assert!(store.contains("Sales Premium") && store.contains("27 March 2027"), "{store}");
    assert!(!store.contains("quote-cal"), "hidden modules are never shown");
    assert!(store.contains("value=\"24\""));
    let found = page(&t, "/store?q=marketing", &cookie).await;
    assert!(found.contains("units-ten-marketing") && !found.contains("units-ten-sales\""), "{found}");
    assert!(page(&t, "/store?q=nothing-like-it", &cookie).await.contains("Nothing is called"));
    let entered = t.form("/store", &cookie, "review=1&q=marketing&was=").await;
    assert_eq!(entered.location(), "/store?q=marketing", "Enter in the search box searches");
    let chosen = choose(&t, &cookie, "ten-sales", 34).await;
    assert_eq!(chosen.location(), "/store/review", "{}", chosen.text());
    let review = page(&t, "/store/review", &cookie).await;
    assert!(review.contains("+10") && review.contains("within seconds"), "{review}");
    let placed = order(&t, &cookie, "PO-4711").await;
    assert_eq!(placed.status, StatusCode::SEE_OTHER, "{}", placed.text());
    let done = page(&t, placed.location(), &cookie).await;
    assert!(done.contains("Your order is approved") && done.contains("PO-4711"), "{done}");
    assert!(done.contains("https://licences.berg.example/i/test/licences"), "the way back");
    let placed = &orders(&t).await[0];
    assert_eq!((&placed["state"], &placed["by_rule"]), (&json!("approved"), &json!(true)));
    assert_eq!(placed["ordered_by"], json!({"name": "Anna Berg", "email": "anna@berg.example"}));
    installation.sequence = 0;
    let package = installation.package(&installation.fetch(&t).await.bytes).into_inner();
    let row = package.rows.iter().find(|row| row.module == "ten-sales").unwrap();
    assert_eq!(row.quantity, licentia_core::licence::Quantity::Count(34));
    assert!(page(&t, "/store/orders", &cookie).await.contains("Order no. 1"));
}

async fn a_link_is_good_once_and_for_five_minutes(backend: Backend) {
    let (t, installation) = shop(backend).await;
    let refused = |link: String| {
        let t = &t;
        async move {
            let answer = t.page(&format!("/store?visit={link}"), "").await;
            assert!(!answer.headers.contains_key(SET_COOKIE), "nobody comes in");
            (answer.status.as_u16(), answer.text())
        }
    };
    let good = link(&t, &installation, |_| ());
    enter(&t, &good).await;
    let (status, text) = refused(good.clone()).await;
    assert!(status == 409 && text.contains("visit_used"), "{text}");
    for seconds in [-301, 301] {
        let (status, text) = refused(link(&t, &installation, |visit| visit.iat += seconds)).await;
        assert!(status == 422 && text.contains("visit_expired"), "{seconds}: {text}");
    }
    for seconds in [-300, 300] {
        enter(&t, &link(&t, &installation, |visit| visit.iat += seconds)).await;
    }
    let (status, text) = refused(good[..good.len() - 1].to_owned()).await;
    assert!(status == 422 && !text.contains("visit_used"), "{text}");
    let (_, text) = refused("nothing".to_owned()).await;
    assert!(text.contains("not_a_visit"), "{text}");
    let foreign = |visit: &mut Visit| visit.issuer = sample::issuer();
    assert!(refused(link(&t, &installation, foreign)).await.1.contains("wrong_addressee"));
}

async fn only_the_bound_key_vouches_for_anybody(backend: Backend) {
    let (t, installation) = shop(backend).await;
    let mut stranger = TestInstallation::new(&t, 8, SERIAL);
    let refused = t.page(&format!("/store?visit={}", link(&t, &stranger, |_| ())), "").await;
    assert!(refused.status == StatusCode::CONFLICT && refused.text().contains("visit_unknown"));
    stranger.serial = "1999999999".to_owned();
    let refused = t.page(&format!("/store?visit={}", link(&t, &stranger, |_| ())), "").await;
    assert!(refused.text().contains("visit_unknown"), "nobody learns which serial numbers there are");
    // Released in the middle of a visit: what was chosen is ordered by nobody any more.
    let cookie = enter(&t, &link(&t, &installation, |_| ())).await;
    choose(&t, &cookie, "ten-sales", 30).await;
    let seen = field(&page(&t, "/store/review", &cookie).await, "seen");
    let token = t.full_token().await;
    let path = format!("/api/v1/installations/{}/release", installation.kid());
    let released = t.api("POST", &path, &token, json!({"reason": "moved"})).await;
    assert_eq!(released.status, StatusCode::OK, "{}", released.text());
    let late = t.form("/store/order", &cookie, &format!("seen={seen}")).await;
    assert!(late.status == StatusCode::FORBIDDEN && late.text().contains("store_closed"), "{}", late.text());
    assert_eq!(orders(&t).await, json!([]));
}

async fn what_was_seen_is_what_is_ordered(backend: Backend) {
    let (t, installation) = shop(backend).await;
    let cookie = enter(&t, &link(&t, &installation, |_| ())).await;
    choose(&t, &cookie, "ten-sales", 30).await;
    let seen = field(&page(&t, "/store/review", &cookie).await, "seen");
    let token = t.full_token().await;
    let licences = json!([{"module": "server"}, {"module": "online-web-services"}, {"module": "ten-sales", "quantity": 28}]);
    let sold =
        t.api("PATCH", &format!("/api/v1/customers/{SERIAL}"), &token, json!({"licences": licences})).await;
    assert_eq!(sold.status, StatusCode::OK, "{}", sold.text());
    let late = t.form("/store/order", &cookie, &format!("seen={seen}")).await;
    assert!(late.status == StatusCode::CONFLICT && late.text().contains("order_changed"), "{}", late.text());
    assert!(late.text().contains("+2"), "what it has become is shown at once");
    // What is no number is said at its field, and nothing else that was typed is lost.
    for wrong in ["three", "-1", "1.5", "1000001", "99999999999"] {
        let typed =
            format!("listed=ten-sales&units-ten-sales={wrong}&listed=ten-service&units-ten-service=7");
        let refused = t.form("/store", &cookie, &format!("{typed}&review=1")).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        let page = refused.text();
        let field =
            |id: &str| page.split('<').find(|tag| tag.contains(&format!("id=\"field-units-{id}\""))).unwrap();
        assert!(page.contains("href=\"#field-units-ten-sales\""), "{wrong}: {page}");
        assert!(field("ten-sales").contains("aria-invalid=\"true\""), "{wrong}: {page}");
        assert!(field("ten-sales").contains(&format!("value=\"{wrong}\"")), "{wrong}: {page}");
        assert!(page.contains("id=\"field-units-ten-sales-error\""), "{wrong}: {page}");
        assert!(field("ten-service").contains("value=\"7\""), "{wrong}: {page}");
        assert!(!field("ten-service").contains("aria-invalid"), "{wrong}: {page}");
    }
    // It is kept for whoever goes on elsewhere, too.
    let kept = page(&t, "/store", &cookie).await;
    assert!(kept.contains("name=\"units-ten-service\" value=\"7\""), "{kept}");
}

async fn nothing_is_ordered_twice_and_nobody_sees_anothers_orders(backend: Backend) {
    let (t, installation) = shop(backend).await;
    let cookie = enter(&t, &link(&t, &installation, |_| ())).await;
    choose(&t, &cookie, "ten-sales", 25).await;
    let seen = field(&page(&t, "/store/review", &cookie).await, "seen");
    let form = format!("seen={seen}");
    let (one, two) =
        tokio::join!(t.form("/store/order", &cookie, &form), t.form("/store/order", &cookie, &form));
    assert!(one.status == StatusCode::SEE_OTHER && two.status == StatusCode::SEE_OTHER, "{}", two.text());
    assert_eq!(orders(&t).await.as_array().unwrap().len(), 1);
    let id = orders(&t).await[0]["id"].as_str().unwrap().to_owned();
    t.customer("1600065823", &[("server", 0), ("ten-sales", 1)]).await;
    let other = TestInstallation::new(&t, 9, "1600065823");
    other.ask(&t).await;
    let theirs = enter(&t, &link(&t, &other, |_| ())).await;
    assert_eq!(t.page(&format!("/store/orders/{id}"), &theirs).await.status, StatusCode::NOT_FOUND);
    let taken = t.form(&format!("/store/orders/{id}/withdraw"), &theirs, "").await;
    assert_eq!(taken.status, StatusCode::NOT_FOUND);
    assert!(!page(&t, "/store/orders", &theirs).await.contains("Order no."));
}

async fn what_has_no_cap_is_ordered_as_it_is_signed(backend: Backend) {
    let (t, installation) = shop(backend).await;
    let looking = |visit: &mut Visit| visit.module = Some("extern-user-cal".to_owned());
    let cookie = enter(&t, &link(&t, &installation, looking)).await;
    let store = page(&t, "/store", &cookie).await;
    let (first, own) = (store.find("units-extern-user-cal").unwrap(), store.find("units-ten-sales").unwrap());
    assert!(first < own && store.contains("What you were looking at"), "what was looked at comes first");
    let field = &store[..first][store[..first].rfind('<').unwrap()..];
    assert!(field.contains("type=\"checkbox\""), "no number that nobody signs: {field}");
    assert_eq!(store.matches("autofocus").count(), 1, "{store}");
    choose(&t, &cookie, "extern-user-cal", 1).await;
    let review = page(&t, "/store/review", &cookie).await;
    assert!(review.contains("Unrestricted"), "{review}");
    assert!(!page(&t, "/store", &cookie).await.contains("autofocus"));
}

async fn a_visit_ends(backend: Backend) {
    let (t, installation) = shop(backend).await;
    for path in ["/store", "/store/review", "/store/orders", "/store/orders/1"] {
        let answer = t.page(path, "").await;
        assert!(answer.status == StatusCode::FORBIDDEN && answer.text().contains("store_closed"), "{path}");
    }
    let cookie = enter(&t, &link(&t, &installation, |_| ())).await;
    t.clock.advance_ms(30 * 60 * 1_000 - 1_000);
    page(&t, "/store", &cookie).await;
    t.clock.advance_ms(2_000);
    assert_eq!(t.page("/store", &cookie).await.status, StatusCode::FORBIDDEN);
    assert_eq!(t.page("/store", "licentia_store=guessed").await.status, StatusCode::FORBIDDEN);
}

async fn fewer_wait_for_the_renewal(backend: Backend) {
    let (t, installation) = shop(backend).await;
    let cookie = enter(&t, &link(&t, &installation, |_| ())).await;
    choose(&t, &cookie, "ten-sales", 20).await;
    let review = page(&t, "/store/review", &cookie).await;
    assert!(review.contains("28 March 2027") && review.contains("Nothing changes before"), "{review}");
    let placed = order(&t, &cookie, "").await;
    assert!(
        page(&t, placed.location(), &cookie).await.contains("takes effect when your subscription is renewed")
    );
    assert!(page(&t, "/store", &cookie).await.contains("20 from 28 March 2027"));
    let token = t.full_token().await;
    let terms = t.api("GET", &format!("/api/v1/customers/{SERIAL}/terms"), &token, Value::Null).await.json();
    assert_eq!(terms["term"]["at_renewal"], json!({"ten-sales": 20}));
    assert_eq!(orders(&t).await[0]["package"], Value::Null);
}

async fn without_a_term_fewer_are_refused_in_words(backend: Backend) {
    let (t, installation) = shop(backend).await;
    let none = json!({"term": null, "order_limit": 100_000});
    let token = t.full_token().await;
    let put = t.api("PUT", &format!("/api/v1/customers/{SERIAL}/terms"), &token, none).await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.text());
    let cookie = enter(&t, &link(&t, &installation, |_| ())).await;
    let store = page(&t, "/store", &cookie).await;
    let field = "min=\"0\" max=\"1000000\" step=\"1\" name=\"units-ten-sales\"";
    assert!(store.contains(field), "no browser stops it with a bare number: {store}");
    choose(&t, &cookie, "ten-sales", 20).await;
    for (lang, words) in [
        ("en", ["Sales Premium cannot become fewer here.", "no term was agreed", "Change the numbers"]),
        ("sv", ["Sälj Premium kan inte bli färre här.", "ingen period är avtalad", "Ändra talen"]),
    ] {
        let review = t.page(&format!("/store/review?lang={lang}"), &cookie).await;
        assert_eq!(review.status, StatusCode::UNPROCESSABLE_ENTITY);
        for said in words {
            assert!(review.text().contains(said), "{said}: {}", review.text());
        }
    }
    assert_eq!(orders(&t).await, json!([]), "nothing is ordered");
}

async fn what_was_planned_is_compared_with_and_marked_once_it_is_overtaken(backend: Backend) {
    let (t, installation) = shop(backend).await;
    let cookie = enter(&t, &link(&t, &installation, |_| ())).await;
    choose(&t, &cookie, "ten-sales", 20).await;
    let first = order(&t, &cookie, "").await;
    let list = page(&t, "/store/orders", &cookie).await;
    assert!(
        list.contains("(24\u{a0}to\u{a0}20)") && list.contains("−236.00") && !list.contains("Overtaken"),
        "{list}"
    );
    choose(&t, &cookie, "ten-sales", 18).await;
    let review = page(&t, "/store/review", &cookie).await;
    for words in ["24 today", "compared with what was planned", "−118.00"] {
        assert!(review.contains(words), "{words}: {review}");
    }
    // Whoever adds some instead keeps the others, too, and reads that before ordering.
    choose(&t, &cookie, "ten-sales", 25).await;
    let more = page(&t, "/store/review", &cookie).await;
    assert!(more.contains("not 20 from 28") && more.contains("compared with what was planned"), "{more}");
    choose(&t, &cookie, "ten-sales", 18).await;
    let second = order(&t, &cookie, "").await;
    let list = page(&t, "/store/orders", &cookie).await;
    assert!(list.contains("<s>−4 ") && list.contains("(20\u{a0}to\u{a0}18)"), "{list}");
    let own = t.signed_in(&crate::access::RIGHTS).await;
    let everything = page(&t, "/orders?show=all", &own).await;
    // The desk's list has it in a column, and for phones under the customer.
    for (listed, times) in
        [(&list, 1), (&everything, 2), (&page(&t, &format!("/customers/{SERIAL}"), &own).await, 1)]
    {
        assert_eq!(listed.matches(">Overtaken<").count(), times, "{listed}");
    }
    let overtaken = "does not count any more";
    assert!(page(&t, first.location(), &cookie).await.contains(overtaken));
    assert!(!page(&t, second.location(), &cookie).await.contains(overtaken));
    let id = first.location().rsplit('/').next().unwrap();
    assert!(page(&t, &format!("/orders/{id}"), &own).await.contains(overtaken));
    // The row is marked as it is typed: the page says what is agreed.
    assert!(page(&t, "/store", &cookie).await.contains("data-was=\"18\""));
}
