//! The stories of the main job in a real browser: first sign-in, load and activate, a plan for three users, a refused
//! check and its why. Afterwards no page may have logged an error.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on should stop where it stands")]

use licentia_tests::browser::Browser;
use licentia_tests::demo::Demo;
use licentia_tests::http;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn administrator() {
    let folder = tempfile::tempdir().unwrap();
    let demo = tokio::task::spawn_blocking({
        let folder = folder.path().to_owned();
        move || Demo::start(&folder)
    })
    .await
    .unwrap();
    let browser = Browser::start(1440, 1000).await;
    first_sign_in(&browser, &demo).await;
    load_and_activate(&browser, &demo, folder.path()).await;
    a_plan_for_three_users(&browser, &demo).await;
    keys_go_on_where_they_stood(&browser, &demo).await;
    a_refused_check_and_its_why(&browser, &demo).await;
    pages_hold_on_a_phone(&demo, &browser).await;
    browser.end().await;
    assert!(tokio::task::spawn_blocking(move || demo.interrupt()).await.unwrap(), "Ctrl-C ends it cleanly");
}

async fn first_sign_in(browser: &Browser, demo: &Demo) {
    browser.signs_in(&demo.manager_sign_in).await;
    browser.shows(&["Today", "Nordlys Trading AS"]).await;
    browser.open(&format!("{}/i/production/licences", demo.manager)).await;
    browser.shows(&["Licences", "Nordlys Trading AS", "1801852599"]).await;
    browser.open(&demo.manager_sign_in).await;
    browser.shows(&["link_expired"]).await;
}

async fn load_and_activate(browser: &Browser, demo: &Demo, folder: &std::path::Path) {
    let file = folder.join("next.tls");
    tokio::task::block_in_place(|| {
        // The vendor sells a few more.
        let customer = format!("{}/api/v1/customers/1801852599", demo.authority);
        let mut licences = http::get(&customer, &demo.authority_token).body["licences"].clone();
        let lines = licences.as_array_mut().unwrap().iter_mut();
        lines.filter(|line| line["module"] == "ten-service").for_each(|line| line["quantity"] = json!(25));
        let body = json!({"serial": "1801852599", "licences": licences});
        let issued =
            http::post(&format!("{}/api/v1/packages", demo.authority), &demo.authority_token, &body, &[]);
        assert_eq!(issued.status, 201, "{issued:?}");
        let url = format!("{}/api/v1/packages/{}", demo.authority, issued.body["id"].as_str().unwrap());
        std::fs::write(&file, http::get_file(&url, &demo.authority_token)).unwrap();
    });
    browser.open(&format!("{}/i/production/packages/load", demo.manager)).await;
    browser.fill("file", file.to_str().unwrap()).await;
    browser.press("Load and compare").await;
    browser.shows(&["Activate new licence", "Package no. 2", "+5"]).await;
    browser.click("dialog footer button.primary").await;
    browser.shows(&["Package in force", "No. 2"]).await;
}

async fn a_plan_for_three_users(browser: &Browser, demo: &Demo) {
    for login in ["frejan", "priyar", "arjund"] {
        browser.open(&format!("{}/i/production/users/{login}", demo.manager)).await;
        browser.click("input[name=plan-superoffice][value=\"superoffice.ten-sales\"]").await;
        browser.click("form button.primary").await;
        browser.shows(&["Given Sales Premium"]).await;
    }
    let list = tokio::task::block_in_place(|| {
        http::get(&format!("{}/api/v1/licences/superoffice.ten-sales", demo.manager), &demo.manager_token)
    });
    assert_eq!(list.body["in_use"], 23, "{list:?}");
}

/// A page that is drawn anew by a key has the focus where it stood, and Esc takes back that everybody is chosen.
async fn keys_go_on_where_they_stood(browser: &Browser, demo: &Demo) {
    let press = async |key: thirtyfour::Key| {
        let focused = browser.driver.active_element().await.unwrap();
        focused.send_keys(key + "").await.unwrap();
    };
    browser.open(&format!("{}/i/production/products/superoffice.ten-sales", demo.manager)).await;
    let third = "const line = document.querySelectorAll('tbody tr:has(.acts a)')[2]; \
        line.querySelector('.acts a').focus(); return line.querySelector('th').innerText";
    let name = browser.run(third).await;
    press(thirtyfour::Key::Enter).await;
    browser.shows(&["1 to recall."]).await;
    let focused = "return document.activeElement.closest('tr')?.querySelector('th').innerText ?? null";
    browser.comes_to(focused, &name).await;

    browser.open(&format!("{}/i/production/users?tab=associates", demo.manager)).await;
    browser
        .run("document.querySelector('tbody .check input').click(); document.querySelector('.bulk p a').focus()")
        .await;
    press(thirtyfour::Key::Enter).await;
    browser.comes_to("return location.search.includes('chosen=all')", &json!(true)).await;
    browser.comes_to("return !!document.activeElement.closest('.bulk')", &json!(true)).await;
    press(thirtyfour::Key::Escape).await;
    browser.comes_to("return location.search.includes('chosen=all')", &json!(false)).await;
    browser.comes_to("return document.activeElement.matches('[data-choose-all]')", &json!(true)).await;
}

async fn a_refused_check_and_its_why(browser: &Browser, demo: &Demo) {
    let path = "/i/production/why?user=annal&module=superoffice.quote-cal";
    browser.open(&format!("{}{path}", demo.manager)).await;
    browser.shows(&["no_seat", "Sales Premium", "Who can fix it"]).await;
}

async fn pages_hold_on_a_phone(demo: &Demo, browser: &Browser) {
    browser.driver.set_window_rect(0, 0, 500, 900).await.unwrap();
    for page in
        ["licences", "packages", "users", "users/annal", "why", "ledger", "access", "assignments/waiting"]
    {
        browser.open(&format!("{}/i/production/{page}", demo.manager)).await;
        let wider = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        assert!(browser.run(wider).await.as_i64().unwrap() <= 0, "{page} is wider than the window");
    }
}
