//! How figures reach their issuer, each once, whichever of the two databases is older than it was.
//!
//! An installation numbers its figures, and sends those that have no receipt in the order of their numbers. The issuer takes
//! each number once ([`hear`]) and signs what it has ([`Word`]). Two things go wrong when a database is restored, and both
//! are put right by what is signed. An issuer that went back lacks numbers: it says so, and is sent them again. An
//! installation that went back gives numbers a second time, to figures it has made anew: the issuer says up to where
//! numbers are taken, and the installation gives its figures numbers above them ([`anew`]). A figure is always the whole
//! month, and the newest of a month counts: whatever comes twice on the way counts once.

/// What an issuer signs for a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Every figure up to this number is there.
    pub through: u64,
    /// Numbers above `through` and up to this one are there, too, but of other figures than those of the bundle.
    pub taken: Option<u64>,
}

/// What an issuer finds when a bundle comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Here {
    /// The highest number that is here under the bundle's key; none before the first.
    pub through: Option<u64>,
    /// Whether another key of the same holder has told the figure before the bundle's first: this key goes on for it.
    pub follows: bool,
    /// The first number of the bundle under which something else is here.
    pub differs: Option<u64>,
}

/// What an issuer does with a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    /// What it signs.
    pub word: Word,
    /// From which number on figures are new and to be kept; none when nothing of the bundle is.
    pub new: Option<u64>,
    /// Whether figures before the bundle are missing.
    pub gap: bool,
}

/// What becomes of a bundle with the figures `first` to `last`. It is taken as a whole or not at all.
pub fn hear(here: Here, first: u64, last: u64) -> Heard {
    let before = first.saturating_sub(1);
    // A key that we never heard figures of begins with the first, or where its predecessor ended.
    let through = here.through.unwrap_or(if here.follows { before } else { 0 });
    let word = |through, taken| Word { through, taken };
    if through < before {
        return Heard { word: word(through, None), new: None, gap: true };
    }
    if let Some(differs) = here.differs {
        return Heard { word: word(differs.saturating_sub(1), Some(through)), new: None, gap: false };
    }
    let new = (last > through).then_some(through.saturating_add(1));
    Heard { word: word(through.max(last), None), new, gap: false }
}

/// From which number on the figures without receipt are to be numbered, in their order; none when they keep their numbers.
/// `open` are these numbers, ascending, after the receipt was noted; `bundle` is what it answers: first and last number.
pub fn anew(open: &[u64], bundle: (u64, u64), word: Word) -> Option<u64> {
    let first = *open.first()?;
    let above = match word.taken {
        // Said of figures that still have these numbers, or it was heard before.
        Some(taken) if first == word.through.checked_add(1)? && (bundle.0..=bundle.1).contains(&first) => {
            taken.max(word.through)
        }
        // Numbers that a restored database skipped, and that the issuer has lost: nobody will ever tell them.
        None if first > word.through => word.through,
        _ => return None,
    };
    let begin = above.checked_add(1)?;
    let end = begin.checked_add(open.len() as u64)?;
    let moves = open.iter().zip(begin..).any(|(number, wanted)| *number != wanted);
    (moves && i64::try_from(end).is_ok()).then_some(begin)
}
