//! What of the needs is news to whoever remembers what was told.
//!
//! A date comes once, and so does each of its steps. A level comes and goes: reaching it is news, to and fro is none, and
//! neither is the way down, for whoever heard that all is taken was told that nearly all is. What was left for a month is
//! forgotten, and is news when it is reached again.
//!
//! Being told needs somebody who hears it. A step that nobody could be told of is known as long as that stays so, and is
//! news as soon as there is somebody, if it is still the present one.

use std::collections::{HashMap, HashSet};

use super::{Kind, Need};

/// A level that was left for so long, in milliseconds, is news when it is reached again.
const AGAIN_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// A step that was told, or passed on the way to one that was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The need's key.
    pub key: String,
    /// The step.
    pub step: String,
    /// Since when nothing has reached it, in milliseconds UTC; `None` while something does.
    pub left_at: Option<i64>,
    /// Nobody could be told of it.
    pub unheard: bool,
}

/// What a look finds: what to tell, and what to remember.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News<'a> {
    /// Told now, and known from now on.
    pub told: Vec<&'a Need>,
    /// Steps below those, by key: nobody is told of them, and they are known from now on.
    pub passed: Vec<(&'a str, &'static str)>,
    /// Known steps that nothing reaches any more.
    pub left: Vec<&'a Known>,
    /// Known steps that are reached again, too soon to be news.
    pub back: Vec<&'a Known>,
    /// Known steps that were left so long ago that they are known no more, and those that nobody heard of and that
    /// somebody can be told of now.
    pub forgotten: Vec<&'a Known>,
}

impl Kind {
    /// The steps of a kind that fills up, the lowest first; whoever has reached one has reached those below it. A kind
    /// that has a date has none.
    const fn levels(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Capacity => Some(&["85", "100", "over"]),
            Self::Limit => Some(&["85", "100"]),
            Self::Meter => Some(&["forecast", "80", "100"]),
            Self::Waiting => Some(&["1", "10", "100"]),
            _ => None,
        }
    }

    /// How high a step is, where steps are levels.
    fn height(self, step: &str) -> Option<usize> {
        self.levels()?.iter().position(|level| *level == step)
    }
}

/// What of `needs` is news at `now_ms` to whoever remembers `known`. `heard`: whether there is anybody who can be told of a
/// kind of need.
pub fn news<'a>(
    needs: &'a [Need],
    known: &'a [Known],
    now_ms: i64,
    heard: impl Fn(Kind) -> bool,
) -> News<'a> {
    let mut news = News::default();
    let present: HashMap<&str, &Need> = needs.iter().map(|need| (&*need.key, need)).collect();
    let reached: HashMap<&str, usize> =
        needs.iter().filter_map(|need| Some((&*need.key, height(need)?))).collect();
    let mut kept: HashSet<(&str, &str)> = HashSet::new();
    for one in known {
        let need = present.get(&*one.key).filter(|need| one.unheard && heard(need.kind));
        if need.is_some_and(|need| need.kind.levels().is_some() || need.step.as_ref() == Some(&one.step)) {
            news.forgotten.push(one);
            continue;
        }
        let Some(height) = kind(&one.key).and_then(|kind| kind.height(&one.step)) else {
            kept.insert((&one.key, &one.step));
            continue;
        };
        let is_reached = reached.get(&*one.key).is_some_and(|now| *now >= height);
        match one.left_at {
            Some(left_at) if left_at <= now_ms - AGAIN_MS => {
                news.forgotten.push(one);
                continue;
            }
            Some(_) if is_reached => news.back.push(one),
            None if !is_reached => news.left.push(one),
            _ => {}
        }
        kept.insert((&one.key, &one.step));
    }
    for need in needs {
        if need.step.as_deref().is_none_or(|step| kept.contains(&(&*need.key, step))) {
            continue;
        }
        let levels = need.kind.levels().unwrap_or_default();
        let (below, above) = levels.split_at(height(need).unwrap_or_default());
        match above.iter().find(|level| kept.contains(&(&*need.key, **level))) {
            // It was fuller and has become better: only to be remembered.
            Some(_) => news.passed.extend(above.first().map(|level| (&*need.key, *level))),
            None => news.told.push(need),
        }
        let below = below.iter().filter(|level| !kept.contains(&(&*need.key, **level)));
        news.passed.extend(below.map(|level| (&*need.key, *level)));
    }
    news
}

/// The kind of a key: `limit:acme:projects:100`.
fn kind(key: &str) -> Option<Kind> {
    key.split(':').next().and_then(Kind::told)
}

fn height(need: &Need) -> Option<usize> {
    need.kind.height(need.step.as_deref()?)
}
