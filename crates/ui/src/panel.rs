//! A framed thing with title and footer.

use maud::{Markup, Render, html};

/// A framed thing: a table, a form, a group of facts. Never a panel in a panel.
#[derive(Default)]
pub struct Panel {
    id: Option<String>,
    title: Option<String>,
    aside: Option<Markup>,
    body: Option<Markup>,
    flush: Option<Markup>,
    footer: Option<Markup>,
    accent: bool,
}

impl Panel {
    /// An empty frame.
    #[must_use]
    pub fn new() -> Panel {
        Panel::default()
    }

    /// With a heading in its header; `id` names the section.
    #[must_use]
    pub fn titled(id: impl Into<String>, title: impl Into<String>) -> Panel {
        Panel { id: Some(id.into()), title: Some(title.into()), ..Panel::default() }
    }

    /// At the end of the header: a tag, a link, a count.
    #[must_use]
    pub fn aside(mut self, aside: impl Render) -> Panel {
        self.aside = Some(aside.render());
        self
    }

    /// What it frames, with room around it.
    #[must_use]
    pub fn body(mut self, body: impl Render) -> Panel {
        self.body = Some(body.render());
        self
    }

    /// What it frames from edge to edge: tables, traces, lists of lines, bars.
    #[must_use]
    pub fn flush(mut self, content: impl Render) -> Panel {
        self.flush = Some(content.render());
        self
    }

    /// Below: a sentence, buttons.
    #[must_use]
    pub fn footer(mut self, footer: impl Render) -> Panel {
        self.footer = Some(footer.render());
        self
    }

    /// For what waits for this person.
    #[must_use]
    pub fn accent(mut self) -> Panel {
        self.accent = true;
        self
    }
}

impl Render for Panel {
    fn render(&self) -> Markup {
        let class = if self.accent { "panel accent" } else { "panel" };
        let title_id = self.id.as_ref().map(|id| format!("{id}-title"));
        let inside = html! {
            @if let (Some(title), Some(id)) = (&self.title, &title_id) {
                header { h2 id=(id) { (title) } @if let Some(aside) = &self.aside { (aside) } }
            }
            @if let Some(body) = &self.body { div.body { (body) } }
            @if let Some(flush) = &self.flush { (flush) }
            @if let Some(footer) = &self.footer { footer { (footer) } }
        };
        match (&self.id, &title_id) {
            (Some(id), Some(title)) => html! {
                section class=(class) id=(id) aria-labelledby=(title) { (inside) }
            },
            _ => html! { div class=(class) { (inside) } },
        }
    }
}

/// A heading over something, with a remark or a link at the end of the line.
#[must_use]
pub fn section_head(id: &str, title: impl Render, aside: Option<Markup>) -> Markup {
    html! {
        div.section-head { h2 id=(id) { (title) } @if let Some(aside) = aside { (aside) } }
    }
}

/// A list with nothing in it: why, and the first thing to do.
#[must_use]
pub fn empty(icon: crate::Icon, title: &str, why: impl Render, actions: &[crate::Button]) -> Markup {
    html! {
        div.empty {
            (icon) h3 { (title) } p { (why) }
            @if !actions.is_empty() { span.row { @for action in actions { (action) } } }
        }
    }
}
