//! The catalogue file: TOML in, a catalogue out, or every problem of it (docs/catalogue.md).
//!
//! This file knows the notation only. What the modules mean to each other (circles, unknown names in a
//! set) is for [`Catalogue::validate`] to judge; its findings are given their lines here.

use licentia_core::catalogue::{Catalogue, LimitDef, MeterDef, ModuleDef, Problem as RuleProblem, SuiteDef};
use licentia_core::licence::{Counting, Kinds, Scope, UserKind, WhenStopped};
use licentia_core::package::MeterKind;
use toml::de::DeTable;

use super::fields::{Fields, Found, Lines};
use super::problem::{FileProblem, Trouble};

/// The format this version reads.
const FORMAT: u64 = 1;

const SCOPES: &[(&str, Scope)] = &[("system", Scope::System), ("site", Scope::Site), ("user", Scope::User)];
const COUNTINGS: &[(&str, Counting)] = &[("named", Counting::Named), ("concurrent", Counting::Concurrent)];
const STOPS: &[(&str, WhenStopped)] = &[("read_only", WhenStopped::ReadOnly), ("none", WhenStopped::None)];
const METERS: &[(&str, MeterKind)] = &[
    ("count", MeterKind::Count),
    ("sum", MeterKind::Sum),
    ("unique", MeterKind::Unique),
    ("maximum", MeterKind::Maximum),
    ("latest", MeterKind::Latest),
    ("level", MeterKind::Level),
];
const KINDS: &[(&str, UserKind)] = &[
    ("internal", UserKind::Internal),
    ("resource", UserKind::Resource),
    ("external", UserKind::External),
    ("anonymous", UserKind::Anonymous),
    ("system", UserKind::System),
];

/// A catalogue as its file describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueFile {
    /// What is sold.
    pub catalogue: Catalogue,
    /// What to propose for the dates of a package.
    pub proposal: Proposal,
}

/// Days before and after a package's expiry that are proposed when issuing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// The manager asks for news this many days before expiry.
    pub next_check: Option<u64>,
    /// Administrators are warned this many days before expiry.
    pub admin_warning: Option<u64>,
    /// The licences stop this many days after expiry.
    pub grace: Option<u64>,
}

/// Reads a catalogue file and judges it.
///
/// # Errors
/// Every problem in it, in the order of the lines: those of notation, or else those of the rules.
pub fn read(source: &str) -> Result<CatalogueFile, Vec<FileProblem>> {
    read_after(source, None)
}

/// Reads a catalogue file and judges it, also by what was sold before.
///
/// # Errors
/// As [`read`].
pub(super) fn read_after(
    source: &str,
    former: Option<&Catalogue>,
) -> Result<CatalogueFile, Vec<FileProblem>> {
    let mut found = Found::in_source(source);
    let (document, errors) = DeTable::parse_recoverable(source);
    for error in &errors {
        let at = error.span().map_or(0, |span| span.start);
        found.add(at, None, Trouble::Syntax { detail: error.message().to_owned() });
    }
    if !found.is_fine() {
        return Err(found.into_problems());
    }
    let mut fields = Fields::of(document.get_ref(), 0, String::new(), &mut found);
    let file = document_of(&mut fields);
    fields.finish();
    if !found.is_fine() {
        return Err(found.into_problems());
    }
    judged(file, &found.into_lines(), former)
}

fn judged(
    file: CatalogueFile,
    lines: &Lines,
    former: Option<&Catalogue>,
) -> Result<CatalogueFile, Vec<FileProblem>> {
    let mut found = file.catalogue.validate();
    found.extend(former.map(|former| file.catalogue.recounted(former)).unwrap_or_default());
    let mut problems: Vec<FileProblem> =
        found.iter().map(|problem| placed(&file.catalogue, problem, lines)).collect();
    if problems.is_empty() {
        return Ok(file);
    }
    problems.sort_by_key(|problem| problem.line);
    Err(problems)
}

/// The line and the module of what the rules found at `modules[3].set`: the line of the field if it is
/// written in the file, otherwise that of the table.
fn placed(catalogue: &Catalogue, problem: &RuleProblem, lines: &Lines) -> FileProblem {
    let (table, field) = problem.at.split_once('.').unwrap_or((&problem.at, ""));
    let line = [problem.at.as_str(), table].iter().find_map(|path| lines.get(*path)).copied();
    FileProblem {
        line,
        module: named(catalogue, table),
        trouble: Trouble::Rule {
            code: problem.code.as_str(),
            field: field.to_owned(),
            names: problem.names.clone(),
        },
    }
}

/// The code of `modules[3]`.
fn named(catalogue: &Catalogue, table: &str) -> Option<String> {
    let (list, rest) = table.split_once('[')?;
    let index: usize = rest.strip_suffix(']')?.parse().ok()?;
    match list {
        "modules" => catalogue.modules.get(index).map(|module| module.code.clone()),
        "suites" => catalogue.suites.get(index).map(|suite| suite.name.clone()),
        "meters" => catalogue.meters.get(index).map(|meter| meter.name.clone()),
        _ => None,
    }
}

fn document_of(fields: &mut Fields<'_, '_, '_>) -> CatalogueFile {
    if fields.number("format") != Some(FORMAT) {
        fields.trouble(0, Trouble::Format);
    }
    fields.must_have("issuer");
    fields.must_have("modules");
    let issuer = text_of(fields, "issuer");
    let proposal = fields.table("dates", |dates| Proposal {
        next_check: dates.number("next_check"),
        admin_warning: dates.number("admin_warning"),
        grace: dates.number("grace"),
    });
    let catalogue = Catalogue {
        issuer,
        titles: fields.languages("titles"),
        modules: fields.tables("modules", module_of),
        suites: fields.tables("suites", suite_of),
        meters: fields.tables("meters", meter_of),
    };
    CatalogueFile { catalogue, proposal: proposal.unwrap_or_default() }
}

fn module_of(fields: &mut Fields<'_, '_, '_>) -> ModuleDef {
    fields.must_have("code");
    let code = text_of(fields, "code");
    fields.named(&code);
    fields.must_have("scope");
    ModuleDef {
        code,
        titles: fields.languages("titles"),
        tooltips: fields.languages("tooltips"),
        scope: fields.word("scope", SCOPES).unwrap_or(Scope::User),
        counting: fields.word("counting", COUNTINGS).unwrap_or_default(),
        hidden: fields.flag("hidden"),
        plan: fields.flag("plan"),
        tier: fields.flag("tier"),
        unrestricted: fields.flag("unrestricted"),
        set: codes_of(fields, "set"),
        requires: codes_of(fields, "requires"),
        brings: codes_of(fields, "brings"),
        kinds: fields.words("kinds", KINDS).map_or(Kinds::ALL, Kinds::from),
        when_stopped: fields.word("when_stopped", STOPS).unwrap_or_default(),
        was: fields.text("was").map(|(text, _)| text),
        prices: fields.prices("prices"),
    }
}

fn suite_of(fields: &mut Fields<'_, '_, '_>) -> SuiteDef {
    fields.must_have("name");
    fields.must_have("module");
    let name = text_of(fields, "name");
    fields.named(&name);
    SuiteDef {
        name,
        titles: fields.languages("titles"),
        module: text_of(fields, "module"),
        brings: codes_of(fields, "brings"),
        limits: fields.tables("limits", limit_of),
        next: fields.text("next").map(|(text, _)| text),
        prices: fields.prices("prices"),
    }
}

fn limit_of(fields: &mut Fields<'_, '_, '_>) -> LimitDef {
    fields.must_have("name");
    LimitDef {
        name: text_of(fields, "name"),
        titles: fields.languages("titles"),
        max: fields.number("max"),
        counts: fields.languages("counts"),
        advice: fields.languages("advice"),
    }
}

fn meter_of(fields: &mut Fields<'_, '_, '_>) -> MeterDef {
    fields.must_have("name");
    fields.must_have("kind");
    let name = text_of(fields, "name");
    fields.named(&name);
    MeterDef {
        name,
        titles: fields.languages("titles"),
        kind: fields.word("kind", METERS).unwrap_or(MeterKind::Count),
        unit: fields.languages("unit"),
        base: fields.number("base").unwrap_or(0),
        per_plan: fields.number("per_plan").unwrap_or(0),
        block: fields.number("block").unwrap_or(1),
        prices: fields.prices("prices"),
    }
}

fn text_of(fields: &mut Fields<'_, '_, '_>, field: &'static str) -> String {
    fields.text(field).map(|(text, _)| text).unwrap_or_default()
}

fn codes_of(fields: &mut Fields<'_, '_, '_>, field: &'static str) -> Vec<String> {
    let texts = fields.texts(field).unwrap_or_default();
    texts.into_iter().map(|(text, _)| text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Listed = (Option<u32>, Option<String>, &'static str);

    fn problems(source: &str) -> Vec<Listed> {
        let problems = read(source).unwrap_err();
        problems.into_iter().map(|p| (p.line, p.module.clone(), p.trouble.code())).collect()
    }

    fn at(line: u32, module: &str, code: &'static str) -> Listed {
        (Some(line), (!module.is_empty()).then(|| module.to_owned()), code)
    }

    #[test]
    fn the_sample_vendors_file_is_read_whole() {
        let file = read(include_str!("../../../../examples/superoffice.toml")).unwrap();
        assert_eq!(file.catalogue.issuer, "superoffice");
        assert_eq!(file.proposal.grace, Some(12));
        let plan = file.catalogue.module("ten-sales").unwrap();
        assert!(plan.plan && !plan.hidden);
        assert_eq!(plan.set.len(), 18);
        assert_eq!(plan.kinds, Kinds::of(&[UserKind::Internal]));
        let desk = file.catalogue.module("service-desk").unwrap();
        assert_eq!(desk.counting, Counting::Concurrent);
        for module in &file.catalogue.modules {
            let titles = &module.titles;
            assert!(titles.contains_key("en") && titles.contains_key("sv"), "{}", module.code);
        }
    }

    /// A product line without plans, and a partner's add-ons: every licence type by its documented name.
    #[test]
    fn the_other_samples_are_read_whole() {
        let creatio = read(include_str!("../../../../examples/creatio.toml")).unwrap().catalogue;
        let acme = read(include_str!("../../../../examples/acme.toml")).unwrap().catalogue;
        assert_eq!((&*creatio.issuer, &*acme.issuer), ("creatio", "acme"));
        let product = creatio.module("sales-enterprise-on-site").unwrap();
        assert_eq!(product.titles["en"], "sales creatio enterprise on-site");
        assert_eq!((product.scope, product.counting, product.plan), (Scope::User, Counting::Named, false));
        let competitive = creatio.module("contact-center-competitive-on-site").unwrap();
        assert_eq!((competitive.scope, competitive.counting), (Scope::User, Counting::Concurrent));
        assert_eq!(creatio.module("lead-generation-on-site").unwrap().scope, Scope::System);
        let scope = |code: &str| acme.module(code).unwrap().scope;
        assert_eq!(
            [scope("colours"), scope("translate"), scope("raindrops")],
            [Scope::System, Scope::Site, Scope::User]
        );
        for module in creatio.modules.iter().chain(&acme.modules) {
            let titles = &module.titles;
            assert!(titles.contains_key("en") && titles.contains_key("sv"), "{}", module.code);
        }
    }

    #[test]
    fn every_problem_of_notation_is_listed_with_its_line() {
        let source = "format = 1\nissuer = 7\n[[modules]]\ncode = \"a\"\nscope = \"users\"\n\
                      titles = { en = \"A\" }\nhiden = true\n[[modules]]\nscope = \"user\"\n\
                      [[modules]]\ncode = \"d\"\nscope = 3\ntitles = \"D\"\nplan = \"yes\"\n\
                      set = [\"x\", 7]\n";
        assert_eq!(
            problems(source),
            [
                at(2, "", "wrong_type"),
                at(5, "a", "unknown_word"),
                at(7, "a", "unknown_field"),
                at(8, "", "missing"),
                at(12, "d", "wrong_type"),
                at(13, "d", "wrong_type"),
                at(14, "d", "wrong_type"),
                at(15, "d", "wrong_type"),
            ]
        );
    }

    #[test]
    fn every_problem_of_the_rules_is_listed_with_its_line() {
        let module = |code: &str, more: &str| {
            format!("[[modules]]\ncode = \"{code}\"\nscope = \"user\"\ntitles = {{ en = \"x\" }}\n{more}\n")
        };
        let source = format!(
            "format = 1\nissuer = \"acme\"\n{}{}{}",
            module("one", "requires = [\"two\"]"),
            module("two", "requires = [\"one\"]"),
            module("plan", "plan = true\nset = [\"thre\"]"),
        );
        let found = problems(&source);
        assert!(found.contains(&at(18, "plan", "unknown_in_set")), "{found:?}");
        let circles: Vec<_> = found.iter().filter(|p| p.2 == "cycle_in_requires").collect();
        assert!(!circles.is_empty() && circles.iter().all(|p| p.0.is_some() && p.1.is_some()));
    }

    #[test]
    fn what_is_no_toml_says_where() {
        assert_eq!(problems("format = 1\nissuer = \n"), [at(2, "", "syntax")]);
    }

    #[test]
    fn another_format_is_not_guessed_at() {
        let source = "format = 2\nissuer = \"a\"\nmodules = []\n";
        assert_eq!(problems(source), [at(1, "", "format")]);
    }
}
