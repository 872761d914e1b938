//! What an address of the list asks for: the tab, the filter, the order, the columns and the page.

use licentia_protocol::api::{UserFilter, UserQuick};
use licentia_ui::Here;
use serde::de::DeserializeOwned;

use crate::page::Screen;
use crate::snapshot::Snapshot;
use crate::users::columns::Column;
use crate::users::{Sort, SortBy};

/// One tab of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tab {
    /// Internal users.
    Associates,
    /// All others.
    Others,
    /// Both: what a link from elsewhere means, which does not say.
    Everybody,
    /// What users can be given.
    Licences,
    /// Who belongs together.
    Groups,
}

impl Tab {
    const WORDS: [(&str, Self); 5] = [
        ("associates", Self::Associates),
        ("others", Self::Others),
        ("everybody", Self::Everybody),
        ("licences", Self::Licences),
        ("groups", Self::Groups),
    ];

    /// As in addresses.
    pub(super) fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, tab)| *tab == self).map_or("", |(word, _)| word)
    }

    /// The tab of an address; a filter without a tab concerns everybody.
    pub(super) fn of(here: &Here) -> Self {
        let told = here.get("tab").and_then(|word| Self::WORDS.iter().find(|(known, _)| *known == word));
        match told {
            Some((_, tab)) => *tab,
            None if FILTERS.iter().any(|name| here.get(name).is_some_and(|value| !value.is_empty())) => {
                Self::Everybody
            }
            None => Self::Associates,
        }
    }
}

/// The member of an address that names the change which led here: said once, and in no link of the list.
pub(super) const DID: &str = "did";

/// The members of an address that filter.
const FILTERS: [&str; 15] = [
    "q",
    "quick",
    "kind",
    "state",
    "can_log_in",
    "waiting",
    "plan",
    "module",
    "without",
    "holds",
    "group",
    "role",
    "attribute",
    "site",
    "source",
];

/// Filters that come from elsewhere, and are shown to be taken away one by one.
pub(super) const FURTHER: [&str; 10] =
    ["can_log_in", "state", "without", "holds", "group", "role", "attribute", "site", "source", "module"];

/// The filter that an address asks for; what it misspells filters nothing.
pub(super) fn filter(here: &Here) -> UserFilter {
    let text = |name| here.get(name).filter(|value: &&str| !value.is_empty()).map(str::to_owned);
    let flag = |name| here.get(name).and_then(|value| value.parse().ok());
    UserFilter {
        search: text("q"),
        quick: word::<UserQuick>(here, "quick"),
        associates: match Tab::of(here) {
            Tab::Associates => Some(true),
            Tab::Others => Some(false),
            _ => None,
        },
        group: text("group"),
        role: text("role"),
        attribute: text("attribute"),
        site: text("site"),
        source: word(here, "source"),
        kind: word(here, "kind"),
        state: word(here, "state"),
        can_log_in: flag("can_log_in"),
        module: text("module"),
        without: text("without"),
        plan: text("plan"),
        holds: text("holds"),
        waiting: flag("waiting"),
    }
}

/// One of a family of code words.
fn word<T: DeserializeOwned>(here: &Here, name: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::from(here.get(name)?)).ok()
}

/// A list as its address asks for it.
pub(super) struct View {
    pub(super) tab: Tab,
    /// The address with the tab told: what links and forms are made from.
    pub(super) here: Here,
    pub(super) sort: Sort,
    /// The order as it was written.
    pub(super) sorted: String,
    pub(super) page: u64,
    /// The columns shown.
    pub(super) columns: Vec<Column>,
}

impl View {
    pub(super) fn read(screen: &Screen) -> Self {
        let tab = Tab::of(&screen.here);
        let told = match screen.here.get("tab") {
            Some(_) => screen.here.clone(),
            None => screen.here.with("tab", tab.word()),
        };
        let told = told.without(DID);
        let asked = told.get("sort").unwrap_or("name");
        let (sort, sorted) =
            Sort::named(&screen.at, asked).map_or((Sort::default(), "name"), |sort| (sort, asked));
        let (sort, sorted) = (sort.read_in(screen.lang), sorted.to_owned());
        let page = told.get("page").and_then(|page| page.parse().ok()).unwrap_or(1_u64).max(1);
        let columns = columns(screen, &told, tab);
        Self { tab, here: told, sort, sorted, page, columns }
    }

    /// The address without the page and the chosen ones: what a filter changes.
    pub(super) fn bare(&self) -> Here {
        self.here.without("page").without("chosen")
    }

    /// The query of the address, for a form to give back.
    pub(super) fn query(&self) -> String {
        let here = self.here.without("chosen").to_string();
        here.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default()
    }
}

/// The columns that are always there, and those that may be added.
fn columns(screen: &Screen, here: &Here, tab: Tab) -> Vec<Column> {
    let mut columns = vec![Column::Name, Column::Login];
    if tab != Tab::Associates {
        columns.push(Column::Kind);
    }
    columns.extend([Column::Groups, Column::Role, Column::Plan, Column::Source, Column::State]);
    for column in added(screen, here) {
        if !columns.contains(&column) && column != Column::LastUsed {
            columns.push(column);
        }
    }
    columns.push(Column::LastUsed);
    columns
}

/// The columns that an address adds; the same name may come once or with commas.
fn added(screen: &Screen, here: &Here) -> Vec<Column> {
    let names = here.pairs().filter(|(name, _)| *name == "columns").flat_map(|(_, names)| names.split(','));
    names.filter_map(|name| Column::named(&screen.at, name.trim())).collect()
}

/// What a column is sorted by, where there is an order.
pub(super) fn sort_key(at: &Snapshot, column: Column) -> Option<String> {
    let by = match column {
        Column::Name => SortBy::Name,
        Column::Login => SortBy::Login,
        Column::Email => SortBy::Email,
        Column::Groups => SortBy::Group,
        Column::Role => SortBy::Role,
        Column::Plan => SortBy::Plan,
        Column::State => SortBy::State,
        Column::LastUsed => SortBy::LastUsed,
        Column::JobTitle => SortBy::JobTitle,
        Column::Kind => SortBy::Kind,
        Column::CanLogIn => SortBy::CanLogIn,
        Column::Module(_) => return Some(column.name(at)),
        Column::Source | Column::Sites => return None,
    };
    Some(by.word().to_owned())
}
