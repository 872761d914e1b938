//! From *Purchase new licences* to seats in use, in a real browser: order in the store, package in the manager,
//! seats handed out, usage told, invoice.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on should stop where it stands")]
#![expect(clippy::print_stdout, reason = "what was done is read by people")]

use std::time::Instant;

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use licentia_tests::browser::Browser;
use licentia_tests::demo::Demo;
use licentia_tests::{http, until};
use serde_json::{Value, json};

/// The sample customer.
const SERIAL: &str = "1801852599";

#[tokio::test(flavor = "multi_thread")]
async fn ordered_in_the_store_and_in_use_seconds_later() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    let demo = tokio::task::spawn_blocking(move || Demo::start(&path)).await.unwrap();
    let browser = Browser::start(1440, 1000).await;
    browser.signs_in(&demo.manager_sign_in).await;
    browser.shows(&["Licences", "Nordlys Trading AS"]).await;
    order(&browser, &demo).await;
    the_package_is_in_the_manager(&browser, &demo).await;
    seats_in_use(&browser, &demo).await;
    usage_becomes_an_invoice(&browser, &demo).await;
    browser.end().await;
    assert!(tokio::task::spawn_blocking(move || demo.interrupt()).await.unwrap(), "Ctrl-C ends it cleanly");
}

/// What the manager says of a licence.
fn licence(demo: &Demo, module: &str) -> Value {
    let url = format!("{}/api/v1/licences/superoffice.{module}", demo.manager);
    tokio::task::block_in_place(|| http::get(&url, &demo.manager_token)).body
}

async fn order(browser: &Browser, demo: &Demo) {
    assert_eq!(licence(demo, "ten-sales")["total"], 24);
    browser.open(&format!("{}/i/production/licences?issuer=superoffice", demo.manager)).await;
    browser.press("Purchase new licences").await;
    browser.shows(&["Buy licences", "Nordlys Trading AS", SERIAL, "Ingrid Solberg", "Sales Premium"]).await;
    let url = browser.driver.current_url().await.unwrap();
    assert_eq!(url.as_str(), format!("{}/store", demo.authority), "the signed link is gone from the address");
    browser.fill("units-ten-sales", "34").await;
    browser.fill("units-ten-service", "25").await;
    browser.click(".staged button.primary").await;
    browser.shows(&["Your order", "+10", "+5", "within seconds"]).await;
    browser.fill("reference", "PO-4711").await;
    browser.press("Order on account").await;
    browser.shows(&["Your order is approved", "PO-4711"]).await;
}

async fn the_package_is_in_the_manager(browser: &Browser, demo: &Demo) {
    let began = Instant::now();
    browser.press("Go to the licence manager").await;
    browser.shows(&["Licences", "Nordlys Trading AS"]).await;
    tokio::task::block_in_place(|| {
        until("what was ordered is in force", || {
            let licence = licence(demo, "ten-sales");
            if licence["total"] == 34 { Ok(()) } else { Err(licence) }
        });
    });
    println!("in force {:?} after the order", began.elapsed());
    assert_eq!(licence(demo, "ten-service")["total"], 25);
    browser.open(&format!("{}/i/production/licences?issuer=superoffice", demo.manager)).await;
    browser.shows(&["New licence activated"]).await;
}

async fn seats_in_use(browser: &Browser, demo: &Demo) {
    let before = licence(demo, "ten-sales")["in_use"].as_u64().unwrap();
    browser.open(&format!("{}/i/production/users/frejan", demo.manager)).await;
    browser.click("input[name=plan-superoffice][value=\"superoffice.ten-sales\"]").await;
    browser.click("form button.primary").await;
    browser.shows(&["Given Sales Premium"]).await;
    assert_eq!(licence(demo, "ten-sales")["in_use"], before + 1);
}

/// What was ordered costs what the catalogue says of ten Sales Premium and five Service Premium, to the cent: by the month,
/// and by days for the rest of the term.
async fn the_order_has_its_price(browser: &Browser, demo: &Demo) {
    let ask = |path: &str| {
        let url = format!("{}/api/v1{path}", demo.authority);
        tokio::task::block_in_place(|| http::get(&url, &demo.authority_token)).body
    };
    let orders = ask("/orders");
    let mut orders = orders["items"].as_array().unwrap().iter();
    let order = orders.find(|order| order["reference"] == "PO-4711").expect("the order");
    let term = ask(&format!("/customers/{SERIAL}/terms"))["term"].clone();
    let day = |text: &Value| text.as_str().unwrap().parse::<Date>().unwrap();
    let (began, ends) = (day(&term["began"]), day(&term["ends"]));
    let ordered: jiff::Timestamp = order["ordered_at"].as_str().unwrap().parse().unwrap();
    let ordered = ordered.to_zoned(jiff::tz::TimeZone::get("Europe/Oslo").unwrap()).date();
    let days = |from: Date| i64::from(from.until(ends).unwrap().get_days()) + 1;
    let rest = |month: i64| {
        let (share, whole) = (month * 12 * days(ordered), days(began));
        (share * 2 + whole) / (whole * 2)
    };
    let (sales, service) = (10 * 5_900, 5 * 5_200);
    let quote = &order["quote"];
    assert_eq!(quote["per_month"], sales + service, "{quote}");
    assert_eq!(quote["now"], rest(sales) + rest(service), "{quote} on {ordered}, {began} to {ends}");
    browser.open(&format!("{}/orders/{}", demo.authority, order["id"].as_str().unwrap())).await;
    let all = amount(rest(sales) + rest(service));
    browser.shows(&["PO-4711", &amount(sales + service), &all]).await;
}

/// As a page in English writes an amount: "2,450.00".
fn amount(minor: i64) -> String {
    let (whole, cents) = (minor / 100, minor % 100);
    let digits = whole.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
    format!("{}.{cents:02}", groups.join(","))
}

/// A campaign of a month that is closed, told late: it corrects the month, and is invoiced, to the cent.
async fn usage_becomes_an_invoice(browser: &Browser, demo: &Demo) {
    let month = last_closed(today()).strftime("%Y-%m").to_string();
    let before = counted(demo, &month);
    tell_usage(demo, &month);
    let figure = reported(demo, &month);
    let number = |of: &Value, name: &str| of[name].as_u64().unwrap_or_else(|| panic!("no {name} in {of}"));
    let used = number(&figure, "used");
    assert_eq!(used, before + CAMPAIGN, "what was there and the campaign, nothing else: {figure}");
    let allowance = INCLUDED + INCLUDED_PER_PLAN * number(&figure, "plan_users");
    assert_eq!(number(&figure, "allowance"), allowance, "{figure}");
    let overage = used - allowance;
    assert_eq!(number(&figure, "overage"), overage, "{figure}");
    let invoice = tokio::task::block_in_place(|| {
        let body = json!({"month": month, "customer": SERIAL});
        let drafted = http::post(
            &format!("{}/api/v1/invoices/draft", demo.authority),
            &demo.authority_token,
            &body,
            &[],
        );
        let id =
            drafted.body["drafted"][0]["id"].as_str().unwrap_or_else(|| panic!("{drafted:?}")).to_owned();
        let issue = format!("{}/api/v1/invoices/{id}/issue", demo.authority);
        let issued = http::post(&issue, &demo.authority_token, &json!({}), &[]);
        assert_eq!(issued.status, 200, "{issued:?}");
        issued.body
    });
    let lines = invoice["lines"].as_array().unwrap();
    let line = lines.iter().find(|line| line["meter"] == "emails" && line["month"] == *month);
    let line = line.unwrap_or_else(|| panic!("no line of it: {invoice}"));
    // A begun block counts as a whole one. Early in a month the sample has invoiced the month itself already.
    let blocks = overage.div_ceil(BLOCK) - number(line, "invoiced_before");
    assert_eq!((number(line, "used"), number(line, "overage")), (used, overage), "{line}");
    assert_eq!((number(line, "blocks"), number(line, "price")), (blocks, BLOCK_COSTS), "{line}");
    assert_eq!(number(line, "amount"), blocks * BLOCK_COSTS, "{line}");
    let sum: i64 = lines.iter().map(|line| line["amount"].as_i64().unwrap()).sum();
    assert_eq!(invoice["total"], sum, "{invoice}");
    browser.signs_in(&demo.authority_sign_in).await;
    browser.open(&format!("{}/invoices/{}", demo.authority, invoice["id"].as_str().unwrap())).await;
    let costs = amount(i64::try_from(blocks * BLOCK_COSTS).unwrap());
    browser.shows(&["Nordlys Trading AS", "E-mails sent", &costs, &amount(sum)]).await;
    browser.open(&format!("{}/orders?show=all", demo.authority)).await;
    browser.shows(&["Order no. 1", "Nordlys Trading AS", "Approved"]).await;
    the_order_has_its_price(browser, demo).await;
}

/// E-mails of a month as the manager has counted them.
fn counted(demo: &Demo, month: &str) -> u64 {
    let url = format!("{}/api/v1/meters?month={month}", demo.manager);
    let found = tokio::task::block_in_place(|| http::get(&url, &demo.manager_token));
    let mut meters = found.body["items"].as_array().unwrap().iter();
    let emails = meters.find(|meter| meter["meter"] == "superoffice.emails").expect("e-mails");
    emails["used"].as_u64().unwrap()
}

/// What the sample catalogue says of e-mails: included in every month, and for each plan; units of a block, and what one
/// costs in cents.
const INCLUDED: u64 = 5_000;
const INCLUDED_PER_PLAN: u64 = 500;
const BLOCK: u64 = 1_000;
const BLOCK_COSTS: u64 = 490;

/// Units of the campaign: more than any allowance of the sample.
const CAMPAIGN: u64 = 500_000;

/// How many days after its end a month is closed, unless an installation says otherwise.
const CLOSED_AFTER: i64 = 3;

/// Today, where the customer is.
fn today() -> Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::get("Europe/Oslo").unwrap()).date()
}

/// The last day of the newest month that is closed: on the first days of a month that is not the one before.
fn last_closed(today: Date) -> Date {
    today.checked_sub(CLOSED_AFTER.days()).unwrap().first_of_month().yesterday().unwrap()
}

#[test]
fn there_is_a_closed_month_on_every_day_and_its_middle_is_still_counted() {
    let days = std::iter::successors(Some(date(2026, 1, 1)), |day| day.tomorrow().ok()).take(800);
    for today in days {
        let last = last_closed(today);
        assert!(
            today >= last.tomorrow().unwrap().checked_add(CLOSED_AFTER.days()).unwrap(),
            "{last} on {today}"
        );
        let middle = last.with().day(15).build().unwrap();
        assert!(today.since(middle).unwrap().get_days() <= 60, "{middle} on {today}");
    }
    assert_eq!(last_closed(date(2026, 12, 3)), date(2026, 10, 31));
    assert_eq!(last_closed(date(2026, 12, 4)), date(2026, 11, 30));
}

fn tell_usage(demo: &Demo, month: &str) {
    let events: Vec<Value> = (0..10)
        .map(|n| {
            json!({
                "specversion": "1.0", "id": format!("campaign-{n}"), "source": "https://crm.example/campaign",
                "type": "superoffice.emails", "time": format!("{month}-15T10:00:0{n}Z"),
                "data": {"quantity": CAMPAIGN / 10},
            })
        })
        .collect();
    let url = format!("{}/api/v1/usage", demo.manager);
    let body = json!(events).to_string();
    let told = tokio::task::block_in_place(|| {
        http::post_as(&url, &demo.manager_token, "application/cloudevents-batch+json", &body)
    });
    assert!((200..300).contains(&told.status), "{told:?}");
}

/// The figure as the authority has it, once the month is closed there and the figure was sent: a minute or two, for months
/// that are over are looked for once a minute.
fn reported(demo: &Demo, month: &str) -> Value {
    let url = format!("{}/api/v1/usage?customer={SERIAL}&month={month}&meter=emails", demo.authority);
    tokio::task::block_in_place(|| {
        until("the vendor has the figure", || {
            let found = http::get(&url, &demo.authority_token);
            let figure = found.body["items"][0].clone();
            let all = figure["used"].as_u64().is_some_and(|used| used >= CAMPAIGN);
            if all { Ok(figure) } else { Err(found) }
        })
    })
}
