//! Usage that installations reported.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What stands for one meter and month of a customer: the newest figure that was reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UsageFigure {
    /// The customer's serial number.
    pub customer: String,
    /// The customer's name.
    pub customer_name: String,
    /// The meter's code.
    #[schema(example = "emails")]
    pub meter: String,
    /// The month, in the customer's zone.
    #[schema(example = "2026-10")]
    pub month: String,
    /// `final`, when the month was closed; `correction`, when something came after that.
    pub kind: String,
    /// What was used in the whole month.
    pub used: u64,
    /// User plans in use on the day with the most.
    pub plan_users: u64,
    /// The allowance by the package that the authority signed.
    pub allowance: u64,
    /// What was used beyond it: what is invoiced.
    pub overage: u64,
    /// The allowance as the customer computed it.
    pub told_allowance: u64,
    /// The overage as the customer computed it.
    pub told_overage: u64,
    /// What somebody should look at: `package_unknown`, `meter_unknown`, `allowance_differs`, `plan_users`, `closed_before`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// The package whose row gave the allowance, as the customer says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// The key of the installation that reported it.
    pub installation: String,
    /// The figure's number there.
    pub n: u64,
    /// The signed bundle that brought it: `GET /usage/bundles/{serial}/{id}`.
    pub bundle: String,
    /// How that came: `online` or `file`.
    pub origin: String,
    /// When it came.
    #[schema(value_type = String, format = DateTime)]
    pub received_at: Timestamp,
    /// The last invoice on which the month stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<String>,
}
