//! Products: what is sold by name, with every dated row, and one difference of who has it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{AssignAnswer, LicenceItem};

/// What kind of product it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProductKind {
    /// A seat per person.
    Personal,
    /// A seat per open session.
    Concurrent,
    /// For the whole installation, or per installation.
    Server,
}

/// One product of `GET /products`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProductItem {
    /// The licence with its use, as `GET /licences` has it.
    #[serde(flatten)]
    pub item: LicenceItem,
    /// What kind of product it is.
    pub kind: ProductKind,
    /// The first day of the rows in force, or of the next that comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub start: Option<Date>,
    /// The last day of the rows in force, renewals included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub due: Option<Date>,
    /// What it is worth today: `in_force`, `not_started`, `read_only`, `expired`, `absent`, `tampered`.
    #[schema(example = "in_force")]
    pub state: String,
    /// Whether a renewal that begins later is loaded.
    pub renewal: bool,
}

/// `GET /products/{module}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProductDetail {
    /// What the list says of it.
    #[serde(flatten)]
    pub item: ProductItem,
    /// Every dated row of every package that was ever in force, by start.
    pub rows: Vec<ProductRow>,
    /// How many people it is granted to, those included who may not log in and take no seat.
    pub granted: u64,
    /// Revision that this was read from: what `since` of a difference means.
    pub revision: u64,
}

/// One dated row of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProductRow {
    /// The units; null when unrestricted.
    pub quantity: Option<u64>,
    /// Whether there is no cap.
    pub unrestricted: bool,
    /// The first day.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub start: Option<Date>,
    /// The last day.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub due: Option<Date>,
    /// Where it stands today.
    pub state: ProductRowState,
    /// The package that brought it.
    pub package: String,
    /// Its number in the issuer's sequence.
    pub sequence: u64,
}

/// Where a dated row stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProductRowState {
    /// Its days are over.
    Past,
    /// Its package was replaced before its days were over.
    Replaced,
    /// It counts today.
    InForce,
    /// It begins later.
    Future,
}

/// `POST /products/{module}/difference`: these are given it, those give it up, in one change, all or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DifferenceBody {
    /// Who is given it, by id or log-in name.
    pub add: Vec<String>,
    /// Who gives it up; their seats are there for those who are given it.
    pub recall: Vec<String>,
    /// The revision that was looked at: if somebody has changed this product for one of these people since, 409
    /// `changed_meanwhile` says who, and nothing is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<u64>,
    /// Why, for the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Recall although an application that should be asked first (`GET /blockers`) gives no answer.
    pub despite_silence: bool,
}

/// What a difference did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DifferenceAnswer {
    /// As every order is answered.
    #[serde(flatten)]
    pub answer: AssignAnswer,
    /// The modules whose use changes.
    pub seats: Vec<SeatsMoved>,
}

/// The seats of one module before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SeatsMoved {
    /// The module.
    pub module: String,
    /// Units in use before.
    pub before: u64,
    /// Units in use afterwards, before anybody is served from the waiting list.
    pub after: u64,
    /// Units in force today; null when unrestricted.
    pub total: Option<u64>,
}
