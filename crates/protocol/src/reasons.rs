//! Why something that came from outside was refused: one stable code per cause.
//!
//! The codes are part of the format (`docs/format.md` lists them; a test keeps the two equal).
//! New codes may be added; a code never changes its meaning.

use std::fmt;

/// A refusal: the cause, the line it was found on, and what exactly was wrong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The cause.
    pub reason: Reason,
    /// The line of the file, counted from 1; `None` when the cause is not in one line.
    pub line: Option<usize>,
    /// What was found and what was expected, in English, for people who look into it.
    /// It quotes only what the file itself says.
    pub detail: String,
}

impl Refused {
    /// A refusal that is not yet tied to a line.
    pub fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self { reason, line: None, detail: detail.into() }
    }

    /// The same refusal, found on `line` (from 1), unless it names a line already.
    #[must_use]
    pub fn at(mut self, line: usize) -> Self {
        self.line.get_or_insert(line);
        self
    }

    /// The stable code, `reason.code()`.
    pub fn code(&self) -> &'static str {
        self.reason.code()
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", self.detail)
    }
}

impl std::error::Error for Refused {}

macro_rules! reasons {
    ($( $(#[doc = $doc:literal])+ $name:ident = $code:literal, $remedy:literal; )+) => {
        /// The cause of a refusal. [`Reason::code`] is its stable name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Reason {
            $( $(#[doc = $doc])+ $name, )+
        }

        impl Reason {
            /// Every reason, in the order in which a file is examined.
            pub const ALL: &'static [Reason] = &[ $( Reason::$name, )+ ];

            /// The stable code, in snake case.
            pub const fn code(self) -> &'static str {
                match self { $( Reason::$name => $code, )+ }
            }

            /// What the reason means, as one English sentence or two.
            pub const fn meaning(self) -> &'static str {
                match self { $( Reason::$name => concat!($($doc),+).trim_ascii(), )+ }
            }

            /// What whoever received the file can do about it.
            pub const fn remedy(self) -> &'static str {
                match self { $( Reason::$name => $remedy, )+ }
            }
        }
    };
}

reasons! {
    // The file as bytes.
    /// The file is larger than its kind may be: 16 MiB for a package, 64 MiB for a usage bundle, 1 MiB for everything else.
    TooLarge = "too_large", "Check that this is the right file; ask whoever sent it for a smaller one.";
    /// The file holds nothing.
    Empty = "empty", "Fetch the file again.";
    /// The file begins with a byte order mark: an editor has saved it.
    ByteOrderMark = "byte_order_mark", "Use the file as it was sent, not a copy saved by an editor.";
    /// The first line is not a signed line at all: this is some other kind of file.
    NotAPackage = "not_a_package", "Choose the licence file (its name usually ends in .tls).";
    /// Where a request was expected, the first line is not a signed line at all.
    NotARequest = "not_a_request", "Choose the request file (LicenseRequest.tlr).";
    /// Where a receipt was expected, the first line is not a signed line at all.
    NotAReceipt = "not_a_receipt", "Choose the receipt file (its name usually ends in .tlc).";
    /// Where a letter was expected, the first line is not a signed line at all.
    NotALetter = "not_a_letter", "Choose the letter file (its name usually ends in .tll).";
    /// Where a usage bundle was expected, the first line is not a signed line at all.
    NotAUsageBundle = "not_a_usage_bundle", "Choose the usage bundle (its name usually ends in .tlu).";
    /// Where a visit to the store was expected, there is no signed line at all.
    NotAVisit = "not_a_visit", "Open the store from the licence manager.";
    /// Where an authority's answer was expected, the first line is not a signed line at all.
    NotAnAnswer = "not_an_answer", "Check the authority's address, and whether something on the way answers in its place.";
    /// Where the receipt for a usage bundle was expected, the first line is not a signed line at all.
    NotAUsageReceipt = "not_a_usage_receipt", "Choose the receipt that the issuer has sent for the usage bundle (its name usually ends in .receipt).";
    /// Where a key list was expected, the first line is not a signed line at all.
    NotAKeyList = "not_a_key_list", "Choose the key list that the vendor has published.";
    /// Where a key certificate was expected, the first line is not a signed line at all.
    NotACertificate = "not_a_certificate", "Choose the certificate file that the vendor has sent (its name usually ends in .cert).";
    /// This is a key file in PEM, not a signed file.
    ThisIsAKey = "this_is_a_key", "Choose another file; if it is a private key, send it to nobody.";
    /// The file is not UTF-8 text.
    NotUtf8 = "not_utf8", "Fetch the file again; it was damaged or converted on its way.";
    /// A line ends in CR LF: the file was converted on its way.
    CarriageReturn = "carriage_return", "Transfer the file as binary.";
    /// A line is empty.
    BlankLine = "blank_line", "Use the file as it was sent.";
    /// A line is longer than 64 KiB in a package, 64 MiB in a usage bundle, or 1 MiB elsewhere.
    LineTooLong = "line_too_long", "Fetch the file again; ask the issuer if it stays so.";
    /// The last line does not end in LF: the file was cut off.
    Truncated = "truncated", "Fetch the file again; it was cut off on its way.";

    /// The file has more lines than its kind has.
    LinesAdded = "lines_added", "Use the file as it was sent; send one request, receipt or letter per file.";

    // One line as a JWS.
    /// The line is not three parts separated by dots.
    NotAJws = "not_a_jws", "Fetch the file again; it was damaged on its way.";
    /// A part holds a character outside the base64url alphabet, or has an impossible length.
    BadBase64 = "bad_base64", "Fetch the file again; it was damaged on its way.";
    /// A part is padded with `=`.
    Base64Padded = "base64_padded", "The issuer's program must leave the padding out (RFC 7515 section 2).";
    /// The unused last bits of a part are not zero.
    Base64NotCanonical = "base64_not_canonical", "Fetch the file again; it was altered on its way.";
    /// The header is not a JSON object.
    HeaderNotJson = "header_not_json", "The issuer's program must be corrected.";
    /// The header holds `crit`: it demands something that this format does not have.
    HeaderCritical = "header_critical", "Update this program; ask the issuer which version the file needs.";
    /// The header holds a member other than `alg`, `kid` and `typ`.
    HeaderMemberUnknown = "header_member_unknown", "The issuer's program must be corrected.";
    /// The header lacks `alg`, `kid` or `typ`.
    HeaderMemberMissing = "header_member_missing", "The issuer's program must be corrected.";
    /// A JSON object holds the same member twice.
    DuplicateMember = "duplicate_member", "The issuer's program must be corrected.";
    /// `alg` is neither `EdDSA` nor `Ed25519`.
    WrongAlgorithm = "wrong_algorithm", "Treat the file as forged unless the issuer explains it.";
    /// `typ` is not one of this format, or not one that may stand on this line.
    WrongType = "wrong_type", "Use the file as it was sent; lines may not be moved or exchanged.";
    /// The signature is not 64 bytes long.
    SignatureLength = "signature_length", "Fetch the file again; it was damaged on its way.";
    /// The signature does not fit the line and the key.
    BadSignature = "bad_signature", "Do not use the file: it was altered. Fetch it again from the issuer.";

    // Another kind of our own files than the one expected.
    /// This is a licence package.
    ThisIsAPackage = "this_is_a_package", "Load it at the installation, under Load licences from file.";
    /// This is a request, made by an installation for its issuer.
    ThisIsARequest = "this_is_a_request", "Send it to the issuer, and load the file that comes back.";
    /// This is a receipt, made by an installation for its issuer.
    ThisIsAReceipt = "this_is_a_receipt", "Send it to the issuer; its own licence file is the one ending in .tls.";
    /// This is a letter from an installation to its issuer.
    ThisIsALetter = "this_is_a_letter", "Send it to the issuer.";
    /// This is a usage bundle, made by an installation for its issuer.
    ThisIsAUsageBundle = "this_is_a_usage_bundle", "Send it to the issuer, who takes it in under Usage.";
    /// This is somebody's visit to the issuer's store.
    ThisIsAVisit = "this_is_a_visit", "Choose the file that was meant; a visit is an address for a few minutes.";
    /// This is an authority's answer to an online request.
    ThisIsAnAnswer = "this_is_an_answer", "Choose the file that was meant; an answer belongs to the moment it was given in.";
    /// This is an issuer's receipt for a usage bundle.
    ThisIsAUsageReceipt = "this_is_a_usage_receipt", "Take it in where the usage bundle was made, under Metered services.";
    /// This is a list of issuers' keys.
    ThisIsAKeyList = "this_is_a_key_list", "Choose the file that was meant; a key list comes with the packages by itself.";
    /// This is the certificate of an issuer's key.
    ThisIsACertificate = "this_is_a_certificate", "Install it at the issuer's authority with licentia keys install.";

    // Who signed.
    /// From the line that should carry its signer's public key, none can be read.
    OwnKeyUnreadable = "own_key_unreadable", "Fetch the file again; it was damaged on its way, or the program that wrote it must be corrected.";
    /// The line was signed with another key than the one it carries.
    SelfSignature = "self_signature", "Do not use the file: whoever sent it does not hold the key it names.";
    /// There is no manifest on the first line.
    ManifestMissing = "manifest_missing", "Use the whole file as it was sent.";
    /// There is a second manifest: two packages in one file, or lines out of order.
    ManifestRepeated = "manifest_repeated", "Load one package at a time.";
    /// There is no key certificate after the first line.
    CertificateMissing = "certificate_missing", "Use the whole file as it was sent.";
    /// A key certificate stands among the rows instead of before them.
    CertificateMisplaced = "certificate_misplaced", "Use the file as it was sent.";
    /// There are more than four key certificates.
    TooManyCertificates = "too_many_certificates", "The issuer's program must be corrected.";
    /// The first key certificate, or the key list, was not signed by the root key that is trusted here.
    UntrustedRoot = "untrusted_root", "Compare the fingerprint of the root with the vendor's; the file may be another vendor's or a forgery.";
    /// A certificate was signed by another key than that of the certificate before it.
    BrokenChain = "broken_chain", "Ask the issuer for a package with its complete chain of certificates.";
    /// A certificate was signed by a key that may not certify other keys.
    MayNotCertify = "may_not_certify", "Ask the vendor; the issuer has certified a key without being allowed to.";
    /// The key of a certificate, or the one that a line carries, is not an Ed25519 public key.
    BadKey = "bad_key", "The issuer's program must be corrected.";
    /// The key of a certificate, or the one that a line carries, is one of the few that fit any signature (small order).
    WeakKey = "weak_key", "Treat the file as forged.";
    /// A certificate or a line contains a private key.
    PrivateKey = "private_key", "Tell the issuer at once: the key must be replaced.";
    /// A certificate or a line names another `kid` than its key has.
    WrongKeyId = "wrong_key_id", "The issuer's program must be corrected.";
    /// A partner's certificate says that its key may certify others.
    PartnerCertifies = "partner_certifies", "Ask the vendor for a new certificate.";
    /// A certificate ends before it begins.
    CertificateDates = "certificate_dates", "Ask the vendor for a new certificate.";
    /// What was signed is dated before its key's certificate begins.
    KeyNotYetValid = "key_not_yet_valid", "Ask the issuer for a new package; a clock was wrong when it was signed.";
    /// What was signed is dated after its key's certificate ended.
    KeyExpired = "key_expired", "Ask the issuer for a package signed with its present key.";
    /// A line was signed with a key that has no certificate in this file.
    UnknownKey = "unknown_key", "Ask the issuer for a package with its complete chain of certificates.";
    /// A row was signed with another key than the manifest.
    OtherKey = "other_key", "Use the file as it was sent; rows may not be moved between packages.";
    /// The package or the answer speaks for an issuer that its key was not certified for.
    WrongIssuer = "wrong_issuer", "Do not use the file; ask the vendor whom the key belongs to.";

    /// There is a second key list in one file.
    KeyListRepeated = "key_list_repeated", "Use the file as it was sent.";
    /// A key list stands among the rows instead of after the certificates.
    KeyListMisplaced = "key_list_misplaced", "Use the file as it was sent.";

    // What was signed.
    /// A payload is not JSON.
    PayloadNotJson = "payload_not_json", "The issuer's program must be corrected.";
    /// A payload is nested more than 16 levels deep.
    TooDeep = "too_deep", "The issuer's program must be corrected.";
    /// It has a higher `format` than this program knows.
    NewerFormat = "newer_format", "Update this program.";
    /// A payload holds `crit`: it has members that must be understood, and this program does not.
    UnknownCritical = "unknown_critical", "Update this program.";
    /// A payload lacks a member that it must have.
    MemberMissing = "member_missing", "The issuer's program must be corrected.";
    /// A member has a value that it cannot have.
    BadMember = "bad_member", "The issuer's program must be corrected.";
    /// A date is not a day of the calendar in the form `2027-12-31`.
    BadDate = "bad_date", "The issuer's program must be corrected.";
    /// The time zone is not one of the IANA database.
    BadZone = "bad_zone", "Update this program if the zone is new; otherwise the issuer must correct it.";
    /// A module, issuer or limit has a name that is not one.
    BadName = "bad_name", "The issuer's program must be corrected.";
    /// A link is not an address that begins with `https://` or `http://`.
    BadUrl = "bad_url", "The issuer must correct the address.";
    /// A row says neither or both of `quantity` and `unrestricted`.
    QuantityUnclear = "quantity_unclear", "The issuer must correct the row.";
    /// A row is due before it starts.
    RowDates = "row_dates", "The issuer must correct the row.";

    // The package as a whole.
    /// A row belongs to another package.
    OtherPackage = "other_package", "Use the file as it was sent; rows may not be moved between packages.";
    /// A row is not at its place: rows were exchanged, repeated or moved.
    RowOrder = "row_order", "Use the file as it was sent; rows may not be moved.";
    /// There are fewer rows than the manifest says: some were removed.
    RowsMissing = "rows_missing", "Fetch the file again; rows were removed.";
    /// There are more rows than the manifest says: some were added.
    RowsAdded = "rows_added", "Fetch the file again; rows were added.";
    /// Each row is signed, but they are not the rows that the manifest was signed for.
    RowsChanged = "rows_changed", "Fetch the file again; rows were exchanged for others of the same issuer.";
    /// A limit or a meter of a package, or a key of a key list, occurs twice.
    Repeated = "repeated", "The issuer must correct the package or the list.";
    /// A request for a change of name or serial number does not say the new ones, or another request does.
    ChangeUnclear = "change_unclear", "The program that wrote the request must be corrected.";
    /// A figure of a usage bundle does not have the number after the one before it.
    FigureOrder = "figure_order", "Send the usage bundle as it was made; figures may not be left out.";
    /// The overage of a figure is not what was used beyond its allowance.
    FigureUnclear = "figure_unclear", "The program that wrote the usage bundle must be corrected.";
    /// An answer lacks what its state speaks of: the package, the holder, the message, the link or the code.
    WrongState = "wrong_state", "The issuer's program must be corrected.";

    // In its place: is it meant for here, and now?
    /// The package is for a holder of another name.
    WrongHolder = "wrong_holder", "Compare the company name; ask the issuer for a package in the right name.";
    /// The package is for another serial number.
    WrongSerial = "wrong_serial", "Compare the serial number; choose the file that was sent for it.";
    /// The package is for another installation.
    WrongInstallation = "wrong_installation", "Ask the issuer for a package for this installation.";
    /// The package changes the name or serial number of another holder than the one here.
    HolderChangeNotAuthorised = "holder_change_not_authorised", "Compare the former name and serial number; ask the issuer to authorise the change for this holder.";
    /// The answer is meant for another installation than the one that asked.
    AnswerForOther = "answer_for_other", "Ask again; tell the issuer if it stays so.";
    /// The answer is another issuer's than the one that was asked.
    OtherIssuer = "other_issuer", "Check the authority's address.";
    /// The package or the answer does not belong to a request that is open here.
    WrongNonce = "wrong_nonce", "Send the latest request file to the issuer and load its answer.";
    /// The key that signed has been withdrawn by the root.
    KeyWithdrawn = "key_withdrawn", "Do not use the file; ask the issuer for one signed with its present key.";
    /// A newer key list is known here already.
    OlderKeyList = "older_key_list", "Nothing needs to be done; the newer list stays.";
    /// Another key list with the same version is known here.
    KeyListReused = "key_list_reused", "Tell the vendor: the root has signed two lists with one version.";
    /// A package with a higher sequence number has been in force already.
    OlderSequence = "older_sequence", "Load the newest package that the issuer has sent.";
    /// These very bytes are in force already.
    AlreadyInForce = "already_in_force", "Nothing needs to be done.";
    /// Another package with the same sequence number is in force.
    SequenceReused = "sequence_reused", "Tell the issuer: it has used a sequence number twice.";
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
