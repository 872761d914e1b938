//! Files that are refused as a whole: their bytes, their structure, their place.

use super::forge::{Forge, Line, PACKAGE, hex, text};
use super::{Here, Kind, SequenceHash, Vector, refused, too_large};
use licentia_protocol::sha256;

pub(super) fn all() -> Vec<Vector> {
    let mut vectors = bytes();
    vectors.extend(lines());
    vectors.extend(rows());
    vectors.extend(in_place());
    vectors
}

/// Not text, not ours, not whole.
fn bytes() -> Vec<Vector> {
    let file = Forge::sample().file();
    let spoilt = |at: usize, byte: u8| {
        let mut file = file.clone();
        file[at] = byte;
        file
    };
    let second_line = file.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let json = br#"{"package":"p1","rows":[]}"#.to_vec();
    let zip = b"PK\x03\x04\x14\x00\x00\x00\x08\x00licence.tls and so on".to_vec();
    vec![
        too_large(Kind::Package, "too_large", (16 << 20) + 1, "one byte more than is looked at"),
        too_large(Kind::Package, "too_large", 100 << 20, "100 MiB of zeros"),
        refused("empty", None, "no bytes", Vec::new()),
        refused("byte_order_mark", 1, "saved by an editor", [b"\xef\xbb\xbf", &*file].concat()),
        refused("not_a_package.json", 1, "some other JSON", json),
        refused("not_a_package.zip", 1, "an archive with the package inside", zip),
        refused("not_a_package.zeros", 1, "1 KiB of zeros", vec![0; 1024]),
        refused("this_is_a_key", 1, "the root's file", super::trust().to_pem().into_bytes()),
        refused("not_a_package.word", 1, "base64 without any dot", b"bGljZW5jZSBwYWNrYWdl\n".to_vec()),
        refused("not_utf8", 2, "a byte FF in the second line", spoilt(second_line + 20, 0xff)),
        refused("truncated.last_lf", 8, "the last LF is missing", file[..file.len() - 1].to_vec()),
        refused("truncated.half", 5, "cut off in the fifth line", cut_in_line(&file, 5)),
    ]
}

fn cut_in_line(file: &[u8], line: usize) -> Vec<u8> {
    let ends = file.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    let start = ends.map(|(at, _)| at + 1).nth(line - 2).unwrap();
    file[..start + 100].to_vec()
}

/// Lines that are empty, too long, or of the wrong kind at their place.
fn lines() -> Vec<Vector> {
    let sample = Forge::sample();
    let lines = sample.lines();
    let file = text(&lines);
    let changed = |change: &dyn Fn(&mut Vec<String>)| {
        let mut lines = lines.clone();
        change(&mut lines);
        text(&lines).into_bytes()
    };
    let token = {
        let mut line = Line::new("row", "issuer", r#"{"sub":"anna"}"#);
        line.edit_header("licence-row+jws", "JWT");
        line.sign()
    };
    let long = sample.clone().with(|forge| {
        forge.rows[0].edit("Användare", &"å".repeat(30_000));
    });
    vec![
        refused("carriage_return", 1, "CR LF line ends", file.replace('\n', "\r\n").into_bytes()),
        refused("blank_line.first", 1, "an empty line before the manifest", format!("\n{file}").into_bytes()),
        refused("blank_line.last", 9, "an empty line at the end", format!("{file}\n").into_bytes()),
        refused(
            "blank_line.between",
            3,
            "an empty line before the rows",
            changed(&|l| l.insert(2, String::new())),
        ),
        refused("line_too_long", 3, "a row of more than 64 KiB", long.file()),
        refused(
            "wrong_type.manifest",
            1,
            "a token of another system in place of the manifest",
            changed(&|l| l[0] = token.clone()),
        ),
        refused(
            "wrong_type.row",
            4,
            "a token of another system among the rows",
            changed(&|l| l[3] = token.clone()),
        ),
        refused("wrong_type.exchanged", 6, "a limit in place of the last row", changed(&|l| l.swap(5, 6))),
        refused("manifest_missing.removed", 1, "the manifest was removed", changed(&|l| drop(l.remove(0)))),
        refused("manifest_missing.last", 1, "the manifest at the end", changed(&|l| l.rotate_left(1))),
        refused(
            "manifest_repeated.two_packages",
            9,
            "the same package twice in one file",
            file.repeat(2).into_bytes(),
        ),
        refused(
            "manifest_repeated.among_rows",
            4,
            "the manifest in place of a row",
            changed(&|l| l[3] = l[0].clone()),
        ),
        refused("certificate_missing", 2, "the certificate was removed", changed(&|l| drop(l.remove(1)))),
        refused(
            "certificate_misplaced",
            4,
            "the certificate in place of a row",
            changed(&|l| l[3] = l[1].clone()),
        ),
    ]
}

/// Rows removed, added, exchanged, moved.
fn rows() -> Vec<Vector> {
    let sample = Forge::sample();
    let lines = sample.lines();
    let changed = |change: &dyn Fn(&mut Vec<String>)| {
        let mut lines = lines.clone();
        change(&mut lines);
        text(&lines).into_bytes()
    };
    let other = sample.clone().with(|forge| {
        forge.rows[1].edit(PACKAGE, "0199a2f0-5c3e-7000-8000-000000000002");
    });
    let more = sample.clone().with(|forge| {
        forge.rows[1].edit(r#""quantity":20"#, r#""quantity":2000"#);
    });
    let numbered = sample.clone().with(|forge| {
        forge.rows[3].edit(r#""n":3"#, r#""n":4"#);
    });
    let fifth = {
        let mut row = sample.rows[3].clone();
        row.edit(r#""n":3"#, r#""n":4"#).edit("area-management", "sales-intelligence");
        row.sign()
    };
    vec![
        refused("rows_missing.middle", 4, "the second row was removed", changed(&|l| drop(l.remove(3)))),
        refused("rows_missing.last", 8, "the last line was removed", changed(&|l| drop(l.pop()))),
        refused("rows_missing.all", 3, "every row was removed", changed(&|l| l.truncate(2))),
        refused("rows_added.repeated", 5, "the second row twice", changed(&|l| l.insert(4, l[3].clone()))),
        refused(
            "rows_added.foreign",
            7,
            "another signed row after the last",
            changed(&|l| l.insert(6, fifth.clone())),
        ),
        refused("row_order.swapped", 3, "two rows exchanged", changed(&|l| l.swap(2, 3))),
        refused("row_order.copied", 5, "a row copied over the next", changed(&|l| l[4] = l[3].clone())),
        refused("row_order.numbered", 6, "signed with a gap in the numbers", numbered.file()),
        refused(
            "other_package.moved",
            4,
            "a row of another package of the same issuer",
            changed(&|l| l[3] = other.lines()[3].clone()),
        ),
        refused("other_package.signed", 4, "signed with a row of another package", other.file()),
        refused(
            "rows_changed",
            None,
            "a row exchanged for another that the issuer signed for the same place",
            changed(&|l| l[3] = more.lines()[3].clone()),
        ),
        refused("repeated.limit", None, "the same limit twice", twice(&sample, |forge| &mut forge.limits)),
        refused("repeated.meter", None, "the same meter twice", twice(&sample, |forge| &mut forge.meters)),
    ]
}

fn twice(sample: &Forge, list: impl Fn(&mut Forge) -> &mut Vec<Line>) -> Vec<u8> {
    let mut forge = sample.clone();
    let list = list(&mut forge);
    let mut again = list[0].clone();
    again.edit(r#""n":0"#, r#""n":1"#);
    list.push(again);
    forge.file()
}

/// Packages that are in order but not for here, or not for now.
fn in_place() -> Vec<Vector> {
    let sample = Forge::sample().file();
    let hash = hex(&sha256(&sample));
    let here = |name: &str, about, change: &dyn Fn(&mut Here)| {
        let mut expected = Here::sample();
        change(&mut expected);
        Vector { expected: Some(expected), ..refused(name, None, about, sample.clone()) }
    };
    let in_force = |sequence, sha256: &str| Some(SequenceHash { sequence, sha256: sha256.to_owned() });
    let bound = Forge::sample().with(|forge| {
        forge
            .manifest
            .edit(r#""iat""#, r#""installation":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k","iat""#);
    });
    let answer = Forge::sample().with(|forge| {
        forge.manifest.edit(r#""iat""#, r#""nonce":"n-0001","iat""#);
    });
    let elsewhere = |name: &str, about, forge: &Forge, change: &dyn Fn(&mut Here)| Vector {
        bytes: forge.file(),
        ..here(name, about, change)
    };
    vec![
        here("wrong_holder.name", "for another company", &|h| h.holder = "Lindqvist AB"),
        here("wrong_holder.spelling", "the name differs in one letter's case", &|h| {
            h.holder = "Bergström & søn AB"
        }),
        here("wrong_serial", "for another serial number", &|h| h.serial = "1000234568"),
        elsewhere("wrong_installation.other", "for another installation", &bound, &|h| {
            h.installation = Some("AAAA")
        }),
        elsewhere(
            "wrong_installation.none",
            "for an enrolled installation; this one is not",
            &bound,
            &|_| {},
        ),
        elsewhere("wrong_nonce.other", "answers an older request", &answer, &|h| h.nonces = vec!["n-0002"]),
        elsewhere("wrong_nonce.none", "answers a request; none is open", &answer, &|_| {}),
        here("older_sequence", "sequence 7 after 8", &|h| h.in_force = in_force(8, &hash)),
        here("already_in_force", "the same bytes again", &|h| h.in_force = in_force(7, &hash)),
        here("sequence_reused", "other bytes with the same number", &|h| {
            h.in_force = in_force(7, &hex(&sha256(b"another package")));
        }),
    ]
}
