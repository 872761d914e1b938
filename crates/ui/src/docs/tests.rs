//! Every code has its page in every language.

use super::{all_codes, code_page, codes_page};
use crate::{Here, Lang, Preferences, Server, Theme};

fn preferences(lang: Lang) -> Preferences {
    Preferences { lang, theme: Theme::System, chosen_now: false }
}

#[test]
fn every_code_has_a_page_in_every_language() {
    let here = Here::new("/docs/problems", "");
    for lang in Lang::ALL {
        let index = codes_page(preferences(*lang), &here, Server::Manager).0;
        for code in all_codes() {
            let page = code_page(preferences(*lang), &here, Server::Manager, code).map(|page| page.0);
            let page = page.unwrap_or_else(|| panic!("{code}"));
            assert!(!page.contains('⟦') && !page.contains("{$"), "{code}: {page}");
            assert!(index.contains(&format!("\"/docs/problems/{code}\"")), "{code}");
        }
    }
}

#[test]
fn codes_of_every_kind_are_among_them() {
    let all: Vec<&str> = all_codes().collect();
    for code in ["granted", "no_seat", "no_free_session", "not_found", "bad_base64", "idempotency_key_reused"]
    {
        assert!(all.contains(&code), "{code}");
    }
    assert!(!all.contains(&"page"), "keys of other texts are no codes");
}

#[test]
fn a_value_that_is_filled_in_later_stands_by_its_name() {
    let page = code_page(preferences(Lang::En), &Here::default(), Server::Manager, "too_many_requests");
    assert!(page.is_some_and(|page| page.0.contains("Wait ‹seconds› seconds")));
}

#[test]
fn a_code_there_is_not_has_no_page() {
    for code in ["", "no_such_code", "page-home", "<script>", "title"] {
        assert!(
            code_page(preferences(Lang::En), &Here::default(), Server::Manager, code).is_none(),
            "{code}"
        );
    }
}
