//! What `licentia users leave USER` says of each of the three levels before any of it is done.

use crate::output::{self, Format};
use serde_json::Value;

/// What each level does, what goes and what stays, in the words of the page.
pub(super) fn leaving(format: Format, user: &str, answer: &Value) {
    if format == Format::Json {
        return output::json(answer);
    }
    for (index, level) in answer["levels"].as_array().into_iter().flatten().enumerate() {
        if index > 0 {
            output::line("");
        }
        describe(user, level, answer["by_rule"] == true);
    }
    for one in answer["objections"].as_array().into_iter().flatten() {
        let (who, what) = (one["blocker"].as_str(), one["message"].as_str());
        output::line(&format!("{}: {}", who.unwrap_or_default(), what.unwrap_or_default()));
    }
}

const GONE: &str = "The user can no longer log in, nor sign in to Licentia.";

fn describe(user: &str, level: &Value, by_rule: bool) {
    let name = level["level"].as_str().unwrap_or_default();
    let seats = list(&level["seats"], "title");
    let freed = if seats.is_empty() { "Frees no seat.".to_owned() } else { format!("Frees {seats}.") };
    let lines: &[&str] = match name {
        "licences" => &[
            "Removes the licences. The user, the log-in, the groups and all data stay.",
            "Licences can be given again at any time, if there are seats.",
        ],
        "former" => &[
            "Makes the user a former employee.",
            GONE,
            "Name, groups, data and history stay. Taking the user back later gives no licence and no log-in back.",
        ],
        "delete" => &[
            "Deletes the user for good.",
            GONE,
            "Name, log-in name, e-mail address, groups and attributes are erased, in the history too.",
            "The id, what happened and how often stay. The log-in name is free again after 30 days.",
        ],
        _ => &[],
    };
    output::line(&format!("{name}: licentia users leave {user} --level {name}"));
    for line in lines {
        output::line(&format!("  {line}"));
    }
    output::line(&format!("  {freed}"));
    let served = level["served"].as_u64().unwrap_or_default();
    if served > 0 {
        let named = level["served_first"].as_array().map_or(0, Vec::len) as u64;
        let first = list(&level["served_first"], "name");
        let more = served.saturating_sub(named);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        output::line(&format!("  Serves from the waiting list: {first}{more}."));
    }
    if by_rule && name == "licences" {
        output::line("  A rule gives some of them; it may give them again when it is next applied.");
    }
    if let Some(because) = level["because"].as_str() {
        output::line(&format!("  Not possible now: {} [{because}]", why(because)));
    }
}

fn list(of: &Value, member: &str) -> String {
    let words = of.as_array().into_iter().flatten();
    words.filter_map(|one| one[member].as_str()).collect::<Vec<_>>().join(", ")
}

/// Why a level cannot be chosen.
fn why(code: &str) -> &'static str {
    match code {
        "nothing_assigned" => "there is nothing to remove.",
        "already_former" => "the user is a former employee already.",
        "recall_blocked" => "an application objects.",
        "user_has_session" => "the user is logged in; end the session first.",
        "last_administrator" => "nobody else may manage licences or access.",
        _ => "it is refused.",
    }
}
