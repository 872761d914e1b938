//! Requests and their responses, the change of name and serial number, withdrawn keys, receipts; on both databases.

use http::StatusCode;
use licentia_core::package::{Holder, Package};
use licentia_protocol::conversation::{ReceiptState, read_receipt, read_request};
use licentia_protocol::key_list::{KeyList, KeyState, ListedKey};
use serde_json::{Value, json};

use super::{activate, holder, in_force, sales, upload};
use crate::packages::{Origin, load_from};
use crate::testing::{TestManager, row, stories};

stories!(
    a_response_is_taken_by_whoever_asked_and_closes_the_request,
    a_change_of_name_and_serial_number_has_to_be_authorised,
    a_partner_never_changes_whose_installation_it_is,
    a_name_is_as_long_as_a_package_can_carry_it,
    a_withdrawn_key_signs_nothing_more,
    a_receipt_says_what_became_of_a_package,
);

async fn nonce(t: &TestManager) -> String {
    let (status, file) = t.post("/api/v1/requests", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{file}");
    read_request(file.as_str().unwrap().as_bytes()).unwrap().nonce.clone()
}

fn answers(nonce: &str, seats: u32) -> impl FnOnce(&mut Package) {
    let nonce = nonce.to_owned();
    move |package| {
        sales(seats)(package);
        package.nonce = Some(nonce);
    }
}

async fn a_response_is_taken_by_whoever_asked_and_closes_the_request(t: TestManager) {
    holder(&t).await;
    in_force(&t, sales(1)).await;
    let (first, second) = (nonce(&t).await, nonce(&t).await);
    let foreign = t.issue(answers("AAAAAAAAAAAAAAAAAAAAAA", 2));
    let (status, answer) = upload(&t, foreign).await;
    assert_eq!((status, &answer["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("wrong_nonce")));
    let other_key = t.issue(|package| package.installation = Some("x".repeat(43)));
    let (status, answer) = upload(&t, other_key).await;
    assert_eq!((status, &answer["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("wrong_installation")));

    let response = t.issue(answers(&second, 5));
    let (status, loaded) = upload(&t, response.clone()).await;
    assert_eq!((status, &loaded["origin"]), (StatusCode::CREATED, &json!("response")), "{loaded}");
    let (status, _) = upload(&t, response).await;
    assert_eq!(status, StatusCode::OK, "the same file again");
    let (status, answer) = upload(&t, t.issue(answers(&second, 6))).await;
    assert_eq!(
        (status, &answer["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("wrong_nonce")),
        "answered"
    );
    let (_, requests) = t.get("/api/v1/requests").await;
    let open: Vec<_> = requests["items"].as_array().unwrap().iter().map(|item| &item["open"]).collect();
    assert_eq!(open.len(), 2, "{requests}");
    let of = |package: &Value| {
        requests["items"].as_array().unwrap().iter().filter(|item| item["package"] == *package).count()
    };
    assert_eq!((of(&loaded["id"]), of(&Value::Null)), (1, 1));
    let (status, answer) = activate(&t, &loaded["id"]).await;
    assert_eq!(status, StatusCode::OK, "it is still the answer to ours: {answer}");
    let (status, _) = upload(&t, t.issue(answers(&first, 7))).await;
    assert_eq!(status, StatusCode::CREATED, "the other one is still open");
}

async fn a_change_of_name_and_serial_number_has_to_be_authorised(t: TestManager) {
    holder(&t).await;
    in_force(&t, sales(3)).await;
    let new = || Holder { name: "Berg & Dal AB".to_owned(), serial: "1000999999".to_owned(), customer: None };
    let old = |serial: &str| Holder { name: "Berg AB".to_owned(), serial: serial.to_owned(), customer: None };
    let (status, answer) =
        t.post("/api/v1/installation/serial", json!({"holder": new().name, "serial": new().serial})).await;
    assert_eq!((status, &answer["code"]), (StatusCode::CONFLICT, &json!("serial_fixed")));
    let (_, file) = t.post("/api/v1/requests", json!({"holder": new().name, "serial": new().serial})).await;
    let request = read_request(file.as_str().unwrap().as_bytes()).unwrap();
    assert_eq!(request.change.as_ref().map(|change| change.serial.clone()), Some(new().serial));

    let change = |replaces: Option<Holder>| {
        t.issue(move |package| {
            sales(3)(package);
            package.holder = new();
            package.replaces = replaces;
        })
    };
    for (bytes, code) in
        [(change(None), "wrong_serial"), (change(Some(old("1"))), "holder_change_not_authorised")]
    {
        let (status, answer) = upload(&t, bytes).await;
        assert_eq!((status, &answer["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(code)), "{answer}");
    }
    let by_file = t.caller().may().unwrap();
    let fetched = load_from(&t.manager, &by_file, change(Some(old("1000234567"))), Origin::Fetched).await;
    let (_, loaded) = t.get(&format!("/api/v1/packages/{}", fetched.unwrap().value.id)).await;
    assert_eq!(loaded["holder"]["new_serial"], "1000999999", "{loaded}");
    assert_eq!((&loaded["harmless"], &loaded["can_activate"]), (&json!(false), &json!(true)));
    let id = loaded["id"].as_str().unwrap().to_owned();
    let by_itself = crate::packages::activate_fetched(&t.manager, t.scope, id).await.unwrap();
    let waits = crate::packages::Fetched::Waits("new_serial_number".to_owned());
    assert_eq!(by_itself, waits, "somebody has to decide");
    activate(&t, &loaded["id"]).await;
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert_eq!(at.installation().holder.as_deref(), Some("Berg & Dal AB"));
    // From now on the new name counts, and the old one does not.
    let (_, answer) = upload(&t, t.issue(sales(4))).await;
    assert_eq!(answer["code"], "wrong_serial");
    let (status, _) = upload(&t, t.issue(|package| package.holder = new())).await;
    assert_eq!(status, StatusCode::CREATED);
}

async fn a_partner_never_changes_whose_installation_it_is(t: TestManager) {
    holder(&t).await;
    in_force(&t, sales(3)).await;
    let ours = || Holder { name: "Berg AB".to_owned(), serial: "1000234567".to_owned(), customer: None };
    let change = || {
        t.issue_as("partner", None, |package| {
            package.rows = vec![row("addon", 2)];
            package.replaces = Some(ours());
            package.holder = Holder { name: "Mallory AB".to_owned(), ..ours() };
            package.zone = "Asia/Tokyo".to_owned();
        })
    };
    let refused = async |when: &str| {
        let (status, answer) = upload(&t, change()).await;
        let expected = (StatusCode::UNPROCESSABLE_ENTITY, json!("holder_change_not_authorised"));
        assert_eq!((status, answer["code"].clone()), expected, "{when}: {answer}");
    };
    refused("the vendor is in force").await;
    let addon = |seats| {
        t.issue_as("partner", None, move |package| {
            package.rows = vec![row("addon", seats)];
            package.zone = "Asia/Tokyo".to_owned();
        })
    };
    let (_, loaded) = upload(&t, addon(2)).await;
    assert_eq!(activate(&t, &loaded["id"]).await.0, StatusCode::OK, "its own licences are welcome");
    t.place.tamper("UPDATE package SET sequence = sequence + 70 WHERE issuer = 'acme'");
    let (_, loaded) = upload(&t, addon(3)).await;
    assert_eq!(activate(&t, &loaded["id"]).await.0, StatusCode::OK, "{loaded}");
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert_eq!(at.stopped().len(), 1, "the vendor's licences have stopped");
    let zone = at.installation().zone.as_str();
    assert_eq!((at.installation().holder.as_deref(), zone), (Some("Berg AB"), "Europe/Stockholm"));
    refused("the vendor's package was tampered with").await;
    t.delete("/api/v1/licences").await;
    refused("the vendor's licences were deleted").await;
}

async fn a_name_is_as_long_as_a_package_can_carry_it(t: TestManager) {
    for (name, status) in [("林".repeat(133), 200), ("林".repeat(134), 422), ("å".repeat(200), 200)] {
        let body = json!({"holder": name, "serial": "1000234567"});
        let (answered, answer) = t.post("/api/v1/installation/serial", body).await;
        assert_eq!(answered.as_u16(), status, "{answer}");
    }
}

async fn a_withdrawn_key_signs_nothing_more(t: TestManager) {
    holder(&t).await;
    in_force(&t, sales(3)).await;
    let withdrawn = ListedKey {
        kid: t.kid().to_owned(),
        issuer: "partner".parse().unwrap(),
        state: KeyState::Active,
        since: 5,
        reason: None,
    };
    let list = |version, state| {
        KeyList { version, iat: 5, keys: vec![ListedKey { state, ..withdrawn.clone() }] }.sign(t.root())
    };
    let news = t.issue_as("acme", Some(&list(1, KeyState::Active)), sales(4));
    let (status, loaded) = upload(&t, news).await;
    assert_eq!(status, StatusCode::CREATED, "{loaded}");
    let worse = t.issue_as("acme", Some(&list(2, KeyState::Withdrawn)), sales(5));
    let (status, answer) = upload(&t, worse).await;
    assert_eq!(
        (status, &answer["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("key_withdrawn")),
        "{answer}"
    );
}

async fn a_receipt_says_what_became_of_a_package(t: TestManager) {
    holder(&t).await;
    let (_, loaded) = upload(&t, t.issue(sales(3))).await;
    let path = format!("/api/v1/packages/{}/receipt", loaded["id"].as_str().unwrap());
    let (status, answer) = t.get(&path).await;
    assert_eq!((status, &answer["code"]), (StatusCode::CONFLICT, &json!("no_receipt")));
    activate(&t, &loaded["id"]).await;
    let (_, file) = t.get(&path).await;
    let receipt = read_receipt(file.as_str().unwrap().as_bytes()).unwrap();
    assert_eq!((receipt.state, receipt.serial.as_str()), (ReceiptState::Activated, "1000234567"));
    assert_eq!(json!(receipt.package), loaded["id"]);
    t.delete("/api/v1/licences").await;
    let (_, file) = t.get(&path).await;
    assert_eq!(read_receipt(file.as_str().unwrap().as_bytes()).unwrap().state, ReceiptState::Deleted);
}
