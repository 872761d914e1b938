//! Copying a value: only shown where script can do it.

use maud::{Markup, html};

use crate::{Icon, Lang, t};

/// A value to be read letter by letter, with a button that copies it.
#[must_use]
pub fn copyable(lang: Lang, label: &str, value: &str) -> Markup {
    html! { span.mono { (value) } " " (copy_button(lang, label, value)) }
}

/// The button alone; `label` is what is copied ("serial number").
#[must_use]
pub fn copy_button(lang: Lang, label: &str, value: &str) -> Markup {
    let name = t!(lang, "copy-label", what = label);
    html! {
        button.button.icon.plain.small.needs-script type="button" data-copy=(value)
            data-done=(t!(lang, "copy-done")) aria-label=(name) title=(name) { (Icon::Copy) }
    }
}
