//! What is sent, and what is said when it is something else.

use axum::body::Body;
use http::Method;
use serde_json::json;
use tower::ServiceExt as _;

use super::{post_json, problem, request, served, text};
use crate::access::tests::house;

#[tokio::test]
async fn every_bad_body_gets_its_own_clear_answer() {
    let house = house().await;
    let router = served(&house).await;
    let good = json!({"user": "anna", "modules": [{"name": "web"}]}).to_string();
    let answer = router.clone().oneshot(post_json("/api/v1/orders", good)).await.unwrap();
    assert_eq!(text(answer).await, "anna None web");

    for (body, status, code, path) in [
        ("", 400, "bad_request", None),
        ("{", 400, "bad_request", None),
        ("{\"user\":\"a\",\"modules\":[]} x", 400, "bad_request", None),
        ("[]", 422, "invalid", Some("")),
        ("{\"user\":1,\"modules\":[]}", 422, "invalid", Some("user")),
        ("{\"modules\":[]}", 422, "missing_field", Some("")),
        ("{\"user\":\"a\",\"user\":\"b\",\"modules\":[]}", 422, "duplicate_field", Some("")),
        (
            "{\"user\":\"a\",\"modules\":[{\"name\":\"x\"},{\"name\":5}]}",
            422,
            "invalid",
            Some("modules[1].name"),
        ),
        (
            "{\"user\":\"a\",\"modules\":[{\"name\":\"x\",\"nmae\":5}]}",
            422,
            "unknown_field",
            Some("modules.0.nmae"),
        ),
        ("{\"user\":\"a\",\"modules\":[],\"seats\":-1}", 422, "invalid", Some("seats")),
        ("{\"user\":\"a\",\"modules\":[],\"\":-1}", 422, "unknown_field", Some("")),
        ("{\"user\":\"\\ud800\",\"modules\":[]}", 400, "bad_request", None),
    ] {
        let answer = router.clone().oneshot(post_json("/api/v1/orders", body)).await.unwrap();
        let problem = problem(answer).await;
        assert_eq!(
            (problem["status"].as_u64(), problem["code"].as_str()),
            (Some(status), Some(code)),
            "{body}"
        );
        assert_eq!(problem["path"].as_str(), path, "{body}");
    }

    let plain = request(Method::POST, "/api/v1/orders").body(Body::from("{}")).unwrap();
    assert_eq!(problem(router.oneshot(plain).await.unwrap()).await["code"], "unsupported_media_type");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_read_to_its_end_and_refused() {
    let house = house().await;
    let router = served(&house).await;
    for (uri, size, fits) in [
        ("/package", 16 << 20, true),
        ("/package", (16 << 20) + 1, false),
        ("/api/v1/orders", (8 << 20) + 1, false),
    ] {
        let answer = router.clone().oneshot(post_json(uri, vec![b' '; size])).await.unwrap();
        if fits {
            assert_eq!(text(answer).await, size.to_string());
        } else {
            let problem = problem(answer).await;
            assert_eq!(problem["code"], "too_large", "{uri}");
            assert!(problem["limit"].as_u64().unwrap() < size as u64);
        }
    }
}

#[tokio::test]
async fn a_body_that_is_compressed_is_refused_as_such() {
    let house = house().await;
    let router = served(&house).await;
    let good = json!({"user": "anna", "modules": []}).to_string();
    for (coding, keyed, status) in
        [("gzip", false, 415), ("identity, br", false, 415), ("gzip", true, 415), ("Identity", false, 200)]
    {
        let mut request = post_json("/api/v1/orders", good.clone());
        request.headers_mut().insert("content-encoding", coding.parse().unwrap());
        if keyed {
            request.headers_mut().insert("idempotency-key", "k-1".parse().unwrap());
        }
        let answer = router.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status().as_u16(), status, "{coding}");
        if status == 415 {
            assert_eq!(problem(answer).await["code"], "unsupported_media_type");
        }
    }
}

#[tokio::test]
async fn files_come_with_their_form() {
    let house = house().await;
    let router = served(&house).await;
    let body = "--b\r\ncontent-disposition: form-data; name=\"note\"\r\n\r\n hello\r\nyou \r\n\
        --b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"p.tls\"\r\n\r\nabc\r\n\
        --b\r\ncontent-disposition: form-data; name=\"empty\"; filename=\"\"\r\n\r\n\r\n--b--\r\n";
    let upload = |kind: &'static str, body: &'static str| {
        request(Method::POST, "/upload").header("content-type", kind).body(Body::from(body)).unwrap()
    };
    let good = upload("multipart/form-data; boundary=b", body);
    assert_eq!(text(router.clone().oneshot(good).await.unwrap()).await, "hello\nyou p.tls:3");
    let cut = upload("multipart/form-data; boundary=b", &body[..60]);
    assert_eq!(problem(router.clone().oneshot(cut).await.unwrap()).await["code"], "bad_request");
    // A browser's form is answered with a page, whatever its script says it takes.
    let mut form = upload("multipart/form-data; boundary=b", &body[..60]);
    form.headers_mut().insert("accept", "*/*".parse().unwrap());
    let answer = router.clone().oneshot(form).await.unwrap();
    assert_eq!((answer.status().as_u16(), &*text(answer).await), (400, "<h1>bad_request en</h1>"));
    let other = upload("text/plain", "x");
    assert_eq!(problem(router.oneshot(other).await.unwrap()).await["code"], "unsupported_media_type");
}

/// A browser ends lines with a carriage return too, and no signed file may hold one.
#[tokio::test]
async fn what_is_typed_in_several_lines_has_line_feeds_alone() {
    let house = house().await;
    let router = served(&house).await;
    let form = request(Method::POST, "/form").header("content-type", "application/x-www-form-urlencoded");
    let form = form.body(Body::from("user=anna%0D%0A%0D%0Abo&user=cid%0Ddag%0A")).unwrap();
    assert_eq!(text(router.oneshot(form).await.unwrap()).await, "anna\n\nbo+cid\ndag\n");
}
