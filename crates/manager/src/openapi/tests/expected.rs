//! For each operation: the right it needs, what is sent, and whether its path names an object of the installation.
//! A new operation fails the tests until it stands here.

use licentia_platform::access::Right::{self, Check, ManageAccess, ManageLicences, ManageUsers, View};
use serde_json::{Value, json};

/// What an operation asks and promises.
pub(super) struct Expected {
    /// Its id in the document.
    pub(super) operation: &'static str,
    /// Any one of these rights is enough, and without all of them it is refused.
    pub(super) rights: &'static [Right],
    /// What is sent.
    pub(super) body: Body,
    /// What its path names: another installation's is missing.
    pub(super) object: Object,
}

pub(super) enum Body {
    Nothing,
    Json(fn() -> Value),
    /// A package file.
    Package,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Object {
    /// Nothing that belongs to one installation.
    None,
    Licence,
    Package,
    User,
    Session,
    Token,
    Blocker,
    Webhook,
    Issuer,
    /// A group of users.
    Group,
    /// A system event.
    Event,
    /// A rule of distribution.
    Rule,
    /// A satellite.
    Satellite,
    /// Long work.
    Job,
    /// A bulk change.
    Change,
    /// Room kept for what is being created.
    Reservation,
    /// A meter.
    Meter,
    /// Nothing of any installation: only operators of the server are heard.
    Server,
}

const fn one(operation: &'static str, rights: &'static [Right], body: Body, object: Object) -> Expected {
    Expected { operation, rights, body, object }
}

pub(super) const EXPECTED: &[Expected] = &[
    one("licences_list", &[View], Body::Nothing, Object::None),
    one("licences_show", &[View], Body::Nothing, Object::Licence),
    one("licences_delete_issuer", &[ManageLicences], Body::Nothing, Object::Licence),
    one("licences_delete_all", &[ManageLicences], Body::Nothing, Object::None),
    one("limits_list", &[View, Check], Body::Nothing, Object::None),
    // What the plan does not limit is answered, too: a name is no object.
    one("limits_report", &[Check], Body::Json(|| json!({"used": 1})), Object::None),
    one("limits_check", &[Check], Body::Json(|| json!({})), Object::None),
    one("limits_reserve", &[Check], Body::Json(|| json!({})), Object::None),
    one("limits_use_reservation", &[Check], Body::Nothing, Object::Reservation),
    one("limits_release", &[Check], Body::Nothing, Object::Reservation),
    one("meters_take", &[Check], Body::Json(|| json!([])), Object::None),
    one("meters_list", &[View], Body::Nothing, Object::None),
    one("meters_show", &[View], Body::Nothing, Object::Meter),
    one("meters_report", &[View], Body::Nothing, Object::None),
    one("meters_figures", &[View], Body::Nothing, Object::None),
    one("meters_bundle", &[ManageLicences], Body::Json(|| json!({})), Object::None),
    one("meters_put_right", &[ManageLicences], Body::Nothing, Object::None),
    one("meters_receipt", &[ManageLicences], Body::Package, Object::None),
    one("status_status", &[View], Body::Nothing, Object::None),
    one("packages_list", &[View], Body::Nothing, Object::None),
    one("packages_load", &[ManageLicences], Body::Package, Object::None),
    one("packages_show", &[View], Body::Nothing, Object::Package),
    one("packages_file", &[View], Body::Nothing, Object::Package),
    one("packages_receipt", &[View], Body::Nothing, Object::Package),
    one("packages_activate", &[ManageLicences], Body::Nothing, Object::Package),
    one("packages_dismiss", &[ManageLicences], Body::Nothing, Object::Package),
    one("packages_serial", &[ManageLicences], Body::Json(holder), Object::None),
    one("packages_superfluous", &[View], Body::Nothing, Object::Package),
    one(
        "packages_remove_superfluous",
        &[ManageLicences],
        Body::Json(|| json!({"longest_unused": 0})),
        Object::Package,
    ),
    one("blockers_list", &[View], Body::Nothing, Object::None),
    one(
        "blockers_register",
        &[ManageLicences],
        Body::Json(|| json!({"name": "Service", "url": "https://a.example"})),
        Object::None,
    ),
    one("blockers_remove", &[ManageLicences], Body::Nothing, Object::Blocker),
    one("products_list", &[View], Body::Nothing, Object::None),
    one("products_show", &[View], Body::Nothing, Object::Licence),
    one("products_difference", &[ManageLicences], Body::Json(|| json!({"add": ["anna"]})), Object::Licence),
    one("requests_list", &[View], Body::Nothing, Object::None),
    one("requests_create", &[ManageLicences], Body::Json(|| json!({"issuer": "acme"})), Object::None),
    one("installations_this", &[Check, View], Body::Nothing, Object::None),
    one("installations_list", &[View], Body::Nothing, Object::None),
    one("installations_create", &[ManageLicences], Body::Json(satellite), Object::None),
    one("installations_show", &[View], Body::Nothing, Object::Satellite),
    one(
        "installations_change",
        &[ManageLicences],
        Body::Json(|| json!({"name": "Bergen"})),
        Object::Satellite,
    ),
    one("installations_close", &[ManageLicences], Body::Nothing, Object::Satellite),
    one("installations_assign", &[ManageLicences], Body::Json(|| json!({"units": 1})), Object::Satellite),
    one("installations_recall", &[ManageLicences], Body::Nothing, Object::Satellite),
    one("server_list", &[View], Body::Nothing, Object::Server),
    one("server_create", &[ManageAccess], Body::Json(satellite), Object::Server),
    one("installations_version", &[Check], Body::Json(|| json!({"version": "12.1.0"})), Object::None),
    one("users_list", &[View], Body::Nothing, Object::None),
    one("users_file", &[View], Body::Nothing, Object::None),
    one("users_groups", &[View], Body::Nothing, Object::None),
    one("users_rename", &[ManageUsers], Body::Json(|| json!({"name": "Sales"})), Object::Group),
    one("users_create", &[ManageUsers], Body::Json(new_user), Object::None),
    one("users_show", &[View], Body::Nothing, Object::User),
    one("users_change", &[ManageUsers], Body::Json(|| json!({"name": "Anna Berg"})), Object::User),
    one("users_delete", &[ManageUsers], Body::Nothing, Object::User),
    one("users_leaving", &[View], Body::Nothing, Object::User),
    one("users_remove_licences", &[ManageLicences], Body::Nothing, Object::User),
    one("users_account_show", &[ManageAccess], Body::Nothing, Object::User),
    one("users_account_give", &[ManageAccess], Body::Json(|| json!({"rights": []})), Object::User),
    one("users_account_remove", &[ManageAccess], Body::Nothing, Object::User),
    one("users_portrait_show", &[View], Body::Nothing, Object::User),
    one("users_portrait_set", &[ManageUsers], Body::Package, Object::User),
    one("users_portrait_remove", &[ManageUsers], Body::Nothing, Object::User),
    // About the caller alone: no right is needed, and no other is enough.
    one("me_show", &[], Body::Nothing, Object::None),
    one("me_why", &[], Body::Nothing, Object::Licence),
    one("me_portrait_show", &[], Body::Nothing, Object::None),
    one("me_portrait_set", &[], Body::Package, Object::None),
    one("me_portrait_remove", &[], Body::Nothing, Object::None),
    one("assignments_list", &[View], Body::Nothing, Object::None),
    one("assignments_waiting", &[View], Body::Nothing, Object::None),
    one("assignments_reprocess", &[ManageLicences], Body::Nothing, Object::None),
    one(
        "assignments_remove",
        &[ManageLicences],
        Body::Json(|| json!({"intents": [{"user": "anna", "module": "acme.sale-cal"}]})),
        Object::None,
    ),
    one("rules_list", &[View], Body::Nothing, Object::None),
    one("rules_replace", &[ManageLicences], Body::Json(|| json!({"rules": [sales()]})), Object::None),
    one("rules_add", &[ManageLicences], Body::Json(|| json!({"rule": sales()})), Object::None),
    one("rules_change", &[ManageLicences], Body::Json(|| json!({"rule": sales()})), Object::Rule),
    one("rules_remove", &[ManageLicences], Body::Nothing, Object::Rule),
    one("rules_apply", &[ManageLicences], Body::Nothing, Object::None),
    one("rules_show", &[View], Body::Nothing, Object::Rule),
    one("rules_put_right", &[ManageLicences], Body::Nothing, Object::None),
    one("assignments_assign", &[ManageLicences], Body::Json(seat), Object::None),
    one("assignments_recall", &[ManageLicences], Body::Json(seat), Object::None),
    one("assignments_import", &[ManageLicences], Body::Package, Object::None),
    one("assignments_rest", &[View], Body::Nothing, Object::None),
    one("users_import", &[ManageUsers], Body::Package, Object::None),
    one("jobs_list", &[View], Body::Nothing, Object::None),
    one("jobs_show", &[View], Body::Nothing, Object::Job),
    one("jobs_problems", &[View], Body::Nothing, Object::Job),
    one("changes_list", &[View], Body::Nothing, Object::None),
    one("changes_show", &[View], Body::Nothing, Object::Change),
    one("changes_undo", &[ManageLicences], Body::Json(|| json!({})), Object::Change),
    one("checks_check_named", &[Check], Body::Nothing, Object::None),
    one("checks_check", &[Check], Body::Json(question), Object::None),
    one("checks_check_many", &[Check], Body::Json(|| json!({"users": ["anna"]})), Object::None),
    one("checks_explain", &[Check, View], Body::Json(question), Object::None),
    one("contact_list", &[View], Body::Nothing, Object::None),
    one("contact_check", &[ManageLicences], Body::Nothing, Object::Issuer),
    one("contact_dismiss", &[ManageLicences], Body::Nothing, Object::Issuer),
    one("contact_question", &[ManageLicences], Body::Json(letter), Object::Package),
    one("events_list", &[View], Body::Nothing, Object::None),
    one(
        "events_start",
        &[ManageLicences, Check],
        Body::Json(|| json!({"key": "import", "scope": "user", "owner": "anna"})),
        Object::None,
    ),
    one("events_active", &[Check], Body::Nothing, Object::None),
    one("events_stream", &[Check], Body::Nothing, Object::None),
    one("events_show", &[View], Body::Nothing, Object::Event),
    one(
        "events_change",
        &[ManageLicences, Check],
        Body::Json(|| json!({"done": 1, "total": 2})),
        Object::Event,
    ),
    one("events_end", &[ManageLicences, Check], Body::Nothing, Object::Event),
    one("sessions_log_in", &[Check], Body::Json(log_in), Object::None),
    one("sessions_list", &[View], Body::Nothing, Object::None),
    one("sessions_seats", &[Check], Body::Json(|| json!({"modules": []})), Object::Session),
    one("sessions_heartbeat", &[Check], Body::Nothing, Object::Session),
    one("sessions_end", &[Check, ManageLicences], Body::Nothing, Object::Session),
    one("reports_counting", &[View], Body::Nothing, Object::None),
    one("reports_holders", &[View], Body::Nothing, Object::None),
    one("reports_history", &[View], Body::Nothing, Object::None),
    one("reports_capacity", &[View], Body::Nothing, Object::None),
    one("reports_refusals", &[View], Body::Nothing, Object::None),
    one("ledger_list", &[View], Body::Nothing, Object::None),
    one("ledger_signed", &[View], Body::Nothing, Object::None),
    one("ledger_replay", &[View], Body::Nothing, Object::None),
    one("ledger_confirm_clock", &[ManageLicences], Body::Nothing, Object::None),
    one("ledger_declare_restore", &[ManageLicences], Body::Nothing, Object::None),
    one("home_today", &[View], Body::Nothing, Object::None),
    one("reminders_list", &[View], Body::Nothing, Object::None),
    one("reminders_run", &[ManageLicences], Body::Nothing, Object::None),
    one("reminders_settings", &[View], Body::Nothing, Object::None),
    one("reminders_choose", &[ManageLicences], Body::Json(|| json!({"steps": [30, 7]})), Object::None),
    one("reminders_deliveries", &[ManageLicences], Body::Nothing, Object::None),
    one("reminders_test", &[ManageLicences], Body::Json(|| json!({"to": "anna@example.org"})), Object::None),
    one("webhooks_list", &[View], Body::Nothing, Object::None),
    one(
        "webhooks_add",
        &[ManageLicences],
        Body::Json(|| json!({"url": "https://hooks.example.org/a"})),
        Object::None,
    ),
    one("webhooks_change", &[ManageLicences], Body::Json(|| json!({"enabled": true})), Object::Webhook),
    one("webhooks_remove", &[ManageLicences], Body::Nothing, Object::Webhook),
    one("webhooks_rotate", &[ManageLicences], Body::Nothing, Object::Webhook),
    one("webhooks_test", &[ManageLicences], Body::Nothing, Object::Webhook),
    one("tokens_list", &[ManageAccess], Body::Nothing, Object::None),
    one("tokens_make", &[ManageAccess], Body::Json(|| json!({"label": "CRM", "rights": []})), Object::None),
    one("tokens_revoke", &[ManageAccess], Body::Nothing, Object::Token),
];

fn sales() -> Value {
    json!({"name": "Sales", "when": [{"attribute": "group", "is": ["Sales"]}], "modules": ["acme.sale-cal"]})
}

fn satellite() -> Value {
    json!({"slug": "bergen", "name": "Bergen"})
}

fn holder() -> Value {
    json!({"holder": "Berg AB", "serial": "1000234567"})
}

fn letter() -> Value {
    json!({"subject": "Seats", "text": "Why fewer?", "name": "Anna", "email": "anna@example.org"})
}

fn new_user() -> Value {
    json!({"login": "nils"})
}

fn seat() -> Value {
    json!({"users": ["anna"], "modules": ["acme.sale-cal"]})
}

fn question() -> Value {
    json!({"user": "anna", "module": "acme.sale-cal"})
}

fn log_in() -> Value {
    json!({"user": "anna", "client": "acme.web"})
}
