//! Requests, receipts, letters, usage bundles, answers, key lists and certificates.

use licentia_protocol::conversation::{
    Answer, Asked, read_answer, read_letter, read_receipt, read_request, read_usage, read_usage_receipt,
    read_visit, write_answer, write_letter, write_receipt, write_request, write_usage, write_usage_receipt,
    write_visit,
};
use licentia_protocol::package::read_certificates;
use licentia_protocol::{KeyList, Verified};

use crate::{draft, key, trust};

/// Reads the input as it is and as a draft, and what was accepted again after writing it.
macro_rules! own {
    ($(#[$about:meta])* $name:ident, $read:path, $write:path) => {
        $(#[$about])*
        pub fn $name(data: &[u8]) {
            let _ = $read(data);
            let Some(file) = draft::signed(data) else { return };
            if let Ok(message) = $read(&file) {
                let again = $write(&message, &key("installation"));
                let again = $read(again.as_bytes()).expect("what was read is written so that it can be read");
                assert_eq!(*again, *message, "something was lost in writing");
                assert_eq!(again.evidence().kid, message.key.kid(), "signed by another key than it carries");
            }
        }
    };
}

own!(
    /// A request of an installation.
    request, read_request, write_request
);
own!(
    /// A receipt of an installation.
    receipt, read_receipt, write_receipt
);
own!(
    /// A letter of an installation.
    letter, read_letter, write_letter
);

own!(
    /// What an installation used.
    usage, read_usage, write_usage
);

/// Somebody's visit to the store, which travels without its line end.
pub fn visit(data: &[u8]) {
    let read = |file: &[u8]| read_visit(std::str::from_utf8(file).ok()?.strip_suffix('\n')?).ok();
    let _ = read(data);
    let Some(visit) = draft::signed(data).as_deref().and_then(read) else { return };
    let again = read_visit(&write_visit(&visit, &key("installation")));
    let again = again.expect("what was read is written so that it can be read");
    assert_eq!(*again, *visit, "something was lost in writing");
}

/// An authority's receipt for a usage bundle.
pub fn usage_receipt(data: &[u8]) {
    let _ = read_usage_receipt(data, &trust());
    let Some(file) = draft::signed(data) else { return };
    let Ok(read) = read_usage_receipt(&file, &trust()) else { return };
    let [certificate] = read.evidence().certificates.as_slice() else { return };
    let file = write_usage_receipt(&read, &key("issuer"), &[certificate.sign(&key("root"))], None);
    let again = read_usage_receipt(&file, &trust()).expect("what was read is written so that it can be read");
    assert_eq!(*again, *read, "something was lost in writing");
}

/// An authority's answer.
pub fn answer(data: &[u8]) {
    let _ = asked(data, None);
    let Some(file) = draft::signed(data) else { return };
    let Ok(read) = asked(&file, None) else { return };
    let evidence = read.evidence();
    let [certificate] = evidence.certificates.as_slice() else { return };
    let (certificate, keys) =
        (certificate.sign(&key("root")), evidence.keys.as_ref().map(|keys| keys.sign(&key("root"))));
    let file = write_answer(&read, &key("issuer"), &[certificate], keys.as_deref());
    let again =
        asked(&file, evidence.keys.as_ref()).expect("what was read is written so that it can be read");
    assert_eq!(*again, *read, "something was lost in writing");
}

/// Reads an answer as the installation of the vectors would.
fn asked(file: &[u8], keys: Option<&KeyList>) -> Result<Verified<Answer>, licentia_protocol::Refused> {
    let installation = key("installation");
    let nonce = "AAECAwQFBgcICQoLDA0ODw";
    let asked = Asked { nonce, installation: installation.public().kid(), issuer: "acme", keys };
    read_answer(file, &trust(), &asked)
}

/// The root's list of keys.
pub fn key_list(data: &[u8]) {
    let _ = KeyList::read(data, &trust());
    let Some(file) = draft::signed(data) else { return };
    if let Ok(list) = KeyList::read(&file, &trust()) {
        let again = KeyList::read(list.sign(&key("root")), &trust());
        assert_eq!(again.as_deref(), Ok(&*list), "something was lost in writing");
        assert_eq!(list.supersedes(Some(&list)), Ok(false), "a list differs from itself");
        for listed in &list.keys {
            let _ = list.withdrawn(&listed.kid);
        }
    }
}

/// A file of certificates.
pub fn certificate(data: &[u8]) {
    let _ = read_certificates(data, &trust());
    let Some(file) = draft::signed(data) else { return };
    if let Ok(chain) = read_certificates(&file, &trust()) {
        let first = chain.first().expect("a chain has a first certificate");
        let again = read_certificates((first.sign(&key("root")) + "\n").as_bytes(), &trust());
        assert_eq!(
            again.as_ref().map(|chain| chain.first()),
            Ok(Some(first)),
            "something was lost in writing"
        );
    }
}
