//! The languages and their texts.
//!
//! Texts stand in `languages/<tag>/<noun>.ftl`, one file per noun, in
//! [Fluent](https://projectfluent.org)'s notation, and are compiled in. Numbers put into a text are
//! written as the language writes them.

use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::resolver::ResolverError;
use fluent_bundle::resolver::errors::ReferenceKind;
use fluent_bundle::{FluentArgs, FluentError, FluentResource};
use intl_memoizer::concurrent::IntlLangMemoizer;
use unic_langid::LanguageIdentifier;

include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// A value put into a text: made `From` strings and from every number type.
pub use fluent_bundle::FluentValue as Value;

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<Vec<Bundle>> =
    LazyLock::new(|| Lang::ALL.iter().map(|lang| bundle(*lang)).collect());

/// Keys that were asked for and are in no file; only kept in debug builds, for tests.
static MISSING: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

impl Lang {
    /// The language with this tag, or the one of its first part (`sv-FI` → `sv`).
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Lang> {
        let exact =
            |wanted: &str| Lang::ALL.iter().copied().find(|lang| lang.tag().eq_ignore_ascii_case(wanted));
        exact(tag).or_else(|| exact(tag.split(['-', '_']).next().unwrap_or_default()))
    }

    /// The best language for an `Accept-Language` header; English when none fits.
    #[must_use]
    pub fn from_accept_language(header: &str) -> Lang {
        let mut best = (0, Lang::default());
        for part in header.split(',').take(32) {
            let mut pieces = part.split(';');
            let tag = pieces.next().unwrap_or_default().trim();
            let weight = pieces
                .find_map(|piece| piece.trim().strip_prefix("q="))
                .map_or(1000, |q| q.trim().parse::<f32>().map_or(0, |q| (q * 1000.0) as u32));
            if let Some(lang) = Lang::from_tag(tag).filter(|_| weight > best.0) {
                best = (weight, lang);
            }
        }
        best.1
    }

    /// What the language calls itself ("Svenska").
    #[must_use]
    pub fn own_name(self) -> String {
        text(self, "language-name")
    }
}

/// The text under `key`, or under `key.attribute`, in `lang`.
///
/// A key that is in no file is answered as `⟦key⟧` in debug builds, where a test finds it (see
/// [`missing_texts`]), and as the English text or the bare key otherwise.
#[must_use]
pub fn text(lang: Lang, key: &str) -> String {
    text_with(lang, key, &[])
}

/// As [`text`], with values for the `{ $names }` in it.
#[must_use]
pub fn text_with(lang: Lang, key: &str, values: &[(&str, Value<'_>)]) -> String {
    if let Some(found) = lookup(lang, key, values) {
        return found;
    }
    if cfg!(debug_assertions) {
        note_missing(format!("{}:{key}", lang.tag()));
        return format!("⟦{key}⟧");
    }
    lookup(Lang::default(), key, values).unwrap_or_else(|| key.to_owned())
}

/// Whether `key` (or `key.attribute`) is in the files of `lang`.
#[must_use]
pub fn has_text(lang: Lang, key: &str) -> bool {
    let (id, attribute) = key.split_once('.').unwrap_or((key, ""));
    BUNDLES.get(lang as usize).and_then(|bundle| bundle.get_message(id)).is_some_and(
        |found| match attribute {
            "" => found.value().is_some(),
            name => found.get_attribute(name).is_some(),
        },
    )
}

/// Every `language:key` that was asked for in this process and is missing, or lacks a value. A test that walks pages
/// ends by asserting that this is empty. Always empty in release builds.
#[must_use]
pub fn missing_texts() -> Vec<String> {
    MISSING.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).iter().cloned().collect()
}

/// The text under a literal key: `t!(lang, "key")`, `t!(lang, "key", count = 3, name = &user.name)`.
///
/// Keys are written out so that a search for the key finds every use, and the check for unused and
/// missing keys can be made by reading the sources.
#[macro_export]
macro_rules! t {
    ($lang:expr, $key:literal $(,)?) => { $crate::text($lang, $key) };
    ($lang:expr, $key:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::text_with($lang, $key, &[$((stringify!($name), $crate::Value::from($value))),+])
    };
}

fn lookup(lang: Lang, key: &str, values: &[(&str, Value<'_>)]) -> Option<String> {
    let bundle = BUNDLES.get(lang as usize)?;
    let (id, attribute) = match key.split_once('.') {
        Some((id, name)) => (id, Some(name)),
        None => (key, None),
    };
    let message = bundle.get_message(id)?;
    let pattern = match attribute {
        None => message.value()?,
        Some(name) => message.get_attribute(name)?.value(),
    };
    let args: FluentArgs<'_> = values.iter().map(|(k, v)| (*k, v.clone())).collect();
    let mut problems = Vec::new();
    let found = bundle.format_pattern(pattern, Some(&args), &mut problems);
    if cfg!(debug_assertions) && !problems.is_empty() {
        note_missing(format!("{}:{key} {problems:?}", lang.tag()));
    }
    Some(found.into_owned())
}

/// The text under `key` without its values: where one belongs, its name stands in angle quotes.
pub(crate) fn template(lang: Lang, key: &str) -> Option<String> {
    let bundle = BUNDLES.get(lang as usize)?;
    let (id, attribute) = key.split_once('.').map_or((key, None), |(id, name)| (id, Some(name)));
    let message = bundle.get_message(id)?;
    let pattern = match attribute {
        None => message.value()?,
        Some(name) => message.get_attribute(name)?.value(),
    };
    let mut missing = Vec::new();
    let _ = bundle.format_pattern(pattern, None, &mut missing);
    let names = missing.into_iter().filter_map(|error| match error {
        FluentError::ResolverError(ResolverError::Reference(ReferenceKind::Variable { id })) => Some(id),
        _ => None,
    });
    let args: FluentArgs<'_> = names.map(|name| (name.clone(), format!("‹{name}›"))).collect();
    Some(bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned())
}

fn note_missing(what: String) {
    MISSING.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(what);
}

fn bundle(lang: Lang) -> Bundle {
    let id: LanguageIdentifier = lang.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(whole_numbers));
    for (_, source) in SOURCES[lang as usize] {
        // A file with a mistake still gives its other texts; a test fails on the mistake itself.
        let (Ok(resource) | Err((resource, _))) = FluentResource::try_new((*source).to_owned());
        let _duplicates = bundle.add_resource(resource);
    }
    bundle
}

/// Numbers inside a text are written as the language writes them: `1,204`, `1 204`.
fn whole_numbers(value: &Value<'_>, memoizer: &IntlLangMemoizer) -> Option<String> {
    let Value::Number(number) = value else { return None };
    if number.value.fract() != 0.0 || number.value.abs() > 9e15 {
        return None;
    }
    let written = |form: &Grouping| crate::number(form.0, number.value as i64);
    memoizer.with_try_get::<Grouping, _, _>((), written).ok()
}

/// Which language a bundle's memoizer speaks; the formatter is told nothing else.
struct Grouping(Lang);

impl intl_memoizer::Memoizable for Grouping {
    type Args = ();
    type Error = ();
    fn construct(lang: LanguageIdentifier, (): ()) -> Result<Self, ()> {
        Lang::from_tag(&lang.to_string()).map(Grouping).ok_or(())
    }
}
