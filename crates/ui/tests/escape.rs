//! Whatever a name, a reason or a query contains, it stays text in every component.

#[allow(dead_code, reason = "the other test that shares it reads the rest")]
#[path = "gallery/scan.rs"]
mod scan;

use jiff::civil::date;
use licentia_ui::{
    Bulk, Button, Cell, Choice, Column, Dialog, Doughnut, Facts, Feed, Field, Filters, Frame, Gauges, Head,
    Here, Icon, Lang, Limits, Live, NavGroup, NavItem, Node, Notice, Outcome, Panel, Preferences, Row,
    Server, SignedIn, Size, Switcher, Table, Tabs, Tag, Timeline, Tone, Trace, Value, card_page, choices,
    copyable, crowd, empty, error_summary, fixes, hidden, meter, pager, person, person_of, portrait,
    problem_notice, problem_page, progress, search, section_head, staged, t, tick_box, ticks, tools, tree,
    verdict,
};
use maud::{Markup, Render, html};

const EVIL: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&lt;{$x}";
const LANG: Lang = Lang::En;

/// The components that take words, each with hostile ones.
fn parts() -> Vec<Markup> {
    let here = Here::new("/u", "q=%22%27%3E%3Cscript%3E&a%22%3E=b").with("evil", EVIL);
    vec![
        Head::new(EVIL).crumb(LANG, EVIL, EVIL).portrait(EVIL).action(Button::link(EVIL, EVIL)).render(),
        Tabs::new(EVIL)
            .tab(EVIL, EVIL, true)
            .counted(LANG, EVIL, EVIL, false, 1)
            .tagged(EVIL, EVIL, false, Tag::good(EVIL))
            .render(),
        Button::submit(EVIL).named(EVIL, EVIL).form(EVIL).action(EVIL).icon(Icon::Ask).render(),
        Button::opens(EVIL, EVIL).only_icon().render(),
        Button::link(EVIL, EVIL).disabled(EVIL).only_icon().render(),
        Facts::new().fact(EVIL, EVIL).mono(EVIL, EVIL).maybe(EVIL, Some(EVIL)).list().render(),
        Panel::titled(EVIL, EVIL).aside(EVIL).body(EVIL).flush(EVIL).footer(EVIL).render(),
        section_head(EVIL, EVIL, None),
        empty(Icon::Ask, EVIL, EVIL, &[Button::link(EVIL, EVIL)]),
        Notice::new(Tone::Bad, EVIL).code(EVIL).action(Button::link(EVIL, EVIL)).render(),
        problem_notice(LANG, EVIL, &[]).render(),
        problem_page(LANG, EVIL, &[], EVIL),
        problem_notice(LANG, "invalid", &[("path", Value::from(EVIL))]).render(),
        html! { (t!(LANG, "copy-label", what = EVIL)) (copyable(LANG, EVIL, EVIL)) },
        html! { (portrait(EVIL, Size::Large)) (person_of(EVIL, EVIL, Some(EVIL), Some(EVIL))) (person(EVIL, EVIL, Some(EVIL))) (crowd([EVIL, ""])) },
        html! { (meter(LANG, EVIL, 1, 2)) (progress(LANG, EVIL, 1, 2)) },
        Gauges::new(LANG, EVIL).gauge(EVIL, EVIL, 1, 2, true).render(),
        Limits::new(LANG).limit(EVIL, 1, 2).unlimited(EVIL).absent(EVIL, EVIL).render(),
        Doughnut::new(LANG, EVIL, 1, 2).row(EVIL, EVIL, "plus").render(),
        table(&here),
        html! { (search(&here, "q", EVIL, EVIL)) (tools(EVIL, EVIL)) (pager(LANG, &here, 2, 1, 9)) (staged(true, EVIL, EVIL)) },
        Filters::new(LANG, EVIL).filter(EVIL, &here, 1, true).render(),
        Bulk::new(LANG, 1, EVIL).all(EVIL, 2).action(EVIL).render(),
        choices(LANG, EVIL, EVIL, &[Choice::new(EVIL, EVIL).detail(EVIL).seats(1, 2).tag(Tag::bad(EVIL))]),
        tree(EVIL, &[Node::new(EVIL, EVIL).detail(EVIL).tag(Tag::warn(EVIL)).child(Node::new(EVIL, EVIL))])
            .render(),
        Feed::new().item(EVIL, Some(html! { (EVIL) }), html! { (EVIL) }).render(),
        Trace::new(LANG).step(Outcome::Failed, EVIL, EVIL, EVIL).render(),
        verdict(Tone::Bad, EVIL, EVIL, EVIL),
        fixes([(EVIL.to_owned(), EVIL.to_owned(), Some(Button::link(EVIL, EVIL)))]),
        html! { (ticks([(EVIL, EVIL)])) (tick_box(EVIL, EVIL, EVIL, true)) (hidden(EVIL, EVIL)) },
        error_summary(LANG, &[(EVIL.to_owned(), EVIL.to_owned())]),
        html! { @for field in fields() { (field) } },
    ]
}

fn table(here: &Here) -> Markup {
    Table::new(LANG, EVIL)
        .choose("u")
        .column(Column::new(EVIL).sort("a"))
        .sorted(here, EVIL)
        .group(EVIL)
        .row(Row::new().choose(EVIL, EVIL, true).cell(EVIL).act(Button::submit(EVIL)))
        .across(EVIL, EVIL)
        .foot(Cell::new(EVIL))
        .render()
}

fn fields() -> Vec<Field> {
    let dress = |field: Field| field.value(EVIL).hint(EVIL).error(Some(EVIL)).suggestions([EVIL.to_owned()]);
    let option = (EVIL.to_owned(), EVIL.to_owned(), true);
    vec![
        dress(Field::text(EVIL, EVIL)),
        dress(Field::area(EVIL, EVIL)),
        dress(Field::select(EVIL, EVIL, [option])),
        dress(Field::password(EVIL, EVIL)),
    ]
}

fn frame() -> Frame {
    Frame {
        preferences: Preferences::new(EVIL, EVIL, EVIL),
        here: Here::new("/", "").with(EVIL, EVIL),
        home: EVIL.into(),
        server: Server::Authority,
        switcher: Some(Switcher {
            name: EVIL.into(),
            detail: EVIL.into(),
            others: vec![(EVIL.into(), EVIL.into(), EVIL.into(), true); 2],
        }),
        search: Some((EVIL.into(), EVIL.into())),
        signed_in: Some(SignedIn {
            name: EVIL.into(),
            login: EVIL.into(),
            picture: Some(EVIL.into()),
            links: vec![(EVIL.into(), EVIL.into())],
            sign_out: EVIL.into(),
        }),
        navigation: vec![NavGroup {
            title: EVIL.into(),
            items: vec![NavItem::new("x", EVIL, EVIL, Icon::Ask)],
        }],
        banners: vec![Notice::new(Tone::Warn, EVIL)],
        live: Some(Live { stream: EVIL.into(), banners: EVIL.into(), mark: EVIL.into() }),
        theme_action: EVIL.into(),
    }
}

fn check(what: usize, html: &str, scripts: usize) {
    let tags = scan::tags(html);
    assert_eq!(tags.iter().filter(|tag| tag.name == "script").count(), scripts, "part {what}: {html}");
    // Portraits are the only pictures there are.
    let ours = |class: &str| class.starts_with("portrait");
    let foreign = |tag: &scan::Tag<'_>| tag.name == "img" && !tag.get("class").is_some_and(ours);
    let hostile = tags.iter().any(|tag| foreign(tag) || tag.get("onerror").is_some());
    assert!(!hostile, "part {what}: {html}");
    assert!(!html.contains("\"'>"), "part {what}: {html}");
}

#[test]
fn hostile_words_stay_words_in_every_component() {
    for (what, part) in parts().into_iter().enumerate() {
        check(what, &part.0, 0);
        assert!(
            part.0.contains("&lt;script&gt;") || part.0.contains("%3Cscript%3E"),
            "part {what} shows them"
        );
    }
}

#[test]
fn hostile_words_stay_words_in_every_layout() {
    let frame = frame();
    let dialog = Dialog::new(LANG, EVIL, EVIL).lead(EVIL).body(EVIL).footer(EVIL).form(EVIL);
    check(100, &frame.page(EVIL, EVIL, EVIL).0, 1);
    check(101, &frame.page_with_dialog(EVIL, EVIL, &dialog).0, 1);
    check(102, &card_page(frame.preferences, &frame.here, frame.server, EVIL, EVIL).0, 1);
}

#[test]
fn a_timeline_never_fails_to_draw() {
    // Every pattern of present and absent dates, near, far and equal, in a fixed pseudo-random order.
    let mut seed = 7_u64;
    let mut next = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as i64
    };
    for _ in 0..800 {
        let today = date(2026, 11, 21);
        let reach = [3, 60, 400, 8_000][(next() % 4) as usize];
        let mut some = || {
            let days = next() % (2 * reach) - reach;
            (next() % 4 != 0).then(|| today.checked_add(jiff::Span::new().days(days)).unwrap_or(today))
        };
        let timeline = Timeline {
            lang: Lang::Sv,
            today,
            next_check: some(),
            admin_warning: some(),
            expiry: some(),
            grace: some(),
            maintenance: some(),
        };
        check(200, &timeline.render().0, 0);
    }
    let far = Timeline {
        lang: LANG,
        today: jiff::civil::Date::MIN,
        next_check: Some(jiff::civil::Date::MAX),
        admin_warning: None,
        expiry: Some(jiff::civil::Date::MIN),
        grace: Some(jiff::civil::Date::MAX),
        maintenance: None,
    };
    check(201, &far.render().0, 0);
}
