//! `licentia order`, `licentia subscription` and `licentia customer term`: what customers buy, and for how long.

use super::manager::encoded;
use crate::output::{self, Column, Format, number, text};
use crate::remote::Remote;
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use jiff::civil::Date;
use licentia_core::money;
use serde_json::{Value, json};

/// `licentia order …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Orders {
    /// List orders, newest first
    List {
        /// Only those in this state: waiting, approved, refused, withdrawn
        #[arg(long)]
        state: Option<String>,
        /// Only of the customer with this serial number
        #[arg(long, value_name = "SERIAL")]
        customer: Option<String>,
    },
    /// Show one order
    Show {
        /// Its id
        id: String,
    },
    /// Place an order for a customer, or say what it would cost
    #[command(after_help = "Examples:\n  licentia order add 1801852599 ten-sales+10 --reference PO-4711\n  \
        licentia order add 1801852599 ten-sales=20 scim+1 --dry-run")]
    Add(Add),
    /// Approve an order: what it adds is signed at once
    Approve {
        /// Its id
        id: String,
        /// Why, for the ledger
        #[arg(long)]
        reason: Option<String>,
    },
    /// Refuse an order
    Refuse {
        /// Its id
        id: String,
        /// Why: the customer reads it
        reason: String,
    },
}

/// `licentia order add`.
#[derive(Args, Debug)]
pub(crate) struct Add {
    /// The customer's serial number
    serial: String,
    /// What is wanted: MODULE=TOTAL, MODULE+MORE or MODULE-FEWER
    #[arg(value_name = "MODULE=N", value_parser = wanted)]
    licences: Vec<Wanted>,
    /// A suite above the present one
    #[arg(long, value_name = "SUITE")]
    suite: Option<String>,
    /// The customer's own reference
    #[arg(long)]
    reference: Option<String>,
    /// Who ordered it there
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Only say what it would change and cost
    #[arg(long)]
    dry_run: bool,
}

/// How many of a module.
#[derive(Clone, Debug)]
struct Wanted(Value);

/// `ten-sales=30`, `ten-sales+10`, `ten-sales-2`: a code may itself have hyphens and digits.
fn wanted(text: &str) -> Result<Wanted, String> {
    let wrong = || format!("`{text}` is none of MODULE=TOTAL, MODULE+MORE, MODULE-FEWER");
    if let Some((module, total)) = text.split_once('=') {
        let total: u32 = total.parse().map_err(|_| wrong())?;
        return Ok(Wanted(json!({"module": module, "quantity": total})));
    }
    let at = text.rfind(['+', '-']).ok_or_else(wrong)?;
    let more: i64 = text[at..].parse().map_err(|_| wrong())?;
    Ok(Wanted(json!({"module": &text[..at], "more": more})))
}

impl Orders {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let client = remote.authority()?;
        match self {
            Self::List { state, customer } => {
                let filters = [("state", state), ("customer", customer)];
                let given = filters.iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
                let query: Vec<String> =
                    given.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
                let orders = client.get_all(&format!("/api/v1/orders?{}", query.join("&")))?;
                output::list(format, &shown(orders), &columns());
            }
            Self::Show { id } => one(format, &client.get(&format!("/api/v1/orders/{}", encoded(&id)))?),
            Self::Add(add) => return add.run(format, remote),
            Self::Approve { id, reason } => {
                let path = format!("/api/v1/orders/{}/approve", encoded(&id));
                one(format, &client.post(&path, &json!({ "reason": reason }))?);
            }
            Self::Refuse { id, reason } => {
                let path = format!("/api/v1/orders/{}/refuse", encoded(&id));
                one(format, &client.post(&path, &json!({ "reason": reason }))?);
            }
        }
        Ok(())
    }
}

impl Add {
    fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let licences: Vec<Value> = self.licences.into_iter().map(|Wanted(line)| line).collect();
        let by = self.by.map(|name| json!({ "name": name }));
        let body = json!({
            "serial": self.serial, "licences": licences, "suite": self.suite, "reference": self.reference,
            "ordered_by": by,
        });
        let query = if self.dry_run { "?dry_run=true" } else { "" };
        let answer = remote.authority()?.post(&format!("/api/v1/orders{query}"), &body)?;
        match self.dry_run {
            true if format == Format::Json => output::json(&answer),
            true => quote(&answer["quote"], answer["term_ends"].as_str()),
            false => one(format, &answer),
        }
        Ok(())
    }
}

fn columns() -> [Column; 6] {
    [
        text("order", "id"),
        text("customer", "serial"),
        number("no.", "number"),
        text("state", "state"),
        text("what", "what"),
        text("ordered", "ordered_at"),
    ]
}

/// With what changes in one line of each.
fn shown(mut orders: Value) -> Value {
    let items = if orders["items"].is_array() { &mut orders["items"] } else { &mut orders };
    for order in items.as_array_mut().into_iter().flatten() {
        let lines = order["quote"]["lines"].as_array().into_iter().flatten().map(change);
        order["what"] = json!(lines.collect::<Vec<_>>().join(", "));
    }
    orders
}

fn change(line: &Value) -> String {
    let more = line["to"].as_i64().unwrap_or_default() - before(line);
    format!("{more:+} {}", line["module"].as_str().unwrap_or_default())
}

/// Units without the order: at the renewal what was planned for it, where that is fewer than today.
fn before(line: &Value) -> i64 {
    let planned = if line["when"] == "now" { None } else { line["planned"].as_i64() };
    planned.or_else(|| line["from"].as_i64()).unwrap_or_default()
}

fn one(format: Format, order: &Value) {
    if format == Format::Json {
        return output::json(order);
    }
    let facts = [
        text("order", "id"),
        number("no.", "number"),
        text("customer", "serial"),
        text("state", "state"),
        text("waits", "waits"),
        text("reference", "reference"),
        text("ordered by", "ordered_by.name"),
        text("reason", "reason"),
        text("package", "package"),
    ];
    output::facts(format, order, &facts);
    quote(&order["quote"], None);
}

/// What changes, and what that costs: amounts as plain decimals.
fn quote(quote: &Value, term_ends: Option<&str>) {
    let currency = quote["currency"].as_str().unwrap_or_default();
    let amount = |value: &Value| {
        let amount = value.as_i64().map(|minor| licentia_core::money::plain(minor, currency));
        amount.map_or_else(|| "on request".to_owned(), |amount| format!("{amount} {currency}"))
    };
    for line in quote["lines"].as_array().into_iter().flatten() {
        let when = if line["when"] == "now" { "at once" } else { "at the renewal" };
        let (from, to) = (before(line), &line["to"]);
        output::line(&format!(
            "  {}: {from} to {to} {when}, {} per month",
            change(line),
            amount(&line["per_month"])
        ));
    }
    output::line(&format!("More per month: {}", amount(&quote["per_month"])));
    if quote["at_renewal"].as_i64().is_some_and(|then| then != 0) {
        output::line(&format!("From the renewal on, besides: {}", amount(&quote["at_renewal"])));
    }
    if let (Some(ends), false) = (term_ends, quote["now"].is_null()) {
        output::line(&format!("Until {ends}: {}", amount(&quote["now"])));
    }
}

/// `licentia subscription …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Subscriptions {
    /// Prepare the next term of every subscription for which that is due, as the server does by itself
    RenewDue,
}

impl Subscriptions {
    /// Exit code 1 when something was not renewed.
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let Self::RenewDue = self;
        let answer = remote.authority()?.post("/api/v1/renewals", &json!({}))?;
        if format == Format::Json {
            output::json(&answer);
        } else {
            output::list(
                format,
                &answer["renewed"],
                &[text("customer", "serial"), number("package", "sequence"), text("id", "package")],
            );
            output::list(format, &answer["failed"], &[text("not renewed", "serial"), text("code", "code")]);
        }
        match answer["failed"].as_array().map_or(0, Vec::len) {
            0 => Ok(()),
            failed => bail!("{failed} were not renewed"),
        }
    }
}

/// `licentia customer term SERIAL`: shows the terms, or agrees others.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  licentia customer term 1801852599\n  licentia customer term 1801852599 --months 12 \
    --began 2026-03-28\n  licentia customer term 1801852599 --order-limit 50000"
)]
pub(crate) struct Term {
    /// The customer's serial number
    serial: String,
    /// Length of a term in months
    #[arg(long, value_name = "N")]
    months: Option<u16>,
    /// First day of the term; today unless told
    #[arg(long, value_name = "DATE")]
    began: Option<Date>,
    /// Billing period in months, for the vendor's own books: no fee is invoiced by Licentia
    #[arg(long, value_name = "N")]
    period: Option<u16>,
    /// How many days before the next term that one is prepared
    #[arg(long, value_name = "DAYS")]
    notice: Option<u16>,
    /// Whether it renews itself
    #[arg(long, value_name = "true|false")]
    renews: Option<bool>,
    /// There is no term any more
    #[arg(long, conflicts_with_all = ["months", "began", "period", "notice", "renews"])]
    none: bool,
    /// Up to how much more per month the customer may order by itself, in minor units of its currency
    #[arg(long, value_name = "AMOUNT")]
    order_limit: Option<u64>,
    /// Let every order wait for somebody
    #[arg(long, conflicts_with = "order_limit")]
    no_order_limit: bool,
}

impl Term {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let client = remote.authority()?;
        let customer = format!("/api/v1/customers/{}", encoded(&self.serial));
        let path = format!("{customer}/terms");
        let (before, tag) = client.get_tagged(&path)?;
        let after = self.changed(&before)?;
        let mut terms = match after == before {
            true => before,
            // All of them are agreed anew: what somebody else has agreed meanwhile must not be undone by it.
            false => client.put_over(&path, tag.as_deref(), &after)?,
        };
        if let (Format::People, Some(limit)) = (format, terms["order_limit"].as_i64()) {
            let customer = client.get(&customer)?;
            let currency = customer["currency"].as_str().unwrap_or_default();
            terms["order_limit"] = json!(format!("{} {currency}", money::plain(limit, currency)));
        }
        let facts = [
            text("began", "term.began"),
            text("ends", "term.ends"),
            number("months", "term.months"),
            number("billing period, months", "term.period"),
            text("renews", "term.renews"),
            text("prepared on", "term.due"),
            text("may order per month", "order_limit"),
        ];
        output::facts(format, &terms, &facts);
        Ok(())
    }

    /// The terms as they are to be; the very same when nothing was said.
    fn changed(self, before: &Value) -> Result<Value> {
        let mut terms = before.clone();
        if self.no_order_limit {
            terms["order_limit"] = Value::Null;
        }
        if let Some(limit) = self.order_limit {
            terms["order_limit"] = json!(limit);
        }
        let said = [
            ("months", self.months.map(|months| json!(months))),
            ("began", self.began.map(|began| json!(began))),
            ("period", self.period.map(|period| json!(period))),
            ("notice", self.notice.map(|notice| json!(notice))),
            ("renews", self.renews.map(|renews| json!(renews))),
        ];
        let mut term = match &terms["term"] {
            Value::Object(term) => term.clone(),
            _ => serde_json::Map::new(),
        };
        let says = said.iter().any(|(_, value)| value.is_some());
        // What follows from the rest is not said again.
        if says || &terms != before || self.none {
            term.remove("ends");
            term.remove("due");
        }
        for (name, value) in said {
            if let Some(value) = value {
                term.insert(name.to_owned(), value);
            }
        }
        if says && !term.contains_key("months") {
            return Err(anyhow::anyhow!("a term has a length")).context("say --months as well");
        }
        terms["term"] = if self.none || term.is_empty() { Value::Null } else { Value::Object(term) };
        let same = terms["term"].is_null()
            && before["term"].is_null()
            && terms["order_limit"] == before["order_limit"];
        Ok(if same { before.clone() } else { terms })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_is_read_from_its_end() {
        let read = |text: &str| wanted(text).map(|Wanted(line)| line);
        assert_eq!(read("ten-sales=30"), Ok(json!({"module": "ten-sales", "quantity": 30})));
        assert_eq!(read("ten-sales+10"), Ok(json!({"module": "ten-sales", "more": 10})));
        assert_eq!(read("suite2-core-2"), Ok(json!({"module": "suite2-core", "more": -2})));
        for wrong in ["ten", "ten-sales", "ten-sales=", "ten-sales=-1", "ten-sales+many"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
