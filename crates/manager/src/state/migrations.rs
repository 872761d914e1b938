//! The manager's tables, step by step.

use licentia_platform::db::Migration;

/// The manager's own tables.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        part: "manager",
        version: 1,
        name: "manager",
        sql: include_str!("../../migrations/0001_manager.sql"),
        fill: None,
    },
    Migration {
        part: "manager",
        version: 2,
        name: "conversation",
        sql: include_str!("../../migrations/0002_conversation.sql"),
        fill: None,
    },
    Migration {
        part: "manager",
        version: 3,
        name: "people",
        sql: include_str!("../../migrations/0003_people.sql"),
        fill: None,
    },
    Migration {
        part: "manager",
        version: 4,
        name: "limits",
        sql: include_str!("../../migrations/0004_limits.sql"),
        fill: None,
    },
    Migration {
        part: "manager",
        version: 5,
        name: "meters",
        sql: include_str!("../../migrations/0005_meters.sql"),
        fill: None,
    },
    Migration {
        part: "manager",
        version: 6,
        name: "events",
        sql: include_str!("../../migrations/0006_events.sql"),
        fill: None,
    },
    Migration {
        part: "manager",
        version: 7,
        name: "reminders",
        sql: include_str!("../../migrations/0007_reminders.sql"),
        fill: None,
    },
    Migration {
        part: "manager",
        version: 8,
        name: "history",
        sql: include_str!("../../migrations/0008_history.sql"),
        fill: None,
    },
    Migration {
        part: "manager",
        version: 9,
        name: "told_again",
        sql: include_str!("../../migrations/0009_told_again.sql"),
        fill: None,
    },
    Migration {
        part: "manager",
        version: 10,
        name: "usage_forgotten",
        sql: include_str!("../../migrations/0010_usage_forgotten.sql"),
        fill: None,
    },
    Migration {
        part: "manager",
        version: 11,
        name: "portraits",
        sql: include_str!("../../migrations/0011_portraits.sql"),
        fill: None,
    },
    Migration {
        part: "manager",
        version: 12,
        name: "names_in_order",
        sql: include_str!("../../migrations/0012_names_in_order.sql"),
        fill: None,
    },
    Migration {
        part: "manager",
        version: 13,
        name: "search_without_signs",
        sql: include_str!("../../migrations/0013_search_without_signs.sql"),
        fill: Some(crate::sealed::store::make_texts),
    },
    Migration {
        part: "manager",
        version: 14,
        name: "told_to",
        sql: include_str!("../../migrations/0014_told_to.sql"),
        fill: None,
    },
    Migration {
        part: "manager",
        version: 15,
        name: "refused_apart",
        sql: include_str!("../../migrations/0015_refused_apart.sql"),
        fill: None,
    },
    Migration {
        part: "manager",
        version: 16,
        name: "order_by_address",
        sql: include_str!("../../migrations/0016_order_by_address.sql"),
        fill: None,
    },
];
