//! Invariants 2 to 4, 8 and 9: what may stand where.

use super::{Finding, Source};

/// Every line that stands in the wrong room.
pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|s| s.path.starts_with("crates/") && !s.is_test()) {
        sql_only_in_stores(source, &mut findings);
        http_only_at_the_edge(source, &mut findings);
        html_only_in_pages(source, &mut findings);
        environment_only_in_the_binary(source, &mut findings);
        core_is_pure(source, &mut findings);
        seals_go_through_the_sealing_store(source, &mut findings);
        nothing_left_undone(source, &mut findings);
    }
    for source in sources {
        let lines = source.text.lines().count();
        if lines > 700 {
            findings.push(Finding {
                place: source.path.clone(),
                what: format!("{lines} lines: split it, a file is one noun read from top to bottom"),
            });
        }
    }
    findings
}

fn find(source: &Source, findings: &mut Vec<Finding>, needles: &[&str], what: &str) {
    for (line, text) in source.code() {
        if needles.iter().any(|needle| text.contains(needle)) {
            findings.push(Finding { place: format!("{}:{line}", source.path), what: what.to_owned() });
        }
    }
}

fn file_is(source: &Source, names: &[&str]) -> bool {
    let path = &source.path;
    names.iter().any(|name| path.ends_with(&format!("/{name}.rs")) || path.contains(&format!("/{name}/")))
}

fn sql_only_in_stores(source: &Source, findings: &mut Vec<Finding>) {
    let platform =
        ["crates/platform/src/db", "crates/platform/src/ledger"].iter().any(|p| source.path.starts_with(p));
    if file_is(source, &["store", "migrations"]) || source.path.ends_with("_store.rs") || platform {
        return;
    }
    find(
        source,
        findings,
        &["\"SELECT ", "\"INSERT ", "\"UPDATE ", "\"DELETE ", "\"CREATE TABLE"],
        "SQL belongs in the noun's store.rs",
    );
}

fn http_only_at_the_edge(source: &Source, findings: &mut Vec<Finding>) {
    let servers = source.path.starts_with("crates/manager/") || source.path.starts_with("crates/authority/");
    // `hot.rs` answers the check route by hand beneath the router, and `serve.rs` puts it there (architecture: settled choices).
    let edge = file_is(source, &["api", "page", "lib", "interfaces", "router", "openapi", "hot", "serve"]);
    if (servers && !edge) || source.path.starts_with("crates/core/") || source.path.starts_with("crates/ui/")
    {
        find(source, findings, &["axum::", "hyper::"], "HTTP belongs in api.rs, page.rs or interfaces/");
    }
}

fn html_only_in_pages(source: &Source, findings: &mut Vec<Finding>) {
    if source.path.starts_with("crates/ui/") || file_is(source, &["page"]) {
        return;
    }
    find(source, findings, &["html!", "maud::"], "HTML belongs in page.rs or in the ui crate");
}

fn environment_only_in_the_binary(source: &Source, findings: &mut Vec<Finding>) {
    if source.path.starts_with("crates/licentia/") || source.path.ends_with("/build.rs") {
        return;
    }
    find(
        source,
        findings,
        &["env::var", "env::args", "env::current_dir"],
        "only the binary reads the environment",
    );
}

fn core_is_pure(source: &Source, findings: &mut Vec<Finding>) {
    if !source.path.starts_with("crates/core/") {
        return;
    }
    let impure = [
        "SystemTime",
        "Instant::",
        "::now(",
        "getrandom",
        "rand::",
        "tokio",
        "async fn",
        "std::fs",
        "std::net",
        "println!",
    ];
    find(source, findings, &impure, "core has no clock, no randomness, no I/O: make it an argument");
}

fn seals_go_through_the_sealing_store(source: &Source, findings: &mut Vec<Finding>) {
    const SEALED: &[&str] = &["app_user", "assignment", "seat_session", "site_assignment"];
    let writes = |text: &str| {
        SEALED.iter().any(|table| {
            ["INSERT INTO", "DELETE FROM"].iter().any(|verb| text.contains(&format!("{verb} {table} ")))
        })
    };
    let sealing = source.text.contains(".seal(") || source.text.contains(".unseal(");
    for (line, text) in source.code() {
        if writes(text) && !sealing {
            findings.push(Finding {
                place: format!("{}:{line}", source.path),
                what: "rows that rule 10 seals are written through the sealing store".to_owned(),
            });
        }
    }
}

fn nothing_left_undone(source: &Source, findings: &mut Vec<Finding>) {
    find(
        source,
        findings,
        &["todo!(", "unimplemented!(", "#[ignore", "FIXME", "XXX"],
        "nothing is left undone in the code: finish it, or say it in the README",
    );
    find(
        source,
        findings,
        &["#[allow("],
        "use #[expect(…, reason = …)], which speaks up once it is no longer needed",
    );
}
