//! What needs somebody, and how people and programs are told of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Something that somebody has to do something about (`GET /home`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Need {
    /// The same for as long as it is the same matter.
    #[schema(example = "expiry:superoffice:2027-03-27")]
    pub key: String,
    /// What sort of need: `grace`, `expiry`, `admin_warning`, `next_check`, `maintenance`, `row`, `package`, `waiting`,
    /// `limit`, `capacity`, `meter`, `approval`, `blocked`, `contact`, `delivery`, `tampered`, `unlicensed`.
    #[schema(example = "expiry")]
    pub kind: String,
    /// `urgent`: something has stopped or run out. `warning`: something will. `notice`: good to know in time.
    #[schema(example = "warning")]
    pub severity: String,
    /// Which of its steps it has reached; absent where nobody is told and it is only shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "14")]
    pub step: Option<String>,
    /// What is the matter, in the language of the reader.
    pub title: String,
    /// What it means; may be empty.
    pub detail: String,
    /// What can be done about it, in words.
    pub action: String,
    /// Where: a path on this server.
    #[schema(example = "/i/nordlys/licences?issuer=superoffice")]
    pub path: String,
    /// What it is about, for programs: dates, numbers and names.
    #[schema(value_type = Object)]
    pub about: serde_json::Value,
}

/// What needs somebody today, the most serious first (`GET /home`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Today {
    /// The day, in the holder's zone.
    #[schema(example = "2026-11-22")]
    pub day: String,
    /// The needs about which the caller can do something.
    pub items: Vec<Need>,
}

/// A reminder that was made (`GET /reminders`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Reminder {
    /// Its id.
    pub id: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub made_at: Timestamp,
    /// To whom it went: the names of accounts, addresses, and the hosts of webhooks. To nobody where there was none: it
    /// stands in *Today*, and is told once somebody can be.
    #[serde(default)]
    #[schema(example = json!(["Anna Lindqvist", "licences@example.com"]))]
    pub told_to: Vec<String>,
    /// What it told.
    #[serde(flatten)]
    pub need: Need,
}

/// What a look for something new came to (`POST /reminders/run`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RemindersRun {
    /// How many reminders were made, also those that nobody could be told of.
    pub made: u64,
    /// How many messages are on their way about them.
    pub messages: u64,
}

/// Before which dates people are told, of what, and who gets mail (`GET /reminders/settings`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReminderSettings {
    /// On which days before a date.
    #[schema(example = json!([90, 60, 30, 14, 7, 1]))]
    pub steps: Vec<u16>,
    /// The kinds of which nobody is told.
    #[serde(default)]
    #[schema(example = json!(["next_check"]))]
    pub off: Vec<String>,
    /// The accounts that get no mail, by number.
    #[serde(default)]
    pub muted: Vec<i64>,
    /// Further addresses that get mail.
    #[serde(default)]
    pub also: Vec<ReminderAddress>,
}

/// A mailbox that belongs to no account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReminderAddress {
    /// The address.
    #[schema(example = "licences@example.com")]
    pub address: String,
    /// The language of what is sent there.
    #[schema(example = "sv")]
    pub lang: String,
}

/// Where a mail is to go by which somebody sees that mail arrives (`POST /reminders/test`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TestMail {
    /// The address.
    #[schema(example = "anna@example.com")]
    pub to: String,
}

/// The mail server took it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TestMailSent {
    /// The address.
    pub to: String,
}

/// A message on its way, or how it ended (`GET /reminders/deliveries`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Delivery {
    /// Its id: the `Message-ID` of a mail up to the `@`, the `webhook-id` of a message.
    pub id: String,
    /// `mail` or `webhook`.
    #[schema(example = "mail")]
    pub way: String,
    /// To whom: `account:1000001`, `to:ADDRESS`, `webhook:ID`.
    pub receiver: String,
    /// The subject of a mail, the type of a message.
    pub subject: String,
    /// `waiting`, `delivered` or `given_up`.
    #[schema(example = "delivered")]
    pub state: String,
    /// When it was written.
    #[schema(value_type = String, format = DateTime)]
    pub made_at: Timestamp,
    /// When it arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub sent_at: Option<Timestamp>,
    /// When it is tried next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub next_at: Option<Timestamp>,
    /// How often it has failed.
    pub tries: u32,
    /// Why it failed the last time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The same for an expert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// A program that is told (`GET /webhooks`), as Standard Webhooks 1.0 has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Webhook {
    /// Its id.
    pub id: String,
    /// Where it is told.
    #[schema(example = "https://hooks.example.com/licences")]
    pub url: String,
    /// Of what; empty for everything.
    #[schema(example = json!(["reminder.expiry"]))]
    pub kinds: Vec<String>,
    /// The language of the sentences.
    pub lang: String,
    /// Whether it is told.
    pub enabled: bool,
    /// Why not: `hand`, or `gone` when it answered 410.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_by: Option<String>,
    /// When it was added.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// The secret its messages are signed with, `whsec_…`: only in the answer that makes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// A program to tell (`POST /webhooks`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    /// Where: http or https.
    #[schema(example = "https://hooks.example.com/licences")]
    pub url: String,
    /// Of what: `reminder.expiry`, …; empty for everything.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// The language of the sentences; the server's own unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
}

/// What changes of a webhook (`PATCH /webhooks/{id}`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookChange {
    /// Whether it is told.
    pub enabled: bool,
}

/// How a trial of a webhook ended (`POST /webhooks/{id}/test`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WebhookTried {
    /// Whether the receiver took it.
    pub arrived: bool,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// For an expert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}
