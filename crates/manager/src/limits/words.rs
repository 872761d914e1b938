//! What is said about a limit: the limit, how to free capacity, and the next plan up (rule 14).

use licentia_core::licence::text_in;
use licentia_core::licences::Issuer;
use licentia_core::package::{Limit, NextUp};
use licentia_platform::problem::Problem;
use licentia_ui::{Lang, t};

use super::{Counted, Verdict};
use crate::snapshot::Snapshot;

/// The plan's own words about a limit, where it has it.
fn in_plan<'a>(at: &'a Snapshot, counted: &Counted) -> Option<(&'a Issuer, &'a Limit)> {
    let issuer =
        at.licences().issuers().iter().find(|of| Some(of.name.as_str()) == counted.issuer.as_deref())?;
    Some((issuer, issuer.limits.iter().find(|limit| limit.name == counted.name)?))
}

/// The answer as a sentence, or as several where there is no room.
pub(super) fn message(lang: Lang, at: &Snapshot, counted: &Counted) -> String {
    match (counted.verdict, counted.max, in_plan(at, counted)) {
        (Verdict::Demo, ..) => t!(lang, "limits-demo"),
        (Verdict::Tampered, ..) => t!(lang, "limits-tampered"),
        (Verdict::Granted, Some(max), Some((_, limit))) => {
            let title = limit.title(lang.tag());
            // The answer to whoever took the last room.
            match counted.used.saturating_add(counted.reserved) < max {
                true => t!(lang, "limits-room", limit = title, used = counted.used, max = max),
                false => t!(lang, "limits-full", limit = title, used = counted.used, max = max),
            }
        }
        (Verdict::LimitReached, Some(max), Some((issuer, limit))) => {
            let mut said = vec![reached(lang, issuer, limit, counted, max)];
            said.extend(help(lang, limit));
            said.join(" ")
        }
        _ => t!(lang, "limits-no-limit"),
    }
}

fn reached(lang: Lang, issuer: &Issuer, limit: &Limit, counted: &Counted, max: u64) -> String {
    let (plan, title) = (plan_title(lang, issuer), limit.title(lang.tag()));
    let (used, reserved) = (counted.used, counted.reserved);
    if max == 0 {
        t!(lang, "limits-none-allowed", plan = plan, limit = title)
    } else if used.saturating_add(reserved) < max {
        let free = max - used - reserved;
        t!(lang, "limits-too-few", plan = plan, limit = title, used = used, max = max, free = free)
    } else if reserved > 0 {
        t!(
            lang,
            "limits-reached-reserved",
            plan = plan,
            limit = title,
            used = used,
            reserved = reserved,
            max = max
        )
    } else {
        t!(lang, "limits-reached", plan = plan, limit = title, used = used, max = max)
    }
}

/// What counts, how to free capacity, and the next plan up.
fn help(lang: Lang, limit: &Limit) -> impl Iterator<Item = String> {
    let own = [&limit.counts, &limit.advice].map(|texts| text_in(texts, lang.tag(), "").to_owned());
    own.into_iter().filter(|text| !text.is_empty()).chain(limit.next.as_ref().map(|next| next_up(lang, next)))
}

/// "CRM Suite Growth has no limit."
pub(crate) fn next_up(lang: Lang, next: &NextUp) -> String {
    let plan = text_in(&next.titles, lang.tag(), "");
    match next.max {
        Some(max) => t!(lang, "limits-next-max", plan = plan, max = max),
        None => t!(lang, "limits-next-unlimited", plan = plan),
    }
}

/// What the plan is called: the suite, or the issuer where it sells no suites.
fn plan_title(lang: Lang, issuer: &Issuer) -> &str {
    let suite = issuer.suite.as_ref().map(|suite| text_in(&suite.titles, lang.tag(), &suite.name));
    suite.unwrap_or_else(|| issuer.title(lang.tag()))
}

/// The refusal of a change: 409 with everything the application needs to tell its user.
pub(super) fn refusal(lang: Lang, at: &Snapshot, counted: &Counted) -> Problem {
    Problem::conflict(counted.verdict.as_str())
        .detail(message(lang, at, counted))
        .with("limit", &counted.name)
        .with("issuer", &counted.issuer)
        .with("used", counted.used)
        .with("reserved", counted.reserved)
        .with("max", counted.max)
        .with("level", counted.level())
}
