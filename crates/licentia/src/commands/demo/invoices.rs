//! Sample invoices: the customer's closed months are reported, one of them is invoiced, the next one waits as a draft.

use super::vendors::VENDOR;
use crate::commands::problems::said;
use anyhow::{Context, Result};
use jiff::ToSpan as _;
use jiff::civil::Date;
use licentia_client::Client;
use licentia_manager::Manager;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// How long the conversation with the authority may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What stands on the sample customer's invoices.
const BILLING: &str = "Storgata 12\n0155 Oslo\nNO 987 654 321 MVA\nYour reference: Ingrid Solberg";

/// Closes the months that are over, reports them, and draws up invoices.
pub(super) async fn fill(manager: &Manager, customer: Client, vendor: Client) -> Result<()> {
    licentia_manager::meters::run_due(manager).await.map_err(said)?;
    tokio::task::spawn_blocking(move || invoice(&customer, &vendor)).await?
}

fn invoice(customer: &Client, vendor: &Client) -> Result<()> {
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let installation = customer.get("/api/v1/installation")?;
    let serial = installation["serial"].as_str().context("the sample customer has no serial number")?;
    vendor.patch(&format!("/api/v1/customers/{serial}"), &json!({"billing": BILLING}))?;
    if !is_reported(customer)? {
        // A slow machine: the figures come with a later contact, and the invoices when somebody draws them up.
        return Ok(());
    }
    let earlier = month(today.checked_sub(2.months())?);
    let run = vendor.post("/api/v1/invoices/draft", &json!({"month": earlier}))?;
    for draft in run["drafted"].as_array().into_iter().flatten() {
        let id = draft["id"].as_str().unwrap_or_default();
        vendor.post(&format!("/api/v1/invoices/{id}/issue"), &json!({}))?;
    }
    let last = month(today.checked_sub(1.month())?);
    vendor.post("/api/v1/invoices/draft", &json!({"month": last}))?;
    Ok(())
}

/// Has the figures sent, and waits for the receipt.
fn is_reported(customer: &Client) -> Result<bool> {
    let since = Instant::now();
    while since.elapsed() < PATIENCE {
        let reports = customer.get("/api/v1/usage/report")?;
        let ours =
            reports["items"].as_array().into_iter().flatten().find(|report| report["issuer"] == VENDOR);
        match ours.map(|report| &report["waiting"]).and_then(Value::as_u64) {
            Some(0) => return Ok(true),
            Some(_) => drop(customer.post(&format!("/api/v1/contact/{VENDOR}/check"), &json!({}))?),
            None => {}
        }
        std::thread::sleep(Duration::from_millis(300));
    }
    Ok(false)
}

fn month(day: Date) -> String {
    day.strftime("%Y-%m").to_string()
}
