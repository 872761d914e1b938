//! For each operation: the right it needs, what is sent, and what its path names.
//! A new operation fails the tests until it stands here.

use licentia_platform::access::Right::{self, ManageAccess, ManageCatalogue, ManageKeys, Sell, View};
use serde_json::{Value, json};

/// What an operation asks and promises.
pub(super) struct Expected {
    /// Its id in the document.
    pub(super) operation: &'static str,
    /// The right without which it is refused; none for what is open to everybody.
    pub(super) right: Option<Right>,
    /// What is sent.
    pub(super) body: Body,
}

pub(super) enum Body {
    Nothing,
    Json(fn() -> Value),
    /// A signed line, or what should be one.
    File,
}

const fn one(operation: &'static str, right: Right, body: Body) -> Expected {
    Expected { operation, right: Some(right), body }
}

const fn open(operation: &'static str, body: Body) -> Expected {
    Expected { operation, right: None, body }
}

const EMPTY: Body = Body::Json(|| json!({}));

pub(super) const EXPECTED: &[Expected] = &[
    one("access_list", ManageAccess, Body::Nothing),
    one("access_make", ManageAccess, Body::Json(|| json!({"label": "CRM", "rights": []}))),
    one("access_revoke", ManageAccess, Body::Nothing),
    one("catalogue_show", View, Body::Nothing),
    one("catalogue_apply", ManageCatalogue, Body::File),
    one("customers_list", View, Body::Nothing),
    one("customers_create", Sell, Body::Json(|| json!({"name": "Berg AB"}))),
    one("customers_show", View, Body::Nothing),
    one("customers_change", Sell, EMPTY),
    one("installations_list", View, Body::Nothing),
    one("installations_show", View, Body::Nothing),
    one("installations_accept", Sell, EMPTY),
    one("installations_acknowledge", Sell, EMPTY),
    one("installations_release", Sell, EMPTY),
    one("invoices_list", View, Body::Nothing),
    one("invoices_draft", Sell, Body::Json(|| json!({"month": "2026-10"}))),
    one("invoices_export", View, Body::Nothing),
    one("invoices_show", View, Body::Nothing),
    one("invoices_issue", Sell, Body::Nothing),
    one("invoices_credit", Sell, EMPTY),
    one("keys_list", View, Body::Nothing),
    one("keys_key_list", View, Body::Nothing),
    one("keys_install", ManageKeys, Body::File),
    open("keys_well_known", Body::Nothing),
    one("ledger_list", View, Body::Nothing),
    open("licensing_package", Body::File),
    open("licensing_receipt", Body::File),
    open("licensing_serial", Body::File),
    open("licensing_status", Body::File),
    open("licensing_upgrade_request", Body::File),
    open("licensing_usage", Body::File),
    one("orders_list", View, Body::Nothing),
    one("orders_place", Sell, Body::Json(|| json!({"serial": "1801852599"}))),
    one("orders_show", View, Body::Nothing),
    one("orders_approve", Sell, EMPTY),
    one("orders_refuse", Sell, EMPTY),
    one("packages_issue", Sell, Body::Json(|| json!({"serial": "1801852599"}))),
    one("packages_show", View, Body::Nothing),
    one("packages_file", View, Body::Nothing),
    one("requests_answers", Sell, Body::File),
    one("requests_receipts", Sell, Body::File),
    one("requests_list", View, Body::Nothing),
    one("requests_show", View, Body::Nothing),
    one("requests_answer", Sell, Body::Nothing),
    one("requests_close", Sell, EMPTY),
    one("requests_file", View, Body::Nothing),
    one("terms_show", View, Body::Nothing),
    one("terms_change", Sell, Body::Json(|| json!({"term": null}))),
    one("terms_renew", Sell, Body::Nothing),
    one("usage_list", View, Body::Nothing),
    one("usage_take", Sell, Body::File),
    one("usage_bundle", View, Body::Nothing),
];
