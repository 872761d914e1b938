//! The pages: what they say, that their forms work, and that every text is there in both languages.

use http::{Request, StatusCode};
use licentia_core::licence::Row;
use serde_json::{Value, json};

use crate::testing::{TestManager, plan, row, stories};

stories!(
    the_list_filters_and_changes_many,
    a_user_is_added_and_edited_on_a_form,
    a_plan_and_modules_are_changed_on_the_users_page,
    every_act_says_first_what_it_does,
    who_waits_is_listed,
    a_page_of_yesterday_overwrites_nobodys_choice,
    whoever_only_waits_has_no_plan_yet,
    whoever_has_the_last_seat_reads_that_it_was_the_last,
);

pub(crate) async fn page(t: &TestManager, path: &str) -> String {
    let mut english = String::new();
    for lang in ["sv", "en"] {
        let sign = if path.contains('?') { '&' } else { '?' };
        let (status, body) = t.get(&format!("{path}{sign}lang={lang}")).await;
        english = body.as_str().unwrap_or_default().to_owned();
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        assert!(
            !english.contains('⟦'),
            "{path} in {lang} lacks {}",
            &english[english.find('⟦').unwrap_or(0)..][..80]
        );
    }
    english
}

/// Sends a form; answers status and page.
pub(crate) async fn send(t: &TestManager, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let encode = |text: &str| licentia_ui::encode(text);
    let body: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let request = Request::post(path)
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body.join("&").into())
        .unwrap();
    let (status, answer) = t.send(request).await;
    (
        status,
        match answer {
            Value::String(text) => text,
            other => other.to_string(),
        },
    )
}

async fn licensed(t: &TestManager) {
    t.activate(|package| {
        let hidden = |name: &str| Row { hidden: true, ..row(name, 9) };
        package.rows = vec![
            plan("basic", 1, &["diary"]),
            plan("full", 2, &["diary", "deals"]),
            hidden("diary"),
            hidden("deals"),
            row("web", 9),
            Row { requires: vec!["web".to_owned()], ..row("travel", 9) },
        ];
    })
    .await;
}

async fn plans_of(t: &TestManager, user: &str) -> Value {
    t.get(&format!("/api/v1/users/{user}")).await.1["plans"].clone()
}

async fn the_list_filters_and_changes_many(t: TestManager) {
    let empty = page(&t, "/i/test/users").await;
    assert!(empty.contains("There are no users yet"));
    licensed(&t).await;
    let mut ids = Vec::new();
    for (login, name) in [("anna", "Anna Berg"), ("bo", "Bo <b>Ek</b>"), ("cid", "Cid")] {
        let (_, user) =
            t.post("/api/v1/users", json!({"login": login, "name": name, "groups": ["Sales"]})).await;
        ids.push(user["id"].as_str().unwrap().to_owned());
    }
    let list = page(&t, "/i/test/users").await;
    assert!(
        list.contains("Anna Berg") && list.contains("Bo &lt;b&gt;Ek&lt;/b&gt;"),
        "names are text, never markup"
    );
    assert!(list.contains("/i/test/users/anna") && list.contains("1–3 of 3"));
    let none = page(&t, "/i/test/users?q=nobody").await;
    assert!(none.contains("Nobody matches") && none.contains("nobody"));
    for query in [
        "?sort=-login",
        "?sort=nonsense",
        "?plan=acme.basic",
        "?holds=acme.diary",
        "?waiting=true",
        "?page=9",
        "?chosen=all",
    ] {
        page(&t, &format!("/i/test/users{query}")).await;
    }
    // Three ticked, two seats: the preview says so, and changes nothing.
    let mut fields = vec![("act", "assign"), ("plan", "acme.full"), ("query", "q="), ("expect", "3")];
    fields.extend(ids.iter().map(|id| ("user", id.as_str())));
    let (status, preview) = send(&t, "/i/test/users/bulk", &fields).await;
    assert_eq!(status, StatusCode::OK, "{preview}");
    assert!(preview.contains("Change 2 users") && preview.contains("One user cannot get it"), "{preview}");
    assert_eq!(plans_of(&t, "anna").await, json!([]));
    // All or nothing: refused, with what would fit.
    let strict: Vec<_> = fields.iter().copied().chain([("apply", "true"), ("strict", "true")]).collect();
    let (status, refused) = send(&t, "/i/test/users/bulk", &strict).await;
    assert_eq!((status, plans_of(&t, "anna").await), (StatusCode::OK, json!([])), "{refused}");
    assert!(refused.contains("This is what would fit") && refused.contains("<caption"), "{refused}");
    fields.push(("apply", "true"));
    assert_eq!(send(&t, "/i/test/users/bulk", &fields).await.0, StatusCode::SEE_OTHER);
    assert_eq!((plans_of(&t, "anna").await, plans_of(&t, "cid").await), (json!(["acme.full"]), json!([])));
    // The whole filter, after somebody has joined: it is refused and nothing is recalled.
    let whole =
        [("act", "recall"), ("all", "true"), ("query", "plan=acme.full"), ("expect", "3"), ("apply", "true")];
    let (status, refused) = send(&t, "/i/test/users/bulk", &whole).await;
    assert_eq!(status, StatusCode::OK);
    assert!(refused.contains("selection_changed"), "{refused}");
    let whole =
        [("act", "recall"), ("all", "true"), ("query", "plan=acme.full"), ("expect", "2"), ("apply", "true")];
    assert_eq!(send(&t, "/i/test/users/bulk", &whole).await.0, StatusCode::SEE_OTHER);
    assert_eq!(plans_of(&t, "anna").await, json!([]));
    let (_, nobody) = send(&t, "/i/test/users/bulk", &[("act", "assign"), ("plan", "acme.full")]).await;
    assert!(nobody.contains("invalid"), "{nobody}");
}

async fn a_user_is_added_and_edited_on_a_form(t: TestManager) {
    t.user("bo").await;
    assert!(page(&t, "/i/test/users/new").await.contains("name=\"login\""));
    let typed = [
        ("login", "BO"),
        ("name", "Anna Berg"),
        ("email", "anna@example.org"),
        ("groups", "Sales, Oslo; Field"),
        ("kind", "external"),
    ];
    let (status, again) = send(&t, "/i/test/users/new", &typed).await;
    assert_eq!(status, StatusCode::OK);
    assert!(again.contains("This log-in name is taken.") && again.contains("value=\"Anna Berg\""), "{again}");
    let typed = [
        ("login", "anna"),
        ("name", "Anna Berg"),
        ("groups", "Sales, Oslo; Field"),
        ("kind", "external"),
        ("can_log_in", "true"),
    ];
    assert_eq!(send(&t, "/i/test/users/new", &typed).await.0, StatusCode::SEE_OTHER);
    let (_, anna) = t.get("/api/v1/users/anna").await;
    assert_eq!((&anna["kind"], &anna["groups"]), (&json!("external"), &json!(["Sales, Oslo", "Field"])));
    let form = page(&t, "/i/test/users/anna/edit").await;
    let seen = form.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let typed = [("login", "anna"), ("name", "Anna Ek"), ("kind", "internal"), ("seen", seen.as_str())];
    assert_eq!(send(&t, "/i/test/users/anna/edit", &typed).await.0, StatusCode::SEE_OTHER);
    let (status, stale) = send(&t, "/i/test/users/anna/edit", &typed).await;
    assert_eq!(status, StatusCode::OK);
    assert!(stale.contains("precondition_failed"), "{stale}");
    assert!(page(&t, "/i/test/users/anna").await.contains("Anna Ek"));
}

async fn a_plan_and_modules_are_changed_on_the_users_page(t: TestManager) {
    licensed(&t).await;
    let (anna, bo) = (t.user("anna").await, t.user("bo").await);
    t.assign(bo, "acme.basic").await;
    let shown = page(&t, "/i/test/users/anna").await;
    assert!(
        shown.contains("No seat left") && shown.contains("name=\"module\" value=\"acme.travel\""),
        "{shown}"
    );
    let form = |plan: &'static str, was: &'static str| {
        vec![("issuer", "acme"), ("plan-acme", plan), ("was-plan-acme", was)]
    };
    let mut fields = form("acme.full", "");
    fields.extend([("module", "acme.web"), ("module", "acme.travel"), ("reason", "new colleague")]);
    assert_eq!(send(&t, "/i/test/users/anna/licences", &fields).await.0, StatusCode::SEE_OTHER);
    assert_eq!(plans_of(&t, "anna").await, json!(["acme.full"]));
    let shown = page(&t, "/i/test/users/anna?hidden=true").await;
    assert!(
        shown.contains("diary")
            && shown.contains("new colleague")
            && shown.contains("Given full, web, travel"),
        "{shown}"
    );
    // What was unticked goes, in one change with the plan; the last seat of the other plan is taken by bo.
    let mut fields = form("", "acme.full");
    fields.extend([("was-module", "acme.web"), ("was-module", "acme.travel"), ("module", "acme.web")]);
    let before = t.manager.snapshot(t.scope).await.unwrap().revision();
    assert_eq!(send(&t, "/i/test/users/anna/licences", &fields).await.0, StatusCode::SEE_OTHER);
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert_eq!((at.revision(), at.user(anna).unwrap().assignments().len()), (before + 1, 1));
    let (status, refused) = send(&t, "/i/test/users/anna/licences", &form("acme.basic", "")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        refused.contains("There is no free seat.") && refused.contains("gave the last one to bo"),
        "{refused}"
    );
}

async fn every_act_says_first_what_it_does(t: TestManager) {
    licensed(&t).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.basic").await;
    for (act, says) in [
        ("deactivate", "This seat becomes free: basic."),
        ("leave", "This seat becomes free: basic."),
        ("leave", "former employee"),
        ("leave", "erased for good"),
    ] {
        assert!(page(&t, &format!("/i/test/users/anna/{act}")).await.contains(says), "{act}");
    }
    assert_eq!(send(&t, "/i/test/users/anna/deactivate", &[]).await.0, StatusCode::SEE_OTHER);
    let bo = t.user("bo").await;
    t.assign(bo, "acme.basic").await;
    let (status, refused) = send(&t, "/i/test/users/anna/activate", &[]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(refused.contains("Activate without licences"), "{refused}");
    assert_eq!(
        send(&t, "/i/test/users/anna/activate", &[("without_licences", "true")]).await.0,
        StatusCode::SEE_OTHER
    );
    assert_eq!(send(&t, "/i/test/users/anna/leave", &[("level", "former")]).await.0, StatusCode::SEE_OTHER);
    assert!(page(&t, "/i/test/users/anna/return").await.contains("do not come back by themselves"));
    assert_eq!(send(&t, "/i/test/users/anna/leave", &[("level", "delete")]).await.0, StatusCode::SEE_OTHER);
    assert_eq!(t.get("/i/test/users/anna").await.0, StatusCode::NOT_FOUND);
    assert_eq!(t.get("/i/test/users/bo/explode").await.0, StatusCode::NOT_FOUND);
}

async fn who_waits_is_listed(t: TestManager) {
    assert!(page(&t, "/i/test/assignments/waiting").await.contains("Nobody is waiting"));
    let day = |text: &str| text.parse().ok();
    t.activate(|package| package.rows = vec![row("web", 1), Row { due: day("2026-11-21"), ..row("web", 1) }])
        .await;
    for login in ["anna", "bo"] {
        let user = t.user(login).await;
        t.assign(user, "acme.web").await;
    }
    t.pass_ms(24 * 60 * 60 * 1_000).await;
    let list = page(&t, "/i/test/assignments/waiting").await;
    assert!(list.contains("1 waiting") && list.contains("no_seat"), "{list}");
    assert!(page(&t, "/i/test/users?waiting=true").await.contains("1–1 of 1"));
    assert_eq!(
        send(&t, "/i/test/assignments/waiting", &[("intent", "bo|acme.web|manual")]).await.0,
        StatusCode::SEE_OTHER
    );
    assert!(page(&t, "/i/test/assignments/waiting").await.contains("Nobody is waiting"));
}

async fn a_page_of_yesterday_overwrites_nobodys_choice(t: TestManager) {
    licensed(&t).await;
    let anna = t.user("anna").await;
    let seen = |shown: &str| {
        shown.split("name=\"had\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let stale = seen(&page(&t, "/i/test/users/anna").await);
    // Somebody else chooses a plan meanwhile, and a module.
    t.assign(anna, "acme.basic").await;
    t.assign(anna, "acme.web").await;
    let form = |plan, seen| [("issuer", "acme"), ("plan-acme", plan), ("was-plan-acme", ""), ("had", seen)];
    let before = t.manager.snapshot(t.scope).await.unwrap().revision();
    let (status, told) = send(&t, "/i/test/users/anna/licences", &form("acme.full", &stale)).await;
    assert_eq!(status, StatusCode::OK);
    // The address of the form answers nobody who only looks, such as whoever chooses another language now.
    assert!(!told.contains("/licences?lang="), "{told}");
    assert!(told.contains("licences_changed") && told.contains("meanwhile: new: basic, web."), "{told}");
    assert_eq!(t.manager.snapshot(t.scope).await.unwrap().revision(), before, "nothing is saved");
    assert_eq!(plans_of(&t, "anna").await, json!(["acme.basic"]));
    // The page that was shown again is of now: what is chosen on it holds.
    let now = seen(&told);
    assert_eq!(now, "acme.basic acme.web");
    let fields = [
        ("issuer", "acme"),
        ("plan-acme", "acme.full"),
        ("was-plan-acme", "acme.basic"),
        ("was-module", "acme.web"),
        ("module", "acme.web"),
        ("had", now.as_str()),
    ];
    assert_eq!(send(&t, "/i/test/users/anna/licences", &fields).await.0, StatusCode::SEE_OTHER);
    assert_eq!(plans_of(&t, "anna").await, json!(["acme.full"]));
    let (_, told) = send(&t, "/i/test/users/anna/licences", &form("acme.basic", &now)).await;
    assert!(told.contains("new: full (by test); gone: basic"), "{told}");
}

async fn whoever_only_waits_has_no_plan_yet(t: TestManager) {
    licensed(&t).await;
    let due = |text: &str| text.parse().ok();
    t.activate(|package| {
        package.rows = vec![plan("basic", 1, &[]), Row { due: due("2026-11-21"), ..plan("basic", 1, &[]) }];
    })
    .await;
    for login in ["anna", "bo"] {
        let user = t.user(login).await;
        t.assign(user, "acme.basic").await;
    }
    t.pass_ms(24 * 60 * 60 * 1_000).await;
    let total = async |query: &str| t.get(&format!("/api/v1/users?{query}")).await.1["total"].clone();
    assert_eq!((total("plan=acme.basic").await, total("plan=none").await), (json!(1), json!(1)));
    assert_eq!((total("waiting=true").await, total("quick=none").await), (json!(1), json!(1)));
}

async fn whoever_has_the_last_seat_reads_that_it_was_the_last(t: TestManager) {
    licensed(&t).await;
    let anna = t.user("anna").await;
    t.user("bo").await;
    t.assign(anna, "acme.basic").await;
    let of = async |login: &str| {
        let shown = page(&t, &format!("/i/test/users/{login}")).await;
        let plan = shown.split("name=\"plan-acme\" value=\"acme.basic\"").nth(1).unwrap();
        plan.split("</label>").next().unwrap().to_owned()
    };
    let own = of("anna").await;
    assert!(own.contains("<b>0</b>") && own.contains("of 1 left") && !own.contains("disabled"), "{own}");
    let other = of("bo").await;
    assert!(other.contains("No seat left") && other.contains("disabled"), "{other}");
    // Further licences say what their numbers count.
    assert!(page(&t, "/i/test/users/bo").await.contains("(0 of 9 in use)"));
}
