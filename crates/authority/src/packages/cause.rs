//! What asks for a package besides somebody at the desk: an order that was approved, a term that begins.
//!
//! What follows from it is decided inside the write, from what stands there then: whoever is faster with a
//! change of the subscription has it kept.

use jiff::civil::Date;
use licentia_core::catalogue::Catalogue;
use licentia_platform::db::{ScopeNo, Sql, Write};
use licentia_platform::problem::Problem;
use serde_json::Value;

use super::Issued;
use super::draft::day_in;
use crate::customers::{self, Customer};
use crate::subscriptions::SubscriptionPatch;
use crate::{orders, terms};

/// What asks for a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// An order on account.
    Order(orders::Approval),
    /// The next term of a subscription.
    Renewal,
}

impl Cause {
    /// What the customer owns with it.
    ///
    /// # Errors
    /// 409 `order_decided`, `renewal_not_due`.
    pub(super) fn changes(
        &self,
        sql: &mut dyn Sql,
        serial: &str,
        catalogue: &Catalogue,
        now_ms: i64,
    ) -> Result<SubscriptionPatch, Problem> {
        let customer = customers::found(sql, serial)?;
        match self {
            Self::Order(approval) => {
                orders::changes(sql, &customer, catalogue, approval, today(&customer, now_ms))
            }
            Self::Renewal => terms::changes(sql, &customer, today(&customer, now_ms)),
        }
    }

    /// Refuses what somebody else was faster with.
    ///
    /// # Errors
    /// As [`Cause::changes`]; `order_waits` for a rule that does not apply any more.
    pub(super) fn is_still_due(&self, w: &mut Write<'_>, serial: &str) -> Result<(), Problem> {
        let customer = customers::found(w, serial)?;
        match self {
            Self::Order(approval) => orders::still_waits(w, &customer, approval),
            Self::Renewal => {
                let now_ms = w.now_ms();
                terms::still_due(w, customer.no, today(&customer, now_ms)).map(drop)
            }
        }
    }

    /// Marks it as done by the package: the name and the value of what the ledger is told, and the subject.
    pub(super) fn settle(
        &self,
        w: &mut Write<'_>,
        no: ScopeNo,
        issued: &Issued,
    ) -> Result<(&'static str, Value, Option<String>), Problem> {
        match self {
            Self::Order(approval) => {
                let told = orders::approved(w, no, approval, Some(&issued.id))?;
                Ok(("order", told, Some(format!("order/{}", approval.order))))
            }
            Self::Renewal => Ok(("term", terms::advance(w, no)?, None)),
        }
    }
}

fn today(customer: &Customer, now_ms: i64) -> Date {
    day_in(&customer.details.zone, now_ms)
}
