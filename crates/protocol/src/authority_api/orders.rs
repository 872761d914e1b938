//! Orders, and the terms under which customers buy.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /orders`: what a customer wants to own afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrder {
    /// The customer's serial number.
    #[schema(example = "1000234567")]
    pub serial: String,
    /// What changes; everything else stays as it is.
    #[serde(default)]
    pub licences: Vec<NewOrderLine>,
    /// A suite above the present one, which takes everybody over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suite: Option<String>,
    /// The customer's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Who ordered it there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordered_by: Option<Orderer>,
    /// `digest` of the preview that was seen: refused when it would not be that any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// One module of a new order, either as a total or as a difference.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrderLine {
    /// The module's code in the catalogue.
    #[schema(example = "ten-sales")]
    pub module: String,
    /// Units afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    /// So many more than today; below 0 fewer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 10)]
    pub more: Option<i64>,
}

/// Who ordered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Orderer {
    /// The person's name.
    pub name: String,
    /// The address to write to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// What an order changes and costs. Amounts are minor units of the currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderQuote {
    /// ISO 4217.
    #[schema(example = "EUR")]
    pub currency: String,
    /// The suite afterwards, where it changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suite: Option<String>,
    /// What changes.
    pub lines: Vec<OrderQuoteLine>,
    /// How much more a month costs from now on.
    pub per_month: i64,
    /// How much more or less a month costs from the next term on, besides `per_month`, than without the order.
    pub at_renewal: i64,
    /// What the rest of the term costs more, by days; absent without a term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<i64>,
    /// Whether everything has a price.
    pub priced: bool,
}

/// One module whose number changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderQuoteLine {
    /// The module's code.
    pub module: String,
    /// Units before.
    pub from: u32,
    /// Units afterwards.
    pub to: u32,
    /// Units that were to be left from the next term on without this order, where those are fewer than `from`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<u32>,
    /// `now` or `at_renewal`.
    pub when: String,
    /// What a unit costs in a month; absent: on request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<u64>,
    /// How much more or less a month costs than without this order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_month: Option<i64>,
    /// What the rest of the term costs more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<i64>,
}

/// `POST /orders?dry_run=true`: nothing happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderPreview {
    /// What it would change and cost.
    pub quote: OrderQuote,
    /// Names exactly this preview.
    pub digest: String,
    /// The last day of the present term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub term_ends: Option<Date>,
    /// Why somebody would have to approve it: `no_limit`, `over_limit`, `not_priced`, `on_hold`; absent: a rule does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<String>,
}

/// An order on account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Order {
    /// Its id.
    pub id: String,
    /// The customer's orders, counted.
    pub number: u64,
    /// The customer's serial number.
    pub serial: String,
    /// The customer's name.
    pub customer_name: String,
    /// `waiting`, `approved`, `refused` or `withdrawn`.
    pub state: String,
    /// `store` or `api`.
    pub origin: String,
    /// Who ordered it.
    pub ordered_by: Orderer,
    /// The customer's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What was confirmed.
    pub quote: OrderQuote,
    /// Why it waits for somebody: `no_limit`, `over_limit`, `not_priced`, `on_hold`, or why no package could be issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<String>,
    /// Whether a rule approved it, and nobody.
    pub by_rule: bool,
    /// Who decided: `account:3`, `token:7`, `system:orders`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The package that it brought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// When it was placed.
    #[schema(value_type = String, format = DateTime)]
    pub ordered_at: Timestamp,
    /// When it was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub decided_at: Option<Timestamp>,
}

/// `POST /orders/{id}/approve`, `/refuse`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderDecision {
    /// Why. A refusal needs it: the customer reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// `GET /customers/{serial}/terms`: for how long a customer has subscribed, and what it may order by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Terms {
    /// The term that the newest package belongs to; absent: none was agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<Term>,
    /// How much more a month may cost through orders that nobody looks at, per calendar month, in minor units of the
    /// customer's currency; absent: every order waits for somebody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_limit: Option<u64>,
}

/// A term of a subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Term {
    /// Its first day.
    #[schema(value_type = String, format = Date)]
    pub began: Date,
    /// Its last day.
    #[schema(value_type = String, format = Date)]
    pub ends: Date,
    /// Its length in months.
    pub months: u16,
    /// The billing period in months, for the vendor's own books: nothing is invoiced by it.
    pub period: u16,
    /// How many days before the next term that one is prepared: its package issued, and reductions final.
    pub notice: u16,
    /// Whether it renews itself.
    pub renews: bool,
    /// The day on which the next term is prepared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub due: Option<Date>,
    /// Units from the next term on, where they will be fewer.
    #[serde(default)]
    pub at_renewal: BTreeMap<String, u32>,
}

/// `PUT /customers/{serial}/terms`: everything anew.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTerms {
    /// The term; null: there is none any more. It has to be said, so that nobody ends a term by leaving it out.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required)]
    pub term: Option<NewTerm>,
    /// How much may be ordered per month without anybody looking; absent: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_limit: Option<u64>,
}

/// A term as it is agreed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTerm {
    /// Its first day; today unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub began: Option<Date>,
    /// Its length in months, 1 to 120.
    #[schema(example = 12)]
    pub months: u16,
    /// The billing period in months, for the vendor's own books; the whole term unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<u16>,
    /// How many days before the next term that one is prepared; 30 unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<u16>,
    /// Whether it renews itself; it does unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renews: Option<bool>,
    /// Units from the next term on, where they are to be fewer; absent: as it was planned. Whatever is sold from now on
    /// is added to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_renewal: Option<BTreeMap<String, u32>>,
}

/// `POST /renewals`: what became of every subscription whose next term was due.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Renewals {
    /// Those that were renewed.
    pub renewed: Vec<Renewed>,
    /// Those that were not, and why.
    pub failed: Vec<NotRenewed>,
}

/// A subscription that was renewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Renewed {
    /// The customer's serial number.
    pub serial: String,
    /// The package that carries the next term.
    pub package: String,
    /// Its number.
    pub sequence: u64,
}

/// A subscription that was not renewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NotRenewed {
    /// The customer's serial number.
    pub serial: String,
    /// The code of what is in the way.
    pub code: String,
}
