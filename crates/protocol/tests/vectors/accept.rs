//! Packages that are in order, each stretching the format in another direction.

use super::forge::{Forge, IAT, Line, NOT_AFTER, NOT_BEFORE, PACKAGE, certificate, hex};
use super::{Here, Kind, SequenceHash, Vector, accepted_as};
use licentia_protocol::sha256;

pub(super) fn accepted(name: &str, about: &'static str, forge: &Forge) -> Vector {
    let member = |line: &Line, name: &str| {
        let payload: serde_json::Value = serde_json::from_str(&line.payload).unwrap();
        payload[name].as_str().unwrap_or_default().to_owned()
    };
    let manifest = forge.manifest.payload.replace('@', "");
    let sequence = manifest.split("\"sequence\":").nth(1).unwrap_or("0");
    let digits: String = sequence.chars().take_while(char::is_ascii_digit).collect();
    let issuer = manifest.split("\"issuer\":\"").nth(1).unwrap_or_default();
    let holds = serde_json::json!({
        "issuer": issuer.split('"').next().unwrap_or_default(),
        "sequence": digits.parse::<u64>().unwrap_or_default(),
        "modules": forge.rows.iter().map(|row| member(row, "module")).collect::<Vec<_>>(),
        "limits": forge.limits.len(),
        "meters": forge.meters.len(),
    });
    Vector { expected: Some(Here::sample()), ..accepted_as(Kind::Package, name, about, forge.file(), holds) }
}

fn expecting(mut vector: Vector, change: impl FnOnce(&mut Here)) -> Vector {
    vector.expected.iter_mut().for_each(|here| here.nonces.clear());
    if let Some(here) = &mut vector.expected {
        change(here);
    }
    vector
}

fn without_body(forge: &mut Forge) {
    forge.rows.clear();
    forge.limits.clear();
    forge.meters.clear();
}

pub(super) fn all() -> Vec<Vector> {
    let mut vectors = shapes();
    vectors.extend(chains());
    vectors.extend(spellings());
    vectors.extend(in_place());
    vectors
}

/// Few rows, many rows, every member.
fn shapes() -> Vec<Vector> {
    let sample = Forge::sample;
    let minimal = sample().with(|forge| {
        without_body(forge);
        forge.manifest.payload = format!(
            r#"{{"format":1,"package":"p1","sequence":1,"issuer":"acme","holder":{{"name":"Bergström & Søn AB","serial":"1000234567"}},"zone":"UTC","rows":@rows,"sha256":"@sha256","iat":{IAT}}}"#
        );
    });
    let many = sample().with(|forge| {
        forge.rows = (0..150)
            .map(|n| Line::new("row", "issuer", format!(
                r#"{{"package":"{PACKAGE}","n":{n},"module":"m{n}","scope":"site","counting":"named","quantity":{n},"when_stopped":"none"}}"#
            )))
            .collect();
    });
    let full = sample().with(|forge| {
        forge.manifest.edit(r#""iat""#, r#""versions":{"from":"12.0.0","to":"12.9.99"},"prev":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","suite":{"name":"core","titles":{"en":"Core"},"module":"core-user","next":{"en":"Growth"}},"iat""#);
        forge.rows[1].edit(r#""scope""#, r#""tooltips":{"en":"For those who sell"},"was":"sales","scope""#);
        forge.limits[0].edit(r#""max""#, r#""counts":{"en":"Completed ones do not count"},"advice":{"en":"Close finished projects"},"next":{"titles":{"en":"Growth"},"unlimited":true},"max""#);
        forge.meters[0].edit(r#""base""#, r#""unit":{"en":"e-mails"},"base""#);
    });
    let dated = sample().with(|forge| {
        let second = forge.rows[1].clone();
        forge.rows.push(second);
        forge.rows[4]
            .edit(r#""n":1"#, r#""n":4"#)
            .edit("2027-01-01", "2028-01-01")
            .edit("2027-12-31", "2028-12-31");
    });
    let limits = sample().with(|forge| {
        forge.limits[0].edit(r#""max":100"#, r#""max":0"#);
        let unlimited = forge.limits[0].clone();
        forge.limits.push(unlimited);
        forge.limits[1]
            .edit(r#""n":0"#, r#""n":1"#)
            .edit("active-projects", "dashboards")
            .edit(r#""max":0"#, r#""unlimited":true"#);
    });
    let counting = sample().with(|forge| {
        forge.rows[0].edit(r#""named""#, r#""concurrent""#);
        forge.rows[2].edit(r#""quantity":20"#, r#""quantity":4294967295"#);
        forge.rows[3].edit(r#""flags":0"#, r#""flags":4294967295"#);
    });
    let kinds = sample().with(|forge| {
        let meter = forge.meters.remove(0);
        let kinds = ["count", "sum", "unique", "maximum", "latest", "level"];
        forge.meters.extend((0..).zip(kinds).map(|(n, kind)| {
            let mut line = meter.clone();
            line.edit(r#""n":0"#, &format!(r#""n":{n}"#))
                .edit(r#""kind":"count""#, &format!(r#""kind":"{kind}""#))
                .set("emails-sent", &format!("meter-{n}"));
            line
        }));
    });
    vec![
        accepted("sample", "rows, a limit and a meter, with all five dates", &sample()),
        accepted("minimal", "no rows at all and no member that may be left out", &minimal),
        accepted("many-rows", "150 rows without titles", &many),
        accepted("every-member", "versions, prev, suite, tooltips, was, counts, advice, next, unit", &full),
        accepted("two-dated-rows", "one module with a row for each of two years", &dated),
        accepted("limit-of-zero", "a limit of 0, and one without a maximum", &limits),
        accepted("meter-kinds", "a meter of every kind", &kinds),
        accepted("largest-numbers", "concurrent counting, the largest quantity and flags", &counting),
    ]
}

/// How the key hangs on the root, and when it is valid.
fn chains() -> Vec<Vector> {
    let sample = Forge::sample;
    let deputy = sample().with(|forge| {
        forge.certificates = vec![
            certificate("vendor", "deputy", "root", true),
            certificate("acme", "issuer", "deputy", false),
        ];
    });
    let longest = sample().with(|forge| {
        forge.certificates = vec![
            certificate("vendor", "deputy", "root", true),
            certificate("vendor", "deputy 2", "deputy", true),
            certificate("vendor", "deputy 3", "deputy 2", true),
            certificate("acme", "issuer", "deputy 3", false),
        ];
    });
    let first_second = sample().with(|forge| {
        forge.manifest.edit(&IAT.to_string(), &NOT_BEFORE.to_string());
    });
    let last_second = sample().with(|forge| {
        forge.manifest.edit(&IAT.to_string(), &NOT_AFTER.to_string());
    });
    vec![
        accepted("deputy", "a partner certified by a key that the root lets certify", &deputy),
        accepted("four-certificates", "the longest chain", &longest),
        accepted("first-second", "signed in the first second of the certificate", &first_second),
        accepted("last-second", "signed in the last second of the certificate", &last_second),
    ]
}

/// The same things written in other ways that JSON allows.
fn spellings() -> Vec<Vector> {
    let sample = Forge::sample;
    let ed25519 = sample().with(|forge| {
        for line in forge.rows.iter_mut().chain([&mut forge.manifest]) {
            line.edit_header("EdDSA", "Ed25519");
        }
    });
    let header = sample().with(|forge| {
        let line = &mut forge.rows[0];
        let kid = super::key("issuer").public().kid().to_owned();
        line.header =
            format!("{{ \"typ\" : \"licence-row+jws\",\n\t\"kid\":\"{kid}\", \"alg\":\"\\u0045dDSA\" }}");
    });
    let payload = sample().with(|forge| {
        forge.rows[0].payload = format!(
            "{{\r\n \"\\u006e\" : 0 , \"when_stopped\":\"none\",\"flags\":0,\"quantity\":20,\"counting\":\"named\",\"scope\":\"user\",\"titles\":{{\"sv\":\"Anv\\u00e4ndare \\ud83d\\ude00\",\"en\":\"A \\\"user\\\"\"}},\"module\":\"user\",\"package\":\"{PACKAGE}\"}} "
        );
    });
    let unknown = sample().with(|forge| {
        let more = r#""future":{"a":[1,2.5e3,null,true,{"b":"c"}]},"iat""#;
        forge.manifest.edit(r#""iat""#, more).edit(r#""serial""#, r#""country":"SE","serial""#);
        forge.certificates[0].edit(r#""iat""#, more).edit(r#""kty""#, r#""use":"sig","kty""#);
        forge.rows[0].edit(r#""n""#, r#""colour":"green","n""#);
        forge.limits[0].edit(r#""n""#, r#""colour":"green","n""#);
    });
    let never = sample().with(|forge| {
        forge.manifest.edit(r#""next_check":"2027-11-01""#, r#""next_check":0"#);
        forge.manifest.edit(r#""grace":"2028-01-31""#, r#""grace":0"#);
        forge.rows[1].edit(r#""due":"2027-12-31""#, r#""due":0"#);
    });
    vec![
        accepted("alg-ed25519", "alg is called Ed25519 (RFC 9864) on some lines", &ed25519),
        accepted("header-order", "header members in another order, with white space and an escape", &header),
        accepted("payload-order", "payload members in another order, with white space and escapes", &payload),
        accepted("unknown-members", "members of a later version, which are ignored", &unknown),
        accepted("never", "dates written as 0", &never),
    ]
}

/// Packages that need something of the installation they are loaded into.
fn in_place() -> Vec<Vector> {
    const KEY: &str = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
    let answer = Forge::sample().with(|forge| {
        forge.manifest.edit(r#""iat""#, &format!(r#""installation":"{KEY}","nonce":"n-0001","iat""#));
    });
    let answer = accepted("answer", "answers a request of one installation", &answer);
    let newer = accepted("newer", "the sequence number follows after a gap", &Forge::sample());
    vec![
        expecting(answer, |here| {
            here.installation = Some(KEY);
            here.nonces = vec!["n-0000", "n-0001"];
        }),
        expecting(newer, |here| {
            here.in_force = Some(SequenceHash { sequence: 4, sha256: hex(&sha256(b"an older package")) });
        }),
    ]
}
