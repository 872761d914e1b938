//! What holds for every message of a conversation, and for every way to spoil one.

mod random;

use proptest::collection::vec;
use proptest::prelude::*;
use random::{
    any_answer, any_letter, any_list, any_receipt, any_request, any_usage, any_usage_receipt, any_visit,
    nonce, payload,
};

use super::*;
use crate::jws::{Typ, sign};
use crate::key_list::{KeyList, KeyState};
use crate::package::{Trust, read_certificates};
use crate::reasons::{Reason, Refused};
use crate::testing::random::{cases, scale};
use crate::testing::{
    NONCE, answer, certificate, certificates, installation_key, issuer_key, key_list, letter, receipt,
    request, root, trust, usage, usage_receipt, visit,
};

fn asked(answer: &Answer) -> (String, String, String) {
    (answer.nonce.clone(), answer.installation.clone(), answer.issuer.to_string())
}

/// Reads an answer as whoever asked for exactly this one.
fn read_as_asked(bytes: &[u8], answer: &Answer) -> Result<crate::Verified<Answer>, Refused> {
    let (nonce, installation, issuer) = asked(answer);
    let asked = Asked { nonce: &nonce, installation: &installation, issuer: &issuer, keys: None };
    read_answer(bytes, &trust(), &asked)
}

/// One file of each kind, and whether it is read.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let list = key_list(3, KeyState::Active).sign(&root());
    vec![
        ("request", write_request(&request(), &installation_key()).into_bytes()),
        ("receipt", write_receipt(&receipt(), &installation_key()).into_bytes()),
        ("letter", write_letter(&letter(), &installation_key()).into_bytes()),
        ("usage", write_usage(&usage(), &installation_key()).into_bytes()),
        ("visit", format!("{}\n", write_visit(&visit(), &installation_key())).into_bytes()),
        ("usage receipt", write_usage_receipt(&usage_receipt(), &issuer_key(), &certificates(), None)),
        ("answer", write_answer(&answer(), &issuer_key(), &certificates(), Some(&list))),
        ("key list", format!("{list}\n").into_bytes()),
        ("certificate", format!("{}\n", certificates()[0]).into_bytes()),
    ]
}

fn read(kind: &str, bytes: &[u8]) -> Result<(), Refused> {
    match kind {
        "request" => read_request(bytes).map(drop),
        "receipt" => read_receipt(bytes).map(drop),
        "letter" => read_letter(bytes).map(drop),
        "usage" => read_usage(bytes).map(drop),
        // It travels without its line end.
        "visit" => match bytes.strip_suffix(b"\n") {
            Some(line) => read_visit(&String::from_utf8_lossy(line)).map(drop),
            None => Err(Refused::new(Reason::Truncated, "it is cut off")),
        },
        "usage receipt" => read_usage_receipt(bytes, &trust()).map(drop),
        "answer" => read_as_asked(bytes, &answer()).map(drop),
        "key list" => KeyList::read(bytes, &trust()).map(drop),
        _ => read_certificates(bytes, &trust()).map(drop),
    }
}

#[test]
fn every_sample_is_read() {
    for (kind, bytes) in samples() {
        assert_eq!(read(kind, &bytes), Ok(()), "{kind}");
    }
}

/// No change of a single byte goes unnoticed. The long run tries all 255 others in each place, the daily
/// one those that differ in one bit.
#[test]
fn every_changed_byte_is_refused() {
    for (kind, mut bytes) in samples() {
        for at in 0..bytes.len() {
            let others: Vec<u8> =
                if scale() >= 100 { (1..=255).collect() } else { (0..8).map(|bit| 1 << bit).collect() };
            for other in others {
                bytes[at] ^= other;
                assert!(read(kind, &bytes).is_err(), "{kind}: byte {at} may be changed by {other:#04x}");
                bytes[at] ^= other;
            }
        }
    }
}

/// Of a key list alone the LF may be missing; an answer may lose its key list, which is one more line.
#[test]
fn every_cut_and_every_removed_or_doubled_byte_is_refused() {
    for (kind, bytes) in samples() {
        let whole_line = |cut: usize| {
            kind == "key list" && cut + 1 == bytes.len() || kind == "answer" && ends_line(&bytes, cut, 2)
        };
        for at in 0..bytes.len() {
            assert!(whole_line(at) || read(kind, &bytes[..at]).is_err(), "{kind}: cut at {at}");
            let removed = [&bytes[..at], &bytes[at + 1..]].concat();
            let last_lf = kind == "key list" && at + 1 == bytes.len();
            assert!(last_lf || read(kind, &removed).is_err(), "{kind}: byte {at} removed");
            let doubled = [&bytes[..=at], &bytes[at..]].concat();
            assert!(read(kind, &doubled).is_err(), "{kind}: byte {at} doubled");
        }
    }
}

/// Whether exactly `lines` lines end at `cut`.
fn ends_line(bytes: &[u8], cut: usize, lines: usize) -> bool {
    cut > 0 && bytes[cut - 1] == b'\n' && bytes[..cut].iter().filter(|b| **b == b'\n').count() == lines
}

/// Whoever signs a message in another's name, with the other's public key in it, is found out.
#[test]
fn nobody_speaks_for_a_key_that_is_not_theirs() {
    let ours = write_request(&request(), &installation_key());
    let [header, payload, _] = parts(&ours);
    let forged = issuer_key().sign(format!("{header}.{payload}").as_bytes());
    let forged = format!("{header}.{payload}.{}\n", base64(&forged));
    assert_eq!(reason(read_request(forged.as_bytes())), Some(Reason::BadSignature));
    // With the forger's own kid in the header the signature fits, and the key inside is another.
    let line = sign(Typ::REQUEST, &unbase64(payload), &issuer_key()) + "\n";
    assert_eq!(reason(read_request(line.as_bytes())), Some(Reason::SelfSignature));
}

#[test]
fn a_message_of_one_kind_is_never_another() {
    let key = installation_key();
    for (typ, other) in [(Typ::RECEIPT, Reason::ThisIsAReceipt), (Typ::LETTER, Reason::ThisIsALetter)] {
        let [_, payload, _] = parts(&write_request(&request(), &key)).map(str::to_owned);
        let line = sign(typ, &unbase64(&payload), &key) + "\n";
        assert_eq!(reason(read_request(line.as_bytes())), Some(other));
    }
}

#[test]
fn evidence_of_a_message_is_its_own_key_and_of_an_answer_the_issuers() {
    let file = write_request(&request(), &installation_key());
    let read = read_request(file.as_bytes()).unwrap();
    assert_eq!(read.evidence().kid, installation_key().public().kid());
    assert_eq!(read.evidence().sha256, crate::sha256(file.as_bytes()));
    assert!(read.evidence().certificates.is_empty() && !read.evidence().demo);

    let list = key_list(3, KeyState::Retired);
    let line = list.sign(&root());
    let mut partner = certificate(crate::testing::issuer(), issuer_key().public());
    partner.partner = true;
    let file = write_answer(&answer(), &issuer_key(), &[partner.sign(&root())], Some(&line));
    let demo = Trust { demo: true, ..trust() };
    let (nonce, installation, issuer) = asked(&answer());
    let asked = Asked { nonce: &nonce, installation: &installation, issuer: &issuer, keys: None };
    let read = read_answer(&file, &demo, &asked).unwrap();
    let evidence = read.evidence();
    assert_eq!(evidence.kid, issuer_key().public().kid());
    assert_eq!((&evidence.keys, evidence.key_list_line.as_deref()), (&Some(list), Some(&*line)));
    assert!(evidence.partner && evidence.demo);
}

/// Line ends that a transport added to the lines of certificates and key lists do no harm.
#[test]
fn lines_that_are_put_together_may_have_their_ends() {
    let list = key_list(3, KeyState::Active).sign(&root()) + "\n";
    let file = write_answer(&answer(), &issuer_key(), &[certificates()[0].clone() + "\r\n"], Some(&list));
    assert!(read_as_asked(&file, &answer()).is_ok());
    assert_eq!(KeyList::read(&list, &trust()).map(|list| list.version), Ok(3));
    assert_eq!(KeyList::read(list.trim_end(), &trust()).map(|list| list.version), Ok(3));
}

#[test]
fn lists_supersede_each_other_by_version() {
    let (old, new) = (key_list(2, KeyState::Active), key_list(3, KeyState::Withdrawn));
    assert_eq!(new.supersedes(None), Ok(true));
    assert_eq!(new.supersedes(Some(&old)), Ok(true));
    assert_eq!(new.supersedes(Some(&new)), Ok(false));
    assert_eq!(old.supersedes(Some(&new)).map_err(|r| r.reason), Err(Reason::OlderKeyList));
    let other = key_list(3, KeyState::Active);
    assert_eq!(other.supersedes(Some(&new)).map_err(|r| r.reason), Err(Reason::KeyListReused));
    let kid = issuer_key().public().kid().to_owned();
    assert_eq!((old.withdrawn(&kid), new.withdrawn(&kid)), (None, Some(crate::testing::IAT)));
    assert_eq!(new.withdrawn("another"), None);
}

/// The longest that may be written is read, and one byte more is not.
#[test]
fn the_longest_letter_fits() {
    let full = Letter {
        text: "å".repeat(MAX_TEXT / 2),
        comparison: Some(format!("\"{}\"", "a".repeat(MAX_COMPARISON - 2))),
        ..letter()
    };
    let file = write_letter(&full, &installation_key());
    assert!(file.len() < MAX_BYTES, "{}", file.len());
    assert_eq!(read_letter(file.as_bytes()).map(crate::Verified::into_inner), Ok(full.clone()));
    let more = Letter { text: full.text.clone() + "a", ..full };
    let file = write_letter(&more, &installation_key());
    assert_eq!(reason(read_letter(file.as_bytes())), Some(Reason::BadMember));
}

fn reason<T>(read: Result<T, Refused>) -> Option<Reason> {
    read.err().map(|refused| refused.reason)
}

fn parts(line: &str) -> [&str; 3] {
    let mut parts = line.trim_end().split('.');
    [(); 3].map(|()| parts.next().unwrap())
}

fn base64(bytes: &[u8]) -> String {
    use ::base64::Engine as _;
    ::base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

fn unbase64(part: &str) -> Vec<u8> {
    use ::base64::Engine as _;
    ::base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).unwrap()
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn what_is_written_is_what_is_read(
        request in any_request(), receipt in any_receipt(), letter in any_letter(),
        answer in any_answer(), list in any_list(), usage in any_usage(), usage_receipt in any_usage_receipt(),
        visit in any_visit(),
    ) {
        let key = installation_key();
        let read = read_request(write_request(&request, &key).as_bytes());
        prop_assert_eq!(read.map(crate::Verified::into_inner), Ok(request));
        let read = read_receipt(write_receipt(&receipt, &key).as_bytes());
        prop_assert_eq!(read.map(crate::Verified::into_inner), Ok(receipt));
        let read = read_letter(write_letter(&letter, &key).as_bytes());
        prop_assert_eq!(read.map(crate::Verified::into_inner), Ok(letter));
        let read = read_usage(write_usage(&usage, &key).as_bytes());
        prop_assert_eq!(read.map(crate::Verified::into_inner), Ok(usage));
        let read = read_visit(&write_visit(&visit, &key));
        prop_assert_eq!(read.map(crate::Verified::into_inner), Ok(visit));
        let chain = [certificate(usage_receipt.issuer.clone(), issuer_key().public()).sign(&root())];
        let file = write_usage_receipt(&usage_receipt, &issuer_key(), &chain, None);
        let read = read_usage_receipt(&file, &trust());
        prop_assert_eq!(read.map(crate::Verified::into_inner), Ok(usage_receipt));
        let line = list.sign(&root());
        let chain = [certificate(answer.issuer.clone(), issuer_key().public()).sign(&root())];
        let file = write_answer(&answer, &issuer_key(), &chain, Some(&line));
        let read = read_as_asked(&file, &answer);
        prop_assert_eq!(read.as_ref().map(|read| read.evidence().keys.as_ref()), Ok(Some(&list)));
        prop_assert_eq!(read.map(crate::Verified::into_inner), Ok(answer));
        prop_assert_eq!(KeyList::read(&line, &trust()).map(crate::Verified::into_inner), Ok(list));
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in vec(any::<u8>(), 0..400)) {
        for (kind, _) in samples() {
            prop_assert!(read(kind, &bytes).is_err());
        }
    }

    /// Behind a good signature too, anything may stand.
    #[test]
    fn arbitrary_signed_payloads_never_panic(payload in payload()) {
        let own = |typ| sign(typ, &payload, &installation_key()) + "\n";
        prop_assert!(read_request(own(Typ::REQUEST).as_bytes()).is_err());
        prop_assert!(read_receipt(own(Typ::RECEIPT).as_bytes()).is_err());
        prop_assert!(read_letter(own(Typ::LETTER).as_bytes()).is_err());
        prop_assert!(read_usage(own(Typ::USAGE).as_bytes()).is_err());
        prop_assert!(read_visit(own(Typ::VISIT).trim_end()).is_err());
        let answer = sign(Typ::ANSWER, &payload, &issuer_key()) + "\n" + &certificates()[0] + "\n";
        prop_assert!(read("answer", answer.as_bytes()).is_err());
        let receipt = sign(Typ::USAGE_RECEIPT, &payload, &issuer_key()) + "\n" + &certificates()[0] + "\n";
        prop_assert!(read("usage receipt", receipt.as_bytes()).is_err());
        let list = KeyList::read(sign(Typ::KEYS, &payload, &root()), &trust());
        prop_assert!(list.is_err());
    }

    /// An answer belongs to one question only.
    #[test]
    fn an_answer_to_another_question_is_refused(nonce in nonce(), which in 0..3_usize) {
        let file = write_answer(&answer(), &issuer_key(), &certificates(), None);
        let (ours, installation, issuer) = asked(&answer());
        prop_assume!(nonce != NONCE);
        let other = issuer_key().public().kid().to_owned();
        let asked = [
            Asked { nonce: &nonce, installation: &installation, issuer: &issuer, keys: None },
            Asked { nonce: &ours, installation: &other, issuer: &issuer, keys: None },
            Asked { nonce: &ours, installation: &installation, issuer: "another", keys: None },
        ];
        let expected = [Reason::WrongNonce, Reason::AnswerForOther, Reason::OtherIssuer][which];
        prop_assert_eq!(reason(read_answer(&file, &trust(), &asked[which])), Some(expected));
    }
}
