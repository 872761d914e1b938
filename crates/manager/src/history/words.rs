//! What items and advice are called.

use jiff::civil::Date;
use licentia_core::history::Advice;
use licentia_ui::{Lang, t};

use super::{History, Item};
use crate::snapshot::Snapshot;

/// The title of a module, or of all user plans of an issuer together.
pub(super) fn title(at: &Snapshot, item: &Item, lang: Lang) -> String {
    if let Some(no) = item.module {
        return at
            .licences()
            .module(no)
            .map_or_else(|| item.name.clone(), |m| m.title(lang.tag()).to_owned());
    }
    let issuer = at.licences().issuers().iter().find(|issuer| issuer.name.as_str() == item.name);
    let issuer = issuer.map_or(item.name.as_str(), |issuer| issuer.title(lang.tag()));
    t!(lang, "history-all-plans", issuer = issuer)
}

/// The advice in one sentence; empty where there is none. `words` writes a day, in one line where there is little room.
pub(super) fn advice(report: &History, lang: Lang, words: impl Fn(Date) -> String) -> String {
    let refused = report.refused;
    match report.advice {
        Advice::Nothing => String::new(),
        Advice::Short { reclaim: 0, buy } => t!(lang, "history-advice-buy", refused = refused, buy = buy),
        Advice::Short { reclaim, buy: 0 } => {
            t!(lang, "history-advice-reclaim", refused = refused, reclaim = reclaim)
        }
        Advice::Short { reclaim, buy } => {
            t!(lang, "history-advice-both", refused = refused, reclaim = reclaim, buy = buy)
        }
        Advice::Full { reclaim: 0 } => t!(lang, "history-advice-full"),
        Advice::Full { reclaim } => t!(lang, "history-advice-full-idle", reclaim = reclaim),
        Advice::Soon { on, reclaim: 0 } => t!(lang, "history-advice-soon", day = words(on)),
        Advice::Soon { on, reclaim } => {
            t!(lang, "history-advice-soon-idle", day = words(on), reclaim = reclaim)
        }
        Advice::Spare { seats } => t!(lang, "history-advice-spare", seats = seats),
        Advice::Enough => t!(lang, "history-advice-enough"),
    }
}

/// A mean with one decimal as programs read it: `17.4`.
pub(super) fn average(tenths: u64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}
