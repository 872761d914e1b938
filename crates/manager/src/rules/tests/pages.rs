//! The pages of the rules: the list, the form and what a change would do, in both languages.

use http::StatusCode;
use serde_json::json;

use super::{add, licensed, rule, user};
use crate::testing::{TestManager, stories};
use crate::users::tests::pages::{page, send};

stories!(
    a_rule_is_made_on_a_form_seen_and_saved,
    none_of_these_is_asked_for_on_the_form_too,
    what_the_form_has_no_field_for_stays,
    rules_move_and_go_only_after_a_preview,
    a_condition_that_cannot_be_read_is_not_left_out,
);

/// The value of a hidden field.
pub(super) fn field(page: &str, name: &str) -> String {
    let start = page.find(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{name} in {page}"));
    let rest = &page[start + format!("name=\"{name}\" value=\"").len()..];
    rest[..rest.find('"').unwrap()].replace("&quot;", "\"").replace("&amp;", "&")
}

async fn a_rule_is_made_on_a_form_seen_and_saved(t: TestManager) {
    licensed(&t).await;
    for login in ["anna", "bo", "cleo"] {
        user(&t, login, &["Sales"]).await;
    }
    assert!(page(&t, "/i/test/rules").await.contains("No rules yet"));
    assert!(page(&t, "/i/test/rules/new").await.contains("Plan of Acme"));
    let typed = [
        ("name", "Sales people"),
        ("group", "sales; key accounts"),
        ("kind", "internal"),
        ("attributes", ""),
        ("plan", "acme.sales"),
        ("module", "acme.mail"),
        ("enabled", "true"),
    ];
    let (status, seen) = send(&t, "/i/test/rules/new", &typed).await;
    assert_eq!(status, StatusCode::OK, "{seen}");
    for words in [
        "Nothing is saved yet",
        "cleo",
        "5 licences are given",
        "1 licence cannot be given",
        "There is no free seat",
    ] {
        assert!(seen.contains(words), "{words}: {seen}");
    }
    assert_eq!(t.get("/api/v1/rules").await.1["total"], 0);
    let (status, file) = send(&t, "/i/test/rules/preview.csv", &[("edit", &field(&seen, "edit"))]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        file.contains("gains,anna,acme.sales,\r\n") && file.contains("waits,cleo,acme.sales,no_seat"),
        "{file}"
    );
    let decide = [("edit", &*field(&seen, "edit")), ("seen", &*field(&seen, "seen")), ("apply", "true")];
    assert_eq!(send(&t, "/i/test/rules/preview", &decide).await.0, StatusCode::SEE_OTHER);
    let list = page(&t, "/i/test/rules").await;
    assert!(list.contains("Sales people") && list.contains("sales, key accounts"), "{list}");
    let (_, rules) = t.get("/api/v1/rules").await;
    let id = rules["items"][0]["id"].as_str().unwrap();
    let form = page(&t, &format!("/i/test/rules/{id}")).await;
    assert!(form.contains("sales; key accounts") && form.contains("checked"), "{form}");
    // What is wrong stands at its field, and what was typed stays.
    let (status, again) =
        send(&t, "/i/test/rules/new", &[("name", "SALES PEOPLE"), ("module", "acme.mail")]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(again.contains("SALES PEOPLE") && again.contains("two rules called"), "{again}");
}

async fn none_of_these_is_asked_for_on_the_form_too(t: TestManager) {
    licensed(&t).await;
    user(&t, "anna", &["Sales"]).await;
    user(&t, "bo", &["Sales", "Trainees"]).await;
    let typed = [
        ("name", "Sales without trainees"),
        ("group", "Sales"),
        ("group_not", "trainees; guests"),
        ("attributes", "shift != night"),
        ("module", "acme.mail"),
        ("enabled", "true"),
    ];
    assert!(
        page(&t, "/i/test/rules/new").await.contains("<option value=\"Trainees\""),
        "groups are suggested"
    );
    let (_, seen) = send(&t, "/i/test/rules/new", &typed).await;
    assert!(seen.contains("1 licence is given") && seen.contains("anna"), "{seen}");
    let decide = [("edit", &*field(&seen, "edit")), ("seen", &*field(&seen, "seen")), ("apply", "true")];
    assert_eq!(send(&t, "/i/test/rules/preview", &decide).await.0, StatusCode::SEE_OTHER);
    assert_eq!(super::granted(&t, "bo").await, [""; 0]);
    assert_eq!(super::granted(&t, "anna").await, ["acme.mail rule active"]);
    let list = page(&t, "/i/test/rules").await;
    assert!(list.contains("not trainees, guests"), "{list}");
    let (_, rules) = t.get("/api/v1/rules").await;
    let id = rules["items"][0]["id"].as_str().unwrap();
    let (status, one) = t.get(&format!("/api/v1/rules/{id}")).await;
    assert_eq!((status, &one), (StatusCode::OK, &rules["items"][0]));
    assert_eq!(one["when"][1], json!({"attribute": "group", "is": ["trainees", "guests"], "not": true}));
    assert_eq!(t.get("/api/v1/rules/0199a2f0-0000-7000-9000-000000000000").await.0, StatusCode::NOT_FOUND);
    let form = page(&t, &format!("/i/test/rules/{id}")).await;
    assert!(form.contains("value=\"trainees; guests\"") && form.contains("shift != night"), "{form}");
}

async fn what_the_form_has_no_field_for_stays(t: TestManager) {
    licensed(&t).await;
    let when = json!([
        {"attribute": "group", "is": ["Sales"]},
        {"attribute": "group", "is": ["Oslo"]},
        {"attribute": "kind", "is": ["external"], "not": true},
    ]);
    let rule = json!({"name": "Both", "modules": ["acme.mail"], "when": when});
    add(&t, rule).await;
    let (_, rules) = t.get("/api/v1/rules").await;
    let path = format!("/i/test/rules/{}", rules["items"][0]["id"].as_str().unwrap());
    let form = page(&t, &path).await;
    let further: Vec<String> = form
        .split("name=\"further\" value=\"")
        .skip(1)
        .map(|rest| rest[..rest.find('"').unwrap()].replace("&quot;", "\""))
        .collect();
    assert_eq!(further.len(), 2, "{form}");
    let typed = [
        ("name", "Both"),
        ("group", "Sales"),
        ("further", &*further[0]),
        ("further", &*further[1]),
        ("module", "acme.mail"),
        ("enabled", "true"),
    ];
    let (_, seen) = send(&t, &path, &typed).await;
    let edit: serde_json::Value =
        serde_json::from_str(&field(seen.split("<dialog").nth(1).unwrap(), "edit")).unwrap();
    assert_eq!(edit["change"]["rule"]["when"], when, "nothing is lost by looking at it");
}

async fn rules_move_and_go_only_after_a_preview(t: TestManager) {
    licensed(&t).await;
    user(&t, "anna", &["Sales", "Service"]).await;
    add(&t, rule("First", "Sales", &["acme.sales"])).await;
    add(&t, rule("Second", "Service", &["acme.service"])).await;
    let (_, rules) = t.get("/api/v1/rules").await;
    let second = rules["items"][1].clone();
    let rule = json!({"name": "Second", "when": second["when"], "modules": second["modules"], "enabled": true, "over_manual": false});
    let up = json!({"change": {"id": second["id"], "rule": rule, "place": 1}}).to_string();
    let (status, seen) = send(&t, "/i/test/rules/preview", &[("edit", &up)]).await;
    assert_eq!(status, StatusCode::OK, "{seen}");
    assert!(seen.contains("1 licence is given") && seen.contains("1 licence is taken away"), "{seen}");
    // Somebody else has changed it meanwhile: the new preview is shown, with a word about it.
    user(&t, "bo", &["Service"]).await;
    user(&t, "carl", &["Sales", "Service"]).await;
    let decide = [("edit", &*up), ("seen", &*field(&seen, "seen")), ("apply", "true")];
    let (status, again) = send(&t, "/i/test/rules/preview", &decide).await;
    assert_eq!(status, StatusCode::OK);
    assert!(again.contains("something else than you saw"), "{again}");
    let remove = json!({"remove": {"id": second["id"]}}).to_string();
    let (_, seen) = send(&t, "/i/test/rules/preview", &[("edit", &remove)]).await;
    assert!(seen.contains("1 user would end without any licence"), "{seen}");
    let decide = [("edit", &*remove), ("seen", &*field(&seen, "seen")), ("apply", "true")];
    assert_eq!(send(&t, "/i/test/rules/preview", &decide).await.0, StatusCode::SEE_OTHER);
    assert_eq!(t.get("/api/v1/rules").await.1["total"], 1);
    assert_eq!(send(&t, "/i/test/rules/preview", &[("edit", "nonsense")]).await.0, StatusCode::BAD_REQUEST);
}

async fn a_condition_that_cannot_be_read_is_not_left_out(t: TestManager) {
    licensed(&t).await;
    user(&t, "anna", &["Sales"]).await;
    for (lang, words) in
        [("en", "A condition begins with what it looks at"), ("sv", "Ett villkor börjar med")]
    {
        let typed =
            [("name", "All"), ("attributes", "\n= Research\n"), ("module", "acme.mail"), ("enabled", "true")];
        let (status, shown) = send(&t, &format!("/i/test/rules/new?lang={lang}"), &typed).await;
        assert_eq!(status, StatusCode::OK);
        assert!(shown.contains(words) && shown.contains("= Research"), "{shown}");
    }
    // Nor is a value that a program forgot to fill in: alone it would fit everybody who is in any group.
    let empty =
        json!({"name": "All", "when": [{"attribute": "group", "is": [" "]}], "modules": ["acme.mail"]});
    let (status, problem) = t.post("/api/v1/rules", json!({"rule": empty})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
    assert!(problem["detail"].as_str().unwrap().contains("A value is empty"), "{problem}");
    // What was wrong is said with the field's name, once for each language.
    let long = "x".repeat(500);
    let (_, shown) = send(&t, "/i/test/rules/new", &[("name", &long), ("module", "acme.mail")]).await;
    assert!(shown.contains("Name: At most 200 characters."), "{shown}");
}
