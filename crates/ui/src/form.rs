//! Form fields. What was typed stays; an error says what is wrong and what to do.

use maud::{Markup, Render, html};

use crate::{Lang, Notice, Tone, t};

enum Kind {
    Input(&'static str),
    Area,
    Select(Vec<(String, String, bool)>),
}

/// A labelled field with hint and error.
pub struct Field {
    kind: Kind,
    name: String,
    id: String,
    label: String,
    value: String,
    hint: Option<String>,
    error: Option<String>,
    required: bool,
    autocomplete: Option<&'static str>,
    inputmode: Option<&'static str>,
    accept: Option<&'static str>,
    focused: bool,
    multiple: bool,
    suggestions: Vec<String>,
}

impl Field {
    fn new(kind: Kind, name: impl Into<String>, label: impl Into<String>) -> Field {
        let name: String = name.into();
        Field {
            kind,
            id: format!("field-{name}"),
            name,
            label: label.into(),
            value: String::new(),
            hint: None,
            error: None,
            required: false,
            autocomplete: None,
            inputmode: None,
            accept: None,
            focused: false,
            multiple: false,
            suggestions: Vec::new(),
        }
    }

    /// One line of text. Its element is `field-{name}`.
    #[must_use]
    pub fn text(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(Kind::Input("text"), name, label)
    }

    /// An e-mail address.
    #[must_use]
    pub fn email(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(Kind::Input("email"), name, label)
    }

    /// A password; what was typed does not stay.
    #[must_use]
    pub fn password(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(Kind::Input("password"), name, label)
    }

    /// A day (`2027-03-27`).
    #[must_use]
    pub fn date(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(Kind::Input("date"), name, label)
    }

    /// A time of day (`15:00`).
    #[must_use]
    pub fn time(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(Kind::Input("time"), name, label)
    }

    /// A whole number.
    #[must_use]
    pub fn number(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(Kind::Input("number"), name, label).inputmode("numeric")
    }

    /// A file.
    #[must_use]
    pub fn file(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(Kind::Input("file"), name, label)
    }

    /// Several lines of text.
    #[must_use]
    pub fn area(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(Kind::Area, name, label)
    }

    /// One of a few; `(value, label, chosen)`.
    #[must_use]
    pub fn select(
        name: impl Into<String>,
        label: impl Into<String>,
        options: impl IntoIterator<Item = (String, String, bool)>,
    ) -> Field {
        Field::new(Kind::Select(options.into_iter().collect()), name, label)
    }

    /// What was typed, or what is there now.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Field {
        self.value = value.into();
        self
    }

    /// What to type, or where to find it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Field {
        self.hint = Some(hint.into());
        self
    }

    /// What is wrong with it, and what to do.
    #[must_use]
    pub fn error(mut self, error: Option<impl Into<String>>) -> Field {
        self.error = error.map(Into::into);
        self
    }

    /// It must not be empty.
    #[must_use]
    pub fn required(mut self) -> Field {
        self.required = true;
        self
    }

    /// What a password manager may fill in (`username`, `current-password`, `new-password`, `off`).
    #[must_use]
    pub fn autocomplete(mut self, kind: &'static str) -> Field {
        self.autocomplete = Some(kind);
        self
    }

    /// Which keyboard a phone shows.
    #[must_use]
    pub fn inputmode(mut self, mode: &'static str) -> Field {
        self.inputmode = Some(mode);
        self
    }

    /// Which files it takes (".tls").
    #[must_use]
    pub fn accept(mut self, kinds: &'static str) -> Field {
        self.accept = Some(kinds);
        self
    }

    /// Several files or options.
    #[must_use]
    pub fn multiple(mut self) -> Field {
        self.multiple = true;
        self
    }

    /// It has the focus when the page comes.
    #[must_use]
    pub fn focused(mut self) -> Field {
        self.focused = true;
        self
    }

    /// Words to choose from while typing (`<datalist>`).
    #[must_use]
    pub fn suggestions(mut self, words: impl IntoIterator<Item = String>) -> Field {
        self.suggestions = words.into_iter().collect();
        self
    }

    /// Tells it apart where several forms of a page have a field of this name.
    #[must_use]
    pub fn among(mut self, which: &str) -> Field {
        self.id = format!("{}-{which}", self.id);
        self
    }

    /// The id of its element, for the summary of errors.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    fn described(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.id));
        let both: Vec<String> = hint.into_iter().chain(error).collect();
        (!both.is_empty()).then(|| both.join(" "))
    }

    fn control(&self) -> Markup {
        let described = self.described();
        let invalid = self.error.as_ref().map(|_| "true");
        let list = (!self.suggestions.is_empty()).then(|| format!("{}-list", self.id));
        match &self.kind {
            Kind::Area => html! {
                textarea.input id=(self.id) name=(self.name) rows="4" required[self.required]
                    aria-invalid=[invalid] aria-describedby=[described] autofocus[self.focused] { (self.value) }
            },
            Kind::Select(options) => html! {
                select.input.full id=(self.id) name=(self.name) required[self.required]
                    multiple[self.multiple] aria-invalid=[invalid] aria-describedby=[described]
                    autofocus[self.focused] {
                    @for (value, label, chosen) in options {
                        option value=(value) selected[*chosen] { (label) }
                    }
                }
            },
            Kind::Input(kind) => {
                let keeps = !matches!(*kind, "password" | "file") && !self.value.is_empty();
                html! {
                    input.input id=(self.id) name=(self.name) type=(kind)
                        value=[keeps.then_some(&self.value)] required[self.required]
                        autocomplete=[self.autocomplete] inputmode=[self.inputmode]
                        accept=[self.accept] multiple[self.multiple] list=[&list]
                        aria-invalid=[invalid] aria-describedby=[described] autofocus[self.focused];
                    @if let Some(list) = &list {
                        datalist id=(list) { @for word in &self.suggestions { option value=(word) {} } }
                    }
                }
            }
        }
    }
}

impl Render for Field {
    fn render(&self) -> Markup {
        html! {
            div.field {
                label for=(self.id) { (self.label) }
                @if let Some(hint) = &self.hint { span.hint id={ (self.id) "-hint" } { (hint) } }
                @if let Some(error) = &self.error { span.error id={ (self.id) "-error" } { (error) } }
                (self.control())
            }
        }
    }
}

/// A tick box with its label beside it.
#[must_use]
pub fn tick_box(name: &str, value: &str, label: &str, ticked: bool) -> Markup {
    html! {
        label.row.tick { input type="checkbox" name=(name) value=(value) checked[ticked]; " " (label) }
    }
}

/// A hidden field.
#[must_use]
pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// The summary on top of a form with errors: focused, each error a link to its field.
/// `errors`: `(id of the field, the error as a sentence)`.
#[must_use]
pub fn error_summary(lang: Lang, errors: &[(String, String)]) -> Markup {
    if errors.is_empty() {
        return html! {};
    }
    let text = html! {
        strong { (t!(lang, "form-errors", count = errors.len())) }
        @for (id, sentence) in errors { " " a href={ "#" (id) } { (sentence) } }
    };
    Notice::new(Tone::Bad, text).focused().render()
}
