//! What a customer owns, as sales writes it down.

use crate::dates::day;
use crate::licence::Quantity;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Everything a customer owns from one issuer: the input of
/// [`Catalogue::rows_for`](super::Catalogue::rows_for).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The suite, for a customer that has one (rule 3a).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suite: Option<String>,
    /// What was ordered, in any order; a module may stand on several lines.
    #[serde(default)]
    pub lines: Vec<OrderLine>,
}

/// One thing ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderLine {
    /// The module's code.
    pub module: String,
    /// How many; needed for site and user modules, meaningless for system modules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    /// Without a cap, instead of a quantity.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unrestricted: bool,
    /// First day, inclusive; absent = always.
    #[serde(default, with = "day", skip_serializing_if = "Option::is_none")]
    pub start: Option<Date>,
    /// Last day, inclusive; absent = for ever.
    #[serde(default, with = "day", skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
}

impl OrderLine {
    /// So many of a module, without dates.
    pub fn new(module: impl Into<String>, quantity: u32) -> Self {
        Self { module: module.into(), quantity: Some(quantity), unrestricted: false, start: None, due: None }
    }

    /// A system module, which is there or not.
    pub fn there(module: impl Into<String>) -> Self {
        Self { quantity: None, ..Self::new(module, 0) }
    }

    /// Whether the line is in force on a day.
    pub fn is_on(&self, day: Date) -> bool {
        self.start.is_none_or(|start| start <= day) && self.due.is_none_or(|due| due >= day)
    }

    /// The quantity, where the line has one.
    pub(super) fn amount(&self) -> Option<Quantity> {
        if self.unrestricted { Some(Quantity::Unrestricted) } else { self.quantity.map(Quantity::Count) }
    }
}
