//! Whom a search finds: names typed without their signs, attributes, codes of licences and IDs; also in databases of before.

use http::StatusCode;
use licentia_platform::by::By;
use serde_json::{Value, json};

use super::screen::{add, logins};
use crate::state::MIGRATIONS;
use crate::testing::{TestManager, plan, row, stories};

stories!(
    names_are_found_without_their_signs,
    attributes_codes_and_ids_are_found,
    users_of_before_are_found_as_well,
);

const NAMES: [(&str, &str); 6] = [
    ("u1", "Björn Åkesson"),
    ("u2", "Nguyễn Thị Lan"),
    ("u3", "Mette Kjærgaard"),
    ("u4", "Zoë Weiß"),
    ("u5", "Þórður Łukaszsøn"),
    ("u6", "Bo Berg"),
];
const TYPED: [(&str, &str); 8] = [
    ("akesson", "u1"),
    ("BJORN+akesson", "u1"),
    ("%C3%85kesson", "u1"),
    ("nguyen+thi", "u2"),
    ("kjaergaard", "u3"),
    ("kj%C3%A6rgaard", "u3"),
    ("zoe+weiss", "u4"),
    ("thordur+lukaszson", "u5"),
];

async fn everybody(t: &TestManager) {
    for (login, name) in NAMES {
        add(t, json!({"login": login, "name": name, "groups": ["Málaga"]})).await;
    }
}

async fn names_are_found_without_their_signs(t: TestManager) {
    t.activate(|package| package.rows = vec![row("raindrops", 9)]).await;
    everybody(&t).await;
    for (typed, login) in TYPED {
        assert_eq!(logins(&t, &format!("search={typed}")).await, [login], "{typed}");
    }
    assert_eq!(logins(&t, "search=malaga").await.len(), NAMES.len());
    // Whoever is written again is found by the new name only.
    assert!(super::patch(&t, "u6", json!({"name": "Bo Bergström"})).await.0.is_success());
    assert_eq!(logins(&t, "search=bergstrom").await, ["u6"]);
    // The other lists of people search the same texts.
    let (status, _) =
        t.post("/api/v1/assignments", json!({"users": ["u1", "u3"], "modules": ["acme.raindrops"]})).await;
    assert_eq!(status, StatusCode::OK);
    let (_, found) = t.get("/api/v1/reports/holders?module=acme.raindrops&search=akesson").await;
    assert_eq!(
        (found["total"].as_u64(), &found["items"][0]["name"]),
        (Some(1), &json!("Björn Åkesson")),
        "{found}"
    );
    let shown = super::pages::page(&t, "/i/test/products/acme.raindrops?q=kjaergaard").await;
    assert!(shown.contains("Mette Kjærgaard") && !shown.contains("Björn Åkesson"), "{shown}");
}

async fn attributes_codes_and_ids_are_found(t: TestManager) {
    t.activate(|package| {
        package.rows = vec![plan("ten-sales", 9, &["sale-cal"]), row("sale-cal", 9), row("raindrops", 9)];
    })
    .await;
    let id = |user: &Value| user["id"].as_str().unwrap().to_owned();
    let anna =
        add(&t, json!({"login": "anna", "attributes": {"department": "Nordics", "number": "A-10412"}})).await;
    let bo = add(&t, json!({"login": "bo", "attributes": {"department": "Südeuropa"}})).await;
    for (login, module) in [("anna", "acme.ten-sales"), ("bo", "acme.raindrops")] {
        let asked = json!({"users": [login], "modules": [module]});
        assert_eq!(t.post("/api/v1/assignments", asked).await.0, StatusCode::OK);
    }
    for (typed, login) in [
        ("nordics", "anna"),
        ("a-10412", "anna"),
        ("sudeuropa", "bo"),
        ("ten-sales", "anna"),
        ("acme.ten-sales", "anna"),
        ("raindrops", "bo"),
        (&id(&anna), "anna"),
        (&id(&bo).to_uppercase(), "bo"),
    ] {
        assert_eq!(logins(&t, &format!("search={typed}")).await, [login], "{typed}");
    }
    // The names of attributes and parts of IDs find nobody.
    assert!(logins(&t, "search=department").await.is_empty());
    assert!(logins(&t, &format!("search={}", &id(&anna)[24..])).await.is_empty());
}

async fn users_of_before_are_found_as_well(t: TestManager) {
    everybody(&t).await;
    t.place.tamper("UPDATE app_user SET search_key = name_key || ' ' || login_key, name_sort = name_key");
    assert!(logins(&t, "search=akesson").await.is_empty(), "as a server of before wrote it");
    let step = MIGRATIONS.iter().find(|step| step.name == "search_without_signs").and_then(|step| step.fill);
    let fill = step.expect("the step makes the texts anew");
    t.manager
        .db()
        .write(t.scope, &By::setup(), move |w| {
            w.outside_chain();
            Ok(fill(w)?)
        })
        .await
        .unwrap();
    for (typed, login) in TYPED {
        assert_eq!(logins(&t, &format!("search={typed}")).await, [login], "{typed}");
    }
    assert_eq!(logins(&t, "search=malaga").await.len(), NAMES.len());
    assert_eq!(
        logins(&t, "sort=name").await,
        ["u1", "u6", "u3", "u2", "u5", "u4"],
        "and stand where they should"
    );
}
