//! Buttons. Links that look like buttons lead somewhere; real buttons send a form.

use maud::{Markup, Render, html};

use crate::Icon;

enum Does {
    Leads(String),
    Sends { name: String, value: String, form: Option<String>, action: Option<String> },
    Opens(String),
}

/// A verb with its object: "Load licence from file". One [`primary`](Button::primary) on a page.
pub struct Button {
    does: Does,
    label: String,
    icon: Option<Icon>,
    class: String,
    only_icon: bool,
    dialog: bool,
    download: bool,
    disabled: Option<String>,
    key: Option<&'static str>,
}

impl Button {
    fn new(does: Does, label: impl Into<String>) -> Button {
        Button {
            does,
            label: label.into(),
            icon: None,
            class: "button".to_owned(),
            only_icon: false,
            dialog: false,
            download: false,
            disabled: None,
            key: None,
        }
    }

    /// Leads to `href`: a real link, so that back, bookmark and middle click work.
    #[must_use]
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Button {
        Button::new(Does::Leads(href.into()), label)
    }

    /// Sends the form it stands in.
    #[must_use]
    pub fn submit(label: impl Into<String>) -> Button {
        let does = Does::Sends { name: String::new(), value: String::new(), form: None, action: None };
        Button::new(does, label)
    }

    /// Opens the element with this id, which has `popover`.
    #[must_use]
    pub fn opens(label: impl Into<String>, id: impl Into<String>) -> Button {
        Button::new(Does::Opens(id.into()), label)
    }

    /// For the thing that waits. One on a page.
    #[must_use]
    pub fn primary(self) -> Button {
        self.also("primary")
    }

    /// Takes something away from somebody.
    #[must_use]
    pub fn danger(self) -> Button {
        self.also("danger")
    }

    /// Without a frame, for what is seldom needed.
    #[must_use]
    pub fn plain(self) -> Button {
        self.also("plain")
    }

    /// In rows, bars and panel footers.
    #[must_use]
    pub fn small(self) -> Button {
        self.also("small")
    }

    /// With an icon before the label.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Button {
        self.icon = Some(icon);
        self
    }

    /// Shows the icon alone; the label becomes the accessible name and the tooltip.
    #[must_use]
    pub fn only_icon(mut self) -> Button {
        self.only_icon = true;
        self.also("icon")
    }

    /// With script, opens the `<dialog>` of the linked page over this one.
    #[must_use]
    pub fn dialog(mut self) -> Button {
        self.dialog = true;
        self
    }

    /// The link saves a file.
    #[must_use]
    pub fn download(mut self) -> Button {
        self.download = true;
        self
    }

    /// Sends `name=value` with the form.
    #[must_use]
    pub fn named(mut self, with_name: impl Into<String>, with_value: impl Into<String>) -> Button {
        if let Does::Sends { name, value, .. } = &mut self.does {
            (*name, *value) = (with_name.into(), with_value.into());
        }
        self
    }

    /// Sends the form with this id, from outside it.
    #[must_use]
    pub fn form(mut self, id: impl Into<String>) -> Button {
        if let Does::Sends { form, .. } = &mut self.does {
            *form = Some(id.into());
        }
        self
    }

    /// Sends the form to `url` instead.
    #[must_use]
    pub fn action(mut self, url: impl Into<String>) -> Button {
        if let Does::Sends { action, .. } = &mut self.does {
            *action = Some(url.into());
        }
        self
    }

    /// Stays visible but cannot be used; `reason` is the id of the sentence that says why.
    #[must_use]
    pub fn disabled(mut self, reason: impl Into<String>) -> Button {
        self.disabled = Some(reason.into());
        self
    }

    /// The key that does the same ("e").
    #[must_use]
    pub fn key(mut self, key: &'static str) -> Button {
        self.key = Some(key);
        self
    }

    /// Only where the navigation is a popover.
    pub(crate) fn on_phones(self) -> Button {
        self.also("menu")
    }

    fn also(mut self, class: &str) -> Button {
        self.class = format!("{} {class}", self.class);
        self
    }

    fn inside(&self) -> Markup {
        html! {
            @if let Some(icon) = self.icon { (icon) }
            @if !self.only_icon { (self.label) }
        }
    }

    fn name(&self) -> Option<&str> {
        self.only_icon.then_some(self.label.as_str())
    }
}

impl Render for Button {
    fn render(&self) -> Markup {
        let class = self.class.as_str();
        let reason = self.disabled.as_deref().filter(|id| !id.is_empty());
        if self.disabled.is_some() {
            return html! {
                button class=(class) type="button" disabled aria-label=[self.name()]
                    title=[self.name()] aria-describedby=[reason] { (self.inside()) }
            };
        }
        match &self.does {
            Does::Leads(href) => html! {
                a class=(class) href=(href) download[self.download] data-dialog[self.dialog]
                    aria-haspopup=[self.dialog.then_some("dialog")] aria-keyshortcuts=[self.key]
                    aria-label=[self.name()] title=[self.name()] { (self.inside()) }
            },
            Does::Sends { name, value, form, action } => {
                let named = !name.is_empty();
                html! {
                    button class=(class) type="submit" name=[named.then_some(name)]
                        value=[named.then_some(value)] form=[form] formaction=[action]
                        aria-keyshortcuts=[self.key] aria-label=[self.name()]
                        title=[self.name()] { (self.inside()) }
                }
            }
            Does::Opens(id) => html! {
                button class=(class) type="button" popovertarget=(id) aria-keyshortcuts=[self.key]
                    aria-label=[self.name()] title=[self.name()] { (self.inside()) }
            },
        }
    }
}
