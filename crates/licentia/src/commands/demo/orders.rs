//! What the sample customers have agreed, and an order that waits for the vendor.

use anyhow::Result;
use jiff::ToSpan as _;
use jiff::civil::Date;
use licentia_client::Client;
use serde_json::json;

/// Serial number, days until the term ends, months between invoices, and what it may order by itself in a month.
const TERMS: [(&str, i64, u16, Option<u64>); 4] = [
    ("1801852599", 126, 3, Some(100_000)),
    ("1600065823", 41, 12, None),
    ("1612233009", 88, 1, None),
    ("1614410020", 340, 12, Some(20_000)),
];

/// Agrees terms of a year each, and places an order that no rule approves.
pub(super) fn fill(vendor: &Client, today: Date) -> Result<()> {
    for (serial, days, period, limit) in TERMS {
        let began = today.checked_add(days.days())?.checked_sub(1.year())?.tomorrow()?;
        let terms = json!({"term": {"began": began, "months": 12, "period": period}, "order_limit": limit});
        let path = format!("/api/v1/customers/{serial}/terms");
        vendor.put_bytes(&path, "application/json", terms.to_string().as_bytes())?;
    }
    let order = json!({
        "serial": "1612233009", "reference": "HL-2207",
        "licences": [{"module": "ten-service", "more": 12}, {"module": "scim", "quantity": 1}],
        "ordered_by": {"name": "Friederike Möller", "email": "friederike.moeller@hanse-logistik.example"},
    });
    vendor.post("/api/v1/orders", &order)?;
    Ok(())
}
