//! Stories of request files.

use axum::body::Body;
use http::{Request, StatusCode};
use licentia_protocol::conversation::{Purpose, read_request};
use serde_json::json;

use crate::testing::{TestManager, row, stories};

stories!(
    a_request_says_who_asks_and_for_what,
    what_is_not_known_has_to_be_said,
    a_request_after_a_deletion_says_so
);

async fn a_request_says_who_asks_and_for_what(t: TestManager) {
    t.activate(|package| package.rows = vec![row("map", 3)]).await;
    let sent = Request::post("/api/v1/requests")
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "application/json")
        .body(Body::from(json!({"version": "12.1.0"}).to_string()))
        .unwrap();
    let response = tower::ServiceExt::oneshot(t.router.clone(), sent).await.unwrap();
    let disposition = response.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert_eq!(disposition, "attachment; filename=\"LicenseRequest.tlr\"");
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    let request = read_request(&bytes).unwrap();
    assert_eq!((request.purpose, request.issuer.as_str()), (Purpose::Package, "acme"));
    assert_eq!((request.holder.as_str(), request.serial.as_str()), ("Berg AB", "1000234567"));
    assert_eq!((request.version, request.sequence, request.deleted), ("12.1.0".parse().ok(), 1, false));
    assert_eq!(request.key.kid(), t.manager.snapshot(t.scope).await.unwrap().installation().key_id);
    let body = json!({"version": "12.1.3"});
    t.ask(http::Method::PUT, "/api/v1/installation/version", Some(body)).await;
    let (_, file) = t.post("/api/v1/requests", json!({})).await;
    let next = read_request(file.as_str().unwrap().as_bytes()).unwrap();
    assert_eq!(next.version, "12.1.3".parse().ok(), "what is known need not be said");
    assert!(next.nonce != request.nonce && next.head.revision > request.head.revision);
    let (_, ledger) = t.get("/api/v1/ledger?limit=1").await;
    assert_eq!(ledger["items"][0]["kind"], "requests.created");
}

async fn what_is_not_known_has_to_be_said(t: TestManager) {
    let post = async |body| {
        let (status, answer) = t.post("/api/v1/requests", body).await;
        (status.as_u16(), answer["code"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(post(json!({})).await, (422, "invalid".to_owned()), "which issuer?");
    assert_eq!(post(json!({"issuer": "acme"})).await, (409, "holder_unknown".to_owned()));
    t.post("/api/v1/installation/serial", json!({"holder": "Berg AB", "serial": "1000234567"})).await;
    assert_eq!(post(json!({"issuer": "acme"})).await.0, 200);
    for body in [
        json!({"issuer": "acme", "version": "12.1"}),
        json!({"issuer": "not an issuer"}),
        json!({"issuer": "acme", "serial": "1"}),
        json!({"issuer": "acme", "holder": "Berg"}),
        json!({"issuer": "acme", "holder": "Berg", "serial": "not one"}),
        json!({"issuer": "acme", "nonce": "x"}),
    ] {
        assert_eq!(post(body.clone()).await.0, 422, "{body}");
    }
    let same = json!({"issuer": "acme", "holder": "Berg AB", "serial": "1000234567"});
    assert_eq!(post(same).await, (409, "serial_same".to_owned()));
}

async fn a_request_after_a_deletion_says_so(t: TestManager) {
    t.activate(|package| package.rows = vec![row("map", 3)]).await;
    let request = Request::post("/api/v1/packages").header("authorization", format!("Bearer {}", t.token));
    let file = t.issue_as("partner", None, |package| package.rows = vec![row("addon", 2)]);
    let (_, loaded) = t.send(request.body(Body::from(file)).unwrap()).await;
    let path = format!("/api/v1/packages/{}/activate", loaded["id"].as_str().unwrap());
    assert_eq!(t.post(&path, json!({})).await.0, StatusCode::OK);
    assert_eq!(t.delete("/api/v1/licences").await.0, StatusCode::OK);
    let (_, file) = t.post("/api/v1/requests", json!({})).await;
    let request = read_request(file.as_str().unwrap().as_bytes()).unwrap();
    assert_eq!(request.issuer.as_str(), "acme", "the vendor, not the partner");
    assert_eq!((request.deleted, request.sequence, request.package.clone()), (true, 1, None));
}
