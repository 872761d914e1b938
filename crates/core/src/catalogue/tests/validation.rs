//! Every problem has its code and its place, and all of them are listed.

use super::{catalogue, codes, english, hidden, plan, requiring, sample, system, tier, user};
use crate::catalogue::{
    Catalogue, Change, Item, LimitDef, ModuleDef, ProblemCode as Code, SuiteDef, difference,
};
use crate::licence::{Counting, Kinds, Scope, Texts, UserKind};
use std::collections::BTreeSet;

fn found(catalogue: &Catalogue) -> Vec<(&'static str, String, Vec<String>)> {
    catalogue.validate().into_iter().map(|p| (p.code.as_str(), p.at, p.names)).collect()
}

/// The problems of these modules after one that is well.
fn of(modules: Vec<ModuleDef>) -> Vec<(&'static str, String, Vec<String>)> {
    let mut all = vec![user("web")];
    all.extend(modules);
    found(&catalogue(all))
}

fn one(code: Code, at: &str, names: &[&str]) -> Vec<(&'static str, String, Vec<String>)> {
    vec![(code.as_str(), at.to_owned(), codes(names))]
}

#[test]
fn a_good_catalogue_has_none() {
    assert_eq!(found(&sample()), []);
    let written = serde_json::to_string(&sample()).unwrap();
    assert_eq!(serde_json::from_str::<Catalogue>(&written).unwrap(), sample());
}

#[test]
fn names_titles_and_duplicates() {
    assert_eq!(of(vec![user("Web Client")]), one(Code::BadName, "modules[1].code", &["Web Client"]));
    assert_eq!(of(vec![user("SALE")]), one(Code::BadName, "modules[1].code", &["SALE"]));
    assert_eq!(of(vec![user("web")]), one(Code::DuplicateModule, "modules[1]", &["web"]));
    let untitled = ModuleDef::new("a", Scope::User);
    assert_eq!(of(vec![untitled.clone()]), one(Code::MissingTitle, "modules[1].titles", &[]));
    assert_eq!(of(vec![hidden(untitled)]), [], "nobody sees it");
    let titles = Texts::from([("Svenska".to_owned(), "A".to_owned())]);
    let strange = ModuleDef { titles, ..user("a") };
    assert_eq!(of(vec![strange]), one(Code::BadLanguage, "modules[1].titles", &["Svenska"]));
    let priced = ModuleDef { prices: [("kr".to_owned(), 1)].into(), ..user("a") };
    assert_eq!(of(vec![priced]), one(Code::BadCurrency, "modules[1].prices", &["kr"]));
    let nameless = Catalogue { issuer: "Super Office".into(), ..catalogue(Vec::new()) };
    assert_eq!(found(&nameless), one(Code::BadIssuer, "issuer", &["Super Office"]));
}

#[test]
fn texts_hold_no_hidden_characters() {
    let text = |text: &str| Texts::from([("en".to_owned(), text.to_owned())]);
    for (hidden, named) in [
        ("\0", "U+0000"),
        ("\r\n", "U+000D"),
        ("\u{7f}", "U+007F"),
        ("\u{85}", "U+0085"),
        ("\u{9f}", "U+009F"),
    ] {
        let titles = text(&format!("Web{hidden}client"));
        let found = one(Code::ControlCharacter, "modules[1].titles.en", &[named]);
        assert_eq!(of(vec![ModuleDef { titles: titles.clone(), ..user("a") }]), found);
        let tooltips = ModuleDef { tooltips: titles.clone(), ..user("a") };
        assert_eq!(of(vec![tooltips]), one(Code::ControlCharacter, "modules[1].tooltips.en", &[named]));
        let ours = Catalogue { titles, ..catalogue(Vec::new()) };
        assert_eq!(self::found(&ours), one(Code::ControlCharacter, "titles.en", &[named]));
        let code = format!("web{hidden}");
        let coded = ModuleDef { titles: english("Web"), ..user(&code) };
        assert_eq!(of(vec![coded]), one(Code::BadName, "modules[1].code", &[&code]));
    }
    let lines = ModuleDef { tooltips: text("One\n\ttwo \u{a0}\u{2026}"), ..user("a") };
    assert_eq!(of(vec![lines]), [], "tab and line feed are there to be seen");
}

#[test]
fn plans_and_their_sets() {
    let set = "modules[1].set";
    assert_eq!(of(vec![plan("p", &["nothing"], &[])]), one(Code::UnknownInSet, set, &["nothing"]));
    assert_eq!(of(vec![plan("p", &["web", "web"], &[])]), one(Code::DuplicateInSet, set, &["web"]));
    assert_eq!(of(vec![plan("p", &["p"], &[])]), one(Code::PlanInSet, set, &["p"]));
    assert_eq!(of(vec![plan("p", &["s"], &[]), system("s")]), one(Code::SetNotUser, set, &["s"]));
    let no_plan = ModuleDef { plan: false, ..plan("p", &["web"], &[]) };
    assert_eq!(of(vec![no_plan]), one(Code::SetOnNonPlan, set, &["p"]));
    assert_eq!(of(vec![hidden(plan("p", &[], &[]))]), one(Code::PlanHidden, "modules[1]", &["p"]));
    let no_user = ModuleDef { plan: true, ..system("p") };
    assert_eq!(of(vec![no_user]), one(Code::PlanNotUser, "modules[1]", &["p"]));
    let both = ModuleDef { tier: true, ..plan("p", &[], &[]) };
    assert_eq!(of(vec![both]), one(Code::PlanIsTier, "modules[1]", &["p"]));
    let unmeetable =
        [plan("p", &["sale-cal"], &[]), requiring(hidden(user("sale-cal")), &["user"]), hidden(user("user"))];
    assert_eq!(of(unmeetable.to_vec()), one(Code::SetIncomplete, set, &["sale-cal", "user"]));
}

#[test]
fn prerequisites_and_what_is_brought() {
    let requires = "modules[1].requires";
    let nothing = requiring(user("a"), &["nothing"]);
    assert_eq!(of(vec![nothing]), one(Code::UnknownInRequires, requires, &["nothing"]));
    let upside_down = requiring(system("a"), &["web"]);
    assert_eq!(of(vec![upside_down]), one(Code::RequiresUserModule, requires, &["web"]));
    let cycle = [
        requiring(user("a"), &["web", "b"]),
        requiring(user("b"), &["c"]),
        requiring(user("c"), &["a"]),
        requiring(user("d"), &["d"]),
    ];
    let found = of(cycle.to_vec());
    let expected = [
        one(Code::CycleInRequires, "modules[1]", &["a", "b", "c"]),
        one(Code::CycleInRequires, "modules[4]", &["d"]),
    ];
    assert_eq!(found, expected.concat());
    let diamond = [requiring(user("a"), &["b", "c"]), requiring(user("b"), &["c"]), user("c")];
    assert_eq!(of(diamond.to_vec()), [], "two ways are no cycle");

    let bringing = |what: &[&str]| ModuleDef { brings: codes(what), ..system("s") };
    let brings = "modules[1].brings";
    assert_eq!(of(vec![bringing(&["nothing"])]), one(Code::UnknownInBrings, brings, &["nothing"]));
    assert_eq!(of(vec![bringing(&["web"])]), one(Code::BringsUserModule, brings, &["web"]));
    assert_eq!(of(vec![bringing(&["t"]), tier("t")]), []);
    assert_eq!(of(vec![bringing(&["s"])]), one(Code::CycleInBrings, "modules[1]", &["s"]));
}

#[test]
fn kinds_counting_and_renaming() {
    let nobody = ModuleDef { kinds: Kinds::of(&[]), ..user("a") };
    assert_eq!(of(vec![nobody]), one(Code::NoKinds, "modules[1]", &["a"]));
    let internal = ModuleDef { kinds: Kinds::of(&[UserKind::Internal]), ..hidden(user("a")) };
    let external = ModuleDef { kinds: Kinds::of(&[UserKind::External]), ..plan("p", &["a"], &[]) };
    assert_eq!(of(vec![external, internal]), one(Code::NoKinds, "modules[1].set", &["p"]));
    let concurrent = ModuleDef { counting: Counting::Concurrent, ..system("a") };
    assert_eq!(of(vec![concurrent]), one(Code::ConcurrentNotUser, "modules[1]", &["a"]));
    let was = |code: &str, was: &str| ModuleDef { was: Some(was.into()), ..user(code) };
    assert_eq!(of(vec![was("a", "web")]), one(Code::WasInUse, "modules[1].was", &["web"]));
    assert_eq!(of(vec![was("a", "old"), was("b", "old")]), one(Code::WasInUse, "modules[2].was", &["old"]));
    assert_eq!(of(vec![was("a", "Old")]), one(Code::BadName, "modules[1].was", &["Old"]));
}

#[test]
fn suites_limits_and_meters() {
    let with = |change: &dyn Fn(&mut Catalogue)| {
        let mut catalogue = sample();
        change(&mut catalogue);
        found(&catalogue)
    };
    let suite = |change: &dyn Fn(&mut SuiteDef)| with(&|c: &mut Catalogue| change(&mut c.suites[0]));
    let twin = |c: &mut Catalogue| c.suites.push(c.suites[1].clone());
    assert_eq!(with(&twin), one(Code::DuplicateSuite, "suites[2]", &["growth"]));
    let module = "suites[0].module";
    assert_eq!(suite(&|s| s.module = "x".into()), one(Code::UnknownSuiteModule, module, &["x"]));
    assert_eq!(suite(&|s| s.module = "user".into()), one(Code::SuiteModuleNotUser, module, &["user"]));
    assert_eq!(suite(&|s| s.next = Some("core".into())), one(Code::UnknownNext, "suites[0].next", &["core"]));
    let x = codes(&["x"]);
    assert_eq!(suite(&|s| s.brings = x.clone()), one(Code::UnknownInBrings, "suites[0].brings", &["x"]));
    let limit = "suites[0].limits[1]";
    let again = |s: &mut SuiteDef| s.limits.push(s.limits[0].clone());
    assert_eq!(suite(&again), one(Code::DuplicateLimit, limit, &["active-projects"]));
    let nameless = |s: &mut SuiteDef| {
        s.limits.push(LimitDef { name: String::new(), titles: english("x"), ..s.limits[0].clone() });
    };
    assert_eq!(suite(&nameless), one(Code::BadName, limit, &[""]));
    let twin = |c: &mut Catalogue| c.meters.push(c.meters[0].clone());
    assert_eq!(
        with(&twin),
        one(Code::DuplicateMeter, "meters[1] emails-sent".split(' ').next().unwrap(), &["emails-sent"])
    );
}

#[test]
fn everything_is_listed_at_once() {
    let broken = vec![
        requiring(plan("a", &["nothing", "web"], &["neither"]), &["b"]),
        requiring(user("b"), &["a", "c"]),
        user("b"),
    ];
    let found: Vec<_> = of(broken).into_iter().map(|(code, at, _)| (code, at)).collect();
    let expected = [
        ("unknown_in_set", "modules[1].set"),
        ("unknown_in_brings", "modules[1].brings"),
        ("unknown_in_requires", "modules[2].requires"),
        ("duplicate_module", "modules[3]"),
        ("cycle_in_requires", "modules[1]"),
    ];
    assert_eq!(found, expected.map(|(code, at)| (code, at.to_owned())));
}

#[test]
fn codes_are_one_each_and_serialised_by_name() {
    let names: BTreeSet<_> = Code::EVERY.iter().map(|code| code.as_str()).collect();
    assert_eq!(names.len(), Code::EVERY.len());
    for code in Code::EVERY {
        assert_eq!(serde_json::to_string(code).unwrap(), format!("{:?}", code.as_str()));
    }
}

#[test]
fn two_editions_differ_field_by_field() {
    assert_eq!(difference(&sample(), &sample()), []);
    let mut new = sample();
    new.modules.retain(|module| module.code != "satellite");
    new.modules.push(user("audience"));
    new.modules[10].set = codes(&["user", "web", "ej-client"]);
    new.suites[0].limits[0].max = Some(200);
    new.titles.insert("sv".into(), "SuperOffice".into());
    let changes = difference(&sample(), &new);
    let said: Vec<_> = changes.iter().map(|change| (change.item, change.code.as_str())).collect();
    let expected = [
        (Item::Issuer, "superoffice"),
        (Item::Module, "ten-sales"),
        (Item::Module, "audience"),
        (Item::Module, "satellite"),
        (Item::Suite, "core"),
    ];
    assert_eq!(said, expected);
    let Change::Changed(fields) = &changes[1].change else { panic!("{:?}", changes[1]) };
    let set = (&fields[0].field[..], &fields[0].before[..], &fields[0].after[..]);
    assert_eq!(set, ("set", &codes(&["sale-cal"])[..], &codes(&["ej-client"])[..]));
    let Change::Changed(fields) = &changes[4].change else { panic!("{:?}", changes[4]) };
    assert_eq!((fields[0].field.as_str(), fields.len()), ("limits.active-projects.max", 1));
    assert_eq!((&changes[2].change, &changes[3].change), (&Change::Added, &Change::Removed));
}
