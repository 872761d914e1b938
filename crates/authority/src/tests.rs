//! The pages, as a browser without script uses them, and the whole router.

use std::convert::identity;

use http::StatusCode;
use licentia_platform::access::Right;
use licentia_platform::db::Backend;
use licentia_platform::testing::both_databases;

use crate::access::RIGHTS;
use crate::testing::TestAuthority;

both_databases!(identity;
    from_the_first_sign_in_to_a_signed_package,
    what_was_typed_stays_when_a_form_is_refused,
    a_page_shows_only_what_may_be_done,
    every_page_speaks_both_languages,
);

const SERIAL: &str = "1801852599";

/// The value of a field on a page.
fn value(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("no {name} in {page}"));
    let rest = &page[at..];
    let start = rest.find("value=\"").unwrap() + 7;
    rest[start..].split('"').next().unwrap().to_owned()
}

async fn from_the_first_sign_in_to_a_signed_package(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let out = t.page("/customers", "").await;
    assert_eq!((out.status, out.location()), (StatusCode::SEE_OTHER, "/sign-in?next=%2Fcustomers"));
    let cookie = t.signed_in(&RIGHTS).await;
    assert!(t.page("/customers", &cookie).await.text().contains("No customers yet"));

    let form = format!(
        "name=Nordlys+Trading+AS&serial={SERIAL}&country=no&zone=Europe%2FOslo&contact=&customer=&note="
    );
    let made = t.form("/customers/new", &cookie, &form).await;
    assert_eq!(
        (made.status, made.location()),
        (StatusCode::SEE_OTHER, "/customers/1801852599"),
        "{}",
        made.text()
    );
    let customer = t.page(made.location(), &cookie).await.text();
    assert!(customer.contains("Nothing has been sold") && customer.contains("Issue package no. 1"));
    let nothing = t.page(&format!("/customers/{SERIAL}/issue"), &cookie).await;
    assert_eq!(nothing.status, StatusCode::CONFLICT);
    assert!(nothing.text().contains("nothing_to_issue"));

    let sheet = t.page(&format!("/customers/{SERIAL}/subscription"), &cookie).await.text();
    let form = format!(
        "revision={}&new_module=ten-sales&new_quantity=21&new_start=&new_due=&new_module=visible-for&new_quantity=Unrestricted\
         &new_start=&new_due=&new_module=&new_quantity=&new_start=&new_due=&system=server&expiry=2027-03-27&grace=2027-04-08",
        value(&sheet, "revision")
    );
    let saved = t.form(&format!("/customers/{SERIAL}/subscription"), &cookie, &form).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let preview = t.page(&format!("/customers/{SERIAL}/issue"), &cookie).await.text();
    assert!(preview.contains("Sign package no. 1") && preview.contains("first package"));
    let form = format!("seen={}&reason=First+order", value(&preview, "seen"));
    let signed = t.form(&format!("/customers/{SERIAL}/issue"), &cookie, &form).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text());
    let package = t.page(signed.location(), &cookie).await.text();
    assert!(package.contains("Download 1801852599-1.tls"));
    let file = t.page(&format!("{}/file", signed.location()), &cookie).await;
    let trust = t.authority.signer().unwrap().trust.clone();
    assert_eq!(licentia_protocol::package::verify(&file.bytes, &trust).unwrap().sequence, 1);
    let history = t.page(&format!("/customers/{SERIAL}/history"), &cookie).await.text();
    assert!(
        history.contains("Package issued")
            && history.contains("First order")
            && history.contains("Sara Holm")
    );
    let twice = t.form(&format!("/customers/{SERIAL}/issue"), &cookie, &form).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    assert!(twice.text().contains("preview_changed") && twice.text().contains("Sign package no. 2"));
}

async fn what_was_typed_stays_when_a_form_is_refused(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let cookie = t.signed_in(&RIGHTS).await;
    let form = "name=&serial=12&country=Norway&zone=Europe%2FOslo&contact=Ingrid+%22I%22+%3CSolberg%3E&customer=&note=";
    let refused = t.form("/customers/new", &cookie, form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = refused.text();
    for expected in [
        "A serial number has ten digits",
        "The name is missing",
        "two letters",
        "field-serial",
        "&lt;Solberg&gt;",
    ] {
        assert!(page.contains(expected), "{expected} in {page}");
    }
    t.customer(SERIAL, &[("server", 0), ("ten-sales", 3)]).await;
    let taken = format!("name=Other+AS&serial={SERIAL}&zone=UTC");
    let taken = t.form("/customers/new", &cookie, &taken).await;
    assert_eq!(taken.status, StatusCode::CONFLICT);
    assert!(
        taken.text().contains("Another customer has this serial number") && taken.text().contains("Other AS")
    );

    let path = format!("/customers/{SERIAL}/subscription");
    let revision = value(&t.page(&path, &cookie).await.text(), "revision");
    let send = |rest: &str| {
        let form = format!("revision={revision}&system=server&{rest}");
        let (t, cookie, path) = (&t, &cookie, &path);
        async move { t.form(path, cookie, &form).await }
    };
    let many = send("module=ten-sales&quantity=many&start=&due=").await;
    assert_eq!(many.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(many.text().contains("quantity_invalid") && many.text().contains("value=\"many\""));
    let forgotten = send("new_module=windows&new_quantity=&new_start=&new_due=").await.text();
    assert!(forgotten.contains("windows needs a quantity"), "{forgotten}");
    let proposed = send("expiry=2027-12-31&propose=yes").await.text();
    assert_eq!(value(&proposed, "grace"), "2028-01-12");
    assert_eq!(send("module=ten-sales&quantity=4&start=&due=").await.status, StatusCode::SEE_OTHER);
    let late = send("module=ten-sales&quantity=5&start=&due=").await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED, "somebody else was faster");
}

async fn a_page_shows_only_what_may_be_done(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    t.customer(SERIAL, &[("server", 0), ("ten-sales", 3)]).await;
    // The first administrator manages access and nothing else.
    let cookie = t.signed_in(&[Right::ManageAccess]).await;
    let page = t.page(&format!("/customers/{SERIAL}"), &cookie).await.text();
    assert!(
        page.contains("Sales Premium")
            && !page.contains("Change subscription")
            && !page.contains("Issue package")
    );
    for path in [
        "/customers/new".to_owned(),
        format!("/customers/{SERIAL}/edit"),
        format!("/customers/{SERIAL}/issue"),
        format!("/customers/{SERIAL}/subscription"),
    ] {
        assert_eq!(t.page(&path, &cookie).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let access = t.page("/access", &cookie).await;
    assert_eq!(access.status, StatusCode::OK);
    let other = t.form("/access/tokens", &cookie, "label=CRM&right=sell").await.text();
    assert!(other.contains("right_not_held"), "nobody hands out what they do not have: {other}");
}

async fn every_page_speaks_both_languages(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    t.customer(SERIAL, &[("server", 0), ("ten-sales", 3), ("service-desk", 2)]).await;
    let issued =
        crate::packages::issue(&t.authority, &t.granted(), SERIAL, Default::default()).await.unwrap();
    let cookie = t.signed_in(&RIGHTS).await;
    let package = format!("/packages/{}", issued.value.id);
    let of_customer =
        ["", "/issue", "/subscription", "/edit", "/history"].map(|rest| format!("/customers/{SERIAL}{rest}"));
    let paths =
        ["/customers", "/customers?q=none", "/customers/new", "/catalogue", "/keys", "/ledger", "/access"];
    let paths = paths.into_iter().map(str::to_owned).chain(of_customer).chain([package]);
    for path in paths {
        for (lang, word) in [("en", "Customers"), ("sv", "Kunder")] {
            let separator = if path.contains('?') { '&' } else { '?' };
            let answer = t.page(&format!("{path}{separator}lang={lang}"), &cookie).await;
            let page = answer.text();
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert!(page.contains(word) && page.contains(&format!("lang=\"{lang}\"")), "{path} in {lang}");
            assert!(!page.contains('⟦'), "{path} in {lang}: {}", page.split('⟦').nth(1).unwrap_or(""));
            assert!(!page.contains(" style=") && !page.contains("<script>"), "{path}: nothing inline");
        }
    }
    let missing: Vec<String> = licentia_ui::missing_texts();
    assert!(missing.is_empty(), "{missing:?}");
}
