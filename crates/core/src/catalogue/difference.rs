//! What a new edition of a catalogue changes.

use super::{Catalogue, LimitDef, MeterDef, ModuleDef, Prices, SuiteDef};
use crate::licence::{Texts, UserKind};
use serde::Serialize;
use std::collections::BTreeSet;

/// What kind of thing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// The issuer itself.
    Issuer,
    /// A module.
    Module,
    /// A suite.
    Suite,
    /// A meter.
    Meter,
}

/// How it changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Some of its fields changed.
    Changed(Vec<FieldChange>),
}

/// One thing that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ItemChange {
    /// What kind of thing.
    pub item: Item,
    /// Its code.
    pub code: String,
    /// How it changed.
    pub change: Change,
}

/// One field, as words: of a list the names that went and those that came, of anything else the
/// old and the new value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// The field's name in the file; `titles.sv` for one language.
    pub field: String,
    /// What was there and is not any more.
    pub before: Vec<String>,
    /// What is there and was not before.
    pub after: Vec<String>,
}

/// Everything that differs between two editions: first what changed or came, in the order of the
/// new one, then what went, in the order of the old one.
pub fn difference(old: &Catalogue, new: &Catalogue) -> Vec<ItemChange> {
    let mut found = Vec::new();
    let changes = changes(&issuer(old), &issuer(new));
    if !changes.is_empty() {
        let code = new.issuer.clone();
        found.push(ItemChange { item: Item::Issuer, code, change: Change::Changed(changes) });
    }
    items(&mut found, Item::Module, &old.modules, &new.modules, |m| &m.code, module);
    items(&mut found, Item::Suite, &old.suites, &new.suites, |s| &s.name, suite);
    items(&mut found, Item::Meter, &old.meters, &new.meters, |m| &m.name, meter);
    found
}

/// A thing's fields as words, those without any left out or empty.
type Fields = Vec<(String, Vec<String>)>;

fn items<T>(
    found: &mut Vec<ItemChange>,
    item: Item,
    old: &[T],
    new: &[T],
    code: impl Fn(&T) -> &str,
    fields: impl Fn(&T) -> Fields,
) {
    let mut add = |thing: &T, change| {
        found.push(ItemChange { item, code: code(thing).to_owned(), change });
    };
    for thing in new {
        match old.iter().find(|old| code(old) == code(thing)) {
            None => add(thing, Change::Added),
            Some(before) => {
                let changes = changes(&fields(before), &fields(thing));
                if !changes.is_empty() {
                    add(thing, Change::Changed(changes));
                }
            }
        }
    }
    for thing in old {
        if !new.iter().any(|new| code(new) == code(thing)) {
            add(thing, Change::Removed);
        }
    }
}

fn changes(old: &Fields, new: &Fields) -> Vec<FieldChange> {
    let names: BTreeSet<_> = old.iter().chain(new).map(|(name, _)| name).collect();
    let of = |fields: &Fields, name: &String| {
        fields.iter().find(|(field, _)| field == name).map_or_else(Vec::new, |(_, words)| words.clone())
    };
    let change = |name: &String| {
        let (old, new) = (of(old, name), of(new, name));
        let gone = |from: &[String], other: &[String]| {
            from.iter().filter(|word| !other.contains(word)).cloned().collect::<Vec<_>>()
        };
        let change = FieldChange { field: name.clone(), before: gone(&old, &new), after: gone(&new, &old) };
        (!change.before.is_empty() || !change.after.is_empty()).then_some(change)
    };
    names.into_iter().filter_map(change).collect()
}

fn issuer(c: &Catalogue) -> Fields {
    let mut fields = texts("titles", &c.titles);
    fields.push(("issuer".into(), vec![c.issuer.clone()]));
    fields
}

fn module(m: &ModuleDef) -> Fields {
    let kinds = m.kinds.iter().map(UserKind::as_str).map(str::to_owned).collect();
    let stopped = match m.when_stopped {
        crate::licence::WhenStopped::ReadOnly => "read_only",
        crate::licence::WhenStopped::None => "none",
    };
    let mut fields = texts("titles", &m.titles);
    fields.extend(texts("tooltips", &m.tooltips));
    fields.extend(prices(&m.prices));
    fields.extend([
        ("scope".into(), vec![m.scope.as_str().into()]),
        ("counting".into(), vec![m.counting.as_str().into()]),
        ("hidden".into(), flag(m.hidden)),
        ("plan".into(), flag(m.plan)),
        ("tier".into(), flag(m.tier)),
        ("unrestricted".into(), flag(m.unrestricted)),
        ("set".into(), m.set.clone()),
        ("requires".into(), m.requires.clone()),
        ("brings".into(), m.brings.clone()),
        ("kinds".into(), kinds),
        ("when_stopped".into(), vec![stopped.into()]),
        ("was".into(), m.was.iter().cloned().collect()),
    ]);
    fields
}

fn suite(s: &SuiteDef) -> Fields {
    let mut fields = texts("titles", &s.titles);
    fields.extend(prices(&s.prices));
    fields.extend(s.limits.iter().flat_map(limit));
    fields.extend([
        ("module".into(), vec![s.module.clone()]),
        ("brings".into(), s.brings.clone()),
        ("next".into(), s.next.iter().cloned().collect()),
    ]);
    fields
}

fn limit(l: &LimitDef) -> Fields {
    let max = l.max.map_or_else(|| "none".to_owned(), |max| max.to_string());
    let mut fields = texts(&format!("limits.{}.titles", l.name), &l.titles);
    fields.extend(texts(&format!("limits.{}.counts", l.name), &l.counts));
    fields.extend(texts(&format!("limits.{}.advice", l.name), &l.advice));
    fields.push((format!("limits.{}.max", l.name), vec![max]));
    fields
}

fn meter(m: &MeterDef) -> Fields {
    let mut fields = texts("titles", &m.titles);
    fields.extend(texts("unit", &m.unit));
    fields.extend(prices(&m.prices));
    fields.extend([
        ("kind".into(), vec![m.kind.as_str().into()]),
        ("base".into(), vec![m.base.to_string()]),
        ("per_plan".into(), vec![m.per_plan.to_string()]),
        ("block".into(), vec![m.block.to_string()]),
    ]);
    fields
}

fn texts(field: &str, texts: &Texts) -> Fields {
    texts.iter().map(|(tag, text)| (format!("{field}.{tag}"), vec![text.clone()])).collect()
}

fn prices(prices: &Prices) -> Fields {
    let price =
        |(currency, amount): (&String, &u64)| (format!("prices.{currency}"), vec![amount.to_string()]);
    prices.iter().map(price).collect()
}

fn flag(on: bool) -> Vec<String> {
    vec![if on { "true" } else { "false" }.into()]
}
