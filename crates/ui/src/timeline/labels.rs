//! Where the words beside the dates stand, so that none covers another or is crossed by a line.

use maud::{Markup, html};

use super::px;
use super::scale::WIDTH;

/// About how wide a text is in the drawing, in any of the system fonts.
pub(super) fn wide(text: &str) -> f64 {
    text.chars().count() as f64 * 6.7
}

/// A side of the axis, a side of the stem, and how many storeys away from the axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Spot {
    above: bool,
    before: bool,
    storey: u8,
}

/// Spots on one storey.
const SIDES: usize = 4;

/// Nearest first; most drawings need the first storey only, and none more than three.
const SPOTS: [Spot; 3 * SIDES] = {
    let mut spots = [Spot { above: true, before: false, storey: 0 }; 3 * SIDES];
    let mut index = 0;
    while index < spots.len() {
        let side = index % SIDES;
        let storey = (index / SIDES) as u8;
        spots[index] = Spot { above: side == 0 || side == 3, before: side == 1 || side == 3, storey };
        index += 1;
    }
    spots
};

/// Height of a further storey.
const STOREY: f64 = 36.0;

/// A date with its words.
pub(super) struct Label {
    pub(super) x: f64,
    title: String,
    words: String,
    width: f64,
    spot: Spot,
}

impl Label {
    pub(super) fn new(x: f64, title: String, words: String) -> Label {
        let width = (wide(&title) * 1.1).max(wide(&words)) + 12.0;
        Label { x, title, words, width, spot: SPOTS[0] }
    }

    /// The stretch of the drawing that its words cover.
    fn stretch(&self, spot: Spot) -> (f64, f64) {
        if spot.before { (self.x - self.width, self.x) } else { (self.x, self.x + self.width) }
    }

    /// Whether this label at `spot` and `other` where it stands keep clear of each other.
    fn clear_of(&self, spot: Spot, other: &Label) -> bool {
        if spot.above != other.spot.above {
            return true;
        }
        let (from, to) = self.stretch(spot);
        let (other_from, other_to) = other.stretch(other.spot);
        let words_meet = from < other_to && other_from < to && spot.storey == other.spot.storey;
        // A stem passes through every storey between its words and the axis.
        let crosses = |x: f64, from: f64, to: f64| x > from + 0.5 && x < to - 0.5;
        let mine_crosses = spot.storey >= other.spot.storey && crosses(self.x, other_from, other_to);
        let other_crosses = other.spot.storey >= spot.storey && crosses(other.x, from, to);
        !words_meet && !mine_crosses && !other_crosses
    }

    pub(super) fn draw(&self) -> Markup {
        let lift = STOREY * f64::from(self.spot.storey);
        let (from, to, first) = if self.spot.above {
            (8.0 - lift, 70.0, 16.0 - lift)
        } else {
            (46.0, 120.0 + lift, 105.0 + lift)
        };
        let (x, end) = if self.spot.before { (self.x - 7.0, " end") } else { (self.x + 7.0, "") };
        html! {
            line.stem x1=(px(self.x)) x2=(px(self.x)) y1=(px(from)) y2=(px(to)) {}
            text class={ "strong" (end) } x=(px(x)) y=(px(first)) { (self.title) }
            text class={ "date" (end) } x=(px(x)) y=(px(first + 15.0)) { (self.words) }
        }
    }
}

/// The labels where they stand, and how much the drawing grows for them.
pub(super) struct Placed {
    pub(super) labels: Vec<Label>,
    pub(super) above: f64,
    pub(super) below: f64,
    pub(super) today_text: f64,
}

impl Placed {
    /// Lines below the axis, which the months keep clear of.
    pub(super) fn blocked(&self, today: f64) -> Vec<f64> {
        let below = self.labels.iter().filter(|label| !label.spot.above).map(|label| label.x);
        below.chain([today]).collect()
    }
}

/// Finds a spot for every label, nearest first; one that fits nowhere stands at its first spot.
pub(super) fn place(mut labels: Vec<Label>, today: f64, today_word: &str) -> Placed {
    let half = wide(today_word) * 0.55 + 4.0;
    let today_text = today.clamp(half, WIDTH - half);
    let taken = (today_text - half, today_text + half);
    let _settled = (1..=3).any(|storeys| settle(&mut labels, 0, taken, storeys * SIDES));
    let grown = |above: bool| {
        let side = labels.iter().filter(|label| label.spot.above == above);
        STOREY * f64::from(side.map(|label| label.spot.storey).max().unwrap_or(0))
    };
    let (above, below) = (grown(true), grown(false));
    Placed { labels, above, below, today_text }
}

/// Tries the spots of the label at `index` and, with each, of those after it.
fn settle(labels: &mut [Label], index: usize, today: (f64, f64), spots: usize) -> bool {
    if index == labels.len() {
        return true;
    }
    for spot in &SPOTS[..spots] {
        let (from, to) = labels[index].stretch(*spot);
        let inside = from >= 0.0 && to <= WIDTH;
        let label = &labels[index];
        let words_on_today = spot.storey == 0 && from < today.1 && today.0 < to;
        let stem_on_today = label.x > today.0 && label.x < today.1;
        let on_today = !spot.above && (words_on_today || stem_on_today);
        if inside && !on_today && labels[..index].iter().all(|known| label.clear_of(*spot, known)) {
            labels[index].spot = *spot;
            if settle(labels, index + 1, today, spots) {
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxes(placed: &Placed) -> Vec<(Spot, f64, f64)> {
        let stretch = |label: &Label| {
            let (from, to) = label.stretch(label.spot);
            (label.spot, from, to)
        };
        placed.labels.iter().map(stretch).collect()
    }

    #[test]
    fn words_cover_neither_each_other_nor_the_edge() {
        let at = |x: f64| Label::new(x, "Admin warning".into(), "27 February 2027 (in 98 days)".into());
        for start in 0..30 {
            for gap in [9.0, 25.0, 60.0, 130.0] {
                let first = 40.0 + f64::from(start) * 17.0;
                let labels = (0..5).map(|n| at(first + f64::from(n) * gap)).collect();
                let placed = place(labels, first - 30.0, "Today");
                let boxes = boxes(&placed);
                for (index, (spot, from, to)) in boxes.iter().enumerate() {
                    assert!(*from >= 0.0 && *to <= WIDTH, "{start} {gap}: {from} to {to}");
                    for (other, other_from, other_to) in &boxes[..index] {
                        let same = spot.above == other.above && spot.storey == other.storey;
                        assert!(!same || from >= other_to || other_from >= to, "{start} {gap}");
                    }
                }
            }
        }
    }
}
