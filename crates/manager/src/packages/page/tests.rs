//! The dialog *Activate new licence* in its states, the people it affects, and what a refused file is told.

use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::testing::{TestManager, plan, row, stories};

stories!(
    what_blocks_is_said_once_and_leads_to_its_holders,
    a_package_is_activated_and_looked_back_at,
    whoever_loses_something_on_a_later_day_is_named_with_the_day,
    what_changed_in_between_is_said,
    of_several_that_wait_only_the_newest_counts,
    a_file_that_is_no_licence_is_told_what_is_wrong,
    a_question_to_the_vendor_carries_the_comparison,
);

/// A page in both languages, without a missing text; the English one.
pub(crate) async fn page(t: &TestManager, path: &str) -> String {
    let mut english = String::new();
    for lang in ["sv", "en"] {
        let sign = if path.contains('?') { '&' } else { '?' };
        let (status, body) = t.get(&format!("{path}{sign}lang={lang}")).await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        english = body.as_str().unwrap_or_default().to_owned();
        assert!(
            !english.contains('⟦'),
            "{path} in {lang} lacks {}",
            &english[english.find('⟦').unwrap_or(0)..][..60]
        );
    }
    english
}

/// Sends a form; answers status and page, or where it leads.
pub(crate) async fn send(t: &TestManager, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let encode = |text: &str| licentia_ui::encode(text);
    let body: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let request = Request::post(path)
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body.join("&").into())
        .unwrap();
    told(t.send(request).await)
}

/// Chooses a file in *Load licence from file*.
async fn upload(t: &TestManager, name: &str, bytes: &[u8]) -> (StatusCode, String) {
    let head = format!(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    );
    let body = [head.as_bytes(), bytes, b"\r\n--x--\r\n"].concat();
    let request = Request::post("/i/test/packages/load")
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "multipart/form-data; boundary=x")
        .body(body.into())
        .unwrap();
    told(t.send(request).await)
}

fn told((status, answer): (StatusCode, Value)) -> (StatusCode, String) {
    match answer {
        Value::String(text) => (status, text),
        other => (status, other.to_string()),
    }
}

/// Loads a package over the API; answers its id.
async fn load(t: &TestManager, bytes: Vec<u8>) -> String {
    let request = Request::post("/api/v1/packages").header("authorization", format!("Bearer {}", t.token));
    let (_, loaded) = t.send(request.body(bytes.into()).unwrap()).await;
    loaded["id"].as_str().unwrap_or_else(|| panic!("{loaded}")).to_owned()
}

/// Three people on a plan of five that brings a hidden module.
async fn licensed(t: &TestManager) {
    let rows = rows(5);
    t.activate(|package| package.rows = rows).await;
    for login in ["anna", "bo", "cid"] {
        let user = t.user(login).await;
        t.assign(user, "acme.ten-sales").await;
    }
}

fn rows(sales: u32) -> Vec<licentia_core::licence::Row> {
    let hidden = licentia_core::licence::Row { hidden: true, ..row("sale-cal", sales) };
    vec![plan("ten-sales", sales, &["sale-cal"]), hidden, row("travel", 4)]
}

/// What a hidden field of the dialog holds.
fn field(page: &str, name: &str) -> String {
    let after = page
        .split(&format!("name=\"{name}\" value=\""))
        .nth(1)
        .unwrap_or_else(|| panic!("no {name} in {page}"));
    after.split('"').next().unwrap().to_owned()
}

async fn whoever_loses_something_on_a_later_day_is_named_with_the_day(t: TestManager) {
    licensed(&t).await;
    let today = t.manager.snapshot(t.scope).await.unwrap().day().today;
    let (last, fewer) = (today.tomorrow().unwrap(), today.tomorrow().unwrap().tomorrow().unwrap());
    let file = t.issue(|package| {
        package.rows = rows(3);
        package.rows[0].due = Some(last);
        let rest = licentia_core::licence::Row { start: Some(fewer), ..plan("ten-sales", 2, &["sale-cal"]) };
        package.rows.push(rest);
    });
    let id = load(&t, file).await;
    let (_, seen) = t.get(&format!("/api/v1/packages/{id}")).await;
    assert_eq!(
        (&seen["people_count"], &seen["harmless"], &seen["can_activate"]),
        (&json!(1), &json!(false), &json!(true))
    );
    let of = &seen["people"][0];
    assert_eq!((&of["user"], &of["loses"]), (&json!("cid"), &json!([])), "the newest, and not today: {of}");
    let lost = |module: &str| json!({"from": fewer.to_string(), "module": module});
    assert_eq!(of["loses_later"], json!([lost("acme.sale-cal"), lost("acme.ten-sales")]));
    let dialog = page(&t, &format!("/i/test/packages/{id}")).await;
    let day = licentia_ui::date_words(licentia_ui::Lang::default(), fewer);
    assert!(dialog.contains(&format!("Lose a licence from {day}")), "{dialog}");
    assert!(dialog.contains("1 person loses something on a later day"), "{dialog}");
    assert!(!dialog.contains("3 people notice nothing"), "{dialog}");
    let all = page(&t, &format!("/i/test/packages/{id}/people")).await;
    assert!(all.contains("1 person gains or loses something") && all.contains(" from "), "{all}");
}

async fn what_blocks_is_said_once_and_leads_to_its_holders(t: TestManager) {
    licensed(&t).await;
    let id = load(&t, t.issue(|package| package.rows = rows(2))).await;
    let dialog = page(&t, &format!("/i/test/packages/{id}")).await;
    assert_eq!(
        dialog.matches("class=\"notice bad\"").count(),
        1,
        "the hidden module has no notice of its own"
    );
    assert!(dialog.contains("1 more person holds ten-sales"), "{dialog}");
    assert!(dialog.contains(&format!("/i/test/packages/{id}/superfluous/acme.ten-sales")));
    assert!(dialog.contains("1 module that comes with plans is short as well"));
    assert!(dialog.contains("disabled aria-describedby=\"why-not\"") && dialog.contains("id=\"why-not\""));
    assert!(dialog.contains("1, of your choice"));
    let screen = page(&t, "/i/test/licences").await;
    assert!(screen.contains("one licence would be smaller than what is in use"), "{screen}");
    let (status, refused) =
        send(&t, &format!("/i/test/packages/{id}/activate"), &[("tag", &field(&dialog, "tag"))]).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(refused.matches("class=\"notice bad\"").count(), 1, "{refused}");
}

async fn a_package_is_activated_and_looked_back_at(t: TestManager) {
    licensed(&t).await;
    let id = load(
        &t,
        t.issue(|package| {
            package.rows = rows(7);
            package.rows.push(row("quote", 3));
            package.rows[0].set.clear();
        }),
    )
    .await;
    let dialog = page(&t, &format!("/i/test/packages/{id}")).await;
    assert!(
        dialog.contains("3 people lose something they have today") && dialog.contains("− sale-cal"),
        "{dialog}"
    );
    assert!(page(&t, &format!("/i/test/packages/{id}/people")).await.contains("1–3 of 3"));
    let (tag, seen) = (field(&dialog, "tag"), field(&dialog, "seen"));
    let path = format!("/i/test/packages/{id}/activate");
    assert_eq!(send(&t, &path, &[("tag", &tag), ("seen", &seen)]).await.0, StatusCode::SEE_OTHER);
    let screen = page(&t, &format!("/i/test/licences?issuer=acme&activated={id}")).await;
    assert!(
        screen.contains("Package no. 2 is in force")
            && screen.contains(&format!("/api/v1/packages/{id}/receipt"))
    );
    let back = page(&t, &format!("/i/test/packages/{id}")).await;
    assert!(
        back.contains("This licence is in force") && back.contains("+2") && back.contains("What changed"),
        "{back}"
    );
    assert!(!back.contains("/activate\""), "there is nothing to decide any more");
    assert!(page(&t, "/i/test/licences/acme.ten-sales").await.contains("What packages changed"));
    assert!(page(&t, "/i/test/packages").await.contains("Replaced"));
}

async fn what_changed_in_between_is_said(t: TestManager) {
    licensed(&t).await;
    let id = load(&t, t.issue(|package| package.rows = rows(9))).await;
    let dialog = page(&t, &format!("/i/test/packages/{id}")).await;
    let dora = t.user("dora").await;
    t.assign(dora, "acme.ten-sales").await;
    let fields = [("tag", field(&dialog, "tag")), ("seen", field(&dialog, "seen"))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let (status, again) = send(&t, &format!("/i/test/packages/{id}/activate"), &fields).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        again.contains("Nothing was activated") && again.contains("ten-sales: 3 were in use, now 4."),
        "{again}"
    );
    let again = [("tag", field(&again, "tag"))];
    let again = again.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(send(&t, &format!("/i/test/packages/{id}/activate"), &again).await.0, StatusCode::SEE_OTHER);
}

async fn of_several_that_wait_only_the_newest_counts(t: TestManager) {
    licensed(&t).await;
    let older = load(&t, t.issue(|package| package.rows = rows(6))).await;
    let newer = load(&t, t.issue(|package| package.rows = rows(5))).await;
    let screen = page(&t, "/i/test/licences").await;
    assert!(
        screen.contains(&format!("/packages/{newer}\"")) && !screen.contains(&format!("/packages/{older}\""))
    );
    let dialog = page(&t, &format!("/i/test/packages/{older}")).await;
    assert!(
        dialog.contains("Only the newest counts") && dialog.contains("disabled aria-describedby=\"why-not\"")
    );
    let dialog = page(&t, &format!("/i/test/packages/{newer}")).await;
    assert!(dialog.contains("Nothing changes."), "{dialog}");
    let tag = field(&dialog, "tag");
    assert_eq!(
        send(&t, &format!("/i/test/packages/{newer}/activate"), &[("tag", &tag)]).await.0,
        StatusCode::SEE_OTHER
    );
    let dialog = page(&t, &format!("/i/test/packages/{older}")).await;
    assert!(dialog.contains("never in force") && !dialog.contains("What changed"), "{dialog}");
    let last = load(&t, t.issue(|package| package.rows = rows(6))).await;
    assert_eq!(send(&t, &format!("/i/test/packages/{last}/dismiss"), &[]).await.0, StatusCode::SEE_OTHER);
    assert!(page(&t, "/i/test/packages").await.contains("Put aside"));
}

async fn a_file_that_is_no_licence_is_told_what_is_wrong(t: TestManager) {
    licensed(&t).await;
    page(&t, "/i/test/packages/load").await;
    let (status, told) = upload(&t, "holiday.jpg", b"\xff\xd8\xff\xe0 not a licence").await;
    assert_eq!(status, StatusCode::OK);
    assert!(told.contains("holiday.jpg") && told.contains("role=\"alert\""), "{told}");
    let (_, made) = send(&t, "/i/test/requests", &[("issuer", "acme"), ("version", "12.1.0")]).await;
    let (_, told) = upload(&t, "LicenseRequest.tlr", made.as_bytes()).await;
    assert!(told.contains("<code class=\"quiet\">"), "a request is refused with its own code: {told}");
    let bytes = t.issue(|package| package.rows = rows(8));
    let (status, _) = upload(&t, "acme-2.tls", &bytes).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, listed) = t.get("/api/v1/packages").await;
    let id = listed["items"][0]["id"].as_str().unwrap().to_owned();
    t.post(&format!("/api/v1/packages/{id}/activate"), json!({})).await;
    assert_eq!(
        upload(&t, "acme-2.tls", &bytes).await.0,
        StatusCode::SEE_OTHER,
        "in force already is no refusal"
    );
    assert!(
        page(&t, &format!("/i/test/packages/{id}?again=true"))
            .await
            .contains("This licence is in force already.")
    );
}

async fn a_question_to_the_vendor_carries_the_comparison(t: TestManager) {
    licensed(&t).await;
    let id = load(&t, t.issue(|package| package.rows = rows(9))).await;
    let path = format!("/i/test/packages/{id}/question");
    assert!(page(&t, &path).await.contains("The comparison of package no. 2 goes along"));
    let typed = [("subject", "Wrong"), ("text", ""), ("name", "Anna"), ("email", "anna@example.org")];
    let (status, again) = send(&t, &path, &typed).await;
    assert_eq!(status, StatusCode::OK);
    assert!(again.contains("id=\"field-text-error\"") && again.contains("anna@example.org"), "{again}");
    let typed =
        [("subject", "Wrong"), ("text", "We ordered 12."), ("name", "Anna"), ("email", "anna@example.org")];
    let (status, sent) = send(&t, &path, &typed).await;
    assert_eq!(status, StatusCode::OK);
    assert!(sent.contains("Send this file") && sent.contains(".tll"), "nobody is asked online: {sent}");
    let fields = [("name", field(&sent, "name")), ("file", field(&sent, "file"))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let (status, letter) = send(&t, "/i/test/letter", &fields).await;
    assert_eq!(status, StatusCode::OK);
    let letter = licentia_protocol::conversation::read_letter(letter.as_bytes()).expect("it is one of ours");
    assert!(letter.comparison.as_deref().unwrap_or_default().contains("acme.ten-sales"));
    let (status, _) = send(&t, "/i/test/letter", &[("file", "bm90IGEgbGV0dGVy")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "nothing else is handed back");
}
