//! The conversation with each issuer's authority, online (rules 8, 9, 10 and 20).
//!
//! A manager asks; nobody calls it. It asks when it starts, daily or when the authority says, on the day of the next
//! check, after a package came into force, while somebody is in the issuer's store, and when somebody presses the button; never inside a request, except that
//! the button waits a moment for the answer. Of several servers on one database one asks: whoever takes the turn in the
//! issuer's row. Every question is signed by the installation and carries a nonce; an answer counts only if it is
//! signed for this question. A package that the authority offers is fetched, and if it is harmless it activates itself
//! and leaves a notice; everything else waits for somebody's decision.
//!
//! An issuer without an address, or a server that calls nobody (`[outbound]`), is `offline`: the same conversation is
//! held with files.

mod addresses;
pub(crate) mod api;
mod ask;
pub(crate) mod background;
mod converse;
mod discover;
mod finish;
mod hear;
mod letter;
mod ours;
pub(crate) mod page;
mod receipt;
mod rewound;
mod schedule;
mod states;
mod store;
#[cfg(test)]
mod tests;
mod turn;
mod usage;

pub use letter::{NewLetter, Sent, send_letter};
pub use states::{ContactState, Notice, check_now, dismiss_notice, state, states};
pub use store::{Offered, Renamed};

pub(crate) use addresses::{is_called, keeps_store, store_of};
pub(crate) use api::routes as api_routes;
pub(crate) use finish::{activated, is_held};
pub(crate) use ours::Ours;
pub(crate) use rewound::told;

use licentia_platform::by::By;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How things stand between an installation and an issuer's authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// Nothing is new.
    UpToDate,
    /// There is a package, and it waits for a decision; the code says why it did not activate itself.
    NewLicenceAvailable,
    /// A harmless package came into force by itself; nobody has dismissed the notice yet.
    NewLicenceActivated,
    /// The vendor knows the company by another name.
    NewCompanyName,
    /// The vendor knows the company by another serial number.
    NewSerialNumber,
    /// The vendor has something to say.
    Message,
    /// The vendor has something to say, and more behind a link.
    MessageWithLink,
    /// Something is wrong; the code says what.
    Problem,
    /// Nobody has asked yet.
    NeverAsked,
    /// Nobody is asked: there is no address, or this server calls nobody.
    Offline,
}

impl Word {
    /// Every word.
    pub const EVERY: [Self; 10] = [
        Self::UpToDate,
        Self::NewLicenceAvailable,
        Self::NewLicenceActivated,
        Self::NewCompanyName,
        Self::NewSerialNumber,
        Self::Message,
        Self::MessageWithLink,
        Self::Problem,
        Self::NeverAsked,
        Self::Offline,
    ];

    /// As stored and as answered.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UpToDate => "up_to_date",
            Self::NewLicenceAvailable => "new_licence_available",
            Self::NewLicenceActivated => "new_licence_activated",
            Self::NewCompanyName => "new_company_name",
            Self::NewSerialNumber => "new_serial_number",
            Self::Message => "message",
            Self::MessageWithLink => "message_with_link",
            Self::Problem => "problem",
            Self::NeverAsked => "never_asked",
            Self::Offline => "offline",
        }
    }

    /// From what is stored.
    fn from_stored(text: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|word| word.as_str() == text)
    }
}

/// The code of a problem: the authority knows us by a name or number that we no longer have.
const FORMER: &str = "holder_former";

/// The server, talking to an authority.
fn by() -> By {
    By::system("contact")
}
