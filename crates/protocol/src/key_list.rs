//! The root's list of issuers' keys: which are in use, and which have been withdrawn (rule 9).
//!
//! A list says nothing about trust that a certificate does not say; it only takes away. It travels
//! with packages and answers, and managers keep the newest they have seen. One line, signed by the
//! root. The members `roots`, `threshold` and `log` are reserved for later versions.

use licentia_core::names::IssuerName;
use serde::Serialize;

use crate::fields::{check_format, count, issuer, kid, members, required, seconds, text, word};
use crate::file::{self, Kind};
use crate::json::{Read, Reader, bad};
use crate::jws::{self, Header, Parts, Typ};
use crate::keys::SecretKey;
use crate::package::{Evidence, FORMAT, Trust, Verified, once};
use crate::reasons::{Reason, Refused};

/// The most keys that a list may name.
pub const MAX_KEYS: usize = 2_000;

/// What has become of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// In use.
    Active,
    /// No longer in use; what it has signed stays good.
    Retired,
    /// Lost or stolen: nothing that it has signed is accepted any more.
    Withdrawn,
}

/// One key of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListedKey {
    /// Its name, the thumbprint.
    pub kid: String,
    /// Whose it is.
    pub issuer: IssuerName,
    /// What has become of it.
    pub state: KeyState,
    /// Since when, in seconds since 1970 UTC.
    pub since: i64,
    /// Why, in the root operator's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The root's list of issuers' keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyList {
    /// Grows by at least one with every change; begins with 1.
    pub version: u64,
    /// When the list was signed, in seconds since 1970 UTC.
    pub iat: i64,
    /// The keys, each once.
    pub keys: Vec<ListedKey>,
}

#[derive(Serialize)]
struct Body<'a> {
    format: i64,
    version: u64,
    iat: i64,
    keys: &'a [ListedKey],
}

impl KeyList {
    /// Signs the list with the root's key and answers its line, without a line end.
    pub fn sign(&self, root: &SecretKey) -> String {
        let body = Body { format: FORMAT, version: self.version, iat: self.iat, keys: &self.keys };
        let payload = serde_json::to_vec(&body).expect("texts and numbers are always JSON");
        jws::sign(Typ::KEYS, &payload, root)
    }

    /// Verifies a list: its line with or without the LF, or the bytes of its file.
    ///
    /// # Errors
    /// What is wrong with the bytes or the line; [`Reason::UntrustedRoot`] when another key than the
    /// root's has signed it; what is wrong with its contents.
    pub fn read(bytes: impl AsRef<[u8]>, trust: &Trust) -> Result<Verified<KeyList>, Refused> {
        let bytes = bytes.as_ref();
        let ended: Vec<u8>;
        let whole = if bytes.last().is_some_and(|last| *last != b'\n') && bytes.len() < file::MAX_SMALL {
            ended = [bytes, b"\n"].concat();
            &ended
        } else {
            bytes
        };
        let line = file::one_line(whole, Kind::KeyList)?;
        let list = Parts::split(line)
            .and_then(|parts| {
                let header = parts.header()?;
                Kind::KeyList.check_first(&header)?;
                Self::verify(parts, &header, trust)
            })
            .map_err(|refused| refused.at(1))?;
        Ok(Verified::new(list, Evidence::of_root(whole, trust)))
    }

    /// Verifies the line of a list whose header has been read.
    pub(crate) fn verify(line: Parts<'_>, header: &Header, trust: &Trust) -> Result<Self, Refused> {
        if header.kid != trust.root.kid() {
            return Err(Refused::new(
                Reason::UntrustedRoot,
                format!("signed with the key {}, expected {}", header.kid, trust.root.kid()),
            ));
        }
        line.verify(&trust.root)?;
        Self::parse(&line.payload()?)
    }

    fn parse(payload: &[u8]) -> Read<Self> {
        check_format(payload)?;
        let (mut version, mut iat, mut keys) = (None, None, None);
        members(payload, |reader, member| {
            match member {
                "version" => version = Some(count(reader)?),
                "iat" => iat = Some(seconds(reader)?),
                "keys" => keys = Some(listed(reader)?),
                _ => reader.skip()?,
            }
            Ok(())
        })?;
        let list = Self {
            version: required(version, "version")?,
            iat: required(iat, "iat")?,
            keys: required(keys, "keys")?,
        };
        if list.version == 0 {
            return Err(bad("version: versions begin with 1"));
        }
        once("key", list.keys.iter().map(|key| &*key.kid))?;
        Ok(list)
    }

    /// Since when (in seconds since 1970 UTC) the key is withdrawn; `None` if it is not.
    pub fn withdrawn(&self, kid: &str) -> Option<i64> {
        let key = self.keys.iter().find(|key| key.kid == kid)?;
        (key.state == KeyState::Withdrawn).then_some(key.since)
    }

    /// Whether this list is newer than the one known; false when it says the same.
    ///
    /// # Errors
    /// [`Reason::OlderKeyList`]; [`Reason::KeyListReused`] when the version is the same and the
    /// contents are not.
    pub fn supersedes(&self, known: Option<&KeyList>) -> Result<bool, Refused> {
        let Some(known) = known else { return Ok(true) };
        match self.version.cmp(&known.version) {
            std::cmp::Ordering::Greater => Ok(true),
            std::cmp::Ordering::Equal if self == known => Ok(false),
            std::cmp::Ordering::Equal => Err(Refused::new(
                Reason::KeyListReused,
                format!("the list known here has version {} too, and other contents", known.version),
            )),
            std::cmp::Ordering::Less => Err(Refused::new(
                Reason::OlderKeyList,
                format!("the list has version {}, known is {}", self.version, known.version),
            )),
        }
    }
}

/// Refuses what a key signed that has been withdrawn in one of the lists.
pub(crate) fn not_withdrawn<'a>(
    evidence: &Evidence,
    lists: impl IntoIterator<Item = &'a KeyList>,
) -> Result<(), Refused> {
    for list in lists {
        for certificate in &evidence.certificates {
            let kid = certificate.key.kid();
            if let Some(since) = list.withdrawn(kid) {
                return Err(Refused::new(
                    Reason::KeyWithdrawn,
                    format!("the key {kid} is withdrawn since {since} (key list {})", list.version),
                ));
            }
        }
    }
    Ok(())
}

fn listed(reader: &mut Reader<'_>) -> Read<Vec<ListedKey>> {
    let mut keys = Vec::new();
    reader.array(|reader| {
        if keys.len() == MAX_KEYS {
            return Err(bad(format!("more than {MAX_KEYS} keys")));
        }
        keys.push(listed_key(reader)?);
        Ok(())
    })?;
    Ok(keys)
}

fn listed_key(reader: &mut Reader<'_>) -> Read<ListedKey> {
    const STATES: [(&str, KeyState); 3] =
        [("active", KeyState::Active), ("retired", KeyState::Retired), ("withdrawn", KeyState::Withdrawn)];
    let (mut name, mut whose, mut state, mut since, mut reason) = (None, None, None, None, None);
    reader.object(|reader, member| {
        match member {
            "kid" => name = Some(kid(reader)?),
            "issuer" => whose = Some(issuer(reader)?),
            "state" => state = Some(word(reader, &STATES)?),
            "since" => since = Some(seconds(reader)?),
            "reason" => reason = Some(text(reader, 400)?),
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(ListedKey {
        kid: required(name, "kid")?,
        issuer: required(whose, "issuer")?,
        state: required(state, "state")?,
        since: required(since, "since")?,
        reason,
    })
}
