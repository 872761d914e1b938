//! Invoices as people and books read them.

use std::convert::identity;

use licentia_platform::db::Backend;
use licentia_platform::testing::both_databases;
use serde_json::{Value, json};

use super::house;
use crate::access::RIGHTS;

both_databases!(identity;
    the_books_get_every_line_exactly,
    every_way_out_says_the_same_amounts,
    the_pages_lead_from_the_draft_to_the_credit_note,
);

async fn the_books_get_every_line_exactly(backend: Backend) {
    let h = house(backend).await;
    h.used(1, "2026-10", 9_000).await;
    h.invoiced("2026-10").await;
    h.used(2, "2026-10", 8_000).await;
    h.invoiced("2026-11").await;
    let csv =
        h.t.api("GET", "/api/v1/invoices/export?format=csv&month=2026-11", &h.token, Value::Null)
            .await
            .text();
    let rows: Vec<&str> = csv.lines().collect();
    assert_eq!(rows.len(), 3, "{csv}");
    assert!(rows[0].starts_with("\u{feff}number,kind,credits,issued_on"));
    assert!(rows[1].starts_with("1,invoice,,2026-11-21,2026-12-21,1801852599,,Nordlys 1801852599 AS,EUR,14.70,1,2026-10,emails,E-mails sent,3,1000,e-mails,4.90,14.70,9000,3,6500,2500,0,"), "{csv}");
    assert!(rows[2].starts_with("2,credit_note,,2026-11-21,,1801852599,,Nordlys 1801852599 AS,EUR,-4.90,1,2026-10,emails,E-mails sent,-1,1000,e-mails,4.90,-4.90,8000,"), "{csv}");
    let json = h.get("/export").await;
    let total: i64 = json.as_array().unwrap().iter().map(|one| one["total"].as_i64().unwrap()).sum();
    assert_eq!(total, 2 * 490, "two blocks in the end");
    assert_eq!(h.get("/export?month=2026-10").await, json!([]), "nothing was issued in October");
}

/// The same amounts wherever the books take them from: in the rows, in the file, and one by one.
async fn every_way_out_says_the_same_amounts(backend: Backend) {
    let h = house(backend).await;
    h.used(1, "2026-10", 9_000).await;
    h.invoiced("2026-10").await;
    h.used(2, "2026-10", 8_000).await;
    h.invoiced("2026-11").await;
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned();
    let amounts = |one: &Value| -> Vec<[String; 5]> {
        let of_line = |line: &Value| {
            let of = |name: &str| text(&line[name]);
            [
                one["number"].to_string(),
                text(&one["total_text"]),
                of("month"),
                of("price_text"),
                of("amount_text"),
            ]
        };
        one["lines"].as_array().unwrap().iter().map(of_line).collect()
    };
    let exported = h.get("/export").await;
    let from_file: Vec<_> = exported.as_array().unwrap().iter().flat_map(amounts).collect();
    assert_eq!(
        from_file,
        [["1", "14.70", "2026-10", "4.90", "14.70"], ["2", "-4.90", "2026-10", "4.90", "-4.90"]]
            .map(|row| row.map(str::to_owned))
    );
    for one in exported.as_array().unwrap() {
        assert_eq!(*one, h.get(&format!("/{}", text(&one["id"]))).await, "one by one");
        let minor = |decimal: &Value| text(decimal).replace('.', "").parse::<i64>().unwrap();
        assert_eq!(one["total"], minor(&one["total_text"]), "the whole number is in minor units");
    }
    let csv = "/api/v1/invoices/export?format=csv";
    let csv = h.t.api("GET", csv, &h.token, Value::Null).await.text();
    let mut rows = csv.trim_start_matches('\u{feff}').lines().map(|row| row.split(',').collect::<Vec<_>>());
    let heads = rows.next().unwrap();
    let of = |row: &[&str], name: &str| row[heads.iter().position(|head| *head == name).unwrap()].to_owned();
    let from_rows: Vec<_> =
        rows.map(|row| ["number", "total", "month", "price", "amount"].map(|name| of(&row, name))).collect();
    assert_eq!(from_rows, from_file);
}

async fn the_pages_lead_from_the_draft_to_the_credit_note(backend: Backend) {
    let h = house(backend).await;
    let (t, cookie) = (&h.t, h.t.signed_in(&RIGHTS).await);
    h.used(1, "2026-10", 9_000).await;
    assert!(t.page("/invoices", &cookie).await.text().contains("No drafts"));
    assert!(t.page("/invoices/draft", &cookie).await.text().contains("October 2026"));
    let told = t.form("/invoices/draft", &cookie, "month=2026-10").await.text();
    assert!(told.contains("1 draft is new or changed") && told.contains("14.70"), "{told}");
    let id = h.get("").await["items"][0]["id"].as_str().unwrap().to_owned();
    let draft = t.page(&format!("/invoices/{id}"), &cookie).await.text();
    for words in [
        "This is a draft",
        "E-mails sent, October 2026",
        "9,000 used, 6,500 included, 2,500 beyond",
        "/usage/1801852599/2026-10/emails",
        "14.70",
    ] {
        assert!(draft.contains(words), "{words} in {draft}");
    }
    let revision = h.get(&format!("/{id}")).await["revision"].to_string();
    let stale = t.form(&format!("/invoices/{id}/issue"), &cookie, "revision=1").await;
    assert_eq!(stale.status, 412);
    let issued = t.form(&format!("/invoices/{id}/issue"), &cookie, &format!("revision={revision}")).await;
    assert_eq!(issued.location(), format!("/invoices/{id}"), "{}", issued.text());
    let page = t.page(&format!("/invoices/{id}?lang=sv"), &cookie).await.text();
    for words in ["Faktura nr 1", "Betalas senast", "Summa i EUR", "14,70", "SHA-256"] {
        assert!(page.contains(words), "{words} in {page}");
    }
    assert!(t.page(&format!("/invoices/{id}/credit?lang=en"), &cookie).await.text().contains("14.70"));
    let note = t.form(&format!("/invoices/{id}/credit"), &cookie, "then=settled&reason=Wrong").await;
    let page = t.page(note.location(), &cookie).await.text();
    assert!(page.contains("Credit note no. 2") && page.contains("\u{2212}14.70"), "{page}");
    assert!(
        t.page(&format!("/invoices/{id}"), &cookie).await.text().contains("Taken back by credit note no. 2")
    );
    let again = t.page(&format!("/invoices/{id}/credit"), &cookie).await;
    assert_eq!(
        again.location(),
        format!("/invoices/{id}"),
        "nothing is offered that cannot be done any more"
    );
    assert!(t.page("/invoices?show=issued", &cookie).await.text().contains("Invoice no. 1"));
    assert!(t.page("/invoices.csv", &cookie).await.text().contains("credit_note"));
    assert_eq!(licentia_ui::missing_texts(), Vec::<String>::new());
}
