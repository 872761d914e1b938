//! A decision that needs the whole attention.

use maud::{Markup, Render, html};

use crate::{Button, Icon, Lang, t};

/// A dialog with its own URL. The server sends the page behind it with the dialog open and the page
/// `inert`; with script, a link with [`Button::dialog`] opens the same dialog without leaving.
pub struct Dialog {
    lang: Lang,
    title: String,
    lead: Option<Markup>,
    close: String,
    body: Markup,
    footer: Option<Markup>,
    form: Option<String>,
    upload: bool,
    narrow: bool,
}

impl Dialog {
    /// `close` is the page behind it.
    #[must_use]
    pub fn new(lang: Lang, title: impl Into<String>, close: impl Into<String>) -> Dialog {
        Dialog {
            lang,
            title: title.into(),
            lead: None,
            close: close.into(),
            body: html! {},
            footer: None,
            form: None,
            upload: false,
            narrow: false,
        }
    }

    /// One line under the title: what it is about.
    #[must_use]
    pub fn lead(mut self, lead: impl Render) -> Dialog {
        self.lead = Some(lead.render());
        self
    }

    /// What is to be seen before deciding.
    #[must_use]
    pub fn body(mut self, body: impl Render) -> Dialog {
        self.body = body.render();
        self
    }

    /// The sentence and the buttons below: cancel, then the one that decides.
    #[must_use]
    pub fn footer(mut self, footer: impl Render) -> Dialog {
        self.footer = Some(footer.render());
        self
    }

    /// Body and footer are one form, posted to `action`.
    #[must_use]
    pub fn form(mut self, action: impl Into<String>) -> Dialog {
        self.form = Some(action.into());
        self
    }

    /// As [`form`](Dialog::form), for files.
    #[must_use]
    pub fn upload(mut self, action: impl Into<String>) -> Dialog {
        self.upload = true;
        self.form(action)
    }

    /// For a few fields.
    #[must_use]
    pub fn narrow(mut self) -> Dialog {
        self.narrow = true;
        self
    }

    /// The cancel button that leads back.
    #[must_use]
    pub fn cancel(&self) -> Button {
        Button::link(t!(self.lang, "dialog-cancel"), self.close.as_str())
    }

    /// The page behind it, where closing leads.
    #[must_use]
    pub fn close(&self) -> &str {
        &self.close
    }

    /// The page title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    fn inside(&self) -> Markup {
        html! {
            div.body { (self.body) }
            @if let Some(footer) = &self.footer { footer { (footer) } }
        }
    }
}

impl Render for Dialog {
    fn render(&self) -> Markup {
        let close = Button::link(t!(self.lang, "dialog-close"), self.close.as_str());
        let lead = self.lead.as_ref().map(|_| "dialog-lead");
        let encoding = self.upload.then_some("multipart/form-data");
        html! {
            dialog class=(if self.narrow { "dialog narrow" } else { "dialog" }) id="dialog" open
                aria-labelledby="dialog-title" aria-describedby=[lead] {
                header {
                    div {
                        h1 id="dialog-title" tabindex="-1" autofocus { (self.title) }
                        @if let Some(text) = &self.lead { p id="dialog-lead" { (text) } }
                    }
                    (close.icon(Icon::Cross).plain().only_icon())
                }
                @match &self.form {
                    Some(action) => {
                        form.inside method="post" action=(action) enctype=[encoding] { (self.inside()) }
                    }
                    None => div.inside { (self.inside()) },
                }
            }
        }
    }
}
