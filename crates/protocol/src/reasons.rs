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
    /// The file is larger than 16 MiB.
    TooLarge = "too_large", "Check that this is the licence file; ask the issuer for a smaller package.";
    /// The file holds nothing.
    Empty = "empty", "Fetch the file again.";
    /// The file begins with a byte order mark: an editor has saved it.
    ByteOrderMark = "byte_order_mark", "Use the file as it was sent, not a copy saved by an editor.";
    /// The first line is not a signed line at all: this is some other kind of file.
    NotAPackage = "not_a_package", "Choose the licence file (its name usually ends in .tls).";
    /// The file is not UTF-8 text.
    NotUtf8 = "not_utf8", "Fetch the file again; it was damaged or converted on its way.";
    /// A line ends in CR LF: the file was converted on its way.
    CarriageReturn = "carriage_return", "Transfer the file as binary.";
    /// A line is empty.
    BlankLine = "blank_line", "Use the file as it was sent.";
    /// A line is longer than 64 KiB.
    LineTooLong = "line_too_long", "Fetch the file again; ask the issuer if it stays so.";
    /// The last line does not end in LF: the file was cut off.
    Truncated = "truncated", "Fetch the file again; it was cut off on its way.";

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

    // Who signed.
    /// There is no manifest on the first line.
    ManifestMissing = "manifest_missing", "Use the whole file as it was sent.";
    /// There is a second manifest: two packages in one file, or lines out of order.
    ManifestRepeated = "manifest_repeated", "Load one package at a time.";
    /// There is no key certificate after the manifest.
    CertificateMissing = "certificate_missing", "Use the whole file as it was sent.";
    /// A key certificate stands among the rows instead of before them.
    CertificateMisplaced = "certificate_misplaced", "Use the file as it was sent.";
    /// There are more than four key certificates.
    TooManyCertificates = "too_many_certificates", "The issuer's program must be corrected.";
    /// The first key certificate was not signed by the root key that is trusted here.
    UntrustedRoot = "untrusted_root", "Compare the fingerprint of the root with the vendor's; the file may be another vendor's or a forgery.";
    /// A certificate was signed by another key than that of the certificate before it.
    BrokenChain = "broken_chain", "Ask the issuer for a package with its complete chain of certificates.";
    /// A certificate was signed by a key that may not certify other keys.
    MayNotCertify = "may_not_certify", "Ask the vendor; the issuer has certified a key without being allowed to.";
    /// A certificate's key is not an Ed25519 public key.
    BadKey = "bad_key", "The issuer's program must be corrected.";
    /// A certificate's key is one of the few that fit any signature (small order).
    WeakKey = "weak_key", "Treat the file as forged.";
    /// A certificate contains a private key.
    PrivateKey = "private_key", "Tell the issuer at once: the key must be replaced.";
    /// A certificate names another `kid` than its key has.
    WrongKeyId = "wrong_key_id", "The issuer's program must be corrected.";
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
    /// The package speaks for an issuer that its key was not certified for.
    WrongIssuer = "wrong_issuer", "Do not use the file; ask the vendor whom the key belongs to.";

    // What was signed.
    /// A payload is not JSON.
    PayloadNotJson = "payload_not_json", "The issuer's program must be corrected.";
    /// A payload is nested more than 16 levels deep.
    TooDeep = "too_deep", "The issuer's program must be corrected.";
    /// The package has a higher `format` than this program knows.
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
    /// A limit or a meter occurs twice.
    Repeated = "repeated", "The issuer must correct the package.";

    // The package in its place: is it meant for here, and now?
    /// The package is for a holder of another name.
    WrongHolder = "wrong_holder", "Compare the company name; ask the issuer for a package in the right name.";
    /// The package is for another serial number.
    WrongSerial = "wrong_serial", "Compare the serial number; choose the file that was sent for it.";
    /// The package is for another installation.
    WrongInstallation = "wrong_installation", "Ask the issuer for a package for this installation.";
    /// The package does not answer the request that is open here.
    WrongNonce = "wrong_nonce", "Send the latest request file to the issuer and load its answer.";
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
