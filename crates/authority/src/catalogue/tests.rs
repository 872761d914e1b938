//! A catalogue is planned, applied, or refused whole.

use std::convert::identity;

use http::StatusCode;
use licentia_platform::access::{ManageCatalogue, Right};
use licentia_platform::db::Backend;
use licentia_platform::testing::both_databases;
use serde_json::{Value, json};

use crate::testing::{LOOK, SAMPLE, TestAuthority};

both_databases!(identity;
    a_broken_catalogue_is_refused_with_every_problem_and_nothing_changes,
    a_plan_says_what_changes_and_for_whom,
    a_file_that_changes_nothing_makes_no_edition,
    a_catalogue_of_another_issuer_is_refused,
    a_meter_counts_as_it_always_did,
    looking_is_not_changing,
    a_second_server_sees_a_new_edition,
);

/// The sample with one word changed.
fn with(from: &str, to: &str) -> String {
    assert!(SAMPLE.contains(from), "{from}");
    SAMPLE.replacen(from, to, 1)
}

async fn a_broken_catalogue_is_refused_with_every_problem_and_nothing_changes(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let token = t.full_token().await;
    let circle = with("code = \"windows\"\n", "code = \"windows\"\nwas = \"travel\"\n")
        .replacen(
            "requires = [\"user\"]\nprices = { EUR = 900",
            "requires = [\"remote-travel\"]\nprices = { EUR = 900",
            1,
        )
        .replacen(
            "set = [\"user\", \"web\", \"pocket-crm-cal\", \"relation-cal\", \"sale-cal\"]",
            "set = [\"user\", \"web\", \"pocket-crm-cal\", \"relation-cal\", \"sael-cal\"]",
            1,
        );
    let answer = t.put_catalogue("", &token, &circle).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
    assert_eq!(answer.code(), "catalogue_invalid");
    let answer = answer.json();
    let problems = answer["problems"].as_array().unwrap();
    let find = |code: &str| {
        problems
            .iter()
            .find(|problem| problem["code"] == code)
            .unwrap_or_else(|| panic!("{code} in {problems:#?}"))
    };
    let cycle = find("cycle_in_requires");
    for name in ["windows", "travel", "remote-travel"] {
        assert!(cycle["message"].as_str().unwrap().contains(name), "{cycle}");
    }
    let unknown = find("unknown_in_set");
    assert_eq!(unknown["module"], "ten-sales-essentials");
    assert!(unknown["message"].as_str().unwrap().contains("sael-cal"));
    let line = circle.lines().position(|line| line.contains("sael-cal")).unwrap() + 1;
    assert_eq!(unknown["line"], json!(line));
    assert_eq!(find("was_in_use")["module"], "windows");

    let now = t.api("GET", "/api/v1/catalogue", &token, Value::Null).await;
    assert_eq!(now.headers["etag"], "\"1\"");
}

async fn a_plan_says_what_changes_and_for_whom(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let token = t.full_token().await;
    t.customer("1000000001", &[("server", 0), ("ten-sales-essentials", 5)]).await;
    t.customer("1000000002", &[("server", 0), ("ten-service-essentials", 5)]).await;
    let more = with("\"relation-cal\", \"sale-cal\"]", "\"relation-cal\", \"sale-cal\", \"report-cal\"]");
    let planned = t.put_catalogue("?dry_run=true", &token, &more).await.json();
    assert_eq!(planned["applied"], false);
    assert_eq!(planned["changes"][0]["kind"], "changed");
    assert_eq!(planned["changes"][0]["module"], "ten-sales-essentials");
    assert_eq!(planned["changes"][0]["detail"], "set: +report-cal");
    let affected = planned["affected"].as_array().unwrap();
    assert_eq!(affected.len(), 1, "{affected:?}");
    assert_eq!(affected[0]["serial"], "1000000001");
    assert_eq!(affected[0]["modules"], json!(["ten-sales-essentials"]));

    let hidden = with("title", "title").replacen(
        "titles = { en = \"Sales: edit\"",
        "titles = { en = \"Edit sales\"",
        1,
    );
    let planned = t.put_catalogue("?dry_run=true", &token, &hidden).await.json();
    assert_eq!(
        planned["affected"].as_array().unwrap().len(),
        1,
        "a hidden module reaches those who own its plan"
    );

    let applied = t.put_catalogue("", &token, &more).await.json();
    assert_eq!((&applied["applied"], &applied["version"]), (&json!(true), &json!(2)));
    assert_eq!(
        applied["changes"],
        planned_changes(&t, &more, &token, 0).await.unwrap_or(applied["changes"].clone())
    );
    let toml =
        t.api_with("GET", "/api/v1/catalogue", &token, Value::Null, &[("accept", "application/toml")]).await;
    assert_eq!(toml.text(), more);
}

/// After an apply the same file changes nothing any more.
async fn planned_changes(t: &TestAuthority, source: &str, token: &str, expected: usize) -> Option<Value> {
    let planned = t.put_catalogue("?dry_run=true", token, source).await.json();
    assert_eq!(planned["changes"].as_array().unwrap().len(), expected);
    None
}

async fn a_file_that_changes_nothing_makes_no_edition(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let (plan, done) = super::apply(&t.authority, &t.granted(), SAMPLE.as_bytes()).await.unwrap();
    assert!(plan.changes.is_empty());
    assert_eq!(done.value.version, 1);
}

async fn a_catalogue_of_another_issuer_is_refused(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let other = with("issuer = \"superoffice\"", "issuer = \"acme\"");
    let granted = t.granted::<ManageCatalogue>();
    let refused = super::apply(&t.authority, &granted, other.as_bytes()).await.unwrap_err();
    assert_eq!(refused.extra["problems"][0]["code"], "wrong_issuer");
    let binary = super::apply(&t.authority, &granted, b"format = 1\nissuer = \"\xff\"").await.unwrap_err();
    assert_eq!(binary.extra["problems"][0]["line"], 2);
    let endless = vec![b'#'; super::MAX_BYTES + 1];
    assert_eq!(super::apply(&t.authority, &granted, &endless).await.unwrap_err().status, 413);
    let long = with("en = \"Web\"", &format!("en = \"{}\"", "x".repeat(100_000)));
    let unsignable = super::apply(&t.authority, &granted, long.as_bytes()).await.unwrap_err();
    assert_eq!(unsignable.extra["problems"][0]["code"], "unsignable");
}

async fn a_meter_counts_as_it_always_did(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let token = t.full_token().await;
    let meter = |name: &str, kind: &str| {
        format!("{SAMPLE}\n[[meters]]\nname = \"{name}\"\nkind = \"{kind}\"\ntitles = {{ en = \"Faxes\" }}\n")
    };
    for source in [meter("faxes", "sum"), SAMPLE.to_owned()] {
        assert_eq!(t.put_catalogue("", &token, &source).await.status, StatusCode::OK);
    }
    // Not even after it was left out for a while: there may be months that it was closed in.
    let other = meter("faxes", "maximum");
    for query in ["", "?dry_run=true"] {
        let refused = t.put_catalogue(query, &token, &other).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        let problem = refused.json()["problems"][0].clone();
        let line = other.lines().position(|line| line == "kind = \"maximum\"").unwrap() + 1;
        assert_eq!(problem["code"], "meter_kind_changed");
        assert_eq!(
            (problem["line"].as_u64(), &problem["module"]),
            (Some(line as u64), &json!("faxes")),
            "{problem}"
        );
        assert!(problem["message"].as_str().unwrap().contains("faxes"), "{problem}");
    }
    for source in [meter("faxes-at-once", "maximum"), meter("faxes", "sum")] {
        assert_eq!(t.put_catalogue("", &token, &source).await.status, StatusCode::OK);
    }
}

async fn looking_is_not_changing(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let token = t.token(LOOK).await;
    assert_eq!(t.api("GET", "/api/v1/catalogue", &token, Value::Null).await.status, StatusCode::OK);
    for query in ["", "?dry_run=true"] {
        let answer = t.put_catalogue(query, &token, SAMPLE).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "forbidden"));
    }
    let seller = t.token(&[Right::View, Right::Sell]).await;
    assert_eq!(t.put_catalogue("", &seller, SAMPLE).await.status, StatusCode::FORBIDDEN);
}

async fn a_second_server_sees_a_new_edition(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let other = t.another(Some(t.unlock.clone())).await;
    assert_eq!(other.catalogue().await.unwrap().version, 1);
    let more = with("titles = { en = \"Web\"", "titles = { en = \"The web\"");
    super::apply(&t.authority, &t.granted(), more.as_bytes()).await.unwrap();
    assert_eq!(other.catalogue().await.unwrap().version, 2);
    other.db().close();
}
