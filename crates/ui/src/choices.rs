//! Choosing: one of several with room left, and prerequisites as nested boxes.

use maud::{Markup, Render, html};

use crate::{Lang, Tag, meter, number, t};

/// One of several, with what is left of it.
pub struct Choice {
    value: String,
    label: String,
    detail: String,
    seats: Option<(u64, u64)>,
    chosen: bool,
    held: bool,
    disabled: bool,
    tag: Option<Tag>,
}

impl Choice {
    /// `value` is what the form sends.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice {
            value: value.into(),
            label: label.into(),
            detail: String::new(),
            seats: None,
            chosen: false,
            held: false,
            disabled: false,
            tag: None,
        }
    }

    /// One line about it.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Choice {
        self.detail = detail.into();
        self
    }

    /// In use of total; without free seats it cannot be chosen unless it is chosen already.
    #[must_use]
    pub fn seats(mut self, used: u64, total: u64) -> Choice {
        self.seats = Some((used, total));
        self
    }

    /// One of the seats in use is the user's own: it can be kept although no other is left.
    #[must_use]
    pub fn held(mut self, held: bool) -> Choice {
        self.held = held;
        self
    }

    /// It is the one in force.
    #[must_use]
    pub fn chosen(mut self, chosen: bool) -> Choice {
        self.chosen = chosen;
        self
    }

    /// It cannot be chosen; the tag or the detail says why.
    #[must_use]
    pub fn disabled(mut self, disabled: bool) -> Choice {
        self.disabled = disabled;
        self
    }

    /// A state beside the name.
    #[must_use]
    pub fn tag(mut self, tag: Tag) -> Choice {
        self.tag = Some(tag);
        self
    }

    fn render(&self, lang: Lang, name: &str) -> Markup {
        let full = self.seats.is_some_and(|(used, total)| used >= total);
        let disabled = self.disabled || (full && !self.chosen && !self.held);
        html! {
            label {
                input type="radio" name=(name) value=(self.value) checked[self.chosen] disabled[disabled];
                span {
                    b { (self.label) }
                    @if let Some(tag) = &self.tag { " " (tag) }
                    @if !self.detail.is_empty() { small { (self.detail) } }
                }
                @match self.seats {
                    Some((used, total)) => {
                        (meter(lang, &self.label, used, total))
                        span.num {
                            @if full && !self.held { b.bad { (t!(lang, "choice-no-seat")) } }
                            @else {
                                b { (number(lang, total.saturating_sub(used))) } " "
                                span.quiet { (t!(lang, "choice-of-left", total = total)) }
                            }
                        }
                    }
                    None => { span {} span {} }
                }
            }
        }
    }
}

/// A radio list with room for numbers: the user plan.
#[must_use]
pub fn choices(lang: Lang, legend: &str, name: &str, items: &[Choice]) -> Markup {
    html! {
        fieldset.choices-set {
            legend.visually-hidden { (legend) }
            div.choices { @for item in items { (item.render(lang, name)) } }
        }
    }
}

/// A tick box that others may depend on.
pub struct Node {
    value: String,
    label: String,
    detail: String,
    ticked: bool,
    disabled: bool,
    tag: Option<Tag>,
    children: Vec<Node>,
}

impl Node {
    /// `value` is what the form sends.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Node {
        Node {
            value: value.into(),
            label: label.into(),
            detail: String::new(),
            ticked: false,
            disabled: false,
            tag: None,
            children: Vec::new(),
        }
    }

    /// Beside the label, faint: "(9 of 10)".
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Node {
        self.detail = detail.into();
        self
    }

    /// It is held.
    #[must_use]
    pub fn ticked(mut self, ticked: bool) -> Node {
        self.ticked = ticked;
        self
    }

    /// It cannot be changed here: it comes from the plan, or none is left.
    #[must_use]
    pub fn disabled(mut self, disabled: bool) -> Node {
        self.disabled = disabled;
        self
    }

    /// A remark at the end of the line.
    #[must_use]
    pub fn tag(mut self, tag: Tag) -> Node {
        self.tag = Some(tag);
        self
    }

    /// What needs this one.
    #[must_use]
    pub fn child(mut self, node: Node) -> Node {
        self.children.push(node);
        self
    }

    fn render(&self, name: &str) -> Markup {
        html! {
            li {
                label {
                    input type="checkbox" name=(name) value=(self.value) checked[self.ticked]
                        disabled[self.disabled] data-fixed[self.disabled];
                    " " (self.label)
                    @if !self.detail.is_empty() { " " span.quiet.nowrap { (self.detail) } }
                    @if let Some(tag) = &self.tag { (tag) }
                }
                @if !self.children.is_empty() {
                    ul { @for child in &self.children { (child.render(name)) } }
                }
            }
        }
    }
}

/// Prerequisites as nested boxes. With script a child is disabled until its parent is ticked;
/// without, the server refuses and says so.
#[must_use]
pub fn tree(name: &str, nodes: &[Node]) -> impl Render {
    html! { ul.tree data-tree { @for node in nodes { (node.render(name)) } } }
}
