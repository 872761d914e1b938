//! The documentation is there for everybody, in both languages, without script.

use axum::body::Body;
use http::{Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::stories;
use crate::testing::TestManager;

stories!(the_interface_describes_itself);

/// A page as somebody who is not signed in gets it.
async fn page(t: &TestManager, path: &str, lang: &str) -> (StatusCode, String) {
    let request = Request::get(path).header("accept", "text/html").header("accept-language", lang);
    let response =
        t.router.clone().oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer");
    let status = response.status();
    let policy = response.headers()["content-security-policy"].to_str().expect("text");
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    let bytes = axum::body::to_bytes(response.into_body(), 64 << 20).await.expect("a whole body");
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

async fn the_interface_describes_itself(t: TestManager) {
    let (status, served) =
        t.send(Request::get("/openapi.json").body(Body::empty()).expect("a request")).await;
    assert_eq!((status, &served), (StatusCode::OK, &crate::openapi()));
    for (lang, word) in [("en", "What it means"), ("sv", "Vad den betyder")] {
        let (status, api) = page(&t, "/docs", lang).await;
        assert_eq!(status, StatusCode::OK);
        for (path, methods) in served["paths"].as_object().expect("paths") {
            for method in methods.as_object().expect("methods").keys() {
                assert!(api.contains(&format!("{} {path}", method.to_uppercase())), "{method} {path}");
            }
        }
        for name in served["components"]["schemas"].as_object().expect("shapes").keys() {
            assert!(api.contains(&format!("id=\"shape-{name}\"")), "{name}");
        }
        assert!(!api.contains('⟦') && !api.contains("<script>"), "{api}");
        let (status, code) = page(&t, "/docs/problems/no_seat", lang).await;
        assert_eq!(status, StatusCode::OK);
        assert!(code.contains(word) && code.contains("no_seat"), "{code}");
        assert_eq!(page(&t, "/docs/problems", lang).await.0, StatusCode::OK);
        assert_eq!(page(&t, "/docs/problems/no_such_code", lang).await.0, StatusCode::NOT_FOUND);
    }
    let (status, styles) = page(&t, licentia_ui::asset::style_sheet(), "en").await;
    assert!(status.is_success() && styles.contains("@layer"), "pages have their style sheet");
    let (status, problem) = t.get("/docs/problems/no_such_code").await;
    assert_eq!((status, &problem["code"]), (StatusCode::NOT_FOUND, &Value::from("not_found")));
}
