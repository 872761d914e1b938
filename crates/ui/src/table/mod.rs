//! Tables: for everything that is compared.

mod rows;

use maud::{Markup, Render, html};

use crate::{Here, Lang, t};
pub use rows::{Cell, Column, Row, ticks};

enum Group {
    Title(Option<Markup>, Vec<Row>),
    Whole(Markup, Markup),
}

/// A table with sticky headings, sort links, groups and row actions.
pub struct Table {
    lang: Lang,
    caption: String,
    columns: Vec<Column>,
    groups: Vec<Group>,
    here: Option<Here>,
    sorted: Option<(String, bool)>,
    choose: Option<&'static str>,
    foot: Vec<Cell>,
    bare: bool,
    acts_room: bool,
}

impl Table {
    /// `caption` names the table; it is read, not shown.
    #[must_use]
    pub fn new(lang: Lang, caption: impl Into<String>) -> Table {
        Table {
            lang,
            caption: caption.into(),
            columns: Vec::new(),
            groups: Vec::new(),
            here: None,
            sorted: None,
            choose: None,
            foot: Vec::new(),
            bare: false,
            acts_room: false,
        }
    }

    /// The next column.
    #[must_use]
    pub fn column(mut self, column: Column) -> Table {
        self.columns.push(column);
        self
    }

    /// Makes the headings of sortable columns links from `here`: `sort=key`, and `sort=-key` for the
    /// other way. `sorted` is what the rows are sorted by now, written the same way.
    #[must_use]
    pub fn sorted(mut self, here: &Here, sorted: &str) -> Table {
        let descending = sorted.starts_with('-');
        self.here = Some(here.without("page"));
        self.sorted = Some((sorted.trim_start_matches('-').to_owned(), descending));
        self
    }

    /// A row without a group.
    #[must_use]
    pub fn row(mut self, row: Row) -> Table {
        match self.groups.last_mut() {
            Some(Group::Title(_, rows)) => rows.push(row),
            _ => self.groups.push(Group::Title(None, vec![row])),
        }
        self
    }

    /// Many rows.
    #[must_use]
    pub fn rows(self, rows: impl IntoIterator<Item = Row>) -> Table {
        rows.into_iter().fold(self, Table::row)
    }

    /// The rows after this belong to a kind of their own.
    #[must_use]
    pub fn group(mut self, title: impl Render) -> Table {
        self.groups.push(Group::Title(Some(title.render()), Vec::new()));
        self
    }

    /// A kind whose things need no columns, set across the whole table.
    #[must_use]
    pub fn across(mut self, title: impl Render, content: impl Render) -> Table {
        self.groups.push(Group::Whole(title.render(), content.render()));
        self
    }

    /// Every row has a tick box called `name`; needs [`Row::choose`].
    #[must_use]
    pub fn choose(mut self, name: &'static str) -> Table {
        self.choose = Some(name);
        self
    }

    /// The next cell of the row of sums.
    #[must_use]
    pub fn foot(mut self, cell: Cell) -> Table {
        self.foot.push(cell);
        self
    }

    /// Without ground and padding, inside something else.
    #[must_use]
    pub fn bare(mut self) -> Table {
        self.bare = true;
        self
    }

    /// Keeps room for the row actions, so that they cover no numbers.
    #[must_use]
    pub fn room_for_acts(mut self) -> Table {
        self.acts_room = true;
        self
    }

    fn has_acts(&self) -> bool {
        let acts = |rows: &Vec<Row>| rows.iter().any(|row| !row.acts.is_empty());
        self.groups.iter().any(|group| matches!(group, Group::Title(_, rows) if acts(rows)))
    }

    fn width(&self) -> usize {
        self.columns.len() + usize::from(self.choose.is_some()) + usize::from(self.has_acts())
    }

    fn heading(&self, column: &Column) -> Markup {
        let sorted = self.sorted.as_ref().filter(|(key, _)| Some(key.as_str()) == column.sort.as_deref());
        let state = sorted.map(|(_, down)| if *down { "descending" } else { "ascending" });
        let turned = matches!(sorted, Some((_, false)));
        let class = Some(column.class.as_str()).filter(|class| !class.is_empty());
        html! {
            th scope="col" class=[class] aria-sort=[state] {
                @match (&column.sort, &self.here) {
                    (Some(key), Some(here)) => {
                        a href=(here.with("sort", format!("{}{key}", if turned { "-" } else { "" }))) {
                            (column.label)
                        }
                    }
                    _ if column.hidden_label => span.visually-hidden { (column.label) },
                    _ => (column.label),
                }
            }
        }
    }

    fn head(&self) -> Markup {
        let acts = if self.acts_room { "acts room" } else { "acts" };
        html! {
            thead { tr {
                @if self.choose.is_some() {
                    td.check {
                        input.needs-script type="checkbox" data-choose-all
                            aria-label=(t!(self.lang, "table-choose-page"));
                    }
                }
                @for column in &self.columns { (self.heading(column)) }
                @if self.has_acts() {
                    th scope="col" class=(acts) {
                        span.visually-hidden { (t!(self.lang, "table-actions")) }
                    }
                }
            } }
        }
    }

    fn line(&self, row: &Row) -> Markup {
        let class = Some(row.class).filter(|class| !class.is_empty());
        html! {
            tr class=[class] {
                @if let Some(name) = self.choose {
                    td.check {
                        @if let Some(chosen) = row.chosen {
                            input type="checkbox" name=(name) value=(row.value) checked[chosen]
                                aria-label=(t!(self.lang, "table-choose", name = row.name.as_str()));
                        }
                    }
                }
                @for (index, cell) in row.cells.iter().enumerate() {
                    (self.cell(index, cell, index == 0))
                }
                @if self.has_acts() {
                    td.acts { span { @for act in &row.acts { (act) } } }
                }
            }
        }
    }

    fn cell(&self, index: usize, cell: &Cell, heading: bool) -> Markup {
        let column = self.columns.get(index).map_or("", |column| column.class.as_str());
        let class = format!("{column} {}", cell.class).trim().to_owned();
        let class = Some(class).filter(|class| !class.is_empty());
        let span = Some(cell.span).filter(|span| *span > 1);
        html! {
            @if heading {
                th scope="row" class=[class] colspan=[span] { (cell.content) }
            } @else {
                td class=[class] colspan=[span] { (cell.content) }
            }
        }
    }

    fn body(&self, group: &Group) -> Markup {
        let heading = |title: &Markup| {
            html! { tr.group { th scope="rowgroup" colspan=(self.width()) { (title) } } }
        };
        html! {
            tbody {
                @match group {
                    Group::Title(title, rows) => {
                        @if let Some(title) = title { (heading(title)) }
                        @for row in rows { (self.line(row)) }
                    }
                    Group::Whole(title, content) => {
                        (heading(title))
                        tr { td colspan=(self.width()) { (content) } }
                    }
                }
            }
        }
    }
}

impl Render for Table {
    fn render(&self) -> Markup {
        html! {
            table class=(if self.bare { "table bare" } else { "table" }) {
                caption.visually-hidden { (self.caption) }
                (self.head())
                @for group in &self.groups { (self.body(group)) }
                @if !self.foot.is_empty() {
                    tfoot { tr {
                        @if self.choose.is_some() { td {} }
                        @for (index, cell) in self.foot.iter().enumerate() {
                            (self.cell(index, cell, index == 0))
                        }
                        @if self.has_acts() { td {} }
                    } }
                }
            }
        }
    }
}
