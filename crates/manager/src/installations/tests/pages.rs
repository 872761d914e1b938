//! Stories of the pages.

use http::StatusCode;

use super::satellites::{licensed, satellite};
use crate::stories;
use crate::testing::TestManager;

stories!(pages_show_what_there_is_and_say_first_what_they_do, without_a_licence_the_button_says_why);

async fn page(t: &TestManager, path: &str, status: StatusCode) -> String {
    let (got, body) = t.get(path).await;
    let body = body.as_str().map_or_else(|| body.to_string(), str::to_owned);
    assert_eq!(got, status, "{path}: {body}");
    assert_eq!(licentia_ui::missing_texts(), Vec::<String>::new(), "{path}");
    body
}

async fn post(t: &TestManager, path: &str, form: &str) -> (StatusCode, String) {
    let request = http::Request::post(path)
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin");
    let (status, body) = t.send(request.body(form.to_owned().into()).unwrap()).await;
    (status, body.as_str().unwrap_or_default().to_owned())
}

async fn pages_show_what_there_is_and_say_first_what_they_do(t: TestManager) {
    licensed(&t).await;
    let ok = StatusCode::OK;
    let list = page(&t, "/i/test/installations", ok).await;
    assert!(list.contains("One central installation.") && list.contains("Add satellite"), "{list}");
    page(&t, "/i/test/installations/new", ok).await;
    let (status, again) = post(&t, "/i/test/installations/new", "name=Bergen&slug=Not+one").await;
    assert!(status == ok && again.contains("Not one"), "what was typed stays: {again}");
    let (status, _) = post(&t, "/i/test/installations/new", "name=Bergen&slug=bergen").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let list = page(&t, "/i/test/installations?lang=sv", ok).await;
    assert!(list.contains("1 satellit") && list.contains("/i/test/installations/bergen"), "{list}");
    let one = page(&t, "/i/test/installations/bergen", ok).await;
    assert!(one.contains("Assign translate") && !one.contains("Assign satellite"), "{one}");
    let (status, _) =
        post(&t, "/i/test/installations/bergen/licences", "module=acme.translate&act=assign").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let one = page(&t, "/i/test/installations/bergen", ok).await;
    assert!(one.contains("Recall translate"), "{one}");
    let close = page(&t, "/i/test/installations/bergen/close", ok).await;
    assert!(close.contains("Licences that come free"), "{close}");
    page(&t, "/i/test/installations/bergen/edit", ok).await;
    let (status, _) = post(&t, "/i/test/installations/bergen/edit", "name=Voss&slug=voss").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    page(&t, "/i/test/installations/bergen", StatusCode::NOT_FOUND).await;
    page(&t, "/i/test/access?site=voss", ok).await;
    let (status, _) = post(&t, "/i/test/installations/voss/close", "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    page(&t, "/i/test/installations/voss", StatusCode::NOT_FOUND).await;
}

async fn without_a_licence_the_button_says_why(t: TestManager) {
    licensed(&t).await;
    satellite(&t, "a").await;
    satellite(&t, "b").await;
    let list = page(&t, "/i/test/installations", StatusCode::OK).await;
    assert!(list.contains("Every satellite that is licensed is there already"), "{list}");
    let (status, refused) = post(&t, "/i/test/installations/new", "name=C&slug=c").await;
    assert!(status == StatusCode::OK && refused.contains("no_satellite_left"), "{refused}");
}
