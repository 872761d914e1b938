//! What an installation is answered: composed of what sales decided, and signed (pure, but for the signature).

use licentia_core::licence::Texts;
use licentia_core::names::IssuerName;
use licentia_protocol::conversation::{Answer, AnswerHolder, Head, Offer, Purpose, Request, State};

use super::heard::Met;

/// Ask again after a day, when nothing is to be expected.
const DAY_S: u64 = 86_400;
/// Ask again after an hour, while something waits: a hold, an enrolment, a package that was not fetched.
const HOUR_S: u64 = 3_600;
/// Ask again after five minutes, while an order waits for somebody: whoever ordered waits, too.
const MINUTES_S: u64 = 300;

/// The answer to a request, before it is signed.
pub(super) fn compose(request: &Request, met: Option<&Met>, issuer: &IssuerName, now_ms: i64) -> Answer {
    let mut answer = Answer {
        nonce: request.nonce.clone(),
        installation: request.key.kid().to_owned(),
        issuer: issuer.clone(),
        state: State::Problem,
        package: None,
        next_check_s: DAY_S,
        at_ms: now_ms,
        hold: None,
        message: None,
        link: None,
        holder: None,
        head: None,
        code: None,
    };
    let Some(met) = met else {
        answer.code = Some("serial_unknown".to_owned());
        return answer;
    };
    if let Some(code) = met.state.refusal() {
        // Nothing about the customer: whoever asks has not been shown to be its installation.
        answer.code = Some(code.to_owned());
        answer.next_check_s = HOUR_S;
        return answer;
    }
    tell(&mut answer, request, met);
    answer
}

/// What the customer's own installation is told.
fn tell(answer: &mut Answer, request: &Request, met: &Met) {
    let party = &met.party;
    let notices = &party.notices;
    answer.head = Some(Head { revision: met.head.revision, hash: met.head.hash.clone() });
    answer.hold.clone_from(&notices.hold);
    answer.message = notices.message.clone().or_else(|| notices.hold.clone());
    answer.link.clone_from(&notices.link);
    answer.package = offer(request, met);
    answer.holder = (!party.is(&request.holder, &request.serial))
        .then(|| AnswerHolder { name: party.name.clone(), serial: party.serial.clone() });
    answer.state = state(answer, &request.serial, &party.serial);
    if let Some(change) = &request.change
        && request.purpose == Purpose::Serial
        && !party.is(&change.name, &change.serial)
    {
        (answer.state, answer.code) = (State::Problem, Some("change_waiting".to_owned()));
    }
    let waits = answer.hold.is_some() || answer.package.is_some() || answer.holder.is_some() || met.waiting;
    answer.next_check_s = match (met.ordered, waits) {
        (true, _) => MINUTES_S,
        (false, true) => HOUR_S,
        (false, false) => DAY_S,
    };
}

/// The package that is newer than what the installation ever had; none while there is a hold.
pub(super) fn offer(request: &Request, met: &Met) -> Option<Offer> {
    if met.party.notices.hold.is_some() {
        return None;
    }
    met.newest.clone().filter(|newest| newest.sequence > request.sequence)
}

/// The first that applies: another holder before a package, a package before words.
fn state(answer: &Answer, asked: &str, serial: &str) -> State {
    let words = |texts: &Option<Texts>| texts.is_some();
    match () {
        () if answer.holder.is_some() && asked != serial => State::NewSerial,
        () if answer.holder.is_some() => State::NewCompanyName,
        () if answer.package.is_some() => State::NewLicence,
        () if words(&answer.message) && answer.link.is_some() => State::MessageWithLink,
        () if words(&answer.message) => State::Message,
        () => State::UpToDate,
    }
}
