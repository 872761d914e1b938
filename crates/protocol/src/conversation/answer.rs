//! What an authority answers to an online request: signed by the issuer's key, whose certificates
//! follow, and the key list after them if it is newer than the asker's.

use licentia_core::licence::Texts;
use licentia_core::names::IssuerName;
use serde::Serialize;

use super::Head;
use super::issued::{self, Envelope, Issued};
use crate::fields::{
    hash, identifier, issuer, kid, members, milliseconds, name_and_serial, nonce, number, positive, required,
    seconds, texts, url, word,
};
use crate::file::Kind;
use crate::json::{Read, Reader};
use crate::key_list::KeyList;
use crate::keys::SecretKey;
use crate::package::{FORMAT, Trust, Verified};
use crate::reasons::{Reason, Refused};

/// How things stand between an installation and its issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nothing is new.
    UpToDate,
    /// There is a package: [`Answer::package`].
    NewLicence,
    /// The holder has another name: [`Answer::holder`].
    NewCompanyName,
    /// The holder has another serial number: [`Answer::holder`].
    NewSerial,
    /// The issuer has something to say: [`Answer::message`].
    Message,
    /// The same, and more behind a link: [`Answer::message`], [`Answer::link`].
    MessageWithLink,
    /// Something is wrong: [`Answer::code`].
    Problem,
}

impl State {
    /// Every state.
    pub const EVERY: [State; 7] = [
        State::UpToDate,
        State::NewLicence,
        State::NewCompanyName,
        State::NewSerial,
        State::Message,
        State::MessageWithLink,
        State::Problem,
    ];

    const WORDS: [(&'static str, State); 7] = [
        ("up_to_date", State::UpToDate),
        ("new_licence", State::NewLicence),
        ("new_company_name", State::NewCompanyName),
        ("new_serial", State::NewSerial),
        ("message", State::Message),
        ("message_with_link", State::MessageWithLink),
        ("problem", State::Problem),
    ];

    /// The word by which files call it.
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(_, state)| *state == self).map_or("problem", |(word, _)| word)
    }
}

/// A package that can be fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Offer {
    /// Its id.
    pub id: String,
    /// Its number in the issuer's sequence.
    pub sequence: u64,
    /// SHA-256 of its bytes, in hexadecimal: what is fetched must have it.
    pub sha256: String,
    /// When it was issued, in seconds since 1970 UTC.
    pub iat: i64,
}

/// The holder as the issuer now calls it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerHolder {
    /// The name.
    pub name: String,
    /// The serial number.
    pub serial: String,
}

/// An authority's answer to one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The nonce of the request.
    pub nonce: String,
    /// The thumbprint of the key that asked.
    pub installation: String,
    /// Who answers.
    pub issuer: IssuerName,
    /// How things stand.
    pub state: State,
    /// The package that is to be in force, where it is another than the asker's.
    pub package: Option<Offer>,
    /// After how many seconds to ask again.
    pub next_check_s: u64,
    /// The authority's time, in milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Why no package activates by itself for now, per language.
    pub hold: Option<Texts>,
    /// What the issuer has to say, per language.
    pub message: Option<Texts>,
    /// Where there is more.
    pub link: Option<String>,
    /// The holder's new name and serial number.
    pub holder: Option<AnswerHolder>,
    /// The highest head of this installation's ledger that the authority has seen: its countersignature.
    pub head: Option<Head>,
    /// What is wrong, as a code: `serial_unknown`, `installation_waiting`, `installation_claimed`, …
    pub code: Option<String>,
}

#[derive(Serialize)]
struct Body<'a> {
    format: i64,
    nonce: &'a str,
    installation: &'a str,
    issuer: &'a str,
    state: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    package: Option<&'a Offer>,
    next_check_s: u64,
    at_ms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    hold: Option<&'a Texts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a Texts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    holder: Option<&'a AnswerHolder>,
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<&'a Head>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
}

/// Signs an answer with the issuer's key and answers the body: its line, the certificates of the key
/// from the root downwards, and the line of the key list if there is one.
pub fn write_answer(
    answer: &Answer,
    key: &SecretKey,
    certificates: &[String],
    keys: Option<&str>,
) -> Vec<u8> {
    let body = Body {
        format: FORMAT,
        nonce: &answer.nonce,
        installation: &answer.installation,
        issuer: answer.issuer.as_str(),
        state: answer.state,
        package: answer.package.as_ref(),
        next_check_s: answer.next_check_s,
        at_ms: answer.at_ms,
        hold: answer.hold.as_ref(),
        message: answer.message.as_ref(),
        link: answer.link.as_deref(),
        holder: answer.holder.as_ref(),
        head: answer.head.as_ref(),
        code: answer.code.as_deref(),
    };
    issued::write(Kind::Answer, &body, key, certificates, keys)
}

/// What was asked: an answer must belong to it.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The nonce of the request.
    pub nonce: &'a str,
    /// The thumbprint of the key that asked.
    pub installation: &'a str,
    /// The issuer that was asked.
    pub issuer: &'a str,
    /// The newest key list known here.
    pub keys: Option<&'a KeyList>,
}

/// Verifies an answer, and that it belongs to what was asked.
///
/// # Errors
/// The first thing that is wrong with it, in the order of the file; then [`Reason::AnswerForOther`],
/// [`Reason::OtherIssuer`], [`Reason::WrongNonce`], [`Reason::KeyWithdrawn`]. Never panics.
pub fn read_answer(bytes: &[u8], trust: &Trust, asked: &Asked<'_>) -> Result<Verified<Answer>, Refused> {
    let answer = issued::read(bytes, trust)?;
    issued::belongs(&answer, asked)?;
    Ok(answer)
}

impl Issued for Answer {
    const KIND: Kind = Kind::Answer;
    const NAME: &'static str = "answer";
    const OURS: &'static str = "asked with";

    fn parse(payload: &[u8]) -> Read<Self> {
        let mut draft = Draft::default();
        members(payload, |reader, name| draft.member(reader, name))?;
        draft.finish()
    }

    fn envelope(&self) -> Envelope<'_> {
        let Self { nonce, installation, issuer, at_ms, .. } = self;
        Envelope { nonce, installation, issuer, at_ms: *at_ms }
    }
}

/// What is found while the members go by.
#[derive(Default)]
struct Draft {
    nonce: Option<String>,
    installation: Option<String>,
    issuer: Option<IssuerName>,
    state: Option<State>,
    package: Option<Offer>,
    next_check_s: Option<u32>,
    at_ms: Option<i64>,
    hold: Option<Texts>,
    message: Option<Texts>,
    link: Option<String>,
    holder: Option<AnswerHolder>,
    head: Option<Head>,
    code: Option<String>,
}

impl Draft {
    fn member(&mut self, reader: &mut Reader<'_>, name: &str) -> Read<()> {
        match name {
            "nonce" => self.nonce = Some(nonce(reader)?),
            "installation" => self.installation = Some(kid(reader)?),
            "issuer" => self.issuer = Some(issuer(reader)?),
            "state" => self.state = Some(word(reader, &State::WORDS)?),
            "package" => self.package = Some(offer(reader)?),
            "next_check_s" => self.next_check_s = Some(number(reader)?),
            "at_ms" => self.at_ms = Some(milliseconds(reader)?),
            "hold" => self.hold = Some(texts(reader)?),
            "message" => self.message = Some(texts(reader)?),
            "link" => self.link = Some(url(reader)?),
            "holder" => {
                let holder = name_and_serial(reader)?;
                self.holder = Some(AnswerHolder { name: holder.name, serial: holder.serial });
            }
            "head" => self.head = Some(Head::read(reader)?),
            "code" => self.code = Some(identifier(reader, 64)?),
            // `format` and `crit` have been looked at already.
            _ => reader.skip()?,
        }
        Ok(())
    }

    fn finish(self) -> Read<Answer> {
        let answer = Answer {
            nonce: required(self.nonce, "nonce")?,
            installation: required(self.installation, "installation")?,
            issuer: required(self.issuer, "issuer")?,
            state: required(self.state, "state")?,
            package: self.package,
            next_check_s: required(self.next_check_s, "next_check_s")?.into(),
            at_ms: required(self.at_ms, "at_ms")?,
            hold: self.hold,
            message: self.message,
            link: self.link,
            holder: self.holder,
            head: self.head,
            code: self.code,
        };
        match answer.lacks() {
            None => Ok(answer),
            Some(what) => Err(Refused::new(
                Reason::WrongState,
                format!("the state is {}, and {what} is missing", answer.state.as_str()),
            )),
        }
    }
}

impl Answer {
    /// The member that the state speaks of and that is not there.
    fn lacks(&self) -> Option<&'static str> {
        let missing = |there: bool, name| (!there).then_some(name);
        match self.state {
            State::UpToDate => None,
            State::NewLicence => missing(self.package.is_some(), "package"),
            State::NewCompanyName | State::NewSerial => missing(self.holder.is_some(), "holder"),
            State::Message => missing(self.message.is_some(), "message"),
            State::MessageWithLink => {
                missing(self.message.is_some(), "message").or_else(|| missing(self.link.is_some(), "link"))
            }
            State::Problem => missing(self.code.is_some(), "code"),
        }
    }
}

fn offer(reader: &mut Reader<'_>) -> Read<Offer> {
    let (mut id, mut sequence, mut sha256, mut iat) = (None, None, None, None);
    reader.object(|reader, member| {
        match member {
            "id" => id = Some(identifier(reader, 64)?),
            "sequence" => sequence = Some(positive(reader)?),
            "sha256" => sha256 = Some(hash(reader)?),
            "iat" => iat = Some(seconds(reader)?),
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(Offer {
        id: required(id, "id")?,
        sequence: required(sequence, "sequence")?,
        sha256: required(sha256, "sha256")?,
        iat: required(iat, "iat")?,
    })
}
