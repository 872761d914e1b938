//! One mail for everything that is new: what is the matter, what it means, where something can be done.

use licentia_core::reminders::Need;
use licentia_ui::{Lang, t};

use super::words::{Words, words};
use crate::snapshot::Snapshot;

/// A mail, written for one language.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Letter {
    /// What it is about.
    pub subject: String,
    /// The message.
    pub text: String,
    /// The same as a page.
    pub html: String,
}

/// Where the links of a mail lead: the address that people use, if one is set.
#[derive(Clone, Debug)]
pub(crate) struct Links {
    origin: Option<String>,
    slug: String,
}

impl Links {
    pub(super) fn of(manager: &crate::state::Manager, at: &Snapshot) -> Self {
        Self { origin: manager.settings().public_origin(), slug: at.installation().slug.clone() }
    }

    /// The address of a page of the installation.
    pub(crate) fn to(&self, path: &str) -> Option<String> {
        self.origin.as_ref().map(|origin| format!("{origin}/i/{}{path}", self.slug))
    }
}

/// The mail about these needs.
pub(super) fn letter(at: &Snapshot, links: &Links, lang: Lang, needs: &[&Need]) -> Letter {
    let told: Vec<Words> = needs.iter().map(|need| words(at, lang, need)).collect();
    let name = at.installation().name.as_str();
    let subject = match &told[..] {
        [one] => t!(lang, "reminders-mail-subject-one", what = one.title.as_str(), name = name),
        many => t!(lang, "reminders-mail-subject", count = many.len(), name = name),
    };
    let why = t!(lang, "reminders-mail-why", name = name);
    let mut text = String::new();
    for words in &told {
        text.push_str(&words.title);
        for more in [Some(words.detail.clone()), links.to(&words.path)].into_iter().flatten() {
            text.push('\n');
            text.push_str(&more);
        }
        text.push_str("\n\n");
    }
    text.push_str("-- \n");
    text.push_str(&why);
    text.extend(links.to("/reminders").map(|link| format!("\n{link}")));
    text.push('\n');
    let html = super::page::letter::page(lang, &subject, &told, links, &why);
    Letter { subject, text, html }
}

/// The mail by which somebody sees that mail arrives.
pub(super) fn trial(at: &Snapshot, links: &Links, lang: Lang) -> Letter {
    let name = at.installation().name.as_str();
    let (subject, title) =
        (t!(lang, "reminders-trial-subject", name = name), t!(lang, "reminders-trial-title"));
    let words = Words {
        title,
        detail: t!(lang, "reminders-trial-means"),
        action: t!(lang, "navigation-reminders"),
        path: "/reminders".to_owned(),
    };
    let text = format!("{}\n{}\n", words.title, words.detail);
    let html = super::page::letter::page(lang, &subject, &[words], links, "");
    Letter { subject, text, html }
}
