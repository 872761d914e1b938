//! The Licences screen from a fresh installation to deletion, requests by file, and what is said of the conversation.

use http::StatusCode;

use crate::limits::tests::on_core;
use crate::packages::page_tests::{page, send};
use crate::testing::{TestManager, plan, row, stories};

stories!(
    a_fresh_installation_asks_whose_it_is,
    licences_are_listed_by_kind_and_sorted,
    a_request_is_made_found_again_and_answered,
    deleting_says_first_what_happens,
    an_issuer_of_whom_nobody_asks_says_so,
    a_suite_is_one_plan_for_everybody_and_its_store_is_entered_by_the_signed_way,
);

async fn a_fresh_installation_asks_whose_it_is(t: TestManager) {
    let fresh = page(&t, "/i/test/licences").await;
    assert!(fresh.contains("Welcome to Licentia") && fresh.contains("/i/test/holder"));
    assert!(page(&t, "/i/test/holder").await.contains("What happens next"));
    let (status, wrong) = send(&t, "/i/test/holder", &[("holder", "Berg AB"), ("serial", "10 00")]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(wrong.contains("id=\"field-serial-error\"") && wrong.contains("value=\"Berg AB\""), "{wrong}");
    let (status, _) = send(&t, "/i/test/holder", &[("holder", "Berg AB"), ("serial", "1000234567")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(page(&t, "/i/test/licences").await.contains("No licences yet"));
    t.activate(|package| package.rows = vec![row("web", 3)]).await;
    let change = page(&t, "/i/test/holder").await;
    assert!(change.contains("Change serial number") && change.contains("Make request file"));
    let (status, file) =
        send(&t, "/i/test/holder", &[("holder", "Berg & Co AB"), ("serial", "1000234999")]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(!file.contains("<html"), "it is a request file");
    let (_, same) = send(&t, "/i/test/holder", &[("holder", "Berg AB"), ("serial", "1000234567")]).await;
    assert!(same.contains("serial_same"), "{same}");
}

async fn licences_are_listed_by_kind_and_sorted(t: TestManager) {
    t.activate(|package| package.rows = vec![plan("basic", 1, &[]), plan("full", 5, &[]), row("travel", 4)])
        .await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.basic").await;
    let screen = page(&t, "/i/test/licences").await;
    assert!(
        screen.contains("User plans") && screen.contains("Other user licences") && screen.contains("Full")
    );
    assert!(screen.contains("Root key") && screen.contains(&t.manager.trust().root.fingerprint()));
    let at = |page: &str, module: &str| page.find(&format!("/licences/acme.{module}\"")).unwrap();
    let sorted = page(&t, "/i/test/licences?sort=-total").await;
    assert!(at(&sorted, "full") < at(&sorted, "basic") && at(&screen, "basic") < at(&screen, "full"));
    for query in ["?sort=nonsense", "?sort=free", "?sort=until", "?sort=-licence", "?issuer=nobody"] {
        page(&t, &format!("/i/test/licences{query}")).await;
    }
    assert!(page(&t, "/i/test/licences/acme.basic").await.contains("anna"));
    let users = page(&t, "/i/test/users").await;
    assert!(users.contains("/requests?from=users") && users.contains("/packages/load?from=users"));
}

async fn a_request_is_made_found_again_and_answered(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 3)]).await;
    let dialog = page(&t, "/i/test/requests").await;
    let key = licentia_protocol::keys::fingerprint_of(
        &t.manager.snapshot(t.scope).await.unwrap().installation().key_id,
    );
    assert!(dialog.contains("1000234567") && dialog.contains(&key), "{dialog}");
    let (status, wrong) = send(&t, "/i/test/requests", &[("issuer", "acme"), ("version", "12.1")]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(wrong.contains("three numbers") && wrong.contains("value=\"12.1\""), "{wrong}");
    let (status, file) = send(&t, "/i/test/requests", &[("issuer", "acme"), ("version", "12.1.0")]).await;
    assert_eq!(status, StatusCode::OK);
    let request = licentia_protocol::conversation::read_request(file.as_bytes()).expect("a request file");
    let list = page(&t, "/i/test/requests").await;
    assert!(list.contains("Waits for its answer") && list.contains("Licences for version 12.1.0"), "{list}");
    let again = t.get(&format!("/i/test/requests/{}/file", request.id)).await;
    assert_eq!(again.1.as_str(), Some(file.as_str()), "the same file once more");
    assert_eq!(t.get("/i/test/requests/none/file").await.0, StatusCode::NOT_FOUND);
}

async fn deleting_says_first_what_happens(t: TestManager) {
    t.activate(|package| package.rows = vec![plan("basic", 2, &[])]).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.basic").await;
    let dialog = page(&t, "/i/test/licences/delete").await;
    assert!(dialog.contains("Demo mode begins.") && dialog.contains("1 assignment stays"), "{dialog}");
    let (_, unsure) = send(&t, "/i/test/licences/delete", &[]).await;
    assert!(unsure.contains("Nothing was deleted"), "{unsure}");
    assert!(!page(&t, "/i/test/licences?issuer=acme").await.contains("Welcome"));
    let (status, _) = send(&t, "/i/test/licences/delete", &[("sure", "true")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let after = page(&t, "/i/test/licences").await;
    assert!(
        after.contains("Demo mode: the licences were deleted") && after.contains("No licences from "),
        "{after}"
    );
    assert!(page(&t, "/i/test/licences?deleted=*").await.contains("All licences were deleted."));
    assert!(page(&t, "/i/test/licences?deleted=acme").await.contains("were deleted."));
    assert!(
        !page(&t, "/i/test/licences?deleted=nobody").await.contains("were deleted."),
        "not as it pleases"
    );
    assert!(page(&t, "/i/test/packages").await.contains("Deleted"));
}

async fn an_issuer_of_whom_nobody_asks_says_so(t: TestManager) {
    t.activate(|package| {
        package.rows = vec![row("web", 3)];
        package.store = Some("https://store.example/buy".to_owned());
    })
    .await;
    let screen = page(&t, "/i/test/licences").await;
    assert!(screen.contains("is not asked for news from here") && !screen.contains("/contact/acme/check"));
    assert!(screen.contains("/i/test/store/acme") && screen.contains("Purchase new licences"));
    let (status, told) = send(&t, "/i/test/contact/acme/check", &[]).await;
    assert_eq!(status, StatusCode::CONFLICT, "{told}");
    assert_eq!(
        send(&t, "/i/test/contact/acme/dismiss", &[]).await.0,
        StatusCode::SEE_OTHER,
        "nothing to put away"
    );
}

async fn a_suite_is_one_plan_for_everybody_and_its_store_is_entered_by_the_signed_way(t: TestManager) {
    t.activate(|package| {
        on_core(package);
        package.authority = Some("https://sales.acme.example".to_owned());
        package.store = Some("https://sales.acme.example/store".to_owned());
    })
    .await;
    let screen = page(&t, "/i/test/licences").await;
    assert!(
        screen.contains("One plan for everybody") && screen.contains("whoever can log in has a seat"),
        "{screen}"
    );
    for wrong in ["a person holds one", "User plans", "/users?plan=none"] {
        assert!(!screen.contains(wrong), "{wrong:?} in {screen}");
    }
    let status = page(&t, "/i/test/licences/status").await;
    assert!(status.contains("My apps") && status.contains("href=\"/i/test/store/acme\""), "{status}");
    assert!(
        !status.contains("https://sales.acme.example/store"),
        "nobody is let in without a link: {status}"
    );
    let away = serde_json::json!({"login": "away", "name": "Vera Berg", "can_log_in": false});
    assert_eq!(t.post("/api/v1/users", away).await.0, StatusCode::CREATED);
    let person = page(&t, "/i/test/users/away").await;
    assert!(person.contains("Nothing. Whoever can log in has a seat of the plan."), "{person}");
}

#[test]
fn an_issuer_that_sold_nothing_here_and_says_nothing_has_no_tab() {
    use super::tabs::has_tab;
    use crate::contact::Word;
    assert!(!has_tab(false, true, Word::UpToDate));
    assert!(has_tab(true, true, Word::UpToDate), "its licences were deleted");
    assert!(has_tab(false, false, Word::UpToDate), "there is nobody else yet");
    for said in Word::EVERY.into_iter().filter(|word| *word != Word::UpToDate) {
        assert!(has_tab(false, true, said), "{said:?} wants to be read");
    }
}
