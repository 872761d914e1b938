//! Packages that are properly signed, but say something that cannot be meant.

use super::forge::{Forge, Line, base64url, sign_parts, text};
use super::{Vector, refused};

pub(super) fn all() -> Vec<Vector> {
    let mut vectors = json();
    vectors.extend(manifest());
    vectors.extend(values());
    vectors.extend(rows());
    vectors.extend(limits_and_meters());
    vectors
}

/// The sample with one change in the payload of the second row (line 4).
fn row(name: &str, about: &'static str, from: &str, to: &str) -> Vector {
    let forge = Forge::sample().with(|forge| {
        forge.rows[1].edit(from, to);
    });
    refused(name, 4, about, forge.file())
}

/// The sample with one change in the manifest.
fn head(name: &str, about: &'static str, from: &str, to: &str) -> Vector {
    let forge = Forge::sample().with(|forge| {
        forge.manifest.edit(from, to);
    });
    refused(name, 1, about, forge.file())
}

/// What is not JSON, or JSON with two meanings.
fn json() -> Vec<Vector> {
    let raw = |payload: &[u8]| {
        let forge = Forge::sample();
        let line = sign_parts(&base64url(&forge.rows[1].header), &base64url(payload), "issuer");
        text(&forge.lines_with(|body| body[1] = line)).into_bytes()
    };
    let deep = format!(r#""x":{}{},"scope""#, "[".repeat(16), "]".repeat(16));
    vec![
        row("payload_not_json.comma", "a comma too many", r#""none"}"#, r#""none",}"#),
        row("payload_not_json.trailing", "something after the object", r#""none"}"#, r#""none"}{}"#),
        row("payload_not_json.comment", "a comment", r#""scope""#, r#"/* all */"scope""#),
        row(
            "payload_not_json.zero",
            "a number with a zero before it",
            r#""quantity":20"#,
            r#""quantity":020"#,
        ),
        row("payload_not_json.line_end", "a line end within a text", "Sales", "Sa\nles"),
        row("payload_not_json.surrogate", "half a surrogate pair", "Sales", r"Sa\ud83dles"),
        refused("payload_not_json.utf8", 4, "a payload that is not UTF-8", raw(b"{\"n\":\"\xff\"}")),
        refused("payload_not_json.empty", 4, "no payload", raw(b"")),
        refused("bad_member.array", 4, "a payload that is an array", raw(b"[]")),
        row("too_deep", "seventeen levels", r#""scope""#, &deep),
        row("duplicate_member.row", "quantity twice", r#""scope""#, r#""quantity":2000,"scope""#),
        row(
            "duplicate_member.nested",
            "a language twice",
            r#""en":"Sales""#,
            r#""en":"Sales","en":"Selling""#,
        ),
        row(
            "duplicate_member.ignored",
            "twice within a member that is not known",
            r#""scope""#,
            r#""x":[{"a":1,"a":2}],"scope""#,
        ),
        row(
            "duplicate_member.escaped",
            "quantity twice, once with an escape",
            r#""scope""#,
            r#""\u0071uantity":2000,"scope""#,
        ),
        head(
            "duplicate_member.manifest",
            "holder twice",
            r#""zone""#,
            r#""holder":{"name":"X","serial":"1"},"zone""#,
        ),
        row("bad_member.control_character", "a NUL in a text", "Sales", r"Sa\u0000les"),
        row("bad_member.delete_character", "U+007F as it is in a text", "Sales", "Sa\u{7f}les"),
        row("bad_member.c1_character", "U+0085 as it is in a text", "Sales", "Sa\u{85}les"),
    ]
}

/// Manifests of another format, or incomplete ones.
fn manifest() -> Vec<Vector> {
    let missing = |name: &str, about, member: &str| {
        let forge = Forge::sample().with(|forge| {
            let payload = &forge.manifest.payload;
            let renamed = payload.replacen(&format!("\"{member}\":"), "\"other\":", 1);
            forge.manifest.payload = renamed;
        });
        refused(name, 1, about, forge.file())
    };
    vec![
        head(
            "newer_format",
            "format 2, of which nothing else is judged",
            r#""format":1,"package""#,
            r#""format":2,"parcel""#,
        ),
        head("bad_member.format", "format 0", r#""format":1"#, r#""format":0"#),
        head(
            "unknown_critical.manifest",
            "a condition that is not known",
            r#""iat""#,
            r#""region":"SE","crit":["region"],"iat""#,
        ),
        head("unknown_critical.empty", "crit without names", r#""iat""#, r#""crit":[],"iat""#),
        missing("member_missing.format", "no format", "format"),
        missing("member_missing.package", "no package", "package"),
        missing("member_missing.sequence", "no sequence", "sequence"),
        missing("member_missing.holder", "no holder", "holder"),
        missing("member_missing.serial", "a holder without serial number", "serial"),
        missing("member_missing.zone", "no zone", "zone"),
        missing("member_missing.rows", "no number of rows", "rows"),
        missing("member_missing.sha256", "no hash", "sha256"),
        head("member_missing.iat", "no date of signing", r#""iat""#, r#""at""#),
        head("bad_zone.unknown", "a zone that does not exist", "Europe/Stockholm", "Europe/Gothenburg"),
        head("bad_zone.spelling", "a zone in lower case", "Europe/Stockholm", "europe/stockholm"),
        head("bad_zone.offset", "an offset", "Europe/Stockholm", "+01:00"),
        head("bad_date.february", "30 February", r#""expiry":"2027-12-31""#, r#""expiry":"2027-02-30""#),
        head(
            "bad_date.time",
            "a date with a time",
            r#""grace":"2028-01-31""#,
            r#""grace":"2028-01-31T00:00:00Z""#,
        ),
        head("bad_date.number", "a date as a number", r#""grace":"2028-01-31""#, r#""grace":20280131"#),
        head("bad_name.issuer", "the issuer in capitals", r#""issuer":"acme""#, r#""issuer":"ACME""#),
    ]
}

/// Values that a member of the manifest cannot have.
fn values() -> Vec<Vector> {
    vec![
        head("bad_member.sequence_zero", "sequence 0", r#""sequence":7"#, r#""sequence":0"#),
        head(
            "bad_member.sequence_text",
            "a sequence number as a text",
            r#""sequence":7"#,
            r#""sequence":"7""#,
        ),
        head(
            "bad_member.sequence_large",
            "a sequence number of 64 bits",
            r#""sequence":7"#,
            r#""sequence":9223372036854775808"#,
        ),
        head(
            "bad_member.package",
            "a package id with a slash",
            r#""package":"0199a2f0"#,
            r#""package":"../0199a2f0"#,
        ),
        head(
            "bad_member.serial_empty",
            "an empty serial number",
            r#""serial":"1000234567""#,
            r#""serial":"""#,
        ),
        head(
            "bad_member.hash",
            "a hash in capitals",
            r#""sha256":"@sha256""#,
            r#""sha256":"E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855""#,
        ),
        head("bad_member.iat", "a time with a fraction", r#""iat":1800000000"#, r#""iat":1800000000.5"#),
        head(
            "bad_member.version",
            "a version of two numbers",
            r#""iat""#,
            r#""versions":{"from":"12.1"},"iat""#,
        ),
        head("bad_member.null", "null in place of an absent member", r#""iat""#, r#""prev":null,"iat""#),
    ]
}

/// Rows with impossible values.
fn rows() -> Vec<Vector> {
    vec![
        row("member_missing.module", "a row without module", r#""module""#, r#""modul""#),
        row("member_missing.scope", "a row without scope", r#""scope""#, r#""reach""#),
        row("member_missing.n", "a row without number", r#""n""#, r#""m""#),
        row("member_missing.row_package", "a row without package", r#""package""#, r#""parcel""#),
        row(
            "unknown_critical.row",
            "a row with a condition that is not known",
            r#""scope""#,
            r#""weekdays":[1,2],"crit":["weekdays"],"scope""#,
        ),
        row("bad_member.quantity_negative", "a negative quantity", r#""quantity":20"#, r#""quantity":-20"#),
        row("bad_member.quantity_fraction", "half a seat", r#""quantity":20"#, r#""quantity":20.5"#),
        row(
            "bad_member.quantity_exponent",
            "a quantity with an exponent",
            r#""quantity":20"#,
            r#""quantity":2e1"#,
        ),
        row("bad_member.quantity_large", "more than 32 bits", r#""quantity":20"#, r#""quantity":4294967296"#),
        row("bad_member.scope", "a scope that does not exist", r#""scope":"user""#, r#""scope":"galaxy""#),
        row("bad_member.counting", "a counting that does not exist", r#""named""#, r#""Named""#),
        row("bad_member.kinds", "a kind of user that does not exist", r#""internal""#, r#""employee""#),
        row("bad_member.hidden", "hidden as a text", r#""hidden":false"#, r#""hidden":"false""#),
        row("bad_member.set", "a set that is a text", r#"["user","sale-cal"]"#, r#""user,sale-cal""#),
        row("bad_member.language", "a language that is none", r#""sv":"#, r#""svenska språket":"#),
        row("bad_name.module", "a module in capitals", r#""module":"ten-sales""#, r#""module":"TEN-SALES""#),
        row("bad_name.hyphens", "two hyphens", r#""module":"ten-sales""#, r#""module":"ten--sales""#),
        row(
            "bad_name.issuer_in_code",
            "a module with its issuer",
            r#""module":"ten-sales""#,
            r#""module":"acme.ten-sales""#,
        ),
        row("bad_name.set", "an empty name in a set", r#"["user","#, r#"["","#),
        row(
            "quantity_unclear.both",
            "a quantity, and unrestricted",
            r#""quantity":20"#,
            r#""quantity":20,"unrestricted":true"#,
        ),
        row("quantity_unclear.neither", "no quantity", r#""quantity":20,"#, ""),
        row("row_dates", "due before start", r#""due":"2027-12-31""#, r#""due":"2026-12-31""#),
        row("bad_date.row", "a date of three digits", r#""start":"2027-01-01""#, r#""start":"2027-1-1""#),
    ]
}

/// Limits (line 7) and meters (line 8) with impossible values.
fn limits_and_meters() -> Vec<Vector> {
    let changed = |line: usize, name: &str, about, from: &str, to: &str| {
        let forge = Forge::sample().with(|forge| {
            let list: &mut Vec<Line> = if line == 7 { &mut forge.limits } else { &mut forge.meters };
            list[0].edit(from, to);
        });
        refused(name, line, about, forge.file())
    };
    vec![
        changed(7, "quantity_unclear.limit", "a limit without maximum", r#","max":100"#, ""),
        changed(
            7,
            "quantity_unclear.limit_both",
            "a maximum, and unlimited",
            r#""max":100"#,
            r#""max":100,"unlimited":true"#,
        ),
        changed(
            7,
            "quantity_unclear.limit_next",
            "the next suite up with neither a maximum nor unlimited",
            r#","max":100"#,
            r#","next":{"titles":{"en":"Growth"}},"max":100"#,
        ),
        changed(7, "member_missing.limit", "a limit without name", r#""limit""#, r#""name""#),
        changed(7, "row_order.limit", "a limit with the wrong number", r#""n":0"#, r#""n":5"#),
        changed(7, "other_package.limit", "a limit of another package", "0199a2f0", "0199a2f1"),
        changed(
            8,
            "bad_member.meter_kind",
            "a kind of meter that does not exist",
            r#""count""#,
            r#""average""#,
        ),
        changed(8, "member_missing.base", "a meter without allowance", r#""base""#, r#""free""#),
        changed(
            8,
            "unknown_critical.meter",
            "a meter with a condition that is not known",
            r#""base""#,
            r#""crit":["base"],"base""#,
        ),
    ]
}
