//! Packages whose key nobody vouches for, or not rightly.

use super::forge::{Forge, IAT, Line, NOT_AFTER, NOT_BEFORE, base64url, certificate, key};
use super::{Vector, refused};

pub(super) fn all() -> Vec<Vector> {
    let mut vectors = chain();
    vectors.extend(certificates());
    vectors.extend(certified_keys());
    vectors
}

/// Who signed whom.
fn chain() -> Vec<Vector> {
    let with = |change: &dyn Fn(&mut Forge)| Forge::sample().with(change).file();
    let kid = |name: &str| key(name).public().kid().to_owned();
    vec![
        refused(
            "untrusted_root.other",
            2,
            "certified by another vendor's root",
            with(&|f| {
                f.certificates[0] = certificate("acme", "issuer", "stranger", false);
            }),
        ),
        refused(
            "untrusted_root.itself",
            2,
            "the issuer certified its own key",
            with(&|f| {
                f.certificates[0] = certificate("acme", "issuer", "issuer", false);
            }),
        ),
        refused(
            "broken_chain",
            3,
            "both certificates are the root's",
            with(&|f| {
                f.certificates.insert(0, certificate("vendor", "deputy", "root", true));
            }),
        ),
        refused(
            "may_not_certify",
            3,
            "a partner certified another partner",
            with(&|f| {
                f.certificates = vec![
                    certificate("partner", "partner", "root", false),
                    certificate("acme", "issuer", "partner", false),
                ];
            }),
        ),
        refused(
            "too_many_certificates",
            6,
            "five certificates",
            with(&|f| {
                f.certificates = vec![
                    certificate("vendor", "deputy", "root", true),
                    certificate("vendor", "deputy 2", "deputy", true),
                    certificate("vendor", "deputy 3", "deputy 2", true),
                    certificate("vendor", "deputy 4", "deputy 3", true),
                    certificate("acme", "issuer", "deputy 4", false),
                ];
            }),
        ),
        refused(
            "unknown_key.root",
            1,
            "the root signed the package itself",
            with(&|f| {
                f.manifest = Line::new("manifest", "root", f.manifest.payload.clone());
            }),
        ),
        refused(
            "unknown_key.deputy",
            1,
            "the certificates lead to another key",
            with(&|f| {
                f.certificates[0] = certificate("acme", "partner", "root", false);
            }),
        ),
        refused(
            "other_key",
            4,
            "a row of the same issuer's older key",
            with(&|f| {
                f.rows[1] = Line::new("row", "older issuer key", f.rows[1].payload.clone());
            }),
        ),
        refused(
            "other_key.kid",
            4,
            "the right key under another kid",
            with(&|f| {
                let (ours, theirs) = (kid("issuer"), kid("stranger"));
                f.rows[1].edit_header(&ours, &theirs);
            }),
        ),
        refused(
            "wrong_issuer.partner",
            1,
            "a partner's key signs for the vendor",
            with(&|f| {
                f.certificates[0] = certificate("partner", "issuer", "root", false);
            }),
        ),
        refused(
            "wrong_issuer.deputy",
            1,
            "the deputy's certificate does not make a package its own",
            with(&|f| {
                f.certificates = vec![
                    certificate("acme", "deputy", "root", true),
                    certificate("partner", "issuer", "deputy", false),
                ];
            }),
        ),
    ]
}

/// Certificates out of their time, or not what they must be.
fn certificates() -> Vec<Vector> {
    let with = |change: &dyn Fn(&mut Forge)| Forge::sample().with(change).file();
    let early = format!(r#""not_before":{NOT_BEFORE}"#);
    let late = format!(r#""not_after":{NOT_AFTER}"#);
    let deputy = |first: i64, last: i64| {
        with(&|f| {
            f.certificates = vec![
                certificate("vendor", "deputy", "root", true),
                certificate("acme", "issuer", "deputy", false),
            ];
            let (from, to) = (format!(r#""not_before":{first}"#), format!(r#""not_after":{last}"#));
            f.certificates[0].edit(&early, &from).edit(&late, &to);
        })
    };
    vec![
        refused(
            "key_expired.package",
            1,
            "signed one second after the certificate's end",
            with(&|f| {
                f.manifest.edit(&IAT.to_string(), &(NOT_AFTER + 1).to_string());
            }),
        ),
        refused(
            "key_not_yet_valid.package",
            1,
            "signed one second before the certificate's beginning",
            with(&|f| {
                f.manifest.edit(&IAT.to_string(), &(NOT_BEFORE - 1).to_string());
            }),
        ),
        refused(
            "key_expired.certificate",
            3,
            "certified after the deputy's end",
            deputy(NOT_BEFORE - 100, NOT_BEFORE - 1),
        ),
        refused(
            "key_not_yet_valid.certificate",
            3,
            "certified before the deputy's beginning",
            deputy(NOT_BEFORE + 1, NOT_AFTER),
        ),
        refused(
            "certificate_dates",
            2,
            "a certificate that ends before it begins",
            with(&|f| {
                f.certificates[0].edit(&early, &format!(r#""not_before":{}"#, NOT_AFTER + 1));
            }),
        ),
        refused(
            "member_missing.not_after",
            2,
            "a certificate without an end",
            with(&|f| {
                f.certificates[0].edit(&format!("{late},"), "");
            }),
        ),
        refused(
            "member_missing.jwk",
            2,
            "a certificate without a key",
            with(&|f| {
                f.certificates[0].edit(r#""jwk""#, r#""key""#);
            }),
        ),
        refused(
            "unknown_critical.certificate",
            2,
            "a certificate with a condition that is not known",
            with(&|f| {
                f.certificates[0].edit(r#""iat""#, r#""only_for":["SE"],"crit":["only_for"],"iat""#);
            }),
        ),
        refused(
            "bad_name.certificate",
            2,
            "a certificate for a name that is none",
            with(&|f| {
                f.certificates[0].edit(r#""acme""#, r#""Acme AB""#);
            }),
        ),
    ]
}

/// Certificates of keys that are none, or that nobody may use.
fn certified_keys() -> Vec<Vector> {
    let jwk = |name: &str, about, member: &str, value: &str| {
        let bytes = Forge::sample().with(|forge| {
            let payload = &forge.certificates[0].payload;
            let start = payload.find(&format!("\"{member}\":\"")).unwrap() + member.len() + 4;
            let end = start + payload[start..].find('"').unwrap();
            forge.certificates[0].payload = format!("{}{value}{}", &payload[..start], &payload[end..]);
        });
        refused(name, 2, about, bytes.file())
    };
    let mut not_canonical = [0xff; 32];
    not_canonical[0] = 0xf0;
    not_canonical[31] = 0x7f;
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut off_curve = [0; 32];
    off_curve[0] = 2;
    let private = Forge::sample().with(|forge| {
        forge.certificates[0].edit(r#""crv""#, r#""d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","crv""#);
    });
    vec![
        jwk("bad_key.rsa", "an RSA key", "kty", "RSA"),
        jwk("bad_key.x25519", "a key for encryption", "crv", "X25519"),
        jwk("bad_key.short", "31 bytes", "x", &base64url([7; 31])),
        jwk("bad_key.off_curve", "32 bytes that are no point", "x", &base64url(off_curve)),
        jwk("bad_key.not_canonical", "a point written with y ≥ p", "x", &base64url(not_canonical)),
        jwk("weak_key.neutral", "the neutral element", "x", &base64url(neutral)),
        jwk("weak_key.order_four", "a point of order 4", "x", &base64url([0; 32])),
        jwk("wrong_key_id", "another key's kid", "kid", key("stranger").public().kid()),
        refused("private_key", 2, "a secret key in the certificate", private.file()),
    ]
}
