//! What a customer owns, as it travels.

use licentia_core::catalogue::{Order, OrderLine};
use licentia_core::dates::Dates;
use licentia_protocol::api::IssuerDates;
use licentia_protocol::authority_api as wire;

/// An order as core has it.
pub(crate) fn order(suite: Option<String>, licences: Vec<wire::OrderLine>) -> Order {
    Order { suite: suite.filter(|suite| !suite.is_empty()), lines: lines(licences) }
}

/// The lines of an order.
pub(crate) fn lines(licences: Vec<wire::OrderLine>) -> Vec<OrderLine> {
    licences.into_iter().map(line).collect()
}

fn line(line: wire::OrderLine) -> OrderLine {
    let wire::OrderLine { module, quantity, unrestricted, start, due } = line;
    OrderLine { module, quantity, unrestricted, start, due }
}

/// A line as it travels.
pub(crate) fn line_of(line: OrderLine) -> wire::OrderLine {
    let OrderLine { module, quantity, unrestricted, start, due } = line;
    wire::OrderLine { module, quantity, unrestricted, start, due }
}

/// The five dates as core has them.
pub(crate) fn dates(dates: IssuerDates) -> Dates {
    let IssuerDates { next_check, admin_warning, expiry, grace, maintenance } = dates;
    Dates { next_check, admin_warning, expiry, grace, maintenance }
}

/// The five dates as they travel.
pub(crate) fn dates_of(dates: Dates) -> IssuerDates {
    let Dates { next_check, admin_warning, expiry, grace, maintenance } = dates;
    IssuerDates { next_check, admin_warning, expiry, grace, maintenance }
}
