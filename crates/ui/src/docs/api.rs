//! The interface: operations by noun, then the shapes they name.

use maud::{Markup, Render as _, html};

use super::document::{Document, Member, Operation, Schema};
use crate::{Cell, Column, Head, Lang, Panel, Row, Table, Tag, Tone, section_head, t};

pub(super) fn body(lang: Lang, document: &Document) -> Markup {
    let lead = html! { span lang="en" { (document.info.description) } };
    html! {
        (Head::new(document.info.title.as_str()).lead(lead))
        p.quiet { (t!(lang, "docs-version", version = document.info.version.as_str())) " " (t!(lang, "docs-refusals")) " "
            a href="/docs/problems" { (t!(lang, "docs-codes")) } }
        (contents(lang, document))
        @for noun in &document.tags {
            section.stack.tight aria-labelledby=(format!("noun-{}", noun.name)) {
                (section_head(&format!("noun-{}", noun.name), noun.name.as_str(), None))
                p.quiet lang="en" { (noun.description) }
                @for (method, path, operation) in document.operations(&noun.name) {
                    (shown(lang, document, method, path, operation))
                }
            }
        }
        (section_head("shapes", t!(lang, "docs-shapes"), None))
        @for (name, schema) in document.shapes() { (shape_panel(lang, document, name, schema)) }
    }
}

/// Every operation in one table, to find one in.
fn contents(lang: Lang, document: &Document) -> Markup {
    let mut table = Table::new(lang, t!(lang, "docs-endpoints"))
        .column(Column::new(t!(lang, "docs-endpoint")))
        .column(Column::new(t!(lang, "docs-column-meaning")).p2());
    for noun in &document.tags {
        table = table.group(noun.name.as_str());
        for (method, path, operation) in document.operations(&noun.name) {
            let link =
                html! { a href=(format!("#{}", operation.operation_id)) { code { (method) " " (path) } } };
            table = table.row(Row::new().cell(link).cell(html! { span lang="en" { (operation.summary) } }));
        }
    }
    Panel::titled("endpoints", t!(lang, "docs-endpoints")).flush(table).render()
}

fn shown(lang: Lang, document: &Document, method: &str, path: &str, operation: &Operation) -> Markup {
    let mut panel = Panel::titled(operation.operation_id.as_str(), format!("{method} {path}"));
    if operation.is_open() {
        panel = panel.aside(Tag::new(Tone::Plain, t!(lang, "docs-open")));
    }
    let words = html! {
        p lang="en" { (operation.summary) @if !operation.description.is_empty() { " " (operation.description) } }
    };
    panel.body(words).flush(details(lang, document, operation)).render()
}

/// What goes in and what comes out.
fn details(lang: Lang, document: &Document, operation: &Operation) -> Table {
    let mut table = columns(lang, t!(lang, "docs-details"));
    if !operation.parameters.is_empty() {
        table = table.group(t!(lang, "docs-parameters"));
    }
    for parameter in &operation.parameters {
        let name = name(lang, &parameter.name, parameter.required);
        table = table.row(row(name, words(lang, &parameter.schema), &parameter.description));
    }
    if let Some((kind, schema)) = operation.sent() {
        table = table
            .group(html! { (t!(lang, "docs-body")) " " code.quiet { (kind) } " " (words(lang, schema)) });
        table = members(lang, document, schema, table);
    }
    for (status, answer) in operation.answers() {
        let shape = answer.shape();
        table = table.group(html! {
            (t!(lang, "docs-answer", status = status)) " "
            @if let Some((kind, schema)) = shape { code.quiet { (kind) } " " (words(lang, schema)) }
            " " span.quiet lang="en" { (answer.description) }
        });
        if let Some((_, schema)) = shape {
            table = members(lang, document, schema, table);
        }
    }
    table
}

fn shape_panel(lang: Lang, document: &Document, name: &str, schema: &Schema) -> Markup {
    let members = document.members(schema);
    let mut panel = Panel::titled(anchor(name), name);
    if members.is_empty() {
        panel = panel.body(html! { p { (words(lang, schema)) } p.quiet lang="en" { (schema.description) } });
    } else {
        let table = self::members(lang, document, schema, columns(lang, name.to_owned()));
        panel = panel.body(html! { p.quiet lang="en" { (schema.description) } }).flush(table);
    }
    panel.render()
}

fn columns(lang: Lang, caption: String) -> Table {
    Table::new(lang, caption)
        .column(Column::new(t!(lang, "docs-column-name")))
        .column(Column::new(t!(lang, "docs-column-kind")))
        .column(Column::new(t!(lang, "docs-column-meaning")).p2())
}

fn members(lang: Lang, document: &Document, schema: &Schema, table: Table) -> Table {
    let row = |Member { name: member, required, schema }: Member<'_>| {
        row(name(lang, member, required), words(lang, schema), &schema.description)
    };
    table.rows(document.members(schema).into_iter().map(row))
}

fn row(name: Markup, kind: Markup, meaning: &str) -> Row {
    Row::new().cell(name).cell(kind).with(Cell::new(html! { span lang="en" { (meaning) } }))
}

fn name(lang: Lang, name: &str, required: bool) -> Markup {
    html! { code { (name) } @if required { " " small.quiet { (t!(lang, "docs-required")) } } }
}

/// A shape in a few words: `string (date)`, `list of User`, `"active" or "former"`.
fn words(lang: Lang, schema: &Schema) -> Markup {
    if let Some(name) = schema.named() {
        return html! { a href=(format!("#{}", anchor(name))) { (name) } };
    }
    if let Some(items) = &schema.items {
        return html! { (t!(lang, "docs-list-of")) " " (words(lang, items)) };
    }
    if !schema.words.is_empty() {
        return joined(lang, schema.words.iter().map(|word| html! { code { (word) } }));
    }
    if !schema.one_of.is_empty() {
        return joined(lang, schema.one_of.iter().map(|one| words(lang, one)));
    }
    let kinds = schema.kind.names();
    let format = Some(schema.format.as_str()).filter(|format| !format.is_empty());
    html! {
        (joined(lang, kinds.iter().map(|kind| html! { (kind) })))
        @if kinds.is_empty() { (t!(lang, "docs-anything")) }
        @if let Some(format) = format { " (" (format) ")" }
    }
}

fn joined(lang: Lang, parts: impl Iterator<Item = Markup>) -> Markup {
    html! { @for (n, part) in parts.enumerate() { @if n > 0 { " " (t!(lang, "docs-or")) " " } (part) } }
}

fn anchor(name: &str) -> String {
    format!("shape-{name}")
}
