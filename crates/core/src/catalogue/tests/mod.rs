//! Stories and properties of catalogues and orders.

mod orders;
mod properties;
mod validation;

use super::{Catalogue, LimitDef, MeterDef, ModuleDef, SuiteDef};
use crate::licence::{Scope, Texts};
use crate::package::MeterKind;

fn english(text: &str) -> Texts {
    Texts::from([("en".to_owned(), text.to_owned())])
}

fn codes(codes: &[&str]) -> Vec<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

fn system(code: &str) -> ModuleDef {
    ModuleDef { titles: english(code), ..ModuleDef::new(code, Scope::System) }
}

fn user(code: &str) -> ModuleDef {
    ModuleDef { titles: english(code), ..ModuleDef::new(code, Scope::User) }
}

fn hidden(module: ModuleDef) -> ModuleDef {
    ModuleDef { hidden: true, ..module }
}

fn tier(code: &str) -> ModuleDef {
    ModuleDef { tier: true, ..hidden(system(code)) }
}

fn plan(code: &str, set: &[&str], brings: &[&str]) -> ModuleDef {
    ModuleDef { plan: true, set: codes(set), brings: codes(brings), ..user(code) }
}

fn requiring(module: ModuleDef, requires: &[&str]) -> ModuleDef {
    ModuleDef { requires: codes(requires), ..module }
}

fn catalogue(modules: Vec<ModuleDef>) -> Catalogue {
    Catalogue {
        issuer: "superoffice".into(),
        titles: english("SuperOffice"),
        modules,
        suites: Vec::new(),
        meters: Vec::new(),
    }
}

/// The sample vendor in small: two single plans, one of both, and what comes with them.
fn sample() -> Catalogue {
    let modules = vec![
        ModuleDef { brings: codes(&["import"]), ..system("server") },
        hidden(system("import")),
        ModuleDef { brings: codes(&["saint"]), ..system("sales-intelligence") },
        hidden(system("saint")),
        hidden(system("sale")),
        tier("sales-t2"),
        requiring(hidden(user("user")), &["server"]),
        hidden(user("web")),
        requiring(hidden(user("sale-cal")), &["user", "sale"]),
        hidden(user("ej-client")),
        plan("ten-sales", &["user", "web", "sale-cal"], &["sale", "sales-t2"]),
        plan("ten-service", &["user", "web", "ej-client"], &[]),
        plan("ten-both", &["user", "web", "sale-cal", "ej-client"], &["sale", "sales-t2"]),
        ModuleDef { unrestricted: true, ..requiring(user("visible-for"), &["user"]) },
        ModuleDef { scope: Scope::Site, ..user("satellite") },
    ];
    let core = SuiteDef {
        name: "core".into(),
        titles: english("Core"),
        module: "suite-core".into(),
        brings: codes(&["saint"]),
        limits: vec![LimitDef {
            name: "active-projects".into(),
            titles: english("Active projects"),
            max: Some(100),
            counts: Texts::new(),
            advice: Texts::new(),
        }],
        next: Some("growth".into()),
        prices: Default::default(),
    };
    let growth = SuiteDef {
        name: "growth".into(),
        titles: english("Growth"),
        module: "suite-growth".into(),
        next: None,
        limits: Vec::new(),
        ..core.clone()
    };
    let emails = MeterDef {
        name: "emails-sent".into(),
        titles: english("E-mails sent"),
        kind: MeterKind::Count,
        unit: english("e-mails"),
        base: 1_000,
        per_plan: 50,
        block: 1,
        prices: [("SEK".to_owned(), 2)].into(),
    };
    let mut catalogue = catalogue(modules);
    catalogue.modules.push(plan("suite-core", &["user", "web"], &[]));
    catalogue.modules.push(plan("suite-growth", &["user", "web"], &[]));
    catalogue.suites = vec![core, growth];
    catalogue.meters = vec![emails];
    catalogue
}
