//! What a table is made of: columns, cells, rows, and the list of things that need no columns.

use std::borrow::Cow;

use maud::{Markup, Render, html};

use crate::Lang;

/// A column: its heading, how it is set, and whether it leaves when room is short.
pub struct Column {
    pub(super) label: String,
    pub(super) hidden_label: bool,
    pub(super) class: String,
    pub(super) sort: Option<Cow<'static, str>>,
}

impl Column {
    /// A column of words.
    #[must_use]
    pub fn new(label: impl Into<String>) -> Column {
        Column { label: label.into(), hidden_label: false, class: String::new(), sort: None }
    }

    /// Numbers: set to the right.
    #[must_use]
    pub fn num(self) -> Column {
        self.also("num")
    }

    /// A meter; the heading is for readers only.
    #[must_use]
    pub fn bar(mut self) -> Column {
        self.hidden_label = true;
        self.also("bar")
    }

    /// Leaves second, below 46 rem.
    #[must_use]
    pub fn p2(self) -> Column {
        self.also("p2")
    }

    /// Leaves first, below 62 rem.
    #[must_use]
    pub fn p3(self) -> Column {
        self.also("p3")
    }

    /// Does not break its lines.
    #[must_use]
    pub fn nowrap(self) -> Column {
        self.also("nowrap")
    }

    /// Can be sorted by: the heading becomes a link with `sort=key`.
    #[must_use]
    pub fn sort(mut self, key: impl Into<Cow<'static, str>>) -> Column {
        self.sort = Some(key.into());
        self
    }

    fn also(mut self, class: &str) -> Column {
        self.class = format!("{} {class}", self.class).trim().to_owned();
        self
    }
}

/// A cell: its content, and a class when it means something (`minus`, `plus`, `zero`, `quiet`).
pub struct Cell {
    pub(super) content: Markup,
    pub(super) class: &'static str,
    pub(super) span: usize,
}

impl Cell {
    /// Any content.
    #[must_use]
    pub fn new(content: impl Render) -> Cell {
        Cell { content: content.render(), class: "", span: 1 }
    }

    /// With a class of the style sheet.
    #[must_use]
    pub fn class(mut self, class: &'static str) -> Cell {
        self.class = class;
        self
    }

    /// Over several columns.
    #[must_use]
    pub fn span(mut self, columns: usize) -> Cell {
        self.span = columns;
        self
    }

    /// A difference: green, red, or a faint dash.
    #[must_use]
    pub fn delta(lang: Lang, value: i64) -> Cell {
        let class = match value {
            0 => "zero",
            1.. => "plus",
            _ => "minus",
        };
        Cell::new(crate::signed(lang, value)).class(class)
    }

    /// A number, or a faint dash.
    #[must_use]
    pub fn number(lang: Lang, value: Option<impl crate::Whole>) -> Cell {
        let class = if value.is_some() { "" } else { "zero" };
        Cell::new(crate::number_or_dash(lang, value)).class(class)
    }
}

/// A row. The first cell is its heading.
#[derive(Default)]
pub struct Row {
    pub(super) cells: Vec<Cell>,
    pub(super) class: &'static str,
    pub(super) acts: Vec<Markup>,
    pub(super) chosen: Option<bool>,
    pub(super) value: String,
    pub(super) name: String,
}

impl Row {
    /// A row without cells.
    #[must_use]
    pub fn new() -> Row {
        Row::default()
    }

    /// The next cell.
    #[must_use]
    pub fn cell(mut self, content: impl Render) -> Row {
        self.cells.push(Cell::new(content));
        self
    }

    /// The next cell, with a class.
    #[must_use]
    pub fn with(mut self, cell: Cell) -> Row {
        self.cells.push(cell);
        self
    }

    /// Its state: `past`, `blocks`, `adding`, `leaving`, `chosen`.
    #[must_use]
    pub fn state(mut self, class: &'static str) -> Row {
        self.class = class;
        self
    }

    /// An action on this row; seen on hover and focus.
    #[must_use]
    pub fn act(mut self, button: impl Render) -> Row {
        self.acts.push(button.render());
        self
    }

    /// What its tick box sends, and what the box is called ("Anna Berg").
    #[must_use]
    pub fn choose(mut self, value: impl Into<String>, name: impl Into<String>, chosen: bool) -> Row {
        (self.value, self.name, self.chosen) = (value.into(), name.into(), Some(chosen));
        self
    }
}

/// Things that are simply present, ticked: system licences. `(name, href)`; an empty href is no link.
#[must_use]
pub fn ticks<'a>(items: impl IntoIterator<Item = (&'a str, &'a str)>) -> Markup {
    html! {
        ul.ticks {
            @for (name, href) in items {
                li {
                    (crate::Icon::Tick)
                    @if href.is_empty() { (name) } @else { a href=(href) { (name) } }
                }
            }
        }
    }
}
