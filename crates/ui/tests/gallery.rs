//! What every page keeps to: no inline style or script, nothing unescaped, labels and references that
//! hold. The pages are those of the gallery, so every component is in it.

#[path = "../examples/gallery/pages/mod.rs"]
mod pages;
#[path = "gallery/scan.rs"]
mod scan;

use licentia_ui::{Lang, Theme, asset, missing_texts};
use pages::{PAGES, file, frame};
use scan::{Tag, tags};

fn each(look: impl Fn(&str, &str, &[Tag<'_>])) {
    for lang in Lang::ALL {
        for (name, page) in PAGES {
            let html = page(&frame(*lang, Theme::Dark, name)).0;
            look(&file(name, *lang, Theme::Dark), &html, &tags(&html));
        }
    }
}

#[test]
fn no_page_has_an_inline_style_or_script() {
    each(|name, html, tags| {
        for tag in tags {
            let script = tag.name == "script" && tag.get("src") != Some(asset::script());
            assert!(!script && tag.name != "style", "{name}: {tag:?}");
            for (attribute, value) in &tag.attributes {
                let handler = attribute.starts_with("on") || *attribute == "style";
                let inline =
                    value.trim_start().starts_with("javascript:") || value.trim_start().starts_with("data:");
                assert!(!handler && !inline, "{name}: {attribute}={value}");
            }
        }
        assert!(html.starts_with("<!DOCTYPE html>"), "{name}");
    });
}

#[test]
fn ids_are_unique_and_every_reference_finds_one() {
    each(|name, _, tags| {
        let mut ids: Vec<&str> = tags.iter().filter_map(|tag| tag.get("id")).collect();
        ids.sort_unstable();
        let known = ids.clone();
        ids.dedup();
        assert_eq!(ids, known, "{name}: an id stands twice");
        for tag in tags {
            for attribute in ["aria-labelledby", "aria-describedby", "for", "popovertarget", "list", "form"] {
                for target in tag.get(attribute).unwrap_or_default().split_whitespace() {
                    let gallery_only = target == "more";
                    assert!(
                        known.binary_search(&target).is_ok() || gallery_only,
                        "{name}: {attribute}={target}"
                    );
                }
            }
            if let Some(shape) = tag.get("href").filter(|_| tag.name == "use") {
                assert!(known.binary_search(&shape.trim_start_matches('#')).is_ok(), "{name}: {shape}");
            }
        }
    });
}

#[test]
fn one_title_in_reach_and_a_language() {
    each(|name, html, tags| {
        let titles = tags.iter().filter(|tag| tag.name == "h1").count();
        let dialog = tags.iter().any(|tag| tag.get("id") == Some("dialog"));
        let framed = tags.iter().any(|tag| tag.get("class") == Some("app"));
        // The title of the keys stands in a closed dialog.
        assert_eq!(titles, 1 + usize::from(dialog) + usize::from(framed), "{name}");
        let inert = tags.iter().any(|tag| tag.get("class") == Some("app") && tag.get("inert").is_some());
        assert_eq!(inert, dialog, "{name}: the page behind a dialog is inert");
        let lang = tags.iter().find(|tag| tag.name == "html").and_then(|tag| tag.get("lang"));
        assert_eq!(lang, name.split('.').nth(1), "{name}");
        assert!(html.contains("<main") && html.contains(r##"href="#main""##), "{name}: skip link");
    });
}

#[test]
fn every_field_and_button_has_a_name() {
    each(|name, html, tags| {
        for tag in tags {
            let named = tag.get("aria-label").is_some_and(|label| !label.is_empty());
            let field = ["input", "select", "textarea", "meter", "progress"].contains(&tag.name);
            let hidden = tag.get("type") == Some("hidden");
            if field && !hidden && !named {
                let labelled = tag.get("id").is_some_and(|id| html.contains(&format!(r#"for="{id}""#)));
                assert!(labelled || tag.inside("label"), "{name}: {tag:?}");
            }
            if ["button", "a"].contains(&tag.name) && !named {
                assert!(!tag.text.trim().is_empty(), "{name}: {tag:?}");
            }
            if tag.name == "th" {
                assert!(tag.get("scope").is_some(), "{name}: {tag:?}");
            }
            if tag.name == "table" {
                assert!(tag.text.len() > 1, "{name}: a table has a caption");
            }
        }
    });
}

#[test]
fn every_table_has_a_caption() {
    each(|name, _, tags| {
        let count = |what: &str| tags.iter().filter(|tag| tag.name == what).count();
        assert_eq!(count("table"), count("caption"), "{name}");
    });
}

#[test]
fn every_form_that_changes_something_posts() {
    each(|name, _, tags| {
        for tag in tags.iter().filter(|tag| tag.name == "form") {
            let method = tag.get("method");
            assert!(method != Some("post") || tag.get("action").is_some(), "{name}: {tag:?}");
        }
    });
}

#[test]
fn nothing_is_missing_in_any_language() {
    each(|_, _, _| {});
    assert_eq!(missing_texts(), Vec::<String>::new());
}

#[test]
fn assets_have_addresses_of_their_own_and_nothing_from_elsewhere() {
    for address in [asset::style_sheet(), asset::script(), asset::favicon()] {
        let found = asset::asset(address).expect("a known address");
        assert!(found.cache_control.contains("immutable"));
        let text = std::str::from_utf8(found.bytes).expect("text");
        assert!(!text.contains("url(") && !text.contains("@import"), "{address}");
        assert!(!text.contains("innerHTML") && !text.contains("eval("), "{address}");
        assert_eq!(text.matches('{').count(), text.matches('}').count(), "{address}");
    }
    assert!(asset::asset("/assets/../Cargo.toml").is_none());
    assert!(asset::asset("/assets/licentia.css").is_none());
}
